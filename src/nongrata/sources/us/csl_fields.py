"""Cells of the US Consolidated Screening List that hold more than one thing: names, addresses, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nongrata.model import (
    Address,
    AliasKind,
    Identifier,
    IdentifierKind,
    Observable,
    ObservableKind,
    PartialDate,
)
from nongrata.sources.us.dpl import US_STATES
from nongrata.text.countries import country_code
from nongrata.text.dates import parse_date

_ALSO = re.compile(r"(?:\s*([(\[])\s*|,\s*)([afn])\.?k\.?a\.?,?\s+")
_ALIAS_KINDS = {"a": AliasKind.AKA, "f": AliasKind.FORMER, "n": AliasKind.NOW}
_ASIDE = re.compile(r"^\(.*\)$")
_POSTCODE = re.compile(r"^(?=.*\d)[A-Z0-9][A-Z0-9 -]{2,9}$")
_US_POSTCODE = re.compile(r"^\d{4,5}(?:-\d{4})?$")
_ALPHA2 = re.compile(r"^[A-Z]{2}$")


def names_in(text: str) -> list[tuple[str, AliasKind]]:
    """The names that one published name holds, "a.k.a." and "f.k.a." taken apart; [] for an aside.

    >>> [(name, kind.value) for name, kind in names_in("LTS Holding Limited (f.k.a. IPP-Products Ltd.)")]
    [('LTS Holding Limited', 'aka'), ('IPP-Products Ltd.', 'fka')]
    >>> names_in("(all of preceding located in or near Mianyang, Sichuan Province)")
    []
    """
    text = " ".join(text.split()).strip(" ,")
    if not text or _ASIDE.match(text):
        return []
    pieces = _ALSO.split(text)
    found = [(pieces[0], AliasKind.AKA)]
    for bracket, letter, name in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        found.append((_until_closed(name, bracket), _ALIAS_KINDS[letter]))
    return [(name.strip(" ,"), kind) for name, kind in found if name.strip(" ,")]


def _until_closed(name: str, bracket: str | None) -> str:
    """The name up to the bracket that closes its own aside: "China Academy (CAEP)?s 902 Institute)"."""
    if not bracket:
        return name
    depth = 1
    for position, char in enumerate(name):
        depth += (char in "([") - (char in ")]")
        if not depth:
            return name[:position]
    return name


def address_of(raw: str, *, american: bool = False) -> Address:
    """A `, `-joined address: country code last, before it postcode and town where it has them.

    Args:
        raw: As published.
        american: Whether a final state and postcode without a country mean the US, as on the Denied Persons
            List. There a final state alone is left as the region: "CA" is no Canada.

    >>> found = address_of("31 Jinrong Street, Xicheng District, Beijing, 100033, CN")
    >>> found.street, found.city, found.postcode, found.country
    ('31 Jinrong Street, Xicheng District', 'Beijing', '100033', 'CN')
    >>> address_of("7405 SW 79CT, MIAMI, FL, 33143", american=True).country
    'US'
    """
    parts = [part.strip() for part in raw.strip(" ,").split(",")]
    country_raw, code = _country(parts, american=american)
    if country_raw:
        parts.pop()
    if not country_raw and not american:
        return Address(street=", ".join(parts))
    postcode = parts.pop() if len(parts) > 1 and _POSTCODE.match(parts[-1]) else ""
    region = parts.pop() if code == "US" and len(parts) > 1 and parts[-1] in US_STATES else ""
    city = parts.pop() if len(parts) > 1 and not re.search(r"\d", parts[-1]) else ""
    return Address(", ".join(parts), city, region, postcode, code, country_raw)


def _country(parts: list[str], *, american: bool) -> tuple[str, str]:
    """The country as published, and its code, which may be known without being published."""
    last = parts[-1]
    if american and len(parts) > 1 and parts[-2] in US_STATES and _US_POSTCODE.match(last):
        return "", "US"
    if _ALPHA2.match(last):
        return (last, country_code(last)) if country_code(last) else ("", "")
    if len(last) > 2 and (code := country_code(last)):  # noqa: PLR2004 - longer than a code
        return last, code
    return "", ""


@dataclass(slots=True)
class Numbers:
    """What the `ids` cell held: far more than numbers."""

    identifiers: tuple[Identifier, ...] = ()
    observables: tuple[Observable, ...] = ()
    born: tuple[PartialDate, ...] = ()
    nationalities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    gender: str = ""
    details: tuple[tuple[str, str], ...] = ()
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Item:
    label: str
    values: tuple[str, ...]

    @property
    def text(self) -> str:
        return ", ".join(self.values)

    @property
    def country(self) -> str:
        return next((code for value in self.values[1:] if (code := _code(value))), "")


def _code(value: str) -> str:
    return country_code(value) if _ALPHA2.match(value) else ""


# Order matters: the first word found in the label decides.
_KINDS = (
    ("passport", IdentifierKind.PASSPORT),
    ("travel document", IdentifierKind.PASSPORT),
    ("legal entity number", IdentifierKind.LEI),
    ("swift", IdentifierKind.BIC),
    ("mmsi", IdentifierKind.MMSI),
    ("aircraft tail", IdentifierKind.AIRCRAFT_TAIL),
    ("manufacturer's serial", IdentifierKind.AIRCRAFT_SERIAL),
    *((word, IdentifierKind.TAX) for word in (
        "tax", "nit #", "r.f.c.", "rfc", "c.u.i.t.", "v.a.t.", "fiscal", "fein", "ruc #", "vat")),
    *((word, IdentifierKind.NATIONAL_ID) for word in (
        "cedula", "c.u.r.p.", "national id", "national foreign id", "d.n.i.", "ssn", "personal id",
        "le number", "identification number", "kenyan id", "citizen's card", "stateless person")),
    *((word, IdentifierKind.REGISTRATION) for word in (
        "registration id", "registration number", "registration document", "company number", "c.r. no.",
        "commercial registry", "matricula mercantil", "certificate of incorporation", "unified social credit",
        "enterprise number", "chamber of commerce", "registered charity")),
    *((word, IdentifierKind.OTHER) for word in (
        "government gazette", "isin", "electoral", "driver's license", "bik (ru)", "license",
        "immigration no.", "serial no.", "visanumberid", "credencial", "birth certificate",
        "residency number", "seafarer")),
)  # fmt: skip
_CONTACTS = (
    ("website", ObservableKind.DOMAIN),
    ("email", ObservableKind.EMAIL),
    ("phone", ObservableKind.PHONE),
    ("digital currency address", ObservableKind.WALLET),
)


def numbers_of(chunks: Iterable[str], *, label_last: bool) -> Numbers:
    """What the pieces of an `ids` cell say.

    Args:
        chunks: The cell split at its semicolons.
        label_last: Whether a piece is "CO, 830106350-0, NIT #" (2019) and not "NIT #, 830106350-0, CO".

    >>> found = numbers_of(["Tax ID No., 77020, RU", "Website, vtb.com", "Gender, Male"], label_last=False)
    >>> found.identifiers[0].country, found.observables[0].value, found.gender
    ('RU', 'vtb.com', 'male')
    """
    found = Numbers()
    items = [_item(chunk, label_last=label_last) for chunk in chunks]
    found.identifiers = tuple(dict.fromkeys(filter(None, map(_identifier, items))))
    found.observables = tuple(dict.fromkeys(filter(None, map(_observable, items))))
    for item in items:
        if not _identifier(item) and not _observable(item):
            _sort_in(item, found)
    return found


def _item(chunk: str, *, label_last: bool) -> _Item:
    parts = [part.strip() for part in chunk.split(", ")]
    if not label_last:
        return _Item(parts[0], tuple(parts[1:]))
    values, label = parts[:-1], parts[-1]
    if len(values) > 1 and _code(values[0]):
        values = [*values[1:], values[0]]
    return _Item(label, tuple(values))


def _identifier(item: _Item) -> Identifier | None:
    label = item.label.lower()
    if not item.values or not item.values[0]:
        return None
    value = item.values[0]
    if label.startswith("vessel registration"):
        imo = value.upper().startswith("IMO")
        return Identifier(IdentifierKind.IMO if imo else IdentifierKind.OTHER, value, "", item.label)
    kind = next((kind for word, kind in _KINDS if word in label), None)
    if kind is None or "secondary sanctions" in label:
        return None
    return Identifier(kind, value, item.country, item.label)


def _observable(item: _Item) -> Observable | None:
    label = item.label.lower()
    kind = next((kind for word, kind in _CONTACTS if label.startswith(word)), None)
    if kind is None or not item.values:
        return None
    coin = item.label.partition(" - ")[2] if kind is ObservableKind.WALLET else ""
    return Observable(kind, item.values[0], coin)


def _sort_in(item: _Item, found: Numbers) -> None:
    label = item.label.lower()
    if label == "gender":
        found.gender = item.text.lower()
    elif label == "nationality country" and (code := country_code(item.text)):
        found.nationalities += (code,)
    elif label in {"nationality of registration", "former vessel flag"} and (code := country_code(item.text)):
        found.countries += (code,)
        found.details += ((item.label, item.text),)
    elif label == "organization established date" and (day := parse_date(item.text, day_first=False)):
        found.born += (day,)
    else:
        found.details += ((item.label, item.text),)
        found.problems += _unread(item, label)


def _unread(item: _Item, label: str) -> Iterator[str]:
    if label in {"nationality country", "organization established date"}:
        yield f"{item.label} {item.text!r} cannot be read; kept as a detail"
