"""`nongrata screen`: files of subjects against the lists in use."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nongrata.cli.edge import (
    FOUND_ALERTS,
    FOUND_NOTHING,
    PROBLEM,
    cutoff_option,
    guarded,
    home_of,
    home_option,
    json_option,
    now,
    policy_for,
    say_against,
    say_json,
    screened_lists,
    threshold_option,
    watchlist_in_use,
)
from nongrata.model.hit import score_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from nongrata.engine import Screener
    from nongrata.report.summary import Summary
    from nongrata.report.writers import ResultFile

MOST_SHOWN = 40
MOST_KEPT = 10_000


@click.command("screen", short_help="Screen files of customers, suppliers, vessels.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Result file: .csv, .parquet, .jsonl or .html; may be given several times.",
)
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column is which, e.g. name=Kunde.")
@click.option("--encoding", help="Encoding of CSV files that are not UTF-8, e.g. cp1251.")
@click.option("--all", "clear_rows", is_flag=True, help="Also write a row for each subject without a hit.")
@cutoff_option
@threshold_option
@home_option
@json_option
@guarded
def command(
    files: tuple[Path, ...],
    out: tuple[Path, ...],
    mapping: tuple[str, ...],
    encoding: str | None,
    cutoff: float | None,
    threshold: float | None,
    home: Path | None,
    *,
    clear_rows: bool,
    as_json: bool,
) -> None:
    """Screen FILES: CSV, Parquet, JSON lines, FollowTheMoney or spreadsheets, packed or not.

    Without --out the hits are shown on the terminal. Exit code 0: no alert; 1: alerts; 3: something could not be
    read, or rows were not screened and nothing alerted.
    """
    from nongrata.engine import Screener

    _refuse_own_input(files, out)
    place = home_of(home)
    watchlist, notes = watchlist_in_use(place)
    screener = Screener(watchlist, policy_for(place, cutoff, threshold))
    columns = _mapping(mapping)
    summary, rows = run(screener, files, out, columns=columns, encoding=encoding, clear_rows=clear_rows, notes=notes)
    report(summary, rows, screener, out=out, as_json=as_json)
    sys.exit(exit_code(summary))


def _refuse_own_input(files: Sequence[Path], out: Sequence[Path]) -> None:
    for path in out:
        if any(path.exists() and file.exists() and path.samefile(file) for file in files):
            raise click.UsageError(f"--out {path} is a file that is read: it would be lost")


def exit_code(summary: Summary) -> int:
    """1 if anything alerts; else 3 if anything was not screened; else 0."""
    if summary.alerts:
        return FOUND_ALERTS
    return PROBLEM if summary.not_screened else FOUND_NOTHING


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not (field and equals and column):
            raise click.BadParameter(f"{pair!r} is not FIELD=COLUMN", param_hint="--map")
        found[field.strip()] = column.strip()
    return found


def run(
    screener: Screener,
    files: Sequence[Path],
    out: Sequence[Path],
    *,
    columns: dict[str, str] | None = None,
    encoding: str | None = None,
    clear_rows: bool = False,
    notes: tuple[str, ...] = (),
) -> tuple[Summary, list[dict[str, Any]]]:
    """Screens files into result files.

    Returns:
        The summary, and the first rows that a terminal should show.

    Raises:
        InputError: A file cannot be read at all, or a result not written.
    """
    from nongrata.report.summary import Count
    from nongrata.report.writers import ResultFile
    from nongrata.sources.subjects.files import open_subjects

    count, shown = Count(), list[dict[str, Any]]()
    with ExitStack() as stack:
        results = [stack.enter_context(ResultFile(path)) for path in out]
        said = list(notes)
        for source, path in enumerate(files):
            subjects = open_subjects(path, columns=columns or None, encoding=encoding)
            with _progress(path) as advance:
                for batch in screener.screen_batch(_counted(subjects.reader, count), clear_rows=True):
                    rows = batch.to_pylist()
                    count.add(rows, source)
                    shown += [row for row in rows if row["status"] != "clear"]
                    shown = _most_telling(shown)
                    _write(results, batch, clear_rows=clear_rows)
                    advance(count.subjects)
            said += [f"{path.name}: {note}" for note in subjects.notes]
        summary = count.summary(
            cutoff=screener.against.cutoff,
            threshold=screener.against.threshold,
            lists=screened_lists(screener.against, now().date()),
            notes=tuple(said),
            screened_at=now().isoformat(),
        )
        for result in results:
            result.finish(summary)
    return summary, shown


def _most_telling(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Alerts first, then rows that were not screened, then hits; no more than a terminal or a JSON answer can bear."""
    if len(rows) <= MOST_KEPT:
        return rows
    return sorted(rows, key=lambda row: (not row["alert"], row["status"] != "not_screened", -(row["score"] or 0)))[
        :MOST_KEPT
    ]


def _write(results: Sequence[ResultFile], batch: Any, *, clear_rows: bool) -> None:
    from pyarrow import compute

    kept = batch if clear_rows else batch.filter(compute.not_equal(batch["status"], "clear"))
    if kept.num_rows:
        for result in results:
            result.write(kept)


def _counted(reader: Any, count: Any) -> Any:
    import pyarrow as pa

    def batches() -> Iterator[Any]:
        for batch in reader:
            count.subjects += batch.num_rows
            yield batch

    return pa.RecordBatchReader.from_batches(reader.schema, batches())


@contextmanager
def _progress(path: Path) -> Iterator[Callable[[int], None]]:
    """A running count on a terminal; nothing anywhere else."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,} subjects"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as progress:
        task = progress.add_task(path.name, total=None)
        yield lambda done: progress.update(task, completed=done)


def report(
    summary: Summary,
    rows: Sequence[dict[str, Any]],
    screener: Screener,
    *,
    out: Sequence[Path] = (),
    as_json: bool = False,
) -> None:
    """Tells a person, or a program, what was found."""
    if as_json:
        told = [] if out else list(rows)
        left_out = 0 if out else summary.hits + summary.not_screened - len(told)
        say_json({"summary": summary, "out": [str(path) for path in out], "rows": told, "rows_left_out": left_out})
        return
    say_against(summary.lists, screener.against, summary.notes)
    _table([row for row in rows if row["status"] == "hit"], summary.threshold)
    _not_screened([row for row in rows if row["status"] == "not_screened"])
    click.echo(
        f"{summary.subjects:,} subjects: {summary.clear:,} clear, {summary.with_hits:,} with hits "
        f"({summary.alerts:,} alerts on {summary.subjects_alerting:,}), {summary.not_screened:,} not screened"
    )
    for path in out:
        click.echo(f"written: {path}")


def _table(hits: Sequence[dict[str, Any]], threshold: float) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_lines=False, header_style="bold", box=None, pad_edge=False)
    for column, justify in (
        ("", "left"),
        ("score", "right"),
        ("subject", "left"),
        ("target", "left"),
        ("why", "left"),
    ):
        table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]
    ranked = sorted(hits, key=lambda row: (not row["alert"], -row["score"], row["subject_row"]))
    for row in ranked[:MOST_SHOWN]:
        verdict = "[bold red]ALERT[/]" if row["alert"] else "[yellow]hit[/]"
        why = _short(row["evidence"]) if row["alert"] or row["score"] < threshold else row["reason"]
        subject = f"{row['subject_name']} ({row['subject_id']})"
        target = f"{row['target_name']} ({row['target_id']})"
        table.add_row(verdict, score_text(row["score"]), _plain(subject), _plain(target), _plain(why))
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    with console.capture() as printed:
        console.print(table)
    if hits:
        click.echo("\n".join(line.rstrip() for line in printed.get().splitlines()))
    if len(ranked) > MOST_SHOWN:
        click.echo(f"… and more: use --out to see all hits (showing the first {MOST_SHOWN})")


def _short(evidence: str) -> str:
    """The heaviest piece for and the heaviest against; the files have all of it."""
    from nongrata.report.page import pieces

    found = pieces(evidence)
    best = [piece for piece in found if piece["bits"] > 0][:2]
    worst = [piece for piece in found if piece["bits"] < 0][:1]
    return "; ".join(f"{piece['sentence']} {piece['bits']:+.1f}" for piece in [*best, *worst])


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _not_screened(rows: Sequence[dict[str, Any]]) -> None:
    if len(rows) > MOST_SHOWN:
        click.secho(f"not screened: {len(rows):,} rows, of which the first {MOST_SHOWN}:", fg="red")
    for row in rows[:MOST_SHOWN]:
        click.secho(f"not screened: row {row['subject_row']} ({row['subject_id']}): {row['reason']}", fg="red")
