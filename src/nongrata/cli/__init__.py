"""The command line. Each command lives in a module of its own and is loaded only when it is called."""

from __future__ import annotations

import importlib

import click

from nongrata import __version__

_COMMANDS = {
    "check": "Screen one name and explain what is found.",
    "compare": "Score how alike two names are, or many pairs from a file.",
    "demo": "Screen the example customers against 29 December 2016.",
    "lists": "Take in official lists, see their age, see what changed.",
    "screen": "Screen files of customers, suppliers, vessels.",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"nongrata.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """What did the government just do, does it touch us, what must we do, and by when?

    Exit codes: 0 nothing found, 1 alerts, 2 usage, 3 input or list problem.
    """
