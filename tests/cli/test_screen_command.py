"""`nongrata screen` and `nongrata demo`."""

import csv
import json

import pytest
from click.testing import CliRunner

from listed import person, put_in_use
from nongrata.cli import main


@pytest.fixture
def run(tmp_path):
    """Runs a command against an empty home folder."""

    def call(*arguments):
        arguments = [str(argument) for argument in arguments]
        return CliRunner().invoke(main, [*arguments, "--home", str(tmp_path / "home")], catch_exceptions=False)

    return call


def customers(folder, text):
    """A customer file."""
    path = folder / "customers.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_demonstration_finds_what_was_planted_and_nobody_else(tmp_path):
    """The must-show: transliterated, reordered, misspelt, Cyrillic; the homonym lower; bad rows named."""
    result = CliRunner().invoke(main, ["demo", "--out", str(tmp_path), "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    summary = json.loads(result.output)["summary"]
    assert summary["subjects"] == 200 == summary["clear"] + summary["with_hits"] + summary["not_screened"]
    with (tmp_path / "hits.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = {row["subject_id"]: row["target_id"].rpartition(":")[2] for row in rows if row["alert"] == "true"}
    must = {
        "C-0007": "21326",
        "C-0019": "21326",
        "C-0041": "21326",
        "C-0056": "21324",
        "C-0064": "21330",
        "C-0077": "21331",
        "C-0085": "21332",
        "C-0098": "21332",
        "C-0112": "21332",
        "C-0126": "21343",
        "C-0139": "21344",
        "C-0164": "21333",
    }
    assert must.items() <= found.items()
    assert found.keys() - must.keys() <= {"C-0145"}  # a planted look-alike of three generic words
    quiet = {row["subject_id"] for row in rows if row["status"] == "hit" and row["alert"] == "false"}
    assert {"C-0028", "C-0178"} <= quiet
    assert [row["subject_row"] for row in rows if row["status"] == "not_screened"] == ["104", "152"]
    assert "stc-spb.ru" in (tmp_path / "hits.html").read_text("utf-8")


def test_one_run_writes_every_format_asked_for(run, tmp_path):
    """--out may be given several times."""
    path = customers(tmp_path, "id,name\n1,Igor Korobov\n2,Ilma Ostrelko\n")
    outs = [tmp_path / f"hits.{suffix}" for suffix in ("csv", "parquet", "jsonl", "html")]
    result = run("screen", path, *(word for out in outs for word in ("--out", out)))
    assert result.exit_code == 1
    assert all(out.stat().st_size > 100 for out in outs)
    assert "2 subjects: 1 clear, 1 with hits" in result.output


def test_no_alert_is_exit_code_0_and_names_the_lists(run, tmp_path):
    """Nothing found is an answer about certain lists of a certain age."""
    result = run("screen", customers(tmp_path, "id,name\n2,Ilma Ostrelko\n"))
    assert result.exit_code == 0
    assert "us-2016-12-29" in result.output
    assert "1 subjects: 1 clear" in result.output


def test_rows_that_were_not_screened_are_never_clear(run, tmp_path):
    """Exit code 3, a row in the result, a line on the terminal."""
    path = customers(tmp_path, "id,name\n1,Ilma Ostrelko\n2,\n3,a,b,c\n4,...\n")
    result = run("screen", path, "--out", tmp_path / "o.csv", "--all")
    assert result.exit_code == 3
    with (tmp_path / "o.csv").open(encoding="utf-8") as file:
        status = {row["subject_row"]: row["status"] for row in csv.DictReader(file)}
    assert status == {"2": "clear", "3": "not_screened", "4": "not_screened", "5": "not_screened"}
    assert result.output.count("not screened: row") == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,shoe size\n1,43\n", "--map"),
        ("", "empty"),
        ("<html><body>Service unavailable</body></html>", "HTML page"),
        ("id,name\n1,a\0b\n", "NUL"),
    ],
)
def test_a_file_that_is_no_table_of_names_is_refused_with_a_remedy(run, tmp_path, text, said):
    """Exit code 3 and nothing that looks like a result."""
    out = tmp_path / "o.csv"
    result = run("screen", customers(tmp_path, text), "--out", out)
    assert result.exit_code == 3
    assert said in result.stderr
    assert "customers.csv" in result.stderr
    assert not out.exists()


def test_columns_with_other_names_can_be_mapped(run, tmp_path):
    """--map FIELD=COLUMN."""
    path = customers(tmp_path, "nr;benaming;jaar\n1;Bogachov Yevgeny;1983\n")
    result = run("screen", path, "--map", "name=benaming", "--map", "id=nr", "--map", "born=jaar", "--json")
    assert result.exit_code == 1
    row = json.loads(result.output)["rows"][0]
    assert row["subject_id"] == "1"
    assert "the birth year agrees" in row["evidence"]


def test_a_target_is_named_by_its_list_and_published_number(run, tmp_path):
    """`LIST:ID-AS-PUBLISHED`, with the version that was asked."""
    put_in_use(tmp_path / "home", person(7, "VARDOMIR, Teofil"))
    result = run("screen", customers(tmp_path, "name\nTeofil Vardomir\n"), "--json")
    row = json.loads(result.output)["rows"][0]
    assert (row["target_id"], row["list"]) == ("t:7", "t")
    assert len(row["list_version"]) == 12


def test_many_rows_stream_through_in_batches(run, tmp_path):
    """More rows than one batch holds, each accounted for."""
    names = "".join(f"{n},Ilma Ostrelko {chr(97 + n % 26)}\n" for n in range(20_000))
    path = customers(tmp_path, "id,name\n" + names + "x,Igor Korobov\n")
    result = run("screen", path, "--json")
    summary = json.loads(result.output)["summary"]
    assert (summary["subjects"], summary["with_hits"]) == (20_001, 1)


def test_a_result_never_overwrites_what_was_read(run, tmp_path):
    """The customer file stays as it was."""
    path = customers(tmp_path, "id,name\n1,Igor Korobov\n")
    before = path.read_bytes()
    assert run("screen", path, "--out", path).exit_code == 2
    assert path.read_bytes() == before
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("kind,left,right\nperson,a b,c d\n")
    assert run("compare", "--pairs", pairs, "--out", pairs).exit_code == 2


def test_hits_in_the_same_row_of_two_files_are_two(run, tmp_path):
    """Rows are counted by file."""
    first = customers(tmp_path, "id,name\n1,Igor Korobov\n")
    second = tmp_path / "b.csv"
    second.write_text("id,name\n9,Alexei Belan\n", "utf-8")
    assert json.loads(run("screen", first, second, "--json").output)["summary"]["subjects_alerting"] == 2


def test_rows_left_out_of_a_json_answer_are_counted(run, tmp_path, monkeypatch):
    """No silent cut."""
    monkeypatch.setattr("nongrata.cli.screen.MOST_KEPT", 2)
    path = customers(tmp_path, "id,name\n" + "".join(f"{n},Igor Korobov\n" for n in range(5)))
    answer = json.loads(run("screen", path, "--json").output)
    assert (len(answer["rows"]), answer["rows_left_out"]) == (2, 3)


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (ZeroDivisionError("x"), 3)])
def test_an_interruption_or_a_bug_never_leaves_with_the_code_for_alerts(run, tmp_path, monkeypatch, error, code):
    """1 means alerts and nothing else."""

    def fail(*_arguments, **_options):
        raise error

    monkeypatch.setattr("nongrata.cli.screen.run", fail)
    result = run("screen", customers(tmp_path, "id,name\n1,Igor Korobov\n"))
    assert result.exit_code == code
    assert "Traceback" not in result.stderr


def test_a_home_where_lists_were_tried_never_falls_back_on_the_bundled_list(run, tmp_path):
    """After a failed first update there is no list, and that is the answer."""
    bad = tmp_path / "list.csv"
    bad.write_text("id,name\n1,Ann Berg\n1,Bob Stone\n", "utf-8")
    assert run("lists", "update", "--from", bad, "--list", "own").exit_code == 3
    result = run("screen", customers(tmp_path, "id,name\n1,Igor Korobov\n"))
    assert result.exit_code == 3
    assert "no list is in use" in result.stderr


def test_a_file_in_another_code_page_is_read_with_encoding_and_not_guessed_without(run, tmp_path):
    """Russian customers in Windows-1251: gibberish is not screened, and never clear."""
    path = tmp_path / "customers.csv"
    path.write_bytes("id;name\n1;Евгений Богачев\n".encode("cp1251"))
    guessed = run("screen", path, "--json")
    assert guessed.exit_code == 3
    assert json.loads(guessed.output)["summary"]["not_screened"] == 1
    assert run("screen", path, "--encoding", "cp1251").exit_code == 1
    assert run("screen", path, "--encoding", "klingon").exit_code == 3
