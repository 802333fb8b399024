"""A change to one party, as OFAC's delta files state it: nodes to add, to remove, to put in place of others.

No delta file with a change inside an entity was at hand when this was written, only descriptions of it;
so every case is handled in the way that loses least, and what does not fit is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec

from nongrata.model import Alias, AliasKind, Designation, Link, Name, PartialDate, Party, PartyKind, Strength
from nongrata.sources.files.xml import Element, local, text
from nongrata.sources.ofac.enhanced import EntityReading, day_of, kind_of, primary_name
from nongrata.sources.ofac.facts import DOUBT, Piece, designation, squeezed
from nongrata.sources.ofac.vocabulary import ALIAS_KINDS, LISTS


class Action(Enum):
    """What happens to a node."""

    ADD = "add"
    REMOVE = "remove"
    MODIFY = "modify"


_ACTIONS = {"add": Action.ADD, "new": Action.ADD, "remove": Action.REMOVE, "delete": Action.REMOVE}


def action_of(node: Element) -> Action:
    """The node's own action; every word but those for adding and removing means a change of it."""
    return _ACTIONS.get(node.get("action", "").lower(), Action.MODIFY)


@dataclass(frozen=True, slots=True)
class Edit:
    """What happens to one node of a changed entity.

    Args:
        action: Adding, removing, or putting in place of what was there.
        pieces: What the node says, field by field. The parts of the legal act have fields of their own:
            "programme", "measure", "authority" and "listed_on".
        ref: OFAC's number of the name it is about, if it is about a name.
        strength: The name's strength, if the node says it.
        kind: The name's kind, if the node says it.
    """

    action: Action
    pieces: tuple[Piece, ...] = ()
    ref: str = ""
    strength: Strength | None = None
    kind: AliasKind | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """All that happens to one party.

    Args:
        party_id: Which party.
        name: Its new primary name, if that changes.
        kind: Its new kind, if that changes.
        edits: In the order of the file.
    """

    party_id: str
    name: Name | None = None
    kind: PartyKind | None = None
    edits: tuple[Edit, ...] = ()


def patch_of(entity: Element, reading: EntityReading) -> Patch:
    """What the marked nodes of a changed entity do; a node without any mark is context and does nothing.

    Args:
        entity: An entity without an action of its own.
        reading: Knows the list it is read for.
    """
    kind = kind_of(entity)
    person = kind is PartyKind.PERSON
    name, new_kind, edits = None, None, []
    for group in entity:
        for node in group:
            if not (_is_marked(node) or group.get("action")):
                continue
            action = _action_within(node, group)
            if action is not Action.REMOVE:
                _prune(node)
                if local(node) == "entityType":
                    new_kind = kind
                elif text(node, "isPrimary") == "true" and local(group) == "names":
                    name = primary_name(entity, person=person)
            edits.append(_edit(action, node, group, reading, person=person))
    return Patch(f"{reading.list_id}:{entity.get('id', '')}", name, new_kind, tuple(edits))


def _is_marked(node: Element) -> bool:
    return any(inner.get("action") for inner in node.iter())


def _action_within(node: Element, group: Element) -> Action:
    """The node's action, or its group's; a mark further inside means that the node is modified."""
    if node.get("action"):
        return action_of(node)
    return action_of(group) if group.get("action") else Action.MODIFY


def _prune(node: Element) -> None:
    """Takes out what is removed inside a node that stays, so that only what is there afterwards is read."""
    gone = [one for one in node.iterdescendants() if one.get("action") and action_of(one) is Action.REMOVE]
    for inner in gone:
        parent = inner.getparent()
        if parent is not None:
            parent.remove(inner)


_ACT_FIELDS = {
    "sanctionsPrograms": "programme",
    "sanctionsTypes": "measure",
    "legalAuthorities": "authority",
}


def _edit(action: Action, node: Element, group: Element, reading: EntityReading, *, person: bool) -> Edit:
    name = local(group)
    if name in _ACT_FIELDS:
        return Edit(action, ((_ACT_FIELDS[name], squeezed(node.text or "")),))
    if name == "sanctionsLists":
        day = day_of(node.get("datePublished", ""))
        mine = squeezed(node.text or "") == LISTS[reading.list_id]
        return Edit(action, (("listed_on", PartialDate.of_day(day, raw=day.isoformat())),) if mine and day else ())
    pieces = tuple(reading.node_pieces(name, node, person=person))
    if name != "names":
        return Edit(action, pieces)
    strength = {"true": Strength.WEAK, "false": Strength.STRONG}.get(text(node, "isLowQuality"))
    kind = ALIAS_KINDS.get(text(node, "aliasType").replace(".", "").lower())
    return Edit(action, pieces, node.get("id", ""), strength, kind)


def apply_patch(party: Party, patch: Patch, warn: Callable[[str], None]) -> Party:
    """The party after the change.

    Args:
        party: Before.
        patch: The change.
        warn: Takes a sentence for what did not fit, e.g. a value removed that was not there.
    """
    after = _Changing(party, warn)
    for edit in patch.edits:
        after.take(edit)
    return after.party(patch)


class _Changing:
    """A party while it is being changed."""

    def __init__(self, party: Party, warn: Callable[[str], None]) -> None:
        self._before = party
        self._warn = warn
        self._fields: dict[str, list[Any]] = {
            field: list(value) for field, value in msgspec.structs.asdict(party).items() if isinstance(value, tuple)
        }
        self._fields["gender"] = [party.gender] if party.gender else []

    def party(self, patch: Patch) -> Party:
        genders = self._fields.pop("gender")
        values = {field: tuple(values) for field, values in self._fields.items()}
        return msgspec.structs.replace(
            self._before,
            name=patch.name or self._before.name,
            kind=patch.kind or self._before.kind,
            gender=genders[-1] if genders else "",
            **values,
        )

    def take(self, edit: Edit) -> None:
        if edit.ref:
            self._take_name(edit)
            return
        for field, value in edit.pieces:
            if field == DOUBT:
                self._warn(value)
            elif field in _ACT_EDITORS:
                acts = self._fields["designations"]
                self._fields["designations"] = list(_ACT_EDITORS[field](acts, edit.action, value))
            elif edit.action is Action.ADD:
                self._add(field, value)
            elif edit.action is Action.REMOVE:
                self._remove(field, value)
            else:
                self._put(field, value)

    def _add(self, field: str, value: Any) -> None:
        values = self._fields[field]
        if value not in values:
            values.append(value)
        elif field != "countries":  # one country may come with several addresses
            self._warn(f"{field}: {_told(value)} is added, but it is there already")

    def _remove(self, field: str, value: Any) -> None:
        values = self._fields[field]
        if field == "countries":
            if any(address.country == value for address in self._fields["addresses"]):
                return
        elif value not in values:
            self._warn(f"{field}: {_told(value)} is removed, but it is not there")
        self._fields[field] = [one for one in values if one != value]

    def _put(self, field: str, value: Any) -> None:
        """A value in place of the only one of its sort; beside them, and said so, if there are several."""
        values = self._fields[field]
        if value in values:
            return
        places = [place for place, one in enumerate(values) if _sort_of(field, one) == _sort_of(field, value)]
        if len(places) == 1:
            values[places[0]] = value
            return
        values.append(value)
        if places and field != "countries":
            self._warn(f"{field}: which of {len(places)} values became {_told(value)} is not said; all are kept")

    def _take_name(self, edit: Edit) -> None:
        aliases: list[Alias] = self._fields["aliases"]
        new = [value for field, value in edit.pieces if field == "aliases"]
        named = {alias.name.full for alias in new}
        old = [one for one in aliases if _is_ref(one, edit.ref) or (not one.ref and one.name.full in named)]
        if edit.action is Action.MODIFY and not named:  # its text is not repeated, only what changed about it
            new = [_requalified(one, edit) for one in old]
        if edit.action is Action.REMOVE:
            new = []
        if not old and edit.action is not Action.ADD and named:
            self._warn(f"aliases: {' and '.join(sorted(named))} is changed or removed, but it is not there")
        at = aliases.index(old[0]) if old else len(aliases)
        kept = [one for one in aliases if one not in old]
        self._fields["aliases"] = [*kept[:at], *new, *kept[at:]]


def _is_ref(alias: Alias, ref: str) -> bool:
    return alias.ref.partition("/")[0] == ref


def _requalified(alias: Alias, edit: Edit) -> Alias:
    kind = alias.kind if alias.kind is AliasKind.ORIGINAL_SCRIPT else edit.kind or alias.kind
    return msgspec.structs.replace(alias, strength=edit.strength or alias.strength, kind=kind)


def _sort_of(field: str, value: Any) -> Hashable:
    """What makes one value stand for another of the same field."""
    if field == "identifiers":
        return str(value.label)
    if field == "observables":
        return (value.kind, value.label)
    if field == "links":
        return (value.target_id or value.name) if isinstance(value, Link) else ""
    return str(value[0]) if field == "details" else field


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return ": ".join(map(str, value))
    return str(getattr(value, "value", None) or getattr(value, "name", None) or value)


_Acts = list[Designation]


def _edit_programme(acts: _Acts, action: Action, tag: str) -> Iterator[Designation]:
    kept = [act for act in acts if act.programme != tag or action is not Action.REMOVE]
    yield from kept
    if action is not Action.REMOVE and not any(act.programme == tag for act in kept):
        like = acts[0] if acts else Designation(tag)
        yield msgspec.structs.replace(designation(tag), listed_on=like.listed_on, measures=like.measures)


def _edit_measure(acts: _Acts, action: Action, measure: str) -> Iterator[Designation]:
    for act in acts:
        others = tuple(one for one in act.measures if one != measure)
        measures = others if action is Action.REMOVE else (*others, measure)
        yield act if set(measures) == set(act.measures) else msgspec.structs.replace(act, measures=measures)


_ORDER = re.compile(r"\d{5}")


def _edit_authority(acts: _Acts, action: Action, authority: str) -> Iterator[Designation]:
    """Goes to the acts under the same order, or to all if the authority names none of theirs."""
    orders = set(_ORDER.findall(authority))
    own = [act for act in acts if orders.intersection(_ORDER.findall(f"{act.programme} {act.legal_basis}"))]
    for act in acts:
        stated = [one for one in act.legal_basis.split("; ") if one and one != authority]
        if action is not Action.REMOVE and (not own or act in own):
            stated.append(authority)
        basis = "; ".join(stated)
        yield (
            act if set(stated) == set(act.legal_basis.split("; ")) else msgspec.structs.replace(act, legal_basis=basis)
        )


def _edit_listing(acts: _Acts, action: Action, listed_on: Any) -> Iterator[Designation]:
    for act in acts:
        yield act if action is Action.REMOVE else msgspec.structs.replace(act, listed_on=listed_on)


_ACT_EDITORS: dict[str, Callable[[_Acts, Action, Any], Iterator[Designation]]] = {
    "programme": _edit_programme,
    "measure": _edit_measure,
    "authority": _edit_authority,
    "listed_on": _edit_listing,
}
