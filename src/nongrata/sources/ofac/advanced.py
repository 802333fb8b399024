"""OFAC's ADVANCED form (SDN_ADVANCED.XML, CONS_ADVANCED.XML): the sanctions model of the UN, all by number.

It carries other scripts and relationships as ENHANCED does, but names in parts and without the capitals that
OFAC's other forms give family names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nongrata.model import Alias, AliasKind, Designation, Link, Name, Party, PartyKind, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.files.xml import Element, child, children, line, local, stream, text
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.ofac.advanced_tables import (
    SECTIONS,
    Document,
    Tables,
    name_part_types,
    period_of,
)
from nongrata.sources.ofac.enhanced import basis_of
from nongrata.sources.ofac.facts import (
    DOUBT,
    Fact,
    Piece,
    assemble,
    pieces_of,
    postal_address,
    squeezed,
)
from nongrata.sources.ofac.legacy_xml import list_by_name, root_name
from nongrata.sources.ofac.remarks import xml_remark_pieces
from nongrata.sources.ofac.vocabulary import (
    ALIAS_KINDS,
    AUTHORITY,
    LISTS,
    PARTY_KINDS,
    Role,
    meaning_of,
)

_MODEL = re.compile(rb"www\.un\.org/sanctions/|ADVANCED_XML|<(?:\w+:)?(?:ReferenceValueSets|DateOfIssue)\b")


def recognise(name: str, head: bytes) -> Recognised | None:
    """Whether a file is in the ADVANCED form; only its name tells the Consolidated list's from the SDN list's.

    >>> recognise("SDN_ADVANCED.XML", b'<Sanctions xmlns="http://www.un.org/sanctions/1.0" Version="2">')
    Recognised(list_id='ofac-sdn', part='list')
    """
    if root_name(head) != "Sanctions" or not _MODEL.search(head):
        return None
    return Recognised(list_by_name(name), "list")


def read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    """The parties of the list, in file order. The file is read twice; memory stays at the size of its tables.

    Args:
        list_id: "ofac-sdn" or "ofac-cons".
        parts: The one file, as "list".
        tally: Takes the account; a file that lacks parts of the model is doubted.

    Raises:
        UnreadableFile: It is not well-formed to its end, or declares a document type.
    """
    content = parts["list"]
    tables = Tables()
    with content.open() as source:
        tables.fill(source, content.name)
    tally.published_on = tables.issued_on
    reading = _Reading(list_id, content.name, tables, tally)
    with content.open() as source:
        for node in stream(source, content.name, SECTIONS):
            if local(node) == "DistinctParty":
                reading.note_surroundings(node)
                tally.row()
                party = reading.party(node)
                if party is not None:
                    tally.used()
                    yield party
    reading.settle()


@dataclass(slots=True)
class _Reading:
    """The second reading: parties, with what the tables say about them."""

    list_id: str
    file: str
    tables: Tables
    tally: Tally
    seen: set[str] = field(default_factory=set)
    flaws: dict[str, int] = field(default_factory=dict)

    def note_surroundings(self, node: Element) -> None:
        parent = node.getparent()
        if not str(node.tag).startswith("{"):
            self._flaw("has no namespace (http://www.un.org/sanctions/1.0)")
        if parent is None or local(parent) != "DistinctParties":
            self._flaw("has parties outside of DistinctParties")

    def _flaw(self, flaw: str) -> None:
        self.flaws[flaw] = self.flaws.get(flaw, 0) + 1

    def settle(self) -> None:
        """Casts doubt on a file that is not as the schema wants it."""
        for flaw in self.flaws:
            self.tally.distrust(f"{self.file} {flaw}: it is not OFAC's file as published")
        if self.tables.issued_on is None:
            self.tally.distrust(f"{self.file} does not say when it was issued (DateOfIssue)")
        for section in sorted({"SanctionsEntry", "Location"} - self.tables.sections):
            self.tally.distrust(f"{self.file} holds no {section}: it was cut down")
        if self.tables.missing:
            kinds = ", ".join(sorted(self.tables.missing))
            self.tally.distrust(f"{self.file} uses numbers that its reference values do not explain: {kinds}")

    def party(self, node: Element) -> Party | None:
        """The party, or None if it was rejected."""
        uid = node.get("FixedRef", "")
        profile = child(node, "Profile")
        names = self.tables.names
        name = names.get(profile.get("ID", "")) if profile is not None else None
        if profile is None or not uid or uid in self.seen or name is None or not name.full:
            reason = f"a second party {uid}" if uid in self.seen else "it has no FixedRef, Profile or primary name"
            self.tally.reject(self.file, line(node), uid, reason)
            return None
        self.seen.add(uid)

        def warn(reason: str) -> None:
            self.tally.warn(self.file, line(node), uid, reason)

        raw_kind = self.tables.party_type(profile.get("PartySubTypeID", ""))
        kind = PARTY_KINDS.get(raw_kind.lower(), PartyKind.UNKNOWN)
        if kind is PartyKind.UNKNOWN:
            warn(f"its type {raw_kind!r} (PartySubTypeID {profile.get('PartySubTypeID')}) is new to us")
        return assemble(f"{self.list_id}:{uid}", kind, name, self._pieces(node, profile, kind, name), warn)

    def _pieces(self, node: Element, profile: Element, kind: PartyKind, name: Name) -> Iterator[Piece]:
        person = kind is PartyKind.PERSON
        for comment in (*children(node, "Comment"), *children(profile, "Comment")):
            yield from xml_remark_pieces(comment.text or "", person=person)
        for identity in children(profile, "Identity"):
            yield from self._alias_pieces(identity, name)
            for document in self.tables.documents.get(identity.get("ID", ""), ()):
                yield from _document_pieces(document)
        for feature in children(profile, "Feature"):
            for version in children(feature, "FeatureVersion"):
                yield from self._feature_pieces(feature, version)
        yield from self._act_pieces(profile.get("ID", ""))
        for tie in self.tables.ties.get(profile.get("ID", ""), ()):
            yield ("links", self._link(tie.relation, tie.other))
        if len(list(children(node, "Profile"))) > 1:
            yield (DOUBT, "it has more than one profile; only the first was read")

    def _alias_pieces(self, identity: Element, primary: Name) -> Iterator[Piece]:
        types = name_part_types(identity)
        for alias in children(identity, "Alias"):
            weak = alias.get("LowQuality") == "true" or identity.get("False") == "true"
            strength = Strength.WEAK if weak else Strength.STRONG
            word = self.tables.label("AliasType", alias.get("AliasTypeID", ""))
            kind = ALIAS_KINDS.get(word.replace(".", "").lower(), AliasKind.AKA)
            for documented in children(alias, "DocumentedName"):
                name = self.tables.name(documented, types)
                ref = f"/{documented.get('ID', '')}"  # of the spelling; this form does not give the alias's own
                if not name.full:
                    yield (DOUBT, f"its name {ref} is empty")
                elif not self._is_latin(documented):
                    yield ("aliases", Alias(name, AliasKind.ORIGINAL_SCRIPT, strength, ref))
                elif alias.get("Primary") != "true" or name != primary:
                    yield ("aliases", Alias(name, kind, strength, ref))

    def _is_latin(self, documented: Element) -> bool:
        numbers = {node.get("ScriptID", "") for node in documented.iter() if local(node) == "NamePartValue"}
        return all(self.tables.label("Script", number) in {"Latin", ""} for number in numbers)

    def _feature_pieces(self, feature: Element, version: Element) -> Iterator[Piece]:
        number = feature.get("FeatureTypeID", "")
        label = self.tables.label("FeatureType", number) or f"FeatureType {number}"
        meaning = meaning_of(label)
        born = meaning is not None and meaning.role is Role.BORN
        for period in children(version, "DatePeriod"):
            day = period_of(period)
            calendar = self.tables.label("CalendarType", period.get("CalendarTypeID", ""))
            if day is None or calendar not in {"Gregorian", ""}:
                yield ("details", (label, f"{day} ({calendar} calendar)"))
                yield (DOUBT, f"a date of {label} cannot be read ({calendar} calendar); kept as a detail")
            elif born:
                yield ("born", day)
            else:
                yield from pieces_of(Fact(label, day.raw))
        for detail in children(version, "VersionDetail"):
            if value := self._detail(detail):
                yield from pieces_of(Fact(label, value))
        for spot in children(version, "VersionLocation"):
            yield from self._place_pieces(label, spot.get("LocationID", ""))
        if comment := squeezed(text(version, "Comment")):
            yield ("details", (label.rstrip(" -:"), comment))

    def _detail(self, detail: Element) -> str:
        number = detail.get("DetailReferenceID", "")
        known = self.tables.label("DetailReference", number) if number else ""
        return squeezed(detail.text or "") or known or (f"reference {number}" if number else "")

    def _place_pieces(self, label: str, number: str) -> Iterator[Piece]:
        """An address; or a country, where the feature is a nationality or a flag."""
        found = self.tables.places.get(number)
        if found is None:
            yield ("details", (label, f"location {number}"))
            yield (DOUBT, f"the location {number} of its {label} is not in the file")
        elif label == "Location":
            yield from postal_address(*found)
        elif found.country:
            yield from pieces_of(Fact(label, found.country))

    def _act_pieces(self, profile: str) -> Iterator[Piece]:
        """One act for each programme of each entry on this list."""
        all_entries = self.tables.entries.get(profile, [])
        sdn = LISTS["ofac-sdn"]
        own = [
            one for one in all_entries if not one.list_name or (one.list_name == sdn) == (self.list_id == "ofac-sdn")
        ]
        if not any(entry.programmes for entry in own):
            yield (DOUBT, "no sanctions entry on this list names a programme for it")
        for entry in own or all_entries:
            for programme in entry.programmes:
                basis = basis_of(programme, entry.authorities, entry.programmes)
                act = Designation(programme, AUTHORITY, basis, entry.listed_on, measures=entry.measures)
                yield ("designations", act)
            if entry.comment:
                yield ("remarks", entry.comment)

    def _link(self, relation: str, other: str) -> Link:
        """A tie to another profile; OFAC numbers profiles as it numbers parties."""
        name = self.tables.names.get(other)
        home = self.list_id if name else "ofac-sdn"
        return Link(relation, name.full if name else "", f"{home}:{other}")


def _document_pieces(document: Document) -> Iterator[Piece]:
    fact = document.fact
    if not fact.value:
        yield ("details", (fact.label, fact.dates or "without a number"))
        yield (DOUBT, f"a {fact.label} without a number; kept as a detail")
        return
    yield from pieces_of(fact)
    for note in document.notes:
        yield ("details", (f"{fact.label} {fact.value}", note))


FORMAT = Format("ofac-advanced", recognise, read)
