"""Golden runs: the demonstration as a whole, so that a change of any score is seen and meant."""

import json
import re

import pytest
from click.testing import CliRunner

from nongrata.cli import main


@pytest.fixture
def demo(tmp_path):
    """The demonstration, run once."""
    result = CliRunner().invoke(main, ["demo", "--out", str(tmp_path)], catch_exceptions=False)
    return result.output.replace(str(tmp_path), "OUT"), tmp_path


def masked(text):
    """Times and ages masked: they are all that may differ between two runs."""
    text = re.sub(r"\d+ days", "N days", text)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:+]+", "TIME", text)


def test_what_the_demonstration_prints(demo, snapshot):
    """The table that the README shows."""
    assert masked(demo[0]) == snapshot


def test_the_hits_of_the_demonstration(demo, snapshot):
    """Every row with every piece of evidence."""
    assert (demo[1] / "hits.csv").read_text("utf-8") == snapshot


def test_one_check_in_json(tmp_path, snapshot):
    """What a program reads."""
    arguments = ["check", "Yevgeny Bogachov", "--born", "1983", "--json", "--home", str(tmp_path)]
    answer = CliRunner().invoke(main, arguments, catch_exceptions=False).output
    answer = json.loads(answer)
    answer["notes"] = [note.replace(str(tmp_path), "HOME") for note in answer["notes"]]
    for listed in answer["screened_against"]:
        listed["age_days"] = listed["taken_in_days"] = "N"
    assert answer == snapshot
