"""FollowTheMoney entities made into parties: the schemata and properties that matter for screening.

The table is our own: the followthemoney package needs a C++ build, and of its 70 schemata only these decide
who is a party, who is linked to whom and what a number is. A property without a place in the model is kept as
a detail under its own name.

Source: https://followthemoney.tech/explorer/, model of 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from nongrata.model import (
    Address,
    Alias,
    AliasKind,
    Identifier,
    IdentifierKind,
    Name,
    Observable,
    ObservableKind,
    PartialDate,
    Party,
    PartyKind,
    Strength,
)
from nongrata.sources.prose.contacts import phones, websites
from nongrata.sources.prose.free_text import tidy
from nongrata.sources.prose.script_runs import is_latin
from nongrata.text.countries import country_code
from nongrata.text.dates import parse_date

PARTY_KINDS = {
    "Person": PartyKind.PERSON,
    "Organization": PartyKind.ORGANISATION,
    "Company": PartyKind.ORGANISATION,
    "PublicBody": PartyKind.ORGANISATION,
    "Trust": PartyKind.ORGANISATION,
    "Vessel": PartyKind.VESSEL,
    "Airplane": PartyKind.AIRCRAFT,
    "LegalEntity": PartyKind.UNKNOWN,
    "Vehicle": PartyKind.UNKNOWN,
    "Thing": PartyKind.UNKNOWN,
}
"""Schemata that are parties. A LegalEntity is a person or an organisation that nobody told apart."""

_NAMES = ("name", "alias", "weakAlias", "previousName", "abbreviation")
_ALIASES = (
    ("name", AliasKind.AKA, Strength.STRONG),
    ("alias", AliasKind.AKA, Strength.STRONG),
    ("previousName", AliasKind.FORMER, Strength.STRONG),
    ("weakAlias", AliasKind.AKA, Strength.WEAK),
    # FollowTheMoney itself does not match on abbreviations.
    ("abbreviation", AliasKind.AKA, Strength.WEAK),
)
_NAME_PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName")
_BORN = ("birthDate", "incorporationDate", "buildDate")
_NATIONALITIES = ("nationality", "citizenship")
_COUNTRIES = ("country", "jurisdiction", "mainCountry", "flag")
_TITLES = ("title", "position")
_REMARKS = ("notes", "summary", "description")

_OTHER_NUMBERS = (
    "kppCode", "okpoCode", "bikCode", "dunsCode", "uniqueEntityId", "npiCode", "permId", "isinCode", "isin", "cikCode",
    "giiNumber", "irsCode", "jibCode", "mbsCode", "fnsCode", "caemCode", "coatoCode",
)  # fmt: skip
# The most telling property first: publishers give one number under several ("idNumber" and "innCode").
_IDENTIFIERS = {
    "innCode": (IdentifierKind.TAX, "RU"),
    "ogrnCode": (IdentifierKind.REGISTRATION, "RU"),
    "uscCode": (IdentifierKind.REGISTRATION, "CN"),
    "leiCode": (IdentifierKind.LEI, ""),
    "swiftBic": (IdentifierKind.BIC, ""),
    "imoNumber": (IdentifierKind.IMO, ""),
    "mmsi": (IdentifierKind.MMSI, ""),
    "callSign": (IdentifierKind.CALL_SIGN, ""),
    "passportNumber": (IdentifierKind.PASSPORT, ""),
    "socialSecurityNumber": (IdentifierKind.NATIONAL_ID, ""),
    "taxNumber": (IdentifierKind.TAX, ""),
    "vatCode": (IdentifierKind.TAX, ""),
    "registrationNumber": (IdentifierKind.REGISTRATION, ""),
    "serialNumber": (IdentifierKind.AIRCRAFT_SERIAL, ""),
    "accountNumber": (IdentifierKind.ACCOUNT, ""),
    "iban": (IdentifierKind.ACCOUNT, ""),
    **dict.fromkeys(_OTHER_NUMBERS, (IdentifierKind.OTHER, "")),
    "idNumber": (IdentifierKind.NATIONAL_ID, ""),
}
_OBSERVABLES = ("website", "email", "phone", "publicKey")
_BOOKKEEPING = frozenset({"createdAt", "modifiedAt", "retrievedAt", "addressEntity", "holder"})
_PLACED = frozenset(
    (*_NAMES, *_NAME_PARTS, *_BORN, *_NATIONALITIES, *_COUNTRIES, *_TITLES, *_REMARKS, *_IDENTIFIERS)
) | {*_OBSERVABLES, "birthPlace", "gender", "address"}
_ALPHA2 = 2


class Entity(msgspec.Struct):
    """One line of an entities file.

    Args:
        id: The publisher's key.
        schema: What it is ("Person", "Sanction", ...).
        properties: Values by property, always lists in files, sometimes nested entities.
        caption: The name the publisher shows.
        datasets: Where it comes from.
        last_seen: When the publisher saw it last.
    """

    id: str
    schema: str
    properties: dict[str, Any]
    caption: str = ""
    datasets: list[str] = []
    last_seen: str = ""

    def all(self, *names: str) -> list[str]:
        """The values of properties, in their order, without repeats; a nested entity gives its id."""
        properties = self.properties
        there = [name for name in names if name in properties]
        if not there:
            return []
        found: dict[str, None] = {}
        for name in there:
            values = properties[name] or []
            for value in values if isinstance(values, list) else [values]:
                text = value.get("id", "") if isinstance(value, dict) else value
                if text is not None and (tidied := tidy(str(text))):
                    found[tidied] = None
        return list(found)

    def first(self, *names: str) -> str:
        """The first value, or nothing."""
        return next(iter(self.all(*names)), "")


DECODER = msgspec.json.Decoder(Entity)


def is_party(entity: Entity) -> bool:
    """Whether its schema is that of a party; a wallet is one only when nobody holds it."""
    return entity.schema in PARTY_KINDS


def name_of(entity: Entity) -> str:
    """The name to show: the caption if it is one of the names, else the first name, else the parts joined.

    >>> name_of(Entity("x", "Person", {"firstName": ["Igor"], "lastName": ["Kostyukov"]}))
    'Igor Kostyukov'
    """
    names = entity.all(*_NAMES)
    caption = tidy(entity.caption)
    if caption in names or (caption and not names and entity.schema != "Person"):
        return caption
    return next(iter(names), "") or " ".join(entity.first(part) for part in _NAME_PARTS if entity.first(part))


def party_of(entity: Entity, list_id: str, problems: list[str]) -> Party:
    """The party that an entity describes by itself, without what other entities say of it.

    Args:
        entity: A party's entity.
        list_id: The list that it goes to.
        problems: Gets one sentence for each value that could not be read.
    """
    born, unread = _dates(entity)
    problems += [f"date {raw!r} cannot be read; kept as a detail" for raw in unread]
    return Party(
        id=f"{list_id}:{entity.id}",
        kind=PARTY_KINDS.get(entity.schema, PartyKind.UNKNOWN),
        name=_primary_name(entity),
        aliases=tuple(_aliases(entity)),
        born=born,
        birth_places=tuple(entity.all("birthPlace")),
        nationalities=codes(entity.all(*_NATIONALITIES)),
        countries=codes(entity.all(*_COUNTRIES)),
        gender=entity.first("gender") if entity.first("gender") in {"male", "female"} else "",
        titles=tuple(entity.all(*_TITLES)),
        identifiers=tuple(identifiers_of(entity)),
        observables=tuple(observables_of(entity)),
        addresses=tuple(Address(street=text) for text in entity.all("address")),
        remarks=tuple(entity.all(*_REMARKS)),
        details=(*_details(entity), *(("date", raw) for raw in unread)),
    )


def _primary_name(entity: Entity) -> Name:
    full = name_of(entity)
    folded = full.casefold()
    family = next((name for name in entity.all("lastName") if name.casefold() in folded), "")
    given = next((name for name in entity.all("firstName") if name.casefold() in folded), "")
    return Name(full, family, given)


def _aliases(entity: Entity) -> Iterator[Alias]:
    seen = {(name_of(entity), Strength.STRONG)}
    for prop, kind, strength in _ALIASES:
        for text in entity.all(prop):
            # A name that is given as a strong one already adds nothing as a weak one.
            if {(text, strength), (text, Strength.STRONG)} & seen:
                continue
            seen.add((text, strength))
            original = kind is AliasKind.AKA and strength is Strength.STRONG and not is_latin(text)
            yield Alias(Name(text), AliasKind.ORIGINAL_SCRIPT if original else kind, strength)


def _dates(entity: Entity) -> tuple[tuple[PartialDate, ...], list[str]]:
    found, unread = [], []
    for raw in entity.all(*_BORN):
        if day := parse_date(raw):
            found.append(day)
        else:
            unread.append(raw)
    return tuple(found), unread


def codes(values: list[str]) -> tuple[str, ...]:
    """Alpha-2 codes of FollowTheMoney's country codes, of which some are longer ("gb-sct").

    >>> codes(["ru", "gb-sct", "zz"])
    ('RU', 'GB')
    """
    found = (country_code(value) or country_code(value[:_ALPHA2]) for value in values)
    return tuple(dict.fromkeys(code for code in found if code))


def identifiers_of(entity: Entity) -> Iterator[Identifier]:
    """The numbers of an entity, of the kind that the property says; a company's `idNumber` is a registration."""
    seen: set[str] = set()
    for prop in filter(entity.properties.__contains__, _IDENTIFIERS):
        kind, country = _IDENTIFIERS[prop]
        for value in entity.all(prop):
            if value not in seen:
                seen.add(value)
                yield Identifier(_kind(entity, prop, kind), value, country, prop)


def _kind(entity: Entity, prop: str, kind: IdentifierKind) -> IdentifierKind:
    if prop == "idNumber" and entity.schema != "Person":
        return IdentifierKind.REGISTRATION
    if prop == "registrationNumber" and entity.schema == "Airplane":
        return IdentifierKind.AIRCRAFT_TAIL
    return kind


def observables_of(entity: Entity) -> Iterator[Observable]:
    """Web sites, mailboxes, telephones and the key of a wallet."""
    for _, _, found in observables_by_value(entity):
        yield from found


def observables_by_value(entity: Entity) -> Iterator[tuple[str, str, tuple[Observable, ...]]]:
    """As `observables_of`, beside the property and the value that they are read from; none if it gives none."""
    for text in entity.all("website"):
        yield "website", text, tuple(websites(text))
    for text in entity.all("email"):
        yield "email", text, (Observable(ObservableKind.EMAIL, text),)
    for text in entity.all("phone"):
        yield "phone", text, tuple(phones(text))
    for text in entity.all("publicKey"):
        yield "publicKey", text, (Observable(ObservableKind.WALLET, text, entity.first("currency")),)


def _details(entity: Entity) -> Iterator[tuple[str, str]]:
    for prop in entity.properties:
        if prop not in _PLACED and prop not in _BOOKKEEPING:
            yield from ((prop, text) for text in entity.all(prop))


def address_of(entity: Entity) -> Address:
    """An Address entity in parts; the publisher's full text is the street where there are no parts."""
    country_raw = entity.first("country")
    return Address(
        street=entity.first("street") or entity.first("full"),
        city=entity.first("city"),
        region=entity.first("region", "state"),
        postcode=entity.first("postalCode"),
        country=next(iter(codes([country_raw])), ""),
        country_raw=country_raw,
    )
