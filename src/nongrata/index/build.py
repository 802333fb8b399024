"""Compiling lists into one watchlist. Same lists and code in, same bytes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from nongrata.index.compiled import FORMAT, CompiledWatchlist, ListedVersion, Meta, Strings
from nongrata.index.facts import fact_keys
from nongrata.index.hashing import Hashes, Ids, deletion_keys, hash_texts
from nongrata.index.information import information_bits
from nongrata.model import Party, PartyKind, Snapshot
from nongrata.text.names import NameForm, name_form
from nongrata.text.spelling import skeleton

KINDS = tuple(PartyKind)
BONE_SALT = 1
FACT_SALT = 2
JOINED_SALT = 3
JOINED_BONE_SALT = 4


@dataclass
class _Names:
    """The columns of the name table while it grows."""

    forms: list[NameForm] = field(default_factory=list)
    target: list[int] = field(default_factory=list)
    slot: list[int] = field(default_factory=list)


def compile_watchlist(snapshots: Iterable[Snapshot]) -> CompiledWatchlist:
    """One watchlist of all parties of the given versions, in memory.

    Args:
        snapshots: At most one version per list; sorted by list here, so their order does not matter.
    """
    ordered = sorted(snapshots, key=lambda snapshot: snapshot.version.list_id)
    parties = [party for snapshot in ordered for party in snapshot.parties]
    names = _name_table(parties)
    vocabulary, seen = _vocabulary(names.forms)
    position = {token: i for i, token in enumerate(vocabulary)}
    bits = {token: information_bits(token, seen[token], len(names.forms)) for token in vocabulary}

    arrays: dict[str, npt.NDArray[Any]] = {}
    arrays["token_block"], arrays["token_ends"] = Strings.pack([token.encode() for token in vocabulary])
    arrays["token_bits"] = np.array([bits[token] for token in vocabulary], np.float64)
    arrays["name_target"] = np.array(names.target, np.int32)
    arrays["name_slot"] = np.array(names.slot, np.int32)
    arrays["name_bits"] = np.array([sum(bits[t] for t in form.tokens) for form in names.forms], np.float64)
    arrays["name_initials"] = np.array([any(len(t) == 1 for t in form.tokens) for form in names.forms], np.bool_)
    arrays["posting_ptr"], arrays["posting_name"] = _postings(names.forms, position)
    arrays["near_hash"], arrays["near_token"] = _sorted_pairs(*deletion_keys(vocabulary))
    arrays["bone_hash"], arrays["bone_token"] = _bones(vocabulary)
    arrays["joined_hash"], arrays["joined_name"] = _joined(names.forms)
    arrays["fact_hash"], arrays["fact_target"] = _facts(parties)
    arrays |= _targets(parties)
    meta = Meta(
        format=FORMAT,
        names=len(names.forms),
        targets=len(parties),
        tokens=len(vocabulary),
        lists=tuple(ListedVersion.of(snapshot.version) for snapshot in ordered),
    )
    return CompiledWatchlist(meta, arrays)


def _name_table(parties: Sequence[Party]) -> _Names:
    table = _Names()
    for target, party in enumerate(parties):
        for slot, name in enumerate(party.all_names):
            table.forms.append(name_form(name.full, party.kind))
            table.target.append(target)
            table.slot.append(slot)
    return table


def _vocabulary(forms: Sequence[NameForm]) -> tuple[list[str], Counter[str]]:
    seen = Counter(token for form in forms for token in set(form.tokens))
    return sorted(seen), seen


def _postings(forms: Sequence[NameForm], position: dict[str, int]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    pairs = [(position[token], name) for name, form in enumerate(forms) for token in sorted(set(form.tokens))]
    table = np.array(pairs, np.int64).reshape(-1, 2)
    order = np.lexsort((table[:, 1], table[:, 0]))
    counts = np.bincount(table[:, 0], minlength=len(position))
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), table[order, 1].astype(np.int32)


def _bones(vocabulary: Sequence[str]) -> tuple[Hashes, Ids]:
    bones = [skeleton(token) for token in vocabulary]
    chosen = [i for i, bone in enumerate(bones) if bone]
    hashes = hash_texts([bones[i] for i in chosen], BONE_SALT)
    return _sorted_pairs(hashes, np.array(chosen, np.int32))


def _joined(forms: Sequence[NameForm]) -> tuple[Hashes, Ids]:
    """Neighbouring tokens of list names written together, by text and by skeleton."""
    rows = [(text, name) for name, form in enumerate(forms) for text in sorted(set(form.joined))]
    bones = [(skeleton(text), name) for text, name in rows]
    bones = [row for row in bones if row[0]]
    hashes = np.concatenate(
        [hash_texts([r[0] for r in rows], JOINED_SALT), hash_texts([r[0] for r in bones], JOINED_BONE_SALT)]
    )
    return _sorted_pairs(hashes, np.array([row[1] for row in rows + bones], np.int32))


def _facts(parties: Sequence[Party]) -> tuple[Hashes, Ids]:
    rows = [
        (key.encode("ascii", "backslashreplace").decode(), target)
        for target, party in enumerate(parties)
        for key in fact_keys(party.identifiers, party.observables)
    ]
    hashes = hash_texts([row[0] for row in rows], FACT_SALT)
    return _sorted_pairs(hashes, np.array([row[1] for row in rows], np.int32))


def _targets(parties: Sequence[Party]) -> dict[str, npt.NDArray[Any]]:
    encoder = msgspec.json.Encoder()
    block, ends = Strings.pack([encoder.encode(party) for party in parties])
    return {
        "party_block": block,
        "party_ends": ends,
        "target_kind": np.array([KINDS.index(party.kind) for party in parties], np.int8),
    }


def _sorted_pairs(hashes: Hashes, ids: Ids) -> tuple[Hashes, Ids]:
    order = np.lexsort((ids, hashes))
    return hashes[order], ids[order]
