"""Opening a company's own files - customers, suppliers, payees, vessels - for screening.

Whatever the file is, it comes out as a stream of record batches of one schema, one row for each row of the
file: a row that cannot be read or has no name is there with its reason, for "not screened" must never look
like "no hit".
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nongrata.errors import InputError, UnreadableFile
from nongrata.model.arrow import subject_schema
from nongrata.sources.files.content import HEAD_BYTES, Content, is_spreadsheet
from nongrata.sources.files.html_page import html_page
from nongrata.sources.own.ftm_entities import DECODER
from nongrata.sources.subjects.columns import ColumnMap, map_columns
from nongrata.sources.subjects.values import subject_from_row, subjects_of

if TYPE_CHECKING:
    import pyarrow as pa

    from nongrata.sources.subjects.batches import Chunk

__all__ = ["SubjectFile", "open_subjects", "subject_from_row", "subjects_of"]

DEFAULT_BATCH_ROWS = 8192
_LONG_LINE = HEAD_BYTES - 4096
_PARQUET = b"PAR1"
_ASCII = b'id,"name";|\t1\r\n'
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(slots=True)
class SubjectFile:
    """A file of subjects that is being read.

    Args:
        path: Where it lies.
        format: "csv", "parquet", "jsonl", "ftm" or "sheet".
        reader: The rows, in file order, in batches of `subject_schema`. Reading on may raise `UnreadableFile`.
        columns: What the file's columns were taken for; empty for entities.
        notes: Sentences for the user about the file as a whole; complete once the reader is exhausted.
        rows_read: Rows handed out so far, with and without problems.
    """

    path: Path
    format: str
    reader: pa.RecordBatchReader
    columns: ColumnMap
    notes: list[str] = field(default_factory=list)
    rows_read: int = 0


@dataclass(slots=True)
class _Opened:
    """A file whose format is known: what it is called, its columns, and how its batches come."""

    format: str
    columns: ColumnMap
    batches: Iterator[pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class _Options:
    """How a file is to be read, as `open_subjects` is told; an empty encoding is none given."""

    columns: Mapping[str, str]
    batch_rows: int
    encoding: str


def open_subjects(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    batch_rows: int = DEFAULT_BATCH_ROWS,
    encoding: str | None = None,
) -> SubjectFile:
    """Opens a file of subjects: CSV, TSV, Parquet, JSON lines, FollowTheMoney, xlsx, xls or ods; gzip is transparent.

    Args:
        path: The file.
        columns: Field → column where the names of the columns do not say (`--map`); see `FIELDS`.
        batch_rows: Most rows in a batch.
        encoding: That of delimited text, by a name that Python knows ("cp1251"); a row that it does not fit is a
            row with a problem. None: UTF-8, else Windows-1252 as far as the names make sense in it.

    Raises:
        InputError: There is no such encoding, or it is not one in which lines end as in ASCII (UTF-16).
        UnreadableFile: It is missing, a folder, empty, a web page, damaged, or of no such format; so may
            reading on, with the line.
        MissingColumn: No column holds a name, or `columns` names one that is not there.
    """
    notes: list[str] = []
    options = _Options(columns or {}, batch_rows, _known_encoding(encoding) if encoding is not None else "")
    opened = _open(_existing(path), options, notes)
    found = SubjectFile(path, opened.format, None, opened.columns, notes)
    found.reader = _reader(opened, found, batch_rows)
    if opened.columns.unused:
        notes.append("columns not used: " + ", ".join(opened.columns.unused))
    return found


def _known_encoding(name: str) -> str:
    """The name under which Python knows an encoding that keeps ASCII as it is."""
    try:
        known = codecs.lookup(name).name
        known = "utf-8" if known == "utf-8-sig" else known
        keeps_ascii = _ASCII.decode(known) == _ASCII.decode() and _ASCII.decode().encode(known) == _ASCII
    except (LookupError, UnicodeError, ValueError):
        keeps_ascii = False
    if not keeps_ascii:
        raise InputError(
            f"{name!r} is no encoding that we can read a table in",
            expected="e.g. utf-8, cp1251 (Windows Cyrillic), cp1250, koi8-r, gb18030, shift_jis",
            remedy="name the encoding that the file was saved in, or save the file as UTF-8",
        )
    return known


def _existing(path: Path) -> Path:
    if path.is_dir():
        raise UnreadableFile(
            "is a folder",
            item=str(path),
            expected="a file with one row for each subject",
            remedy="name the file inside it",
        )
    return path


def _open(path: Path, options: _Options, notes: list[str]) -> _Opened:
    content = Content(path)
    head = content.head()
    if not head:
        content.source_file()  # empty or broken wrapping: reading it says which
    if page := html_page(head):
        raise UnreadableFile(
            f"is {page}, not a table",
            item=str(path),
            expected="CSV, Parquet, JSON lines or a spreadsheet",
            remedy="export or download the table itself",
        )
    opener = _opener(path, head)
    if options.encoding and opener is not _open_csv:
        notes.append(f"the encoding {options.encoding} is not used: it is for delimited text only")
    return opener(content, options, notes)


_Opener = Callable[[Content, _Options, list[str]], _Opened]


def _opener(path: Path, head: bytes) -> _Opener:
    """What reads a file that begins like this."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(_PARQUET):
        return _open_parquet
    if is_spreadsheet(path) or head.startswith(_OLD_EXCEL):
        return _open_sheet
    if start.startswith(b"{"):
        return _open_entities if _is_entity(start.splitlines()[0]) else _open_json
    if start.startswith(b"[") and start[1:].lstrip().startswith(b"{"):
        raise UnreadableFile(
            "is one JSON array",
            item=str(path),
            expected="JSON lines: one object a line",
            remedy="write one object a line, e.g. with jq -c '.[]'",
        )
    return _open_csv


def _is_entity(line: bytes) -> bool:
    import msgspec

    try:
        DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # The head of a file ends after 64 KiB, which some first entities do not fit into.
        return len(line) > _LONG_LINE and b'"schema":' in line and b'"properties":' in line
    return True


def _open_csv(content: Content, options: _Options, notes: list[str]) -> _Opened:
    from nongrata.sources.subjects.batches import Chunk
    from nongrata.sources.subjects.delimited import DelimitedTable

    table = DelimitedTable(content, notes, options.encoding)
    mapped = map_columns(table.header, options.columns, file=content.name)
    wanted = [(label, table.header.index(label)) for label in mapped.used]

    def chunks() -> Iterator[Chunk]:
        for block in table.blocks():
            by_place = list(zip(*block.rows, strict=True))
            yield Chunk(
                {label: by_place[place] for label, place in wanted}, block.lines, block.problems, guessed=block.guessed
            )

    return _Opened("csv", mapped, _assembled(chunks(), lambda: mapped, notes))


def _open_sheet(content: Content, options: _Options, notes: list[str]) -> _Opened:
    from nongrata.sources.subjects.tables import SheetTable

    table = SheetTable(content.path, notes)
    mapped = map_columns(table.header, options.columns, file=content.name)
    return _Opened("sheet", mapped, _assembled(table.chunks(options.batch_rows), lambda: mapped, notes))


def _open_parquet(content: Content, options: _Options, notes: list[str]) -> _Opened:
    from nongrata.sources.subjects.tables import ParquetTable

    table = ParquetTable(content.path)
    mapped = map_columns(table.header, options.columns, file=content.name)
    return _Opened("parquet", mapped, _assembled(table.chunks(options.batch_rows, mapped.used), lambda: mapped, notes))


def _open_json(content: Content, options: _Options, notes: list[str]) -> _Opened:
    from nongrata.sources.subjects.tables import JsonTable

    table = JsonTable(content)
    mapped = map_columns(table.header, options.columns, file=content.name)

    def current() -> ColumnMap:
        """Later lines may bring keys that the first did not have."""
        return map_columns(table.header, options.columns, file=content.name)

    return _Opened("jsonl", mapped, _assembled(table.chunks(options.batch_rows), current, notes))


def _open_entities(content: Content, options: _Options, notes: list[str]) -> _Opened:
    from nongrata.sources.subjects.notes import Notes
    from nongrata.sources.subjects.tables import entity_batches

    if options.columns:
        notes.append("the columns named with --map are not used: entities say themselves what is what")
    return _Opened("ftm", ColumnMap(), entity_batches(content, options.batch_rows, Notes(notes)))


def _assembled(chunks: Iterator[Chunk], mapped: Callable[[], ColumnMap], notes: list[str]) -> Iterator[pa.RecordBatch]:
    from nongrata.sources.subjects.batches import Assembler
    from nongrata.sources.subjects.notes import Notes

    told = Notes(notes)
    assembler = Assembler(told)
    rows = 0
    for chunk in chunks:
        rows += len(chunk.rows)
        batch = assembler.batch(chunk, mapped())
        told.ids(batch.column("id"), batch.column("row"))
        yield batch
    if not rows:
        told.once("the file holds no rows")
    told.finish()


def _reader(opened: _Opened, found: SubjectFile, batch_rows: int) -> pa.RecordBatchReader:
    import pyarrow as pa

    def counted() -> Iterator[pa.RecordBatch]:
        for batch in opened.batches:
            for start in range(0, batch.num_rows, batch_rows):
                part = batch.slice(start, batch_rows)
                found.rows_read += part.num_rows
                yield part

    return pa.RecordBatchReader.from_batches(subject_schema(), counted())
