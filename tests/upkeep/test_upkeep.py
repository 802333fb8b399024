"""Updating lists: what was in use stays in use until the new is whole, whatever happens."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import msgspec
import pytest
from click.testing import CliRunner

from nongrata import upkeep
from nongrata.cli import main
from nongrata.engine import load_watchlist
from nongrata.errors import NongrataError
from nongrata.model import Part
from nongrata.sources.loading.catalogue import descriptor_of, plan
from nongrata.sources.loading.fetch import FetchPolicy, fetch
from nongrata.sources.versions.store import Store

NOW = datetime(2026, 11, 1, tzinfo=UTC)
OWN = ("--list", "our-own")


@pytest.fixture
def home(tmp_path):
    """An empty home folder."""
    return tmp_path / "home"


@pytest.fixture
def run(home):
    """Runs `nongrata lists …` against the home folder."""

    def call(*arguments):
        words = [str(word) for word in arguments]
        return CliRunner().invoke(main, ["lists", *words, "--home", str(home)], catch_exceptions=False)

    return call


def own_list(folder, *names, file="own.csv"):
    """A list of one's own as CSV."""
    path = folder / file
    path.write_text("id,name,kind\n" + "".join(f"{n},{name},person\n" for n, name in enumerate(names, 1)), "utf-8")
    return path


def test_a_list_is_taken_in_compiled_and_answers(run, home, tmp_path):
    """From file to hit."""
    assert run("update", "--from", own_list(tmp_path, "Teofil Vardomir"), *OWN).exit_code == 0
    found = CliRunner().invoke(main, ["check", "Vardomir Teofil", "--home", str(home)])
    assert found.exit_code == 1
    assert "our-own:1" in found.output


def test_the_same_file_again_changes_nothing(run, home, tmp_path):
    """Same content, same version, same compiled watchlist."""
    path = own_list(tmp_path, "Teofil Vardomir")
    run("update", "--from", path, *OWN)
    before = (home / "active.json").read_bytes()
    assert "unchanged" in run("update", "--from", path, *OWN).output
    assert (home / "active.json").read_bytes() == before


def test_lists_come_and_go_without_disturbing_each_other(run, home, tmp_path):
    """Two lists, one compiled watchlist; dropping one leaves the other."""
    run("update", "--from", own_list(tmp_path, "Teofil Vardomir"), "--list", "one")
    run("update", "--from", own_list(tmp_path, "Ilma Ostrelko", file="two.csv"), "--list", "two")
    assert {listed.list_id for listed in load_watchlist(home).lists} == {"one", "two"}
    assert run("drop", "one").exit_code == 0
    assert {listed.list_id for listed in load_watchlist(home).lists} == {"two"}
    assert run("drop", "two").exit_code == 0
    assert "no list is in use" in run("status").output


def test_a_refused_list_keeps_its_last_good_version_and_does_not_hold_up_others(run, home, tmp_path):
    """A list that shrank from twenty targets to one; another beside it is fine."""
    big = own_list(tmp_path, *(f"Teofil Vardomir {chr(97 + n)}{chr(98 + n)}" for n in range(20)))
    run("update", "--from", big, "--list", "one")
    before = json.loads((home / "active.json").read_text())["lists"]["one"]
    store = Store(home)
    plans = [
        *plan(own_list(tmp_path, "Only One"), "one").decided(),
        *plan(own_list(tmp_path, "Ilma Ostrelko", file="two.csv"), "two").decided(),
    ]
    refused, taken = upkeep.update(store, plans, now=NOW, origin="a test")
    assert refused.error is not None
    assert taken.error is None
    active = json.loads((home / "active.json").read_text())["lists"]
    assert active["one"] == before
    assert "two" in active
    result = run("update", "--from", tmp_path / "own.csv", "--list", "one")
    assert result.exit_code == 3
    assert "--insist" in result.output


def test_insisting_takes_the_list_and_shows_the_caveat_with_every_answer(run, home, tmp_path):
    """A doubt that somebody overruled stays visible."""
    big = own_list(tmp_path, *(f"Teofil Vardomir {chr(97 + n)}{chr(98 + n)}" for n in range(20)))
    run("update", "--from", big, *OWN)
    assert run("update", "--from", own_list(tmp_path, "Only One"), *OWN, "--insist").exit_code == 0
    answer = CliRunner().invoke(main, ["check", "Nobody Here", "--home", str(home), "--json"])
    assert json.loads(answer.output)["screened_against"][0]["caveats"]


def test_what_changed_is_shown_between_versions_and_between_files(run, tmp_path):
    """Added, removed; nothing put in use by looking."""
    first, second = own_list(tmp_path, "Teofil Vardomir", "Ilma Ostrelko"), tmp_path / "b.csv"
    second.write_text("id,name,kind\n1,Teofil Vardomir,person\n3,Nadja Kolm,person\n", "utf-8")
    shown = run("diff", "our-own", "--before", first, "--after", second)
    assert "+ our-own:3 Nadja Kolm" in shown.output
    assert "- our-own:2 Ilma Ostrelko" in shown.output
    assert "no list is in use" in run("status").output
    run("update", "--from", first, *OWN)
    run("update", "--from", second, *OWN)
    assert json.loads(run("diff", "our-own", "--json").output)["counts"]["added"] == 1


def test_a_full_disk_while_compiling_leaves_what_was_in_use(home, tmp_path, monkeypatch):
    """The error names the folder and the remedy."""
    store = Store(home)
    first = plan(own_list(tmp_path, "Teofil Vardomir"), "our-own").decided()
    upkeep.update(store, first, now=NOW, origin="a test")
    before = (home / "active.json").read_bytes()
    monkeypatch.setattr("nongrata.index.compiled._write_array", _no_space)
    second = plan(own_list(tmp_path, "Teofil Vardomir", "Ilma Ostrelko"), "our-own").decided()
    with pytest.raises(NongrataError, match=r"space|full|room"):
        upkeep.update(store, second, now=NOW, origin="a test")
    assert (home / "active.json").read_bytes() == before
    assert load_watchlist(home).meta.targets == 1
    assert list((home / "aside").iterdir()) == []


def _no_space(*_arguments, **_options):
    raise OSError(28, os.strerror(28))


def test_after_a_crash_between_keeping_and_compiling_the_next_update_compiles(home, tmp_path):
    """A compiled watchlist that was lost is made again, though no list changed."""
    store = Store(home)
    plans = plan(own_list(tmp_path, "Teofil Vardomir"), "our-own").decided()
    upkeep.update(store, plans, now=NOW, origin="a test")
    next(store.compiled_dir(store.active().compiled).glob("index.json")).unlink()
    upkeep.update(store, plans, now=NOW, origin="a test")
    assert load_watchlist(home).meta.targets == 1


def test_a_kill_at_any_moment_leaves_the_old_or_the_new(home, tmp_path):
    """SIGKILL at random points of `lists update`, forth and back between two versions."""
    files = [
        own_list(tmp_path, *(f"Teofil Vardomir {chr(97 + n)}a" for n in range(20))),
        own_list(tmp_path, *(f"Ilma Ostrelko {chr(97 + n)}b" for n in range(21)), file="b.csv"),
    ]
    rng = random.Random(20161229)  # noqa: S311 - moments to kill at, not secrets
    command = [sys.executable, "-m", "nongrata", "lists", "update", *OWN, "--home", str(home), "--from"]
    subprocess.run([*command, str(files[0])], check=True, capture_output=True)  # noqa: S603 - our own command
    sizes = set()
    for turn in range(24):
        process = subprocess.Popen([*command, str(files[turn % 2])], stdout=subprocess.DEVNULL)  # noqa: S603 - as above
        time.sleep(rng.uniform(0.15, 0.75))
        process.send_signal(signal.SIGKILL)
        process.wait()
        sizes.add(load_watchlist(home).meta.targets)
        store = Store(home)
        store.snapshot(store.find("our-own"))
    assert sizes <= {20, 21}
    subprocess.run([*command, str(files[1])], check=True, capture_output=True)  # noqa: S603 - as above
    assert load_watchlist(home).meta.targets == 21


class _Publisher(BaseHTTPRequestHandler):
    """Serves one CSV, and answers "not modified" to whoever has it."""

    body = b""
    asked = 0

    def do_GET(self):
        type(self).asked += 1
        if self.headers.get("If-None-Match") == '"1"':
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_arguments):
        """Quiet."""


def test_a_list_is_fetched_once_and_then_only_asked_for(run, home, monkeypatch):
    """A real HTTP server on loopback: first 200, then 304; the list stays in use."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Publisher)
    Thread(target=server.serve_forever, daemon=True).start()
    _Publisher.body = b"id,name,kind\n1,Teofil Vardomir,person\n"
    url = f"http://127.0.0.1:{server.server_port}/own.csv"
    monkeypatch.setattr("nongrata.upkeep.descriptor_of", lambda list_id: _at(list_id, url))
    later = datetime(2031, 1, 1, tzinfo=UTC)
    try:
        first = run("update", "our-own")
        monkeypatch.setattr("nongrata.cli.lists.now", lambda: later)
        second = run("update", "our-own")
    finally:
        server.shutdown()
        server.server_close()
    assert first.exit_code == second.exit_code == 0
    assert "now in use" in first.output
    assert "unchanged" in second.output
    assert _Publisher.asked == 2
    assert load_watchlist(home).lists[0].fetched_at == later.isoformat()
    assert load_watchlist(home).meta.targets == 1


def _at(list_id, url):
    return msgspec.structs.replace(descriptor_of(list_id), parts=(Part("own.csv", url),))


def test_a_publisher_that_cannot_be_reached_is_exit_code_3(run, monkeypatch):
    """Nothing listens on that port."""
    monkeypatch.setattr("nongrata.upkeep.descriptor_of", lambda list_id: _at(list_id, "http://127.0.0.1:9/own.csv"))
    monkeypatch.setattr("nongrata.upkeep.fetch", partial(fetch, policy=FetchPolicy(retries=0)))
    result = run("update", "our-own")
    assert result.exit_code == 3
    assert "last good version" in result.output


def test_a_missing_file_is_named(run):
    """The path and what to do."""
    result = run("update", "--from", Path("nowhere.xml"))
    assert result.exit_code == 3
    assert "nowhere.xml" in result.stderr


def test_a_list_that_is_served_again_unchanged_is_as_young_as_its_last_service(home, tmp_path):
    """EU, UN and DFAT regenerate unchanged files under a new date: that is confirmation, not staleness."""
    store = Store(home)
    plans = plan(own_list(tmp_path, "Teofil Vardomir"), "our-own").decided()
    upkeep.update(store, plans, now=NOW, origin="a test")
    later = datetime(2026, 11, 20, tzinfo=UTC)
    upkeep.update(store, plans, now=later, origin="a test")
    assert load_watchlist(home).lists[0].fetched_at == later.isoformat()


def test_a_refused_list_is_fetched_anew_next_time(run, home, monkeypatch):
    """What the publisher gave us to ask "has it changed?" with is kept only for a list that was taken."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Publisher)
    Thread(target=server.serve_forever, daemon=True).start()
    _Publisher.body = b"id,name,kind\n1,Teofil Vardomir,person\n1,Another One,person\n"
    monkeypatch.setattr(
        "nongrata.upkeep.descriptor_of",
        lambda list_id: _at(list_id, f"http://127.0.0.1:{server.server_port}/own.csv"),
    )
    try:
        assert run("update", "our-own").exit_code == 3
        assert Store(home).validators("our-own") == {}
        assert run("update", "our-own").exit_code == 3
    finally:
        server.shutdown()
        server.server_close()


def test_a_damaged_version_in_use_is_loaded_anew(home, tmp_path):
    """The remedy that the error names works."""
    store = Store(home)
    plans = plan(own_list(tmp_path, "Teofil Vardomir"), "our-own").decided()
    upkeep.update(store, plans, now=NOW, origin="a test")
    next(home.glob("lists/*/*/version.json")).write_bytes(b"{")
    assert upkeep.update(store, plans, now=NOW, origin="a test")[0].error is None
    assert load_watchlist(home).meta.targets == 1


def test_lists_that_are_asked_for_and_not_there_are_an_error(run, tmp_path):
    """Silence and exit code 0 would look like success."""
    result = run("update", "un-sc", "eu-fsf", "--from", own_list(tmp_path, "Teofil Vardomir"))
    assert result.exit_code == 3


FULL_DISK = """
mount -t tmpfs -o size=400k tmpfs "$1" || exit 77
"$2" -m nongrata lists update --from "$3" --list our-own --home "$1" || exit 78
"$2" -m nongrata lists update --from "$4" --list our-own --home "$1"; echo "exit code $?"
"$2" -m nongrata check "Teofil Vardomir" --home "$1"
"""


def test_a_disk_that_is_really_full_leaves_what_was_in_use(home, tmp_path):
    """A small tmpfs, in a mount namespace that goes with the process: one list fits, the next does not."""
    home.mkdir()
    small = own_list(tmp_path, "Teofil Vardomir")
    large = own_list(tmp_path, *(f"Teofil{n} Vardomir{n}" for n in range(6000)), file="b.csv")
    words = ["unshare", "--mount", "sh", "-c", FULL_DISK, "sh", str(home), sys.executable, str(small), str(large)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    except FileNotFoundError:
        pytest.skip("this machine has no unshare to mount a small disk with")
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    assert "exit code 3" in done.stdout
    assert "the disk is full" in done.stdout + done.stderr
    assert "1 targets" in done.stdout
    assert "our-own:1" in done.stdout
