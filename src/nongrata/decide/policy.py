"""Policy: which hits go before a person. Pure; it sees evidence, never files or clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from nongrata.errors import SettingsError
from nongrata.model import Feature, Hit, Strength
from nongrata.model.hit import score_text
from nongrata.screen.weights import score_of

if TYPE_CHECKING:
    from nongrata.index.compiled import ListedVersion
    from nongrata.model import Evidence
    from nongrata.screen.scorer import PreparedSubject, Scored


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a company has decided about alerts.

    Args:
        cutoff: Score (0..1) below which nothing is kept.
        threshold: Score (0..1) from which a hit is an alert; at least the cutoff.
        weak_alias_alone: Whether a weak alias may raise an alert with nothing to confirm it.
        confirming_bits: Evidence besides the name that confirms a weak alias.

    Source: OFAC FAQ 122-124 for the treatment of weak aliases.

    >>> Policy().threshold
    0.7
    """

    cutoff: float = 0.5
    threshold: float = 0.7
    weak_alias_alone: bool = False
    confirming_bits: float = 3.0

    def __post_init__(self) -> None:
        if not 0.0 < self.cutoff <= self.threshold < 1.0:
            raise SettingsError(
                f"cutoff {self.cutoff} and threshold {self.threshold} do not fit",
                item="policy",
                expected="0 < cutoff <= threshold < 1",
                remedy="change --cutoff, --threshold or the settings file",
            )


def judge(
    scored: Scored,
    prepared: PreparedSubject,
    version: ListedVersion,
    evidence: tuple[Evidence, ...],
    *,
    policy: Policy,
) -> Hit:
    """The hit, with policy's verdict and its reason."""
    alert, reason = verdict(scored, policy)
    nameless = scored.by_fact and not scored.best.match.pairs  # found by a number: no alias fits better than others
    return Hit(
        subject_id=prepared.subject.id,
        subject_name=prepared.subject.name,
        target_id=scored.target.id,
        target_name=scored.target.name.full,
        matched_name=scored.target.name.full if nameless else scored.best.name.full,
        matched_strength=Strength.STRONG if nameless else scored.best.strength,
        list_id=version.list_id,
        list_version=version.short,
        score=scored.score,
        bits=scored.bits,
        alert=alert,
        reason=reason,
        evidence=evidence,
    )


def verdict(scored: Scored, policy: Policy) -> tuple[bool, str]:
    """Whether to alert, and why."""
    if scored.score < policy.threshold:
        return False, f"score {score_text(scored.score)} is below the threshold {policy.threshold}"
    if scored.by_fact:
        return True, "a number, wallet or web site agrees"
    strong_score = score_of(scored.strong_bits) if scored.strong_bits > float("-inf") else 0.0
    if scored.best.strength is Strength.STRONG or strong_score >= policy.threshold:
        return True, f"score {score_text(scored.score)} is at or above the threshold {policy.threshold}"
    if policy.weak_alias_alone:
        return True, "a weak alias, and policy lets weak aliases alert alone"
    confirming = sum(one.bits for one in scored.other if one.feature in {Feature.BORN, Feature.COUNTRY})
    if confirming >= policy.confirming_bits:
        return True, "a weak alias, confirmed by birth date or country"
    return False, "only a weak alias fits, and nothing confirms it (OFAC FAQ 122-124)"
