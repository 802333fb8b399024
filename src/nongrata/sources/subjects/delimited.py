"""Delimited customer files, block by block: fast where a block is plain, careful where it is not.

A block of about a megabyte is read in one go by the csv module, in its strict mode. If it objects, or a row
has the wrong number of fields, the block is read again row by row, and what cannot be read becomes a row of
its own with the reason. Two defects would make rows vanish, and are looked for:

- a quote that is never closed swallows every line up to the next quote. A row that the strict reader refuses,
  or one over several lines with the wrong number of fields, costs its first line only; the lines after it are
  read as rows again.
- a NUL byte means that part of the file was overwritten or that it is UTF-16: the file is refused.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from nongrata.errors import UnreadableFile
from nongrata.sources.files.content import Content
from nongrata.sources.files.delimiter import delimiter_of

BLOCK_BYTES = 1 << 20
MAX_ROW_BYTES = 64 << 20
_MOST_STEPS_BACK = 64
_HINT = re.compile(r"sep=(.)\r?\n")  # the first line of what Excel writes, and reads, with another delimiter
_NOT_UTF8 = "not all of it is UTF-8: other lines are read as Windows-1252, the first is line "
_SWALLOWED = "has a field of several lines with as many delimiters as a row"
_LEAST_DELIMITERS = 2
_UNDECODABLE = "unreadable row: bytes that are neither UTF-8 nor Windows-1252"


@dataclass(slots=True)
class RowBlock:
    """Rows that were read together.

    Args:
        rows: Their fields, as many as the header has; a row with a problem has empty ones.
        lines: The line on which each starts, from 1.
        problems: Why a row cannot be read, by its position in `rows`.
        guessed: Positions of the rows that were read as Windows-1252 only because they are not UTF-8.
    """

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: dict[int, str] = field(default_factory=dict)
    guessed: frozenset[int] = frozenset()


class DelimitedTable:
    """A delimited file that is being read: its header at once, its rows as a stream.

    Args:
        content: The file.
        notes: Gets a sentence when the file is not UTF-8.
        encoding: That of the whole file; "": UTF-8, and Windows-1252 for the lines that are not.

    Raises:
        UnreadableFile: UTF-16, a NUL, or no header row that can be read.
    """

    def __init__(self, content: Content, notes: list[str], encoding: str = "") -> None:
        head = content.head()
        self._content = content
        self._file = content.name
        self._notes = notes
        self._encoding = encoding
        self._guessed: set[int] = set()
        self._newline = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
        _refuse_utf16(head, self._file)
        _refuse_nul(head, 1, self._newline, self._file)
        header_text = _header_text(head.removeprefix(codecs.BOM_UTF8), self._newline, encoding)
        self._skip = 1
        if hint := _HINT.match(header_text):
            self._skip, header_text = 2, header_text[hint.end() :]
        self.delimiter = hint[1] if hint else delimiter_of(header_text.split("\n", 1)[0])
        self.header = self._header(header_text)

    def _header(self, text: str) -> list[str]:
        with _field_limit():
            try:
                rows = csv.reader(io.StringIO(text, newline="\n"), delimiter=self.delimiter, strict=True)
                names = next((row for row in rows if row), [])
            except csv.Error as error:
                raise UnreadableFile(
                    f"line 1: the header row cannot be read ({error})",
                    item=self._file,
                    expected="column names separated by comma, semicolon, tab or |",
                    remedy="look at the first line; export the table again",
                ) from error
        return unique_labels(names)

    def blocks(self) -> Iterator[RowBlock]:
        """The rows below the header, in file order.

        Raises:
            UnreadableFile: A NUL, or a row of more than 64 MiB; names the line.
        """
        line, left, bad = 1, "", dict[int, str]()
        skip = self._skip
        for data, at_end in self._pieces():
            text, new_bad = self._decoded(data, line + left.count("\n"))
            text, bad = left + text, bad | new_bad
            block, left = self._block(text, line, bad, at_end=at_end)
            line += text.count("\n") - left.count("\n")
            block.guessed = self._guessed_rows(block.lines, line)
            bad = {number: reason for number, reason in bad.items() if number >= line}
            self._refuse_long(len(left), line)
            while skip and block.rows:
                _drop_first(block)
                skip -= 1
            if block.rows:
                self._note_swallowed(block)
                yield block

    def _pieces(self) -> Iterator[tuple[bytes, bool]]:
        """The file in stretches of whole lines, the last one marked, which may be empty."""
        carry, line = b"", 1
        with self._content.open() as source:
            while data := source.read(BLOCK_BYTES):
                if self._newline == b"\r":
                    data = data.replace(b"\r", b"\n")
                _refuse_nul(data, line, b"\n", self._file)
                line += data.count(b"\n")
                carry += data
                self._refuse_long(len(carry), line)
                if cut := _safe_cut(carry):
                    yield carry[:cut], False
                    carry = carry[cut:]
        yield carry, True

    def _guessed_rows(self, starts: list[int], end: int) -> frozenset[int]:
        """The positions of the rows, starting on these lines, that have guessed lines before line `end`."""
        done = {number for number in self._guessed if number < end}
        self._guessed -= done
        return frozenset(max(bisect_right(starts, number) - 1, 0) for number in done) if starts else frozenset()

    def _decoded(self, data: bytes, line: int) -> tuple[str, dict[int, str]]:
        """The text, and why, by number, no encoding fits a line."""
        if line == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        try:
            return data.decode(self._encoding or "utf-8"), {}
        except UnicodeDecodeError:
            pass
        bad: dict[int, str] = {}
        pieces = [self._line(raw, number, bad) for number, raw in enumerate(data.split(b"\n"), start=line)]
        return "\n".join(pieces), bad

    def _line(self, raw: bytes, number: int, bad: dict[int, str]) -> str:
        try:
            return raw.decode(self._encoding or "utf-8")
        except UnicodeDecodeError:
            pass
        if self._encoding:
            bad[number] = f"unreadable row: bytes that are not {self._encoding}"
            return raw.decode(self._encoding, "replace")
        self._guessed.add(number)
        if not any(told.startswith(_NOT_UTF8) for told in self._notes):
            self._notes.append(f"{_NOT_UTF8}{number:,}")
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            bad[number] = _UNDECODABLE
            return raw.decode("cp1252", "replace")

    def _refuse_long(self, size: int, line: int) -> None:
        if size > MAX_ROW_BYTES:
            raise UnreadableFile(
                f"the row on line {line:,} is longer than {MAX_ROW_BYTES >> 20} MiB",
                item=self._file,
                expected="one row a line",
                remedy="look at that line: a quote that is never closed, or no line ends at all",
            )

    def _block(self, text: str, line: int, bad_lines: dict[int, str], *, at_end: bool) -> tuple[RowBlock, str]:
        """The rows of a stretch, and the text at its end that only makes sense with what follows."""
        if not bad_lines and (block := self._plain(text, line)):
            return block, ""
        lines = io.StringIO(text, newline="\n").readlines()
        careful = _Careful(lines, line, len(self.header), self.delimiter, bad_lines)
        rest = careful.read(at_end=at_end)
        return careful.block, "".join(lines[rest:])

    def _plain(self, text: str, line: int) -> RowBlock | None:
        """The block, if every row of it is as it should be."""
        with _field_limit():
            try:
                rows = list(csv.reader(io.StringIO(text, newline="\n"), delimiter=self.delimiter, strict=True))
            except csv.Error:
                return None
        if set(map(len, rows)) - {0, len(self.header)}:
            return None
        line_count = text.count("\n") + (not text.endswith("\n"))
        lines = list(range(line, line + len(rows))) if len(rows) == line_count else _starts(rows, line)
        filled = [position for position, row in enumerate(rows) if row]
        if len(filled) != len(rows):
            return RowBlock([rows[it] for it in filled], [lines[it] for it in filled])
        return RowBlock(rows, lines)

    def _note_swallowed(self, block: RowBlock) -> None:
        """Two stray quotes may enclose whole rows and leave the number of fields right: only the user can tell."""
        if block.lines[-1] - block.lines[0] < len(block.rows) and "\n" not in "".join(block.rows[-1]):
            return
        enough = len(self.header) - 1
        for row, line in zip(block.rows, block.lines, strict=True):
            inside = max((cell.count(self.delimiter) for cell in row if "\n" in cell), default=0)
            if inside >= enough >= _LEAST_DELIMITERS and not any(_SWALLOWED in told for told in self._notes):
                self._notes.append(f"the row on line {line:,} {_SWALLOWED}: look for stray quotes there")


def _starts(rows: list[list[str]], line: int) -> list[int]:
    """The line on which each row starts, where fields hold line ends."""
    found = []
    for row in rows:
        found.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    return found


def _drop_first(block: RowBlock) -> None:
    del block.rows[0], block.lines[0]
    block.problems = {position - 1: reason for position, reason in block.problems.items() if position}
    block.guessed = frozenset(position - 1 for position in block.guessed if position)


class _Careful:
    """Reads lines row by row, and loses none."""

    def __init__(
        self,
        lines: list[str],
        first_line: int,
        width: int,
        delimiter: str,
        bad_lines: dict[int, str],
    ) -> None:
        self.block = RowBlock()
        self._lines = lines
        self._first = first_line
        self._width = width
        self._delimiter = delimiter
        self._bad = bad_lines

    def read(self, *, at_end: bool) -> int:
        """Reads all it can; gives the position of the first line that it left for want of those after it."""
        position = 0
        while position < len(self._lines):
            taken, fields, reason = self._row(position)
            if reason == _OPEN and not at_end and self._size(position) < MAX_ROW_BYTES // 2:
                return position
            if reason is None and fields and len(fields) != self._width:
                reason = f"unreadable row: {len(fields)} fields, expected {self._width}"
                taken = 1  # a stray quote may have swallowed the lines after the first: read them again
            reason = reason or self._undecodable(position, taken)
            if reason or fields:
                self._add(position, fields, reason)
            position += taken
        return position

    def _row(self, position: int) -> tuple[int, list[str], str | None]:
        """Lines taken, fields, and why the row cannot be read."""
        taken = 0

        def following() -> Iterator[str]:
            nonlocal taken
            for index in range(position, len(self._lines)):
                taken += 1
                yield self._lines[index]

        with _field_limit():
            try:
                fields = next(csv.reader(following(), delimiter=self._delimiter, strict=True), [])
            except csv.Error as error:
                return 1, [], _reason(str(error))
        return max(taken, 1), fields, None

    def _undecodable(self, position: int, taken: int) -> str | None:
        if not self._bad:
            return None
        first = self._first + position
        return next((self._bad[number] for number in range(first, first + taken) if number in self._bad), None)

    def _size(self, position: int) -> int:
        return sum(map(len, self._lines[position:]))

    def _add(self, position: int, fields: list[str], reason: str | None) -> None:
        if reason:
            self.block.problems[len(self.block.rows)] = reason
            fields = [""] * self._width
        self.block.rows.append(fields)
        self.block.lines.append(self._first + position)


_OPEN = "unreadable row: a quote that is never closed"


def _reason(error: str) -> str:
    if "unexpected end of data" in error:
        return _OPEN
    if "expected after" in error:
        return "unreadable row: a quote inside a quoted field that is not doubled"
    if "field larger" in error:
        return f"unreadable row: a field of more than {MAX_ROW_BYTES >> 20} MiB"
    return f"unreadable row: {error}"


@contextmanager
def _field_limit() -> Iterator[None]:
    """Lets the csv module read any field that memory is granted for; the limit is the process's, so it is put back."""
    before = csv.field_size_limit(MAX_ROW_BYTES)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _safe_cut(data: bytes) -> int:
    """Where to cut so that whole lines come before, and most likely no quoted field is open; 0 if nowhere."""
    cut = data.rfind(b"\n") + 1
    quotes = data.count(b'"', 0, cut)
    for _ in range(_MOST_STEPS_BACK):
        if not cut or quotes % 2 == 0:
            return cut
        before = data.rfind(b"\n", 0, cut - 1) + 1
        quotes -= data.count(b'"', before, cut)
        cut = before
    return data.rfind(b"\n") + 1


def _header_text(head: bytes, newline: bytes, encoding: str) -> str:
    """The first 64 KiB as text, its last line left out if there are others, for it may be cut."""
    head = head.replace(b"\r", b"\n") if newline == b"\r" else head
    whole = head[: head.rfind(b"\n") + 1] or head
    try:
        text = whole.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        text = whole.decode(encoding or "cp1252", "replace")
    return text.lstrip("\r\n")


def _refuse_utf16(head: bytes, file: str) -> None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableFile(
            "line 1: it is UTF-16",
            item=file,
            expected="UTF-8 (or Windows-1252)",
            remedy='save it as UTF-8, in Excel: "CSV UTF-8 (comma delimited)"',
        )


def _refuse_nul(data: bytes, line: int, newline: bytes, file: str) -> None:
    at = data.find(b"\0")
    if at >= 0:
        raise UnreadableFile(
            f"line {line + data.count(newline, 0, at):,} holds a NUL byte",
            item=file,
            expected="text in UTF-8 (or Windows-1252)",
            remedy="a damaged or a UTF-16 file: export it again as UTF-8; nothing after that line was screened",
        )


def unique_labels(names: list[str]) -> list[str]:
    """Column names, blank ones named after their place and repeated ones numbered.

    >>> unique_labels(["id", " name ", "", "name"])
    ['id', 'name', 'column 3', 'name (2)']
    """
    labels: list[str] = []
    seen: dict[str, int] = {}
    for place, raw in enumerate(names, start=1):
        name = " ".join(raw.split()) or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        labels.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return labels
