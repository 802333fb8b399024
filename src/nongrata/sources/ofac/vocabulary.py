"""What OFAC's labels mean, in one place for all its file forms.

"Tax ID No." is a key in the Remarks of the CSV form, an `idType` in SDN.XML, a document or feature type in
the ENHANCED and ADVANCED forms. Each label is listed once; a label that is not here is kept verbatim by the
readers. The labels are those of the files of 2015 to 2026; spelling mistakes in them are OFAC's own.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from nongrata.model import AliasKind, IdentifierKind, ObservableKind, PartyKind
from nongrata.text.countries import country_code

AUTHORITY = "OFAC"
LISTS = {"ofac-sdn": "SDN List", "ofac-cons": "Consolidated List"}
"""Our list ids and OFAC's names for them in the ENHANCED, ADVANCED and delta forms."""

PARTY_KINDS = {
    "individual": PartyKind.PERSON,
    "entity": PartyKind.ORGANISATION,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
"""OFAC's word for the kind of a party, in lower case → ours."""

ALIAS_KINDS = {"aka": AliasKind.AKA, "fka": AliasKind.FORMER, "nka": AliasKind.NOW}
"""OFAC's word for the kind of an alias, in lower case without dots → ours."""


class Role(Enum):
    """Where in a party a labelled value goes."""

    IDENTIFIER = auto()
    OBSERVABLE = auto()
    BORN = auto()
    BIRTH_PLACE = auto()
    NATIONALITY = auto()
    COUNTRY = auto()
    GENDER = auto()
    TITLE = auto()
    LINK = auto()
    DETAIL = auto()


class Meaning(NamedTuple):
    """What a label says about its value; `label` is how we keep it."""

    role: Role
    label: str
    kind: IdentifierKind | ObservableKind | None = None


_IDENTIFIERS = {
    IdentifierKind.PASSPORT: (
        "Passport",
        "Diplomatic Passport",
        "British National Overseas Passport",
        "Stateless Person Passport",
        "Travel Document Number",
    ),
    IdentifierKind.NATIONAL_ID: (
        "National ID No.",
        "Cedula No.",
        "C.U.R.P.",
        "C.U.I.",
        "C.U.I.P.",
        "D.N.I.",
        "I.F.E.",
        "N.I.E.",
        "SSN",
        "Personal ID Card",
        "Citizen's Card Number",
        "Electoral Registry No.",
        "Credencial electoral",
        "Cartilla de Servicio Militar Nacional",
        "Residency Number",
        "Turkish Identification Number",
        "Turkish Identificiation Number",
        "Numero de Identidad",
        "LE Number",
        "Kenyan ID No.",
        "Moroccan Personal ID No.",
        "Bosnian Personal ID No.",
        "UAE Identification",
        "Tazkira National ID Card",
        "Refugee ID Card",
        "Stateless Person ID Card",
        "CNP (Personal Numerical Code)",
        "Romanian Permanent Resident",
        "National Foreign ID Number",
        "Public Security and Immigration No.",
    ),
    IdentifierKind.TAX: (
        "Tax ID No.",
        "R.F.C.",
        "RFC",
        "NIT #",
        "RUC #",
        "RIF #",
        "RTN",
        "V.A.T. Number",
        "Italian Fiscal Code",
        "Fiscal Code",
        "C.U.I.T.",
        "C.I.F.",
        "N.I.F.",
        "US FEIN",
        "Paraguayan tax identification number",
        "Numero Unico de Identificacao Tributaria (NUIT)",
        "Romanian Tax Registration",
        "RSIN",
    ),
    IdentifierKind.REGISTRATION: (
        "Registration Number",
        "Registration ID",
        "Business Registration Number",
        "Business Registration Document #",
        "Business Number",
        "Company Number",
        "UK Company Number",
        "Commercial Registry Number",
        "C.R. No.",
        "C.I.N.",
        "Romanian C.R.",
        "Chamber of Commerce Number",
        "Istanbul Chamber of Comm. No.",
        "Dubai Chamber of Commerce Membership No.",
        "Matricula Mercantil No",
        "Folio Mercantil No.",
        "Public Registration Number",
        "Certificate of Incorporation Number",
        "Registration Certificate Number (Dubai)",
        "Trade License No.",
        "Tourism License No.",
        "License",
        "Afghan Money Service Provider License Number",
        "MSB Registration Number",
        "Unified Social Credit Code (USCC)",
        "United Social Credit Code Certificate (USCCC)",
        "Organization Code",
        "Government Gazette Number",
        "Central Registration System Number",
        "Economic Register Number (CBLS)",
        "Enterprise Number",
        "Branch Unit Number",
        "Registered Charity No.",
        "File Number",
        "Russian State Individual Business Registration Number Pattern (OGRNIP)",
        # An LEI where the value looks like one; companies' registry numbers stand here too.
        "Legal Entity Number",
        # An IMO number where the value says so; a few river ships have none.
        "Vessel Registration Identification",
    ),
    IdentifierKind.BIC: ("SWIFT/BIC",),
    IdentifierKind.IMO: ("International Maritime Organization No.",),
    IdentifierKind.MMSI: ("MMSI",),
    IdentifierKind.CALL_SIGN: ("Vessel Call Sign", "Other Vessel Call Sign"),
    IdentifierKind.AIRCRAFT_TAIL: ("Aircraft Tail Number", "Previous Aircraft Tail Number"),
    IdentifierKind.AIRCRAFT_SERIAL: (
        "Aircraft Manufacturer's Serial Number (MSN)",
        "Aircraft Construction Number (also called L/N or S/N or F/N)",
        "Aircraft Serial Identification",
    ),
    IdentifierKind.OTHER: (
        "Identification Number",
        "Birth Certificate Number",
        "Driver's License No.",
        "Pilot License Number",
        "Military Registration Number",
        "Seafarer's Identification Document",
        "Immigration No.",
        "VisaNumberID",
        "SRE Permit No.",
        "Permit Number",
        "Serial No.",
        "Trademark number",
        "Aircraft Mode S Transponder Code",
        "D-U-N-S Number",
        "BIK (RU)",
        "ISIN",
        "MICEX Code",
    ),
}

_OBSERVABLES = {
    ObservableKind.DOMAIN: ("Website",),
    ObservableKind.EMAIL: ("Email Address", "Email"),
    ObservableKind.PHONE: (
        "Phone Number",
        "Phone No.",
        "Phone",
        "PHONE",
        "Telephone No.",
        "Telephone",
        "Fax No.",
        "Fax",
        "FAX",
    ),
}

_OTHERS = {
    Role.BORN: (
        "DOB",
        "Birthdate",
        "Organization Established Date",
        "Vessel Year of Build",
        "Aircraft Manufacture Date",
    ),
    Role.BIRTH_PLACE: ("POB", "Place of Birth"),
    Role.NATIONALITY: ("nationality", "citizen", "Nationality Country", "Citizenship Country"),
    Role.COUNTRY: (
        "Vessel Flag",
        "Other Vessel Flag",
        "Former Vessel Flag",
        "Nationality of Registration",
        "Registration Country",
    ),
    Role.GENDER: ("Gender",),
    Role.TITLE: ("Title",),
    Role.LINK: ("Linked To", "Vessel Owner", "Aircraft Operator"),
    Role.DETAIL: (
        "Secondary sanctions risk",
        "Additional Sanctions Information",
        "Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions",
        "CAATSA Section 235 Information",
        "IFCA Determination",
        "PEESA Information",
        "Target Type",
        "Organization Type",
        "Vessel Type",
        "Other Vessel Type",
        "Vessel Tonnage",
        "Vessel Gross Registered Tonnage",
        "Aircraft Model",
        "Chinese Commercial Code",  # of the characters of a name: tells nobody apart
        "Equity Ticker",
        "Issuer Name",
        "UN/LOCODE",
        "Location",
    ),
}

LABELS: dict[str, Meaning] = {
    label: Meaning(role, label, kind)
    for role, table in ((Role.IDENTIFIER, _IDENTIFIERS), (Role.OBSERVABLE, _OBSERVABLES))
    for kind, labels in table.items()
    for label in labels
} | {label: Meaning(role, label) for role, labels in _OTHERS.items() for label in labels}
"""Every label we know, without the colon or dash that follows some of them."""
LABELS["VESSEL TYPE"] = LABELS["Vessel Type"]

DIGITAL_CURRENCY = "Digital Currency Address - "
"""Before the currency ("XBT"), which OFAC sometimes gets wrong: compare the address, not the currency."""

_ORDER_SECTIONS = re.compile(
    r"Executive Order \d+(?: [A-Z]\w+)* (?:[Ii]nformation|Determination)|"
    r"(?:Listing|Effective|Purchase/Sales For Divestment) Date \([^)]*\)"
)
ORDER_SECTION = re.compile(rf"({_ORDER_SECTIONS.pattern})(?: -|:)? +(.+)", re.DOTALL)
"""Labels that carry the number of an order ("Executive Order 13662 Directive Determination - ...")."""


@lru_cache(maxsize=1024)
def meaning_of(label: str) -> Meaning | None:
    """What a label means, whatever dash, colon or apostrophe the file form gives it; None if it is new to us.

    >>> meaning_of("Secondary sanctions risk:").role, meaning_of("Tax ID No.").kind
    (<Role.DETAIL: 10>, <IdentifierKind.TAX: 'tax'>)
    >>> meaning_of("Digital Currency Address - XBT").label
    'XBT'
    """
    plain = label.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip().rstrip(" -:")
    if plain.startswith(DIGITAL_CURRENCY):
        return Meaning(Role.OBSERVABLE, plain.removeprefix(DIGITAL_CURRENCY), ObservableKind.WALLET)
    if _ORDER_SECTIONS.fullmatch(plain):
        return Meaning(Role.DETAIL, plain)
    return LABELS.get(plain)


# Places that OFAC writes where a country belongs. "" says: we know that it is none (any more).
_PLACES = {
    "Region: Gaza": "PS",
    "Region: Northern Gaza": "PS",
    "Region: North Gaza": "PS",
    "Region: West Bank": "PS",
    "Palestinian Authority": "PS",
    "Region: Northern Mali": "ML",
    "Region: Kafia Kingi": "",
    "Region: Commonwealth of Independent States": "",
    "Region: Kashmir": "",
    "Region: Jammu and Kashmir": "",
    "Netherlands Antilles": "",
    "None Identified": "",
    "Unknown": "",
    "undetermined": "",
    "Undetermined": "",
}


def place_code(raw: str) -> str | None:
    """The alpha-2 code of a country as OFAC writes it; "" if it is known to be none; None if it is unknown.

    >>> place_code("Korea, North"), place_code("Region: Gaza"), place_code("Cabo Verde.  Previously Cape Verde.")
    ('KP', 'PS', 'CV')
    >>> place_code("undetermined"), place_code("Atlantis")
    ('', None)
    """
    known = _PLACES.get(raw)
    if known is not None:
        return known
    return (
        country_code(raw) or country_code(raw.removeprefix("Region: ")) or country_code(raw.partition(".")[0])
    ) or None


# From the facts of 29 December 2016 and after; programmes that name their order need no entry.
_LEGAL_BASES = {"CYBER2": "E.O. 13694 as amended by E.O. 13757", "NPWMD": "E.O. 13382"}
_ORDER = re.compile(r"EO(\d{5})")


def legal_basis(programme: str) -> str:
    """The order that a programme's tag stands for, where we know it; else "".

    >>> legal_basis("RUSSIA-EO14024"), legal_basis("CYBER2"), legal_basis("CUBA")
    ('E.O. 14024', 'E.O. 13694 as amended by E.O. 13757', '')
    """
    order = _ORDER.search(programme)
    return _LEGAL_BASES.get(programme, f"E.O. {order[1]}" if order else "")


SHARED_HOSTS = frozenset(
    {
        "facebook.com",
        "instagram.com",
        "linkedin.com",
        "ok.ru",
        "t.me",
        "telegram.me",
        "tiktok.com",
        "twitter.com",
        "vk.com",
        "weibo.com",
        "x.com",
        "youtube.com",
    }
)
"""Platforms on which a listed party has a page: the page is the party's, the domain is not."""
