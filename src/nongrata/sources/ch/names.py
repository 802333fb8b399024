"""The names that SECO publishes in parts, each part with its spelling variants, put together.

SESAM does not print a name: it gives a family name, a given name and so on, and for each the ways to write it,
in Latin and in other scripts. A name that the list means is one spelling of every part. Parts are put
together within a script: a given name in Cyrillic does not go with a family name in Latin.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nongrata.model import Name

LATIN = "Latn"
MOST_NAMES = 200
_FAMILY = frozenset({"family-name", "maiden-name", "tribal-name"})
_GIVEN = frozenset({"given-name", "further-given-name", "father-name", "grand-father-name"})


@dataclass(frozen=True, slots=True)
class NamePart:
    """One part of a name.

    Args:
        kind: "family-name", "given-name", "whole-name", ...
        spellings: The spellings as (script, text), the published value first; "" is `LATIN`.
    """

    kind: str
    spellings: tuple[tuple[str, str], ...]

    def in_script(self, script: str) -> tuple[str, ...]:
        """The spellings in a script, each once."""
        return tuple(dict.fromkeys(text for one, text in self.spellings if (one or LATIN) == script))


def spelt_out(parts: Sequence[NamePart]) -> Iterator[tuple[str, Name]]:
    """Every name that the spellings of the parts make, as (script, name), the published spelling first.

    A part that has no spelling in a script lends its published one. At most `MOST_NAMES` per script. Every
    part has at least one spelling.

    >>> family = NamePart("family-name", (("", "Bogachev"), ("Latn", "Bogachov"), ("Cyrl", "Богачев")))
    >>> given = NamePart("given-name", (("", "Evgeniy"), ("Cyrl", "Евгений")))
    >>> [name.full for _, name in spelt_out([given, family])]
    ['Evgeniy Bogachev', 'Evgeniy Bogachov', 'Евгений Богачев']
    """
    scripts = [script or LATIN for part in parts for script, _ in part.spellings]
    first = [LATIN] if LATIN in scripts else []
    for script in dict.fromkeys([*first, *scripts]):
        choices = [part.in_script(script) or (part.spellings[0][1],) for part in parts]
        for spelling in itertools.islice(itertools.product(*choices), MOST_NAMES):
            yield script, _name(parts, spelling)


def how_many(parts: Sequence[NamePart], script: str) -> int:
    """How many names the spellings in a script make, before any limit."""
    count = 1
    for part in parts:
        count *= len(part.in_script(script)) or 1
    return count


def _name(parts: Sequence[NamePart], spelling: Sequence[str]) -> Name:
    pairs = list(zip(parts, spelling, strict=True))
    return Name(
        " ".join(text for _, text in pairs),
        family=" ".join(text for part, text in pairs if part.kind in _FAMILY),
        given=" ".join(text for part, text in pairs if part.kind in _GIVEN),
    )
