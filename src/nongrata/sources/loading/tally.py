"""The account of one load: rows in, rows used, rows rejected and why. Nothing is skipped unsaid."""

from __future__ import annotations

from datetime import date

from nongrata.model import LoadIssue, Severity


class Tally:
    """Counts rows and collects issues while a reader runs.

    A reader calls `row()` for every record of every file it meets, then exactly one of `used()` or
    `reject()` for it; `warn()` as often as it likes; `distrust()` when the list as a whole looks wrong.
    """

    def __init__(self) -> None:
        self.rows_in = 0
        self.rows_used = 0
        self.rows_rejected = 0
        self.issues: list[LoadIssue] = []
        self.doubts: list[str] = []
        self.published_on: date | None = None

    def row(self) -> None:
        """One more record met."""
        self.rows_in += 1

    def used(self) -> None:
        """The record gave a target or a part of one."""
        self.rows_used += 1

    def reject(self, file: str, line: int, record: str, reason: str) -> None:
        """The record gave nothing; say why."""
        self.rows_rejected += 1
        self.issues.append(LoadIssue(file, line, record, reason, Severity.REJECTED))

    def withdraw(self, file: str, line: int, record: str, reason: str) -> None:
        """A record that was counted as used turns out to give nothing after all; say why."""
        self.rows_used -= 1
        self.reject(file, line, record, reason)

    def warn(self, file: str, line: int, record: str, reason: str) -> None:
        """The record was used, with a doubt."""
        self.issues.append(LoadIssue(file, line, record, reason, Severity.WARNING))

    def distrust(self, reason: str) -> None:
        """The list as a whole looks wrong: it will be refused unless the user insists."""
        self.doubts.append(reason)

    @property
    def balanced(self) -> bool:
        """Whether every row met was either used or rejected."""
        return self.rows_in == self.rows_used + self.rows_rejected
