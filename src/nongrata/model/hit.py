"""What screening finds, and why."""

from __future__ import annotations

import math
from enum import StrEnum

import msgspec

from nongrata.model.party import Strength


class Feature(StrEnum):
    """What a piece of evidence is about."""

    NAME = "name"
    BORN = "born"
    COUNTRY = "country"
    GENDER = "gender"
    IDENTIFIER = "identifier"
    OBSERVABLE = "observable"


class Evidence(msgspec.Struct, frozen=True):
    """One feature's result.

    Args:
        feature: What was compared.
        bits: Weight of the evidence as log2 of the likelihood ratio; negative speaks against.
        subject_value: The subject's value, as given.
        target_value: The target's value, as published.
        sentence: The same in plain words.
    """

    feature: Feature
    bits: float
    subject_value: str
    target_value: str
    sentence: str


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A target at or above the cutoff, with its evidence, strongest first.

    Args:
        subject_id: Key of the subject.
        subject_name: The subject's name as given.
        target_id: `LIST:ID-AS-PUBLISHED`.
        target_name: Primary name of the target.
        matched_name: The name of the target that fits best.
        matched_strength: Whether that name is a strong or a weak one.
        list_id: The list the target stands on.
        list_version: Short content hash of that list's version.
        score: 0..1, higher is closer.
        bits: Sum of the evidence.
        alert: Whether policy puts it before a person.
        reason: Why policy did or did not.
        evidence: What speaks for and against.
    """

    subject_id: str
    subject_name: str
    target_id: str
    target_name: str
    matched_name: str
    matched_strength: Strength
    list_id: str
    list_version: str
    score: float
    bits: float
    alert: bool
    reason: str
    evidence: tuple[Evidence, ...]


def score_text(score: float) -> str:
    """A score for people: three digits, cut and not rounded, so that only certainty would read 1.

    >>> score_text(0.99997), score_text(0.7)
    ('0.999', '0.700')
    """
    return f"{math.floor(score * 1000 + 1e-9) / 1000:.3f}"
