"""Documentation cannot lag: what exists is described, and what is described exists."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from nongrata.cli import main
from nongrata.report.columns import hit_schema
from nongrata.sources.loading.catalogue import every_format
from nongrata.sources.loading.descriptors import DESCRIPTORS

DOCS = Path(__file__).resolve().parents[2] / "docs"
COMMANDS = (DOCS / "reference" / "commands.md").read_text("utf-8")


def every_command(group=main, prefix="nongrata"):
    """(name as typed, command) for all commands and subcommands."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield f"{prefix} {name}", command
        if isinstance(command, click.Group):
            yield from every_command(command, f"{prefix} {name}")


@pytest.mark.parametrize(("name", "command"), list(every_command()))
def test_every_command_and_option_is_documented(name, command):
    """A command that nobody can look up does not exist."""
    assert name in COMMANDS
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert f"`{parameter.opts[0]}" in COMMANDS, f"{name} {parameter.opts[0]}"


@pytest.mark.parametrize("file", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_documents_name_only_options_that_exist(file):
    """Every `nongrata …` line in a console block parses as a real command with real options."""
    known = dict(every_command())
    blocks = re.findall(r"```(?:console|bash|sh)\n(.*?)```", file.read_text("utf-8"), re.DOTALL)
    for line in "\n".join(blocks).replace("\\\n", " ").splitlines():
        match = re.match(r"\$?\s*(?:\.venv/bin/)?(nongrata(?: [a-z]+)+)(.*)", line)
        if not match:
            continue
        words = match[1].split()
        name = next((" ".join(words[:n]) for n in (3, 2) if " ".join(words[:n]) in known), None)
        assert name, line
        options = {option for parameter in known[name].params for option in parameter.opts} | {"--help"}
        assert set(re.findall(r"(?<=\s)--[a-z-]+", match[2])) <= options, line


def test_every_list_and_format_is_documented():
    """With its id, as it is typed."""
    page = (DOCS / "reference" / "lists.md").read_text("utf-8")
    missing = {f"`{name}`" for name in [*DESCRIPTORS, *(form.name for form in every_format())]}
    assert {name for name in missing if name not in page} == set()


def test_every_output_column_is_documented():
    """A column without a meaning is noise."""
    page = (DOCS / "reference" / "output-columns.md").read_text("utf-8")
    assert [name for name in hit_schema().names if f"`{name}`" not in page] == []


def test_no_place_for_output_was_left_empty():
    """Outputs in the documents come from a run."""
    assert [str(file) for file in DOCS.rglob("*.md") if "<!-- output:" in file.read_text("utf-8")] == []


def test_the_error_tree_in_the_docstring_is_the_tree_in_the_code():
    """What the drawing says is caught is what is caught."""
    from nongrata import errors

    drawn = re.findall(r"(?:├──|└──) (\w+)", errors.__doc__)
    real = [name for name, value in vars(errors).items() if isinstance(value, type)]
    assert sorted([*drawn, "NongrataError"]) == sorted(real)


PLACES = [
    (file, command, block)
    for file in [DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md"))]
    for command, block in re.findall(
        r"<!-- output of: (nongrata (?:check|demo).*?) -->\n```text\n(.*?)\n```", file.read_text("utf-8"), re.DOTALL
    )
]


@pytest.mark.parametrize(("file", "command", "block"), PLACES, ids=[f"{f.name} {c}" for f, c, _ in PLACES])
def test_quoted_output_is_what_the_command_prints(file, command, block, tmp_path, monkeypatch):
    """Ages apart; after a change run `make outputs`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NONGRATA_HOME", str(tmp_path / "home"))
    printed = CliRunner().invoke(main, shlex.split(command)[1:]).output.rstrip()
    printed = printed.replace(str(tmp_path / "home"), "HOME")
    assert re.sub(r"\d+ days", "N days", printed) == re.sub(r"\d+ days", "N days", block)
