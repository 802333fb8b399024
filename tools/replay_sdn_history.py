"""Writes each day of a recorded history of OFAC's sdn.csv into a folder of its own.

The history is one JSON object a line: the first holds all rows (`base`), each later one what changed since
the one before (`added` and `changed` rows, `removed` numbers). The days come out byte for byte as they were
captured, so that `nongrata lists diff` can be tried on any two of them:

    python tools/replay_sdn_history.py sdn_daily_deltas.jsonl.gz days
    nongrata lists diff --before days/2022-06-17T185206/sdn.csv --after days/2022-06-28T185523/sdn.csv
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Day:
    """One state of the list.

    Args:
        captured_at: When somebody fetched it, which is not when it was published.
        added: Numbers of the entries that were not there in the state before.
        removed: Numbers of the entries that are gone since.
        changed: Numbers of the entries whose row is another.
        rows: All rows by number.
    """

    captured_at: datetime
    added: frozenset[int]
    removed: frozenset[int]
    changed: frozenset[int]
    rows: dict[int, str]

    def csv(self) -> bytes:
        """The file as OFAC served it: rows by number, CRLF, and 0x1A for the end."""
        return "".join(f"{self.rows[number]}\r\n" for number in sorted(self.rows)).encode() + b"\x1a"

    @property
    def folder(self) -> str:
        """A name that sorts by time and is a file name everywhere."""
        return self.captured_at.strftime("%Y-%m-%dT%H%M%S")


def days(history: Path) -> Iterator[Day]:
    """Every state, oldest first."""
    rows: dict[int, str] = {}
    with gzip.open(history, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _next_day(rows, json.loads(line))


def _next_day(rows: dict[int, str], record: dict[str, list[str]]) -> Day:
    added, changed = (_by_number(record.get(key, [])) for key in ("added", "changed"))
    removed = frozenset(int(number) for number in record.get("removed", []))
    for number in removed:
        del rows[number]
    rows |= _by_number(record.get("base", [])) | added | changed
    captured_at = datetime.fromisoformat(str(record["date"]))
    return Day(captured_at, frozenset(added), removed, frozenset(changed), dict(rows))


def _by_number(rows: list[str]) -> dict[int, str]:
    return {int(row.partition(",")[0]): row for row in rows}


PROBLEM = 3
# What a file that is no such history ends in: no gzip, cut, no JSON, no rows, a day that does not follow.
_NO_HISTORY = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError)


def main() -> None:
    """Writes OUTDIR/CAPTURED/sdn.csv for every state; exit code 3 if the history cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("history", type=Path, help="the .jsonl.gz file")
    parser.add_argument("outdir", type=Path, help="where the days go; made if absent")
    args = parser.parse_args()
    try:
        count = _write(args.history, args.outdir)
    except _NO_HISTORY as error:
        print(f"{args.history} cannot be read, or {args.outdir} not written to: {error}", file=sys.stderr)
        print("expected: a .jsonl.gz file, one recorded state of sdn.csv a line", file=sys.stderr)
        sys.exit(PROBLEM)
    print(f"{count} days written to {args.outdir}")


def _write(history: Path, outdir: Path) -> int:
    count = 0
    for day in days(history):
        folder = outdir / day.folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sdn.csv").write_bytes(day.csv())
        count += 1
    return count


if __name__ == "__main__":
    main()
