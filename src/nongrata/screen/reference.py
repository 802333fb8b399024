"""The plain, exhaustive way: every target scored, nothing looked up. The oracle that the index is held to."""

from __future__ import annotations

from nongrata.index.compiled import CompiledWatchlist
from nongrata.index.information import information_bits
from nongrata.model import Subject
from nongrata.screen.scorer import Scored, prepare, score_target
from nongrata.screen.weights import WEIGHTS, Weights


class Reference:
    """Scores every target of a watchlist. Slow; use `screen.search.Search` for work.

    Args:
        watchlist: Whose parties and token frequencies are used.
        weights: The scorer's table.
    """

    def __init__(self, watchlist: CompiledWatchlist, weights: Weights = WEIGHTS) -> None:
        self._list = watchlist
        self._weights = weights
        self._bits = {token: float(bits) for token, bits in zip(watchlist.tokens, watchlist.token_bits, strict=True)}

    def token_bits(self, token: str) -> float:
        """Information of a token; one that no list name has counts as seen never."""
        known = self._bits.get(token)
        return information_bits(token, 0, self._list.meta.names) if known is None else known

    def find(self, subject: Subject, cutoff: float) -> list[Scored]:
        """Targets that score at least `cutoff`, best first, ties by target id."""
        prepared = prepare(subject)
        parties = (self._list.party(target) for target in range(self._list.meta.targets))
        scored = (score_target(prepared, party, self.token_bits, weights=self._weights) for party in parties)
        kept = [one for one in scored if one is not None and one.score >= cutoff]
        return sorted(kept, key=lambda one: (-one.bits, one.target.id))
