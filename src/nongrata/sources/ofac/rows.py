"""Rows of OFAC's CSV form: one line each, every defect named, a truncated download noticed.

OFAC writes no line breaks into fields, so each line is read by itself: a quote that is never closed costs
one row and cannot swallow its neighbours. A whole file ends with CRLF and the byte 0x1A.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from nongrata.errors import UnreadableFile
from nongrata.sources.files.content import Content
from nongrata.sources.files.tabular import MAX_FIELD_CHARS, Row
from nongrata.sources.loading.tally import Tally

COLUMNS = {"sdn": 12, "alt": 5, "add": 6, "comments": 2}
"""Part of the CSV form → number of its columns."""

_END_MARK = b"\x1a"
_NULL = "-0- "


def read_rows(content: Content, part: str, tally: Tally) -> Iterator[Row]:
    """The good rows of one file; the reader counts them as used or rejected, the bad ones are rejected here.

    Args:
        content: The file.
        part: "sdn", "alt", "add" or "comments".
        tally: Takes every row, every rejected one with its line and reason, and the doubt of a truncation.

    Raises:
        UnreadableFile: A NUL byte, or a line above 1 Mi bytes; names the line.
    """
    ending = _Ending()
    with content.open() as source:
        for number, raw in enumerate(_lines(source, content.name), start=1):
            if raw.strip() == _END_MARK:
                ending.marked = True
            elif raw.strip():
                tally.row()
                row, reason = _row(raw, part)
                ending.note(raw, number, good=row is not None)
                if row is None:
                    tally.reject(content.name, number, _first_field(raw), reason)
                    continue
                row.line = number
                if reason:
                    tally.warn(content.name, number, row[0], reason)
                yield row
    ending.judge(content.name, part, tally)


def _lines(source: IO[bytes], file: str) -> Iterator[bytes]:
    number = 1
    while raw := source.readline(MAX_FIELD_CHARS + 1):
        if len(raw) > MAX_FIELD_CHARS or b"\0" in raw:
            long = len(raw) > MAX_FIELD_CHARS
            raise UnreadableFile(
                f"line {number} " + (f"is longer than {MAX_FIELD_CHARS:,} bytes" if long else "holds a NUL byte"),
                item=file,
                expected="OFAC's CSV form: ASCII text, one entry a line",
                remedy="download it again; the last good version stays in use",
            )
        yield raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        number += 1


def _first_field(raw: bytes) -> str:
    first = raw.partition(b",")[0].strip().decode("ascii", "replace")
    return first if first.isdigit() else ""


def _row(raw: bytes, part: str) -> tuple[Row | None, str]:
    """The fields of a line, or None; and what is wrong with it."""
    text = _decoded(raw).rstrip("\r\n\x1a")
    try:
        fields = next(csv.reader((text,), strict=True))
    except csv.Error as error:
        return _recovered(text, part, str(error))
    if len(fields) != COLUMNS[part]:
        return _recovered(text, part, f"{len(fields)} columns")
    if not fields[0].strip().isdigit():
        return None, f"starts with {fields[0][:20]!r}; expected the number of an entry"
    if not raw.endswith((b"\n", _END_MARK)):  # the last line of a file that lost its end
        if not fields[-1]:
            return None, "breaks off before its last field"
        if _NULL.startswith(fields[-1]):  # full_2018-12: "-0" can only have been going to be "-0- "
            fields[-1] = _NULL
    return Row(fields), ""


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


_COMMENT = re.compile(r'(\d+) *, *"(.*)" *', re.DOTALL)


def _recovered(text: str, part: str, trouble: str) -> tuple[Row | None, str]:
    """The comments hold inner quotes that nobody escaped; with two columns it is still plain what is meant."""
    expected = COLUMNS[part]
    if part == "comments" and (match := _COMMENT.fullmatch(text)):
        return Row((match[1], match[2].replace('""', '"'))), f"quotes inside the text are not escaped ({trouble})"
    try:
        fields = next(csv.reader((text,), strict=False))
    except csv.Error as error:
        return None, f"cannot be read: {error}"
    unclosed = text.count('"') % 2
    if len(fields) == expected and fields[0].strip().isdigit() and not unclosed:
        return Row(fields), f"quotes inside a field are not escaped ({trouble})"
    return None, f"has {len(fields)} columns instead of {expected}" + (
        ", and a quote is never closed" if unclosed else ""
    )


@dataclass(slots=True)
class _Ending:
    """What the lines so far say about whether the file is whole."""

    marked: bool = False
    rows_after_mark: int = 0
    windows_rows: int = 0
    unix_rows: int = 0
    last: int = 0
    last_is_row: bool = True
    last_is_ended: bool = True

    def note(self, raw: bytes, number: int, *, good: bool) -> None:
        """Takes in a line that holds something, and whether it made a row."""
        self.rows_after_mark += self.marked
        self.marked = self.marked or _END_MARK in raw
        self.windows_rows += raw.endswith(b"\r\n")
        self.unix_rows += raw.endswith(b"\n") and not raw.endswith(b"\r\n")
        self.last, self.last_is_row, self.last_is_ended = number, good, raw.endswith(b"\n")

    def judge(self, file: str, part: str, tally: Tally) -> None:
        """Says on the tally whether the file was cut off.

        A file without the end mark is taken if its lines end in LF alone: somebody's tool rewrote it
        (full_2018-12 is such a set, without even a last line end). The comments of 2021 lack the mark too,
        and what they lack besides shows as Remarks that do not go on.
        """
        if self.rows_after_mark:
            tally.distrust(f"{file}: {self.rows_after_mark} rows after the end mark: two files in one?")
        if self.marked:
            return
        if not self.last_is_ended and not self.last_is_row:
            tally.distrust(f"{file} breaks off in line {self.last}: the download was cut short")
        elif self.unix_rows <= self.windows_rows and not (part == "comments" and self.last_is_ended):
            tally.distrust(f"{file} ends without the byte 0x1A that OFAC puts there: the download was cut short")
        else:
            tally.warn(file, self.last, "", "the file ends without the byte 0x1A that OFAC puts there")
