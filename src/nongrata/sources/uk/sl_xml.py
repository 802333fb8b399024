"""The UK Sanctions List in XML, as published since 28 January 2026.

Source: https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml. No file was at hand: elements are told
apart by their names wherever they stand, and one that we do not know is kept as a detail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nongrata.model import Party
from nongrata.sources.files.content import Content
from nongrata.sources.files.xml import Element, line, local, stream, text
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.uk.designation import LIST_ID, UkRow, clean, field_of, party_of
from nongrata.text.dates import parse_date

_ROOT = re.compile(rb"<(?:[\w.-]+:)?Designations[\s>]")
_RECORDS = frozenset({"Designation", "DateGenerated", "ReportDate"})
_DATES = frozenset({"DateGenerated", "ReportDate"})
# Elements whose children belong together, as the columns of one row do.
_GROUPS = frozenset({"Name", "NonLatinName", "Address", "Location", "Passport", "NationalIdentifier", "PassportDetail"})
_INDICATORS = "SanctionsImposedIndicators"


def _recognise(_file_name: str, head: bytes) -> Recognised | None:
    return Recognised(LIST_ID, "list") if _ROOT.search(head) else None


def _read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(parts.values()))
    with content.open() as source:
        for element in stream(source, content.name, _RECORDS):
            if local(element) in _DATES:
                stated = parse_date((element.text or "").strip())
                tally.published_on = stated.earliest if stated else None
                continue
            tally.row()
            if party := _party(list_id, element, content.name, tally):
                tally.used()
                yield party
    if tally.published_on is None:
        tally.warn(content.name, 1, "", "it does not tell its date")


def _party(list_id: str, element: Element, file: str, tally: Tally) -> Party | None:
    unique_id = text(element, "UniqueID")
    made = party_of(list_id, unique_id, list(_rows(element))) if unique_id else None
    if made is None:
        reason = "it has no name" if unique_id else "it has no UniqueID"
        tally.reject(file, line(element), unique_id, reason)
        return None
    for doubt in made[1]:
        tally.warn(file, line(element), unique_id, doubt)
    return made[0]


def _rows(element: Element) -> Iterator[UkRow]:
    """The element as rows of the CSV: one for each group of values that belong together."""
    if value := clean(element.text or "") if not len(element) else "":
        yield {field_of(local(element)): value}
    elif local(element) == _INDICATORS:
        yield from _indicated(element)
    elif local(element) in _GROUPS:
        fields = {field_of(local(node)): clean(node.text or "") for node in element.iter() if not len(node)}
        yield {name: value for name, value in fields.items() if value}
    else:
        for node in element:
            yield from _rows(node)


def _indicated(indicators: Element) -> Iterator[UkRow]:
    """The measures that are indicated, where the file does not also tell them in words."""
    parent = indicators.getparent()
    if parent is not None and text(parent, "SanctionsImposed"):
        return
    for node in indicators:
        if clean(node.text or "").casefold() in {"true", "yes", "1"}:
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local(node))
            yield {"Sanctions Imposed": words.capitalize()}


FORMAT = Format("uk-xml", _recognise, _read)
