"""Every hit tells its own story, and the numbers add up."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nongrata.engine import Screener, load_watchlist
from nongrata.model import Subject
from nongrata.screen.weights import bits_of, score_of

SCREENER = Screener(load_watchlist())
LISTED = "bogachev bogachov evgeniy igor korobov gru fsb special technology center slavik main directorate".split()


@settings(deadline=None)
@given(st.lists(st.sampled_from(LISTED), min_size=1, max_size=5).map(" ".join))
def test_the_evidence_adds_up_to_the_bits_and_the_bits_to_the_score(name):
    """Nobody has to believe a number that cannot be recomputed."""
    for hit in SCREENER.screen(Subject(id="s", name=name)):
        assert abs(sum(piece.bits for piece in hit.evidence) - hit.bits) < 0.06
        assert hit.score == score_of(hit.bits)
        assert [abs(piece.bits) for piece in hit.evidence] == sorted(
            (abs(piece.bits) for piece in hit.evidence), reverse=True
        )


@given(st.floats(0.01, 0.99))
def test_score_and_bits_are_inverse(score):
    """The threshold can be told in bits."""
    assert abs(score_of(bits_of(score)) - score) < 1e-5


@given(st.floats(-40, 60), st.floats(0.01, 5))
def test_more_evidence_never_scores_lower(bits, more):
    """The map from bits to score rises."""
    assert score_of(bits + more) >= score_of(bits)
