"""Comparing two names: which token answers which, and how many bits that is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import msgspec
from rapidfuzz.distance import OSA

from nongrata.screen.weights import WEIGHTS, Weights
from nongrata.text.names import NameForm
from nongrata.text.spelling import edits_between, skeleton

TokenBits = Callable[[str], float]
"""Information of a token in bits, as the compiled watchlist knows it."""

_SHORT = 6
_TINY = 4
_VOWELS = frozenset("aeiou")
_LONG_BONE = 4


class Pair(msgspec.Struct, frozen=True):
    """Tokens of the subject that answer tokens of the target.

    Args:
        subject: Positions in the subject's name.
        target: Positions in the target's name.
        bits: Worth before the dependence discount.
        how: "equal", "spelling", "edit", "joined" or "initial".
    """

    subject: tuple[int, ...]
    target: tuple[int, ...]
    bits: float
    how: str


class NameMatch(msgspec.Struct, frozen=True):
    """How two names compare: total bits, aligned pairs (strongest first), positions left over."""

    bits: float
    pairs: tuple[Pair, ...]
    subject_left: tuple[int, ...]
    target_left: tuple[int, ...]


@lru_cache(maxsize=1 << 17)
def token_share(left: str, right: str, weights: Weights = WEIGHTS) -> tuple[float, str]:
    """Share of a token's information that this likeness is worth, and what likeness it is; (0, "") if none.

    >>> token_share("bogachev", "bogachev"), token_share("bogachov", "bogachev")[1], token_share("petrov", "korobov")
    ((1.0, 'equal'), 'spelling', (0.0, ''))
    """
    if left == right:
        return 1.0, "equal"
    edit = _edit_share(left, right, weights)
    bone = _bone_share(left, right, weights)
    if max(edit, bone) <= 0.0:
        return 0.0, ""
    if edit and bone:  # two independent reasons: half of what the better one leaves open
        return min(0.95, max(edit, bone) + (1.0 - max(edit, bone)) / 2), "spelling"
    return (bone, "spelling") if bone >= edit else (edit, "edit")


def _edit_share(left: str, right: str, weights: Weights) -> float:
    edits = edits_between(left, right)
    if not edits:
        return 0.0
    short = min(len(left), len(right)) <= _SHORT
    share = weights.edit_share[2] if edits > 1 else weights.edit_share[0 if short else 1]
    if left[0] == right[0]:
        return share
    return share * weights.other_initial if min(len(left), len(right)) > _TINY else 0.0


def _bone_share(left: str, right: str, weights: Weights) -> float:
    bone = skeleton(left)
    if not bone or bone != skeleton(right):
        return 0.0
    if not _VOWELS & set(left) or not _VOWELS & set(right):  # Arabic, Hebrew: consonants are all there is to compare
        return weights.vowelless_share[min(len(bone), 4) - 2]
    likeness: float = OSA.normalized_similarity(left, right)
    share = weights.bone_share[min(len(bone), 4) - 2] * (1.0 + likeness) / 2
    return share if left[0] == right[0] else share * weights.other_initial


def match_names(subject: NameForm, target: NameForm, token_bits: TokenBits, weights: Weights = WEIGHTS) -> NameMatch:
    """The best alignment of two names and its worth.

    Pairs are taken greedily, most bits first, ties by position; no token is used twice.

    Args:
        subject: Name being screened.
        target: Name on the list.
        token_bits: Information per token.
        weights: The table.
    """
    offers = sorted(
        _offers(subject, target, token_bits, weights),
        key=lambda pair: (-pair.bits, pair.subject, pair.target),
    )
    subject_free, target_free = set(range(len(subject.tokens))), set(range(len(target.tokens)))
    pairs = []
    for pair in offers:
        if subject_free.issuperset(pair.subject) and target_free.issuperset(pair.target):
            pairs.append(pair)
            subject_free.difference_update(pair.subject)
            target_free.difference_update(pair.target)
    subject_left, target_left = tuple(sorted(subject_free)), tuple(sorted(target_free))
    gained = sum(pair.bits * weights.dependence**i for i, pair in enumerate(pairs))
    lost = _lost(
        sorted((token_bits(subject.tokens[i]) for i in subject_left), reverse=True),
        sorted((token_bits(target.tokens[i]) for i in target_left), reverse=True),
        weights,
    )
    bits = gained - lost + _form_bits(subject, target, weights)
    if pairs and not subject_left and not target_left:
        identical = all(pair.how == "equal" for pair in pairs)
        bits += weights.identical_bits if identical else weights.complete_bits
    return NameMatch(round(bits, 4), tuple(pairs), subject_left, target_left)


def _offers(subject: NameForm, target: NameForm, token_bits: TokenBits, weights: Weights) -> Iterator[Pair]:
    for i, left in enumerate(subject.tokens):
        for j, right in enumerate(target.tokens):
            share, how = token_share(left, right, weights)
            if share:
                yield Pair((i,), (j,), token_bits(right) * share, how)
            elif left[0] == right[0] and 1 in (len(left), len(right)) and left[0].isalpha():
                yield Pair((i,), (j,), weights.initial_bits, "initial")
        for j, right in enumerate(target.joined):
            if share := _joined_share(left, right, weights):
                both = min(token_bits(left), token_bits(target.tokens[j]) + token_bits(target.tokens[j + 1]))
                yield Pair((i,), (j, j + 1), both * share, "joined")
    for i, left in enumerate(subject.joined):
        for j, right in enumerate(target.tokens):
            if share := _joined_share(left, right, weights):
                yield Pair((i, i + 1), (j,), token_bits(right) * share, "joined")


def _joined_share(left: str, right: str, weights: Weights) -> float:
    """Two words against one: the same letters, or the same long skeleton."""
    if left == right:
        return weights.joined_share
    if len(skeleton(left)) < _LONG_BONE:  # short ones meet by chance: "Janice H" and "Shih Huan"
        return 0.0
    return _bone_share(left, right, weights) * weights.joined_share


def _lost(subject: list[float], target: list[float], weights: Weights) -> float:
    """Cost of what has no partner; more where both sides have something left, for that is a contradiction."""
    contradicted = sum(min(pair) for pair in zip(subject, target, strict=False))
    return (
        weights.missing_subject * sum(subject)
        + weights.missing_target * sum(target)
        + weights.contradiction * contradicted
    )


def _form_bits(subject: NameForm, target: NameForm, weights: Weights) -> float:
    if not subject.legal_form or not target.legal_form:
        return 0.0
    return weights.form_agrees if subject.legal_form == target.legal_form else weights.form_differs
