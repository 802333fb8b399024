"""Delimited text, row by row, with the line each row starts on and every defect named."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from typing import IO

from nongrata.errors import UnreadableFile

MAX_FIELD_CHARS = 1 << 20
MAX_LINE_BYTES = 16 << 20


class Row(list[str]):
    """The fields of one row, and the line it starts on (from 1)."""

    line: int = 0


def rows(
    source: IO[bytes],
    file: str,
    *,
    delimiter: str = ",",
    encodings: tuple[str, ...] = ("utf-8-sig",),
) -> Iterator[Row]:
    """All rows of a delimited file, blank ones left out.

    Args:
        source: Uncompressed bytes.
        file: Name for errors.
        delimiter: One character.
        encodings: Tried line by line in this order; the first that decodes a line is used for it.

    Raises:
        UnreadableFile: A NUL, an undecodable line, a field above 1 Mi characters, or a quote that is
            never closed; names the line.
    """
    if csv.field_size_limit() < MAX_FIELD_CHARS:
        csv.field_size_limit(MAX_FIELD_CHARS)  # process-wide, so never put back: files are read side by side
    held: list[str] = []
    reader = csv.reader(_lines(source, file, encodings, held), delimiter=delimiter, strict=False)
    line, last = 1, held
    try:
        for fields in reader:
            last = held[:]
            held.clear()
            if fields:
                row = Row(fields)
                row.line = line
                yield row
            line = reader.line_num + 1
        line -= len(last)
        _refuse_open_quote(last, delimiter)
    except csv.Error as error:
        raise UnreadableFile(
            f"line {line}: {error}",
            item=file,
            expected=f"delimited text with fields of at most {MAX_FIELD_CHARS:,} characters",
            remedy="a quote that is never closed, or a damaged download: look at that line",
        ) from error


def _refuse_open_quote(last: list[str], delimiter: str) -> None:
    """A quote still open at the end has swallowed every row after it: the lenient reader would not say."""
    try:
        list(csv.reader(last, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise csv.Error("a quote opened in this row is never closed") from error


def _lines(source: IO[bytes], file: str, encodings: tuple[str, ...], held: list[str]) -> Iterator[str]:
    """The lines of the file, each also put into `held`."""
    for number, raw in enumerate(iter(lambda: source.readline(MAX_LINE_BYTES), b""), start=1):
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        _refuse_bytes(line, number, file, encodings)
        held.append(_decoded(line, number, file, encodings))
        yield held[-1]


def _refuse_bytes(line: bytes, number: int, file: str, encodings: tuple[str, ...]) -> None:
    if b"\0" in line:
        raise UnreadableFile(
            f"line {number} holds a NUL byte",
            item=file,
            expected="text in " + " or ".join(encodings).replace("utf-8-sig", "utf-8"),
            remedy="a UTF-16 export or a damaged file: save it again as UTF-8",
        )
    if len(line) >= MAX_LINE_BYTES:
        raise UnreadableFile(
            f"line {number} is longer than {MAX_LINE_BYTES:,} bytes",
            item=file,
            expected="delimited text, one row a line",
            remedy="check that this is the right file",
        )


def _decoded(line: bytes, number: int, file: str, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return line.decode("utf-8" if encoding == "utf-8-sig" else encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(
        f"line {number} is not {' or '.join(encodings).replace('utf-8-sig', 'utf-8')}",
        item=file,
        expected="one of these encodings",
        remedy="save or download it again as UTF-8",
    )
