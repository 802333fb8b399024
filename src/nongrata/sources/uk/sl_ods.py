"""The UK Sanctions List as an OpenDocument spreadsheet: the full one of 58 columns, or the summary of eight.

The summary gives one row per designation, the name whole, dates as `dd-mm-yyyy` and the measures joined by
commas. It does not tell its date; the name it is served under does.

Source: https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.ods; summary of 11 Aug 2025.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from nongrata.errors import UnreadableFile
from nongrata.model import Party
from nongrata.sources.files.content import Content
from nongrata.sources.files.opendocument import first_bytes_of_content, sheet_rows
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.uk.designation import LIST_ID, folded
from nongrata.sources.uk.rows import UkTable
from nongrata.text.dates import parse_date

_SUMMARY_NEEDED = frozenset({"Unique ID", "Name", "Designation Type", "Sanctions Imposed"})
_CELLS = re.compile(rb">\s*Unique ID\s*<.{0,4000}?>\s*OFSI Group ID\s*<", re.DOTALL)
_FILE_NAME = re.compile(r"(?:FCDO_SL|UK[-_ ]Sanctions[-_ ]List).*\.ods$", re.IGNORECASE)
_MAGIC = b"PK\x03\x04"
_REPORT_DATE = re.compile(r"report date:?\s*(.+)", re.IGNORECASE)
_NAMED_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})|([A-Z][a-z]{2} \d{1,2} \d{4})|(\d{1,2}[- ][A-Z][a-z]{2}[- ]\d{4})")
_COMMA = re.compile(r",\s+")


def _recognise(file_name: str, head: bytes) -> Recognised | None:
    if not head.startswith(_MAGIC):
        return None
    if _CELLS.search(first_bytes_of_content(head)) or _FILE_NAME.search(file_name):
        return Recognised(LIST_ID, "list")
    return None


def _read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(parts.values()))
    tally.published_on = _date_in(content.name)
    table: UkTable | None = None
    names: list[str] = []
    for number, cells in sheet_rows(content):
        if table:
            table.row(_as_wide(cells, names), number)
        elif any(folded(cell) == "uniqueid" for cell in cells):
            names = cells
            table = _headed(list_id, content.name, cells, tally=tally, at=number)
        elif match := _REPORT_DATE.match(cells[0]):
            tally.published_on = _date_in(match[1])
    if table is None:
        raise UnreadableFile(
            "it has no row of column names with 'Unique ID' in it",
            item=content.name,
            expected="the UK Sanctions List or its summary as the FCDO publishes them",
            remedy="download it again; the last good version stays in use",
        )
    yield from table.parties()


def _headed(list_id: str, file: str, names: list[str], *, tally: Tally, at: int) -> UkTable:
    if folded("Name 6") in map(folded, names):
        table = UkTable(list_id, file, tally)
    else:
        table = UkTable(list_id, file, tally, needed=_SUMMARY_NEEDED, joined_by=_COMMA)
    table.header(names, at)
    return table


def _as_wide(cells: list[str], names: list[str]) -> list[str]:
    """The cells, filled up to the header: a sheet leaves empty ones at the end of a row out."""
    return cells + [""] * (len(names) - len(cells))


def _date_in(text: str) -> date | None:
    """The day that a name such as "FCDO_SL_Mon_Aug 11 2025.ods" or "..._2025-08-11.ods" tells."""
    match = _NAMED_DATE.search(text)
    stated = parse_date(match[0]) if match else None
    return stated.earliest if stated else None


FORMAT = Format("uk-ods", _recognise, _read)
