"""`nongrata demo`: the example customers against the designations of 29 December 2016."""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

import click

from nongrata.cli.edge import FOUND_NOTHING, guarded, json_option


@click.command("demo", short_help="Screen the example customers against 29 December 2016.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("demo-out"), show_default=True)
@json_option
@guarded
def command(out: Path, *, as_json: bool) -> None:
    """Screen about 200 invented customers against the bundled list; writes hits.csv and hits.html to --out.

    Finding alerts is what a demonstration is for, so its exit code is 0 when it ran.
    """
    from nongrata.cli.screen import report, run
    from nongrata.engine import Screener, load_watchlist

    screener = Screener(load_watchlist())
    results = (out / "hits.csv", out / "hits.html")
    with resources.as_file(resources.files("nongrata.data").joinpath("customers.csv")) as customers:
        summary, rows = run(screener, (customers,), results)
    report(summary, rows, screener, out=results, as_json=as_json)
    sys.exit(FOUND_NOTHING)
