"""The US Consolidated Screening List: thirteen lists of three departments in one CSV.

What to know before relying on it:

- It repeats OFAC's lists, with less detail; `ofac-sdn` is the better source for them.
- `_id` changes from day to day, so a target's key is made from the list's abbreviation and OFAC's number,
  or, for the lists without numbers, from a hash of list, name and start date. Rows that then still share a
  key (one company under two countries, one person with two addresses) are numbered in file order.
- An `end_date` (Denied Persons) says when an order is due to end. A row that is in the file is in force, so
  the date is a detail of the target and never a delisting.
- BIS text passed through an encoding that it did not fit: "Glavnoe Razvedyvatel?noe Upravlenie". The `?` is
  kept.
- Pieces of `ids` are "value, label" in the old column order (2019, no `_id`), since then "label, value".
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from nongrata.model import (
    Address,
    Alias,
    AliasKind,
    Designation,
    Identifier,
    IdentifierKind,
    Link,
    Name,
    PartialDate,
    Party,
    PartyKind,
)
from nongrata.sources.files.content import Content
from nongrata.sources.files.tabular import Row, rows
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.us.csl_fields import Numbers, address_of, names_in, numbers_of
from nongrata.text.countries import country_code
from nongrata.text.dates import parse_date

Cells = dict[str, str]

_KINDS = {
    "individual": PartyKind.PERSON,
    "entity": PartyKind.ORGANISATION,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
_ABBREVIATION = re.compile(r"\(([A-Z][A-Z-]*)(?: List)?\)")
_ADDRESS_ROW = re.compile(r"^address\s+\d+\b", re.IGNORECASE)
_GAP = re.compile(r";\s+|;$")
_LINKED = re.compile(r"^\(?Linked To:\s*(.+)$")
_FORMER_REMARK = re.compile(r"^f\.k\.a\.,?\s+(.+)$")
_NEEDED = frozenset({"source", "entity_number", "name", "addresses", "federal_register_notice", "alt_names"})
_DETAILS = (
    "end_date", "standard_order", "vessel_type", "gross_tonnage", "gross_registered_tonnage", "vessel_flag",
)  # fmt: skip
_QUESTIONED = ("name", "alt_names", "addresses")


def _recognise(_name: str, head: bytes) -> Recognised | None:
    first = head.split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    columns = {column.strip().strip('"') for column in first.split(",")}
    return Recognised("us-csl", "csl") if columns >= _NEEDED else None


def _read(list_id: str, files: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(files.values()))
    with content.open() as source:
        yield from _Reader(list_id, content.name, tally).parties(source)


class _Watched(io.RawIOBase):
    """Passes a file's bytes on and tells at the end whether the file was cut off.

    A quote that the cut left open is closed here, so that everything before it can still be read by somebody
    who insists: a download of 2023 stopped after 4,227 whole rows.
    """

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._last = b"\n"
        self._quotes = 0
        self.cut = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fills the buffer; 0 at the end."""
        data = self._source.read(len(buffer))
        self._quotes += data.count(b'"')
        if not data and self._quotes % 2:
            data = b'"\n'
            self._quotes += 1
            self.cut = True
        self._last = data[-1:] or self._last
        self.cut |= not data and self._last not in b'\r\n"'
        buffer[: len(data)] = data
        return len(data)


@dataclass(slots=True)
class _Reader:
    """One pass over the file."""

    list_id: str
    file: str
    tally: Tally
    keys: dict[str, int] = field(default_factory=dict)
    header: list[str] = field(default_factory=list)
    short: bool = False

    def parties(self, source: IO[bytes]) -> Iterator[Party]:
        """The targets; distrusts the list if it ends in mid-row."""
        watched = _Watched(source)
        table = rows(io.BufferedReader(watched), self.file, encodings=("utf-8-sig", "cp1252"))
        self.header = [cell.strip() for cell in next(table, Row())]
        line = 1
        for row in table:
            self.tally.row()
            line = row.line
            if party := self._party_of(row):
                yield party
        if self.short or watched.cut:
            self.tally.distrust(f"the file ends in the middle of the row on line {line}: it was cut off")

    def _party_of(self, row: Row) -> Party | None:
        cells = {column: cell.strip() for column, cell in zip(self.header, row, strict=False)}
        self.short = len(row) < len(self.header)
        reason = self._unfit(row, cells)
        if reason:
            self.tally.reject(self.file, row.line, cells.get("name", ""), reason)
            return None
        self.tally.used()
        return _Entry(self, cells, row.line).party()

    def _unfit(self, row: Row, cells: Cells) -> str:
        if cells.get("source") == "source":
            return "the header row, repeated inside the file"
        if len(row) != len(self.header):
            return f"{len(row)} fields, expected {len(self.header)}"
        if not cells["name"]:
            return "no name"
        if _ADDRESS_ROW.match(cells["name"]):
            return "an address that stands in a row of its own, not a party"
        return ""

    def key(self, cells: Cells, line: int) -> str:
        """The target's key, numbered if an earlier row has it already."""
        key = entry_key(cells["source"], cells["entity_number"], cells["name"], cells.get("start_date", ""))
        self.keys[key] = number = self.keys.get(key, 0) + 1
        if number == 1:
            return key
        self.tally.warn(self.file, line, cells["name"], f"row {number} with the key {key}: kept as {key}-{number}")
        return f"{key}-{number}"


def entry_key(source: str, entity_number: str, name: str, start_date: str) -> str:
    """A key that stays the same from file to file, which `_id` does not.

    >>> entry_key("Specially Designated Nationals (SDN) - Treasury Department", "21326", "BOGACHEV", "")
    'SDN-21326'
    >>> entry_key("Entity List (EL) - Bureau", "", "Zorsecurity Center", "2017-01-04")
    'EL-9e940725ac9e'
    """
    short = abbreviation(source)
    if entity_number:
        return f"{short}-{entity_number}"
    text = "\x1f".join((short, " ".join(name.split()), start_date))
    return f"{short}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def abbreviation(source: str) -> str:
    """What a list is called for short; a list that the publisher gives no short name gets its words joined.

    >>> abbreviation("Military End User (MEU) List - Bureau"), abbreviation("New List - X")
    ('MEU', 'New-List')
    """
    match = _ABBREVIATION.search(source)
    return match[1] if match else "-".join(source.partition(" - ")[0].split())


def _split(text: str) -> list[str]:
    return [piece.strip() for piece in _GAP.split(text) if piece.strip()]


@dataclass(slots=True)
class _Entry:
    """One row on its way to a target."""

    reader: _Reader
    cells: Cells
    line: int

    def warn(self, reason: str) -> None:
        """Tell a doubt about this row."""
        self.reader.tally.warn(self.reader.file, self.line, self.cells["name"], reason)

    def get(self, column: str) -> str:
        """The cell, without the blanks around it and inside it."""
        return " ".join(self.cells.get(column, "").split())

    def list_of(self, column: str) -> list[str]:
        """The values of a `; `-joined cell."""
        return _split(self.cells.get(column, ""))

    def party(self) -> Party:
        """The target that the row describes."""
        self._question_marks()
        numbers = self._numbers()
        addresses = tuple(dict.fromkeys(map(self._address, self.list_of("addresses"))))
        links, former, remarks = self._remarks()
        return Party(
            id=f"{self.reader.list_id}:{self.reader.key(self.cells, self.line)}",
            kind=_KINDS.get(self.get("type").lower(), PartyKind.UNKNOWN),
            name=self._name(),
            aliases=self._aliases(former),
            born=(*self._born(), *numbers.born),
            birth_places=tuple(self.list_of("places_of_birth")),
            nationalities=self._nationalities(numbers),
            countries=_codes(*(address.country for address in addresses), self.get("vessel_flag"), *numbers.countries),
            gender=numbers.gender,
            titles=tuple(self.list_of("title")),
            identifiers=(*numbers.identifiers, *self._call_sign()),
            observables=numbers.observables,
            addresses=addresses,
            designations=self._designations(),
            links=links,
            remarks=remarks,
            details=(*self._details(), *numbers.details),
        )

    def _question_marks(self) -> None:
        if doubtful := [column for column in _QUESTIONED if "?" in self.cells.get(column, "")]:
            self.warn(f"'?' in {', '.join(doubtful)}, maybe for a letter the publisher lost; kept as it is")

    def _numbers(self) -> Numbers:
        numbers = numbers_of(self.list_of("ids"), label_last="_id" not in self.reader.header)
        for problem in numbers.problems:
            self.warn(problem)
        return numbers

    def _address(self, raw: str) -> Address:
        return address_of(raw, american=abbreviation(self.cells["source"]) == "DPL")

    def _name(self) -> Name:
        full = self.get("name")
        family, comma, given = full.partition(", ")
        if comma and self.get("type") == "Individual":
            return Name(full, family, given)
        return Name(full)

    def _aliases(self, former: tuple[str, ...]) -> tuple[Alias, ...]:
        own = self.get("name")
        found = [Alias(Name(name), kind) for name, kind in names_in(own)[1:]]
        if found:
            found.insert(0, Alias(Name(names_in(own)[0][0])))
        for raw in self.list_of("alt_names"):
            found += [Alias(Name(name), kind) for name, kind in names_in(raw.removeprefix("and "))]
        found += [Alias(Name(name), AliasKind.FORMER) for name in former]
        unique = {(alias.name.full, alias.strength): alias for alias in reversed(found) if alias.name.full != own}
        return tuple(reversed(unique.values()))

    def _born(self) -> Iterator[PartialDate]:
        for raw in self.list_of("dates_of_birth"):
            if found := parse_date(raw, day_first=False):
                yield found
            else:
                self.warn(f"date of birth {raw!r} cannot be read; kept as a detail")

    def _nationalities(self, numbers: Numbers) -> tuple[str, ...]:
        return _codes(*self.list_of("nationalities"), *self.list_of("citizenships"), *numbers.nationalities)

    def _call_sign(self) -> tuple[Identifier, ...]:
        sign = self.get("call_sign")
        return (Identifier(IdentifierKind.CALL_SIGN, sign),) if sign else ()

    def _designations(self) -> tuple[Designation, ...]:
        title, _, authority = self.get("source").rpartition(" - ")
        measures = tuple(
            f"{label}: {text}"
            for label, text in (
                ("License requirement", self.get("license_requirement")),
                ("License policy", self.get("license_policy")),
            )
            if text
        )
        return tuple(
            Designation(
                programme=programme,
                authority=authority,
                legal_basis=self.get("federal_register_notice"),
                listed_on=self._listed_on(),
                measures=measures,
            )
            for programme in self.list_of("programs") or [title or self.get("source")]
        )

    def _listed_on(self) -> PartialDate | None:
        raw = self.get("start_date")
        found = parse_date(raw, day_first=False)
        if raw and found is None:
            self.warn(f"start_date {raw!r} cannot be read; kept as a detail")
        return found

    def _remarks(self) -> tuple[tuple[Link, ...], tuple[str, ...], tuple[str, ...]]:
        """Links, former names, and what is neither, from the remarks."""
        links, former, rest = [], [], []
        for text in self.list_of("remarks"):
            if match := _LINKED.match(text):
                links.append(Link("Linked To", _closed(match[1])))
            elif match := _FORMER_REMARK.match(text):
                former.append(match[1])
            else:
                rest.append(text)
        return tuple(links), tuple(former), tuple(rest)

    def _details(self) -> Iterator[tuple[str, str]]:
        yield "source", self.get("source")
        if owner := self.get("vessel_owner"):
            yield "vessel_owner", owner
        for column in _DETAILS:
            if value := self.get(column):
                yield column, value
        if self.get("start_date") and not parse_date(self.get("start_date"), day_first=False):
            yield "start_date", self.get("start_date")
        for raw in self.list_of("dates_of_birth"):
            if not parse_date(raw, day_first=False):
                yield "date_of_birth", raw


def _codes(*raw: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for text in raw if (code := country_code(text))))


def _closed(text: str) -> str:
    """Without the bracket that closes the remark: "(Linked To: X (Y))" gives "X (Y)"."""
    return text[:-1] if text.count(")") > text.count("(") and text.endswith(")") else text


FORMAT = Format("us-csl", _recognise, _read)
