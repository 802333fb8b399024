"""What all commands share: where state lives, how errors leave, what goes above every answer."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar

import click
import msgspec

from nongrata.errors import IndexUnusable, NongrataError
from nongrata.report.summary import ScreenedList

if TYPE_CHECKING:
    from nongrata.decide.policy import Policy
    from nongrata.engine import Against, Watchlist

FOUND_NOTHING, FOUND_ALERTS, USAGE, PROBLEM, INTERRUPTED = 0, 1, 2, 3, 130

P = ParamSpec("P")
R = TypeVar("R")

home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="NONGRATA_HOME",
    help="Folder for lists and settings [default: $NONGRATA_HOME, else the user's data folder].",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON on standard output.")
cutoff_option = click.option("--cutoff", type=click.FloatRange(0, 1), help="Score from which hits are kept.")
threshold_option = click.option("--threshold", type=click.FloatRange(0, 1), help="Score from which hits alert.")


def guarded(function: Callable[P, R]) -> Callable[P, R]:
    """Turns our errors into a message and exit code 3; never a traceback for what a user can mend."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except NongrataError as error:
            leave_with(error, as_json=bool(kwargs.get("as_json")))
        except BrokenPipeError:  # the reader of our output went away; nothing is left to say
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(PROBLEM)
        except KeyboardInterrupt:
            click.echo("interrupted; no result was written, and what was in use still is", err=True)
            sys.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:  # a bug must not leave with exit code 1, which means "alerts"
            if os.environ.get("NONGRATA_TRACEBACK"):
                raise
            leave_with(_bug(error), as_json=bool(kwargs.get("as_json")))

    return run


def _bug(error: Exception) -> NongrataError:
    return NongrataError(
        f"something went wrong that should not be able to ({type(error).__name__}: {error})",
        remedy="run it again with NONGRATA_TRACEBACK=1 in the environment and report what it prints",
    )


def leave_with(error: NongrataError, *, as_json: bool) -> NoReturn:
    """Says what went wrong and leaves with exit code 3."""
    if as_json:
        say_json({"error": told(error)})
    click.echo(f"error: {error}", err=True)
    sys.exit(PROBLEM)


def told(error: NongrataError) -> dict[str, str]:
    """An error as JSON tells it."""
    return {
        "kind": type(error).__name__,
        "message": error.message,
        "item": error.item,
        "expected": error.expected,
        "remedy": error.remedy,
    }


def say_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def home_of(home: Path | None) -> Path:
    """The folder that state lives in."""
    return default_home() if home is None else home


def default_home() -> Path:
    """The user's data folder."""
    import platformdirs

    return Path(platformdirs.user_data_dir("nongrata", appauthor=False))


def now() -> datetime:
    """The time, read once at the edge."""
    return datetime.now(UTC).replace(microsecond=0)


def watchlist_in_use(home: Path) -> tuple[Watchlist, tuple[str, ...]]:
    """The compiled watchlist of a home folder, or the bundled one with a note that says so.

    The bundled list does not stand in where lists were loaded or tried: whoever did so means those.
    """
    from nongrata.engine import load_watchlist

    if (home / "active.json").is_file():
        return load_watchlist(home), ()
    if (home / ".lock").exists() or (home / "lists").exists():
        raise IndexUnusable("no list is in use here", item=str(home), remedy="nongrata lists update; lists status")
    note = (
        f"no official list is loaded in {home}: this is the bundled list of 29 December 2016, eleven targets, an "
        "example and no substitute (nongrata lists update, or another --home)"
    )
    return load_watchlist(), (note,)


def policy_for(home: Path, cutoff: float | None, threshold: float | None) -> Policy:
    """The company's policy, with what was said on the command line on top."""
    from nongrata.config import read_settings

    policy = read_settings(home).policy
    threshold = policy.threshold if threshold is None else threshold
    if cutoff is None:
        cutoff = min(policy.cutoff, threshold)
    if not 0.0 < cutoff <= threshold < 1.0:
        raise click.UsageError(f"--cutoff {cutoff} and --threshold {threshold} need 0 < cutoff <= threshold < 1")
    return msgspec.structs.replace(policy, cutoff=cutoff, threshold=threshold)


def screened_lists(against: Against, today: date) -> tuple[ScreenedList, ...]:
    """What was screened against, with ages."""
    from nongrata.sources.loading.descriptors import descriptor_of

    ages, taken = against.ages_days(today), against.taken_in_days(today)
    found = []
    for listed in against.lists:
        age, taken_in = ages[listed.list_id], taken[listed.list_id]
        counted = taken_in if age is None else age
        stale = counted is None or counted > descriptor_of(listed.list_id).stale_after_days
        found.append(
            ScreenedList(
                listed.list_id,
                listed.short,
                listed.published_on,
                age,
                taken_in,
                listed.targets,
                stale,
                listed.caveats,
            )
        )
    return tuple(found)


def say_against(lists: tuple[ScreenedList, ...], against: Against, notes: tuple[str, ...] = ()) -> None:
    """The head of every answer for people: lists, versions, ages, thresholds."""
    for one in lists:
        stale = click.style(", STALE", fg="red") if one.stale else ""
        dated = f"of {one.published_on}, {one.age_days} days old" if one.published_on else "undated"
        taken = "" if one.published_on else f", taken in {one.taken_in_days} days ago"
        click.echo(f"against {one.list} {one.version} {dated}{taken}{stale}, {one.targets:,} targets")
        for caveat in one.caveats:
            click.secho(f"  caveat: {caveat}", fg="red")
    click.echo(f"cutoff {against.cutoff}, threshold {against.threshold}")
    for note in notes:
        click.secho(f"note: {note}", fg="red", bold=True)
