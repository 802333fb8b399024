"""The UN Security Council's consolidated list in XML.

The stable key of a party is REFERENCE_NUMBER ("QDi.001"); DATAID changes between files. Delisted parties are
not in the file. Ships stand among the ENTITIES (LYe.006).

Source: https://scsanctions.un.org/resources/xml/en/consolidated.xml, files of 15 May 2024 and 1 Aug 2026,
and their schema https://www.un.org/sc/resources/sc-sanctions.xsd.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nongrata.model import (
    Address,
    AliasKind,
    Designation,
    Identifier,
    IdentifierKind,
    Link,
    Name,
    Party,
    PartyKind,
    Strength,
)
from nongrata.sources.files.content import Content
from nongrata.sources.files.xml import Element, children, line, local, stream, text
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.prose.contacts import observables_in
from nongrata.sources.prose.free_text import countries_in, items, tidy
from nongrata.sources.prose.hidden_numbers import documents, identifiers_in, kind_by_words
from nongrata.sources.prose.party_draft import PartyDraft, gender_of, place
from nongrata.sources.prose.script_runs import is_latin
from nongrata.sources.un.aliases import take_apart
from nongrata.text.dates import parse_date

LIST_ID = "un-sc"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?CONSOLIDATED_LIST[\s>]")
_RECORDS = frozenset({"INDIVIDUAL", "ENTITY"})
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_REFERENCE = re.compile(r"\b[A-Z]{2}[ie]\.\d{3}\b")
_SHIP = re.compile(r"^IMO:?\s*\d{7}\b")
_GENDER = re.compile(r"\bGender:\s*(male|female)\b", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:previously|formerly) listed as\b|\bmaiden name\b", re.IGNORECASE)
# "Chaman, Baluchistan Province" stands in a ZIP_CODE (TAe.010).
_CIRCUMSTANCE = re.compile(r"(?:operates|reportedly|believed|in|also|as|since|active)\b", re.IGNORECASE)
_FLAG = re.compile(r"\bFlag(?: State)?:\s*([A-Z][\w' -]+)")
_PROHIBITED = re.compile(r"\((prohibition to [^()]*)\)", re.IGNORECASE)
_WITHIN_A_YEAR = re.compile(r"^between (\w+)\.? and (\w+)\.? (\d{4})$", re.IGNORECASE)
_NO_POSTCODE = re.compile(r"^[^\d]*[A-Za-z]{4}[^\d]*$")


def _recognise(_file_name: str, head: bytes) -> Recognised | None:
    return Recognised(LIST_ID, "list") if _ROOT.search(head) else None


def _read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(parts.values()))
    with content.open() as source:
        for record in stream(source, content.name, _RECORDS):
            if tally.published_on is None:
                generated = record.getroottree().getroot().get("dateGenerated", "")
                stated = parse_date(generated[:10])
                tally.published_on = stated.earliest if stated else None
            tally.row()
            if party := _party(list_id, record, content.name, tally):
                tally.used()
                yield party


def _party(list_id: str, record: Element, file: str, tally: Tally) -> Party | None:
    reference = text(record, "REFERENCE_NUMBER")
    names = _main_names(record)
    if not names:
        tally.reject(file, line(record), reference, "it has no name: FIRST_NAME and the others are empty")
        return None
    draft = PartyDraft(gender=gender_of(text(record, "GENDER")))
    if not reference:
        reference = f"DATAID-{text(record, 'DATAID')}"
        draft.doubt("it has no REFERENCE_NUMBER; its DATAID, which is not stable, serves as its id")
    for name in names[1:]:
        draft.alias(Name(name))
    _fill(draft, record, list_id, reference)
    for doubt in draft.doubts:
        tally.warn(file, line(record), reference, doubt)
    return draft.finish(f"{list_id}:{reference}", _kind(record), Name(names[0]))


def _main_names(record: Element) -> tuple[str, ...]:
    """The primary name, and another in its field: "COMPAGNIE ... (CAGL) ; GREAT LAKES ..." (CDe.003)."""
    whole = tidy(" ".join(text(record, part) for part in _NAME_PARTS))
    return tuple(name.strip() for name in whole.split(" ; ") if name.strip())


def _kind(record: Element) -> PartyKind:
    if local(record) == "INDIVIDUAL":
        return PartyKind.PERSON
    return PartyKind.VESSEL if _SHIP.match(text(record, "COMMENTS1")) else PartyKind.ORGANISATION


def _fill(draft: PartyDraft, record: Element, list_id: str, reference: str) -> None:
    prefix = local(record)
    _original_script(draft, text(record, "NAME_ORIGINAL_SCRIPT"))
    for alias in children(record, f"{prefix}_ALIAS"):
        _alias(draft, alias)
    for birth in children(record, f"{prefix}_DATE_OF_BIRTH"):
        _birth_date(draft, birth)
    for birth_place in children(record, f"{prefix}_PLACE_OF_BIRTH"):
        where = place(*(text(birth_place, part) for part in ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")))
        draft.birth_places.append(place(where, text(birth_place, "NOTE")))
    for address in children(record, f"{prefix}_ADDRESS"):
        _address(draft, address)
    for paper in children(record, f"{prefix}_DOCUMENT"):
        _document(draft, paper)
    for raw in _values(record, "NATIONALITY"):
        draft.nationality(raw)
    for raw in (*_values(record, "TITLE"), *_values(record, "DESIGNATION")):
        draft.titles.extend(items(raw))
    _comments(draft, record)
    _act(draft, record)
    _links(draft, record, list_id, reference)


def _values(record: Element, name: str) -> list[str]:
    """The VALUEs of a list element, white space tidied, empty ones left out."""
    found = (tidy(value.text) for node in children(record, name) for value in children(node, "VALUE"))
    return [value for value in found if value]


def _original_script(draft: PartyDraft, raw: str) -> None:
    name = tidy(raw)
    kind = AliasKind.AKA if is_latin(name) else AliasKind.ORIGINAL_SCRIPT
    draft.alias(Name(name), kind=kind)


def _alias(draft: PartyDraft, alias: Element) -> None:
    note = tidy(text(alias, "NOTE"))
    quality = text(alias, "QUALITY")
    found = take_apart(text(alias, "ALIAS_NAME"), note)
    strength = Strength.WEAK if quality.casefold() == "low" else Strength.STRONG
    former = quality.casefold().startswith("f.k.a") or any(_FORMER.search(said) for said in found.notes)
    for name in found.names:
        kind = AliasKind.FORMER if former else AliasKind.AKA
        draft.alias(Name(name), kind=kind if is_latin(name) else AliasKind.ORIGINAL_SCRIPT, strength=strength)
    label = found.names[0] if found.names else "alias"
    for said in found.notes:
        draft.remarks.append(f"{label}: {said}")
        draft.identifiers.extend(identifiers_in(said))
    draft.born_on(text(alias, "DATE_OF_BIRTH").replace("null", ""))  # of QDi.291 and CFi.009 in 2024
    where = place(text(alias, "CITY_OF_BIRTH"), text(alias, "COUNTRY_OF_BIRTH"))
    draft.birth_places.append(where)


def _birth_date(draft: PartyDraft, birth: Element) -> None:
    kind, note = text(birth, "TYPE_OF_DATE"), tidy(text(birth, "NOTE"))
    circa = kind == "APPROXIMATELY" or note.casefold() == "approximately"
    first, last = text(birth, "FROM_YEAR"), text(birth, "TO_YEAR")
    raw = text(birth, "DATE") or text(birth, "YEAR")
    if first or last:
        raw = f"{first} to {last}" if first and last else first or last
    # "1958" with the note "Sep." (QDi.217); a note alone may be the date: "Nov. 1973" (CDi.008).
    if not raw or parse_date(f"{note} {raw}"):
        raw, note = tidy(f"{note} {raw}"), ""
    draft.born_on(_WITHIN_A_YEAR.sub(r"\1 \3 to \2 \3", raw), circa=circa)
    if note and not circa:
        draft.remarks.append(f"Date of birth {raw}: {note}")


def _address(draft: PartyDraft, address: Element) -> None:
    street, city, region, postcode, country = (
        text(address, part) for part in ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
    )
    note = tidy(text(address, "NOTE"))
    if _NO_POSTCODE.match(postcode):
        region, postcode = place(postcode, region), ""
    if not (street or city or country):
        # Branch offices stand in the note, whole (TAe.010 to TAe.013); so does one country (KPe.017).
        if countries_in(note):
            country, note = note, ""
        elif "," in note and not _CIRCUMSTANCE.match(note):
            draft.observables.extend(observables_in(note))
            street, country, note = note, _country_behind(note), ""
    draft.address(Address(street, city, region, postcode, country_raw=country))
    if note:
        draft.observables.extend(observables_in(note))
        draft.remarks.append(f"Address {place(street, city, country)}: {note}".replace(" :", ":"))


def _country_behind(address: str) -> str:
    """The last part of an address in one line that is a country."""
    pieces = [piece.strip() for piece in re.split("[,;(]", address)]
    return next((piece for piece in reversed(pieces) if countries_in(piece)), "")


def _document(draft: PartyDraft, paper: Element) -> None:
    types = [tidy(text(paper, name)).rstrip(" :") for name in ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2")]
    number, note = tidy(text(paper, "NUMBER")), tidy(text(paper, "NOTE"))
    issuer = text(paper, "ISSUING_COUNTRY") or text(paper, "COUNTRY_OF_ISSUE")
    found = _numbers(types, number, note, issuer)
    draft.identifiers.extend(found)
    said = [
        f"{word} {value}"
        for word, value in (
            ("issued", text(paper, "DATE_OF_ISSUE")),
            ("in", text(paper, "CITY_OF_ISSUE")),
            ("expires", text(paper, "DATE_OF_EXPIRY")),
        )
        if value
    ]
    if note or said or (number and not found):
        draft.detail(
            tidy(" ".join([types[-1] or types[0], number])) or "document",
            "; ".join([*said, note]).strip("; "),
        )


def _numbers(types: list[str], number: str, note: str, issuer: str) -> tuple[Identifier, ...]:
    """The document's number; some stand in the second type ("tazkira number 57388") or only in the note."""
    kind = kind_by_words(types[0], IdentifierKind.OTHER)
    codes = countries_in(issuer)
    country = codes[0] if codes else ""
    if number:
        return documents(number, kind_by_words(types[1], kind), label=types[1] or types[0], country=country)
    in_type = documents(types[1], kind, country=country)
    return in_type or documents(note, kind, label=types[0], country=country)


def _comments(draft: PartyDraft, record: Element) -> None:
    said = tidy(text(record, "COMMENTS1"))
    draft.remark(said)
    draft.identifiers.extend(identifiers_in(said))
    draft.observables.extend(observables_in(said))
    if not draft.gender and (match := _GENDER.search(said)):
        draft.gender = match[1].lower()
    if flag := _FLAG.search(said):
        draft.countries.extend(countries_in(flag[1]))
        draft.detail("Flag", flag[1])
    draft.detail("INTERPOL notice", text(record, "INTERPOL_LINK"))


def _act(draft: PartyDraft, record: Element) -> None:
    # Nine dates carry a time zone: "2015-07-01-04:00" (SSi.001).
    listed = text(record, "LISTED_ON")[:10]
    listed_on = parse_date(listed)
    if listed and listed_on is None:
        draft.detail("Listed on", listed)
        draft.doubt(f"the date of listing {listed!r} cannot be read; it is kept as a detail")
    programme = text(record, "UN_LIST_TYPE")
    # Of a listed ship it is port entry and bunkering that are forbidden, not its property frozen (LYe.006).
    prohibited = _PROHIBITED.search(tidy(text(record, "COMMENTS1")))
    draft.designations.append(
        Designation(
            programme,
            authority="UN Security Council",
            listed_on=listed_on,
            measures=tuple(measure.strip() for measure in prohibited[1].split(";")) if prohibited else (),
        )
    )
    draft.detail("Updated on", "; ".join(_values(record, "LAST_DAY_UPDATED")))


def _links(draft: PartyDraft, record: Element, list_id: str, reference: str) -> None:
    """Ties to the parties whose reference numbers the comments and positions name."""
    said = " ".join([text(record, "COMMENTS1"), *_values(record, "DESIGNATION"), *_values(record, "TITLE")])
    for other in dict.fromkeys(_REFERENCE.findall(said)):
        if other != reference:
            draft.links.append(Link("named in the entry", target_id=f"{list_id}:{other}"))


FORMAT = Format("un-xml", _recognise, _read)
