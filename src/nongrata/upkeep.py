"""Keeping lists current: fetch or read, load, keep, compile aside, swap. What was in use stays until the swap."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from nongrata.errors import IndexUnusable, NongrataError
from nongrata.index.build import compile_watchlist
from nongrata.index.compiled import FORMAT, open_compiled
from nongrata.model import Snapshot, WatchlistVersion
from nongrata.sources.loading.catalogue import LoadPlan, descriptor_of, plan
from nongrata.sources.loading.fetch import Progress as FetchProgress
from nongrata.sources.loading.fetch import fetch
from nongrata.sources.loading.load import load
from nongrata.sources.loading.validators import Validators
from nongrata.sources.versions.store import ActiveSet, Store

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one list: a version in use now, or the error that kept the old one in use."""

    list_id: str
    version: WatchlistVersion | None = None
    changed: bool = False
    error: NongrataError | None = None


def update(
    store: Store,
    plans: Sequence[LoadPlan],
    *,
    now: datetime,
    origin: str,
    insist: bool = False,
    progress: Progress = lambda _: None,
) -> list[Outcome]:
    """Loads the planned lists and puts what passed in use, all at once.

    One list that is refused does not hold up the others; its last good version stays in use.

    Args:
        store: Where versions live.
        plans: From `sources.catalogue.plan`.
        now: Aware UTC.
        origin: Where the files came from.
        insist: Take lists in spite of failed checks.
        progress: Told what is being done.

    Raises:
        NongrataError: The disk is full or not writable; nothing has changed in what is in use.
    """
    with store.lock():
        before = store.recover()
        fresh: dict[str, Snapshot] = {}
        outcomes = []
        for planned in plans:
            progress(f"reading {planned.list_id}")
            outcomes.append(_take(store, planned, fresh, now=now, origin=origin, insist=insist))
        lists = before.lists | {list_id: snapshot.version.digest for list_id, snapshot in fresh.items()}
        if lists != before.lists or (lists and not _usable(store, before)):
            progress("compiling")
            _compile(store, lists, fresh)
    return outcomes


def _take(
    store: Store, plan: LoadPlan, fresh: dict[str, Snapshot], *, now: datetime, origin: str, insist: bool
) -> Outcome:
    try:
        digest = store.active().lists.get(plan.list_id)
        previous = _version_in_use(store, plan.list_id) if digest else None
        base = _base(store, previous) if plan.format.delta and previous else None
        snapshot = load(
            plan,
            descriptor=descriptor_of(plan.list_id),
            now=now,
            origin=origin,
            previous=previous,
            base=base,
            insist=insist,
        )
        version = store.add(snapshot)
    except NongrataError as error:
        return Outcome(plan.list_id, error=error)
    fresh[plan.list_id] = Snapshot(version, snapshot.parties)
    return Outcome(plan.list_id, version, changed=version.digest != digest)


def _base(store: Store, version: WatchlistVersion) -> Snapshot:
    """The version that a delta changes, as of when its publisher last served it."""
    dated = msgspec.structs.replace(version, published_on=store.seen(version).published_on or version.published_on)
    return Snapshot(dated, store.snapshot(version).parties)


def _version_in_use(store: Store, list_id: str) -> WatchlistVersion | None:
    """The version in use; None if its record is damaged, for then the list is loaded as if it were the first."""
    try:
        return store.find(list_id)
    except IndexUnusable:
        return None


def _usable(store: Store, active: ActiveSet) -> bool:
    try:
        open_compiled(store.compiled_dir(active.compiled))
    except NongrataError:
        return False
    return True


def _compile(store: Store, lists: dict[str, str], fresh: dict[str, Snapshot]) -> None:
    snapshots = [
        fresh[list_id] if list_id in fresh else store.snapshot(store.find(list_id, digest))
        for list_id, digest in sorted(lists.items())
    ]
    compiled = compile_watchlist(snapshots)
    with store.stage_compiled() as aside:
        compiled.save(aside)
        name = store.keep_compiled(aside, _name_of(lists))
    store.activate(ActiveSet(lists, name))
    store.sweep()


def _name_of(lists: dict[str, str]) -> str:
    """A name from what goes in: the lists' digests and the index format."""
    text = f"{FORMAT};" + ";".join(f"{list_id}={digest}" for list_id, digest in sorted(lists.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def drop(store: Store, list_id: str) -> None:
    """Takes a list out of use; its versions are kept.

    Raises:
        ListUnknown: It is not in use.
    """
    with store.lock():
        store.recover()
        store.find(list_id)
        lists = {key: value for key, value in store.active().lists.items() if key != list_id}
        if lists:
            _compile(store, lists, {})
        else:
            store.activate(ActiveSet())


@dataclass(frozen=True, slots=True)
class Fetched:
    """What fetching one list brought: plans to load, or word that nothing changed, or an error."""

    list_id: str
    plans: tuple[LoadPlan, ...] = ()
    origin: str = ""
    validators: dict[str, Validators] = field(default_factory=dict)
    error: NongrataError | None = None


def fetch_list(
    store: Store, list_id: str, folder: Path, *, progress: FetchProgress | None = None, force: bool = False
) -> Fetched:
    """Fetches a list from its publisher into a folder, unless it has not changed since the last time.

    Args:
        store: Remembers what the publisher gave us to ask "has it changed?" with.
        list_id: The list.
        folder: Where the files go.
        progress: Told about every chunk.
        force: Fetch even if nothing changed.
    """
    descriptor = descriptor_of(list_id)
    known = {} if force or list_id not in store.active().lists else store.validators(list_id)
    try:
        result = fetch(descriptor, folder, conditional=known, progress=progress)
        if result.not_modified:
            return Fetched(list_id)
        planned = plan([file.path for file in result.files.values()], list_id).decided()
    except NongrataError as error:
        return Fetched(list_id, error=error)
    validators = {name: file.validators for name, file in result.files.items()}
    return Fetched(list_id, planned, next(iter(result.files.values())).url, validators)
