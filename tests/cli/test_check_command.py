"""`nongrata check` as people and programs call it."""

import json

import pytest
from click.testing import CliRunner

from nongrata.cli import main


@pytest.fixture
def run(tmp_path):
    """Runs a command against an empty home folder."""

    def call(*arguments):
        return CliRunner().invoke(main, [*arguments, "--home", str(tmp_path)], catch_exceptions=False)

    return call


@pytest.mark.parametrize("name", ["Богачев Евгений", "Yevgeny Bogachov", "BOGACHEV Mikhaylovich Evgeniy"])
def test_a_listed_name_alerts_in_any_spelling_and_script(run, name):
    """Exit code 1, the target's id, and evidence line by line."""
    result = run("check", name, "--born", "1983")
    assert result.exit_code == 1
    assert "us-2016-12-29:21326" in result.output
    assert "the birth year agrees" in result.output


def test_the_homonym_with_another_birth_date_is_lower_and_says_why(run):
    """The must-show of the demonstration."""
    same = json.loads(run("check", "Evgeniy Bogachev", "--born", "1983-10-28", "--json").output)["hits"][0]
    other = json.loads(run("check", "Evgeniy Bogachev", "--born", "1961-03-04", "--json").output)["hits"][0]
    assert other["score"] < same["score"] - 0.2
    assert not other["alert"]
    assert "another birth date, 22 years apart" in json.dumps(other["evidence"])


def test_nobody_is_found_with_exit_code_0_and_the_lists_named(run):
    """An empty answer says of what it is an answer."""
    result = run("check", "Ilma Ostrelko")
    assert result.exit_code == 0
    assert "against us-2016-12-29" in result.output
    assert "no hit" in result.output
    assert "no official list is loaded" in result.output


@pytest.mark.parametrize("name", ["", "   ", "...", "—"])
def test_a_name_that_says_nothing_is_not_screened_and_never_no_hit(run, name):
    """Exit code 3, on standard error."""
    result = run("check", name)
    assert result.exit_code == 3
    assert "nothing to screen" in result.stderr
    assert "no hit" not in result.output


def test_a_number_alone_finds_its_owner(run):
    """STC under another trade name."""
    result = run("check", "Neva Radio", "--id", "tax:7802170553")
    assert result.exit_code == 1
    assert "SPECIAL TECHNOLOGY CENTER" in result.output
    assert "valid check digits" in result.output


@pytest.mark.parametrize(
    "wrong", [("--born", "soon"), ("--country", "Atlantis"), ("--id", "shoe:43"), ("--cutoff", "7")]
)
def test_wrong_options_are_usage_errors(run, wrong):
    """Exit code 2 and the option's name; a misread birth date would be worse than none."""
    result = run("check", "Anybody", *wrong)
    assert result.exit_code == 2
    assert wrong[0] in result.stderr


def test_json_carries_lists_thresholds_and_evidence(run):
    """What a program needs to keep a record."""
    answer = json.loads(run("check", "GRU", "--json").output)
    assert answer["screened_against"][0]["list"] == "us-2016-12-29"
    assert answer["screened_against"][0]["stale"] is True
    assert answer["threshold"] == 0.7
    assert answer["alerts"] == 1
    assert answer["hits"][0]["evidence"][0].keys() == {"feature", "bits", "subject_value", "target_value", "sentence"}


def test_settings_that_make_no_sense_are_refused_by_name(run, tmp_path):
    """The file, the key and the remedy."""
    (tmp_path / "nongrata.toml").write_text("[policy]\nthreshhold = 0.9\n")
    result = run("check", "GRU")
    assert result.exit_code == 3
    assert "threshhold" in result.stderr
    assert "nongrata.toml" in result.stderr


def test_settings_move_the_threshold(run, tmp_path):
    """The command line wins over the file."""
    (tmp_path / "nongrata.toml").write_text("[policy]\nthreshold = 0.99\n")
    assert run("check", "GRU").exit_code == 0
    assert run("check", "GRU", "--threshold", "0.7").exit_code == 1


def test_a_damaged_home_is_an_error_and_never_the_bundled_list(run, tmp_path):
    """Whoever has loaded official lists must not be answered from an example."""
    (tmp_path / "active.json").write_text("{")
    result = run("check", "GRU")
    assert result.exit_code == 3
    assert "error" in result.stderr


@pytest.mark.parametrize(
    "facts",
    [
        ("--id", "tax:7802170553"),
        ("--id", "OTHER:7802170553".lower()),
        ("--domain", "stc-spb.ru"),
        ("--email", "stcspb1@mail.ru"),
    ],
)
def test_a_number_or_address_finds_its_owner_without_any_name(run, facts):
    """Silence about the name is no evidence against."""
    result = run("check", "", *facts)
    assert result.exit_code == 1
    assert "SPECIAL TECHNOLOGY CENTER" in result.output


@pytest.mark.parametrize(
    "facts",
    [
        ("--wallet", "garbage"),
        ("--email", "notanemail"),
        ("--domain", "not a domain"),
        ("--id", "12"),
        ("--phone", "1"),
    ],
)
def test_a_value_that_cannot_be_compared_is_refused_and_not_ignored(run, facts):
    """Otherwise "no hit" would be said of something that was never looked up."""
    assert run("check", "Quibblewick", *facts).exit_code == 2


@pytest.mark.parametrize(("cutoff", "threshold"), [("0.9", "0.2"), ("0", "0.5"), ("nan", "nan")])
def test_scores_that_do_not_fit_are_usage_errors(run, cutoff, threshold):
    """Nothing is bent into shape in silence."""
    assert run("check", "GRU", "--cutoff", cutoff, "--threshold", threshold).exit_code == 2


def test_a_threshold_below_the_default_cutoff_lowers_the_cutoff(run):
    """One option is enough to see more."""
    assert run("check", "GRU", "--threshold", "0.2").exit_code == 1
