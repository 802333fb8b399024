"""When two tokens may be spellings of one another: edit distance in tiers, and a consonant skeleton.

This is the one place that says so. The index builds its keys from these rules and the scorer applies them,
which is why the index can promise to return everything the scorer would accept.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

MAX_KEY_CHARS = 20
"""Longer tokens (chemical names, words run together) are compared exactly: their keys would be thousands."""

MIN_SKELETON = 2

_SHORT, _MEDIUM = 4, 7
_SOUNDS = (
    ("shch", "s"), ("tsch", "3"), ("tch", "3"), ("dzh", "3"), ("sch", "s"), ("kh", "h"), ("gh", "k"),
    ("dh", "t"), ("th", "t"), ("sh", "s"), ("cz", "3"), ("ch", "3"), ("zh", "3"), ("dj", "3"), ("j", "3"),
    ("ph", "f"), ("ts", "s"), ("tz", "s"), ("ck", "k"), ("x", "ks"), ("q", "k"),
)  # fmt: skip
_LAST_SOUNDS = str.maketrans("cbdgvz", "kptkfs")
_SOFT_C = re.compile(r"c(?=[eiy])")
_SPOKEN_W = re.compile(r"(?<=[aeiou])w|w(?=[aeiou])")
"""German and Polish w beside a vowel (Lawrow); between consonants it is the vowel of an Arabic word (mhmwd)."""

_DROPPED = frozenset("aeiouwy")


def max_edits(length: int) -> int:
    """Edits by which two tokens may differ, given the length of the shorter one: 0, 1 or 2.

    Below four letters any edit makes another name (Li, Lu); from seven on two are needed for romanisations
    (Yevgeny, Evgeniy).
    """
    if length < _SHORT:
        return 0
    return 1 if length < _MEDIUM else 2


def edits_between(left: str, right: str) -> int | None:
    """Edits (insert, delete, replace, swap neighbours) between two tokens; None if above the tier.

    Tokens with digits never come within edits of each other: unit 55 is not unit 56.

    >>> edits_between("bogachev", "bogachov"), edits_between("li", "lu"), edits_between("55", "56")
    (1, None, None)
    """
    if left == right:
        return 0
    if not (left.isalpha() and right.isalpha()) or max(len(left), len(right)) > MAX_KEY_CHARS:
        return None
    most = max_edits(min(len(left), len(right)))
    if abs(len(left) - len(right)) > most:
        return None
    distance: int = OSA.distance(left, right, score_cutoff=most)
    return distance if distance <= most else None


@lru_cache(maxsize=1 << 17)
def skeleton(token: str) -> str:
    """The consonants of a token with like sounds merged: equal for romanisations of one name.

    An initial vowel, or y, leaves an "a"; "3" stands for ch, zh and j. Empty for tokens with digits and for
    single consonants.

    >>> skeleton("yevgeny"), skeleton("evgeniy"), skeleton("muhammad"), skeleton("mhmd")
    ('afkn', 'afkn', 'mhmt', 'mhmt')
    """
    if not token.isalpha():
        return ""
    text = _SPOKEN_W.sub("v", _SOFT_C.sub("s", token))
    for spelling, sound in _SOUNDS:
        text = text.replace(spelling, sound)
    text = text.translate(_LAST_SOUNDS)
    first = "v" if token[0] in "vw" else "a" if text[0] in _DROPPED else text[0]
    bones = [first]
    for letter in text[1:]:
        if letter not in _DROPPED and letter != bones[-1]:
            bones.append(letter)
    if len(bones) > MIN_SKELETON and bones[-1] == "h":
        bones.pop()
    return "".join(bones) if len(bones) >= MIN_SKELETON else ""
