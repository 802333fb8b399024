"""What a run did and against what: the part of an answer that is there whether or not anything was found."""

from __future__ import annotations

from typing import Any

import msgspec


class ScreenedList(msgspec.Struct, frozen=True):
    """A list that was screened against, as it was on that day.

    `age_days` counts from the publisher's date and is None where the files carry none; `taken_in_days` counts
    from when we took it in.
    """

    list: str
    version: str
    published_on: str
    age_days: int | None
    taken_in_days: int | None
    targets: int
    stale: bool
    caveats: tuple[str, ...] = ()


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one run; `subjects == clear + with_hits + not_screened` always holds.

    Args:
        subjects: Rows read.
        clear: Screened, nothing at or above the cutoff.
        with_hits: Screened, at least one hit.
        not_screened: Could not be screened; each has a row that says why.
        hits: Hits, all subjects together.
        alerts: Hits that policy puts before a person.
        subjects_alerting: Subjects with at least one alert.
        cutoff: Score from which hits are kept.
        threshold: Score from which they alert.
        lists: What was screened against.
        notes: What the reader of the subjects wants known.
        screened_at: ISO time, UTC.
    """

    subjects: int
    clear: int
    with_hits: int
    not_screened: int
    hits: int
    alerts: int
    subjects_alerting: int
    cutoff: float
    threshold: float
    lists: tuple[ScreenedList, ...]
    notes: tuple[str, ...] = ()
    screened_at: str = ""

    def json(self) -> bytes:
        """As JSON."""
        return msgspec.json.encode(self)


class Count:
    """Counts rows while they stream past, and knows at the end whether all of them are accounted for."""

    def __init__(self) -> None:
        self.subjects = 0
        self.hits = 0
        self.alerts = 0
        self._with_hits: set[tuple[int, str]] = set()
        self._alerting: set[tuple[int, str]] = set()
        self._not_screened = 0
        self._clear = 0

    def add(self, rows: list[dict[str, Any]], source: int = 0) -> None:
        """Counts result rows (with clear rows among them) of the source-th input file."""
        for row in rows:
            key = (source, str(row["subject_row"]))
            if row["status"] == "not_screened":
                self._not_screened += 1
            elif row["status"] == "clear":
                self._clear += 1
            else:
                self.hits += 1
                self._with_hits.add(key)
            if row["alert"]:
                self.alerts += 1
                self._alerting.add(key)

    def summary(
        self,
        *,
        cutoff: float,
        threshold: float,
        lists: tuple[ScreenedList, ...],
        notes: tuple[str, ...] = (),
        screened_at: str = "",
    ) -> Summary:
        """The summary of what was counted.

        Raises:
            AssertionError: A row read is neither clear, nor has hits, nor was named as not screened.
        """
        accounted = self._clear + len(self._with_hits) + self._not_screened
        if accounted != self.subjects:
            raise AssertionError(f"{self.subjects} rows in, but {accounted} accounted for")
        return Summary(
            subjects=self.subjects,
            clear=self._clear,
            with_hits=len(self._with_hits),
            not_screened=self._not_screened,
            hits=self.hits,
            alerts=self.alerts,
            subjects_alerting=len(self._alerting),
            cutoff=cutoff,
            threshold=threshold,
            lists=lists,
            notes=notes,
            screened_at=screened_at,
        )
