"""The one table of what evidence weighs. Bits are log2 of a likelihood ratio; the rest are shares in 0..1.

These first values are set by hand (2026-11, from the cases in `tests/screen/`), not learned;
`docs/explanation/how-a-score-comes-about.md` tells what each does.
"""

from __future__ import annotations

import math

import msgspec


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the scorer multiplies or adds.

    Names: an aligned pair of tokens gives the list token's information times the share of its level; each
    further pair counts `dependence` times less, because the parts of a name are not independent.

    Args:
        edit_share: Share for one and for two edits, by length of the shorter token ("short" is up to six).
        other_initial: Factor if the first letters differ; in tokens of up to four letters an edit there makes
            another name.
        bone_share: Share for equal consonant skeletons, by number of consonants 2, 3, 4 and more.
        vowelless_share: The same where one side is written without vowels, in which case likeness says nothing.
        joined_share: Share for a token equal to two neighbours written together.
        dependence: Factor from one aligned pair to the next weaker one.
        initial_bits: An initial that meets a word.
        complete_bits: Every token of both names has a partner.
        identical_bits: The same, and each is the same word: then even a common name is worth a look.
        missing_subject: Share of its information that a subject token without partner costs.
        missing_target: The same for a target token: lists give more name parts than customers do.
        contradiction: Additional share where both names have a token without partner.
        form_agrees, form_differs: Legal forms of two organisations.
        name_floor: Bits that a name must carry by itself, unless a number or web site agrees.
        no_name: What a name counts at the least where a number or web site agrees.
    """

    edit_share: tuple[float, float, float] = (0.62, 0.84, 0.66)
    other_initial: float = 0.8
    bone_share: tuple[float, float, float] = (0.42, 0.68, 0.8)
    vowelless_share: tuple[float, float, float] = (0.5, 0.72, 0.85)
    joined_share: float = 0.95
    dependence: float = 0.88
    initial_bits: float = 1.0
    complete_bits: float = 3.0
    identical_bits: float = 6.0
    missing_subject: float = 0.45
    missing_target: float = 0.2
    contradiction: float = 0.4
    form_agrees: float = 0.5
    form_differs: float = -0.5
    name_floor: float = 6.0
    no_name: float = -3.0

    born_day: float = 8.0
    born_month: float = 5.0
    born_year: float = 3.0
    born_range: float = 1.0
    born_same_day_other_year: float = -1.0
    born_near: float = -1.0
    born_off: float = -4.0
    born_far: float = -9.0
    founded_far: float = -1.0

    country_agrees: float = 1.0
    country_differs: float = -1.0
    gender_agrees: float = 0.3
    gender_differs: float = -4.0

    id_strong: float = 22.0
    id_agrees: float = 20.0
    id_other_country: float = 10.0
    id_short: float = 9.0
    imo_differs: float = -8.0
    lei_differs: float = -6.0

    wallet: float = 26.0
    email: float = 20.0
    domain: float = 18.0
    mail_domain: float = 14.0
    phone: float = 17.0

    half_bits: float = 10.0
    bits_per_doubling: float = 2.5


WEIGHTS = Weights()


def score_of(bits: float, weights: Weights = WEIGHTS) -> float:
    """The score in 0..1 of a sum of evidence; rising, so that strong hits stay in order.

    >>> score_of(10.0), score_of(20.0) < score_of(30.0) < score_of(40.0) < 1.0
    (0.5, True)
    """
    score: float = 1.0 / (1.0 + 2.0 ** (-(bits - weights.half_bits) / weights.bits_per_doubling))
    return round(score, 6)


def bits_of(score: float, weights: Weights = WEIGHTS) -> float:
    """The evidence that a score stands for: the inverse of `score_of`.

    Args:
        score: 0 < score < 1; 0 and 1 give minus and plus infinity.
        weights: The table.
    """
    if score <= 0.0:
        return -math.inf
    if score >= 1.0:
        return math.inf
    return weights.half_bits - weights.bits_per_doubling * math.log2((1.0 - score) / score)
