"""One target of SECO's list made into a party."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nongrata.model import (
    Address,
    AliasKind,
    Designation,
    Identifier,
    IdentifierKind,
    Link,
    Name,
    Party,
    PartyKind,
    Strength,
)
from nongrata.sources.ch.names import LATIN, MOST_NAMES, NamePart, how_many, spelt_out
from nongrata.sources.files.xml import Element, children, local, text
from nongrata.sources.prose.contacts import observables_in
from nongrata.sources.prose.free_text import tidy
from nongrata.sources.prose.hidden_numbers import documents, identifiers_in, kind_by_words
from nongrata.sources.prose.party_draft import PartyDraft, gender_of, place
from nongrata.text.countries import country_code
from nongrata.text.dates import parse_date

_UN_REFERENCE = re.compile(r"^[A-Z]{2}[ie]\.\d{3}$")
_ADDRESS_PARTS = ("c-o", "address-details", "p-o-box")
_PAPER_FACTS = ("date-of-issue", "expiry-date", "remark")
_READ_ELSEWHERE = frozenset(
    {"identity", "name", "place-of-birth", "sanctions-set-id", "modification", "individual", "entity", "object"}
)


@dataclass(frozen=True, slots=True)
class SecoPlace:
    """A place that addresses and births refer to; `code` is the publisher's ISO code of the country."""

    location: str = ""
    area: str = ""
    country: str = ""
    code: str = ""

    @property
    def alpha2(self) -> str:
        """The country as alpha-2, or ""."""
        return country_code(self.country) or country_code(self.code)


@dataclass(frozen=True, slots=True)
class SecoProgramme:
    """A set of sanctions: the programme's key and name, the ordinance with its annex, the origin (UN, EU)."""

    key: str
    name: str
    ordinance: str
    origin: str = ""


@dataclass(slots=True)
class Referenced:
    """What targets refer to by id, gathered before any of them is read."""

    list_id: str
    places: dict[str, SecoPlace] = field(default_factory=dict)
    programmes: dict[str, SecoProgramme] = field(default_factory=dict)


def party_of(
    target: Element, subject: Element, kind: PartyKind, referenced: Referenced
) -> tuple[Party, tuple[str, ...]] | None:
    """The party that a target describes and the doubts about it; None without a name.

    Args:
        target: The element `target`.
        subject: Its individual, entity or object.
        kind: What that is.
        referenced: Places and programmes by their ids.
    """
    draft = PartyDraft(gender=gender_of(subject.get("sex", "")))
    names = _names(subject, draft)
    if not names:
        return None
    for name, kind_of_name, strength in names[1:]:
        draft.alias(name, kind=kind_of_name, strength=strength)
    for identity in children(subject, "identity"):
        for node in identity:
            _one(draft, node, referenced)
    for node in (*subject, *target):
        _one(draft, node, referenced)
    _acts(draft, target, referenced)
    party_id = f"{referenced.list_id}:{target.get('ssid', '')}"
    return draft.finish(party_id, kind, names[0][0]), tuple(draft.doubts)


def _names(subject: Element, draft: PartyDraft) -> list[tuple[Name, AliasKind, Strength]]:
    """All names, the primary one first: a strong one that is called primary, else the first."""
    found: list[tuple[Name, AliasKind, Strength]] = []
    primary: list[tuple[Name, AliasKind, Strength]] = []
    for identity in children(subject, "identity"):
        for name in children(identity, "name"):
            spelt = list(_spelt(name, draft))
            told = name.get("name-type", "")
            is_primary = not primary and told.startswith("primary") and spelt and spelt[0][2] is Strength.STRONG
            (primary if is_primary else found).extend(spelt)
    return primary + found


def _spelt(name: Element, draft: PartyDraft) -> Iterator[tuple[Name, AliasKind, Strength]]:
    strength = Strength.WEAK if name.get("quality", "").startswith("low") else Strength.STRONG
    former = "former" in name.get("name-type", "")
    ordered = sorted(children(name, "name-part"), key=lambda part: int(part.get("order") or 0))
    parts = [part for part in map(_part, ordered) if part.spellings]
    draft.titles.extend(part.spellings[0][1] for part in parts if part.kind == "title")
    parts = [part for part in parts if part.kind != "title"]
    for script in dict.fromkeys(script or LATIN for part in parts for script, _ in part.spellings):
        if (count := how_many(parts, script)) > MOST_NAMES:
            draft.doubt(f"a name has {count:,} spellings in {script}; the first {MOST_NAMES} are kept as names")
            draft.detail("Spellings", " | ".join("/".join(part.in_script(script)) for part in parts))
    for script, spelt in spelt_out(parts) if parts else ():
        kind = AliasKind.FORMER if former else AliasKind.AKA
        yield spelt, kind if script == LATIN else AliasKind.ORIGINAL_SCRIPT, strength


def _part(element: Element) -> NamePart:
    told = [("", text(element, "value"))]
    told += [(one.get("script", ""), one.text or "") for one in children(element, "spelling-variant")]
    spellings = tuple((script, tidy(spelt)) for script, spelt in told if tidy(spelt))
    return NamePart(element.get("name-part-type", ""), spellings)


def _one(draft: PartyDraft, node: Element, referenced: Referenced) -> None:
    """One child of an identity, a subject or a target."""
    name = local(node)
    if name == "day-month-year":
        _birth_date(draft, node)
    elif name == "place-of-birth":
        where = _place(draft, node, referenced)
        draft.birth_places.append(place(where.location, where.area, where.country))
    elif name == "nationality":
        _nationality(draft, node)
    elif name == "address":
        _address(draft, node, referenced)
    elif name == "identification-document":
        _document(draft, node, referenced)
    else:
        _said(draft, node, referenced)


def _said(draft: PartyDraft, node: Element, referenced: Referenced) -> None:
    name, told = local(node), tidy(" ".join(str(one) for one in node.itertext()))
    if name == "relation":
        relation = node.get("relation-type", "") or "relation"
        draft.links.append(Link(relation, target_id=f"{referenced.list_id}:{node.get('target-id', '')}"))
        draft.remark(told)
    elif name == "foreign-identifier":
        draft.detail("Foreign identifier", told)
        if _UN_REFERENCE.match(told):
            draft.links.append(Link("UN reference number", target_id=f"un-sc:{told}"))
    elif name == "other-information":
        draft.remark(told)
        draft.identifiers.extend(identifiers_in(told))
        draft.observables.extend(observables_in(told))
    elif name == "generic-attribute":
        _attribute(draft, node.get("name", ""), told)
    elif name not in _READ_ELSEWHERE and name != "justification":
        draft.detail(name, told)


def _attribute(draft: PartyDraft, name: str, told: str) -> None:
    draft.detail(name or "attribute", told)
    if "imo" in re.split(r"\W+", name.lower()):
        draft.identifiers.append(Identifier(IdentifierKind.IMO, told, label=name))


def _birth_date(draft: PartyDraft, node: Element) -> None:
    parts = [node.get("year", ""), node.get("month", ""), node.get("day", "")]
    raw = "-".join(f"{int(part):02}" if part.isdigit() else part for part in parts if part)
    calendar = node.get("calendar", "")
    if calendar.casefold() not in {"", "gregorian"}:
        draft.detail(f"Date of birth ({calendar} calendar)", raw)
        draft.doubt(f"the date of birth {raw} is in the {calendar} calendar; it is kept as a detail")
    else:
        draft.born_on(raw, circa=node.get("quality", "").startswith("low"))


def _place(draft: PartyDraft, node: Element, referenced: Referenced) -> SecoPlace:
    place_id = node.get("place-id", "")
    found = referenced.places.get(place_id)
    if found is None and place_id:
        draft.doubt(f"the place {place_id!r} is referred to but not in the file")
    return found or SecoPlace()


def _nationality(draft: PartyDraft, node: Element) -> None:
    country = next((one for one in node.iter() if local(one) == "country"), node)
    told = tidy(country.text)
    draft.nationality(told if country_code(told) else country.get("iso-code", "") or told)


def _address(draft: PartyDraft, node: Element, referenced: Referenced) -> None:
    where = _place(draft, node, referenced)
    draft.address(
        Address(
            street=place(*(text(node, name) for name in _ADDRESS_PARTS)),
            city=where.location,
            region=where.area,
            postcode=text(node, "zip-code"),
            country=where.alpha2,
            country_raw=where.country,
        )
    )
    draft.remark(tidy(text(node, "remark")))


def _document(draft: PartyDraft, node: Element, referenced: Referenced) -> None:
    label = node.get("document-type", "")
    number = tidy(text(node, "number"))
    issuer = next((one for one in children(node, "issuer")), None)
    told = tidy(issuer.text) if issuer is not None else ""
    country = country_code(told) or (country_code(issuer.get("code", "")) if issuer is not None else "")
    kind = kind_by_words(label.replace("-", " "), IdentifierKind.OTHER)
    draft.identifiers.extend(documents(number, kind, label=label, country=country))
    where = referenced.places.get(node.get("place-id", ""), SecoPlace()).location
    facts = [told, *(f"{name} {text(node, name)}" for name in _PAPER_FACTS if text(node, name)), where]
    draft.detail(tidy(f"{label} {number}"), "; ".join(fact for fact in facts if fact))


def _acts(draft: PartyDraft, target: Element, referenced: Referenced) -> None:
    listed = [
        effective_day(one) for one in children(target, "modification") if one.get("modification-type") == "listed"
    ]
    reason = " ".join(tidy(one.text) for one in target.iter() if local(one) == "justification")
    set_ids = [tidy(one.text) for one in children(target, "sanctions-set-id")] or [""]
    for set_id in set_ids:
        programme = referenced.programmes.get(set_id)
        if programme is None:
            draft.doubt(f"its set of sanctions {set_id!r} is not in the file")
            programme = SecoProgramme(set_id, "", "")
        draft.designations.append(
            Designation(
                programme=programme.key,
                authority="SECO",
                legal_basis=programme.ordinance,
                listed_on=parse_date(max(listed)) if listed else None,
                reason=tidy(reason),
            )
        )
        draft.detail("Programme", programme.name)
        draft.detail("Origin", programme.origin)
    for one in children(target, "modification"):
        draft.detail(one.get("modification-type", "modification"), effective_day(one))


def effective_day(modification: Element) -> str:
    """The day a modification takes effect, else that of its publication, else ""."""
    return modification.get("effective-date", "") or modification.get("publication-date", "")
