"""Finding every target of a compiled watchlist that reaches the cutoff, without scoring them all."""

from __future__ import annotations

from collections import defaultdict

from nongrata.index.compiled import CompiledWatchlist
from nongrata.index.lookup import Lookup
from nongrata.model import Subject
from nongrata.screen.scorer import PreparedSubject, Scored, bound_of, least_name_bits, prepare, score_target
from nongrata.screen.weights import WEIGHTS, Weights, bits_of


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
            for target, slots in self._candidates(prepared, cutoff).items()
            if (scored := self._score(prepared, target, slots, cutoff)) is not None
        ]
        return sorted(kept, key=lambda scored: (-scored.bits, scored.target.id))

    def _candidates(self, prepared: PreparedSubject, cutoff: float) -> dict[int, list[int]]:
        """Targets worth scoring, each with the names that may reach the cutoff (none: reached by a fact)."""
        least = least_name_bits(prepared.subject, bits_of(cutoff, self.weights), self.weights)
        found: dict[int, set[int]] = defaultdict(set)
        for form in prepared.forms:
            names = self._lookup.names(form, prepared.subject.kind, least)
            targets = self.watchlist.name_target[names].tolist()
            for target, slot in zip(targets, self.watchlist.name_slot[names].tolist(), strict=True):
                found[target].add(slot)
        if prepared.fact_keys:
            for target in self._lookup.targets_by_fact(prepared.fact_keys):
                found[target] |= set()
        return {target: sorted(slots) for target, slots in found.items()}

    def _score(self, prepared: PreparedSubject, target: int, slots: list[int], cutoff: float) -> Scored | None:
        party = self.watchlist.party(target)
        first = score_target(prepared, party, self.token_bits, slots=slots, weights=self.weights)
        if first is None or first.score < cutoff:
            return None
        return score_target(prepared, party, self.token_bits, weights=self.weights)
