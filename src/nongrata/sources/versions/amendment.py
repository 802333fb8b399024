"""How two states of one party differ, value by value.

Which fields can change who is hit follows what the matcher compares (`model.Feature`): names, dates of
birth, countries, gender, numbers and observables. What must be done about a hit follows from the legal
acts and from ties to other parties. Places of birth, titles, addresses and remarks help a reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import msgspec

from nongrata.model import (
    Address,
    Alias,
    Designation,
    Identifier,
    Link,
    Name,
    Observable,
    PartialDate,
    Party,
    Strength,
)
from nongrata.sources.versions.change import Action, Change, Materiality
from nongrata.text.identifiers import canonical_identifier
from nongrata.text.observables import canonical_observable


def changes(before: Party, after: Party) -> Iterator[Change]:
    """Every difference between two states of a party, in the order of its fields.

    At least one whenever the two are not equal, a mere change of order included; none when they are.

    >>> from nongrata.model import PartyKind
    >>> old = Party(id="x:1", kind=PartyKind.ORGANISATION, name=Name("Bureau"), aliases=(Alias(Name("B")),))
    >>> weak = Party(id="x:1", kind=PartyKind.ORGANISATION, name=Name("Bureau"),
    ...              aliases=(Alias(Name("B"), strength=Strength.WEAK),))
    >>> [change.describe() for change in changes(old, weak)]
    ["alias strength: 'B' strong -> weak"]
    """
    yield from _values(_KIND, before, after)
    yield from _primary_name(before, after)
    yield from _aliases(before, after)
    for facet in _IDENTITY:
        yield from _values(facet, before, after)
    yield from _designations(before.designations, after.designations)
    for facet in _CONTEXT:
        yield from _values(facet, before, after)


# --- fields that are sequences of values -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Facet:
    """A field: its values, how one is shown, what of it counts, and what a change of that can do.

    Two values with the same key differ in wording only.
    """

    field: str
    values: Callable[[Party], Sequence[Any]]
    material: Materiality
    show: Callable[[Any], str] = str
    key: Callable[[Any], Hashable] = lambda value: value


def _show_identifier(number: Identifier) -> str:
    country = f" ({number.country})" if number.country else ""
    return f"{number.label or number.kind} {number.value}{country}"


def _identifier_key(number: Identifier) -> Hashable:
    return (number.kind, canonical_identifier(number.kind, number.value) or number.value, number.country)


def _show_observable(observable: Observable) -> str:
    return " ".join(filter(None, (observable.label or observable.kind, observable.value)))


def _observable_key(observable: Observable) -> Hashable:
    return (observable.kind, canonical_observable(observable.kind, observable.value) or observable.value)


def _show_address(address: Address) -> str:
    place = (address.street, address.city, address.region, address.postcode)
    return ", ".join(filter(None, (*place, address.country_raw or address.country)))


def _show_link(link: Link) -> str:
    return f"{link.relation} {link.name or link.target_id}"


def _wording_apart(value: Any) -> Hashable:
    """A date without the words it was published in; anything else as it is."""
    return (value.earliest, value.latest, value.circa) if isinstance(value, PartialDate) else value


_KIND = _Facet("kind", lambda party: (party.kind,), Materiality.SCREENING)
_IDENTITY = (
    _Facet(
        "born",
        lambda party: party.born,
        Materiality.SCREENING,
        key=_wording_apart,
    ),
    _Facet("birth place", lambda party: party.birth_places, Materiality.NONE),
    _Facet("nationality", lambda party: party.nationalities, Materiality.SCREENING),
    _Facet("country", lambda party: party.countries, Materiality.SCREENING),
    _Facet("gender", lambda party: (party.gender,) if party.gender else (), Materiality.SCREENING),
    _Facet("title", lambda party: party.titles, Materiality.NONE),
    _Facet(
        "identifier",
        lambda party: party.identifiers,
        Materiality.SCREENING,
        _show_identifier,
        _identifier_key,
    ),
    _Facet(
        "observable",
        lambda party: party.observables,
        Materiality.SCREENING,
        _show_observable,
        _observable_key,
    ),
    _Facet("address", lambda party: party.addresses, Materiality.NONE, _show_address),
)
_CONTEXT = (
    _Facet("link", lambda party: party.links, Materiality.DUTY, _show_link),
    _Facet("remark", lambda party: party.remarks, Materiality.NONE),
    _Facet("detail", lambda party: party.details, Materiality.NONE, ": ".join),
)


def _values(facet: _Facet, before: Party, after: Party) -> Iterator[Change]:
    return _compared(facet, facet.values(before), facet.values(after))


def _compared(facet: _Facet, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    if old == new:
        return
    gone = list((Counter(old) - Counter(new)).elements())
    come = list((Counter(new) - Counter(old)).elements())
    if not gone and not come:
        yield _reordered(facet.field, facet.show, old, new)
        return
    old_keys, new_keys = {facet.key(value) for value in old}, {facet.key(value) for value in new}
    for was, now in _paired(facet, gone, come):
        kept = (was is None or facet.key(was) in new_keys) and (now is None or facet.key(now) in old_keys)
        yield _told(facet, was, now, Materiality.NONE if kept else facet.material)


def _paired(facet: _Facet, gone: list[Any], come: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Values that differ in wording only, then the one that took another's place, then the rest."""
    for was in list(gone):
        now = next((value for value in come if facet.key(value) == facet.key(was)), None)
        if now is not None:
            gone.remove(was)
            come.remove(now)
            yield was, now
    if len(gone) == len(come) == 1:
        yield gone[0], come[0]
        return
    yield from ((was, None) for was in gone)
    yield from ((None, now) for now in come)


def _told(facet: _Facet, was: Any, now: Any, material: Materiality) -> Change:
    """The change in words; in full where two values look alike when shown."""
    if was is None:
        return Change(facet.field, Action.ADDED, "", facet.show(now), material)
    if now is None:
        return Change(facet.field, Action.REMOVED, facet.show(was), "", material)
    show = facet.show if facet.show(was) != facet.show(now) else _in_full
    return Change(facet.field, Action.CHANGED, show(was), show(now), material)


def _in_full(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _reordered(field: str, show: Callable[[Any], str], old: Sequence[Any], new: Sequence[Any]) -> Change:
    was, now = (" | ".join(map(show, values)) for values in (old, new))
    if was == now:
        return _reordered(field, _in_full, old, new)
    return Change(f"{field} order", Action.CHANGED, was, now, Materiality.NONE)


# --- names -----------------------------------------------------------------------------------------------


def _strengths(party: Party) -> dict[str, Strength]:
    """How strongly each name identifies the party; the primary name always does."""
    found: dict[str, Strength] = {}
    for alias in party.aliases:
        if found.get(alias.name.full) is not Strength.STRONG:
            found[alias.name.full] = alias.strength
    return found | {party.name.full: Strength.STRONG}


def _primary_name(before: Party, after: Party) -> Iterator[Change]:
    """A name that only changed places with an alias was screened before, and still is."""
    old, new = before.name, after.name
    if old == new:
        return
    if old.full == new.full:
        yield Change("name parts", Action.CHANGED, _parts(old), _parts(new), _level_of_parts([old], [new]))
        return
    swapped = _strengths(before).get(new.full) is Strength.STRONG and _strengths(after).get(old.full) is Strength.STRONG
    level = Materiality.NONE if swapped else Materiality.SCREENING
    yield Change("name", Action.CHANGED, f"'{old.full}'", f"'{new.full}'", level)


def _parts(name: Name) -> str:
    named = (("family", name.family), ("given", name.given), ("language", name.language))
    return ", ".join(f"{label} '{value}'" for label, value in named if value) or "not told apart"


def _level_of_parts(old: Sequence[Name], new: Sequence[Name]) -> Materiality:
    same = Counter((name.family, name.given) for name in old) == Counter((name.family, name.given) for name in new)
    return Materiality.NONE if same else Materiality.SCREENING


def _aliases(before: Party, after: Party) -> Iterator[Change]:
    old, new = _by_name(before), _by_name(after)
    old_strengths, new_strengths = _strengths(before), _strengths(after)
    for full in dict.fromkeys((*old, *new)):
        was, now = old_strengths.get(full), new_strengths.get(full)
        if was and now and was is not now:
            yield Change("alias strength", Action.CHANGED, f"'{full}' {was}", now, Materiality.SCREENING)
        else:
            level = Materiality.NONE if was is now else Materiality.SCREENING
            yield from _one_alias(old.get(full, ()), new.get(full, ()), level)
    if before.aliases != after.aliases and Counter(before.aliases) == Counter(after.aliases):
        yield _reordered("alias", _show_alias, before.aliases, after.aliases)


def _one_alias(old: tuple[Alias, ...], new: tuple[Alias, ...], level: Materiality) -> Iterator[Change]:
    """An alias that came or went; or one that stayed, with another number, language or kind."""
    if not old and new:
        yield Change("alias", Action.ADDED, "", _show_alias(new[0]), level)
    elif old and not new:
        yield Change("alias", Action.REMOVED, _show_alias(old[0]), "", level)
    elif Counter(old) != Counter(new):
        was, now = (" | ".join(map(_alias_details, aliases)) for aliases in (old, new))
        level = _level_of_parts([alias.name for alias in old], [alias.name for alias in new])
        yield Change("alias details", Action.CHANGED, was, now, level)


def _by_name(party: Party) -> dict[str, tuple[Alias, ...]]:
    found: dict[str, tuple[Alias, ...]] = {}
    for alias in party.aliases:
        found[alias.name.full] = (*found.get(alias.name.full, ()), alias)
    return found


def _show_alias(alias: Alias) -> str:
    return f"'{alias.name.full}' ({alias.strength} {alias.kind})"


def _alias_details(alias: Alias) -> str:
    ref = f", ref {alias.ref}" if alias.ref else ""
    return f"{_show_alias(alias)}{ref}, {_parts(alias.name)}"


# --- legal acts ------------------------------------------------------------------------------------------


def _show_act(act: Designation) -> str:
    programme = act.programme or "not stated"
    return f"{programme} ({act.legal_basis})" if act.legal_basis else programme


def _one(value: Any) -> tuple[Any, ...]:
    return (value,) if value else ()


_ACT = _Facet("programme", lambda party: party.designations, Materiality.DUTY, _show_act)
_PARTS_OF_ACT: tuple[tuple[str, Callable[[Designation], tuple[Any, ...]], Materiality], ...] = (
    ("measure", lambda act: act.measures, Materiality.DUTY),
    ("authority", lambda act: _one(act.authority), Materiality.DUTY),
    ("legal basis", lambda act: _one(act.legal_basis), Materiality.DUTY),
    ("listed on", lambda act: _one(act.listed_on), Materiality.DUTY),
    ("delisted on", lambda act: _one(act.delisted_on), Materiality.DUTY),
    ("reason", lambda act: _one(act.reason), Materiality.NONE),
)


def _designations(old: Sequence[Designation], new: Sequence[Designation]) -> Iterator[Change]:
    """Acts of the same programme are compared with each other; the rest came or went."""
    gone = list((Counter(old) - Counter(new)).elements())
    come = list((Counter(new) - Counter(old)).elements())
    if not gone and not come:
        yield from _compared(_ACT, old, new)
    for programme in dict.fromkeys(act.programme for act in (*gone, *come)):
        pairs = zip_longest(*([act for act in acts if act.programme == programme] for acts in (gone, come)))
        for was, now in pairs:
            yield from _one_act(was, now) if was and now else [_told(_ACT, was, now, _ACT.material)]


def _one_act(old: Designation, new: Designation) -> Iterator[Change]:
    for label, values, material in _PARTS_OF_ACT:
        facet = _Facet(f"{label} of {old.programme or 'the act'}", lambda _: (), material, key=_wording_apart)
        yield from _compared(facet, values(old), values(new))
