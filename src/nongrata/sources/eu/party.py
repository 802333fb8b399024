"""One entity of the EU's Financial Sanctions Files made into a party, whichever file format it came in.

What the files say and what they mean differ in places: `strong` is "true" on every name, a weak one is told by
a free-text remark; a name stands once per official language; a ship is an "enterprise"; a birth date may be
in the Islamic calendar; country "00" is none.

Source: files of 13 May 2024 and the schema FULL-schema-1_1.xsd of 12 Oct 2017.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nongrata.model import (
    Address,
    AliasKind,
    Designation,
    Identifier,
    IdentifierKind,
    Link,
    Name,
    Observable,
    Party,
    PartyKind,
    Strength,
)
from nongrata.sources.prose.contacts import emails, observables_in, phones, websites
from nongrata.sources.prose.free_text import items, tidy
from nongrata.sources.prose.hidden_numbers import document, identifiers_in, kind_by_words
from nongrata.sources.prose.party_draft import PartyDraft, gender_of, place
from nongrata.sources.prose.script_runs import is_latin, other_script_runs
from nongrata.sources.prose.ships import is_ship
from nongrata.text.countries import country_code
from nongrata.text.dates import parse_date

# "lo quality" (EU.1831.57), "low quality aliias"; against them "god quality", "qood quality", "high quality".
_WEAK = re.compile(r"\blow?\s+quality\b", re.IGNORECASE)
_QUALITY = re.compile(r"\b(?:low?|goo?d|qood|high)\s+quality(?:\s+(?:ali+as|a\.?k\.?a\.?))?\s*:?", re.IGNORECASE)
_FORMER = re.compile(
    r"\b(?:formerly|former name|previously|maiden name|anciennement|gi[àa]$|ranije|anks[čc]iau|kor[áa]bbi"
    r"|voorheen|qabel|prej|predt[ýy]m|d[řr][íi]ve|tidligere|entinen)",
    re.IGNORECASE,
)
_OFFICIAL_LANGUAGES = frozenset(
    "bg hr cs da nl et fi fr de el hu ga it lv lt mt pl pt ro sk sl es sv mo".split()
)  # English apart; "mo" is how the files write Romanian at times
_OTHER_OFFICIAL_SCRIPTS = frozenset({"bg", "el"})
_TYPE_OF_SHIP = re.compile(r"^type of (?:ship|vessel)\b", re.IGNORECASE)
_LISTED = re.compile(
    r"date of (?:un )?(?:listing|designation)\b[^:]*:"
    r"\s*(\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2} \w+ \d{4}|\d{4}-\d\d-\d\d)",
    re.IGNORECASE,
)
_TELLS_A_DATE = re.compile(r"\bdob\b|date of birth|\bborn\b|years? old", re.IGNORECASE)
_TWO_NUMBERS = re.compile(r"\s*/\s+|\s+/\s*|\s*;\s*")
_MOST_NAME_CHARS = 80
_NO_COUNTRY = frozenset({"", "00", "UNKNOWN"})

_ID_KINDS = {
    "passport": IdentifierKind.PASSPORT,
    "id": IdentifierKind.NATIONAL_ID,
    "ssn": IdentifierKind.NATIONAL_ID,
    "fiscalcode": IdentifierKind.TAX,
    "regnumber": IdentifierKind.REGISTRATION,
    "imo": IdentifierKind.IMO,
    "swiftbic": IdentifierKind.BIC,
}
_FLAGS = {
    "diplomatic": "diplomatic",
    "knownExpired": "expired",
    "knownFalse": "false",
    "reportedLost": "lost",
    "revokedByIssuer": "revoked",
}
_PAPER_FACTS = ("issuedBy", "issueDate", "validFrom", "validTo", "nameOnDocument", "region")
_CONTACT_READERS = {"EMAIL": emails, "WEB": websites}


@dataclass(frozen=True, slots=True)
class EuDetail:
    """One detail of an entity: its attributes by the XML's names, its remarks, its contacts as (key, value)."""

    attributes: Mapping[str, str]
    remarks: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """An attribute, white space tidied; "" if it is absent."""
        return tidy(self.attributes.get(name))


@dataclass(slots=True)
class EuEntity:
    """An entity as published: its own detail, the act that lists it, and its details by kind."""

    entity: EuDetail
    regulation: EuDetail
    url: str = ""
    subject: str = ""
    names: list[EuDetail] = field(default_factory=list)
    citizenships: list[EuDetail] = field(default_factory=list)
    births: list[EuDetail] = field(default_factory=list)
    addresses: list[EuDetail] = field(default_factory=list)
    identifications: list[EuDetail] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @property
    def reference(self) -> str:
        """The EU reference number, or the logical id of an entity that has none."""
        return self.entity.get("euReferenceNumber") or self.entity.get("logicalId")


def party_of(list_id: str, reference: str, entity: EuEntity) -> tuple[Party, tuple[str, ...]] | None:
    """The party and the doubts about it; None for an entity without any name.

    Args:
        list_id: The list it stands on.
        reference: What follows the list id in its id.
        entity: As published.
    """
    named = [name for name in entity.names if name.get("wholeName")]
    if not named:
        return None
    primary = min(enumerate(named), key=lambda at: (_rank(at[1]), at[0]))[1]
    draft = PartyDraft()
    for name in named:
        _name(draft, name, is_primary=name is primary, is_person=entity.subject == "person")
    for citizenship in entity.citizenships:
        _citizenship(draft, citizenship)
    for birth in entity.births:
        _birth(draft, birth)
    for address in entity.addresses:
        _address(draft, address)
    for paper in entity.identifications:
        _identification(draft, paper)
    _acts(draft, entity)
    kind = _kind(entity, draft)
    return draft.finish(f"{list_id}:{reference}", kind, _published(primary)), tuple(draft.doubts)


def _rank(name: EuDetail) -> tuple[bool, bool, bool, int]:
    """Lower is fitter as primary name: strong, Latin, English or of no language, carrying the particulars.

    The publisher sets title, function and description on the main name, which is not always the first:
    "GRU" and a German name come before "Main Intelligence Directorate ..." (EU.9399.8).
    """
    weak = any(_WEAK.search(remark) for remark in name.remarks)
    particulars = sum(bool(name.get(one)) for one in ("function", "title"))
    told = any(not _QUALITY.search(remark) and not _FORMER.search(remark) for remark in name.remarks)
    foreign = name.get("nameLanguage") not in {"", "EN"}
    return (weak, not is_latin(name.get("wholeName")), foreign, -particulars - told)


def _published(name: EuDetail) -> Name:
    given = tidy(f"{name.get('firstName')} {name.get('middleName')}")
    language = name.get("nameLanguage").lower()
    return Name(name.get("wholeName"), family=name.get("lastName"), given=given, language=language)


def _kind(entity: EuEntity, draft: PartyDraft) -> PartyKind:
    """Person or enterprise as published; a ship by its type, or by a ship's IMO number under a ship's name.

    Companies have IMO numbers too, with other check digits: EU.4196.56 is a company, EU.9442.82 a tanker.
    """
    if entity.subject == "person":
        return PartyKind.PERSON
    if any(_TYPE_OF_SHIP.match(remark) for name in entity.names for remark in name.remarks):
        return PartyKind.VESSEL
    whole = [name.get("wholeName") for name in entity.names]
    return PartyKind.VESSEL if is_ship(whole, draft.identifiers) else PartyKind.ORGANISATION


def _name(draft: PartyDraft, name: EuDetail, *, is_primary: bool, is_person: bool) -> None:
    whole = name.get("wholeName")
    weak = any(_WEAK.search(remark) for remark in name.remarks)
    strength = Strength.WEAK if weak else Strength.STRONG
    if not is_primary:
        draft.alias(_published(name), kind=_alias_kind(name), strength=strength, ref=name.get("logicalId"))
    for remark in name.remarks:
        _name_remark(draft, remark, "" if is_primary else whole, strength)
    for said in (name.get("title"), name.get("function")):
        if is_person:
            draft.titles.extend(item.rstrip(".") for item in items(said))
        else:
            _prose(draft, said)
    draft.gender = draft.gender or gender_of(name.get("gender"))


def _alias_kind(name: EuDetail) -> AliasKind:
    language = name.get("nameLanguage").lower()
    if any(_FORMER.search(remark) for remark in name.remarks):
        return AliasKind.FORMER
    if not is_latin(name.get("wholeName")) and language not in _OTHER_OFFICIAL_SCRIPTS:
        return AliasKind.ORIGINAL_SCRIPT
    return AliasKind.TRANSLATION if language in _OFFICIAL_LANGUAGES else AliasKind.AKA


def _name_remark(draft: PartyDraft, remark: str, whole: str, strength: Strength) -> None:
    """What a name's remark says beyond its quality: a name in another script, or prose about it."""
    rest = _QUALITY.sub("", remark).strip(" ;,:.()")
    if not rest:
        return
    if len(rest) <= _MOST_NAME_CHARS and not is_latin(rest) and other_script_runs(rest):
        draft.alias(Name(rest), kind=AliasKind.ORIGINAL_SCRIPT, strength=strength)
    _prose(draft, f"{whole}: {remark}" if whole else remark)


def _prose(draft: PartyDraft, said: str) -> None:
    draft.remark(said)
    draft.identifiers.extend(identifiers_in(said))
    draft.observables.extend(observables_in(said))


def _country(detail: EuDetail) -> tuple[str, str]:
    """Code and description; the description leads, for CS is long gone and means Serbia and Montenegro."""
    code, described = detail.get("countryIso2Code"), detail.get("countryDescription")
    if code in _NO_COUNTRY:
        return "", "" if described in _NO_COUNTRY else described
    return country_code(described) or code, described


def _citizenship(draft: PartyDraft, citizenship: EuDetail) -> None:
    code, described = _country(citizenship)
    if code:
        draft.nationalities.append(code)
    else:
        draft.nationality(described)
    draft.detail("Citizenship", place(citizenship.get("region"), described) if citizenship.get("region") else "")
    for remark in citizenship.remarks:
        draft.remark(f"Citizenship {described}: {remark}")


def _birth(draft: PartyDraft, birth: EuDetail) -> None:
    where = place(birth.get("city"), birth.get("place"), birth.get("region"), _country(birth)[1])
    draft.birth_places.append(where)
    raw = _birth_date(birth)
    remark = "; ".join(birth.remarks)
    calendar = birth.get("calendarType")
    if calendar not in {"", "GREGORIAN"}:
        _other_calendar(draft, birth, calendar)
    elif raw:
        circa = birth.get("circa") == "true" or remark.casefold().startswith("approx")
        draft.born_on(raw, circa=circa)
    elif remark and (parse_date(remark) or _TELLS_A_DATE.search(remark)):
        draft.born_on(remark)
        return
    if remark:
        draft.remark(f"Birth {raw}: {remark}".replace(" :", ":"))


def _birth_date(birth: EuDetail) -> str:
    """The date as one value: a day, a month, a year, or a range of years."""
    first, last = birth.get("yearRangeFrom"), birth.get("yearRangeTo")
    if first and last:
        return f"{first} to {last}"
    if birth.get("birthdate"):
        return birth.get("birthdate")
    year, month = birth.get("year"), birth.get("monthOfYear")
    return f"{year}-{int(month):02}" if year and month.isdigit() else year


def _other_calendar(draft: PartyDraft, birth: EuDetail, calendar: str) -> None:
    """A date in another calendar: the EU's own conversion if it gives one, never a guess of ours."""
    parts = (birth.get(name) for name in ("year", "monthOfYear", "dayOfMonth"))
    told = "-".join(part for part in parts if part)
    draft.detail(f"Date of birth ({calendar} calendar)", told)
    if converted := birth.get("birthdate"):
        draft.born_on(converted)
    else:
        draft.doubt(f"the date of birth {told} is in the {calendar} calendar; it is kept as a detail")


def _address(draft: PartyDraft, address: EuDetail) -> None:
    code, described = _country(address)
    box = address.get("poBox")
    box = f"PO Box {box}" if box and "box" not in box.lower() else box
    street = place(address.get("street"), box)
    city = place(address.get("place"), address.get("city"))
    region, postcode = address.get("region"), address.get("zipCode")
    draft.address(Address(street, city, region, postcode, country=code, country_raw=described))
    for key, value in address.contacts:
        _contact(draft, key, value)
    for remark in address.remarks:
        _prose(draft, f"Address {place(street, city, described)}: {remark}".replace(" :", ":"))
    if address.get("asAtListingTime") == "true":
        draft.remark(f"Address {place(street, city, described)}: as at listing time")


def _contact(draft: PartyDraft, key: str, value: str) -> None:
    reader = _CONTACT_READERS.get(key.upper())
    found: tuple[Observable, ...] = reader(value) if reader else phones(value, label=key.upper())
    draft.observables.extend(found)
    if not found:
        draft.detail(key, value)


def _identification(draft: PartyDraft, paper: EuDetail) -> None:
    code, remark = paper.get("identificationTypeCode"), "; ".join(dict.fromkeys(paper.remarks))
    kind = _ID_KINDS.get(code, IdentifierKind.OTHER)
    if code == "other":
        kind = kind_by_words(remark, kind)
    numbers = dict.fromkeys(value for value in (paper.get("number"), paper.get("latinNumber")) if value)
    label = paper.get("identificationTypeDescription")
    for number in numbers:
        draft.identifiers.extend(_numbered(number, kind, label, _country(paper)[0]))
    facts = [f"{name} {paper.get(name)}" for name in _PAPER_FACTS if paper.get(name)]
    facts += [word for name, word in _FLAGS.items() if paper.get(name) == "true"]
    if facts or remark or not numbers:
        draft.detail(tidy(" ".join([label, *numbers])), "; ".join([*facts, remark]).strip("; "))
    draft.identifiers.extend(one for one in identifiers_in(remark) if one.value not in numbers)


def _numbered(number: str, kind: IdentifierKind, label: str, country: str) -> Iterator[Identifier]:
    """The number, or two in one field ("7702165310 / 770101001"); "-" and words without a digit are none."""
    for value in _TWO_NUMBERS.split(number):
        found = document(value, kind, country=country)
        if found and found.value == value:
            yield Identifier(kind, value, country, label)
        elif found:
            yield Identifier(found.kind, found.value, found.country, tidy(f"{label} {found.label}"))


def _acts(draft: PartyDraft, entity: EuEntity) -> None:
    own, act = entity.entity, entity.regulation
    details = own.get("designationDetails")
    told = _LISTED.search(" ".join([details, *own.remarks]))
    listed = own.get("designationDate") or (told[1] if told else "") or act.get("entryIntoForceDate")
    draft.designations.append(
        Designation(
            programme=act.get("programme"),
            authority="European Union",
            legal_basis=act.get("numberTitle"),
            listed_on=parse_date(listed),
            delisted_on=parse_date(own.get("delistingDate")),
        )
    )
    draft.detail("Designation", details)
    draft.detail("Regulation published on", act.get("publicationDate"))
    draft.detail("Regulation in force since", act.get("entryIntoForceDate"))
    draft.detail("Regulation", entity.url)
    draft.links.extend(entity.links)
    if reference := own.get("unitedNationId"):
        draft.links.append(Link("UN reference number", target_id=f"un-sc:{reference}"))
    for remark in (*own.remarks, *act.remarks):
        _prose(draft, remark)
