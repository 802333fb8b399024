"""OFAC's delta files: what one publication added, removed and changed.

The entities look like those of the ENHANCED form. `entity@action` is "add" or "remove"; without it the
entity is a change, and the action stands on the nodes inside ("add", "remove", "modify"; others write
"change"). What a change does to a party is in `nongrata.sources.ofac.patch`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from nongrata.model import Party
from nongrata.sources.files.content import Content
from nongrata.sources.files.xml import Element, child, children, line, local, stream, text
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.ofac.enhanced import EntityReading, day_of, is_delta, kind_of, listing_dates, primary_name
from nongrata.sources.ofac.legacy_xml import list_by_name, root_name
from nongrata.sources.ofac.patch import Action, Patch, action_of, apply_patch, patch_of
from nongrata.sources.ofac.vocabulary import LISTS


@dataclass(frozen=True, slots=True)
class Delta:
    """What one publication did to one list.

    Args:
        published_on: OFAC's date of it.
        publication_type: OFAC's word for it ("Standard Action").
        added: New parties by id.
        removed: Ids of the parties that went.
        changed: By id, the party as it is now, or what to change in it.
        file: Name of the file, for issues.
    """

    published_on: date | None
    publication_type: str = ""
    added: dict[str, Party] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    changed: dict[str, Party | Patch] = field(default_factory=dict)
    file: str = ""


def recognise(name: str, head: bytes) -> Recognised | None:
    """Whether a file is a delta file. It may touch both lists; read as the SDN list's unless its name says other.

    >>> recognise("delta.xml", b'<sanctionsData xmlns="https://www.treasury.gov/ofac/DeltaFile/1.0">')
    Recognised(list_id='ofac-sdn', part='delta')
    """
    if root_name(head) != "sanctionsData" or not is_delta(head):
        return None
    return Recognised(list_by_name(name), "delta")


def read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    """The parties that the delta gives whole: added ones, and changed ones that it repeats in full.

    Removals and partial changes need the list they apply to: use `read_delta` and `apply_delta`.
    """
    delta = read_delta(parts["delta"], tally, list_id=list_id)
    yield from delta.added.values()
    yield from (change for change in delta.changed.values() if isinstance(change, Party))


def read_delta(content: Content, tally: Tally, *, list_id: str = "ofac-sdn") -> Delta:
    """What a delta file does to one of OFAC's two lists.

    Args:
        content: The file.
        tally: Takes the account; entities that concern only the other list are rejected by name.
        list_id: "ofac-sdn" or "ofac-cons".

    Raises:
        UnreadableFile: It is not well-formed to its end, or declares a document type.
    """
    reading = EntityReading(list_id, content.name, tally)
    published_on, publication_type = None, ""
    delta = Delta(None, file=content.name)
    with content.open() as source:
        for node in stream(source, content.name, frozenset({"entity", "publicationInfo"})):
            if local(node) == "publicationInfo":
                published_on = tally.published_on = day_of(text(node, "datePublished") or text(node, "dataAsOf"))
                publication_type = text(node, "publicationType")
            else:
                tally.row()
                _take(node, delta, reading)
    if published_on is None:
        tally.distrust(f"{content.name} does not say when it was published (datePublished)")
    return Delta(published_on, publication_type, delta.added, delta.removed, delta.changed, content.name)


def _take(entity: Element, delta: Delta, reading: EntityReading) -> None:
    reason = _unfit(entity, reading)
    if reason:
        reading.tally.reject(reading.file, line(entity), entity.get("id", ""), reason)
        return
    party_id = f"{reading.list_id}:{entity.get('id', '')}"
    action = action_of(entity) if entity.get("action") else _action_on_list(entity, reading.list_id)
    if action is Action.REMOVE:
        reading.seen.add(entity.get("id", ""))
        delta.removed.add(party_id)
    elif action is Action.ADD or not _has_inner_actions(entity):
        party = reading.party(entity)
        if party is None:
            return  # rejected, with the reason, by the reading of entities
        (delta.added if action is Action.ADD else delta.changed)[party_id] = party
    else:
        reading.seen.add(entity.get("id", ""))
        delta.changed[party_id] = patch_of(entity, reading)
    reading.tally.used()


def _unfit(entity: Element, reading: EntityReading) -> str:
    """Why an entity says nothing about this list; "" if it does."""
    entity_id = entity.get("id", "")
    if not entity_id:
        return "it has no id"
    if entity_id in reading.seen:
        return f"a second entity {entity_id}"
    lists = listing_dates(entity)
    if lists and LISTS[reading.list_id] not in lists:
        return f"it is on {', '.join(lists)}, not on {LISTS[reading.list_id]}"
    return ""


def _action_on_list(entity: Element, list_id: str) -> Action:
    """A party that comes to or leaves this list while it is, or stays, on another."""
    group = child(entity, "sanctionsLists")
    for node in children(group, "sanctionsList") if group is not None else ():
        if (node.text or "").strip() == LISTS[list_id] and node.get("action"):
            action = action_of(node)
            whole = primary_name(entity, person=False) is not None and kind_of(entity)
            if action is Action.REMOVE or (action is Action.ADD and whole):
                return action
    return Action.MODIFY


def _has_inner_actions(entity: Element) -> bool:
    return any(node.get("action") for node in entity.iterdescendants())


def apply_delta(base: Mapping[str, Party], delta: Delta, tally: Tally) -> dict[str, Party]:
    """The list after the publication.

    Everything that does not fit is reported: a party removed or changed that is not there, one added that
    is there already (the new one counts), a value removed that was not there.

    Args:
        base: The parties before, by id.
        delta: What `read_delta` gave for the same list.
        tally: Takes the issues. Changes that could not be made cast doubt on the whole.

    Returns:
        All parties by id, new ones last.
    """
    after = dict(base)
    for party_id in sorted(delta.removed):
        if after.pop(party_id, None) is None:
            _warn(tally, delta, party_id, "is removed, but it is not on the list")
    for party_id, party in delta.added.items():
        if party_id in after:
            _warn(tally, delta, party_id, "is added, but it is on the list already; the new one counts")
        after[party_id] = party
    for party_id, change in delta.changed.items():
        _change(after, party_id, change, delta, tally)
    return after


def _change(after: dict[str, Party], party_id: str, change: Party | Patch, delta: Delta, tally: Tally) -> None:
    before = after.get(party_id)
    if isinstance(change, Party):
        if before is None:
            _warn(tally, delta, party_id, "is changed, but it is not on the list; taken as new")
        after[party_id] = change
    elif before is None:
        _warn(tally, delta, party_id, "is changed, but it is not on the list; the change is lost")
        tally.distrust(f"{delta.file} changes {party_id}, which is not on the list: is it of another day?")
    else:
        after[party_id] = apply_patch(before, change, lambda reason: _warn(tally, delta, party_id, reason))


def _warn(tally: Tally, delta: Delta, party_id: str, reason: str) -> None:
    tally.warn(delta.file, 0, party_id.partition(":")[2], reason)


def amend(list_id: str, parts: Mapping[str, Content], base: Mapping[str, Party], tally: Tally) -> dict[str, Party]:
    """All parties of the list after the publication: what `Read` is for a format that replaces the list."""
    return apply_delta(base, read_delta(parts["delta"], tally, list_id=list_id), tally)


FORMAT = Format("ofac-delta", recognise, read, delta=True, amend=amend)
