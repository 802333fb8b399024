"""How much an agreement on a token tells: rare tokens weigh more than common ones."""

from __future__ import annotations

import math

from nongrata.text.names import PARTICLES

BACKGROUND_NAMES = 20_000
"""Names of the world at large that a list is imagined to be mixed with, so that a short list does not take
every token for common or for rare."""

MOST_BITS = 14.0
PARTICLE_BITS = 1.0
LEAST_BITS = 1.5


def information_bits(token: str, seen: int, names: int) -> float:
    """Information of a token in bits: log2 of one over its share among names.

    Args:
        token: The token; particles (bin, al, de) count for one bit at most.
        seen: Names of the list that have it.
        names: Names of the list.

    >>> information_bits("bogachev", 2, 36_000) > information_bits("mohammad", 900, 36_000)
    True
    """
    if token in PARTICLES:
        return PARTICLE_BITS
    bits = math.log2((names + BACKGROUND_NAMES) / (seen + 1))
    return round(min(MOST_BITS, max(LEAST_BITS, bits)), 3)
