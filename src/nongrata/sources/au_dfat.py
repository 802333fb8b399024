"""The Australian Sanctions Consolidated List of DFAT, an xlsx file.

One row is one name. Rows `2`, `2a`, `2b` are the names of reference 2; they need not stand together, so the
whole sheet is grouped before the first target is made. Facts are repeated on every row of a reference and
differ on some (39 references give other birth dates to an alias); the target gets the union, in row order.

Birth dates come as dates, years, spreadsheet serials and texts such as "Approximately 1963, 30/01/1972".
Four columns of booleans say which measure applies: a vessel under a maritime restriction is not frozen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from nongrata.model import (
    Address,
    Alias,
    AliasKind,
    Designation,
    Identifier,
    IdentifierKind,
    Name,
    Observable,
    PartialDate,
    Party,
    PartyKind,
    Strength,
)
from nongrata.sources.files.content import Content
from nongrata.sources.files.sheets import open_sheet
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.prose.contacts import observables_in, websites
from nongrata.sources.prose.free_text import countries_in, sentences, tidy
from nongrata.sources.prose.hidden_numbers import document, identifiers_in
from nongrata.text.countries import country_code
from nongrata.text.dates import parse_date
from nongrata.text.identifiers import canonical_identifier

Cells = dict[str, str]

_KINDS = {
    "individual": PartyKind.PERSON,
    "entity": PartyKind.ORGANISATION,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
_MEASURES = ("Targeted Financial Sanction", "Travel Ban", "Arms Embargo", "Maritime Restriction")
_NEEDED = ("Reference", "Name", "Type", "Name Type", "Control Date")
_REFERENCE = re.compile(r"^(\d+)\s*([a-z]*)$", re.IGNORECASE)
_DATE_GAP = re.compile(r"\s*[,;\n]\s*")
_MONTH_YEAR = re.compile(r"^(\d{1,2})/(\d{4})$")
_ONE_OF_SEVERAL = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}|\d{4}")
_LISTED = re.compile(r"(?<![-\w])(?:[Ll]isted|Designated)\b[^.()]{0,100}?\bon:?\s*(\d{1,2}\s+[A-Za-z]{3,9}\.?\s+\d{4})")
_LETTER = re.compile(r"(?<![A-Za-z0-9(])\(?([a-z])\)\s*")
_ASIDE = re.compile(r"\s*\([^()]*\)?")
_UN_REFERENCE = re.compile(r"^([A-Z]{2}[ie]\.\d{3})\b")
_GENDER = re.compile(r"\bGender:\s*(Male|Female)\b|(?:^|\.\s)(Male|Female)\.?$")
_WEBSITE = re.compile(r"\bWebsites?:\s*([^\s;]+)")
_NUMBERED = re.compile(
    r"\b(Passport(?:\s+(?:no|number|information))?|National identification no|National ID(?: no| number)?"
    r"|(?:Company|Business|State)? ?(?:identification|registration) (?:number|no|ID))"
    r"\s*\.?\s*:\s*(.+?)(?=\b[A-Z][A-Za-z .]{2,40}:|\.\s+[A-Z]|[;\n]|$)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER_KINDS = (
    ("passport", IdentifierKind.PASSPORT),
    ("national", IdentifierKind.NATIONAL_ID),
    ("", IdentifierKind.REGISTRATION),
)
_TRAILING = re.compile(r"\s+[A-Z][a-z]+.*$")  # "4-6032-0048-1 Financier of ...": reference 1106
_GLUED = re.compile(r"^(?:na|of)\s+(?=[A-Z])|(?<=\bnumber)(?=\d)")


@dataclass(slots=True)
class _Group:
    """The rows of one reference."""

    reference: str
    rows: list[Cells] = field(default_factory=list)

    @property
    def primary(self) -> Cells:
        """The row of the primary name; the first row where none says so."""
        return next((row for row in self.rows if row["Name Type"].lower() == "primary name"), self.rows[0])

    def ordered(self) -> list[Cells]:
        """The primary row first, then the others as published."""
        primary = self.primary
        return [primary, *(row for row in self.rows if row is not primary)]

    def values(self, column: str) -> list[str]:
        """What the rows say in a column, without repeats."""
        found = (row.get(column, "").replace("\xa0", " ").strip() for row in self.ordered())
        return list(dict.fromkeys(value for value in found if value and value.lower() != "na"))


def _recognise(name: str, head: bytes) -> Recognised | None:
    lower = name.lower()
    if not head.startswith(b"PK\x03\x04") or not lower.endswith((".xlsx", ".xlsm")):
        return None
    named = "dfat" in lower or "australian" in lower or "regulation8" in lower
    return Recognised("au-dfat", "list") if named else None


def _read(list_id: str, files: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(files.values()))
    groups = _gathered(content, tally)
    for group in groups.values():
        if not any(row["Name Type"].lower() == "primary name" for row in group.rows):
            tally.warn(content.name, _line(group.rows[0]), group.reference, "no primary name: the first serves")
        yield _Target(list_id, content.name, tally, group).party()


def _gathered(content: Content, tally: Tally) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    header: list[str] = []
    for number, row in enumerate(open_sheet(content.path).rows, start=1):
        if not header:
            header = _header(row)
        elif row:
            tally.row()
            cells = dict(zip(header, row, strict=False)) | {"line": str(number)}
            if reason := _unfit(cells):
                tally.reject(content.name, number, cells.get("Reference", ""), reason)
                continue
            tally.used()
            reference = _reference(cells)
            groups.setdefault(reference, _Group(reference)).rows.append(cells)
            _note_control_date(cells, content.name, tally)
    if not header:
        tally.distrust(f"no row holds the columns {', '.join(_NEEDED)}")
    return groups


def _header(row: list[str]) -> list[str]:
    """The column names, if this row holds them; "Name of Individual or Entity" has been "Name" before."""
    names = ["Name" if cell.lower().startswith("name of individual") else tidy(cell) for cell in row]
    return names if set(_NEEDED) <= set(names) else []


def _unfit(cells: Cells) -> str:
    if not _REFERENCE.match(cells["Reference"]):
        return f"the reference {cells['Reference']!r} is none: expected a number and perhaps a letter"
    return "" if tidy(cells["Name"]) else "no name"


def _reference(cells: Cells) -> str:
    match = _REFERENCE.match(cells["Reference"])
    return match[1] if match else cells["Reference"]


def _line(cells: Cells) -> int:
    return int(cells["line"])


def _note_control_date(cells: Cells, file: str, tally: Tally) -> None:
    """The newest control date is the date of the list: the file has no other."""
    if day := day_of(cells["Control Date"]):
        tally.published_on = max(tally.published_on or day.latest, day.latest)
    elif cells["Control Date"]:
        tally.warn(file, _line(cells), cells["Reference"], f"control date {cells['Control Date']!r} unread")


def day_of(text: str) -> PartialDate | None:
    """One date as a cell holds it: ISO, day first, month/year, a year, or a spreadsheet serial.

    >>> str(day_of("20506")), str(day_of("1963")), str(day_of("30/01/1972")), str(day_of("11/1968"))
    ('1956-02-21', '1963', '1972-01-30', '1968-11')
    """
    text = tidy(text).strip(" ,;")
    if match := _MONTH_YEAR.match(text):
        text = f"{match[2]}-{match[1]:0>2}"
    return parse_date(text, serial=True)


def days_of(text: str) -> list[PartialDate | str]:
    """All dates of a cell; a piece that is none comes back as the text it is.

    >>> [str(found) for found in days_of("Approximately 1963, 30/01/1972")]
    ['circa 1963', '1972-01-30']
    >>> days_of("in his fifties")
    ['in his fifties']
    """
    found: list[PartialDate | str] = []
    for piece in _DATE_GAP.split(text.strip()):
        if not piece:
            continue
        if day := day_of(piece):
            found.append(day)
            continue
        several = [day_of(part) for part in _ONE_OF_SEVERAL.findall(piece)]
        rest = _ONE_OF_SEVERAL.sub("", piece).strip()
        if several and all(several) and not rest:
            found += [day for day in several if day]
        else:
            found.append(piece)
    return found


@dataclass(frozen=True, slots=True)
class _Target:
    """One reference on its way to a target."""

    list_id: str
    file: str
    tally: Tally
    group: _Group

    def party(self) -> Party:
        """The target, from all rows of the reference."""
        group = self.group
        addresses = self._addresses()
        information = group.values("Additional Information")
        return Party(
            id=f"{self.list_id}:{group.reference}",
            kind=_KINDS.get(group.primary["Type"].lower(), PartyKind.UNKNOWN),
            name=Name(tidy(group.primary["Name"])),
            aliases=self._aliases(),
            born=self._born(),
            birth_places=_pieces(group.values("Place of Birth")),
            nationalities=_codes(piece for text in group.values("Citizenship") for piece in text.split(";")),
            countries=tuple(dict.fromkeys(address.country for address in addresses if address.country)),
            gender=_gender(information),
            identifiers=self._identifiers(information),
            observables=_observables([*information, *group.values("Address")]),
            addresses=addresses,
            designations=self._designations(),
            remarks=tuple(dict.fromkeys(line for text in information for line in sentences(text))),
            details=tuple(self._details(information)),
        )

    def _warn(self, reason: str) -> None:
        self.tally.warn(self.file, _line(self.group.primary), self.group.reference, reason)

    def _aliases(self) -> tuple[Alias, ...]:
        found: dict[tuple[str, Strength], Alias] = {}
        for cells in self.group.ordered()[1:]:
            alias = _alias(cells)
            found.setdefault((alias.name.full, alias.strength), alias)
        return tuple(found.values())

    def _born(self) -> tuple[PartialDate, ...]:
        found: dict[tuple[object, object], PartialDate] = {}
        for text in self.group.values("Date of Birth"):
            for day in days_of(text):
                if isinstance(day, str):
                    self._warn(f"date of birth {day!r} cannot be read; kept as a detail")
                else:
                    found.setdefault((day.earliest, day.latest), day)
        return tuple(found.values())

    def _addresses(self) -> tuple[Address, ...]:
        found = (_address(piece) for text in self.group.values("Address") for piece in _pieces([text]))
        return tuple(dict.fromkeys(found))

    def _identifiers(self, information: list[str]) -> tuple[Identifier, ...]:
        numbers = [Identifier(IdentifierKind.IMO, value) for value in self.group.values("IMO Number")]
        for text in information:
            numbers += _documents(text)
            numbers += identifiers_in(text)
        unique: dict[str, Identifier] = {}
        for number in numbers:
            unique.setdefault(canonical_identifier(number.kind, number.value) or number.value, number)
        return tuple(unique.values())

    def _designations(self) -> tuple[Designation, ...]:
        primary = self.group.primary
        listing = primary.get("Listing Information", "")
        return tuple(
            Designation(
                programme=programme,
                authority="Department of Foreign Affairs and Trade",
                legal_basis=tidy(primary.get("Instrument of Designation", "")),
                listed_on=_listed_on(listing),
                measures=tuple(name for name in _MEASURES if primary.get(name) == "TRUE"),
            )
            for programme in map(tidy, self.group.values("Committees"))
        )

    def _details(self, information: list[str]) -> Iterator[tuple[str, str]]:
        for text in self.group.values("Listing Information"):
            yield "Listing Information", tidy(text)
        yield from (("Control Date", text) for text in self.group.values("Control Date"))
        for text in information:
            if match := _UN_REFERENCE.match(text):
                yield "UN reference", match[1]
        for text in self.group.values("Date of Birth"):
            yield from (("Date of Birth", day) for day in days_of(text) if isinstance(day, str))


def _alias(cells: Cells) -> Alias:
    name = Name(tidy(cells["Name"]))
    if cells["Name Type"].lower() == "original script":
        return Alias(name, AliasKind.ORIGINAL_SCRIPT, Strength.STRONG, cells["Reference"])
    weak = cells.get("Alias Strength", "").lower() == "weak"
    return Alias(name, AliasKind.AKA, Strength.WEAK if weak else Strength.STRONG, cells["Reference"])


def _pieces(texts: list[str]) -> tuple[str, ...]:
    """The items of "a) ... b) ..." and of lines that end in a semicolon."""
    lines = (line for text in texts for line in re.split(r";\s*\n", text))
    return tuple(dict.fromkeys(piece for line in lines for piece in lettered(line)))


def lettered(text: str) -> list[str]:
    """The items of an enumeration with letters; a letter counts only at its place in the sequence.

    >>> lettered("a) P.O. Box 12 b) Iran (see d)"), lettered("Kabul")
    (['P.O. Box 12', 'Iran (see d)'], ['Kabul'])
    """
    text = tidy(text)
    marks: list[re.Match[str]] = []
    for match in _LETTER.finditer(text):
        if ord(match[1]) == ord("a") + len(marks) and (marks or match.start() == 0):
            marks.append(match)
    starts = [match.end() for match in marks] or [0]
    ends = [match.start() for match in marks[1:]] + [len(text)]
    found = (text[start:end].strip(" ,;") for start, end in zip(starts, ends, strict=True))
    return [piece for piece in found if piece]


def _address(text: str) -> Address:
    """The address with its country, which comes last and may stand alone, remarks in brackets apart."""
    text = tidy(text)
    bare = _ASIDE.sub("", text).strip(" .,;()")
    street, _, last = bare.rpartition(", ")
    if code := country_code(last):
        return Address(street=street if bare == text else text, country=code, country_raw=last)
    words = last.split()
    for count in (1, 2, 3):
        if len(words) > count and (code := country_code(" ".join(words[-count:]))):
            return Address(street=text, country=code, country_raw=" ".join(words[-count:]))
    return Address(street=text)


def _codes(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for name in names for code in countries_in(name)))


def _gender(information: list[str]) -> str:
    for text in information:
        if match := _GENDER.search(text):
            return (match[1] or match[2]).lower()
    return ""


def _observables(texts: list[str]) -> tuple[Observable, ...]:
    found = [contact for text in texts for contact in observables_in(text)]
    found += [site for text in texts for match in _WEBSITE.finditer(text) for site in websites(match[1].strip(".,"))]
    return tuple({contact.value.rstrip("/"): contact for contact in reversed(found)}.values())[::-1]


def _documents(text: str) -> Iterator[Identifier]:
    for match in _NUMBERED.finditer(text):
        label = tidy(match[1])
        kind = next(kind for word, kind in _NUMBER_KINDS if word in label.lower())
        for piece in lettered(match[2]):
            if number := document(_GLUED.sub(" ", piece), kind, label=label):
                kept = kind if kind is IdentifierKind.REGISTRATION else number.kind
                yield msgspec.structs.replace(number, kind=kept, value=_TRAILING.sub("", number.value))


def _listed_on(listing: str) -> PartialDate | None:
    """The date of listing: the cell itself, or the first "listed on ..." in it."""
    text = tidy(listing)
    if (day := parse_date(text)) or not (match := _LISTED.search(text)):
        return day
    return parse_date(match[1])


FORMAT = Format("au-xlsx", _recognise, _read)
