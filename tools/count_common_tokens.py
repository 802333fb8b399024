"""Counts how common tokens are among the names of official lists, for src/nongrata/index/common_tokens.tsv.

Usage: python tools/count_common_tokens.py FILE... > src/nongrata/index/common_tokens.tsv
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from nongrata.sources.loading.catalogue import plan
from nongrata.sources.loading.tally import Tally
from nongrata.text.names import PARTICLES, name_form

PER_NAMES = 100_000
LEAST_SHARE = 50


def main(paths: list[str]) -> None:
    """Print the table."""
    seen: Counter[str] = Counter()
    names = 0
    planning = plan([Path(path) for path in paths])
    if problems := planning.problems():
        raise problems[0]  # a list left out would bend the counts
    loads = planning.decided()
    for load in loads:
        for party in load.format.read(load.list_id, load.parts, Tally()):
            for name in {name.full for name in party.all_names}:
                seen.update(set(name_form(name, party.kind).tokens))
                names += 1
    print("# How common a token is among names: tab separated, token and names of 100,000 that have it.")
    print(f"# Origin: counted by tools/count_common_tokens.py over {names:,} names of {_said(loads)} (public lists).")
    print("# Who reads it: index/information.py, so that a short list does not take SPECIAL or IGOR for rare.")
    print(f"# Left out: tokens of fewer than {LEAST_SHARE} in 100,000 names, particles, single letters, numbers.")
    for token, count in sorted(seen.items()):
        share = round(count * PER_NAMES / names)
        if share >= LEAST_SHARE and token not in PARTICLES and len(token) > 1 and token.isalpha():
            print(f"{token}\t{share}")


def _said(loads: object) -> str:
    return ", ".join(sorted({load.list_id for load in loads}))  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(sys.argv[1:])
