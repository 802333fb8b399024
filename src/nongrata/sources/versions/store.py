"""The lists as they were taken in: immutable versions on disk, and which of them is in use.

.. code-block:: text

    HOME/lists/LIST/DIGEST/version.json       what was read, from where, how whole it is; never changes
                          /parties.jsonl.gz   the parties, one a line; never changes
                          /seen.json          when the publisher last served the same again
    HOME/lists/LIST/validators.json           what to ask "has it changed?" with
    HOME/compiled/NAME/                       the index room's; made aside, then put here
    HOME/active.json                          the versions in use and the compiled watchlist made of them
    HOME/aside/                               work in progress; swept when the next writer takes the lock

A version is its parties: its name is the sha256 of the unpacked parties.jsonl, which every read verifies.
Only `activate` changes what is in use, by one atomic replacement of one file.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import filelock
import msgspec

from nongrata.errors import IndexUnusable, ListUnknown, NongrataError
from nongrata.model import Party, Snapshot, WatchlistVersion
from nongrata.sources.files.writing import move_folder, named_failures, replace_file, write_synced
from nongrata.sources.loading.catalogue import check_list_id
from nongrata.sources.loading.load import party_lines
from nongrata.sources.loading.validators import Validators

_FOLDER_DIGITS = 16
_LEAST_PREFIX = 4
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGEST = re.compile(rf"[0-9a-f]{{{_LEAST_PREFIX},64}}")
LOCK_TIMEOUT_S = 60.0
_RECORD_REMEDY = "check that we may read it; nongrata lists update rebuilds a damaged one from the versions kept here"


class ActiveSet(msgspec.Struct, frozen=True):
    """What is in use: the digest of each list's version, and the name of the watchlist compiled of them."""

    lists: dict[str, str] = {}
    compiled: str = ""


class Seen(msgspec.Struct, frozen=True):
    """The last time a publisher served a version: when, from where, and with which date of his own."""

    fetched_at: datetime
    published_on: date | None
    origin: str


class Store:
    """All versions of all lists under one home folder.

    Any number of processes may read while one writes: a reader sees the state before or after.

    Args:
        home: The folder; made when first written to.
        lock_timeout_s: How long to wait for another writer.
    """

    def __init__(self, home: Path, *, lock_timeout_s: float = LOCK_TIMEOUT_S) -> None:
        self.home = home
        self._lock = filelock.FileLock(home / ".lock", timeout=lock_timeout_s)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keeps other writers out, in this process and in others; may be nested.

        Whoever takes it first sweeps away what a killed writer left half done.

        Raises:
            NongrataError: Another writer keeps it for too long, or the home folder cannot be written to.
        """
        with named_failures(self.home):
            self.home.mkdir(parents=True, exist_ok=True)
            self._acquire()
        try:
            if self._lock.lock_counter == 1:
                shutil.rmtree(self._aside, ignore_errors=True)
            yield
        finally:
            self._lock.release()

    def _acquire(self) -> None:
        try:
            self._lock.acquire()
        except filelock.Timeout as error:
            raise NongrataError(
                "another update is running",
                item=str(self.home),
                expected="one writer at a time",
                remedy="wait for it to end and repeat the command",
            ) from error

    def add(self, snapshot: Snapshot) -> WatchlistVersion:
        """Keeps a snapshot; one that is there already is only marked as seen again.

        Returns:
            The version as it is kept: the first one to bring these parties.

        Raises:
            NongrataError: The disk is full or not writable; nothing has changed then.
        """
        version = snapshot.version
        folder = self._folder(version.list_id, version.digest)
        with self.lock(), named_failures(self.home):
            if self._is_whole(folder, version.digest):
                self._see(folder, version)
                return _version_in(folder)
            with self._work_aside("version") as aside:
                _write_version(aside, snapshot)
                if folder.exists():  # damaged, or it would have been whole
                    folder.rename(self._new_aside("damaged"))
                move_folder(aside, folder)
        return version

    def confirm(self, version: WatchlistVersion, at: datetime) -> None:
        """Marks a version as still the publisher's current one, though nothing was sent ("not modified").

        Raises:
            NongrataError: The disk is full or not writable.
        """
        seen = self.seen(version)
        with self.lock(), named_failures(self.home):
            folder = self._folder(version.list_id, version.digest)
            self._see(folder, msgspec.structs.replace(version, fetched_at=at, published_on=seen.published_on))

    def versions(self, list_id: str) -> tuple[WatchlistVersion, ...]:
        """All versions of a list, in the order in which they were taken in.

        Raises:
            IndexUnusable: The record of a version is damaged.
        """
        folders = sorted((self.home / "lists" / check_list_id(list_id)).glob("*/version.json"))
        found = [_version_in(path.parent) for path in folders]
        return tuple(sorted(found, key=lambda version: (version.fetched_at, version.digest)))

    def list_ids(self) -> tuple[str, ...]:
        """The lists of which there is at least one version."""
        return tuple(sorted({path.parent.parent.name for path in self.home.glob("lists/*/*/version.json")}))

    def find(self, list_id: str, which: str = "current") -> WatchlistVersion:
        """One version of a list.

        Args:
            list_id: The list.
            which: "current" (in use), "previous" (taken in before it), the first digits of a digest, or a
                day (YYYY-MM-DD): the newest that was published on or before it.

        Raises:
            ListUnknown: There is no such version, or more than one.
            IndexUnusable: The record of a version is damaged.
        """
        versions = self.versions(list_id)
        if not versions:
            raise ListUnknown(
                "no version of this list is here",
                item=list_id,
                expected="one of " + (", ".join(self.list_ids()) or "none so far"),
                remedy=f"nongrata lists update {list_id}",
            )
        if which in {"current", "previous"}:
            found = self._around_current(list_id, versions, which)
        elif _DAY.fullmatch(which):
            found = _as_of(versions, which)
        else:
            found = [one for one in versions if _DIGEST.fullmatch(which) and one.digest.startswith(which)]
        if len(found) != 1:
            raise _no_such_version(list_id, which, versions, found)
        return found[0]

    def snapshot(self, version: WatchlistVersion) -> Snapshot:
        """A version with its parties, verified against its digest.

        Raises:
            IndexUnusable: The stored parties are absent or are not those that were stored.
        """
        folder = self._folder(version.list_id, version.digest)
        lines = _verified_lines(folder, version.digest)
        return Snapshot(version, tuple(msgspec.json.Decoder(Party).decode_lines(lines)))

    def seen(self, version: WatchlistVersion) -> Seen:
        """When its publisher last served this version, which may be long after it was first taken in."""
        path = self._folder(version.list_id, version.digest) / "seen.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=Seen)
        except (OSError, msgspec.MsgspecError):
            return Seen(version.fetched_at, version.published_on, version.origin)

    def validators(self, list_id: str) -> dict[str, Validators]:
        """What to ask the publisher with whether the files of a list have changed; empty: fetch them."""
        path = self.home / "lists" / check_list_id(list_id) / "validators.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, Validators])
        except (OSError, msgspec.MsgspecError):
            return {}

    def keep_validators(self, list_id: str, validators: dict[str, Validators]) -> None:
        """Remembers them; only for files that were loaded, or a refused list would never be asked for again.

        Raises:
            NongrataError: The disk is full or not writable.
        """
        folder = self.home / "lists" / check_list_id(list_id)
        with self.lock(), named_failures(self.home):
            folder.mkdir(parents=True, exist_ok=True)
            replace_file(folder / "validators.json", msgspec.json.encode(validators))

    def active(self) -> ActiveSet:
        """What is in use; an empty set before the first `activate`.

        Raises:
            IndexUnusable: The record of it is damaged.
        """
        path = self.home / "active.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=ActiveSet)
        except FileNotFoundError:
            return ActiveSet()
        except (OSError, msgspec.MsgspecError) as error:
            raise _damaged(path, error, _RECORD_REMEDY) from error

    def recover(self) -> ActiveSet:
        """What is in use, rebuilt from the versions kept here if the record of it is damaged.

        For writers, before they ask what is in use. The damaged record is kept as `active.json.damaged`. Of
        each list the version that its publisher served last is taken, or the last one before it that is
        whole; a list that was dropped comes back. Nothing is compiled then, and publishers are asked for their
        lists anew, whatever they say has not changed.

        Raises:
            IndexUnusable: The record cannot be read for a reason that lies outside of it (its permissions).
            NongrataError: The disk is full or not writable.
        """
        with self.lock(), named_failures(self.home):
            try:
                return self.active()
            except IndexUnusable as error:
                if isinstance(error.__cause__, OSError):
                    raise
            path = self.home / "active.json"
            replace_file(path.with_name("active.json.damaged"), path.read_bytes())
            for kept in self.home.glob("lists/*/validators.json"):
                kept.unlink()
            newest = {list_id: self._newest_whole(list_id) for list_id in self.list_ids()}
            rebuilt = ActiveSet({list_id: digest for list_id, digest in newest.items() if digest})
            self.activate(rebuilt)
        return rebuilt

    def _newest_whole(self, list_id: str) -> str:
        """The digest of the whole version of a list that was seen last; "" if none is whole."""
        found = []
        for path in self.home.glob(f"lists/{list_id}/*/version.json"):
            try:
                found.append(_version_in(path.parent))
            except IndexUnusable:
                continue
        found.sort(key=lambda version: (self.seen(version).fetched_at, version.digest), reverse=True)
        whole = (one.digest for one in found if self._is_whole(self._folder(list_id, one.digest), one.digest))
        return next(whole, "")

    def activate(self, active: ActiveSet) -> None:
        """Puts versions and their compiled watchlist in use: all at once, or not at all.

        Raises:
            ListUnknown: A version is not here.
            NongrataError: The disk is full or not writable; what was in use still is.
        """
        for list_id, digest in active.lists.items():
            if not (self._folder(list_id, digest) / "version.json").is_file():
                raise ListUnknown("no such version is here", item=f"{list_id} {digest}", remedy="load the list first")
        with self.lock(), named_failures(self.home):
            replace_file(self.home / "active.json", msgspec.json.encode(active))

    @contextmanager
    def stage_compiled(self) -> Iterator[Path]:
        """An empty folder to compile a watchlist in; gone afterwards unless `keep_compiled` took it.

        Raises:
            NongrataError: The disk is full or not writable; what was in use still is.
        """
        with self.lock(), named_failures(self.home), self._work_aside("compiled") as aside:
            yield aside

    def keep_compiled(self, staged: Path, name: str) -> str:
        """Puts a compiled watchlist in its place, ready to be activated.

        Returns:
            The name it got: the one asked for, or that with a number if it is taken. A folder that may be
            in use is never touched.
        """
        check_list_id(name)
        with self.lock(), named_failures(self.home):
            free, number = name, 1
            while self.compiled_dir(free).exists():
                number += 1
                free = f"{name}-{number}"
            move_folder(staged, self.compiled_dir(free))
        return free

    def compiled_dir(self, name: str) -> Path:
        """Where the compiled watchlist of that name lies, or would."""
        return self.home / "compiled" / name

    def sweep(self) -> tuple[str, ...]:
        """Removes compiled watchlists that are no longer in use; returns their names.

        The youngest of them stays: a reader may have asked what is in use just before the last swap.
        """
        with self.lock():
            in_use = self.active().compiled
            retired = [path for path in self.home.glob("compiled/*") if path.name != in_use]
            retired.sort(key=lambda path: (path.stat().st_mtime_ns, path.name))
            for path in retired[:-1]:
                shutil.rmtree(path)
            return tuple(path.name for path in retired[:-1])

    @property
    def _aside(self) -> Path:
        return self.home / "aside"

    def _folder(self, list_id: str, digest: str) -> Path:
        return self.home / "lists" / check_list_id(list_id) / digest[:_FOLDER_DIGITS]

    def _new_aside(self, label: str) -> Path:
        self._aside.mkdir(exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f"{label}-", dir=self._aside))

    @contextmanager
    def _work_aside(self, label: str) -> Iterator[Path]:
        aside = self._new_aside(label)
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _is_whole(self, folder: Path, digest: str) -> bool:
        try:
            _verified_lines(folder, digest)
            _version_in(folder)
        except IndexUnusable:
            return False
        return True

    def _see(self, folder: Path, version: WatchlistVersion) -> None:
        seen = Seen(version.fetched_at, version.published_on, version.origin)
        replace_file(folder / "seen.json", msgspec.json.encode(seen))

    def _around_current(
        self, list_id: str, versions: tuple[WatchlistVersion, ...], which: str
    ) -> list[WatchlistVersion]:
        digest = self.active().lists.get(list_id)
        current = [version for version in versions if version.digest == digest]
        if which == "current" or not current:
            return current
        # Last seen, not first: a publisher who takes a change back serves the older version anew.
        at = self.seen(current[0]).fetched_at
        times = [(self.seen(version).fetched_at, version) for version in versions if version.digest != digest]
        before = [item for item in times if item[0] <= at]
        return [max(before, key=lambda item: item[0])[1]] if before else []


def _write_version(folder: Path, snapshot: Snapshot) -> None:
    # Level 1 is quick and small enough; mtime 0 because the same parties shall give the same bytes.
    packed = gzip.compress(b"".join(party_lines(snapshot.parties)), compresslevel=1, mtime=0)
    write_synced(folder / "parties.jsonl.gz", packed)
    write_synced(folder / "version.json", msgspec.json.encode(snapshot.version))


def _version_in(folder: Path) -> WatchlistVersion:
    path = folder / "version.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=WatchlistVersion)
    except (OSError, msgspec.MsgspecError) as error:
        raise _damaged(path, error) from error


def _verified_lines(folder: Path, digest: str) -> bytes:
    path = folder / "parties.jsonl.gz"
    try:
        lines = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(path, error) from error
    found = hashlib.sha256(lines).hexdigest()
    if found != digest:
        raise _damaged(path, f"its sha256 is {found[:12]}, expected {digest[:12]}")
    return lines


def _damaged(path: Path, error: object, remedy: str = "load the list again: nongrata lists update") -> IndexUnusable:
    return IndexUnusable(
        f"is absent or damaged ({error})",
        item=str(path),
        expected="the file as it was stored",
        remedy=remedy,
    )


def _as_of(versions: tuple[WatchlistVersion, ...], day: str) -> list[WatchlistVersion]:
    """The newest version published (or, undated, taken in) on or before a day."""
    try:
        until = date.fromisoformat(day)
    except ValueError:  # 2023-02-30 looks like a day
        return []
    dated = [(one.published_on or one.fetched_at.date(), one.fetched_at, one) for one in versions]
    found = [item for item in dated if item[0] <= until]
    return [max(found, key=lambda item: item[:2])[2]] if found else []


def _no_such_version(
    list_id: str, which: str, versions: tuple[WatchlistVersion, ...], found: list[WatchlistVersion]
) -> ListUnknown:
    known = ", ".join(f"{one.short} ({one.published_on or 'undated'})" for one in versions)
    return ListUnknown(
        f"{len(found)} versions go by {which!r}" if found else f"no version goes by {which!r}",
        item=list_id,
        expected=f"current, previous, a day (YYYY-MM-DD) or the first digits of one of: {known}",
        remedy="nongrata lists status shows what is here",
    )
