"""When two tokens may be spellings of each other."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from nongrata.text.spelling import MAX_KEY_CHARS, edits_between, max_edits, skeleton

TOKENS = st.text(alphabet="abcdehiklmnorstuvyz", min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("yevgeny", "evgeniy"),
        ("mikhaylovich", "mihailovich"),
        ("alexseyev", "alekseev"),
        ("muhammad", "mhmd"),
        ("tsentr", "center"),
        ("kim", "gim"),
        ("youssef", "yusuf"),
        ("khamis", "hamis"),
    ],
)
def test_romanisations_of_one_name_share_a_skeleton(left, right):
    """Vowels and like sounds do not tell spellings apart."""
    assert skeleton(left) == skeleton(right) != ""


@pytest.mark.parametrize(("left", "right"), [("petrov", "korobov"), ("igor", "oleg"), ("belan", "bogdan")])
def test_different_names_have_different_skeletons(left, right):
    """Merging sounds must not merge names."""
    assert skeleton(left) != skeleton(right)


def test_tokens_with_digits_have_no_skeleton_and_no_edits():
    """Unit 55 is not unit 56."""
    assert skeleton("m4g") == ""
    assert edits_between("unit55", "unit56") is None
    assert edits_between("55", "55") == 0


@given(TOKENS, TOKENS)
def test_edits_are_those_of_the_text_book_within_the_tier_of_the_shorter_token(left, right):
    """The tiers are the only thing we add to optimal string alignment."""
    distance = OSA.distance(left, right)
    allowed = max_edits(min(len(left), len(right)))
    assert edits_between(left, right) == (distance if distance <= allowed else None)


def test_very_long_tokens_are_only_equal_or_different():
    """Their deletion keys would be too many, so no edit may be promised for them."""
    long = "a" * (MAX_KEY_CHARS + 1)
    assert edits_between(long, long) == 0
    assert edits_between(long, long[:-1] + "b") is None


@given(TOKENS)
def test_a_skeleton_never_has_vowels_inside_or_repeats(token):
    """It is a canonical form."""
    bone = skeleton(token)
    assert all(letter not in "aeiouwy" for letter in bone[1:])
    assert all(a != b for a, b in pairwise(bone))
