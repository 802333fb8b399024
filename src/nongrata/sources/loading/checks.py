"""Whether what was read can be the list: every reason against it, each in a sentence.

A reader that no longer understands its file still reads something: half of the list, a list without birth
dates, an older copy. These checks are what stands between such a load and the list in use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from nongrata.model import (
    AliasKind,
    Descriptor,
    LoadReport,
    Party,
    PartyKind,
    Strength,
    WatchlistVersion,
)

MOST_SHRINKAGE = 0.10
MOST_REJECTED = 0.50
MOST_UNDATED_SHRINKAGE = 0.02
MOST_UNDATED_LOST = 100
MOST_DAYS_BEFORE_DELTA = 7

_HAS: dict[str, Callable[[Party], object]] = {
    "aliases": lambda party: party.aliases,
    "weak_aliases": lambda party: any(alias.strength is Strength.WEAK for alias in party.aliases),
    "original_script": lambda party: any(alias.kind is AliasKind.ORIGINAL_SCRIPT for alias in party.aliases),
    "born": lambda party: party.born,
    "birth_places": lambda party: party.birth_places,
    "nationalities": lambda party: party.nationalities,
    "countries": lambda party: party.countries,
    "gender": lambda party: party.gender,
    "titles": lambda party: party.titles,
    "identifiers": lambda party: party.identifiers,
    "observables": lambda party: party.observables,
    "addresses": lambda party: party.addresses,
    "programme": lambda party: any(act.programme for act in party.designations),
    "listed_on": lambda party: any(act.listed_on for act in party.designations),
    "measures": lambda party: any(act.measures for act in party.designations),
    "links": lambda party: party.links,
    "remarks": lambda party: party.remarks,
}


def fill_rates(parties: Sequence[Party]) -> dict[str, float]:
    """The share (0..1, four digits) of targets that carry each field.

    >>> from nongrata.model import Name
    >>> rates = fill_rates([Party(id="x:1", kind=PartyKind.PERSON, name=Name("Ada"), gender="female")])
    >>> rates["gender"], rates["born"]
    (1.0, 0.0)
    """
    total = len(parties) or 1
    return {name: round(sum(1 for party in parties if has(party)) / total, 4) for name, has in _HAS.items()}


def kinds(parties: Sequence[Party]) -> dict[PartyKind, int]:
    """How many targets of each kind there are, in the order of `PartyKind`; kinds without any left out."""
    counted = Counter(party.kind for party in parties)
    return {kind: counted[kind] for kind in PartyKind if counted[kind]}


def reasons_against(
    report: LoadReport, descriptor: Descriptor, doubts: Sequence[str], previous: WatchlistVersion | None
) -> tuple[str, ...]:
    """Every reason not to trust a load; empty for a healthy one.

    Args:
        report: What was read.
        descriptor: What the list should look like.
        doubts: What the reader itself found wrong with the list as a whole.
        previous: The version in use, if there is one.
    """
    if not report.targets_out:
        return (f"it holds no target ({report.rows_in:,} rows were read)", *doubts)
    return (
        *doubts,
        *_mostly_rejected(report),
        *_out_of_bounds(report, descriptor),
        *_poorly_filled(report, descriptor),
        *(_shrunken(report, previous) if previous else ()),
    )


def staler_than(published_on: date | None, previous: WatchlistVersion | None) -> tuple[str, ...]:
    """The reason against a list that its publisher dates before the version in use; empty if there is none."""
    if not (previous and previous.published_on and published_on and published_on < previous.published_on):
        return ()
    return (f"it was published on {published_on}, which is before the version in use ({previous.published_on})",)


def undated_after(published_on: date | None, report: LoadReport, previous: WatchlistVersion | None) -> tuple[str, ...]:
    """The reason against a list without a date that lacks targets of a dated version; empty if there is none.

    OFAC's CSV form says nowhere of which day it is, so that only its size tells an old copy from a new one.
    """
    if published_on or not (previous and previous.published_on):
        return ()
    before = previous.report.targets_out
    lost = before - report.targets_out
    if lost <= MOST_UNDATED_LOST and lost <= before * MOST_UNDATED_SHRINKAGE:
        return ()
    used = previous.published_on
    return (f"it carries no date and holds {lost:,} targets fewer than the version of {used} in use: it may be older",)


def gap_before(changed_on: date | None, base: WatchlistVersion) -> tuple[str, ...]:
    """The reason against changes that do not follow on the version they are applied to; empty if they may.

    Args:
        changed_on: The publisher's date of the changes.
        base: The version that they are applied to.
    """
    if changed_on is None:
        return ()  # the reader doubts a delta file without a date by itself
    if base.published_on and (changed_on - base.published_on).days <= MOST_DAYS_BEFORE_DELTA:
        return ()
    day = base.published_on or "no known date"
    return (
        f"the changes of {changed_on} were applied to a version of {day}: what was published in between is missing",
    )


def _mostly_rejected(report: LoadReport) -> Iterator[str]:
    share = len(report.rejected) / report.rows_in if report.rows_in else 0.0
    if share > MOST_REJECTED:
        yield f"{len(report.rejected):,} of {report.rows_in:,} rows could not be used"


def _out_of_bounds(report: LoadReport, descriptor: Descriptor) -> Iterator[str]:
    for kind, bounds in descriptor.expected.items():
        count = report.kinds.get(kind, 0)
        if not bounds.least <= count <= bounds.most:
            yield f"it holds {count:,} of kind {kind}, expected {bounds.least:,} to {bounds.most:,}"


def _poorly_filled(report: LoadReport, descriptor: Descriptor) -> Iterator[str]:
    for name, floor in descriptor.fill_floors.items():
        share = report.fill_rates.get(name, 0.0)
        if share < floor:
            yield f"only {share:.1%} of its targets carry {name}, expected at least {floor:.1%}"


def _shrunken(report: LoadReport, previous: WatchlistVersion) -> Iterator[str]:
    before = previous.report.targets_out
    if report.targets_out < before * (1 - MOST_SHRINKAGE):
        lost = 1 - report.targets_out / before
        yield f"it shrank by {lost:.0%}, from {before:,} to {report.targets_out:,} targets"
