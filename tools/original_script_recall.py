"""How many original-script names of UN persons reach the threshold against the Latin names of the same person.

Usage: python tools/original_script_recall.py HOME, a home folder with the UN list in use.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from pathlib import Path

from nongrata import AliasKind, Party, PartyKind, Subject, compare, load_watchlist
from nongrata.screen.search import Search


def main(home: str) -> None:
    """Print found and all, by script."""
    watchlist = load_watchlist(Path(home))
    search = Search(watchlist)
    found: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for target in range(watchlist.meta.targets):
        party = watchlist.party(target)
        if party.list_id == "un-sc" and party.kind is PartyKind.PERSON:
            for script, alerts in _trials(party, search):
                every[script] += 1
                found[script] += alerts
    for script, count in sorted(every.items()):
        print(f"{script}: {found[script]} of {count}")


def _trials(party: Party, search: Search) -> list[tuple[str, bool]]:
    latin = [name.full for name in party.all_names if name.full.isascii()]
    original = [alias.name.full for alias in party.aliases if alias.kind is AliasKind.ORIGINAL_SCRIPT]
    return [(_script(name), any(_alerts(name, other, search) for other in latin)) for name in original if latin]


def _script(name: str) -> str:
    return unicodedata.name(next(letter for letter in name if letter.isalpha())).split()[0]


def _alerts(name: str, other: str, search: Search) -> bool:
    left, right = (Subject(id="x", name=text, kind=PartyKind.PERSON) for text in (name, other))
    return compare(left, right, search=search).alert


if __name__ == "__main__":
    main(sys.argv[1])
