"""Customer files other than delimited text: Parquet, JSON lines, entities and spreadsheets, as chunks of rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from nongrata.errors import UnreadableFile
from nongrata.model import Party, Subject
from nongrata.sources.files.content import Content
from nongrata.sources.files.sheets import open_sheet
from nongrata.sources.own.ftm_entities import DECODER, Entity, identifiers_of, is_party, observables_by_value, party_of
from nongrata.sources.subjects.batches import SEPARATOR, Chunk, batch_of_subjects
from nongrata.sources.subjects.delimited import unique_labels
from nongrata.sources.subjects.facts import NOT_USABLE, any_usable, flaw_of
from nongrata.sources.subjects.notes import Notes

if TYPE_CHECKING:
    import pyarrow as pa

MAX_LINE_BYTES = 64 << 20


class SheetTable:
    """A spreadsheet: the first sheet that holds rows, below its first row, which names the columns."""

    def __init__(self, path: Path, notes: list[str]) -> None:
        sheet = open_sheet(path)
        numbered = [(number, row) for number, row in enumerate(sheet.rows, start=1) if row]
        self.header = unique_labels(_trimmed(numbered[0][1]))
        self._rows = numbered[1:]
        if sheet.others:
            others = ", ".join(repr(name) for name in sheet.others)
            notes.append(f"only the sheet {sheet.name!r} was read; there are rows on {others} too")

    def chunks(self, size: int) -> Iterator[Chunk]:
        """The rows below the header; blank ones are not rows."""
        rows = iter(self._rows)
        while part := list(islice(rows, size)):
            yield self._chunk(part)

    def _chunk(self, part: list[tuple[int, list[str]]]) -> Chunk:
        width = len(self.header)
        problems = {
            position: f"unreadable row: {len(_trimmed(row))} fields, expected {width}"
            for position, (_, row) in enumerate(part)
            if any(row[width:])
        }
        padded = [(row + [""] * width)[:width] for _, row in part]
        columns = dict(zip(self.header, zip(*padded, strict=True), strict=True))
        return Chunk(columns, [number for number, _ in part], problems)


def _trimmed(row: list[str]) -> list[str]:
    """Without the blank cells at its end."""
    end = next((index for index in range(len(row), 0, -1) if row[index - 1]), 0)
    return row[:end]


class ParquetTable:
    """A Parquet file, streamed by row group; values of any plain type are read as the text that shows them."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._name = path.name
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from error
        self.header = [name for it in self._file.schema_arrow for name in _leaves(it)]

    def _damaged(self, error: Exception) -> UnreadableFile:
        return UnreadableFile(
            f"is no Parquet file that can be read ({str(error).splitlines()[0]})",
            item=self._name,
            expected="a complete Parquet file",
            remedy="write it again",
        )

    def chunks(self, size: int, wanted: tuple[str, ...]) -> Iterator[Chunk]:
        """The rows, with the wanted columns only."""
        import pyarrow as pa

        number = 1
        try:
            for batch in self._file.iter_batches(batch_size=size, columns=list(wanted)):
                table = pa.Table.from_batches([batch])
                while any(pa.types.is_struct(it.type) for it in table.schema):
                    table = table.flatten()
                columns = {name: _as_text(table.column(name).combine_chunks()) for name in table.column_names}
                lists = frozenset(it.name for it in table.schema if _is_list(it.type))
                yield Chunk(columns, range(number, number + batch.num_rows), lists=lists)
                number += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from error


def _is_list(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _leaves(column: pa.Field) -> Iterator[str]:
    """The names of a column's innermost fields: "name", or "name.first" and "name.last" of a structure."""
    import pyarrow as pa

    if not pa.types.is_struct(column.type):
        yield column.name
        return
    for place in range(column.type.num_fields):
        yield from (f"{column.name}.{name}" for name in _leaves(column.type.field(place)))


def _as_text(array: pa.Array) -> pa.Array:
    """A column as text: dates in ISO form, whole floats without a point, lists joined by the separator."""
    import pyarrow as pa

    if pa.types.is_string(array.type):
        return array
    if pa.types.is_large_string(array.type):
        return array.cast(pa.string())
    return pa.array([_cell(value) for value in array.to_pylist()], pa.string())


def _cell(value: Any) -> str:
    r"""One value of a typed file as text; what has no plain form as JSON.

    >>> _cell(12.0), _cell(["a", None, "b"]), _cell(True), _cell(None), _cell({"a": 1})
    ('12', 'a\x1fb', 'true', '', '{"a": 1}')
    """
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    form = next((form for kinds, form in _FORMS if isinstance(value, kinds)), str)
    return form(value)


_FORMS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (bool, lambda value: "true" if value else "false"),
    (float, lambda value: str(int(value)) if value.is_integer() else str(value)),
    ((list, tuple), lambda values: SEPARATOR.join(filter(None, map(_cell, values)))),
    (dict, lambda value: json.dumps(value, ensure_ascii=False, default=str)),
    (bytes, lambda value: value.decode("utf-8", "replace")),
)


class JsonTable:
    """JSON lines: one object a line, whose keys are the columns; the first lines show which there are."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self.header: list[str] = []
        for line in content.head().splitlines()[:1000]:
            for key in _object(line) or ():
                if key not in self.header:
                    self.header.append(key)

    def chunks(self, size: int) -> Iterator[Chunk]:
        """The rows; a line that holds no object is a row with a problem."""
        lines = numbered_lines(self._content)
        while part := list(islice(lines, size)):
            yield self._chunk(part)

    def _chunk(self, part: list[tuple[int, bytes]]) -> Chunk:
        objects = [_object(line) for _, line in part]
        problems = {position: "unreadable row: no JSON object" for position, it in enumerate(objects) if it is None}
        for key in dict.fromkeys(key for it in objects for key in it or ()):
            if key not in self.header:
                self.header.append(key)
        columns = {key: [_clean(_cell((it or {}).get(key))) for it in objects] for key in self.header}
        lists = frozenset(key for it in objects for key, value in (it or {}).items() if isinstance(value, list))
        return Chunk(columns, [number for number, _ in part], problems, lists)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return dict(_flat(found)) if isinstance(found, dict) else None


def _flat(found: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The values with their keys, those of inner objects under "outer.inner"."""
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _clean(text: str) -> str:
    """Without half surrogates, which JSON can spell and no text can hold."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def numbered_lines(content: Content) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers.

    Raises:
        UnreadableFile: A line of more than 64 MiB.
    """
    with content.open() as source:
        for number, line in enumerate(iter(lambda: source.readline(MAX_LINE_BYTES), b""), start=1):
            if len(line) >= MAX_LINE_BYTES:
                raise UnreadableFile(
                    f"line {number:,} is longer than {MAX_LINE_BYTES >> 20} MiB",
                    item=content.name,
                    expected="one JSON object a line",
                    remedy="write one object a line",
                )
            if line.strip():
                yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def entity_batches(content: Content, size: int, notes: Notes) -> Iterator[pa.RecordBatch]:
    """The entities of a FollowTheMoney file as subjects; one that is no party is a row with a problem."""
    lines = numbered_lines(content)
    while part := list(islice(lines, size)):
        yield batch_of_subjects([_entry(number, line, notes) for number, line in part])
    notes.finish()


def _entry(number: int, line: bytes, notes: Notes) -> tuple[int, Subject | None, str]:
    try:
        entity = DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return number, None, "unreadable row: no FollowTheMoney entity"
    if not is_party(entity):
        return number, Subject(id=entity.id, name=""), f"not a party: {entity.schema}"
    _note_flaws(number, entity, notes)
    return number, _subject(entity.id, party_of(entity, "subject", [])), ""


def _note_flaws(number: int, entity: Entity, notes: Notes) -> None:
    for it in identifiers_of(entity):
        if flaw := flaw_of(it.kind, it.value, it.country):
            notes.flaw(it.label, flaw, it.value, row=number)
    for prop, text, found in observables_by_value(entity):
        if not any_usable([], found):
            notes.flaw(prop, NOT_USABLE, text, row=number)


def _subject(key: str, party: Party) -> Subject:
    return Subject(
        id=key,
        name=party.name.full,
        kind=party.kind,
        aliases=tuple(dict.fromkeys(alias.name.full for alias in party.aliases)),
        born=party.born,
        countries=tuple(dict.fromkeys((*party.nationalities, *party.countries))),
        gender=party.gender,
        identifiers=party.identifiers,
        observables=party.observables,
    )
