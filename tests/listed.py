"""Watchlists made in memory for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from nongrata.index.build import compile_watchlist
from nongrata.index.compiled import CompiledWatchlist
from nongrata.model import (
    Alias,
    LoadReport,
    Name,
    PartialDate,
    Party,
    PartyKind,
    Snapshot,
    Strength,
    WatchlistVersion,
)
from nongrata.sources.loading.load import digest_of
from nongrata.sources.versions.store import ActiveSet, Store

TAKEN_IN = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def snapshot(parties: Iterable[Party], list_id: str = "t") -> Snapshot:
    """A version that holds these parties."""
    kept = tuple(sorted(parties, key=lambda party: party.id))
    report = LoadReport(rows_in=len(kept), rows_used=len(kept), targets_out=len(kept), kinds={}, fill_rates={})
    version = WatchlistVersion(
        list_id=list_id,
        digest=digest_of(kept),
        published_on=date(2026, 1, 1),
        fetched_at=TAKEN_IN,
        origin="a test",
        files=(),
        report=report,
    )
    return Snapshot(version, kept)


def watchlist(*parties: Party) -> CompiledWatchlist:
    """These parties, compiled."""
    return compile_watchlist([snapshot(parties)])


def person(number: int, name: str, *others: str, weak: Sequence[str] = (), born: str = "") -> Party:
    """A listed person; `born` is an ISO day or year."""
    return Party(
        id=f"t:{number}",
        kind=PartyKind.PERSON,
        name=Name(name),
        aliases=tuple(Alias(Name(other)) for other in others)
        + tuple(Alias(Name(other), strength=Strength.WEAK) for other in weak),
        born=(when(born),) if born else (),
    )


def when(text: str) -> PartialDate:
    """An ISO day or year as a partial date."""
    if len(text) == 4:
        return PartialDate.of_year(int(text))
    return PartialDate.of_day(date.fromisoformat(text))


def put_in_use(home: Path, *parties: Party, list_id: str = "t") -> None:
    """Makes these parties the list in use of a home folder."""
    store, taken = Store(home), snapshot(parties, list_id)
    store.add(taken)
    with store.stage_compiled() as aside:
        compile_watchlist([taken]).save(aside)
        name = store.keep_compiled(aside, "made-by-a-test")
    store.activate(ActiveSet({list_id: taken.version.digest}, name))
