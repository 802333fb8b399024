"""From OFAC's labelled values to parties: the part that all of OFAC's file forms share.

A reader turns what its form says into `Fact`s (a label, a value, a country) and other pieces; `pieces_of`
decides by the vocabulary which field of a party each belongs to, and `assemble` builds the party.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from nongrata.model import (
    Address,
    Designation,
    Identifier,
    IdentifierKind,
    Link,
    Name,
    Observable,
    ObservableKind,
    Party,
    PartyKind,
)
from nongrata.sources.ofac.vocabulary import (
    AUTHORITY,
    SHARED_HOSTS,
    Meaning,
    Role,
    legal_basis,
    meaning_of,
    place_code,
)
from nongrata.text.dates import parse_date

Piece = tuple[str, Any]
"""(field of `Party`, one value for it); or (DOUBT, a sentence) for the load report."""

DOUBT = "doubt"

_MEMOISED_FACTS = 1 << 15


class Fact(NamedTuple):
    """A labelled value as published.

    Args:
        label: OFAC's label.
        value: The value.
        country: Country of issue as published, or empty.
        dates: "issued ... expires ..." of a document, or empty.
    """

    label: str
    value: str
    country: str = ""
    dates: str = ""


@lru_cache(maxsize=_MEMOISED_FACTS)
def pieces_of(fact: Fact) -> tuple[Piece, ...]:
    """The fields of a party that a labelled value fills; with a doubt where it cannot be read.

    >>> pieces_of(Fact("DOB", "28 Oct 1983"))[0][0], pieces_of(Fact("nationality", "Latvia"))
    ('born', (('nationalities', 'LV'),))
    >>> pieces_of(Fact("Shoe size", "45"))
    (('details', ('Shoe size', '45')), ('doubt', "the label 'Shoe size' is new to us; kept as a detail"))
    """
    meaning = meaning_of(fact.label)
    if meaning is None:
        return _unknown(fact)
    return _BY_ROLE[meaning.role](meaning, fact)


def _born(meaning: Meaning, fact: Fact) -> tuple[Piece, ...]:
    born = parse_date(fact.value, day_first=False)
    return (("born", born),) if born else _kept(meaning, fact, "is no date that we can read")


def _birth_place(_: Meaning, fact: Fact) -> tuple[Piece, ...]:
    return (("birth_places", fact.value),)


def _nationality(meaning: Meaning, fact: Fact) -> tuple[Piece, ...]:
    code = place_code(fact.value)
    if code:
        return (("nationalities", code),)
    return _kept(meaning, fact, "is no country that we know" if code is None else "")


def _country(meaning: Meaning, fact: Fact) -> tuple[Piece, ...]:
    code = place_code(fact.value)
    kept = _kept(meaning, fact, "is no country that we know" if code is None else "")
    return (("countries", code), *kept) if code else kept


def _gender(meaning: Meaning, fact: Fact) -> tuple[Piece, ...]:
    gender = fact.value.lower()
    if gender in {"male", "female"}:
        return (("gender", gender),)
    return _kept(meaning, fact, "is neither male nor female")


def _title(_: Meaning, fact: Fact) -> tuple[Piece, ...]:
    return titles(fact.value)


def _link(meaning: Meaning, fact: Fact) -> tuple[Piece, ...]:
    return (("links", Link(meaning.label, squeezed(fact.value))),)


def _detail(meaning: Meaning, fact: Fact) -> tuple[Piece, ...]:
    return _kept(meaning, fact)


_LEI = re.compile(r"[A-Z0-9]{18}\d{2}")
_IMO = re.compile(r"IMO[\s:#]*\d+")


def _identifier(meaning: Meaning, fact: Fact) -> tuple[Piece, ...]:
    kind = meaning.kind
    if not isinstance(kind, IdentifierKind):
        raise TypeError(f"{meaning.label} has no kind of identifier")
    value = squeezed(fact.value)
    if kind is IdentifierKind.IMO:
        value = value.strip("()")
    elif _IMO.match(value):  # on companies too: "Company Number IMO 5000001", "Identification Number IMO ..."
        kind = IdentifierKind.IMO
    elif meaning.label == "Legal Entity Number" and _LEI.fullmatch(value):
        kind = IdentifierKind.LEI
    code = _code(fact.country)
    pieces: list[Piece] = [("identifiers", Identifier(kind, value, code or "", meaning.label))]
    if fact.country and not code:
        pieces.append(("details", (f"{meaning.label} {value}", f"issued in {fact.country}")))
    if code is None:
        pieces.append((DOUBT, f"{fact.country!r} (of {meaning.label} {value}) is no country that we know"))
    if fact.dates:
        pieces.append(("details", (f"{meaning.label} {value}", fact.dates)))
    return tuple(pieces)


def _observable(meaning: Meaning, fact: Fact) -> tuple[Piece, ...]:
    kind = meaning.kind
    if not isinstance(kind, ObservableKind):
        raise TypeError(f"{meaning.label} has no kind of observable")
    if kind is ObservableKind.DOMAIN:
        return _website(meaning, fact)
    return (("observables", Observable(kind, fact.value.strip(), meaning.label)),)


def _website(meaning: Meaning, fact: Fact) -> tuple[Piece, ...]:
    """A domain; on a platform that others use too (or a university), only the party's page on it."""
    value = fact.value.strip()
    url = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return _kept(meaning, fact, "is no web address")
    host = (parts.hostname or "").removeprefix("www.")
    if host not in SHARED_HOSTS and not host.endswith(".edu"):
        return (("observables", Observable(ObservableKind.DOMAIN, value, meaning.label)),)
    if parts.path.strip("/"):
        return (("observables", Observable(ObservableKind.URL, url, meaning.label)),)
    return _kept(meaning, fact, "is the web site of a platform, not of the party")


_BY_ROLE: dict[Role, Callable[[Meaning, Fact], tuple[Piece, ...]]] = {
    Role.BORN: _born,
    Role.BIRTH_PLACE: _birth_place,
    Role.NATIONALITY: _nationality,
    Role.COUNTRY: _country,
    Role.GENDER: _gender,
    Role.TITLE: _title,
    Role.LINK: _link,
    Role.DETAIL: _detail,
    Role.IDENTIFIER: _identifier,
    Role.OBSERVABLE: _observable,
}


def _kept(meaning: Meaning, fact: Fact, trouble: str = "") -> tuple[Piece, ...]:
    piece = ("details", (meaning.label, fact.value))
    if not trouble:
        return (piece,)
    return (piece, (DOUBT, f"{meaning.label} {fact.value!r} {trouble}; kept as a detail"))


_NUMBER_WORDS = re.compile(r"\b(?:No|Number|ID|Passport|Card|Certificate|Code)\b|#")


def _unknown(fact: Fact) -> tuple[Piece, ...]:
    """A label that OFAC has added since: a number if it looks like one, else a detail; never lost."""
    label = fact.label.strip().rstrip(" -:")
    if _NUMBER_WORDS.search(label) and any(char.isdigit() for char in fact.value):
        found = _identifier(Meaning(Role.IDENTIFIER, label, IdentifierKind.OTHER), fact)
        return (*found, (DOUBT, f"the label {label!r} is new to us; kept as another number"))
    return (("details", (label, fact.value)), (DOUBT, f"the label {label!r} is new to us; kept as a detail"))


def titles(text: str) -> tuple[Piece, ...]:
    """Titles and positions, which OFAC joins with semicolons.

    >>> titles("Colonel; Commander of FDLR 1st Division")
    (('titles', 'Colonel'), ('titles', 'Commander of FDLR 1st Division'))
    """
    return tuple(("titles", one) for part in text.split(";") if (one := squeezed(part)))


@lru_cache(maxsize=4096)
def designation(programme: str) -> Designation:
    """The act under a programme, as far as a form without dates and measures tells it.

    >>> designation("CYBER2").legal_basis
    'E.O. 13694 as amended by E.O. 13757'
    """
    return Designation(programme, authority=AUTHORITY, legal_basis=legal_basis(programme))


_NOWHERE = Address()


def postal_address(street: str, town: tuple[str, str, str], country: str) -> tuple[Piece, ...]:
    """An address with the country it ties the party to; nothing if all of it is empty.

    Args:
        street: Its lines, joined by commas.
        town: City, region and postcode.
        country: As published.

    >>> [field for field, _ in postal_address("", ("Anapa", "", ""), "Russia")]
    ['addresses', 'countries']
    """
    code = _code(country)
    city, region, postcode = map(squeezed, town)
    address = Address(squeezed(street), city, region, postcode, code or "", country)
    if address == _NOWHERE:
        return ()
    if code:
        return (("addresses", address), ("countries", code))
    if code is None:
        return (("addresses", address), (DOUBT, f"{country!r} is no country that we know"))
    return (("addresses", address),)


@lru_cache(maxsize=1024)
def _code(country: str) -> str | None:
    return place_code(country) if country else ""


def document_dates(issued: str, expires: str) -> str:
    """The dates of a document in the words of the CSV form.

    >>> document_dates("14 Dec 2005", "")
    'issued 14 Dec 2005'
    """
    return " ".join(f"{word} {day}" for word, day in (("issued", issued), ("expires", expires)) if day)


def squeezed(text: str) -> str:
    """The text with runs of white space made one blank and none at the ends."""
    return " ".join(text.split())


_DIRECTION_MARKS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def name_of(full: str, *, person: bool) -> Name:
    """A name in one piece; a person's family name stands before the first comma.

    Marks that only tell a screen which way to write (ENHANCED puts them around Arabic) go.

    >>> name_of("BOGACHEV, Evgeniy Mikhaylovich", person=True).family, name_of("STC, LTD", person=False).family
    ('BOGACHEV', '')
    """
    plain = squeezed(full if full.isascii() else full.translate(_DIRECTION_MARKS))
    if person:
        family, comma, given = plain.partition(", ")
        if comma:
            return Name(plain, family, given)
    return Name(plain)


def name_in_parts(family: str, given: str, *, person: bool) -> Name:
    """A name whose parts the form tells apart: "FAMILY, Given", or the whole of it in `family`.

    >>> name_in_parts("BOGACHEV", "Evgeniy", person=True).full
    'BOGACHEV, Evgeniy'
    """
    if not given:
        return name_of(family, person=person)
    last, first = squeezed(family), squeezed(given)
    return Name(f"{last}, {first}", last, first)


_TAIL_NUMBER = re.compile(r"[A-Z0-9]{1,3}-[A-Z0-9]{2,6}|[A-Z]{1,2}\d{2,4}[A-Z]{0,2}")


def assemble(party_id: str, kind: PartyKind, name: Name, pieces: Iterable[Piece], warn: Callable[[str], None]) -> Party:
    """The party that its pieces make, in published order; what is said twice stands once.

    Args:
        party_id: `LIST:ID-AS-PUBLISHED`.
        kind: What it is.
        name: The primary name.
        pieces: Values by field; doubts go to `warn`.
        warn: Takes a sentence for the load report.
    """
    fields: dict[str, dict[Any, Any]] = {}
    for field, value in pieces:
        if field == DOUBT:
            warn(value)
        else:
            key = (value.name.full, value.strength) if field == "aliases" else value
            fields.setdefault(field, {}).setdefault(key, value)
    genders = fields.pop("gender", {})
    if len(genders) > 1:  # a party of two genders: which one is wrong cannot be told, so neither counts
        fields.setdefault("details", {}).update({("Gender", one): ("Gender", one) for one in genders})
        warn(f"two genders: {' and '.join(genders)}; kept as details")
    if kind is PartyKind.AIRCRAFT and _TAIL_NUMBER.fullmatch(name.full):
        _add_tail_number(name.full, fields.setdefault("identifiers", {}))
    values: dict[str, Any] = {field: tuple(found.values()) for field, found in fields.items()}
    gender = next(iter(genders)) if len(genders) == 1 else ""
    return Party(id=party_id, kind=kind, name=name, gender=gender, **values)


def _add_tail_number(name: str, identifiers: dict[Any, Any]) -> None:
    """OFAC names most aircraft by their tail number ("EP-GOM") and then does not repeat it."""
    if not any(it.kind is IdentifierKind.AIRCRAFT_TAIL and it.value == name for it in identifiers):
        number = Identifier(IdentifierKind.AIRCRAFT_TAIL, name, label="name")
        identifiers[number] = number
