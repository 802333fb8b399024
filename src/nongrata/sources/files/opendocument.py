"""The rows of an OpenDocument spreadsheet, streamed.

Written because the UK's file of 11 Aug 2025 is indented XML, which the spreadsheet library that we use else
refuses, and because a sheet tells an empty rest of a million rows and sixteen thousand columns as one cell.

Source: OASIS OpenDocument 1.3, part 3, sections 9.1.3 (table:table-row) and 6.1 (white space in text).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from nongrata.errors import UnreadableFile
from nongrata.sources.files.content import MAX_RATIO, RATIO_GRACE_BYTES, Content
from nongrata.sources.files.xml import Element, children, local, stream

_CONTENT = "content.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ROWS = frozenset({"table-row"})
_MOST_DIGITS = 10
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_LOCAL_HEADER_BYTES = 30
_STORED = 0
_MOST_REPEATS = 1_000


def first_bytes_of_content(head: bytes, most: int = 1 << 16) -> bytes:
    """The start of content.xml as far as the first bytes of the package hold it; b"" if they do not.

    Args:
        head: The first bytes of the file.
        most: How many bytes to unpack at most.
    """
    at = head.find(b"PK\x03\x04")
    while at >= 0 and at + _LOCAL_HEADER_BYTES < len(head):
        name_bytes, extra_bytes = (int.from_bytes(head[at + i : at + i + 2], "little") for i in (26, 28))
        start = at + _LOCAL_HEADER_BYTES
        if head[start : start + name_bytes] == _CONTENT.encode():
            data = head[start + name_bytes + extra_bytes :]
            if int.from_bytes(head[at + 8 : at + 10], "little") == _STORED:
                return data[:most]
            return _inflated(data, most)
        at = head.find(b"PK\x03\x04", at + 4)
    return b""


def _inflated(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, most)
    except zlib.error:
        return b""


def sheet_rows(content: Content) -> Iterator[tuple[int, list[str]]]:
    """Row number (from 1) and cell texts of every row of every sheet, empty cells at the end left out.

    Raises:
        UnreadableFile: No OpenDocument spreadsheet, damaged, or unpacking beyond the limits.
    """
    with content.open() as source:
        packed = source.read()
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as package:
            _refuse_bomb(package.getinfo(_CONTENT), content.name)
            with package.open(_CONTENT) as member:
                yield from _rows(member, content.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise UnreadableFile(
            f"is no whole OpenDocument spreadsheet ({error})",
            item=content.name,
            expected="an .ods file with content.xml in it",
            remedy="download it again; the last good version stays in use",
        ) from error


def _refuse_bomb(member: zipfile.ZipInfo, file: str) -> None:
    limit = max(RATIO_GRACE_BYTES, member.compress_size * MAX_RATIO)
    if member.file_size > limit:
        raise UnreadableFile(
            f"its {_CONTENT} unpacks to {member.file_size:,} bytes, {limit:,} are allowed",
            item=file,
            remedy="check where it came from: this looks like a decompression bomb",
        )


def _refuse_repeats(times: int, file: str) -> None:
    """A repeat count costs a few bytes in the file and any amount of memory here."""
    if times > _MOST_REPEATS:
        raise UnreadableFile(
            f"it repeats a filled row or cell {times:,} times, {_MOST_REPEATS:,} are allowed",
            item=file,
            remedy="check where it came from: this looks like a decompression bomb",
        )


def _rows(source: IO[bytes], file: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    for element in stream(source, file, _ROWS):
        cells = _cells(element, file)
        repeated = _times(element.get(f"{_TABLE}number-rows-repeated"))
        if cells:
            _refuse_repeats(repeated, file)
            for offset in range(repeated):
                yield number + offset + 1, cells
        number += repeated


def _cells(row: Element, file: str) -> list[str]:
    cells: list[str] = []
    pending = 0
    for cell in row:
        if local(cell) not in _CELLS:
            continue
        repeated = _times(cell.get(f"{_TABLE}number-columns-repeated"))
        value = "\n".join(_paragraph(one) for one in children(cell, "p"))
        if value:
            _refuse_repeats(repeated + pending, file)
            cells.extend([""] * pending)
            cells.extend([value] * repeated)
            pending = 0
        else:
            pending += repeated
    return cells


def _times(repeated: str | None) -> int:
    """How often a row or cell stands; a value that is no number counts as one."""
    return int(repeated) if repeated and repeated.isdecimal() and len(repeated) < _MOST_DIGITS else 1


def _paragraph(element: Element) -> str:
    """The text of a paragraph; runs of blanks, tabs and line breaks are elements of their own in it."""
    pieces = [element.text or ""]
    for node in element:
        name = local(node)
        if name in {"s", "tab", "line-break"}:
            pieces.append(" ")
        else:
            pieces.append(_paragraph(node))
        pieces.append(node.tail or "")
    return " ".join("".join(pieces).split())
