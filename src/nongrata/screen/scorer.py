"""The scorer: one subject against one target, all evidence added up. Exhaustive, readable, the only one.

The index saves it work; it never changes what it says.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from nongrata.index.facts import fact_keys
from nongrata.index.information import MOST_BITS
from nongrata.index.lookup import Bound
from nongrata.model import Evidence, Feature, Name, Party, PartyKind, Strength, Subject
from nongrata.screen.explain import explain_names
from nongrata.screen.features import other_evidence
from nongrata.screen.names import NameMatch, TokenBits, match_names
from nongrata.screen.weights import WEIGHTS, Weights, score_of
from nongrata.text.names import NameForm, name_form, name_forms


class PreparedSubject(msgspec.Struct, frozen=True):
    """A subject with what is worked out once for all its targets."""

    subject: Subject
    forms: tuple[NameForm, ...]
    fact_keys: tuple[str, ...]


class ScoredName(msgspec.Struct, frozen=True):
    """How the subject's best-fitting name compares with the best-fitting name of one strength."""

    name: Name
    strength: Strength
    subject_form: NameForm
    target_form: NameForm
    match: NameMatch


class Scored(msgspec.Struct, frozen=True):
    """A subject and a target, scored; no verdict yet.

    Args:
        target: The target.
        bits: All evidence, the better of strong and weak names counted.
        score: The same in 0..1.
        strong_bits: All evidence with strong names only; minus infinity if no strong name is near.
        best: The name that `bits` counts.
        other: Evidence besides names.
        by_fact: Whether a number or observable agrees.
    """

    target: Party
    bits: float
    score: float
    strong_bits: float
    best: ScoredName
    other: tuple[Evidence, ...]
    by_fact: bool


class OtherEvidence(msgspec.Struct, frozen=True):
    """Evidence besides names: its pieces, their sum, and whether a number or observable agrees."""

    pieces: tuple[Evidence, ...]
    bits: float
    by_fact: bool


def other_of(prepared: PreparedSubject, target: Party, weights: Weights = WEIGHTS) -> OtherEvidence:
    """What besides the names speaks for or against a target."""
    pieces = tuple(other_evidence(prepared.subject, target, weights))
    by_fact = any(piece.bits > 0 and piece.feature in _FACTS for piece in pieces)
    return OtherEvidence(pieces, sum(piece.bits for piece in pieces), by_fact)


def prepare(subject: Subject) -> PreparedSubject:
    """Tokens and keys of a subject."""
    names = dict.fromkeys(name for name in subject.all_names if name.strip())
    forms = tuple(dict.fromkeys(form for name in names for form in name_forms(name, subject.kind)))
    return PreparedSubject(subject, forms, tuple(fact_keys(subject.identifiers, subject.observables)))


@lru_cache(maxsize=1 << 16)
def target_form(full: str, kind: PartyKind) -> NameForm:
    """`name_form`, remembered: list names come back often."""
    return name_form(full, kind)


def bound_of(weights: Weights = WEIGHTS) -> Bound:
    """What the index may rely on when it leaves names unscored."""
    return Bound(
        missing_subject=weights.missing_subject,
        missing_target=weights.missing_target,
        bonus=max(weights.complete_bits, weights.identical_bits) + max(weights.form_agrees, 0.0),
        initial=weights.initial_bits,
        joined=MOST_BITS,
    )


def least_name_bits(subject: Subject, cutoff_bits: float, weights: Weights = WEIGHTS) -> float:
    """Name evidence below which no target can reach the cutoff, whatever else agrees."""
    most_other = (
        weights.born_day * bool(subject.born)
        + weights.country_agrees * bool(subject.countries)
        + weights.gender_agrees * bool(subject.gender)
    )
    return max(weights.name_floor, cutoff_bits - most_other)


def score_target(
    prepared: PreparedSubject,
    target: Party,
    token_bits: TokenBits,
    *,
    slots: Iterable[int] | None = None,
    other: OtherEvidence | None = None,
    weights: Weights = WEIGHTS,
) -> Scored | None:
    """All evidence between a subject and a target; None if they have nothing to do with each other.

    They have to do with each other if kinds are compatible and a name carries `name_floor` bits by itself, or if a
    number, wallet, mailbox, web site or telephone agrees. In the latter case the kind does not matter (a sole
    trader may be typed as a company), and a name that does not fit costs no more than `no_name`: companies change
    names, not tax numbers.

    Args:
        prepared: The subject.
        target: The target.
        token_bits: Information per token.
        slots: Names of the target to look at; None for all. Names left out must be below the floor.
        other: What `other_of` says of the two, if it has been asked already.
        weights: The table.
    """
    other = other or other_of(prepared, target, weights)
    by_fact = other.by_fact
    kinds = {prepared.subject.kind, target.kind}
    if len(kinds) > 1 and PartyKind.UNKNOWN not in kinds and not by_fact:
        return None
    strong, weak = _best_names(prepared, target, token_bits, None if by_fact else slots, weights)
    best = max((named for named in (strong, weak) if named), key=lambda named: named.match.bits, default=None)
    if best is None and by_fact and not prepared.forms:
        best = strong = _nameless(target)
    if best is None or not (by_fact or best.match.bits >= weights.name_floor):
        return None
    rest = other.bits
    bits = round(_name_bits(best, by_fact=by_fact, weights=weights) + rest, 4)
    strong_bits = _name_bits(strong, by_fact=by_fact, weights=weights) + rest if strong else float("-inf")
    return Scored(target, bits, score_of(bits, weights), round(strong_bits, 4), best, other.pieces, by_fact)


def _nameless(target: Party) -> ScoredName:
    """For a subject without a name: its silence is no evidence."""
    form = target_form(target.name.full, target.kind)
    return ScoredName(target.name, Strength.STRONG, NameForm("", ()), form, NameMatch(0.0, (), (), ()))


_FACTS = frozenset({Feature.IDENTIFIER, Feature.OBSERVABLE})


def _name_bits(named: ScoredName, *, by_fact: bool, weights: Weights) -> float:
    return max(named.match.bits, weights.no_name) if by_fact else named.match.bits


def _best_names(
    prepared: PreparedSubject,
    target: Party,
    token_bits: TokenBits,
    slots: Iterable[int] | None,
    weights: Weights,
) -> tuple[ScoredName | None, ScoredName | None]:
    """The best strong and the best weak name; the first of equals wins, strong before weak."""
    best: dict[Strength, ScoredName] = {}
    names = target.all_names
    for slot in range(len(names)) if slots is None else sorted(slots):
        strength = Strength.STRONG if slot == 0 else target.aliases[slot - 1].strength
        form = target_form(names[slot].full, target.kind)
        for own in prepared.forms:
            match = match_names(own, form, token_bits, weights)
            if strength not in best or match.bits > best[strength].match.bits:
                best[strength] = ScoredName(names[slot], strength, own, form, match)
    return best.get(Strength.STRONG), best.get(Strength.WEAK)


def explain(scored: Scored, token_bits: TokenBits, weights: Weights = WEIGHTS) -> tuple[Evidence, ...]:
    """Everything that speaks for and against, heaviest first; the bits add up to those of the score."""
    best = scored.best
    named = list(explain_names(best.subject_form, best.name, best.target_form, best.match, token_bits, weights))
    if scored.by_fact and best.match.bits < weights.no_name:
        named = [
            Evidence(
                Feature.NAME,
                weights.no_name,
                best.subject_form.raw,
                scored.target.name.full,
                "the names have nothing in common",
            )
        ]
    return tuple(sorted([*named, *scored.other], key=lambda evidence: -abs(evidence.bits)))
