"""Delimited text, row by row, with the line each row starts on and every defect named."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from typing import IO

from nongrata.errors import UnreadableFile

MAX_FIELD_CHARS = 1 << 20


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
        UnreadableFile: A NUL, an undecodable line, or a field above 1 Mi characters; names the line.
    """
    reader = csv.reader(_lines(source, file, encodings), delimiter=delimiter, strict=False)
    previous_limit = csv.field_size_limit(MAX_FIELD_CHARS)
    line = 1
    try:
        for fields in reader:
            if fields:
                row = Row(fields)
                row.line = line
                yield row
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            f"line {line}: {error}",
            item=file,
            expected=f"delimited text with fields of at most {MAX_FIELD_CHARS:,} characters",
            remedy="a quote that is never closed, or a damaged download: look at that line",
        ) from error
    finally:
        csv.field_size_limit(previous_limit)


def _lines(source: IO[bytes], file: str, encodings: tuple[str, ...]) -> Iterator[str]:
    for number, raw in enumerate(source, start=1):
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        if b"\0" in line:
            raise UnreadableFile(
                f"line {number} holds a NUL byte",
                item=file,
                expected="text in " + " or ".join(encodings).replace("utf-8-sig", "utf-8"),
                remedy="a UTF-16 export or a damaged file: save it again as UTF-8",
            )
        yield _decoded(line, number, file, encodings)


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
