"""Lists and their versions: what was read, from where, how whole it is."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from nongrata.model.party import Party, PartyKind


class Bounds(msgspec.Struct, frozen=True):
    """The number of targets of one kind that a healthy list holds, both ends included."""

    least: int
    most: int


class Part(msgspec.Struct, frozen=True):
    """One file of a list: its usual name and where its publisher serves it."""

    file_name: str
    url: str


class Descriptor(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is and what a healthy copy of it looks like.

    Args:
        id: Short name used in target ids and on the command line.
        title: The publisher's title.
        publisher: Who publishes it.
        licence: Terms of the data, as far as known.
        homepage: A page for people.
        parts: The files that `lists update` fetches, in the format we prefer.
        expected: Bounds on the number of targets per kind; a load outside is refused.
        fill_floors: Least share (0..1) of targets that carry a field; a load below is refused.
        stale_after_days: Age of the publisher's date after which `lists status` calls the list stale.
    """

    id: str
    title: str
    publisher: str
    licence: str
    homepage: str
    parts: tuple[Part, ...] = ()
    expected: dict[PartyKind, Bounds] = {}
    fill_floors: dict[str, float] = {}
    stale_after_days: int = 7


class Severity(StrEnum):
    """What an issue did to its row."""

    REJECTED = "rejected"
    WARNING = "warning"


class LoadIssue(msgspec.Struct, frozen=True):
    """One thing in a list file that was not as it should be.

    Args:
        file: Name of the file.
        line: Line (text and XML) or row (spreadsheets), counted from 1; 0 where there is none.
        record: The publisher's id of the record, or empty.
        reason: What was wrong, what was expected.
        severity: REJECTED: the row gave no target or part of one. WARNING: it did, with a doubt.
    """

    file: str
    line: int
    record: str
    reason: str
    severity: Severity = Severity.REJECTED


class SourceFile(msgspec.Struct, frozen=True):
    """A file a version was read from: its name, the sha256 of its uncompressed bytes, their number."""

    name: str
    sha256: str
    size_bytes: int


class LoadReport(msgspec.Struct, frozen=True, kw_only=True):
    """How a load went.

    `rows_in == rows_used + rows rejected` always holds; `rows_used` counts the rows (or XML records) that
    gave a target or a part of one.
    """

    rows_in: int
    rows_used: int
    targets_out: int
    kinds: dict[PartyKind, int]
    fill_rates: dict[str, float]
    issues: tuple[LoadIssue, ...] = ()

    @property
    def rejected(self) -> tuple[LoadIssue, ...]:
        """The issues that cost a row."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.REJECTED)

    @property
    def warnings(self) -> tuple[LoadIssue, ...]:
        """The issues that did not."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.WARNING)


class WatchlistVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One immutable dated snapshot of a list, without its parties.

    Args:
        list_id: The list.
        digest: sha256 over the parsed parties; two files that say the same have the same digest.
        published_on: The publisher's own date, if the files carry one.
        fetched_at: When we took it in, aware UTC.
        origin: Address or path it came from.
        files: The files it was read from.
        report: How the load went.
        caveats: Why it would have been refused, had nobody insisted; shown with every answer.
    """

    list_id: str
    digest: str
    published_on: date | None
    fetched_at: datetime
    origin: str
    files: tuple[SourceFile, ...]
    report: LoadReport
    caveats: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The first twelve digits of the digest, enough to tell versions apart in output."""
        return self.digest[:12]


class Snapshot(msgspec.Struct, frozen=True):
    """A version with its parties, sorted by id."""

    version: WatchlistVersion
    parties: tuple[Party, ...]
