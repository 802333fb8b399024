"""The UK Sanctions List in CSV, as published since 28 January 2026.

Line 1 tells the date ("Report Date: 13-Feb-2026"), line 2 names the 58 columns, then comes one row per name
and address of a designation.

Source: https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nongrata.errors import UnreadableFile
from nongrata.model import Party
from nongrata.sources.files.content import Content
from nongrata.sources.files.tabular import rows
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.uk.designation import LIST_ID, folded
from nongrata.sources.uk.rows import UkTable
from nongrata.text.dates import parse_date

_REPORT_DATE = re.compile(r"report date:?\s*(.+)", re.IGNORECASE)
_HEADER_LINES = 4
_ENCODINGS = ("utf-8-sig", "cp1252")


def _recognise(_file_name: str, head: bytes) -> Recognised | None:
    lines = head.decode("utf-8", "replace").splitlines()[:_HEADER_LINES]
    found = any({"uniqueid", "ofsigroupid", "name6"} <= set(map(folded, line.split(","))) for line in lines)
    return Recognised(LIST_ID, "list") if found else None


def _read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(parts.values()))
    table = UkTable(list_id, content.name, tally)
    headed = False
    with content.open() as source:
        for row in rows(source, content.name, encodings=_ENCODINGS):
            if headed:
                table.row(row, row.line)
            elif any(folded(cell) == "uniqueid" for cell in row):
                table.header(row, row.line)
                headed = True
            elif match := _REPORT_DATE.match(row[0].strip()):
                stated = parse_date(match[1])
                tally.published_on = stated.earliest if stated else None
    if not headed:
        raise UnreadableFile(
            "it has no line of column names with 'Unique ID' in it",
            item=content.name,
            expected="the UK Sanctions List in CSV as the FCDO publishes it",
            remedy="download it again; the last good version stays in use",
        )
    table.end()
    if tally.published_on is None:
        tally.warn(content.name, 1, "", "it does not tell its report date")
    yield from table.parties()


FORMAT = Format("uk-csv", _recognise, _read)
