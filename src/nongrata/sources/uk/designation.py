"""One designation of the UK Sanctions List made into a party, whichever file format it came in.

The FCDO publishes the same 58 fields as CSV, ODS and XML. A designation is spread over rows (one per name and
address) under one Unique ID; the OFSI group id is no key, for one group may be designated in two regimes
(13748 is CHW0009 and CYB0011). Not every designation freezes assets: what it does stands in `measures`.

Source: https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List, columns of 13 Feb 2026. No full file was at
hand: names of columns are compared by their letters and digits alone, and a field that is not known is kept
as a detail under the publisher's own name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence

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
from nongrata.sources.prose.contacts import emails, observables_in, phones, websites
from nongrata.sources.prose.free_text import also_known_as, countries_in, items, tidy
from nongrata.sources.prose.hidden_numbers import document, documents, identifiers_in
from nongrata.sources.prose.party_draft import PartyDraft, gender_of, place
from nongrata.text.dates import parse_date

LIST_ID = "uk-sl"
UkRow = Mapping[str, str]
"""The fields of one row that have a value, by our names for them (`field_of`)."""

COLUMNS = (
    "Last Updated",
    "Unique ID",
    "OFSI Group ID",
    "UN Reference Number",
    "Name 6",
    "Name 1",
    "Name 2",
    "Name 3",
    "Name 4",
    "Name 5",
    "Name type",
    "Alias strength",
    "Title",
    "Name non-latin script",
    "Non-latin script type",
    "Non-latin script language",
    "Regime Name",
    "Designation Type",
    "Designation source",
    "Sanctions Imposed",
    "Other Information",
    "UK Statement of Reasons",
    "Address Line 1",
    "Address Line 2",
    "Address Line 3",
    "Address Line 4",
    "Address Line 5",
    "Address Line 6",
    "Address Postal Code",
    "Address Country",
    "Phone number",
    "Website",
    "Email address",
    "Date Designated",
    "D.O.B",
    "Nationality(/ies)",
    "National Identifier number",
    "National Identifier additional information",
    "Passport number",
    "Passport additional information",
    "Position",
    "Gender",
    "Town of birth",
    "Country of birth",
    "Type of entity",
    "Subsidiaries",
    "Parent company",
    "Business registration number (s)",
    "IMO number",
    "Current owner/operator (s)",
    "Previous owner/operator (s)",
    "Current believed flag of ship",
    "Previous flags",
    "Type of ship",
    "Tonnage",
    "Length",
    "Year Built",
    "HIN",
)
"""The 58 columns of the CSV and the ODS, in order; each is its own name of the field."""

_NOT_FOLDED = re.compile(r"[^a-z0-9]")
# Other names of the fields: the XML's elements, and words seen in older editions.
_ALSO_CALLED = {
    "Designation Type": ("IndividualEntityShip", "Type", "Group Type"),
    "Name type": ("Alias Type",),
    "Alias strength": ("Alias Quality", "NameAliasStrength"),
    "Name non-latin script": ("NameNonLatinScript", "NonLatinName"),
    "Address Postal Code": ("PostalCode", "Postcode", "AddressPostcode"),
    "Address Country": ("Country",),
    "Phone number": ("PhoneNumbers", "Telephone"),
    "Website": ("Websites", "WebsiteAddress"),
    "Email address": ("EmailAddresses", "Email"),
    "D.O.B": ("DateOfBirth", "DOBs"),
    "Nationality(/ies)": ("Nationality", "Nationalities"),
    "National Identifier number": ("NationalIdentificationNumber",),
    "National Identifier additional information": ("NationalIdentificationDetails", "NationalIdentifierInformation"),
    "Passport additional information": ("PassportDetails", "PassportInformation"),
    "Subsidiaries": ("Subsidiary",),
    "Parent company": ("ParentCompanies",),
    "Business registration number (s)": ("BusinessRegistrationNumber",),
    "IMO number": ("IMONumbers",),
    "Current owner/operator (s)": ("CurrentOwnerOperator",),
    "Previous owner/operator (s)": ("PreviousOwnerOperator",),
    "Current believed flag of ship": ("CurrentBelievedFlagOfShips", "CurrentFlag"),
    "Previous flags": ("PreviousFlag",),
    "Type of ship": ("ShipType",),
    "Tonnage": ("TonnageOfShip",),
    "Length": ("LengthOfShip",),
    "HIN": ("HullIdentificationNumber", "HINs"),
}
_GIVEN = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5")
_STREET = ("Address Line 1", "Address Line 2", "Address Line 3", "Address Line 4", "Address Line 5")
_KINDS = {"individual": PartyKind.PERSON, "entity": PartyKind.ORGANISATION, "ship": PartyKind.VESSEL}
_SEVERAL = re.compile(r"\s*\|\s*")
_NUMBER_GAP = re.compile(r"\s*[,;|]\s+(?=(?:[^\d,;|]{0,40}\d){4})")
_LINKED = {
    "Subsidiaries": "Subsidiary",
    "Parent company": "Parent company",
    "Current owner/operator (s)": "Current owner/operator",
    "Previous owner/operator (s)": "Previous owner/operator",
}
_DETAILS = (
    "OFSI Group ID",
    "Designation source",
    "Type of entity",
    "Previous flags",
    "Type of ship",
    "Tonnage",
    "Length",
    "Last Updated",
)
_NO_MEASURE = frozenset({"", "-"})


def folded(name: str) -> str:
    """The letters and digits of a column's or element's name, small.

    >>> folded("Nationality(/ies)"), folded("UKStatementofReasons")
    ('nationalityies', 'ukstatementofreasons')
    """
    return _NOT_FOLDED.sub("", name.lower())


_FIELDS = {folded(column): column for column in COLUMNS} | {
    folded(also): column for column, names in _ALSO_CALLED.items() for also in names
}


def field_of(name: str) -> str:
    """Our name of a published field: that of the CSV column, or the published one where we know none.

    >>> field_of("IndividualEntityShip"), field_of("alias Strength"), field_of("Shoe size")
    ('Designation Type', 'Alias strength', 'Shoe size')
    """
    return _FIELDS.get(folded(name), tidy(name))


def clean(value: str) -> str:
    r"""A published value, its HTML entities and white space put right; reasons carry both.

    >>> clean("Oil &amp; gas,\r\n  &#8220;north&#8221;")
    'Oil & gas, “north”'
    """
    return tidy(html.unescape(value)) if "&" in value else tidy(value)


def party_of(list_id: str, unique_id: str, rows: Sequence[UkRow]) -> tuple[Party, tuple[str, ...]] | None:
    """The party that the rows of one designation describe, and the doubts about it; None without a name."""
    names = list(_names(rows))
    if not names:
        return None
    at = next((at for at, (_, row) in enumerate(names) if _is_primary(row)), 0)
    primary = names.pop(at)[0]
    draft = PartyDraft()
    for name, row in names:
        _alias(draft, name, row)
    for row in rows:
        _person(draft, row)
        _where(draft, row)
        _numbers(draft, row)
        _ship(draft, row)
    _act(draft, rows)
    _told(draft, rows)
    kind = _kind(draft, rows)
    return draft.finish(f"{list_id}:{unique_id}", kind, primary), tuple(draft.doubts)


def _names(rows: Sequence[UkRow]) -> Iterator[tuple[Name, UkRow]]:
    for row in rows:
        family = row.get("Name 6", "")
        given = tidy(" ".join(row.get(part, "") for part in _GIVEN))
        full = row.get("Name") or tidy(f"{given} {family}")
        if full:
            yield Name(full, family=family if given else "", given=given), row


def _is_primary(row: UkRow) -> bool:
    told = row.get("Name type", "").casefold()
    return told.startswith("prim") and "variation" not in told


def _alias(draft: PartyDraft, name: Name, row: UkRow) -> None:
    told = row.get("Name type", "").casefold()
    kind = AliasKind.FORMER if "former" in told or told in {"fka", "f.k.a."} else AliasKind.AKA
    weak = row.get("Alias strength", "").casefold().startswith("low")
    draft.alias(name, kind=kind, strength=Strength.WEAK if weak else Strength.STRONG)


def several(row: UkRow, name: str) -> tuple[str, ...]:
    """The values of a field, which the publisher joins by "|"."""
    return tuple(value for value in _SEVERAL.split(row.get(name, "")) if value)


def _person(draft: PartyDraft, row: UkRow) -> None:
    if script := row.get("Name non-latin script", ""):
        language = row.get("Non-latin script language", "")
        draft.alias(Name(script, language=language), kind=AliasKind.ORIGINAL_SCRIPT)
    for name in ("Title", "Position"):
        draft.titles.extend(item for value in several(row, name) for item in items(value))
    for raw in several(row, "D.O.B"):
        for item in items(raw):
            draft.born_on(item)
    for raw in several(row, "Nationality(/ies)"):
        draft.nationality(raw)
    draft.birth_places.append(place(row.get("Town of birth", ""), row.get("Country of birth", "")))
    draft.gender = draft.gender or gender_of(row.get("Gender", ""))


def _where(draft: PartyDraft, row: UkRow) -> None:
    draft.address(
        Address(
            street=place(*(row.get(part, "") for part in _STREET)),
            city=row.get("Address Line 6", ""),
            postcode=row.get("Address Postal Code", ""),
            country_raw=row.get("Address Country", ""),
        )
    )
    for name, reader in (("Phone number", phones), ("Website", websites), ("Email address", emails)):
        if told := row.get(name, ""):
            found = reader(told)
            draft.observables.extend(found)
            draft.detail("" if found else name, "" if found else told)


def _numbers(draft: PartyDraft, row: UkRow) -> None:
    _paper(draft, row, IdentifierKind.PASSPORT, "Passport")
    _paper(draft, row, IdentifierKind.NATIONAL_ID, "National Identifier")
    registered = row.get("Business registration number (s)", "")
    for value in (piece for item in items(registered) for piece in _NUMBER_GAP.split(item)):
        if found := document(value, IdentifierKind.REGISTRATION):
            draft.identifiers.append(found)
        else:
            draft.detail("Business registration number", value)


def _paper(draft: PartyDraft, row: UkRow, kind: IdentifierKind, label: str) -> None:
    """A number and what is said about it, which names the issuer: "592667", "Qatari passport issued ..."."""
    number, told = row.get(f"{label} number", ""), row.get(f"{label} additional information", "")
    issuers = countries_in(told.partition(" passport")[0].partition(" identi")[0])
    draft.identifiers.extend(documents(number, kind, country=issuers[0] if issuers else ""))
    if told and not number:
        draft.identifiers.extend(documents(told, kind))
    if told:
        draft.detail(tidy(f"{label} {number}"), told)


def _ship(draft: PartyDraft, row: UkRow) -> None:
    for raw in several(row, "IMO number"):
        draft.identifiers.append(Identifier(IdentifierKind.IMO, raw, label="IMO number"))
    for raw in several(row, "HIN"):
        draft.identifiers.append(Identifier(IdentifierKind.OTHER, raw, label="HIN"))
    for raw in several(row, "Year Built"):
        draft.born_on(raw)
    for raw in several(row, "Current believed flag of ship"):
        draft.countries.extend(countries_in(raw))
        draft.detail("Flag", raw)
    for name, relation in _LINKED.items():
        for raw in several(row, name):
            draft.links.extend(Link(relation, name=item) for item in items(raw))


def _act(draft: PartyDraft, rows: Sequence[UkRow]) -> None:
    source, listed = _first(rows, "Designation source"), _first(rows, "Date Designated")
    measures = (value for row in rows for value in several(row, "Sanctions Imposed"))
    listed_on = parse_date(listed)
    if listed and listed_on is None:
        draft.detail("Date Designated", listed)
        draft.doubt(f"the date of designation {listed!r} cannot be read; it is kept as a detail")
    draft.designations.append(
        Designation(
            programme=_first(rows, "Regime Name"),
            authority="UN Security Council" if source == "UN" else "HM Government",
            listed_on=listed_on,
            measures=tuple(dict.fromkeys(value for value in measures if value not in _NO_MEASURE)),
            reason=_first(rows, "UK Statement of Reasons"),
        )
    )


def _told(draft: PartyDraft, rows: Sequence[UkRow]) -> None:
    """What is said besides: prose with names and numbers in it, details, fields that we do not know."""
    for said in dict.fromkeys(row["Other Information"] for row in rows if "Other Information" in row):
        draft.remark(said)
        draft.identifiers.extend(identifiers_in(said))
        draft.observables.extend(observables_in(said))
        for name in also_known_as(said):
            draft.alias(Name(name), strength=Strength.WEAK)
    for reference in dict.fromkeys(row["UN Reference Number"] for row in rows if "UN Reference Number" in row):
        draft.links.append(Link("UN reference number", target_id=f"un-sc:{reference}"))
    for row in rows:
        for name, value in row.items():
            if name in _DETAILS or name not in _KNOWN:
                draft.detail(name, value)


_KNOWN = frozenset({*COLUMNS, "Name"})


def _kind(draft: PartyDraft, rows: Sequence[UkRow]) -> PartyKind:
    told = _first(rows, "Designation Type")
    kind = _KINDS.get(told.casefold())
    if kind is None:
        draft.detail("Designation Type", told)
        draft.doubt(f"the type {told!r} is none of Individual, Entity, Ship; the kind stays unknown")
    return kind or PartyKind.UNKNOWN


def _first(rows: Sequence[UkRow], name: str) -> str:
    return next((row[name] for row in rows if row.get(name)), "")
