"""Where the rooms are joined: candidates → hits → alerts.

The public Python surface lives here and is re-exported by the package: `load_watchlist`, `Screener`, `compare`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from nongrata.decide.policy import Policy, judge
from nongrata.errors import IndexUnusable, InputError, ListUnknown
from nongrata.index.build import compile_watchlist
from nongrata.index.compiled import CompiledWatchlist, ListedVersion, open_compiled
from nongrata.model import Hit, Name, Party, Strength, Subject, subject_as_party
from nongrata.model.subject import SubjectRow
from nongrata.screen.scorer import explain, prepare, score_target
from nongrata.screen.search import Search
from nongrata.screen.weights import WEIGHTS

if TYPE_CHECKING:
    import pyarrow as pa

    from nongrata.sources.versions.store import Store

Watchlist = CompiledWatchlist
"""A compiled watchlist: one or more list versions, ready to be screened against."""


def load_watchlist(path: Path | str | None = None) -> Watchlist:
    """A watchlist to screen against.

    Args:
        path: A compiled watchlist's folder, or a home folder with one in use; None: the bundled eleven
            designations of 29 December 2016.

    Raises:
        IndexUnusable: There is none at the path, or it is damaged.

    >>> load_watchlist().meta.targets
    11
    """
    if path is None:
        from nongrata.sources.bundled import bundled_snapshot

        return compile_watchlist([bundled_snapshot()])
    folder = Path(path)
    if (folder / "active.json").is_file():
        from nongrata.sources.versions.store import Store

        store = Store(folder)
        compiled = open_compiled(store.compiled_dir(store.active().compiled))
        return compiled.relisted(_as_last_seen(store, listed) for listed in compiled.lists)
    return open_compiled(folder)


def _as_last_seen(store: Store, listed: ListedVersion) -> ListedVersion:
    """A publisher who serves the same parties under a newer date has confirmed them: the age counts from then."""
    try:
        seen = store.seen(store.find(listed.list_id, listed.digest))
    except (IndexUnusable, ListUnknown):
        return listed
    published = seen.published_on.isoformat() if seen.published_on else listed.published_on
    return msgspec.structs.replace(listed, published_on=published, fetched_at=seen.fetched_at.isoformat())


class Against(msgspec.Struct, frozen=True):
    """What an answer was screened against: shown with every answer, found or not."""

    lists: tuple[ListedVersion, ...]
    targets: int
    cutoff: float
    threshold: float

    def ages_days(self, today: date) -> dict[str, int | None]:
        """Days since each list's publication; None where the files carry no date (OFAC's CSV has none)."""
        return {listed.list_id: _days_since(listed.published_on, today) for listed in self.lists}

    def taken_in_days(self, today: date) -> dict[str, int | None]:
        """Days since each list was taken in."""
        return {listed.list_id: _days_since(listed.fetched_at[:10], today) for listed in self.lists}


def _days_since(day: str, today: date) -> int | None:
    return (today - date.fromisoformat(day)).days if day else None


class Screener:
    """Screens subjects against one watchlist under one policy. Reads only; may be shared by threads.

    Args:
        watchlist: From `load_watchlist`.
        policy: When a hit is an alert; default: cutoff 0.5, threshold 0.7, weak aliases never alone.

    >>> screener = Screener(load_watchlist())
    >>> hits = screener.screen(Subject(id="c1", name="Богачев Евгений"))
    >>> hits[0].target_name, hits[0].alert
    ('BOGACHEV, Evgeniy Mikhaylovich', True)
    """

    def __init__(self, watchlist: Watchlist, policy: Policy | None = None) -> None:
        self.policy = policy or Policy()
        self.against = Against(watchlist.lists, watchlist.meta.targets, self.policy.cutoff, self.policy.threshold)
        self._search = Search(watchlist)
        self._versions = {listed.list_id: listed for listed in watchlist.lists}

    def screen(self, subject: Subject) -> list[Hit]:
        """All hits of one subject, best first; alerts are those with `alert` set.

        An empty list means: screened, and nothing at or above the cutoff. A subject without a usable name or
        fact is not screened by this method without an error.

        Raises:
            InputError: The subject has nothing that could be screened.
        """
        prepared = prepare(subject)
        if not any(form.tokens for form in prepared.forms) and not prepared.fact_keys:
            raise InputError(
                "there is nothing to screen",
                item=f"subject {subject.id}",
                expected="a name with at least one letter or digit, or a number, wallet or web site",
                remedy="complete the record; it was not screened",
            )
        return [
            judge(
                scored,
                prepared,
                self._versions[scored.target.list_id],
                explain(scored, self._search.token_bits),
                policy=self.policy,
            )
            for scored in self._search.find(subject, self.policy.cutoff)
        ]

    def screen_batch(self, reader: pa.RecordBatchReader, *, clear_rows: bool = False) -> pa.RecordBatchReader:
        """Screens a stream of subjects, batch by batch.

        Args:
            reader: Batches in the schema of `nongrata.model.arrow.subject_schema`.
            clear_rows: Whether subjects without a hit get a row of their own, with status "clear".

        Returns:
            Batches in the schema of `nongrata.report.columns.hit_schema`: one row per hit (status "hit"), and one
            for each subject that could not be screened (status "not_screened", the reason beside it).
        """
        import pyarrow as pa

        from nongrata.report.columns import hit_schema

        return pa.RecordBatchReader.from_batches(hit_schema(), self._batches(reader, clear_rows=clear_rows))

    def _batches(self, reader: Iterable[pa.RecordBatch], *, clear_rows: bool) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        from nongrata.report.columns import hit_schema
        from nongrata.report.rows import outcome_rows
        from nongrata.sources.subjects.files import subjects_of

        for batch in reader:
            rows = [
                row
                for read in map(SubjectRow, subjects_of(batch), *_row_and_problem(batch))
                for row in outcome_rows(read, self._outcome(read), clear_rows=clear_rows)
            ]
            yield pa.RecordBatch.from_pylist(rows, schema=hit_schema())

    def _outcome(self, read: SubjectRow) -> list[Hit] | str:
        """The hits, or why it was not screened."""
        if read.problem:
            return read.problem
        try:
            hits = self.screen(read.subject)
        except InputError as error:
            return error.message
        if not hits and not any(name.strip() for name in read.subject.all_names):
            return "no name: only its numbers and addresses were compared, and none is listed"
        return hits


def _row_and_problem(batch: pa.RecordBatch) -> tuple[list[int], list[str]]:
    return batch["row"].to_pylist(), [problem or "" for problem in batch["problem"].to_pylist()]


_FLOORLESS = msgspec.structs.replace(WEIGHTS, name_floor=float("-inf"))
"""Two names that somebody puts side by side get a score, however little they share."""


def compare(left: Subject, right: Subject, *, search: Search | None = None, policy: Policy | None = None) -> Hit:
    """How alike two subjects are: the score that the right one would get as a target.

    Args:
        left: The subject.
        right: Taken as the target.
        search: Of a watchlist whose token frequencies are used; None: the bundled list's, under which nearly
            every name is rare.
        policy: Its threshold sets `alert`; the cutoff is not applied.

    >>> compare(Subject(id="a", name="Yevgeny Bogachov"), Subject(id="b", name="Evgeniy Bogachev")).alert
    True
    """
    search = search or Search(load_watchlist())
    prepared, target = prepare(left), subject_as_party(right)
    scored = score_target(prepared, target, search.token_bits, weights=_FLOORLESS)
    if scored is None:
        return _stranger(left, target, "the kinds cannot be one party" if prepared.forms else "there is no name")
    listed = ListedVersion("subject", "", "", "", 1)
    evidence = explain(scored, search.token_bits)
    return judge(scored, prepared, listed, evidence, policy=policy or Policy())


def _stranger(left: Subject, target: Party, reason: str) -> Hit:
    """The answer for two parties that cannot be compared."""
    name: Name = target.name
    return Hit(
        subject_id=left.id,
        subject_name=left.name,
        target_id=target.id,
        target_name=name.full,
        matched_name=name.full,
        matched_strength=Strength.STRONG,
        list_id="subject",
        list_version="",
        score=0.0,
        bits=0.0,
        alert=False,
        reason=reason,
        evidence=(),
    )
