"""Hashes of tokens with letters left out, for whole vocabularies at once.

Two tokens within k edits (insert, delete, replace, swap neighbours) share a form reached by deleting at most
k letters from each: so looking up every deletion form of a query token among those of the vocabulary finds
every near token. Collisions only cost a comparison, never a result.
Source: W. Garbe, Symmetric Delete (2012); the same idea as in FastSS (Bocek et al., 2007).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from nongrata.text.spelling import MAX_KEY_CHARS, max_edits

Hashes = npt.NDArray[np.uint64]
Ids = npt.NDArray[np.int32]

_PRIME = np.uint64(0x100000001B3)
_OFFSET = np.uint64(0xCBF29CE484222325)
_SHIFT = np.uint64(31)
_MASK = (1 << 64) - 1


def hash_texts(texts: Sequence[str], salt: int = 0) -> Hashes:
    """One 64-bit hash per text (ASCII); `salt` keeps different kinds of keys apart."""
    out = np.empty(len(texts), np.uint64)
    for length, positions, letters in _by_length(texts):
        out[positions] = _hash_columns(letters, range(length), salt)
    return out


def hash_text(text: str, salt: int = 0) -> np.uint64:
    """`hash_texts` for one text: far quicker than an array of one.

    >>> bool(hash_text("belan", 1) == hash_texts(["belan"], 1)[0])
    True
    """
    state = _absorbed(int(_OFFSET) ^ salt, text.encode("ascii", "replace"))
    return np.uint64(state ^ (state >> int(_SHIFT)))


def deletion_keys_of(token: str) -> Hashes:
    """`deletion_keys` of one token, without the token beside each key.

    >>> set(deletion_keys_of("belan").tolist()) == set(deletion_keys(["belan"])[0].tolist())
    True
    """
    letters = token.encode("ascii", "replace")
    keys = {_absorbed(int(_OFFSET), letters)}
    edits = max_edits(len(token)) if token.isalpha() and len(token) <= MAX_KEY_CHARS else 0
    state = int(_OFFSET)
    for first, letter in enumerate(letters if edits else b""):
        keys.add(_absorbed(state, letters[first + 1 :]))
        onward = state
        for second in range(first + 1, len(letters) if edits > 1 else 0):
            keys.add(_absorbed(onward, letters[second + 1 :]))
            onward = ((onward ^ letters[second]) * int(_PRIME)) & _MASK
        state = ((state ^ letter) * int(_PRIME)) & _MASK
    return np.array(sorted(key ^ (key >> int(_SHIFT)) for key in keys), np.uint64)


def _absorbed(state: int, letters: bytes) -> int:
    for letter in letters:
        state = ((state ^ letter) * 0x100000001B3) & _MASK
    return state


def deletion_keys(tokens: Sequence[str]) -> tuple[Hashes, Ids]:
    """Every deletion form of every token as (hash, position of the token).

    A token loses at most as many letters as its own tier allows: what it may differ by from a shorter token is
    less, from a longer one the same. Tokens with digits and very long ones get their own hash only.
    """
    hashes: list[Hashes] = []
    ids: list[Ids] = []
    for length, positions, letters in _by_length(tokens):
        fuzzy = np.array([tokens[i].isalpha() for i in positions], bool)
        for columns in _kept_columns(length):
            rows = slice(None) if len(columns) == length else fuzzy
            hashes.append(_hash_columns(letters[rows], columns, 0))
            ids.append(positions[rows])
    if not hashes:
        return np.empty(0, np.uint64), np.empty(0, np.int32)
    return np.concatenate(hashes), np.concatenate(ids)


def _kept_columns(length: int) -> Iterator[tuple[int, ...]]:
    """Which letters stay, for every deletion form of a token of that length."""
    everything = tuple(range(length))
    yield everything
    if length > MAX_KEY_CHARS:
        return
    for count in range(1, max_edits(length) + 1):
        for dropped in combinations(everything, count):
            yield tuple(column for column in everything if column not in dropped)


def _by_length(texts: Sequence[str]) -> Iterator[tuple[int, Ids, npt.NDArray[np.uint64]]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for position, text in enumerate(texts):
        groups[len(text)].append(position)
    for length, positions in sorted(groups.items()):
        joined = "".join(texts[i] for i in positions).encode("ascii", "replace")
        letters = np.frombuffer(joined, np.uint8).reshape(len(positions), length).astype(np.uint64)
        yield length, np.array(positions, np.int32), letters


def _hash_columns(letters: npt.NDArray[np.uint64], columns: Sequence[int], salt: int) -> Hashes:
    state = np.full(len(letters), _OFFSET ^ np.uint64(salt), np.uint64)
    for column in columns:
        state = (state ^ letters[:, column]) * _PRIME
    mixed: Hashes = state ^ (state >> _SHIFT)
    return mixed
