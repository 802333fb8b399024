"""Three years of real days, replayed through the readers and the diff."""

from __future__ import annotations

import csv
import gc
import gzip
import hashlib
import importlib.util
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice, pairwise
from pathlib import Path

import pytest

from nongrata.cli import lists
from nongrata.model import Party, Snapshot
from nongrata.sources.loading.catalogue import descriptor_of, plan
from nongrata.sources.loading.load import load
from nongrata.sources.loading.tally import Tally
from nongrata.sources.versions.diff import ListDiff, Materiality, diff

HISTORY = Path("ofac", "history", "sdn_daily_deltas_2021-08_2024-05.jsonl.gz")
INDEX = Path("ofac", "history", "sdn_daily_index.csv")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 308
SHARDS = 4
FSB = "ofac-sdn:21344"


def _tool():
    """The script that rebuilds the days, as a module."""
    path = Path(__file__).resolve().parents[3] / "tools" / "replay_sdn_history.py"
    spec = importlib.util.spec_from_file_location("replay_sdn_history", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


replay = _tool()


def taken(path: Path) -> Snapshot:
    """The SDN list that the file belongs to, in spite of parts that are not at hand."""
    (one,) = plan(path).decided()
    return load(one, descriptor=descriptor_of(one.list_id), now=NOW, origin=str(path), insist=True)


def read_days(shared: Path, folder: Path, first: int, last: int) -> Iterator[tuple[object, list[Party]]]:
    """The days from `first` to `last`, each read whole from its rebuilt file.

    Read, not loaded: digests and fill rates of 308 days would cost a fifth more time and show nothing.
    """
    file = folder / "sdn.csv"
    for day in islice(replay.days(shared / HISTORY), first, last + 1):
        file.write_bytes(day.csv())
        (one,) = plan(file).decided()
        tally = Tally()
        yield day, list(one.format.read(one.list_id, one.parts, tally))
        assert tally.balanced
        assert tally.rows_rejected == 0


def numbers(ids) -> set[int]:
    """OFAC's own numbers of targets."""
    return {int(one.id.partition(":")[2]) for one in ids}


@pytest.fixture
def _no_collector() -> Iterator[None]:
    """A million live values make the cycle collector the most expensive part; nothing here has cycles."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_no_collector")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_each_days_additions_and_removals_are_those_of_the_index(shared, tmp_path, shard):
    """By number of targets against the index file, and by identity against the recorded rows.

    A shard begins with the last day of the one before it. An amended target always had another row; a few
    changed rows say the same as before (a country renamed, an alias moved within the remarks).
    """
    index = list(csv.DictReader((shared / INDEX).read_text().splitlines()))
    assert len(index) == DAYS
    bounds = [DAYS * part // SHARDS for part in range(SHARDS + 1)]
    first, last = max(bounds[shard] - 1, 0), bounds[shard + 1] - 1
    seen = 0
    states = read_days(shared, tmp_path, first, last)
    for number, ((_, before), (day, after)) in enumerate(pairwise(states), start=first + 1):
        found, expected = diff(before, after), index[number]
        assert len(after) == int(expected["entries"])
        assert len(found.added) == int(expected["added"])
        assert len(found.removed) == int(expected["removed"])
        assert int(expected["changed"]) - 1 <= len(found.amended) <= int(expected["changed"])
        assert numbers(found.added) == day.added
        assert numbers(found.removed) == day.removed
        assert numbers(found.amended) <= day.changed
        seen += 1
    assert seen == last - first


@pytest.mark.parametrize(
    "data",
    [None, b"no gzip", gzip.compress(b"no json", mtime=0)[:-9], gzip.compress(b"[]\n", mtime=0)],
    ids=["missing", "not packed", "cut off", "not a history"],
)
def test_a_history_that_cannot_be_read_ends_in_a_message_and_exit_code_3(tmp_path, monkeypatch, capsys, data):
    """Absent, not packed, cut, or something else."""
    path = tmp_path / "history.jsonl.gz"
    if data is not None:
        path.write_bytes(data)
    monkeypatch.setattr(sys, "argv", ["replay_sdn_history.py", str(path), str(tmp_path / "days")])
    with pytest.raises(SystemExit) as caught:
        replay.main()
    assert caught.value.code == 3
    assert f"{path} cannot be read" in capsys.readouterr().err


def test_the_command_in_the_help_of_the_tool_is_one_that_exists():
    """It is what a reader copies."""
    lines = [line.split() for line in replay.__doc__.splitlines()]
    (words,) = (line[3:] for line in lines if line[:3] == ["nongrata", "lists", "diff"])
    context = lists.diff.make_context("diff", words)
    assert context.params["before_path"].name == context.params["after_path"].name == "sdn.csv"


def test_the_days_are_rebuilt_byte_for_byte(shared):
    """Four of them are at hand as they were downloaded."""
    wanted = {path.name[4:14]: path for path in sorted((shared / "ofac" / "history").glob("sdn_20*.csv.gz"))}
    found = {}
    for day in replay.days(shared / HISTORY):
        if day.folder[:10] in wanted:
            found.setdefault(day.folder[:10], set()).add(hashlib.sha256(day.csv()).hexdigest())
    assert sorted(found) == ["2022-02-17", "2024-02-20", "2024-02-23", "2024-05-03"]
    for date, digests in found.items():
        (one,) = plan(wanted[date]).decided()
        assert one.parts["sdn"].source_file().sha256 in digests


def day_of(shared: Path, folder: Path, date: str) -> tuple[object, ListDiff]:
    """The rebuilt day and what it changed."""
    places = [number for number, day in enumerate(replay.days(shared / HISTORY)) if day.folder.startswith(date)]
    (_, before), (day, after) = read_days(shared, folder, places[0] - 1, places[0])
    return day, diff(before, after)


def test_on_28_june_2022_fsb_appears_as_a_weak_alias(shared, tmp_path):
    """The strong one stood in alt.csv, which the days do not have: here the weak one is new."""
    _, found = day_of(shared, tmp_path, "2022-06-28")
    (fsb,) = (one for one in found.amended if one.id == FSB)
    assert fsb.material is Materiality.SCREENING
    assert fsb.describe()[0] == "alias added: 'FSB' (weak aka)"
    assert any("RUSSIA-EO14024" in sentence for sentence in fsb.describe())
    assert (len(found.added), len(found.amended)) == (169, 14)


def test_between_full_sets_the_alias_fsb_turned_weak(shared):
    """Strong in alt.csv of June 2021, weak in the remarks of December 2023: one change, and it matters."""
    before, after = (taken(shared / "ofac" / name) for name in ("full_2021-06/sdn.csv.gz", "full_2023-12-28/sdn.csv"))
    (fsb,) = (one for one in diff(before.parties, after.parties).amended if one.id == FSB)
    about_aliases = [change for change in fsb.changes if change.field.startswith("alias")]
    assert [change.describe() for change in about_aliases] == ["alias strength: 'FSB' strong -> weak"]
    assert about_aliases[0].material is Materiality.SCREENING


def test_a_new_remark_on_135_targets_is_not_135_alerts(shared, tmp_path):
    """On 2 September 2022 all eleven parties of 2016 and others got a sentence on secondary sanctions.

    One of them (31212) has remarks that OFAC cuts at 1,000 characters: the new sentence pushed a wallet
    address into sdn_comments.csv, which the days do not have. That one is material, and rightly so.
    """
    day, found = day_of(shared, tmp_path, "2022-09-02")
    assert found.counts["added"] == found.counts["removed"] == 0
    assert found.counts["amended"] == 135
    (cut,) = found.amended_for(Materiality.SCREENING)
    assert cut.id == "ofac-sdn:31212"
    (row,) = csv.reader([day.rows[31212]])
    assert len(row[-1]) == 1000
    assert found.amended_for(Materiality.DUTY) == ()
