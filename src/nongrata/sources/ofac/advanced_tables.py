"""What OFAC's ADVANCED form says outside its parties: reference values, places, documents, ties, entries.

Parties refer to places and documents that stand before them and to entries and ties that stand after them,
all by number. So the file is read twice; this is the first reading, which keeps only compact tuples.

Source: schema http://www.un.org/sanctions/1.0 (sdn_advanced.xsd).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import IO, NamedTuple

from nongrata.model import Name, PartialDate
from nongrata.sources.files.xml import Element, child, children, local, stream, text
from nongrata.sources.ofac.facts import Fact, document_dates, name_of, squeezed

SECTIONS = frozenset(
    {
        "DateOfIssue",
        "ReferenceValueSets",
        "Location",
        "IDRegDocument",
        "DistinctParty",
        "ProfileRelationship",
        "SanctionsEntry",
    }
)
"""Elements that are taken one at a time and freed."""

# OFAC's own numbers have not changed since 2015; a file that was cut down to some parties may lack them.
_WELL_KNOWN: dict[str, dict[str, str]] = {
    "AliasType": {"1400": "A.K.A.", "1401": "F.K.A.", "1402": "N.K.A.", "1403": "Name"},
    "NamePartType": {
        "1520": "Last Name",
        "1521": "First Name",
        "1522": "Middle Name",
        "1523": "Maiden Name",
        "1524": "Aircraft Name",
        "1525": "Entity Name",
        "1526": "Vessel Name",
        "1528": "Nickname",
        "91708": "Patronymic",
        "91709": "Matronymic",
    },
    "PartySubType": {"1": "Vessel", "2": "Aircraft", "3": "Entity", "4": "Individual"},
    "Script": {"215": "Latin"},
    "LocPartType": {
        "1450": "REGION",
        "1451": "ADDRESS1",
        "1452": "ADDRESS2",
        "1453": "ADDRESS3",
        "1454": "CITY",
        "1455": "STATE/PROVINCE",
        "1456": "POSTAL CODE",
    },
    "FeatureType": {
        "1": "Vessel Call Sign",
        "2": "VESSEL TYPE",
        "3": "Vessel Flag",
        "4": "Vessel Owner",
        "5": "Vessel Tonnage",
        "6": "Vessel Gross Registered Tonnage",
        "8": "Birthdate",
        "9": "Place of Birth",
        "10": "Nationality Country",
        "11": "Citizenship Country",
        "13": "SWIFT/BIC",
        "14": "Website",
        "21": "Email Address",
        "25": "Location",
        "26": "Title",
        "125": "Additional Sanctions Information -",
        "224": "Gender",
        "344": "Digital Currency Address - XBT",
        "345": "Digital Currency Address - ETH",
        "504": "Secondary sanctions risk:",
        "524": "Phone Number",
        "646": "Organization Established Date",
        "647": "Organization Type:",
        "826": "Target Type",
    },
    "DetailReference": {"91526": "Male", "91527": "Female"},
    "CalendarType": {"1": "Gregorian"},
}


class Place(NamedTuple):
    """A location: the lines of the street, (city, region, postcode), and the country."""

    street: str
    town: tuple[str, str, str]
    country: str


class Document(NamedTuple):
    """A document of an identity, and what else is said of it."""

    fact: Fact
    notes: tuple[str, ...] = ()


class Tie(NamedTuple):
    """A relationship of a profile to another."""

    relation: str
    other: str


class Entry(NamedTuple):
    """A profile's place on one of OFAC's lists."""

    list_name: str
    listed_on: PartialDate | None
    authorities: tuple[str, ...]
    programmes: tuple[str, ...]
    measures: tuple[str, ...]
    comment: str


class Tables:
    """Everything that parties refer to, by number."""

    def __init__(self) -> None:
        self.issued_on: date | None = None
        self.sections: set[str] = set()
        self.missing: set[str] = set()
        self.places: dict[str, Place] = {}
        self.documents: dict[str, list[Document]] = defaultdict(list)
        self.ties: dict[str, list[Tie]] = defaultdict(list)
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self.names: dict[str, Name] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._parents: dict[str, str] = {}

    def label(self, kind: str, number: str) -> str:
        """What a reference number stands for; "" if the file does not say and it is none of the well-known."""
        found = self._labels.get(kind, {}).get(number)
        if found is None and number:
            self.missing.add(kind)
            found = _WELL_KNOWN.get(kind, {}).get(number)
        return found or ""

    def party_type(self, sub_type: str) -> str:
        """One of "Individual", "Entity", "Vessel" and "Aircraft"."""
        own = self.label("PartySubType", sub_type)
        return own if own not in {"Unknown", ""} else self.label("PartyType", self._parents.get(sub_type, ""))

    def fill(self, source: IO[bytes], file: str) -> None:
        """The first reading.

        Raises:
            UnreadableFile: It is not well-formed to its end, or declares a document type.
        """
        takers: dict[str, Callable[[Element], None]] = {
            "DateOfIssue": self._take_issue,
            "ReferenceValueSets": self._take_references,
            "Location": self._take_place,
            "IDRegDocument": self._take_document,
            "DistinctParty": self._take_party,
            "ProfileRelationship": self._take_tie,
            "SanctionsEntry": self._take_entry,
        }
        for node in stream(source, file, SECTIONS):
            name = local(node)
            self.sections.add(name)
            takers[name](node)

    def _take_issue(self, node: Element) -> None:
        self.issued_on = day_in_parts(node)

    def _take_references(self, node: Element) -> None:
        for group in node:
            for value in group:
                text_of = value.get("Description") or value.text or ""  # an area code is described by its country
                self._labels.setdefault(local(value), {})[value.get("ID", "")] = squeezed(text_of)
                if local(value) == "PartySubType":
                    self._parents[value.get("ID", "")] = value.get("PartyTypeID", "")

    def _take_place(self, node: Element) -> None:
        parts: dict[str, str] = {}
        for part in children(node, "LocationPart"):
            values = sorted(children(part, "LocationPartValue"), key=lambda one: one.get("Primary") != "true")
            if values:
                parts[self.label("LocPartType", part.get("LocPartTypeID", ""))] = text(values[0], "Value")
        country = self._country(node)
        street = ", ".join(parts[key] for key in ("ADDRESS1", "ADDRESS2", "ADDRESS3") if parts.get(key))
        region = parts.get("REGION", "")
        if region and not country:  # as the other forms write Gaza and Kafia Kingi
            country, region = f"Region: {region}", ""
        region = ", ".join(filter(None, (parts.get("STATE/PROVINCE"), region)))
        town = (parts.get("CITY", ""), region, parts.get("POSTAL CODE", ""))
        self.places[node.get("ID", "")] = Place(street, town, country)

    def _country(self, location: Element) -> str:
        for node in children(location, "LocationCountry"):
            return self.label("Country", node.get("CountryID", ""))
        for node in children(location, "LocationAreaCode"):
            return self.label("AreaCode", node.get("AreaCodeID", ""))
        return ""

    def _take_document(self, node: Element) -> None:
        dates = {
            self.label("IDRegDocDateType", one.get("IDRegDocDateTypeID", "")).partition(" ")[0].lower(): period_of(
                child(one, "DatePeriod")
            )
            for one in children(node, "DocumentDate")
        }
        fact = Fact(
            self.label("IDRegDocType", node.get("IDRegDocTypeID", "")) or "Document",
            squeezed(text(node, "IDRegistrationNo")),
            self.label("Country", node.get("IssuedBy-CountryID", "")),
            document_dates(_in_words(dates.get("issue")), _in_words(dates.get("expiration"))),
        )
        authority, comment = squeezed(text(node, "IssuingAuthority")), squeezed(text(node, "Comment"))
        validity = self.label("Validity", node.get("ValidityID", ""))
        notes = (
            f"issued by {authority}" if authority else "",
            validity if validity and not validity.lower().startswith(("valid", "true")) else "",
            comment,
        )
        self.documents[node.get("IdentityID", "")].append(Document(fact, tuple(filter(None, notes))))

    def _take_party(self, node: Element) -> None:
        for profile in children(node, "Profile"):
            for identity in children(profile, "Identity"):
                types = name_part_types(identity)
                for alias in children(identity, "Alias"):
                    documented = child(alias, "DocumentedName")
                    if alias.get("Primary") == "true" and documented is not None:
                        self.names.setdefault(profile.get("ID", ""), self.name(documented, types))

    def name(self, documented: Element, types: dict[str, str]) -> Name:
        """A name put together from its parts: "Family, Given Patronymic" for a person, the words else."""
        family: list[str] = []
        given: list[str] = []
        other: list[str] = []
        for part in children(documented, "DocumentedNamePart"):
            value = child(part, "NamePartValue")
            if value is None:
                continue
            word = f"{part.get('LeadingChars', '')}{value.text or ''}{part.get('TrailingChars', '')}"
            kind = self.label("NamePartType", types.get(value.get("NamePartGroupID", ""), ""))
            {"f": family, "g": given}.get(_NAME_PARTS.get(kind, ""), other).append(name_of(word, person=False).full)
        if not family:
            return Name(" ".join((*given, *other)))
        last, first = " ".join(family), " ".join((*given, *other))
        return Name(f"{last}, {first}", last, first) if first else Name(last)

    def _take_tie(self, node: Element) -> None:
        relation = self.label("RelationType", node.get("RelationTypeID", "")) or "related to"
        former = " (former)" if node.get("Former") == "true" else ""
        self.ties[node.get("From-ProfileID", "")].append(Tie(relation + former, node.get("To-ProfileID", "")))

    def _take_entry(self, node: Element) -> None:
        programmes, measures = [], []
        for measure in children(node, "SanctionsMeasure"):
            kind = self.label("SanctionsType", measure.get("SanctionsTypeID", ""))
            comment = squeezed(text(measure, "Comment"))
            if comment and kind in {"Program", ""}:  # the comment of a measure "Program" is the tag
                programmes.append(comment)
            elif kind:
                measures.append(f"{kind}: {comment}" if comment else kind)
        events = list(children(node, "EntryEvent"))
        days = [day for event in events if (day := _event_day(event))]
        bases = (self.label("LegalBasis", event.get("LegalBasisID", "")) for event in events)
        self.entries[node.get("ProfileID", "")].append(
            Entry(
                self.label("List", node.get("ListID", "")),
                PartialDate.of_day(min(days), raw=min(days).isoformat()) if days else None,
                tuple(dict.fromkeys(basis for basis in bases if basis)),
                tuple(dict.fromkeys(programmes)),
                tuple(dict.fromkeys(measures)),
                squeezed(text(node, "Comment")),
            )
        )


_NAME_PARTS = {
    "Last Name": "f",
    "Maiden Name": "f",
    "Matronymic": "f",
    "First Name": "g",
    "Middle Name": "g",
    "Patronymic": "g",
}


def name_part_types(identity: Element) -> dict[str, str]:
    """Number of a group of name parts → number of its type (family name, given name, ...)."""
    return {
        one.get("ID", ""): one.get("NamePartTypeID", "") for one in identity.iter() if local(one) == "NamePartGroup"
    }


def day_in_parts(node: Element | None) -> date | None:
    """The day that Year, Month and Day inside a node state."""
    try:
        return date(*(int(text(node, part)) for part in ("Year", "Month", "Day")))
    except (ValueError, OverflowError):
        return None


def _event_day(event: Element) -> date | None:
    return day_in_parts(child(event, "Date"))


def period_of(period: Element | None) -> PartialDate | None:
    """The days between the earliest start and the latest end of a DatePeriod.

    1 January to 31 December is how this form writes "only the year is known".
    """
    if period is None:
        return None
    bounds = [node for name in ("Start", "End") for node in children(period, name)]
    days = [day for bound in bounds for point in ("From", "To") if (day := day_in_parts(child(bound, point)))]
    if not days:
        return None
    circa = any(bound.get("Approximate") == "true" for bound in bounds)
    found = PartialDate(min(days), max(days), circa)
    return PartialDate(found.earliest, found.latest, circa, str(found))


def _in_words(day: PartialDate | None) -> str:
    """The date in the words of the CSV form: "14 Dec 2005"."""
    if day is None:
        return ""
    return f"{day.earliest:%d %b %Y}" if not day.span_days else str(day)
