"""How much an agreement on a token tells: rare tokens weigh more than common ones."""

from __future__ import annotations

import math
from functools import lru_cache
from importlib import resources

from nongrata.text.names import PARTICLES

BACKGROUND_NAMES = 20_000
"""Names of the world at large that a list is imagined to be mixed with, so that a short list does not take
SPECIAL or IGOR for rare; `common_tokens.tsv` says how often they have which token."""

_PER_NAMES = 100_000

MOST_BITS = 14.0
PARTICLE_BITS = 1.0
LEAST_BITS = 1.5


def information_bits(token: str, seen: int, names: int) -> float:
    """Information of a token in bits: log2 of one over its share among names.

    Args:
        token: The token; particles (bin, al, de) and single letters count for one bit.
        seen: Names of the list that have it.
        names: Names of the list.

    >>> information_bits("bogachev", 2, 36_000) > information_bits("mohammad", 900, 36_000)
    True
    """
    if token in PARTICLES or (len(token) == 1 and token.isalpha()):
        return PARTICLE_BITS
    elsewhere = _common_tokens().get(token, 0) * BACKGROUND_NAMES / _PER_NAMES
    bits = math.log2((names + BACKGROUND_NAMES) / (seen + elsewhere + 1))
    return round(min(MOST_BITS, max(LEAST_BITS, bits)), 3)


@lru_cache(maxsize=1)
def _common_tokens() -> dict[str, int]:
    """Token → names of 100,000 that have it."""
    text = resources.files("nongrata.index").joinpath("common_tokens.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {token: int(share) for token, share in rows}
