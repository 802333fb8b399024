"""Spreadsheets (xlsx, xls, ods), row by row as plain text, through calamine.

A spreadsheet has no types that one could rely on: the same column holds numbers, texts and dates. Every cell
comes back as the text that a reader of the sheet would type: 1963 for 1963.0, 1956-02-21 for a date.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from nongrata.errors import UnreadableFile
from nongrata.sources.files.content import MAX_BYTES, MAX_RATIO, RATIO_GRACE_BYTES

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

CellValue = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of the first sheet that holds any, with what was passed over.

    Args:
        name: The sheet's name.
        rows: Its rows from the top; a blank row is there as an empty list.
        others: Names of further sheets that hold rows too and were not read.
    """

    name: str
    rows: tuple[list[str], ...]
    others: tuple[str, ...] = ()


def open_sheet(path: Path) -> Sheet:
    """The first sheet of a workbook that holds any rows.

    Raises:
        UnreadableFile: No spreadsheet, damaged, protected, a bomb, or without a single row.
    """
    refuse_bomb(path)
    workbook = _workbook(path)
    try:
        filled = [(name, list(_rows(workbook, name))) for name in workbook.sheet_names]
    except Exception as error:  # calamine has a class of error per format, without a common base
        raise _damaged(path, error) from error
    finally:
        workbook.close()
    filled = [(name, rows) for name, rows in filled if any(any(row) for row in rows)]
    if not filled:
        raise UnreadableFile(
            "no sheet of it holds a row",
            item=path.name,
            expected="a table on the first sheet",
            remedy="export it again",
        )
    (name, rows), *rest = filled
    return Sheet(name, tuple(rows), tuple(other for other, _ in rest))


def _workbook(path: Path) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(path)
    except (CalamineError, OSError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> UnreadableFile:
    return UnreadableFile(
        f"is no spreadsheet that can be read ({error})",
        item=path.name,
        expected="an xlsx, xls or ods file without a password",
        remedy="open it, save it again without a password, or export the sheet as CSV",
    )


def refuse_bomb(path: Path) -> None:
    """Refuses a zip-based workbook that unpacks beyond the limits every other file is held to.

    Raises:
        UnreadableFile: It would.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked_bytes = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        return  # an old xls is no zip file; anything else is told by the reader itself
    except NotImplementedError as error:
        raise _damaged(path, error) from error
    limit = min(MAX_BYTES, max(RATIO_GRACE_BYTES, path.stat().st_size * MAX_RATIO))
    if unpacked_bytes > limit:
        raise UnreadableFile(
            f"it unpacks to {unpacked_bytes:,} bytes",
            item=path.name,
            expected=f"at most {limit:,} bytes",
            remedy="check where it came from: this looks like a decompression bomb",
        )


def _rows(workbook: CalamineWorkbook, name: str) -> Iterator[list[str]]:
    for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False):
        cells = [cell_text(cell) for cell in row]
        yield cells if any(cells) else []


def cell_text(cell: CellValue) -> str:
    """A cell as a reader of the sheet would type it.

    >>> cell_text(1963.0), cell_text(2.5), cell_text(True), cell_text(datetime(1956, 2, 21)), cell_text(" x ")
    ('1963', '2.5', 'TRUE', '1956-02-21', 'x')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell).strip()
