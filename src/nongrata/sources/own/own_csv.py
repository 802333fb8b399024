"""A company's own watch list, as a CSV that anybody can write.

Columns, in any order, of which only `name` is required:

| column | holds |
| --- | --- |
| id | the company's key; default: `row-N` with the line number, and a warning |
| name | the primary name |
| kind | person, organisation, vessel, aircraft (and the words that `kind_of` knows) |
| aliases, weak_aliases | further names; weak ones only confirm what something else raised |
| born | dates of birth, foundation or build |
| countries | nationality, residence, flag: names or codes |
| identifiers | `kind:value` or `kind:value (country)`, e.g. `passport:4501712967 (RU)`, `imo:9074729` |
| observables | web sites, mailboxes, wallets, telephones; `kind:value` where the value alone does not tell |
| programme, reason | why the party is on the list |

Several values in a cell are joined with `;`. Other columns are kept as details. The delimiter is a comma,
semicolon, tab or |; the encoding UTF-8, else Windows-1252.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nongrata.model import (
    Alias,
    Designation,
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
from nongrata.sources.files.content import Content
from nongrata.sources.files.delimiter import delimiter_of
from nongrata.sources.files.tabular import Row, rows
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.prose.free_text import tidy
from nongrata.sources.subjects.columns import kind_of
from nongrata.text.countries import country_code
from nongrata.text.dates import parse_date
from nongrata.text.observables import canonical_observable

Cells = dict[str, str]

_COLUMNS = frozenset(
    {"id", "name", "kind", "aliases", "weak_aliases", "born", "countries", "identifiers", "observables", "programme"}
    | {"reason"}
)
_ENCODINGS = ("utf-8-sig", "cp1252")
_IDENTIFIER = re.compile(r"^(?:(?P<kind>[A-Za-z][\w ]*?)\s*:\s*)?(?P<value>.+?)(?:\s*\((?P<country>[^()]+)\))?$")
_KINDED = re.compile(r"^(?P<kind>domain|url|email|wallet|phone)\s*:\s*(?P<value>.+)$", re.IGNORECASE)
_PHONE = re.compile(r"^\+?[\d\s()./-]{7,}$")


def _columns(head: bytes) -> list[str]:
    line = next((line for line in head.splitlines() if line.strip()), b"")
    text = line.decode("utf-8-sig", "replace")
    return [_column(name) for name in text.split(delimiter_of(text))]


def _column(name: str) -> str:
    return "_".join(name.strip().strip('"').lower().replace("-", " ").split())


def _recognise(_name: str, head: bytes) -> Recognised | None:
    return None if b"\0" in head or "name" not in _columns(head) else Recognised("", "list")


def _read(list_id: str, files: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(files.values()))
    header_line = next((line for line in content.head().splitlines() if line.strip()), b"")
    delimiter = delimiter_of(header_line.decode("utf-8-sig", "replace"))
    with content.open() as source:
        table = rows(source, content.name, delimiter=delimiter, encodings=_ENCODINGS)
        header = [_column(name) for name in next(table, Row())]
        if "name" not in header:
            tally.distrust(f"there is no column 'name', only {', '.join(header) or 'none'}")
        if "id" not in header:
            tally.warn(content.name, 1, "", "there is no column 'id': rows are named after their lines")
        for row in table:
            tally.row()
            cells = {column: tidy(cell) for column, cell in zip(header, row, strict=False)}
            if reason := _unfit(row, header, cells):
                tally.reject(content.name, row.line, cells.get("id", ""), reason)
                continue
            tally.used()
            yield _Entry(list_id, content.name, tally, row.line, cells).party()


def _unfit(row: Row, header: list[str], cells: Cells) -> str:
    if len(row) != len(header):
        return f"{len(row)} fields, expected {len(header)}"
    return "" if cells.get("name") else "no name"


def _split(cell: str) -> list[str]:
    return [piece.strip() for piece in cell.split(";") if piece.strip()]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row on its way to a target."""

    list_id: str
    file: str
    tally: Tally
    line: int
    cells: Cells

    def warn(self, reason: str) -> None:
        """Tell a doubt about this row."""
        self.tally.warn(self.file, self.line, self.cells.get("id", ""), reason)

    def get(self, column: str) -> str:
        """The cell, or nothing."""
        return self.cells.get(column, "")

    def party(self) -> Party:
        """The target that the row describes."""
        remarks: list[str] = []
        return Party(
            id=f"{self.list_id}:{self._key()}",
            kind=self._kind(remarks),
            name=Name(self.get("name")),
            aliases=tuple(self._aliases()),
            born=tuple(self._born(remarks)),
            countries=tuple(dict.fromkeys(self._countries(remarks))),
            identifiers=tuple(map(self._identifier, _split(self.get("identifiers")))),
            observables=tuple(self._observables(remarks)),
            designations=self._designations(),
            remarks=tuple(remarks),
            details=tuple((column, text) for column, text in self.cells.items() if text and column not in _COLUMNS),
        )

    def _key(self) -> str:
        if self.get("id"):
            return self.get("id")
        if "id" in self.cells:
            self.warn("no id: the row is named after its line")
        return f"row-{self.line}"

    def _kind(self, remarks: list[str]) -> PartyKind:
        kind = kind_of(self.get("kind"))
        if kind is None:
            self.warn(f"the kind {self.get('kind')!r} is not known; taken as unknown")
            remarks.append(f"kind: {self.get('kind')}")
        return kind or PartyKind.UNKNOWN

    def _aliases(self) -> Iterator[Alias]:
        seen = {(self.get("name"), Strength.STRONG)}
        for column, strength in (("aliases", Strength.STRONG), ("weak_aliases", Strength.WEAK)):
            for name in _split(self.get(column)):
                if (name, strength) not in seen:
                    seen.add((name, strength))
                    yield Alias(Name(name), strength=strength)

    def _born(self, remarks: list[str]) -> Iterator[PartialDate]:
        for raw in _split(self.get("born")):
            if day := parse_date(raw):
                yield day
            else:
                self.warn(f"the date {raw!r} cannot be read; kept as a remark")
                remarks.append(f"born: {raw}")

    def _countries(self, remarks: list[str]) -> Iterator[str]:
        for raw in _split(self.get("countries")):
            if code := country_code(raw):
                yield code
            else:
                self.warn(f"the country {raw!r} is not known; kept as a remark")
                remarks.append(f"country: {raw}")

    def _identifier(self, raw: str) -> Identifier:
        match = _IDENTIFIER.match(raw)
        if match is None:
            return Identifier(IdentifierKind.OTHER, raw)
        label = (match["kind"] or "").lower().replace(" ", "_")
        country = country_code(match["country"] or "")
        value = match["value"] if country or not match["country"] else f"{match['value']} ({match['country']})"
        if label in set(IdentifierKind):
            return Identifier(IdentifierKind(label), value, country)
        if match["kind"]:
            self.warn(f"the kind of number in {raw!r} is not known; kept as another number")
        return Identifier(IdentifierKind.OTHER, value, country, match["kind"] or "")

    def _observables(self, remarks: list[str]) -> Iterator[Observable]:
        for raw in _split(self.get("observables")):
            if found := observable_of(raw):
                yield found
            else:
                self.warn(f"{raw!r} is no web site, mailbox, wallet or telephone; kept as a remark")
                remarks.append(f"observable: {raw}")

    def _designations(self) -> tuple[Designation, ...]:
        programme, reason = self.get("programme"), self.get("reason")
        return (Designation(programme=programme, reason=reason),) if programme or reason else ()


def observable_of(raw: str) -> Observable | None:
    """What a value is by its looks, or by the word in front of it; None if it is nothing of the kind.

    >>> [observable_of(it).kind.value for it in ("www.example.test", "a@example.test", "+7 495 000 00 00")]
    ['domain', 'email', 'phone']
    >>> observable_of("wallet: 1BoatSLRHtKNngkdXEeobR76b53LETtpyT").kind.value, observable_of("none")
    ('wallet', None)
    """
    if match := _KINDED.match(raw):
        kind = ObservableKind(match["kind"].lower())
        return Observable(kind, match["value"]) if canonical_observable(kind, match["value"]) else None
    if _PHONE.match(raw):
        order = [ObservableKind.PHONE]
    else:
        order = [ObservableKind.EMAIL, ObservableKind.DOMAIN, ObservableKind.WALLET]
    return next((Observable(kind, raw) for kind in order if canonical_observable(kind, raw)), None)


FORMAT = Format("own-csv", _recognise, _read)
