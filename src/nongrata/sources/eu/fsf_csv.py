"""The EU's Financial Sanctions Files in CSV: version 1.1 read, version 1.0 recognised and refused.

Version 1.1 is the XML turned into one table: semicolons, a byte-order mark, and for every detail of an entity
a row that repeats the entity. Which rows repeat a detail is told by the detail's logical id.

Unverified: no file of version 1.1 was at hand. The names of the columns are those that public readers of the
file use; a file that lacks one of them is refused by name, so that a renamed column cannot lose a field
unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nongrata.errors import MissingColumn, UnreadableFile
from nongrata.model import Party
from nongrata.sources.eu.account import EntityAccount
from nongrata.sources.eu.party import EuDetail, EuEntity
from nongrata.sources.files.content import Content
from nongrata.sources.files.tabular import Row, rows
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.prose.free_text import tidy
from nongrata.text.dates import parse_date

LIST_ID = "eu-fsf"
_CURRENT = "csv-1.1"
_RETIRED = "csv-1.0"
_CURRENT_HEADER = re.compile(rb'^(?:\xef\xbb\xbf)?"?fileGenerationDate"?;"?Entity_LogicalId', re.IGNORECASE)
_RETIRED_HEADER = re.compile(rb'^(?:\xef\xbb\xbf)?"*Date_file[^;]*;"?Entity_logical_id', re.IGNORECASE)
_DAMAGED = re.compile(rb'^(?:\xef\xbb\xbf)?"Date_file[^"]*\t"')

_LETTER = re.compile(r"[^\W\d_]")
_DATE = "fileGenerationDate"
# What the XML calls the columns; those without an entry are its name with a capital behind the prefix.
_ENTITY = {
    "Entity_LogicalId": "logicalId",
    "Entity_EU_ReferenceNumber": "euReferenceNumber",
    "Entity_UnitedNationId": "unitedNationId",
    "Entity_DesignationDate": "designationDate",
    "Entity_DesignationDetails": "designationDetails",
    "Entity_Remark": "remark",
    "Entity_SubjectType": "subjectType",
}
_REGULATION = {
    "Entity_Regulation_PublicationDate": "publicationDate",
    "Entity_Regulation_EntryIntoForceDate": "entryIntoForceDate",
    "Entity_Regulation_NumberTitle": "numberTitle",
    "Entity_Regulation_Programme": "programme",
    "Entity_Regulation_PublicationUrl": "publicationUrl",
}
_COUNTRY = "CountryIso2Code CountryDescription"
_DETAILS = {
    "names": ("NameAlias_", "WholeName LastName FirstName MiddleName NameLanguage Gender Title Function"),
    "addresses": (
        "Address_",
        f"City Street PoBox ZipCode Region Place AsAtListingTime ContactInfo {_COUNTRY}",
    ),
    "births": (
        "BirthDate_",
        f"BirthDate Day Month Year YearRangeFrom YearRangeTo Circa CalendarType Region Place City {_COUNTRY}",
    ),
    "identifications": (
        "Identification_",
        (
            "Number LatinNumber Diplomatic KnownExpired KnownFalse ReportedLost RevokedByIssuer IssuedBy "
            f"IssuedDate ValidFrom ValidTo NameOnDocument TypeCode TypeDescription Region {_COUNTRY}"
        ),
    ),
    "citizenships": ("Citizenship_", f"Region {_COUNTRY}"),
}
_RENAMED = {
    "BirthDate_BirthDate": "birthdate",
    "BirthDate_Day": "dayOfMonth",
    "BirthDate_Month": "monthOfYear",
    "Identification_TypeCode": "identificationTypeCode",
    "Identification_TypeDescription": "identificationTypeDescription",
    "Identification_IssuedDate": "issueDate",
}
_ALWAYS = "LogicalId Remark"


def _columns_of(prefix: str, words: str) -> dict[str, str]:
    """Column → attribute of the XML, for one kind of detail."""
    names = (f"{prefix}{word}" for word in f"{_ALWAYS} {words}".split())
    return {name: _RENAMED.get(name) or _small(name.removeprefix(prefix)) for name in names}


def _small(word: str) -> str:
    return word[:1].lower() + word[1:]


_COLUMNS = {kind: _columns_of(prefix, words) for kind, (prefix, words) in _DETAILS.items()}
_NEEDED = frozenset({_DATE, *_ENTITY, *_REGULATION, *(name for kind in _COLUMNS.values() for name in kind)})


@dataclass(slots=True)
class _Gathered:
    """The rows of one entity under one act, each detail once."""

    entity: EuEntity
    lines: list[int] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)


def _recognise(_file_name: str, head: bytes) -> Recognised | None:
    if _CURRENT_HEADER.match(head):
        return Recognised(LIST_ID, _CURRENT)
    return Recognised(LIST_ID, _RETIRED) if _RETIRED_HEADER.match(head) else None


def _read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(parts.values()))
    _refuse_retired(content)
    account = EntityAccount(list_id, content.name, tally)
    for gathered in _gather(content, tally):
        if party := account.party(gathered.entity, gathered.lines):
            yield party


def _refuse_retired(content: Content) -> None:
    head = content.head()
    if not _RETIRED_HEADER.match(head):
        return
    damaged = "damaged by a spreadsheet (every line is one quoted cell, padded with tabs)"
    raise UnreadableFile(
        f"it is the EU's CSV of version 1.0, {damaged if _DAMAGED.match(head) else 'which is retired'}",
        item=content.name,
        expected="xmlFullSanctionsList_1_1 or csvFullSanctionsList_1_1, as the Commission serves them",
        remedy="download the XML; the last good version stays in use",
    )


def _gather(content: Content, tally: Tally) -> list[_Gathered]:
    """All entities, in file order. The rows of one need not stand together, so the file is read whole."""
    found: dict[tuple[str, str], _Gathered] = {}
    with content.open() as source:
        table = rows(source, content.name, delimiter=";")
        header = _header(next(table, Row()), content.name)
        fields_of_last = len(header)
        for row in table:
            tally.row()
            fields_of_last = len(row)
            if len(row) != len(header):
                reason = f"it has {len(row)} fields, the header has {len(header)}"
                tally.reject(content.name, row.line, row[1] if len(row) > 1 else "", reason)
                continue
            fields = dict(zip(header, row, strict=True))
            _set_date(fields, tally)
            key = (fields["Entity_LogicalId"], fields["Entity_Regulation_Programme"])
            gathered = found.setdefault(key, _Gathered(_entity(fields)))
            gathered.lines.append(row.line)
            _add_details(gathered, fields)
    if fields_of_last < len(header):
        tally.distrust(f"its last row has {fields_of_last} of {len(header)} fields: the file is cut")
    return list(found.values())


def _header(row: Row, file: str) -> list[str]:
    header = [name.strip() for name in row]
    if missing := sorted(_NEEDED - set(header)):
        raise MissingColumn(
            f"it has no column {', '.join(missing)}",
            item=file,
            expected="the columns of csvFullSanctionsList_1_1",
            remedy="download the XML instead; the last good version stays in use",
        )
    return header


def _set_date(fields: Mapping[str, str], tally: Tally) -> None:
    if tally.published_on is None:
        stated = parse_date(fields[_DATE])
        tally.published_on = stated.earliest if stated else None


def _entity(fields: Mapping[str, str]) -> EuEntity:
    regulation = EuDetail({name: fields[column] for column, name in _REGULATION.items()})
    return EuEntity(
        entity=_detail({name: fields[column] for column, name in _ENTITY.items()}),
        regulation=regulation,
        url=regulation.get("publicationUrl"),
        subject={"P": "person", "E": "enterprise"}.get(
            fields["Entity_SubjectType"].strip(), fields["Entity_SubjectType"].strip()
        ),
    )


def _add_details(gathered: _Gathered, fields: Mapping[str, str]) -> None:
    for kind, columns in _COLUMNS.items():
        attributes = {name: fields[column] for column, name in columns.items() if fields[column].strip()}
        key = (kind, attributes.get("logicalId", ""))
        if attributes and (not key[1] or key not in gathered.seen):
            gathered.seen.add(key)
            getattr(gathered.entity, kind).append(_detail(attributes))


def _detail(attributes: dict[str, str]) -> EuDetail:
    """A detail with its remark apart. All contacts share one field: a bare telephone, or prose for a remark."""
    remarks = [tidy(attributes.pop("remark", ""))]
    contact = tidy(attributes.pop("contactInfo", ""))
    contacts: tuple[tuple[str, str], ...] = ()
    if contact and not _LETTER.search(contact):
        contacts = (("PHONE", contact),)
    elif contact:
        remarks.append(contact)
    return EuDetail(attributes, tuple(remark for remark in remarks if remark), contacts)


FORMAT = Format("eu-csv", _recognise, _read)
