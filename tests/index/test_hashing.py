"""Deletion keys: near tokens always share one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nongrata.index.hashing import deletion_keys, hash_texts
from nongrata.text.spelling import edits_between

TOKENS = st.text(alphabet="abcdez", min_size=1, max_size=12)


@given(TOKENS, TOKENS)
def test_tokens_within_edits_of_each_other_share_a_deletion_key(left, right):
    """This is what makes the lookup lossless."""
    if edits_between(left, right) is None:
        return
    shared = np.intersect1d(deletion_keys([left])[0], deletion_keys([right])[0])
    assert len(shared) > 0


@given(TOKENS, st.data())
def test_an_edited_token_is_still_found(token, data):
    """Edits made on purpose: drop, double, swap, replace a letter."""
    at = data.draw(st.integers(0, len(token) - 1))
    edited = data.draw(
        st.sampled_from(
            [
                token[:at] + token[at + 1 :],
                token[:at] + token[at] + token[at:],
                token[:at] + "z" + token[at + 1 :],
            ]
        )
    )
    if edited and edits_between(token, edited) is not None:
        assert len(np.intersect1d(deletion_keys([token])[0], deletion_keys([edited])[0])) > 0


@given(st.lists(st.text(alphabet=st.characters(codec="ascii"), max_size=30), max_size=20))
def test_hashes_depend_on_the_text_alone(texts):
    """Whatever stands beside a text, its hash is the same; so that two runs agree."""
    together = hash_texts(texts)
    apart = [hash_texts([text])[0] for text in texts]
    assert together.tolist() == apart


def test_salted_hashes_differ():
    """Keys of one kind are never mistaken for keys of another."""
    assert hash_texts(["belan"], 1)[0] != hash_texts(["belan"], 2)[0]
