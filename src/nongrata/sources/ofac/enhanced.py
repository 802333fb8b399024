"""OFAC's ENHANCED form: one `entity` per party with listing dates, measures, scripts and relationships.

The functions that read a single node (a name, a feature, a document) serve the delta files too, whose
entities have the same shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from nongrata.model import (
    Alias,
    AliasKind,
    Designation,
    Link,
    Name,
    PartialDate,
    Party,
    PartyKind,
    Strength,
)
from nongrata.sources.files.content import Content
from nongrata.sources.files.xml import Element, child, children, line, local, stream, text
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.ofac.facts import (
    DOUBT,
    Fact,
    Piece,
    assemble,
    document_dates,
    name_of,
    pieces_of,
    postal_address,
    squeezed,
    titles,
)
from nongrata.sources.ofac.legacy_xml import list_by_name, root_name, whole_text
from nongrata.sources.ofac.remarks import xml_remark_pieces
from nongrata.sources.ofac.vocabulary import (
    ALIAS_KINDS,
    AUTHORITY,
    LISTS,
    PARTY_KINDS,
    Role,
    legal_basis,
    meaning_of,
)

_FILTERS = re.compile(rb"<(?:\w+:)?filters\b.*?</(?:\w+:)?filters>", re.DOTALL)
_LIST_NAME = re.compile(rb"<(?:\w+:)?sanctionsList\b[^>]*>([^<]+)<")
_DELTA_MARK = re.compile(rb"DeltaFile|<(?:\w+:)?publicationType\b")


def is_delta(head: bytes) -> bool:
    """Whether the head of a `sanctionsData` file is that of a delta file."""
    return bool(_DELTA_MARK.search(head))


def recognise(name: str, head: bytes) -> Recognised | None:
    """Whether a file is in the ENHANCED form, and of which list: its filters say it, or else its name.

    >>> recognise("x.xml", b"<sanctionsData><publicationInfo><filters><sanctionsLists><sanctionsList refId='1'>"
    ...     b"Consolidated List</sanctionsList></sanctionsLists></filters></publicationInfo>").list_id
    'ofac-cons'
    """
    if root_name(head) != "sanctionsData" or is_delta(head):
        return None
    filters = _FILTERS.search(head)
    lists = _LIST_NAME.findall(filters[0]) if filters else []
    if not lists:
        return Recognised(list_by_name(name), "list")
    return Recognised("ofac-sdn" if b"SDN List" in lists else "ofac-cons", "list")


def read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    """The parties of the list, in file order.

    Args:
        list_id: "ofac-sdn" or "ofac-cons".
        parts: The one file, as "list".
        tally: Takes the account; a file that its own filters call an excerpt is doubted.

    Raises:
        UnreadableFile: It is not well-formed to its end, or declares a document type.
    """
    content = parts["list"]
    with content.open() as source:
        reading = EntityReading(list_id, content.name, tally, frozenset(entity_ids(source)))
    with content.open() as source:
        for node in stream(source, content.name, frozenset({"entity", "publicationInfo"})):
            if local(node) == "publicationInfo":
                _note_publication(node, content.name, tally)
                continue
            tally.row()
            party = reading.party(node)
            if party is not None:
                tally.used()
                yield party
    if tally.published_on is None:
        tally.distrust(f"{content.name} does not say of which day it is (dataAsOf)")


def _note_publication(node: Element, file: str, tally: Tally) -> None:
    tally.published_on = day_of(text(node, "dataAsOf"))
    filters = child(node, "filters")
    for one in filters if filters is not None else ():
        if local(one) != "sanctionsLists":
            what = whole_text(one)
            tally.distrust(f"{file} is an excerpt, not the list: it was filtered by {local(one)} ({what})")


def day_of(timestamp: str) -> date | None:
    """The day of an ISO timestamp, which OFAC writes as its own midnight.

    >>> day_of("2026-08-07T00:00:00-04:00")
    datetime.date(2026, 8, 7)
    """
    try:
        return date.fromisoformat(timestamp[:10])
    except ValueError:
        return None


_ENTITY_ID = re.compile(rb"<(?:\w+:)?entity\s[^>]*?\bid\s*=\s*[\"'](\d+)[\"']")
_CHUNK_BYTES = 1 << 20


def entity_ids(source: IO[bytes]) -> Iterator[str]:
    """The ids of all entities, found without parsing: links may point forward."""
    rest = b""
    while chunk := source.read(_CHUNK_BYTES):
        data = rest + chunk
        whole = data.rfind(b">") + 1
        for match in _ENTITY_ID.finditer(data, 0, whole):
            yield match[1].decode()
        rest = data[whole:]


@dataclass(slots=True)
class EntityReading:
    """Reads `entity` nodes into parties.

    Args:
        list_id: The list they are read for.
        file: Name of the file, for issues.
        tally: Takes issues.
        ids: Ids of the parties in the same file; links to others lead to OFAC's other list.
    """

    list_id: str
    file: str
    tally: Tally
    ids: frozenset[str] = frozenset()
    seen: set[str] = field(default_factory=set)

    def party(self, entity: Element) -> Party | None:
        """The party, or None if the entity was rejected."""
        entity_id = entity.get("id", "")
        kind = kind_of(entity)
        name = primary_name(entity, person=kind is PartyKind.PERSON)
        if not entity_id or name is None or entity_id in self.seen:
            again = entity_id in self.seen
            reason = f"a second entity {entity_id}" if again else "it has no id or no primary name"
            self.tally.reject(self.file, line(entity), entity_id, reason)
            return None
        self.seen.add(entity_id)

        def warn(reason: str) -> None:
            self.tally.warn(self.file, line(entity), entity_id, reason)

        if kind is PartyKind.UNKNOWN:
            warn(f"its entityType {text(entity, 'generalInfo', 'entityType')!r} is new to us")
        return assemble(f"{self.list_id}:{entity_id}", kind, name, self._pieces(entity, kind), warn)

    def _pieces(self, entity: Element, kind: PartyKind) -> Iterator[Piece]:
        yield from self.designation_pieces(entity)
        for group in entity:
            name = local(group)
            if name in _KNOWN_PARTS:
                for node in group:
                    yield from self.node_pieces(name, node, person=kind is PartyKind.PERSON)
            elif name not in _ACT_PARTS:
                yield ("details", (name, whole_text(group)))
                yield (DOUBT, f"its part {name!r} is new to us; kept as a detail")

    def node_pieces(self, group: str, node: Element, *, person: bool) -> Iterator[Piece]:
        """What one node in a part of an entity (its names, its features, ...) says."""
        if group == "names":
            yield from alias_pieces(node, person=person)
        elif group == "relationships":
            yield ("links", self.link(node))
        elif group in _NODE_READERS:
            yield from _NODE_READERS[group](node)
        elif local(node) == "title":
            yield from titles(node.text or "")
        elif local(node) == "remarks":
            yield from xml_remark_pieces(node.text or "", person=person)

    def designation_pieces(self, entity: Element) -> Iterator[Piece]:
        """One act for each programme, with the measures and authorities that OFAC states for the entity."""
        listed = listing_dates(entity)
        title = LISTS.get(self.list_id, "")
        if listed and title not in listed:
            yield (DOUBT, f"it is on {', '.join(listed)}, not on {title}")
        programmes = _texts(entity, "sanctionsPrograms")
        authorities = _texts(entity, "legalAuthorities")
        for programme in programmes:
            yield (
                "designations",
                Designation(
                    programme,
                    authority=AUTHORITY,
                    legal_basis=basis_of(programme, authorities, programmes),
                    listed_on=listed.get(title) or min(listed.values(), default=None),
                    measures=_texts(entity, "sanctionsTypes"),
                ),
            )
        if not programmes:
            yield (DOUBT, "it names no programme")

    def link(self, relationship: Element) -> Link:
        """A tie to another party, by the id that OFAC gives."""
        related = child(relationship, "relatedEntity")
        other = related.get("entityId", "") if related is not None else ""
        name = name_of((related.text or "") if related is not None else "", person=False).full
        return Link(text(relationship, "type"), name, f"{self._home(other)}:{other}" if other else "")

    def _home(self, entity_id: str) -> str:
        """The list of a related party: this one if it is in the file, else the SDN list, which outranks."""
        return self.list_id if entity_id in self.ids else "ofac-sdn"


_KNOWN_PARTS = frozenset({"generalInfo", "names", "addresses", "features", "identityDocuments", "relationships"})
_ACT_PARTS = frozenset({"sanctionsLists", "sanctionsPrograms", "sanctionsTypes", "legalAuthorities"})


def kind_of(entity: Element) -> PartyKind:
    """What the entity is."""
    return PARTY_KINDS.get(text(entity, "generalInfo", "entityType").lower(), PartyKind.UNKNOWN)


def _texts(entity: Element, group: str) -> tuple[str, ...]:
    nodes = child(entity, group)
    values = (squeezed(node.text or "") for node in (nodes if nodes is not None else ()))
    return tuple(dict.fromkeys(value for value in values if value))


def listing_dates(entity: Element) -> dict[str, PartialDate]:
    """OFAC's lists on which the party stands, and since when."""
    nodes = child(entity, "sanctionsLists")
    dates = {}
    for node in nodes if nodes is not None else ():
        raw = node.get("datePublished", "")
        if day := day_of(raw):
            dates[squeezed(node.text or "")] = PartialDate.of_day(day, raw=raw)
    return dates


_ORDER = re.compile(r"\d{5}")


def basis_of(programme: str, authorities: tuple[str, ...], programmes: tuple[str, ...]) -> str:
    """The authorities of an entity that belong to one of its programmes.

    OFAC lists authorities and programmes side by side without saying which belongs to which. Those that name
    the order of the programme do; a programme whose order we do not know takes those that are no other's.

    Args:
        programme: The programme's tag.
        authorities: All that are stated for the entity.
        programmes: All tags of the entity.

    >>> both = ("Executive Order 13694 (Cyber)", "INA")
    >>> basis_of("CYBER2", both, ("CYBER2", "FTO")), basis_of("FTO", both, ("CYBER2", "FTO"))
    ('Executive Order 13694 (Cyber)', 'INA')
    """
    orders = _orders(programme)
    own = [one for one in authorities if orders.intersection(_ORDER.findall(one))]
    if own or orders:
        return "; ".join(own) or legal_basis(programme)
    others = {order for tag in programmes for order in _orders(tag)}
    return "; ".join(one for one in authorities if not others.intersection(_ORDER.findall(one)))


def _orders(programme: str) -> set[str]:
    return set(_ORDER.findall(legal_basis(programme)))


def primary_name(entity: Element, *, person: bool) -> Name | None:
    """The entity's primary name in Latin script, or in the first script there is."""
    names = child(entity, "names")
    for node in names if names is not None else ():
        if text(node, "isPrimary") == "true":
            for translation in _translations(node):
                return _name(translation, person=person)
    return None


def _translations(node: Element) -> list[Element]:
    """The versions of a name or address by script, Latin first."""
    group = child(node, "translations")
    versions = list(children(group, "translation")) if group is not None else []
    return sorted(versions, key=lambda version: not _is_latin(version))


def _is_latin(translation: Element) -> bool:
    return text(translation, "script") in {"Latin", ""}


def _name(translation: Element, *, person: bool) -> Name:
    full = name_of(text(translation, "formattedFullName"), person=False).full
    last, first = text(translation, "formattedLastName"), text(translation, "formattedFirstName")
    if first and last and full:
        return Name(full, name_of(last, person=False).full, name_of(first, person=False).full)
    return name_of(full or f"{last}, {first}".strip(", "), person=person)


def alias_pieces(node: Element, *, person: bool) -> Iterator[Piece]:
    """A name that is not the primary one, and every name in another script."""
    primary = text(node, "isPrimary") == "true"
    weak = text(node, "isLowQuality") == "true"
    strength = Strength.WEAK if weak else Strength.STRONG
    kind = ALIAS_KINDS.get(text(node, "aliasType").replace(".", "").lower(), AliasKind.AKA)
    for number, translation in enumerate(_translations(node)):
        name = _name(translation, person=person)
        ref = node.get("id", "")
        if not name.full:
            yield (DOUBT, f"its name {ref} is empty")
        elif not _is_latin(translation):
            yield ("aliases", Alias(name, AliasKind.ORIGINAL_SCRIPT, strength, f"{ref}/{translation.get('id', '')}"))
        elif not primary or number:
            yield ("aliases", Alias(name, kind, strength, ref))


def address_pieces(node: Element) -> tuple[Piece, ...]:
    """An address, once in each script."""
    country = text(node, "country")
    found: list[Piece] = []
    for translation in _translations(node) or [node]:
        parts = child(translation, "addressParts")
        values = {text(part, "type"): text(part, "value") for part in (parts if parts is not None else ())}
        street = ", ".join(values[key] for key in ("ADDRESS1", "ADDRESS2", "ADDRESS3") if values.get(key))
        region = ", ".join(filter(None, (values.get("STATE/PROVINCE"), values.get("REGION") if country else "")))
        town = (values.get("CITY", ""), region, values.get("POSTAL CODE", ""))
        # Gaza and Kafia Kingi have no country here; the other forms write "Region: Gaza" in its place.
        home = country or (f"Region: {values['REGION']}" if values.get("REGION") else "")
        found += postal_address(street, town, home)
    return tuple(found)


def feature_pieces(node: Element) -> tuple[Piece, ...]:
    """A labelled value: date of birth, gender, web site, wallet, sanctions risk, ..."""
    label, value = text(node, "type"), text(node, "value")
    comment = text(node, "comments")
    pieces: tuple[Piece, ...] = pieces_of(Fact(label, value)) if value else ()
    meaning = meaning_of(label)
    period = child(node, "valueDate")
    if meaning is not None and meaning.role is Role.BORN and period is not None:
        pieces = _born_pieces(pieces, period, value)
    if comment:
        pieces = (*pieces, ("details", (f"{label.rstrip(' -:')} {value}", comment)))
    return pieces


def _born_pieces(pieces: tuple[Piece, ...], period: Element, value: str) -> tuple[Piece, ...]:
    """The date as OFAC writes it if that can be read, else as its four bounds state it."""
    if any(name == "born" for name, _ in pieces):
        return pieces
    first, last = day_of(text(period, "fromDateBegin")), day_of(text(period, "toDateEnd"))
    if first is None or last is None or last < first:
        return pieces
    return (("born", PartialDate(first, last, text(period, "isApproximate") == "true", value)),)


def document_pieces(node: Element) -> tuple[Piece, ...]:
    """A passport, tax number, registration, with what is said about it."""
    label, number = text(node, "type"), text(node, "documentNumber")
    if not number:
        return (("details", (label, "without a number")), (DOUBT, f"a {label} without a number; kept as a detail"))
    dates = document_dates(_document_day(node, "issueDate"), _document_day(node, "expirationDate"))
    pieces = pieces_of(Fact(label, number, text(node, "issuingCountry"), dates))
    what = f"{label} {squeezed(number)}"
    if authority := text(node, "issuingAuthority"):
        pieces = (*pieces, ("details", (what, f"issued by {squeezed(authority)}")))
    where = squeezed(text(node, "issuingLocation"))
    if where and where != text(node, "issuingCountry"):
        pieces = (*pieces, ("details", (what, f"issued in {where}")))
    if text(node, "isValid") == "false":
        pieces = (*pieces, ("details", (what, "not valid")))
    return pieces


def _document_day(node: Element, name: str) -> str:
    """The day in the words of the CSV form: "14 Dec 2005"."""
    period = child(node, name)
    if period is None:
        return ""
    first, last = day_of(text(period, "fromDateBegin")), day_of(text(period, "toDateEnd"))
    if first is None or last is None:
        return ""
    return f"{first:%d %b %Y}" if first == last else str(PartialDate(first, last))


_NODE_READERS: dict[str, Callable[[Element], tuple[Piece, ...]]] = {
    "addresses": address_pieces,
    "features": feature_pieces,
    "identityDocuments": document_pieces,
}

FORMAT = Format("ofac-enhanced", recognise, read)
