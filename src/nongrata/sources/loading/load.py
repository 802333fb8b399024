"""Reading one version of a list, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from nongrata.errors import ListRefused, UnreadableFile
from nongrata.model import Descriptor, LoadReport, Party, Snapshot, SourceFile, WatchlistVersion
from nongrata.sources.files.html_page import html_page
from nongrata.sources.loading.catalogue import LoadPlan
from nongrata.sources.loading.checks import (
    fill_rates,
    gap_before,
    kinds,
    reasons_against,
    staler_than,
    undated_after,
)
from nongrata.sources.loading.tally import Tally
from nongrata.sources.loading.whereabouts import second_line

_LOOKED_UP = 20  # a file in which every id occurs twice is not searched once for each of them
_ENCODER = msgspec.json.Encoder()


def load(  # noqa: PLR0913 - the clock, the place and what came before are told, never looked up
    plan: LoadPlan,
    *,
    descriptor: Descriptor,
    now: datetime,
    origin: str,
    previous: WatchlistVersion | None = None,
    base: Snapshot | None = None,
    insist: bool = False,
) -> Snapshot:
    """One version of a list with all its parties, sorted by id, or a refusal that says why.

    Every row of every file is accounted for in the report. A load that fails a check is refused with all
    its reasons; the caller keeps what it had.

    Args:
        plan: The list, its format and its files.
        descriptor: What a healthy copy looks like.
        now: When the files were taken in, aware UTC.
        origin: Address or path they came from.
        previous: The version in use, which this one may not fall short of.
        base: The snapshot that a delta file changes.
        insist: Take the list in spite of failed checks; they become the version's caveats.

    Raises:
        UnreadableFile: A file cannot be read at all, or is a web page.
        ListRefused: A check failed.
    """
    for content in plan.parts.values():
        _refuse_page(content.name, content.head())
    tally = Tally()
    parties = _amended(plan, base, tally) if plan.format.delta else _distinct(plan, tally)
    if not tally.balanced:
        raise AssertionError(
            f"{plan.format.name} lost count: {tally.rows_in} rows in, {tally.rows_used} used, "
            f"{tally.rows_rejected} rejected"
        )
    report = _report(parties, tally)
    reasons = (
        *reasons_against(report, descriptor, tally.doubts, previous),
        *staler_than(tally.published_on, previous),
        *undated_after(tally.published_on, report, previous),
        *(gap_before(tally.published_on, base.version) if base and plan.format.delta else ()),
    )
    if reasons and not insist:
        raise _refusal(plan, reasons)
    version = WatchlistVersion(
        list_id=plan.list_id,
        digest=digest_of(parties),
        published_on=tally.published_on,
        fetched_at=now,
        origin=origin,
        files=(*(content.source_file() for content in plan.parts.values()), *_base_file(plan, base)),
        report=report,
        caveats=tuple(dict.fromkeys((*reasons, *_inherited(plan, base)))),
    )
    return Snapshot(version, parties)


def party_lines(parties: Sequence[Party]) -> Iterator[bytes]:
    """The canonical form of parties: one JSON document a line, defaults left out, fields in fixed order."""
    return (_ENCODER.encode(party) + b"\n" for party in parties)


def digest_of(parties: Sequence[Party]) -> str:
    """sha256 over the canonical form: two files that say the same have the same digest.

    >>> digest_of(())[:12]
    'e3b0c44298fc'
    """
    digest = hashlib.sha256()
    for line in party_lines(parties):
        digest.update(line)
    return digest.hexdigest()


def _refuse_page(name: str, head: bytes) -> None:
    if page := html_page(head):
        raise UnreadableFile(
            f"is {page}, not a list",
            item=name,
            expected="the publisher's list file",
            remedy="download it again; the last good version stays in use",
        )


def _distinct(plan: LoadPlan, tally: Tally) -> tuple[Party, ...]:
    """The parties by id; the second under one id is turned down, and doubted if it says something else."""
    kept: dict[str, Party] = {}
    for party in plan.format.read(plan.list_id, plan.parts, tally):
        first = kept.setdefault(party.id, party)
        if first is not party:
            _turn_down(party, first, plan, tally)
    return tuple(kept[party_id] for party_id in sorted(kept))


def _amended(plan: LoadPlan, base: Snapshot | None, tally: Tally) -> tuple[Party, ...]:
    """The parties of the base version with the changes of the delta made to them."""
    if base is None or plan.format.amend is None:
        raise ListRefused(
            f"{plan.list_id} cannot be made from changes alone",
            item=_files(plan),
            expected=f"a version of {plan.list_id} to change",
            remedy=f"load the whole list first: nongrata lists update {plan.list_id}",
        )
    before = {party.id: party for party in base.parties}
    after = plan.format.amend(plan.list_id, plan.parts, before, tally)
    return tuple(after[party_id] for party_id in sorted(after))


def _base_file(plan: LoadPlan, base: Snapshot | None) -> tuple[SourceFile, ...]:
    """The version that a delta was applied to, in the place of a file: it was read from that as well."""
    if base is None or not plan.format.delta:
        return ()
    return (SourceFile(f"{base.version.list_id} {base.version.short}", base.version.digest, 0),)


def _inherited(plan: LoadPlan, base: Snapshot | None) -> tuple[str, ...]:
    """What speaks against the version that a delta was applied to speaks against what came of it as well."""
    return base.version.caveats if base and plan.format.delta else ()


def _turn_down(party: Party, first: Party, plan: LoadPlan, tally: Tally) -> None:
    content = next(iter(plan.parts.values()))
    record = party.id.partition(":")[2]
    line = second_line(content, record) if tally.rows_rejected < _LOOKED_UP else 0
    if party == first:
        tally.withdraw(content.name, line, record, "the id occurs twice; the second says the same again")
        return
    tally.withdraw(content.name, line, record, f"the id occurs twice; the first is {first.name.full}")
    where = f" (line {line})" if line else ""
    tally.distrust(f"the id {record} occurs twice, for {first.name.full} and for {party.name.full}{where}")


def _report(parties: Sequence[Party], tally: Tally) -> LoadReport:
    return LoadReport(
        rows_in=tally.rows_in,
        rows_used=tally.rows_used,
        targets_out=len(parties),
        kinds=kinds(parties),
        fill_rates=fill_rates(parties),
        issues=tuple(tally.issues),
    )


def _refusal(plan: LoadPlan, reasons: Sequence[str]) -> ListRefused:
    told = reasons[0] if len(reasons) == 1 else "".join(f"\n    - {reason}" for reason in reasons)
    return ListRefused(
        f"{plan.list_id} was refused: {told}",
        item=_files(plan),
        expected="a complete, current copy of the list",
        remedy="download it again; the last good version stays in use (--insist takes it as it is, "
        "with these reasons shown beside every answer)",
    )


def _files(plan: LoadPlan) -> str:
    return " + ".join(content.path.name for content in plan.parts.values())
