"""The store: immutable versions, one atomic swap, and nothing lost on the way."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from nongrata.errors import IndexUnusable, InputError, ListUnknown, NongrataError
from nongrata.model import LoadReport, Name, Party, PartyKind, Snapshot, WatchlistVersion
from nongrata.sources.files import writing
from nongrata.sources.loading.load import digest_of
from nongrata.sources.loading.validators import Validators
from nongrata.sources.versions.store import ActiveSet, Store

HERE = Path(__file__).parent
MONDAY = datetime(2016, 12, 26, 9, tzinfo=UTC)


def snapshot(*names: str, day: int = 0, published: int | None = None, list_id: str = "toy") -> Snapshot:
    """A version of the toy list taken in `day` days after Monday."""
    parties = tuple(
        Party(id=f"{list_id}:{number}", kind=PartyKind.PERSON, name=Name(name)) for number, name in enumerate(names)
    )
    fetched_at = MONDAY + timedelta(days=day)
    return Snapshot(
        WatchlistVersion(
            list_id=list_id,
            digest=digest_of(parties),
            published_on=(fetched_at if published is None else MONDAY + timedelta(days=published)).date(),
            fetched_at=fetched_at,
            origin="here",
            files=(),
            report=LoadReport(
                rows_in=len(names), rows_used=len(names), targets_out=len(names), kinds={}, fill_rates={}
            ),
        ),
        parties,
    )


@pytest.fixture
def store(tmp_path) -> Store:
    """An empty store in a folder that does not exist yet."""
    return Store(tmp_path / "home")


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    """Runs it in a process of its own."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own text


def put_in_use(store: Store, taken: Snapshot, compiled: str = "") -> None:
    """Adds a snapshot and activates it."""
    store.add(taken)
    store.activate(ActiveSet({taken.version.list_id: taken.version.digest}, compiled))


def damage(store: Store, name: str) -> None:
    """Spoils one byte in the middle of the only file of that name."""
    (path,) = store.home.glob(f"lists/*/*/{name}")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def test_a_snapshot_comes_back_as_it_went_in(store):
    """Version and parties, in another process as well."""
    taken = snapshot("NIEMAND", "NEMO")
    store.add(taken)
    again = Store(store.home)
    assert again.snapshot(again.find("toy", taken.version.digest[:8])) == taken
    assert again.list_ids() == ("toy",)


def test_the_same_bytes_are_written_for_the_same_parties(tmp_path):
    """Two stores of one list can be compared file by file."""
    stores = [Store(tmp_path / name) for name in "ab"]
    for one in stores:
        one.add(snapshot("NIEMAND"))
    first, second = (next(one.home.glob("lists/*/*/parties.jsonl.gz")).read_bytes() for one in stores)
    assert first == second


def test_reading_an_empty_store_creates_nothing(store):
    """Looking is not writing."""
    assert store.active() == ActiveSet()
    assert store.versions("toy") == ()
    assert store.list_ids() == ()
    assert not store.home.exists()


def test_the_same_version_again_is_only_seen_again(store):
    """What was kept first stays; when the publisher last served it is remembered beside it."""
    first = store.add(snapshot("NIEMAND"))
    again = store.add(snapshot("NIEMAND", day=3))
    assert again == first
    assert store.versions("toy") == (first,)
    assert store.seen(first).fetched_at == MONDAY + timedelta(days=3)
    assert store.seen(first).published_on == date(2016, 12, 29)


def test_versions_are_in_the_order_in_which_they_came(store):
    """Oldest first, whatever their digests."""
    for day, name in ((2, "C"), (0, "A"), (1, "B")):
        store.add(snapshot(name, day=day))
    assert [version.fetched_at.day for version in store.versions("toy")] == [26, 27, 28]


def test_current_is_what_is_in_use_and_previous_what_came_before(store):
    """A version that was added but never activated is not current."""
    first, second, third = (snapshot(name, day=day) for day, name in enumerate("ABC"))
    store.add(first)
    put_in_use(store, second)
    store.add(third)
    assert store.find("toy") == second.version
    assert store.find("toy", "previous") == first.version


def test_previous_of_a_change_taken_back_is_the_change(store):
    """A, B, then A again: what came before today's A is B."""
    first, second = snapshot("A"), snapshot("B", day=1)
    for taken in (first, second, snapshot("A", day=2)):
        put_in_use(store, taken)
    assert store.find("toy").digest == first.version.digest
    assert store.find("toy", "previous") == second.version


def test_a_day_finds_the_newest_published_until_then(store):
    """As of a day between two publications, the earlier one held."""
    early, late = snapshot("A", day=1, published=0), snapshot("B", day=5, published=4)
    store.add(early)
    store.add(late)
    assert store.find("toy", "2016-12-29") == early.version
    assert store.find("toy", "2016-12-30") == late.version
    with pytest.raises(ListUnknown, match="no version goes by"):
        store.find("toy", "2016-12-25")


@pytest.mark.parametrize("which", ["current", "previous", "abcd", "ab", "2016-12-01", "", "../.."])
def test_an_unknown_version_is_told_with_those_that_are_known(store, which):
    """Nobody has to guess what to type."""
    known = store.add(snapshot("A"))
    with pytest.raises(ListUnknown) as caught:
        store.find("toy", which)
    assert known.short in caught.value.expected


def test_a_list_that_was_never_loaded_names_the_lists_that_are_here(store):
    """And the command that would load it."""
    store.add(snapshot("A"))
    with pytest.raises(ListUnknown) as caught:
        store.find("un-sc")
    assert "toy" in caught.value.expected
    assert caught.value.remedy == "nongrata lists update un-sc"


@pytest.mark.parametrize("list_id", ["../out", "a/b", "", "A", "x" * 65, ".hidden"])
def test_a_list_id_cannot_lead_out_of_the_home_folder(store, list_id):
    """It becomes the name of a folder."""
    with pytest.raises(InputError, match="cannot be the name of a list"):
        store.add(snapshot("A", list_id=list_id))


def test_damaged_parties_are_refused_not_read(store):
    """A version is its digest; what does not have it is not the version."""
    version = store.add(snapshot(*map(str, range(50))))
    damage(store, "parties.jsonl.gz")
    with pytest.raises(IndexUnusable, match="absent or damaged") as caught:
        store.snapshot(version)
    assert "parties.jsonl.gz" in caught.value.item
    assert "lists update" in caught.value.remedy


def test_other_parties_under_the_name_of_a_version_are_refused(store):
    """A well-formed file of other content is as bad as a broken one."""
    version, other = store.add(snapshot("A")), store.add(snapshot("B", day=1))
    files = {path.parent.name: path for path in store.home.glob("lists/*/*/parties.jsonl.gz")}
    files[version.digest[:16]].write_bytes(files[other.digest[:16]].read_bytes())
    with pytest.raises(IndexUnusable, match="its sha256 is"):
        store.snapshot(version)


@pytest.mark.parametrize("name", ["parties.jsonl.gz", "version.json"])
def test_loading_a_damaged_version_again_mends_it(store, name):
    """The remedy that the error names works."""
    taken = snapshot(*map(str, range(50)))
    store.add(taken)
    path = next(store.home.glob(f"lists/*/*/{name}"))
    path.write_bytes(b"\xff" + path.read_bytes()[1:])
    store.add(taken)
    assert store.snapshot(store.versions("toy")[0]) == taken


def test_a_damaged_record_of_what_is_in_use_is_told(store):
    """Never taken for "nothing is in use"."""
    put_in_use(store, snapshot("A"))
    (store.home / "active.json").write_bytes(b"{")
    with pytest.raises(IndexUnusable, match="damaged"):
        store.active()


def test_what_is_not_here_cannot_be_put_in_use(store):
    """What is in use always exists."""
    put_in_use(store, snapshot("A"))
    before = store.active()
    with pytest.raises(ListUnknown, match="no such version"):
        store.activate(ActiveSet({"toy": "0" * 64}))
    assert store.active() == before


def test_compiled_watchlists_are_kept_aside_until_they_are_finished(store):
    """What is staged and not kept leaves nothing behind."""
    with store.stage_compiled() as aside:
        (aside / "index").write_bytes(b"half")
    assert list(store.home.glob("compiled/*")) == []
    with store.stage_compiled() as aside:
        (aside / "index").write_bytes(b"whole")
        name = store.keep_compiled(aside, "one")
    assert (store.compiled_dir(name) / "index").read_bytes() == b"whole"
    assert list(store.home.glob("aside/*")) == []


def test_a_folder_is_on_the_disk_before_it_is_in_its_place(store, monkeypatch):
    """With everything below it: a power cut must not leave names without content."""
    synced: list[str] = []
    plain = writing._sync

    def note(path: Path) -> None:
        synced.append(path.name)
        plain(path)

    monkeypatch.setattr(writing, "_sync", note)
    with store.stage_compiled() as aside:
        (aside / "arrays").mkdir()
        (aside / "arrays" / "names.npy").write_bytes(b"1")
        (aside / "index").write_bytes(b"2")
        store.keep_compiled(aside, "one")
    assert set(synced[:-2]) == {"arrays", "names.npy", "index"}
    assert synced[-1] == "compiled"


def test_a_compiled_watchlist_is_never_overwritten(store):
    """The one of that name may be in use at this moment."""
    names = []
    for content in (b"1", b"2"):
        with store.stage_compiled() as aside:
            (aside / "index").write_bytes(content)
            names.append(store.keep_compiled(aside, "one"))
    assert names == ["one", "one-2"]
    assert [(store.compiled_dir(name) / "index").read_bytes() for name in names] == [b"1", b"2"]


def test_sweeping_keeps_what_is_in_use_and_the_youngest_before_it(store):
    """A reader that asked just before the swap can still open what it was told."""
    for at, name in enumerate(("old", "young", "used")):
        folder = store.compiled_dir(name)
        folder.mkdir(parents=True)
        os.utime(folder, (at, at))
    store.activate(ActiveSet({}, "used"))
    assert store.sweep() == ("old",)
    assert sorted(path.name for path in store.home.glob("compiled/*")) == ["used", "young"]


def test_what_a_killed_writer_left_is_swept_by_the_next(store):
    """Half-written versions do not pile up."""
    store.add(snapshot("A"))
    leftover = store.home / "aside" / "version-dead"
    leftover.mkdir(parents=True)
    with store.lock():
        assert not leftover.exists()


def test_validators_are_remembered_for_each_list(store):
    """A damaged record of them only costs one download."""
    assert store.validators("toy") == {}
    store.keep_validators("toy", {"list.xml": Validators('"1"')})
    assert Store(store.home).validators("toy") == {"list.xml": Validators('"1"')}
    (store.home / "lists" / "toy" / "validators.json").write_bytes(b"{")
    assert store.validators("toy") == {}


def test_a_second_writer_waits_and_then_says_why(store):
    """Two updates do not interleave."""
    other = Store(store.home, lock_timeout_s=0.05)
    with store.lock(), pytest.raises(NongrataError, match="another update is running"):
        in_thread(lambda: other.add(snapshot("A")))
    assert other.add(snapshot("A"))


def in_thread(work) -> None:
    """Runs it in another thread and hands on its error."""
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except NongrataError as error:
            errors.append(error)

    thread = threading.Thread(target=guarded)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("step", ["write_synced", "move_folder", "replace_file"])
def test_a_full_disk_leaves_the_old_state_and_says_what_to_do(store, monkeypatch, step, code):
    """Whichever write fails first: a clear error, no leftovers, and the same version in use."""
    put_in_use(store, snapshot("A"))
    before = store.active()

    def full(*_args) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(f"nongrata.sources.versions.store.{step}", full)
    with pytest.raises(NongrataError, match="the disk is full") as caught:
        put_in_use(store, snapshot("B", day=1))
    monkeypatch.undo()
    assert caught.value.item == str(store.home)
    assert "free some space" in caught.value.remedy
    assert store.active() == before
    assert store.snapshot(store.find("toy")).parties == snapshot("A").parties
    assert list(store.home.glob("aside/*")) == []


def compile_half(store: Store) -> None:
    """What the index room does when the disk fills up under it."""
    with store.stage_compiled() as aside:
        (aside / "index").write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_while_compiling_leaves_the_old_state(store):
    """The index room writes into the staged folder; its failure is ours to explain."""
    put_in_use(store, snapshot("A"), "old")
    before = store.active()
    with pytest.raises(NongrataError, match="the disk is full"):
        compile_half(store)
    assert store.active() == before
    assert list(store.home.glob("aside/*")) == []


def test_a_file_size_limit_is_a_full_disk_for_real(store):
    """The same with the operating system refusing the write, not a stand-in."""
    code = f"""
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, {str(str(HERE))!r})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
import test_store as t
store = t.Store(Path({str(store.home)!r}))
t.put_in_use(store, t.snapshot("A"))
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    t.put_in_use(store, t.snapshot(*(str(n * 7919 ** 3) for n in range(2000)), day=1))
except t.NongrataError as error:
    print(error)
"""
    told = run_python(code).stdout
    assert "the disk is full" in told
    assert "free some space" in told
    assert store.snapshot(store.find("toy")).parties == snapshot("A").parties
    assert len(store.versions("toy")) == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    """A home below a file, for instance."""
    (tmp_path / "file").write_text("")
    with pytest.raises(NongrataError, match="cannot be written to") as caught:
        Store(tmp_path / "file" / "home").add(snapshot("A"))
    assert "--home" in caught.value.remedy


# --- killed at any moment ---------------------------------------------------------------------------------

WRITER = """
import os, sys
from pathlib import Path
sys.path.insert(0, {here!r})
import test_store as t
t.write_forever(t.Store(Path({home!r})))
"""


def write_forever(store: Store) -> None:
    """Adds, compiles and activates one version after another until somebody kills the process."""
    day = 0
    while True:
        day += 1
        taken = snapshot(*(f"NIEMAND {day} {number}" for number in range(200)), day=day)
        store.add(taken)
        with store.stage_compiled() as aside:
            (aside / "index").write_text(taken.version.digest)
            name = store.keep_compiled(aside, taken.version.digest[:16])
        store.activate(ActiveSet({"toy": taken.version.digest}, name))
        store.sweep()
        if day == 1:
            sys.stdout.write("ready\n")
            sys.stdout.flush()


def assert_sound(store: Store) -> None:
    """Every version verifies, and what is in use is complete and fits together."""
    for version in store.versions("toy"):
        assert store.snapshot(version).version.digest == version.digest
    active = store.active()
    assert store.find("toy").digest == active.lists["toy"]
    assert (store.compiled_dir(active.compiled) / "index").read_text() == active.lists["toy"]


def test_a_writer_killed_at_random_moments_leaves_a_sound_store(store):
    """Twelve writers in a row on the same store, each killed with SIGKILL."""
    chance = random.Random(20161229)  # noqa: S311 - moments, not secrets
    code = WRITER.format(here=str(HERE), home=str(store.home))
    for _ in range(12):
        command = [sys.executable, "-c", code]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603 - our own text
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            threading.Event().wait(chance.uniform(0, 0.05))
            writer.send_signal(signal.SIGKILL)
        assert_sound(store)
    with store.lock():
        assert list(store.home.glob("aside/*")) == []


STEPS = ("fsync", "replace", "rename", "open")

STEPWISE = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {here!r})
import test_store as t
raise SystemExit(t.kill_at_every_step(Path({home!r})))
"""


def kill_at_every_step(home) -> int:
    """Forks a writer for each system call it makes, killed at that call; returns how many were killed."""
    store = Store(home)
    put_in_use(store, snapshot("A"))
    for step in range(200):
        child = os.fork()
        if not child:
            _die_at(step)
            put_in_use(Store(home), snapshot("B", str(step), day=1 + step))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        active = store.active()
        assert store.snapshot(store.find("toy")).version.digest == active.lists["toy"]
        for version in store.versions("toy"):
            store.snapshot(version)
        if os.waitstatus_to_exitcode(status) == 0:
            assert active.lists["toy"] == snapshot("B", str(step)).version.digest
            return step
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        assert len(active.lists) == 1
    raise AssertionError("the writer never finished")


def _die_at(step: int) -> None:
    """Counts every audited file operation, and kills this process at the given one."""
    left = [step]

    def audit(event: str, _args) -> None:
        if event in {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"}:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(audit)


def test_a_writer_killed_at_each_of_its_file_operations_leaves_a_sound_store(store):
    """Not by chance: once before every single one."""
    code = STEPWISE.format(here=str(HERE), home=str(store.home))
    done = run_python(code)
    assert done.stderr == ""
    assert done.returncode > 10


def test_readers_never_see_a_half_written_record(store, monkeypatch):
    """While active.json is being replaced, the old one is what is read."""
    put_in_use(store, snapshot("A"))
    before = store.active()
    seen = []
    synced = writing.write_synced

    def spy(path, data) -> None:
        synced(path, data[: len(data) // 2])
        seen.append(store.active())
        synced(path, data)
        seen.append(store.active())

    store.add(snapshot("B", day=1))
    monkeypatch.setattr(writing, "write_synced", spy)
    store.activate(ActiveSet({"toy": snapshot("B").version.digest}))
    assert seen == [before, before]
    assert store.active() != before


def test_a_replacement_that_fails_leaves_nothing_beside_the_old_file(tmp_path, monkeypatch):
    """On a full disk every leftover makes it worse."""
    path = tmp_path / "active.json"
    path.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        writing.replace_file(path, b"new")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("active.json", b"old")]


def test_the_record_of_what_is_in_use_is_plain_json(store):
    """Somebody with nothing but a pager can see what is in use."""
    put_in_use(store, snapshot("A"), "one")
    told = msgspec.json.decode((store.home / "active.json").read_bytes())
    assert told == {"lists": {"toy": snapshot("A").version.digest}, "compiled": "one"}


def spoil_record(store: Store) -> bytes:
    """Damages the record of what is in use; gives what it holds now."""
    damaged = b'{"lists": {"to'
    (store.home / "active.json").write_bytes(damaged)
    return damaged


def test_a_damaged_record_of_what_is_in_use_is_rebuilt(store):
    """Of each list the version that was seen last; the damaged record is kept beside the new one."""
    for day, name in ((0, "A"), (1, "B")):
        put_in_use(store, snapshot(name, day=day), "abc")
    put_in_use(store, snapshot("A", day=2), "abc")
    store.add(snapshot("C", list_id="other"))
    damaged = spoil_record(store)
    with pytest.raises(IndexUnusable) as caught:
        store.active()
    assert "lists update rebuilds" in caught.value.remedy
    rebuilt = store.recover()
    lists = {"toy": snapshot("A").version.digest, "other": snapshot("C", list_id="other").version.digest}
    assert store.active() == rebuilt == ActiveSet(lists, "")
    assert (store.home / "active.json.damaged").read_bytes() == damaged


def test_a_rebuilt_record_names_no_damaged_version_and_asks_publishers_anew(store):
    """The newest whole version is taken, and "not modified" must not keep the newer one away."""
    put_in_use(store, snapshot("A"))
    store.keep_validators("toy", {"toy.xml": Validators('"1"', "")})
    for day, name in ((1, "parties.jsonl.gz"), (2, "version.json")):
        newer = store.add(snapshot(f"NEWER {day}", day=day))
        (store.home / "lists" / "toy" / newer.digest[:16] / name).write_bytes(b"damaged")
    spoil_record(store)
    assert store.recover().lists == {"toy": snapshot("A").version.digest}
    assert store.validators("toy") == {}


def test_a_whole_record_is_left_as_it_is(store):
    """And so is a home in which nothing is in use."""
    assert store.recover() == ActiveSet()
    put_in_use(store, snapshot("A"), "abc")
    store.add(snapshot("B", day=1))
    before = store.active()
    assert store.recover() == store.active() == before
    assert not (store.home / "active.json.damaged").exists()
