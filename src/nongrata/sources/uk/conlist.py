"""OFSI's Consolidated List, closed on 28 January 2026: the UK's list of asset freeze targets until then.

Line 1 tells the date ("Last Updated,13/04/2018"), line 2 names 29 columns (36 since 2022), then comes one row
per name, date of birth and address of a group. Weak names stand in a sentence of Other Information ("Also
referred to as ..."); the later edition has a column Alias Quality as well.

Source: OFSI's sanctionsconlist.csv of 13 Apr 2018 (29 columns), OFSI's format guide of 2022 (36).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nongrata.errors import MissingColumn
from nongrata.model import (
    Address,
    AliasKind,
    Designation,
    IdentifierKind,
    Link,
    Name,
    Party,
    PartyKind,
    Strength,
)
from nongrata.sources.files.content import Content
from nongrata.sources.files.tabular import Row, rows
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.prose.contacts import observables_in
from nongrata.sources.prose.free_text import also_known_as, enumerated, items, tidy
from nongrata.sources.prose.hidden_numbers import documents, identifiers_in
from nongrata.sources.prose.party_draft import PartyDraft, place
from nongrata.sources.prose.ships import is_ship
from nongrata.text.dates import parse_date

LIST_ID = "uk-conlist"
_RECOGNISED = re.compile(rb'^(?:\xef\xbb\xbf)?"?Last Updated"?,[^\n]*\n"?Name 6"?,"?Name 1"?,', re.IGNORECASE)
_NEEDED = frozenset({"Name 6", "Name 1", "Group Type", "Alias Type", "Group ID", "DOB", "Regime"})
_GIVEN = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5")
_STREET = ("Address 1", "Address 2", "Address 3", "Address 4", "Address 5")
_PAPERS = {
    "Passport Details": IdentifierKind.PASSPORT,
    "Passport Number": IdentifierKind.PASSPORT,
    "NI Number": IdentifierKind.NATIONAL_ID,
    "National Identification Number": IdentifierKind.NATIONAL_ID,
    "National Identification Details": IdentifierKind.NATIONAL_ID,
}
_KINDS = {"Individual": PartyKind.PERSON, "Entity": PartyKind.ORGANISATION, "Ship": PartyKind.VESSEL}
_UN_REFERENCE = re.compile(r"\b([A-Z]{2})([ie])\.(\d{3})\b", re.IGNORECASE)
_GENDER = re.compile(r"\bGender:\s*(male|female)\b", re.IGNORECASE)
_APPROXIMATE = re.compile(r"date of birth is approximate", re.IGNORECASE)
_FIELDS = Mapping[str, str]


@dataclass(slots=True)
class _Group:
    rows: list[_FIELDS] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def _recognise(_file_name: str, head: bytes) -> Recognised | None:
    return Recognised(LIST_ID, "list") if _RECOGNISED.match(head) else None


def _read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(parts.values()))
    for group_id, group in _groups(content, tally).items():
        made = _party(list_id, group_id, group.rows)
        for line in group.lines:
            if made is None:
                tally.reject(content.name, line, group_id, "it has no name")
            else:
                tally.used()
        if made:
            for doubt in made[1]:
                tally.warn(content.name, group.lines[0], group_id, doubt)
            yield made[0]


def _groups(content: Content, tally: Tally) -> dict[str, _Group]:
    """The rows by group. They do not stand together: names with a leading blank come first in the file."""
    found: dict[str, _Group] = {}
    with content.open() as source:
        # The file is cp1252; the encoding leaves five bytes out, which latin-1 takes.
        table = rows(source, content.name, encodings=("utf-8-sig", "cp1252", "latin-1"))
        _set_date(next(table, Row()), tally)
        header = _header(next(table, Row()), content.name)
        fields_of_last = len(header)
        for row in table:
            tally.row()
            fields_of_last = len(row)
            if reason := _against(row, header):
                tally.reject(content.name, row.line, row[-1].strip() if row else "", reason)
                continue
            pairs = ((name, _clean(value)) for name, value in zip(header, row, strict=True))
            fields = {name: value for name, value in pairs if value}
            group = found.setdefault(fields["Group ID"], _Group())
            group.rows.append(fields)
            group.lines.append(row.line)
    if fields_of_last < len(header):
        tally.distrust(f"its last row has {fields_of_last} of {len(header)} fields: the file is cut")
    return found


def _set_date(row: Row, tally: Tally) -> None:
    stated = parse_date(row[1]) if len(row) > 1 else None
    tally.published_on = stated.earliest if stated else None


def _header(row: Row, file: str) -> list[str]:
    header = [tidy(name) for name in row]
    if missing := sorted(_NEEDED - set(header)):
        raise MissingColumn(
            f"it has no column {', '.join(missing)}",
            item=file,
            expected="OFSI's Consolidated List in CSV, of 29 or 36 columns",
            remedy="download it again; the last good version stays in use",
        )
    return header


def _against(row: Row, header: Sequence[str]) -> str:
    if len(row) != len(header):
        return f"it has {len(row)} fields, the header has {len(header)}"
    return "" if row[header.index("Group ID")].strip() else "it has no Group ID"


def _clean(value: str) -> str:
    """White space tidied, quotes that were doubled twice put right (OAO ""VO TPE"", group 13083)."""
    return tidy(value).replace('""', '"')


def _party(list_id: str, group_id: str, group: Sequence[_FIELDS]) -> tuple[Party, tuple[str, ...]] | None:
    names = [(name, fields) for fields in group if (name := _name(fields)).full]
    if not names:
        return None
    at = next((at for at, (_, fields) in enumerate(names) if _alias_type(fields).startswith("prime")), None)
    draft = PartyDraft()
    if at is None:
        draft.doubt("no row is marked as the prime alias; the first serves as primary name")
    primary = names.pop(at or 0)[0]
    for name, fields in names:
        _alias(draft, name, fields)
    for fields in group:
        _person(draft, fields)
        _where(draft, fields)
        _papers(draft, fields)
        _told(draft, fields)
        _act(draft, fields)
    kind = _kind(draft, group)
    return draft.finish(f"{list_id}:{group_id}", kind, primary), tuple(draft.doubts)


def _name(fields: _FIELDS) -> Name:
    family = fields.get("Name 6", "")
    given = tidy(" ".join(fields.get(part, "") for part in _GIVEN))
    return Name(tidy(f"{given} {family}"), family=family if given else "", given=given)


def _alias_type(fields: _FIELDS) -> str:
    return fields.get("Alias Type", "").casefold()


def _alias(draft: PartyDraft, name: Name, fields: _FIELDS) -> None:
    weak = fields.get("Alias Quality", "").casefold().startswith("low")
    draft.alias(
        name,
        kind=AliasKind.FORMER if _alias_type(fields) == "fka" else AliasKind.AKA,
        strength=Strength.WEAK if weak else Strength.STRONG,
    )


def _person(draft: PartyDraft, fields: _FIELDS) -> None:
    if script := fields.get("Name Non-Latin Script", ""):
        language = fields.get("Non-Latin Script Language", "")
        draft.alias(Name(script, language=language), kind=AliasKind.ORIGINAL_SCRIPT)
    draft.titles.extend(items(fields.get("Title", "")))
    draft.titles.extend(items(fields.get("Position", "")))
    circa = bool(_APPROXIMATE.search(fields.get("Other Information", "")))
    draft.born_on(fields.get("DOB", ""), circa=circa)
    draft.birth_places.extend(_birth_places(fields.get("Town of Birth", ""), fields.get("Country of Birth", "")))
    for item in items(fields.get("Nationality", "")):
        draft.nationality(item)


def _birth_places(towns: str, countries: str) -> list[str]:
    """Towns with the country of the same position: "(1) Tiaret (2) Maskara" and "(1)-(2) Algeria"."""
    by_position, of_countries = dict(enumerated(towns)), dict(enumerated(countries))
    only = next(iter(of_countries.values()), "") if len(of_countries) == 1 else ""
    positions = sorted({*by_position, *of_countries})
    return [place(by_position.get(at, ""), of_countries.get(at, only)) for at in positions]


def _where(draft: PartyDraft, fields: _FIELDS) -> None:
    draft.address(
        Address(
            street=place(*(fields.get(part, "") for part in _STREET)),
            city=fields.get("Address 6", ""),
            postcode=fields.get("Post/Zip Code", ""),
            country_raw=fields.get("Country", ""),
        )
    )


def _papers(draft: PartyDraft, fields: _FIELDS) -> None:
    for name, kind in _PAPERS.items():
        if told := fields.get(name, ""):
            draft.identifiers.extend(documents(told, kind))
            draft.detail(name, told)


def _told(draft: PartyDraft, fields: _FIELDS) -> None:
    said = fields.get("Other Information", "")
    draft.remark(said)
    draft.identifiers.extend(identifiers_in(said))
    draft.observables.extend(observables_in(said))
    for name in also_known_as(said):
        draft.alias(Name(name), strength=Strength.WEAK)
    if match := _GENDER.search(said):
        draft.gender = match[1].lower()
    for first, letter, number in _UN_REFERENCE.findall(said):
        target = f"un-sc:{first.upper()}{letter.lower()}.{number}"
        draft.links.append(Link("UN reference number", target_id=target))


def _act(draft: PartyDraft, fields: _FIELDS) -> None:
    listed = fields.get("Listed On", "")
    listed_on = parse_date(listed)
    if listed and listed_on is None:
        draft.detail("Listed On", listed)
        draft.doubt(f"the date of listing {listed!r} cannot be read; it is kept as a detail")
    draft.designations.append(Designation(fields.get("Regime", ""), authority="HM Treasury", listed_on=listed_on))
    for name in ("Last Updated", "UK Sanctions List Date Designated"):
        draft.detail(name, fields.get(name, ""))


def _kind(draft: PartyDraft, group: Sequence[_FIELDS]) -> PartyKind:
    told = group[0].get("Group Type", "")
    kind = _KINDS.get(told)
    if kind is None:
        draft.doubt(f"the group type {told!r} is neither Individual nor Entity; the kind stays unknown")
        return PartyKind.UNKNOWN
    # North Korean ships of Annex XIV are entities here: TONG SAN 2 (13556).
    names = [_name(fields).full for fields in group]
    return PartyKind.VESSEL if kind is not PartyKind.PERSON and is_ship(names, draft.identifiers) else kind


FORMAT = Format("uk-conlist", _recognise, _read)
