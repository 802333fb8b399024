"""Evidence in plain sentences, built only for what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nongrata.model import Evidence, Feature, Name
from nongrata.screen.names import NameMatch, Pair, TokenBits
from nongrata.screen.weights import WEIGHTS, Weights
from nongrata.text.names import NameForm
from nongrata.text.spelling import edits_between

_COMMON_BITS, _RARE_BITS = 7.0, 11.0


def explain_names(
    subject: NameForm,
    name: Name,
    target: NameForm,
    match: NameMatch,
    token_bits: TokenBits,
    weights: Weights = WEIGHTS,
) -> Iterator[Evidence]:
    """One piece of evidence per aligned pair, per leftover side, and per bonus; they add up to the match's bits."""
    explained = 0.0
    for order, pair in enumerate(match.pairs):
        bits = round(pair.bits * weights.dependence**order, 2)
        explained += bits
        left, right = _words(subject, pair.subject), _words(target, pair.target)
        yield Evidence(Feature.NAME, bits, left, right, _pair_sentence(left, right, pair, token_bits))
    if match.subject_left or match.target_left:
        bits = round(match.bits - explained, 2)
        left, right = _words(subject, match.subject_left), _words(target, match.target_left)
        yield Evidence(Feature.NAME, bits, left, right, _left_sentence(left, right))
    elif bits := round(match.bits - explained, 2):
        sentence = _whole_sentence(match, bits)
        yield Evidence(Feature.NAME, bits, subject.raw, name.full, sentence)


def _whole_sentence(match: NameMatch, bits: float) -> str:
    if bits <= 0:
        return "the legal forms differ"
    identical = all(pair.how == "equal" for pair in match.pairs)
    return "the whole name is the same" if identical else "every part of both names has its counterpart"


def _words(form: NameForm, positions: Sequence[int]) -> str:
    return " ".join(form.tokens[i] for i in positions)


def _pair_sentence(left: str, right: str, pair: Pair, token_bits: TokenBits) -> str:
    rarity = token_bits(right.partition(" ")[0])
    often = "rare" if rarity >= _RARE_BITS else "common" if rarity < _COMMON_BITS else "not rare"
    return f"{_likeness(left, right, pair)} ({often})"


def _likeness(left: str, right: str, pair: Pair) -> str:
    match pair.how:
        case "equal":
            return f"‘{left}’ is the same"
        case "joined":
            return f"‘{left}’ is ‘{right}’ with the words joined or split"
        case "initial":
            return f"‘{left}’ fits the initial or word ‘{right}’"
        case "edit":
            count = edits_between(left, right)
            return f"‘{left}’ is ‘{right}’ with {'one letter' if count == 1 else f'{count} letters'} changed"
        case _:
            return f"‘{left}’ is a spelling of ‘{right}’"


def _left_sentence(left: str, right: str) -> str:
    if left and right:
        return f"‘{left}’ stands where the list has ‘{right}’"
    if left:
        return f"‘{left}’ is not in the list name"
    return f"the list name has ‘{right}’ besides"
