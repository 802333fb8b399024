"""Finding every target of a compiled watchlist that reaches the cutoff, without scoring them all."""

from __future__ import annotations

from collections import defaultdict

from nongrata.index.compiled import CompiledWatchlist
from nongrata.index.lookup import Lookup
from nongrata.model import Subject
from nongrata.screen.scorer import PreparedSubject, Scored, bound_of, least_name_bits, other_of, prepare, score_target
from nongrata.screen.weights import WEIGHTS, Weights, bits_of

_ROUNDING = 1e-3
"""Scores are rounded to six digits, so a hair below the cutoff's bits may still be at the cutoff."""


class Search:
    """Asks one compiled watchlist.

    What `find` returns is exactly what scoring every target would return (`screen.reference`).

    Args:
        watchlist: What is asked.
        weights: The scorer's table.
    """

    def __init__(self, watchlist: CompiledWatchlist, weights: Weights = WEIGHTS) -> None:
        self.watchlist = watchlist
        self.weights = weights
        self._lookup = Lookup(watchlist, bound_of(weights))
        self.token_bits = self._lookup.token_bits

    def find(self, subject: Subject, cutoff: float) -> list[Scored]:
        """Targets that score at least `cutoff` (0..1), best first, ties by target id."""
        prepared = prepare(subject)
        kept = [
            scored
            for target, (slots, ceiling) in self._candidates(prepared, cutoff).items()
            if (scored := self._score(prepared, target, slots, ceiling=ceiling, cutoff=cutoff)) is not None
        ]
        return sorted(kept, key=lambda scored: (-scored.bits, scored.target.id))

    def _candidates(self, prepared: PreparedSubject, cutoff: float) -> dict[int, tuple[list[int], float]]:
        """Targets worth scoring, each with the names that may reach the cutoff and the most bits they can bring.

        A target without names was reached by a number, mailbox or web site.
        """
        least = least_name_bits(prepared.subject, bits_of(cutoff, self.weights), self.weights)
        found: dict[int, set[int]] = defaultdict(set)
        most: dict[int, float] = defaultdict(float)
        for form in prepared.forms:
            names, ceilings = self._lookup.names(form, prepared.subject.kind, least)
            targets = self.watchlist.name_target[names].tolist()
            slots = self.watchlist.name_slot[names].tolist()
            for target, slot, ceiling in zip(targets, slots, ceilings.tolist(), strict=True):
                found[target].add(slot)
                most[target] = max(most[target], ceiling)
        if prepared.fact_keys:
            for target in self._lookup.targets_by_fact(prepared.fact_keys):
                found[target] |= set()
        return {target: (sorted(slots), most[target]) for target, slots in found.items()}

    def _score(
        self, prepared: PreparedSubject, target: int, slots: list[int], *, ceiling: float, cutoff: float
    ) -> Scored | None:
        """The target if it reaches the cutoff: first by what may reach it, then, if it does, by all its names."""
        party = self.watchlist.party(target)
        other = other_of(prepared, party, self.weights)
        if not other.by_fact:
            if ceiling + other.bits < bits_of(cutoff, self.weights) - _ROUNDING:
                return None
            first = score_target(prepared, party, self.token_bits, slots=slots, other=other, weights=self.weights)
            if first is None or first.score < cutoff:
                return None
        scored = score_target(prepared, party, self.token_bits, other=other, weights=self.weights)
        return scored if scored and scored.score >= cutoff else None
