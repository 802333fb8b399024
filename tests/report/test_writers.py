"""Result files."""

import csv
import json

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from nongrata.errors import InputError
from nongrata.model import Evidence, Feature, Hit, Strength, Subject
from nongrata.model.subject import SubjectRow
from nongrata.report.columns import hit_schema
from nongrata.report.page import pieces
from nongrata.report.rows import bare_row, evidence_text, hit_row
from nongrata.report.summary import Count, ScreenedList, Summary
from nongrata.report.writers import ResultFile

SUMMARY = Summary(
    subjects=2,
    clear=0,
    with_hits=1,
    not_screened=1,
    hits=1,
    alerts=1,
    subjects_alerting=1,
    cutoff=0.5,
    threshold=0.7,
    lists=(ScreenedList("t", "abc", "2026-01-01", 3, 1, 2, stale=False),),
)


def a_hit(name="Ilma", **changes):
    """A hit with everything filled."""
    values = {
        "subject_id": "s1",
        "subject_name": name,
        "target_id": "t:1",
        "target_name": "OSTRELKO, Ilma",
        "matched_name": "OSTRELKO, Ilma",
        "matched_strength": Strength.STRONG,
        "list_id": "t",
        "list_version": "abc",
        "score": 0.91,
        "bits": 18.0,
        "alert": True,
        "reason": "because",
        "evidence": (Evidence(Feature.NAME, 18.0, "a", "b", "‘a’ is ‘b’"),),
    }
    return Hit(**values | changes)


def written(path, *rows):
    """The rows, written to a file of any kind."""
    with ResultFile(path) as result:
        result.write(pa.RecordBatch.from_pylist(list(rows), schema=hit_schema()))
        result.finish(SUMMARY)
    return path


def rows_for(name):
    """A hit, and a row that was not screened."""
    lost = SubjectRow(Subject(id="s2", name=""), 3, "no name")
    return hit_row(a_hit(name), 2), bare_row(lost, status="not_screened", reason="no name")


def test_csv_parquet_and_json_lines_hold_the_same_rows(tmp_path):
    """The format is a matter of taste, not of content."""
    rows = rows_for("Ilma")
    table = parquet.read_table(written(tmp_path / "a.parquet", *rows)).to_pylist()
    lines = [json.loads(line) for line in written(tmp_path / "a.jsonl", *rows).read_text("utf-8").splitlines()]
    with written(tmp_path / "a.csv", *rows).open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    assert table == lines[:-1]
    assert lines[-1]["summary"]["not_screened"] == 1
    assert [row["status"] for row in cells] == [row["status"] for row in table] == ["hit", "not_screened"]
    assert cells[0]["evidence"] == table[0]["evidence"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_name_that_is_a_formula_is_disarmed_in_csv(tmp_path, start):
    """A customer may not run code in the analyst's spreadsheet (OWASP, CSV injection)."""
    path = written(tmp_path / "a.csv", *rows_for(start + "cmd|' /C calc'!A1"))
    with path.open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["subject_name"].startswith("'" + start)


def test_a_name_that_is_markup_is_text_on_the_page(tmp_path):
    """A customer may not run code in the analyst's browser either."""
    page = written(tmp_path / "a.html", *rows_for("<script>alert(1)</script>")).read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_page_says_what_it_was_screened_against_and_what_was_not_screened(tmp_path):
    """It has to stand alone when it is printed."""
    page = written(tmp_path / "a.html", *rows_for("Ilma")).read_text("utf-8")
    assert "abc" in page
    assert "2026-01-01" in page
    assert "no name" in page
    assert "http" not in page


def test_a_result_appears_only_when_it_is_complete(tmp_path):
    """A reader never finds half a file, and a failed run leaves nothing."""
    path = tmp_path / "a.csv"
    batch = pa.RecordBatch.from_pylist(list(rows_for("Ilma")), schema=hit_schema())
    with ResultFile(path) as result:
        result.write(batch)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.docx", "a"])
def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path, name):
    """Before anything is screened."""
    with pytest.raises(InputError, match=r"\.parquet"):
        ResultFile(tmp_path / name)


def test_a_place_that_cannot_be_written_to_is_an_error_of_ours(tmp_path):
    """A file where the folder should be."""
    (tmp_path / "x").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        ResultFile(tmp_path / "x" / "a.csv")


SENTENCE = (
    st.text(alphabet="abc ;‘’", min_size=1, max_size=20).map(str.strip).filter(bool).filter(lambda s: s[0] != ";")
)


@given(st.lists(st.tuples(SENTENCE, st.integers(-200, 200)), max_size=5))
def test_the_page_takes_evidence_apart_as_it_was_put_together(items):
    """Sentences may hold semicolons."""
    evidence = [Evidence(Feature.NAME, tenths / 10, "", "", sentence) for sentence, tenths in items]
    found = [(piece["sentence"], piece["bits"]) for piece in pieces(evidence_text(evidence))]
    assert found == [(sentence, tenths / 10) for sentence, tenths in items]


def test_rows_that_are_not_accounted_for_stop_the_run():
    """`rows in = rows out + named rejects` is checked at run time, not hoped for."""
    count = Count()
    count.subjects = 2
    count.add([{"subject_row": 1, "status": "clear", "alert": False}])
    with pytest.raises(AssertionError, match="2 rows in, but 1 accounted for"):
        count.summary(cutoff=0.5, threshold=0.7, lists=())


def test_a_page_of_too_many_hits_says_how_many_it_leaves_out(tmp_path, monkeypatch):
    """Bounded memory, and no silent loss."""
    monkeypatch.setattr("nongrata.report.writers.MOST_ON_PAGE", 2)
    path = tmp_path / "a.html"
    rows = [hit_row(a_hit(f"Name {n}"), n) for n in range(5)]
    with ResultFile(path) as result:
        result.write(pa.RecordBatch.from_pylist(rows, schema=hit_schema()))
        result.finish(msgspec.structs.replace(SUMMARY, hits=5))
    page = path.read_text("utf-8")
    assert page.count("<article") == 2
    assert "3 more hits are not on this page" in page
