"""`nongrata compare`."""

import csv

import pytest
from click.testing import CliRunner

from nongrata.cli import main


@pytest.fixture
def run(tmp_path):
    """Runs a command against an empty home folder."""

    def call(*arguments):
        return CliRunner().invoke(main, ["compare", *arguments, "--home", str(tmp_path)], catch_exceptions=False)

    return call


def test_two_names_get_a_score_and_a_reason(run):
    """Exit code 1 where they would alert."""
    assert run("Alexei Belan", "BELAN, Aleksey").exit_code == 1
    result = run("Alexei Belan", "Igor Korobov")
    assert result.exit_code == 0
    assert result.output.startswith("0.0")


def test_pairs_keep_their_columns_and_gain_score_and_alert(run, tmp_path):
    """Any further column is carried along; every kind is allowed."""
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_text(
        "kind,left,right,label\nperson,Evgeniy Bogachev,Богачев Евгений,1\n"
        "vessel,Sea Star,M/V Sea Star,1\nperson,Ann Ostrelko,Igor Korobov,0\nunknown,,Igor,0\n",
        encoding="utf-8",
    )
    assert run("--pairs", str(pairs), "--out", str(out)).exit_code == 1
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["label"] for row in rows] == ["1", "1", "0", "0"]
    assert [row["alert"] for row in rows] == ["true", "true", "false", "false"]
    assert float(rows[0]["score"]) > 0.9
    assert float(rows[2]["score"]) < 0.1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("left,right\na,b,c\n", "line 2"),
        ("kind,left,right\nshoe,a,b\n", "line 2"),
        ("one,two\na,b\n", "no column left"),
        ("", "empty"),
    ],
)
def test_bad_pairs_are_refused_and_nothing_is_written(run, tmp_path, text, said):
    """Exit code 3, the line, and no half-written result."""
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_text(text)
    result = run("--pairs", str(pairs), "--out", str(out))
    assert result.exit_code == 3
    assert said in result.stderr
    assert not out.exists()
    assert list(tmp_path.glob(".*part")) == []


def test_half_a_question_is_a_usage_error(run, tmp_path):
    """Two names, or a file and a place for the answer."""
    assert run("one name").exit_code == 2
    assert run("--pairs", str(tmp_path / "x.csv")).exit_code == 2
