"""What a source module is: a format that recognises its files and reads them into parties."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from nongrata.model import Party
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file was found to be: of which list, and which part of it ("sdn", "alt", ...)."""

    list_id: str
    part: str


Recognise = Callable[[str, bytes], Recognised | None]
"""(file name without .gz/.zip, first 64 KiB uncompressed) → what it is, or None."""

Read = Callable[[str, Mapping[str, Content], Tally], Iterator[Party]]
"""(list id, files by part, tally) → parties, in file order.

Counts every row on the tally, sets `tally.published_on`, calls `tally.distrust` for a missing part, a wrong
declared count or a truncation. Raises `UnreadableFile` when a file cannot be read at all.
"""


Amend = Callable[[str, Mapping[str, Content], Mapping[str, Party], Tally], Mapping[str, Party]]
"""(list id, files by part, parties of the base version by id, tally) → all parties of the new version by id.

What `Read` is for a format that changes a base version instead of replacing it.
"""


@dataclass(frozen=True, slots=True)
class Format:
    """One file format of one or several lists.

    Args:
        name: As on the command line (`--format`), e.g. "ofac-csv".
        recognise: Tells its files.
        read: Reads them.
        delta: Whether it changes a base version instead of replacing it.
        amend: How it does, if it is one.
    """

    name: str
    recognise: Recognise
    read: Read
    delta: bool = False
    amend: Amend | None = None
