"""`nongrata lists`: official lists in, their state, their changes."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nongrata.cli.edge import (
    FOUND_NOTHING,
    PROBLEM,
    guarded,
    home_of,
    home_option,
    json_option,
    now,
    say_json,
    told,
)
from nongrata.errors import InputError

if TYPE_CHECKING:
    from nongrata.model import LoadIssue, LoadReport, Snapshot, WatchlistVersion
    from nongrata.sources.loading.catalogue import Unrecognised
    from nongrata.sources.versions.diff import ListDiff
    from nongrata.sources.versions.store import Store
    from nongrata.upkeep import Fetched, Outcome

MOST_ISSUES = 20
USUAL_LISTS = ("ofac-sdn", "ofac-cons", "un-sc", "eu-fsf", "uk-sl")


@click.group("lists", short_help="Take in official lists, see their age, see what changed.")
def command() -> None:
    """Take in official lists, see how old and how whole they are, see what changed."""


@command.command("update")
@click.argument("lists", nargs=-1)
@click.option(
    "--from",
    "origins",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Folder or file to read instead of fetching.",
)
@click.option("--list", "list_id", help="Name for a list of one's own, or which list of a folder to read.")
@click.option("--format", "format_name", help="Format, where the file does not say it itself.")
@click.option(
    "--insist",
    is_flag=True,
    help="Take a list that failed its checks; its caveats are shown with every answer.",
)
@click.option("--force", is_flag=True, help="Fetch even if the publisher says that nothing changed.")
@home_option
@json_option
@guarded
def update(
    lists: tuple[str, ...],
    origins: tuple[Path, ...],
    list_id: str | None,
    format_name: str | None,
    home: Path | None,
    *,
    insist: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Fetch LISTS from their publishers, or read --from files; load, compile, and put in use what passed.

    Without LISTS: those in use, or else the OFAC, UN, EU and UK lists. A list that is refused keeps its last good
    version in use. Exit code 3 if any list was refused or could not be had.
    """
    from nongrata.sources.versions.store import Store

    store = Store(home_of(home))
    store.recover()
    if origins:
        outcomes, unread = _from_files(store, origins, lists, list_id, format_name, insist=insist)
    else:
        outcomes, unread = _from_publishers(store, lists, insist=insist, force=force), ()
    if as_json:
        say_json(
            {
                "lists": [_outcome_json(one) for one in outcomes],
                "not_read": [_unread_json(one) for one in unread],
            }
        )
    else:
        _say_outcomes(outcomes, unread)
    sys.exit(PROBLEM if any(one.error for one in outcomes) else FOUND_NOTHING)


def _from_files(
    store: Store,
    origins: Sequence[Path],
    lists: Sequence[str],
    list_id: str | None,
    format_name: str | None,
    *,
    insist: bool,
) -> tuple[list[Outcome], tuple[Unrecognised, ...]]:
    from nongrata.sources.loading.catalogue import plan
    from nongrata.upkeep import Outcome
    from nongrata.upkeep import update as put_in_use

    wanted = list_id or (lists[0] if len(lists) == 1 else None)
    planning = plan(list(origins), wanted, format_name)
    loads = [one for one in planning.decided() if not lists or list_id or one.list_id in lists]
    _refuse_missing(lists, {one.list_id for one in loads}, origins)
    origin = ", ".join(str(path.resolve()) for path in origins)
    with _status() as say:
        outcomes = put_in_use(store, loads, now=now(), origin=origin, insist=insist, progress=say)
    outcomes += [Outcome(one.list_id, error=one.problem) for one in planning.ambiguities]
    return outcomes, planning.unrecognised


def _refuse_missing(lists: Sequence[str], found: set[str], origins: Sequence[Path]) -> None:
    if missing := sorted(set(lists) - found):
        raise InputError(
            f"there is no {' and no '.join(missing)}",
            item=", ".join(str(path) for path in origins),
            expected="the lists that were asked for; found: " + (", ".join(sorted(found)) or "none"),
            remedy="leave the names out, or add the files; nothing was loaded",
        )


def _from_publishers(store: Store, lists: Sequence[str], *, insist: bool, force: bool) -> list[Outcome]:
    from nongrata.upkeep import fetch_list
    from nongrata.upkeep import update as put_in_use

    wanted = lists or _fetchable(store) or USUAL_LISTS
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="nongrata-") as folder, _fetching() as progress, _status() as say:
        for list_id in wanted:
            fetched = fetch_list(store, list_id, Path(folder) / list_id, progress=progress, force=force)
            if fetched.error or not fetched.plans:
                outcomes.append(_unfetched(store, fetched))
                continue
            done = put_in_use(store, fetched.plans, now=now(), origin=fetched.origin, insist=insist, progress=say)
            if not any(one.error for one in done):
                store.keep_validators(list_id, fetched.validators)
            outcomes += done
    return outcomes


def _unfetched(store: Store, fetched: Fetched) -> Outcome:
    from nongrata.upkeep import Outcome

    version = None if fetched.error else store.find(fetched.list_id)
    if version is not None:
        store.confirm(version, now())
    return Outcome(fetched.list_id, version, error=fetched.error)


def _fetchable(store: Store) -> tuple[str, ...]:
    from nongrata.sources.loading.descriptors import descriptor_of

    return tuple(sorted(list_id for list_id in store.active().lists if descriptor_of(list_id).parts))


@contextmanager
def _status() -> Iterator[Callable[[str], None]]:
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield status.update


@contextmanager
def _fetching() -> Iterator[Callable[[str, int, int | None], None] | None]:
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def advance(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield advance


def _outcome_json(one: Outcome) -> dict[str, Any]:
    return {
        "list": one.list_id,
        "version": one.version,
        "changed": one.changed,
        "error": told(one.error) if one.error else None,
    }


def _unread_json(one: Unrecognised) -> dict[str, str]:
    return {"path": str(one.path), "reason": one.reason}


def _say_outcomes(outcomes: Sequence[Outcome], unread: Sequence[Unrecognised]) -> None:
    for one in outcomes:
        if one.version is None:
            click.secho(f"{one.list_id}: refused", fg="red")
            click.echo(f"  {one.error}")
            continue
        state = "now in use" if one.changed else "unchanged"
        click.secho(f"{one.list_id} {one.version.short}: {state}", fg="green")
        _say_version(one.version)
        _say_issues(one.version.report, MOST_ISSUES)
    for entry in unread:
        click.secho(f"not read: {entry.path.name}: {entry.reason}", fg="yellow")


def _say_version(version: WatchlistVersion) -> None:
    report = version.report
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(report.kinds.items()) if count)
    click.echo(f"  published {version.published_on or 'not stated'}, {report.targets_out:,} targets ({kinds})")
    click.echo(
        f"  {report.rows_in:,} rows in = {report.rows_used:,} used + {len(report.rejected):,} rejected; "
        f"{len(report.warnings):,} warnings"
    )
    rates = ", ".join(f"{name} {rate:.0%}" for name, rate in sorted(report.fill_rates.items()) if rate)
    click.echo(f"  filled: {rates}")
    for caveat in version.caveats:
        click.secho(f"  caveat: {caveat}", fg="red")


def _say_issues(report: LoadReport, most: int) -> None:
    ranked = (*report.rejected, *report.warnings)
    for issue in ranked[:most]:
        click.echo(f"  {_issue_line(issue)}")
    if len(ranked) > most:
        click.echo(f"  … {len(ranked) - most:,} more: nongrata lists status LIST --issues")


def _issue_line(issue: LoadIssue) -> str:
    place = f"{issue.file}:{issue.line}" if issue.line else issue.file
    record = f" ({issue.record})" if issue.record else ""
    return f"{issue.severity.value}: {place}{record}: {issue.reason}"


@command.command("status")
@click.argument("lists", nargs=-1)
@click.option("--issues", is_flag=True, help="Every rejected row and every warning.")
@click.option("--versions", is_flag=True, help="All versions kept, not only those in use.")
@home_option
@json_option
@guarded
def status(lists: tuple[str, ...], home: Path | None, *, issues: bool, versions: bool, as_json: bool) -> None:
    """Show the lists in use: version, age, counts, staleness, what was wrong with the file."""
    from nongrata.sources.versions.store import Store

    store = Store(home_of(home))
    rows = [_status_row(store, version, now()) for version in _chosen(store, lists, every=versions)]
    if as_json:
        say_json({"home": str(store.home), "lists": [row | {"version": row["version"]} for row in rows]})
        return
    if not rows:
        click.echo(f"no list is in use in {store.home}: nongrata lists update")
    for row in rows:
        _say_status(row, issues=issues)


def _chosen(store: Store, lists: Sequence[str], *, every: bool) -> list[WatchlistVersion]:
    wanted = lists or (store.list_ids() if every else tuple(sorted(store.active().lists)))
    if every:
        return [version for list_id in wanted for version in store.versions(list_id)]
    return [store.find(list_id) for list_id in wanted]


def _status_row(store: Store, version: WatchlistVersion, at: datetime) -> dict[str, Any]:
    from nongrata.sources.loading.descriptors import descriptor_of

    seen = store.seen(version)
    published = seen.published_on or version.published_on
    age_days = (at.date() - published).days if published else None
    taken_in_days = (at.date() - seen.fetched_at.date()).days
    counted_days = taken_in_days if age_days is None else age_days
    descriptor = descriptor_of(version.list_id)
    return {
        "list": version.list_id,
        "title": descriptor.title,
        "publisher": descriptor.publisher,
        "licence": descriptor.licence,
        "in_use": store.active().lists.get(version.list_id) == version.digest,
        "age_days": age_days,
        "taken_in_days": taken_in_days,
        "stale": counted_days > descriptor.stale_after_days,
        "stale_after_days": descriptor.stale_after_days,
        "last_seen": seen.fetched_at,
        "version": version,
    }


def _say_status(row: dict[str, Any], *, issues: bool) -> None:
    version: WatchlistVersion = row["version"]
    stale = click.style(f" STALE (over {row['stale_after_days']} days)", fg="red") if row["stale"] else ""
    use = "" if row["in_use"] else " (not in use)"
    click.secho(f"{row['list']} {version.short}{use}: {row['title']}", bold=True)
    click.echo(f"  {row['publisher']}; {row['licence']}")
    age = "undated" if row["age_days"] is None else f"{row['age_days']:,} days old"
    click.echo(f"  {age}{stale}, last taken in {row['last_seen']:%Y-%m-%d %H:%M} UTC ({row['taken_in_days']} days ago)")
    _say_version(version)
    if issues:
        _say_issues(version.report, len(version.report.issues))


@command.command("diff")
@click.argument("list_id", required=False)
@click.argument("before", required=False)
@click.argument("after", required=False)
@click.option(
    "--before",
    "before_path",
    type=click.Path(path_type=Path),
    help="File or folder instead of a stored version.",
)
@click.option(
    "--after",
    "after_path",
    type=click.Path(path_type=Path),
    help="File or folder instead of a stored version.",
)
@click.option("--target", help="Only this target, e.g. ofac-sdn:21344.")
@click.option("--material", is_flag=True, help="Only what can change who is hit or what must be done.")
@home_option
@json_option
@guarded
def diff(
    list_id: str | None,
    before: str | None,
    after: str | None,
    before_path: Path | None,
    after_path: Path | None,
    target: str | None,
    home: Path | None,
    *,
    material: bool,
    as_json: bool,
) -> None:
    """Show what changed in LIST_ID from version BEFORE [previous] to AFTER [current], field by field.

    A version is "current", "previous", a day, or the first digits of its digest. With --before and --after, two
    files or folders are compared without being put in use.
    """
    from nongrata.sources.versions.diff import diff as compare_parties
    from nongrata.sources.versions.store import Store

    store = Store(home_of(home))
    if before_path and after_path:
        old, new = _read_aside(before_path, list_id), _read_aside(after_path, list_id)
    elif list_id and not (before_path or after_path):
        old = store.snapshot(store.find(list_id, before or "previous"))
        new = store.snapshot(store.find(list_id, after or "current"))
    else:
        raise click.UsageError("name a list, or give both --before and --after")
    found = _only(compare_parties(old.parties, new.parties), target, material=material)
    if as_json:
        say_json({"before": old.version.short, "after": new.version.short, "counts": found.counts, "diff": found})
    else:
        _say_diff(found, old.version, new.version)


def _read_aside(path: Path, list_id: str | None) -> Snapshot:
    """Loads files without keeping them; checks that compare with the version in use do not apply."""
    from nongrata.sources.loading.catalogue import descriptor_of, plan
    from nongrata.sources.loading.load import load

    planning = plan(path, list_id)
    for problem in planning.problems():
        raise problem
    planned = planning.decided()
    if len(planned) > 1:
        raise click.UsageError(f"{path} holds {len(planned)} lists: name one as LIST_ID")
    return load(planned[0], descriptor=descriptor_of(planned[0].list_id), now=now(), origin=str(path), insist=True)


def _only(found: ListDiff, target: str | None, *, material: bool) -> ListDiff:
    from nongrata.sources.versions.change import Materiality
    from nongrata.sources.versions.diff import ListDiff

    return ListDiff(
        added=tuple(party for party in found.added if target in {None, party.id}),
        removed=tuple(party for party in found.removed if target in {None, party.id}),
        amended=tuple(
            one
            for one in found.amended
            if target in {None, one.id} and not (material and one.material is Materiality.NONE)
        ),
    )


def _say_diff(found: ListDiff, old: WatchlistVersion, new: WatchlistVersion) -> None:
    click.secho(f"{new.list_id}: {old.short} → {new.short}", bold=True)
    for caveat in dict.fromkeys((*old.caveats, *new.caveats)):
        click.secho(f"caveat: {caveat}", fg="yellow")
    for party in found.added:
        click.secho(f"+ {party.id} {party.name.full}", fg="green")
    for party in found.removed:
        click.secho(f"- {party.id} {party.name.full}", fg="red")
    for amendment in found.amended:
        click.echo(f"~ {amendment.id} {amendment.name} [{amendment.material.value}]")
        for line in amendment.describe():
            click.echo(f"    {line}")
    click.echo(", ".join(f"{count:,} {name}" for name, count in found.counts.items()))


@command.command("drop")
@click.argument("list_id")
@home_option
@guarded
def drop(list_id: str, home: Path | None) -> None:
    """Take LIST_ID out of use. Its versions are kept; `lists update` puts it back."""
    from nongrata.sources.versions.store import Store
    from nongrata.upkeep import drop as take_out

    take_out(Store(home_of(home)), list_id)
    click.echo(f"{list_id} is no longer in use; its versions are kept")
