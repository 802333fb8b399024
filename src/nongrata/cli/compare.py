"""`nongrata compare`: how alike two names are."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from nongrata.cli.edge import (
    FOUND_ALERTS,
    FOUND_NOTHING,
    guarded,
    home_of,
    home_option,
    json_option,
    policy_for,
    say_json,
    threshold_option,
    watchlist_in_use,
)
from nongrata.errors import InputError, MissingColumn
from nongrata.model import PartyKind, Subject
from nongrata.model.hit import score_text

if TYPE_CHECKING:
    from nongrata.decide.policy import Policy
    from nongrata.model import Hit
    from nongrata.screen.search import Search


@click.command("compare", short_help="Score how alike two names are, or many pairs from a file.")
@click.argument("left", required=False)
@click.argument("right", required=False)
@click.option("--kind", type=click.Choice([kind.value for kind in PartyKind]), default="unknown")
@click.option("--pairs", type=click.Path(path_type=Path), help="CSV with the columns kind,left,right.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the scored pairs go.")
@threshold_option
@home_option
@json_option
@guarded
def command(
    left: str | None,
    right: str | None,
    kind: str,
    pairs: Path | None,
    out: Path | None,
    threshold: float | None,
    home: Path | None,
    *,
    as_json: bool,
) -> None:
    """Score LEFT against RIGHT, or every pair of --pairs FILE into --out FILE (adds score and alert).

    How much a name weighs comes from the lists in use. Exit code 1 if the pair (or any pair) would alert.
    """
    from nongrata.screen.search import Search
    from nongrata.text.names import name_forms

    place = home_of(home)
    policy = policy_for(place, None, threshold)
    search = Search(watchlist_in_use(place)[0])
    if pairs is not None:
        if out is None or left is not None:
            raise click.UsageError("--pairs needs --out, and no names beside it")
        count, alerts = _score_file(pairs, out, search, policy)
        _say_count(count, alerts, out, as_json=as_json)
    else:
        if left is None or right is None:
            raise click.UsageError("give two names, or --pairs FILE --out FILE")
        if not all(any(form.tokens for form in name_forms(name)) for name in (left, right)):
            raise InputError("there is nothing to compare", remedy="give two names with at least one letter or digit")
        hit = _compare(left, right, kind, search, policy)
        alerts = int(hit.alert)
        _say_hit(hit, as_json=as_json)
    sys.exit(FOUND_ALERTS if alerts else FOUND_NOTHING)


def _compare(left: str, right: str, kind: str, search: Search, policy: Policy) -> Hit:
    from nongrata.engine import compare

    party_kind = PartyKind(kind)
    return compare(
        Subject(id="left", name=left, kind=party_kind),
        Subject(id="right", name=right, kind=party_kind),
        search=search,
        policy=policy,
    )


def _say_hit(hit: Hit, *, as_json: bool) -> None:
    if as_json:
        say_json({"score": hit.score, "alert": hit.alert, "reason": hit.reason, "evidence": hit.evidence})
        return
    click.echo(f"{score_text(hit.score)}  {'alert' if hit.alert else 'no alert'}: {hit.reason}")
    for piece in hit.evidence:
        click.echo(f"{piece.bits:+6.1f} bits  {piece.sentence}")


def _say_count(count: int, alerts: int, out: Path, *, as_json: bool) -> None:
    if as_json:
        say_json({"pairs": count, "alerts": alerts, "out": str(out)})
    else:
        click.echo(f"{count:,} pairs scored, {alerts:,} would alert: {out}")


def _score_file(pairs: Path, out: Path, search: Search, policy: Policy) -> tuple[int, int]:
    if out.exists() and out.samefile(pairs):
        raise click.UsageError(f"--out {out} is the file that is read")
    part = out.with_name(f".{out.name}.part")
    count = alerts = 0
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="") as file:
            writer: csv.DictWriter[str] | None = None
            for row in _pairs(pairs):
                hit = _compare(row["left"], row["right"], row["kind"], search, policy)
                writer = writer or _started(file, row)
                writer.writerow(row | {"score": f"{hit.score:.6f}", "alert": str(hit.alert).lower()})
                count, alerts = count + 1, alerts + hit.alert
            if writer is None:
                _started(file, {"kind": "", "left": "", "right": ""})
        part.replace(out)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror or error})",
            item=str(out),
            remedy="make room or choose another place; nothing was left behind under that name",
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return count, alerts


def _started(file: TextIO, row: dict[str, str]) -> csv.DictWriter[str]:
    writer = csv.DictWriter(file, [*dict.fromkeys([*row, "score", "alert"])])
    writer.writeheader()
    return writer


def _pairs(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a pairs file.

    Raises:
        MissingColumn: A column is missing.
        InputError: A row has another number of fields, or a kind that there is not.
    """
    from nongrata.sources.files.content import Content
    from nongrata.sources.files.tabular import rows

    with Content(path).open() as stream:
        table = rows(stream, path.name)
        header = [name.strip().lower() for name in next(table, [])]
        missing = {"left", "right"} - set(header)
        if missing:
            raise MissingColumn(
                f"has no column {' and no column '.join(sorted(missing))}",
                item=str(path),
                expected="the columns kind,left,right; found: " + ", ".join(header),
                remedy="name the columns in the first line",
            )
        for fields in table:
            row = dict(zip(header, fields, strict=False)) | {}
            row.setdefault("kind", "unknown")
            row["kind"] = row["kind"].strip().lower() or "unknown"
            if len(fields) != len(header) or row["kind"] not in list(PartyKind):
                raise InputError(
                    f"line {fields.line}: {len(fields)} fields, kind {row['kind']!r}",
                    item=str(path),
                    expected=f"{len(header)} fields and a kind out of {', '.join(PartyKind)}",
                    remedy="correct that line; nothing was written",
                )
            yield row
