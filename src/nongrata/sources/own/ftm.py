"""FollowTheMoney entity files, as OpenSanctions and others publish them: one JSON object a line.

Only some entities are parties. Sanctions, addresses, wallets, documents, posts and the ties between parties
stand on lines of their own, before or after the party that they are about. So the file is read twice: the
first time to gather what is said of whom, the second time to make the parties. Every line is accounted for:
one that enriches a party in the file is used, one that is about nobody in it is rejected with its line.

A wallet without a holder in the file is a party of its own, of unknown kind: its address is what is listed.
An `endDate` of a sanction may lie in the future and is kept as a detail; it is never taken as a delisting.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec

from nongrata.errors import UnreadableFile
from nongrata.model import Designation, Identifier, Link, Name, Observable, Party
from nongrata.sources.files.content import Content
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.own.ftm_entities import (
    DECODER,
    Entity,
    address_of,
    identifiers_of,
    is_party,
    name_of,
    observables_of,
    party_of,
)
from nongrata.text.dates import parse_date

_LIST_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
MAX_LINE_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class _Tie:
    """A schema that ties two parties: its two properties and what each end is to the other."""

    source: str
    target: str
    forward: str
    backward: str


_TIES = {
    "Ownership": _Tie("owner", "asset", "Owner of", "Owned by"),
    "Directorship": _Tie("director", "organization", "Director of", "Directed by"),
    "Membership": _Tie("member", "organization", "Member of", "Has as member"),
    "Employment": _Tie("employee", "employer", "Employed by", "Employer of"),
    "Representation": _Tie("agent", "client", "Agent of", "Represented by"),
    "Family": _Tie("person", "relative", "Relative of", "Relative of"),
    "Associate": _Tie("person", "associate", "Associate of", "Associate of"),
    "Succession": _Tie("predecessor", "successor", "Predecessor of", "Successor of"),
    "UnknownLink": _Tie("subject", "object", "Linked to", "Linked to"),
}
# Schemata that say something of one party, and the property that says of which.
_ABOUT = {
    "Sanction": "entity",
    "CryptoWallet": "holder",
    "Passport": "holder",
    "Identification": "holder",
    "Occupancy": "holder",
}


def _recognise(_name: str, head: bytes) -> Recognised | None:
    entities = [entity for line in head.splitlines()[:50] if line.strip() and (entity := _decoded(line))]
    first = next((line for line in head.splitlines() if line.strip()), b"")
    if not entities or _decoded(first) is None:
        cut = b"\n" not in head and first.startswith(b"{") and b'"schema":' in first and b'"properties":' in first
        return Recognised("", "entities") if cut else None
    datasets = {dataset for entity in entities for dataset in entity.datasets}
    only = datasets.pop().lower() if len(datasets) == 1 else ""
    return Recognised(only if _LIST_ID.fullmatch(only) else "", "entities")


def _decoded(line: bytes) -> Entity | None:
    try:
        return DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


_KNOWN = frozenset({"Address", "Position", *_TIES, *_ABOUT})
"""Schemata that are no parties but say something of one; others (payments, documents, ...) are left out."""


def _read(list_id: str, files: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(files.values()))
    said = _Gathered(content.name, tally)
    for number, line in _lines(content):
        said.take(number, line)
    said.settle()
    for number, line in _lines(content):
        entity = _decoded(line)
        if entity is not None and said.makes_party(entity):
            yield said.enriched(list_id, entity, number)


def _lines(content: Content) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers."""
    with content.open() as source:
        for number, line in enumerate(iter(lambda: source.readline(MAX_LINE_BYTES), b""), start=1):
            if len(line) >= MAX_LINE_BYTES:
                raise UnreadableFile(
                    f"line {number} is longer than {MAX_LINE_BYTES:,} bytes",
                    item=content.name,
                    expected="one JSON object a line",
                    remedy="check that this is an entities file and not one large JSON document",
                )
            if line.strip():
                yield number, line


@dataclass(slots=True)
class _Gathered:
    """What the first pass found: who the parties are, and what other lines say of them."""

    file: str
    tally: Tally
    names: dict[str, str] = field(default_factory=dict)
    wallets: set[str] = field(default_factory=set)
    waiting: list[tuple[int, Entity]] = field(default_factory=list)
    addresses: dict[str, Entity] = field(default_factory=dict)
    wanted_addresses: set[str] = field(default_factory=set)
    posts: dict[str, str] = field(default_factory=dict)
    about: dict[str, list[Entity]] = field(default_factory=lambda: defaultdict(list))
    links: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def take(self, number: int, line: bytes) -> None:
        """One line of the file."""
        self.tally.row()
        try:
            entity = DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            self.tally.reject(self.file, number, "", f"is no FollowTheMoney entity: {error}")
            if not line.endswith(b"\n"):
                self.tally.distrust(f"the file ends in the middle of line {number}: it was cut off")
            return
        self._note_date(entity)
        if is_party(entity):
            self._take_party(number, entity)
        else:
            self.waiting.append((number, entity))

    def _note_date(self, entity: Entity) -> None:
        try:
            seen = date.fromisoformat(entity.last_seen[:10])
        except ValueError:
            return
        self.tally.published_on = max(self.tally.published_on or seen, seen)

    def _take_party(self, number: int, entity: Entity) -> None:
        name = name_of(entity)
        if not name:
            self.tally.reject(self.file, number, entity.id, f"a {entity.schema} without a name")
            return
        self.tally.used()
        self.names[entity.id] = name
        self.wanted_addresses.update(entity.all("addressEntity"))

    def settle(self) -> None:
        """Decides what every line that is no party is good for; to be called after the last line."""
        self.posts = {entity.id: name_of(entity) for _, entity in self.waiting if entity.schema == "Position"}
        used_posts = {
            post
            for _, entity in self.waiting
            if entity.schema == "Occupancy" and set(entity.all("holder")) & self.names.keys()
            for post in entity.all("post")
        }
        strangers = Counter(entity.schema for _, entity in self.waiting if entity.schema not in _KNOWN)
        for schema, count in sorted(strangers.items()):
            self.tally.warn(self.file, 0, "", f"{count:,} {schema} entities are no parties; none of them is screened")
        for number, entity in self.waiting:
            if reason := self._place(entity, used_posts):
                self.tally.reject(self.file, number, entity.id, reason)
            else:
                self.tally.used()
        self.waiting.clear()

    def _place(self, entity: Entity, used_posts: set[str]) -> str:
        """Puts an entity where it belongs; says why not, if it belongs nowhere."""
        if entity.schema == "Address":
            self.addresses[entity.id] = entity
        if entity.schema in {"Address", "Position"}:
            wanted = entity.id in (self.wanted_addresses if entity.schema == "Address" else used_posts)
            return "" if wanted else _nobodys(entity)
        if tie := _TIES.get(entity.schema):
            return self._tie(entity, tie)
        return self._say(entity) if entity.schema in _ABOUT else ""

    def _say(self, entity: Entity) -> str:
        holders = [key for key in entity.all(_ABOUT[entity.schema]) if key in self.names]
        for holder in holders:
            self.about[holder].append(entity)
        if not holders and entity.schema == "CryptoWallet" and entity.first("publicKey"):
            self.wallets.add(entity.id)
            return ""
        return "" if holders else _nobodys(entity)

    def _tie(self, entity: Entity, tie: _Tie) -> str:
        role = entity.first("role", "relationship")
        ends = [
            (source, target)
            for source in entity.all(tie.source)
            for target in entity.all(tie.target)
            if source in self.names or target in self.names
        ]
        for source, target in ends:
            self.links[source].append((f"{tie.forward} ({role})" if role else tie.forward, target))
            self.links[target].append((f"{tie.backward} ({role})" if role else tie.backward, source))
        return "" if ends else f"ties parties that are not in this file ({entity.schema})"

    def makes_party(self, entity: Entity) -> bool:
        """Whether the second pass is to make a party of it."""
        return entity.id in (self.wallets if entity.schema == "CryptoWallet" else self.names)

    def enriched(self, list_id: str, entity: Entity, number: int) -> Party:
        """The party with all that other lines say of it."""
        problems: list[str] = []
        party = party_of(entity, list_id, problems)
        for problem in problems:
            self.tally.warn(self.file, number, entity.id, problem)
        if entity.schema == "CryptoWallet":
            party = msgspec.structs.replace(party, name=Name(name_of(entity) or entity.first("publicKey")))
        about = self.about.get(entity.id, [])
        addresses = [address_of(self.addresses[key]) for key in entity.all("addressEntity") if key in self.addresses]
        countries = dict.fromkeys((*party.countries, *(it.country for it in addresses if it.country)))
        return msgspec.structs.replace(
            party,
            countries=tuple(countries),
            titles=tuple(dict.fromkeys((*party.titles, *self._posts(about)))),
            identifiers=tuple(dict.fromkeys((*party.identifiers, *_numbers(about)))),
            observables=tuple(dict.fromkeys((*party.observables, *_wallets(about)))),
            addresses=tuple(dict.fromkeys((*party.addresses, *addresses))),
            designations=_designations(entity, about),
            links=tuple(dict.fromkeys(self._links(list_id, entity.id))),
            details=tuple(dict.fromkeys((*party.details, *_ends(about)))),
        )

    def _posts(self, about: list[Entity]) -> Iterator[str]:
        for entity in about:
            if entity.schema == "Occupancy":
                yield from (self.posts[key] for key in entity.all("post") if self.posts.get(key))

    def _links(self, list_id: str, key: str) -> Iterator[Link]:
        for relation, other in self.links.get(key, []):
            known = other in self.names
            yield Link(relation, self.names.get(other, other), f"{list_id}:{other}" if known else "")


def _nobodys(entity: Entity) -> str:
    return f"says something of no party in this file ({entity.schema})"


def _numbers(about: list[Entity]) -> Iterator[Identifier]:
    for entity in about:
        if entity.schema == "Identification":
            yield from identifiers_of(_as_document(entity, "idNumber"))
        elif entity.schema == "Passport":
            yield from identifiers_of(_as_document(entity, "passportNumber"))


def _as_document(entity: Entity, prop: str) -> Entity:
    """A document's own `number` under the name that a person's property for it has."""
    numbers = entity.all("number", prop)
    return Entity(entity.id, "Person", {prop: numbers})


def _wallets(about: list[Entity]) -> Iterator[Observable]:
    for entity in about:
        if entity.schema == "CryptoWallet":
            yield from observables_of(entity)


def _designations(entity: Entity, about: list[Entity]) -> tuple[Designation, ...]:
    """One for each Sanction; without any, one for each programme or else one for the topics."""
    sanctions = [_designation(other) for other in about if other.schema == "Sanction"]
    if sanctions:
        return tuple(dict.fromkeys(sanctions))
    programmes = entity.all("program", "programId") or [", ".join(entity.all("topics"))]
    authority = ", ".join(entity.datasets)
    return tuple(Designation(programme=name, authority=authority) for name in programmes if name)


def _designation(sanction: Entity) -> Designation:
    listed = sanction.first("listingDate") or sanction.first("startDate")
    return Designation(
        programme=sanction.first("program", "programId", "summary"),
        authority=sanction.first("authority"),
        legal_basis=sanction.first("unscId", "authorityId", "recordId"),
        listed_on=parse_date(listed),
        measures=tuple(sanction.all("provisions")),
        reason=" ".join(sanction.all("reason")),
    )


def _ends(about: list[Entity]) -> Iterator[tuple[str, str]]:
    for entity in about:
        if entity.schema == "Sanction":
            where = entity.first("authority")
            yield from ((f"end date of sanction, {where}", value) for value in entity.all("endDate"))


FORMAT = Format("ftm", _recognise, _read)
