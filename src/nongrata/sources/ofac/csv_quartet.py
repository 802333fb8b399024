"""OFAC's CSV form: names, aliases, addresses and overflowing Remarks in four files without headers.

| part | SDN list | Consolidated list |
| --- | --- | --- |
| sdn | sdn.csv | cons_prim.csv |
| alt | alt.csv | cons_alt.csv |
| add | add.csv | cons_add.csv |
| comments | sdn_comments.csv | cons_comments.csv |

Source: OFAC, "Specially Designated Nationals and Blocked Persons data formats" (dat_spec.txt), and the
files of 2015 to 2026.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from nongrata.errors import UnreadableFile
from nongrata.model import Alias, AliasKind, Designation, Party, PartyKind
from nongrata.sources.files.content import Content
from nongrata.sources.files.tabular import Row
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.ofac.facts import (
    DOUBT,
    Fact,
    Piece,
    assemble,
    designation,
    name_of,
    pieces_of,
    postal_address,
    squeezed,
    titles,
)
from nongrata.sources.ofac.remarks import OVERFLOW_CHARS, remark_pieces
from nongrata.sources.ofac.rows import COLUMNS, read_rows
from nongrata.sources.ofac.vocabulary import ALIAS_KINDS, PARTY_KINDS

_NULL = "-0-"
_PART_WORDS = {"comments": "comments", "alt": "alt", "add": "add", "sdn": "sdn", "prim": "sdn"}
_WORD = re.compile(r"[a-z]+")
_STARTS_LIKE_ROW = re.compile(rb'\xef?\xbb?\xbf?\s*\d+\s*,\s*["\d-]')


def recognise(name: str, head: bytes) -> Recognised | None:
    """The part that a file is, by the words of its name and the look of its first row.

    >>> recognise("before_sdn.csv", b'1,"QUILL LINE",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ')
    Recognised(list_id='ofac-sdn', part='sdn')
    >>> recognise("sdn_daily_index.csv", b"captured_at,commit,bytes") is None
    True
    """
    lower = name.lower()
    words = _WORD.findall(lower.removesuffix(".csv"))
    part = next((part for word, part in _PART_WORDS.items() if word in words), None)
    if not lower.endswith(".csv") or part is None or not _plausible(head, part):
        return None
    return Recognised("ofac-cons" if "cons" in words else "ofac-sdn", part)


def _plausible(head: bytes, part: str) -> bool:
    first = head.partition(b"\n")[0]
    if not _STARTS_LIKE_ROW.match(first):
        return False
    fields = next(csv.reader((first.decode("latin-1"),)), [])
    return part == "comments" or len(fields) == COLUMNS[part]


def read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    """The parties of the list, in the order of the main file.

    Args:
        list_id: "ofac-sdn" or "ofac-cons".
        parts: The files by part; all but "sdn" may be missing, which is doubted.
        tally: Takes the account. The publisher's date is not in these files.

    Raises:
        UnreadableFile: The main file is missing, or a file cannot be read at all.
    """
    if "sdn" not in parts:
        raise UnreadableFile(
            "the main file of the four is missing",
            item=" + ".join(content.name for content in parts.values()),
            expected="sdn.csv (or cons_prim.csv) beside it",
            remedy="put the four files of one day into one folder",
        )
    for part in ("alt", "add"):
        if part not in parts:
            tally.distrust(f"the part {part} is missing: {_LOST[part]}")
    companions = _Companions(parts, tally)
    yield from _Reader(list_id, parts["sdn"], companions, tally).parties()
    companions.settle()


_LOST = {
    "alt": "there are no strong aliases",
    "add": "there are no addresses",
}


class _Companions:
    """The rows of the alias, address and comment files by entry, each handed out once."""

    def __init__(self, parts: Mapping[str, Content], tally: Tally) -> None:
        self._parts = parts
        self._tally = tally
        self._aliases = self._grouped("alt")
        self._addresses = self._grouped("add")
        self._comments = self._grouped("comments")
        self._without_address: list[str] = []

    def _grouped(self, part: str) -> dict[str, list[Row]]:
        groups: dict[str, list[Row]] = {}
        if part in self._parts:
            for row in read_rows(self._parts[part], part, self._tally):
                groups.setdefault(row[0].strip(), []).append(row)
        return groups

    def aliases(self, entry: str) -> list[Row]:
        """The entry's rows in the alias file."""
        return self._taken(self._aliases, entry)

    def addresses(self, entry: str) -> list[Row]:
        """The entry's rows in the address file, of which every entry has at least one."""
        rows = self._taken(self._addresses, entry)
        if not rows and "add" in self._parts:
            self._without_address.append(entry)
        return rows

    def continuation(self, entry: str) -> str | None:
        """Where the entry's Remarks go on; None if they do not."""
        rows = self._comments.pop(entry, [])
        for row in rows[1:]:
            self._reject("comments", row, "a second continuation of the same Remarks")
        if not rows:
            return None
        self._tally.used()
        return rows[0][1]

    def _taken(self, groups: dict[str, list[Row]], entry: str) -> list[Row]:
        rows = groups.pop(entry, [])
        for _ in rows:
            self._tally.used()
        return rows

    def _reject(self, part: str, row: Row, reason: str) -> None:
        self._tally.reject(self._parts[part].name, row.line, row[0].strip(), reason)

    def settle(self) -> None:
        """Rejects what belongs to no entry, and doubts parts that are not of the same day."""
        main = self._parts["sdn"].name
        for part, groups in (("alt", self._aliases), ("add", self._addresses)):
            for row in (row for rows in groups.values() for row in rows):
                self._reject(part, row, f"belongs to no entry of {main}")
            if groups:
                self._tally.distrust(
                    f"{len(groups)} entries of {self._parts[part].name} are not in {main}: "
                    "the files are not of the same day, or a row of the main file is damaged"
                )
        for row in (row for rows in self._comments.values() for row in rows):
            self._reject("comments", row, f"continues no Remarks of {main}: it is of another day")
        if self._without_address:
            self._tally.distrust(
                f"{len(self._without_address)} entries, {self._without_address[0]} among them, have no row in "
                f"{self._parts['add'].name}, where OFAC gives each at least an empty one: it is older or cut short"
            )


class _Reader:
    """Reads the main file row by row."""

    def __init__(self, list_id: str, content: Content, companions: _Companions, tally: Tally) -> None:
        self._list_id = list_id
        self._content = content
        self._companions = companions
        self._tally = tally

    def parties(self) -> Iterator[Party]:
        seen: set[str] = set()
        for row in read_rows(self._content, "sdn", self._tally):
            entry = row[0].strip()
            if entry in seen or not _value(row[1]):
                reason = f"a second row for entry {entry}" if entry in seen else "it has no name"
                self._tally.reject(self._content.name, row.line, entry, reason)
                continue
            seen.add(entry)
            self._tally.used()
            yield self._party(entry, row)

    def _party(self, entry: str, row: Row) -> Party:
        def warn(reason: str) -> None:
            self._tally.warn(self._content.name, row.line, entry, reason)

        kind = _kind(row[2])
        if kind is PartyKind.UNKNOWN:
            warn(f"its type {row[2]!r} is new to us")
        person = kind is PartyKind.PERSON
        remarks, cut = self._remarks(entry, row)
        pieces: list[Piece] = [
            *(piece for alias in self._companions.aliases(entry) for piece in _alias_pieces(alias, person=person)),
            *_row_pieces(row),
            *remark_pieces(remarks, _value(row[4]), person=person, cut=cut),
        ]
        for address in self._companions.addresses(entry):
            pieces += _address_pieces(address)
        if cut:
            pieces.append((DOUBT, "its Remarks break off after 1,000 characters and are continued nowhere"))
        return assemble(f"{self._list_id}:{entry}", kind, name_of(row[1], person=person), pieces, warn)

    def _remarks(self, entry: str, row: Row) -> tuple[str, bool]:
        """The whole Remarks, joined without a blank because they are cut in mid-word; whether the end is lost."""
        remarks = row[11]
        if len(remarks) < OVERFLOW_CHARS:
            return _value(remarks), False
        rest = self._companions.continuation(entry)
        return (remarks, True) if rest is None else (remarks + rest, False)


def _value(field: str) -> str:
    text = field.strip()
    return "" if text == _NULL else text


@lru_cache(maxsize=64)
def _kind(field: str) -> PartyKind:
    return PARTY_KINDS.get(_value(field).lower() or "entity", PartyKind.UNKNOWN)


@lru_cache(maxsize=4096)
def _designations(field: str) -> tuple[Designation, ...]:
    """The programmes of "NPWMD] [CYBER2] [CAATSA - RUSSIA": OFAC leaves the outer brackets out."""
    return tuple(designation(tag) for one in field.split("] [") if (tag := one.strip(" []")))


_VESSEL_LABELS = (
    "Vessel Call Sign",
    "Vessel Type",
    "Vessel Tonnage",
    "Vessel Gross Registered Tonnage",
    "Vessel Flag",
    "Vessel Owner",
)
_NO_VESSEL = ["-0- "] * len(_VESSEL_LABELS)


def _row_pieces(row: Row) -> Iterator[Piece]:
    programmes = _designations(_value(row[3]))
    if not programmes:
        yield (DOUBT, "it names no programme")
    for act in programmes:
        yield ("designations", act)
    yield from titles(_value(row[4]))
    if row[5:11] != _NO_VESSEL:
        for label, field in zip(_VESSEL_LABELS, row[5:11], strict=True):
            if value := _value(field):
                yield from pieces_of(Fact(label, value))


def _alias_pieces(row: Row, *, person: bool) -> Iterator[Piece]:
    """A row of the alias file: always a strong one, the weak ones stand in Remarks."""
    name, word, remark = _value(row[3]), _value(row[2]), _value(row[4])
    kind = ALIAS_KINDS.get(word.lower())
    if name:
        yield ("aliases", Alias(name_of(name, person=person), kind or AliasKind.AKA, ref=row[1].strip()))
    if not name or kind is None:
        yield (DOUBT, f"its alias {row[1].strip()} has " + (f"a new type {word!r}" if name else "no name"))
    if remark:
        yield ("remarks", f"{name}: {remark}")


def _address_pieces(row: Row) -> Iterator[Piece]:
    """A row of the address file; the one of an entry without addresses is empty and gives nothing."""
    street, town, country, remark = (_value(field) for field in row[2:6])
    yield from postal_address(street, _town(town), country)
    if remark:
        yield ("remarks", remark)


# "London EC3N 1DY", "Madrid E-28036", "Rosarito, Baja California CP 22710", "Ontario N2J 3Z6", "Maastricht
# 6228CV", "Tehran 15119-43885"; "Tokyo 103" and "Sector 7" are left alone.
_POSTCODE = re.compile(
    r"(?:(?P<town>.*?\S) +)?(?P<code>"
    r"(?:C\.?P\.? ?|Codigo Postal |[A-Z]{1,2}-|[A-Z]{2})?\d{4,11}(?:[-/]\d{2,5})?"
    r"|\d{3}-\d{4}|\d{4,5} ?[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})"
)


@lru_cache(maxsize=8192)
def _town(folded: str) -> tuple[str, str, str]:
    """City, region and postcode, which this form folds into one field: "city, region postcode".

    Of the 14 thousand postcodes that SDN.XML of 2024 keeps apart, this finds 98 in 100, and invents a dozen.

    >>> _town("Richardson, TX 75081"), _town("Tokyo 103")
    (('Richardson', 'TX', '75081'), ('Tokyo 103', '', ''))
    """
    plain = squeezed(folded)
    match = _POSTCODE.fullmatch(plain)
    town, code = (match["town"] or "", match["code"]) if match else (plain, "")
    city, _, region = town.partition(", ")
    return city, region, code


FORMAT = Format("ofac-csv", recognise, read)
