"""Asking a compiled watchlist: which targets may a subject be? Nothing the scorer would accept is left out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np
import numpy.typing as npt

from nongrata.index.build import (
    BONE_SALT,
    FACT_SALT,
    JOINED_BONE_SALT,
    JOINED_SALT,
    KINDS,
)
from nongrata.index.compiled import CompiledWatchlist
from nongrata.index.hashing import deletion_keys_of, hash_text, hash_texts
from nongrata.index.information import information_bits
from nongrata.model import PartyKind
from nongrata.text.names import NameForm
from nongrata.text.spelling import edits_between, skeleton

Names = npt.NDArray[np.int64]
Bits = npt.NDArray[np.float64]


_SLACK = 1e-3
"""Sums in another order differ in the last digits, and the scorer rounds to four; never prune on that."""


class Bound(msgspec.Struct, frozen=True):
    """What the scorer promises about its own numbers, so that hopeless names need not be scored.

    Args:
        missing_subject: Share of its weight that a subject token without partner costs.
        missing_target: The same for a target token.
        bonus: Most bits that a name can gain besides its aligned tokens.
        initial: Bits of an initial that meets a word.
        joined: Most bits of a token that meets two tokens written together.
    """

    missing_subject: float
    missing_target: float
    bonus: float
    initial: float
    joined: float


class Lookup:
    """Finds candidates in one compiled watchlist; work is done once per distinct token.

    Args:
        watchlist: What is asked.
        bound: The scorer's promises.
        remembered_tokens: Distinct subject tokens whose neighbours are kept at hand.
    """

    def __init__(self, watchlist: CompiledWatchlist, bound: Bound, remembered_tokens: int = 1 << 18) -> None:
        self._list = watchlist
        self._arrays = watchlist.arrays
        self._bound = bound
        self.near = lru_cache(maxsize=remembered_tokens)(self._near)
        self.token_bits = lru_cache(maxsize=remembered_tokens)(self._token_bits)
        self._kinds = {kind: np.array([_comparable(kind, other) for other in KINDS], np.bool_) for kind in PartyKind}

    def _token_bits(self, token: str) -> float:
        """Information of a subject's token; one that no list name has counts as seen never."""
        table, key = self._arrays["near_hash"], hash_text(token)
        at = int(np.searchsorted(table, key))
        while at < len(table) and table[at] == key:
            position = int(self._arrays["near_token"][at])
            if self._list.tokens[position] == token:
                return float(self._list.token_bits[position])
            at += 1
        return information_bits(token, 0, self._list.meta.names)

    def names(self, form: NameForm, kind: PartyKind, least_bits: float) -> tuple[Names, Bits]:
        """Names that could reach `least_bits` of name evidence, and the most that each could reach.

        Ascending by name; none that could is missing.
        """
        nothing = np.empty(0, np.int64), np.empty(0, np.float64)
        if not form.tokens:
            return nothing
        name, slot, gain, weight = self._rows(form)
        if not len(name):
            return nothing
        name, gain, weight, met = _per_name(name, slot, gain, weight, len(form.tokens))
        ceiling = self._ceiling(form, name, gain, weight, met)
        keep = (ceiling >= least_bits - _SLACK) & self._of_kind(name, kind)
        return name[keep], ceiling[keep] + _SLACK

    def targets_by_fact(self, keys: Sequence[str]) -> set[int]:
        """Targets that share an identifier or observable key, hash collisions included."""
        safe = [key.encode("ascii", "backslashreplace").decode() for key in keys]
        hits = _find(self._arrays["fact_hash"], hash_texts(safe, FACT_SALT))
        return set(self._arrays["fact_target"][hits[1]].tolist())

    def _of_kind(self, name: Names, kind: PartyKind) -> npt.NDArray[np.bool_]:
        return self._kinds[kind][self._list.target_kind[self._list.name_target[name]]]

    def _rows(self, form: NameForm) -> tuple[Names, Names, Bits, Bits]:
        """(name, token position of the subject, most bits, weight it may cover) of everything that touches."""
        parts: list[tuple[Names, int, Bits, Bits]] = []
        joined = self._bound.joined
        for i, token in enumerate(form.tokens):
            near = self.near(token)
            names, bits = self._spread(near.tokens)
            parts.append((names, i, bits, bits))
            parts.append((near.joined_names, i, _all(joined, near.joined_names), _all(2 * joined, near.joined_names)))
        for i, text in enumerate(form.joined):
            names, bits = self._spread(self.near(text).same)
            parts.append((names, i, _all(joined, names), bits))
            parts.append((names, i + 1, _all(0.0, names), _all(0.0, names)))
        name, gain, weight = (np.concatenate([part[column] for part in parts]) for column in (0, 2, 3))
        slot = np.concatenate([np.full(len(part[0]), part[1], np.int64) for part in parts])
        return name, slot, gain, weight

    def _ceiling(
        self,
        form: NameForm,
        name: Names,
        gain: Bits,
        weight: Bits,
        met: npt.NDArray[np.bool_],
    ) -> Bits:
        bound = self._bound
        own = np.array([self.token_bits(token) for token in form.tokens])
        can_be_initial = np.array([len(token) == 1 for token in form.tokens])
        missing = np.where(
            can_be_initial[None, :] | self._list.name_initials[name][:, None],
            bound.initial,
            -bound.missing_subject * own[None, :],
        )
        lost_subject = np.where(met, 0.0, missing).sum(axis=1)
        # Any subject token may meet an initial, also one that met a word elsewhere in the name.
        loose = bound.joined * met.shape[1] * self._list.name_initials[name]
        lost_target = bound.missing_target * np.maximum(0.0, self._list.name_bits[name] - weight - loose)
        if can_be_initial.any():
            lost_target = np.zeros_like(lost_target)
        ceiling: Bits = gain + bound.bonus + lost_subject - lost_target
        return ceiling

    def _near(self, token: str) -> Near:
        tokens = self._tokens_near(token)
        bone = skeleton(token)
        same = [t for t in tokens if self._is_same(token, bone, self._list.tokens[t])]
        joined = [hash_text(token, JOINED_SALT)]
        if bone:
            joined.append(hash_text(bone, JOINED_BONE_SALT))
        hits = _find(self._arrays["joined_hash"], np.array(joined, np.uint64))[1]
        names = np.unique(self._arrays["joined_name"][hits]).astype(np.int64)
        return Near(tuple(tokens), tuple(same), names)

    @staticmethod
    def _is_same(token: str, bone: str, other: str) -> bool:
        return token == other or (bool(bone) and skeleton(other) == bone)

    def _tokens_near(self, token: str) -> list[int]:
        """Positions of all tokens that may be spellings of it."""
        found = self._arrays["near_token"][_find(self._arrays["near_hash"], deletion_keys_of(token))[1]]
        near = {
            position
            for position in set(found.tolist())
            if edits_between(token, self._list.tokens[position]) is not None
        }
        if bone := skeleton(token):
            hits = _find(self._arrays["bone_hash"], np.array([hash_text(bone, BONE_SALT)], np.uint64))[1]
            near.update(self._arrays["bone_token"][hits].tolist())
        return sorted(near)

    def _spread(self, tokens: Sequence[int]) -> tuple[Names, Bits]:
        """All names that have one of the tokens, with the token's bits."""
        ptr, posting = self._list.posting_ptr, self._list.posting_name
        runs = [posting[ptr[t] : ptr[t + 1]] for t in tokens]
        if not runs:
            return np.empty(0, np.int64), np.empty(0, np.float64)
        bits = np.repeat(self._list.token_bits[list(tokens)], [len(run) for run in runs])
        return np.concatenate(runs).astype(np.int64), bits


class Near(msgspec.Struct, frozen=True):
    """What a watchlist has near one token.

    Args:
        tokens: Positions of all tokens that may be spellings of it.
        same: Those among them that are it, or have its skeleton.
        joined_names: Names in which two neighbours written together are it, or have its skeleton.
    """

    tokens: tuple[int, ...]
    same: tuple[int, ...]
    joined_names: Names


def _all(value: float, like: Names) -> Bits:
    return np.full(len(like), value)


def _comparable(left: PartyKind, right: PartyKind) -> bool:
    return left is right or PartyKind.UNKNOWN in {left, right}


def _find(table: npt.NDArray[np.uint64], wanted: npt.NDArray[np.uint64]) -> tuple[Names, Names]:
    """(index into wanted, index into the sorted table) of every equal pair."""
    start = np.searchsorted(table, wanted, "left")
    counts = np.searchsorted(table, wanted, "right") - start
    which = np.repeat(np.arange(len(wanted)), counts)
    offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, start[which] + offset


def _per_name(
    name: Names, slot: Names, gain: Bits, weight: Bits, slots: int
) -> tuple[Names, Bits, Bits, npt.NDArray[np.bool_]]:
    """Best row per name and token position, then summed per name; `met` says which positions had any."""
    key = name * slots + slot
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    cell = key[order][starts]
    best_gain = np.maximum.reduceat(gain[order], starts)
    best_weight = np.maximum.reduceat(weight[order], starts)
    found, where = np.unique(cell // slots, return_inverse=True)
    met = np.zeros((len(found), slots), np.bool_)
    met[where, cell % slots] = True
    names: Names = found.astype(np.int64)
    sums: tuple[Bits, Bits] = (np.bincount(where, best_gain), np.bincount(where, best_weight))  # type: ignore[assignment]
    return names, *sums, met
