"""The watchlist that ships with Nongrata: the eleven designations of 29 December 2016, reviewed by hand.

It needs no network and no update, so that the first command somebody types has a list to screen against.
It is the list as of that day and stays that way; for today's lists run `nongrata lists update`.
"""

from __future__ import annotations

import hashlib
import tomllib
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib import resources

import msgspec

from nongrata.model import (
    Address,
    Alias,
    AliasKind,
    Designation,
    Identifier,
    IdentifierKind,
    Link,
    LoadReport,
    Name,
    Observable,
    ObservableKind,
    PartialDate,
    Party,
    PartyKind,
    Snapshot,
    SourceFile,
    Strength,
    WatchlistVersion,
)
from nongrata.sources.loading.checks import fill_rates, kinds
from nongrata.sources.loading.load import digest_of
from nongrata.text.countries import country_code
from nongrata.text.dates import parse_date

BUNDLED_LIST_ID = "us-2016-12-29"
"""The list id in target ids (`us-2016-12-29:21326`) and on the command line."""

_FILE = f"{BUNDLED_LIST_ID}.toml"


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the data file; a misspelt key is an error and not a value lost."""


class _Alias(_Record, frozen=True):
    ref: int
    name: str = ""
    family: str = ""
    given: str = ""
    kind: AliasKind = AliasKind.AKA
    weak: bool = False


class _Number(_Record, frozen=True):
    kind: IdentifierKind
    label: str
    value: str
    country: str


class _Seen(_Record, frozen=True):
    kind: ObservableKind
    label: str
    value: str


class _Place(_Record, frozen=True):
    city: str
    country: str
    street: str = ""
    region: str = ""
    postcode: str = ""


class _Entry(_Record, frozen=True):
    uid: int
    kind: PartyKind
    origin: str
    legal_basis: str
    name: str = ""
    family: str = ""
    given: str = ""
    title: str = ""
    born: str = ""
    birth_place: str = ""
    nationality: str = ""
    linked_to: str = ""
    identifiers: tuple[_Number, ...] = ()
    observables: tuple[_Seen, ...] = ()
    aliases: tuple[_Alias, ...] = ()
    addresses: tuple[_Place, ...] = ()
    origins: dict[str, str] = {}


class _File(_Record, frozen=True):
    list_id: str
    published_on: date
    programme: str
    authority: str
    measures: tuple[str, ...]
    origins: dict[str, str]
    party: tuple[_Entry, ...]

    def party_id(self, entry: _Entry) -> str:
        return f"{self.list_id}:{entry.uid}"

    def origin(self, entry: _Entry, field: str) -> str:
        """Where a value was read: said for the party's field, for the field of all, or for the party."""
        return entry.origins.get(field) or self.origins.get(field) or entry.origin


def bundled_snapshot() -> Snapshot:
    """The bundled list with its version, ready to be compiled and screened against.

    Always the same, to the last byte: it reads no clock and no network. Its `fetched_at` is midnight UTC of
    the day it describes, so that asking what was known at a later moment finds it; nobody fetched it.

    >>> snapshot = bundled_snapshot()
    >>> snapshot.version.report.rows_in, str(snapshot.version.published_on), snapshot.parties[1].name.full
    (11, '2016-12-29', 'BOGACHEV, Evgeniy Mikhaylovich')

    Raises:
        msgspec.ValidationError: The installed data file is damaged.
    """
    raw = _raw()
    file = _file()
    parties = tuple(_party(entry, file) for entry in sorted(file.party, key=file.party_id))
    version = WatchlistVersion(
        list_id=file.list_id,
        digest=digest_of(parties),
        published_on=file.published_on,
        fetched_at=datetime.combine(file.published_on, time(), UTC),
        origin=f"nongrata/data/{_FILE}, part of Nongrata itself",
        files=(SourceFile(_FILE, hashlib.sha256(raw).hexdigest(), len(raw)),),
        report=_report(parties, rows_in=len(file.party)),
    )
    return Snapshot(version, parties)


def bundled_origins() -> dict[str, dict[str, str]]:
    """Where every value of the bundled list was read: party id → field → file, row or legal text.

    Fields are those of `Party`; those of its one designation go by their own names (`programme`, `authority`,
    `legal_basis`, `listed_on`, `measures`). Every field that holds something has an origin.

    >>> bundled_origins()["us-2016-12-29:21326"]["born"]
    'OFAC SDN list of 26 Jan 2018, row 21326'
    >>> bundled_origins()["us-2016-12-29:21326"]["legal_basis"].partition(",")[0]
    'E.O. 13694 of 1 Apr 2015 (80 FR 18077)'
    """
    file = _file()
    return {
        file.party_id(entry): {field: file.origin(entry, field) for field in _filled(_party(entry, file))}
        for entry in file.party
    }


def _raw() -> bytes:
    return resources.files("nongrata.data").joinpath(_FILE).read_bytes()


@lru_cache(maxsize=1)
def _file() -> _File:
    return msgspec.convert(tomllib.loads(_raw().decode()), _File)


def _party(entry: _Entry, file: _File) -> Party:
    addresses = tuple(_address(place) for place in entry.addresses)
    return Party(
        id=file.party_id(entry),
        kind=entry.kind,
        name=_name(entry),
        aliases=tuple(_alias(alias) for alias in entry.aliases),
        born=(_born(entry),) if entry.born else (),
        birth_places=_of(entry.birth_place),
        nationalities=_of(country_code(entry.nationality)),
        countries=tuple(dict.fromkeys(address.country for address in addresses)),
        titles=_of(entry.title),
        identifiers=tuple(
            Identifier(one.kind, one.value, country_code(one.country), one.label) for one in entry.identifiers
        ),
        observables=tuple(Observable(one.kind, one.value, one.label) for one in entry.observables),
        addresses=addresses,
        designations=(_designation(entry, file),),
        links=_links(entry, file),
    )


def _of(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _name(record: _Entry | _Alias) -> Name:
    """A name as OFAC writes it: a person's family name first, in front of a comma."""
    return Name(record.name or f"{record.family}, {record.given}", record.family, record.given)


def _alias(alias: _Alias) -> Alias:
    return Alias(_name(alias), alias.kind, Strength.WEAK if alias.weak else Strength.STRONG, str(alias.ref))


def _born(entry: _Entry) -> PartialDate:
    born = parse_date(entry.born)
    if born is None:
        raise msgspec.ValidationError(f"{_FILE}: party {entry.uid}: {entry.born!r} is not a date of birth")
    return born


def _address(place: _Place) -> Address:
    return Address(place.street, place.city, place.region, place.postcode, country_code(place.country), place.country)


def _designation(entry: _Entry, file: _File) -> Designation:
    return Designation(
        file.programme,
        authority=file.authority,
        legal_basis=entry.legal_basis,
        listed_on=PartialDate.of_day(file.published_on),
        measures=file.measures,
    )


def _links(entry: _Entry, file: _File) -> tuple[Link, ...]:
    if not entry.linked_to:
        return ()
    targets = [file.party_id(other) for other in file.party if other.name == entry.linked_to]
    return (Link("Linked To", entry.linked_to, targets[0] if targets else ""),)


def _report(parties: tuple[Party, ...], *, rows_in: int) -> LoadReport:
    return LoadReport(
        rows_in=rows_in,
        rows_used=len(parties),
        targets_out=len(parties),
        kinds=kinds(parties),
        fill_rates=fill_rates(parties),
    )


def _filled(party: Party) -> tuple[str, ...]:
    """The fields that hold something: those of the party, then those of its one designation."""
    own = [name for name in party.__struct_fields__ if name not in {"id", "designations"} and getattr(party, name)]
    (act,) = party.designations
    return (*own, *(name for name in act.__struct_fields__ if getattr(act, name)))
