"""Where in a file something stands that a reader did not keep the line of."""

from __future__ import annotations

import re

from nongrata.errors import UnreadableFile
from nongrata.sources.files.content import Content, is_spreadsheet


def second_line(content: Content, record: str) -> int:
    """The line on which a record's id stands for the second time; 0 if that cannot be said for certain.

    Certain it is only where exactly two lines hold the id as a word of its own: lists also name each
    other's ids in their remarks.
    """
    if is_spreadsheet(content.path) or not record:
        return 0
    word = re.compile(rb"(?<![\w.-])" + re.escape(record.encode()) + rb"(?![\w.-])")
    try:
        with content.open() as stream:
            found = [number for number, line in enumerate(stream, start=1) if word.search(line)]
    except UnreadableFile:
        return 0
    return found[1] if len(found) == 2 else 0  # noqa: PLR2004 - the first record and the second
