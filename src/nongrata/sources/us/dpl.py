"""The Denied Persons List of the US Bureau of Industry and Security, as its tab-separated text file.

One row is one address under one order; the file has no keys. Rows with the same name and the same effective
date are one party here, because they are one order against one person who is given several addresses (the
Elashi and Al Naser orders have up to four).

The file holds orders that are in force. `Expiration_Date` says when one is due to end: an order that runs to
2056 is as active as one without a date, so the date is a detail of the party and never a delisting.

Source: 15 CFR 764.3(a)(2), 15 CFR part 766.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nongrata.model import Address, Designation, Name, PartialDate, Party, PartyKind
from nongrata.sources.files.content import Content
from nongrata.sources.files.tabular import Row, rows
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.text.countries import country_code
from nongrata.text.dates import parse_date

PROGRAMME = "Denied Persons List (DPL)"
AUTHORITY = "Bureau of Industry and Security"

_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC"
    " ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GU"
)
US_STATES = frozenset(_STATES.split())
"""Postal codes of the states; a dozen of them are also codes of countries (CA, DE, IN, CO, ...)."""

_COLUMNS = (
    "Name", "Street_Address", "City", "State", "Country", "Postal_Code", "Effective_Date", "Expiration_Date",
    "Standard_Order", "Last_Update", "Action", "FR_Citation",
)  # fmt: skip
_LAST_SANE_YEAR = 2100  # Last_Update says 3017-08-22 in one row of 2022
_OWN_NAMES = {"PRC": "CN"}


@dataclass(slots=True)
class _Order:
    """The rows of one order against one person."""

    key: str
    rows: list[dict[str, str]] = field(default_factory=list)


def _recognise(_name: str, head: bytes) -> Recognised | None:
    first = head.split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    columns = {column.strip().strip('"') for column in first.split("\t")}
    found = {"Name", "Effective_Date", "Expiration_Date", "FR_Citation"} <= columns
    return Recognised("us-dpl", "dpl") if found else None


def _read(list_id: str, files: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(files.values()))
    orders: dict[str, _Order] = {}
    with content.open() as source:
        table = rows(source, content.name, delimiter="\t", encodings=("utf-8-sig", "cp1252"))
        header = [cell.strip() for cell in next(table, Row())]
        _check_header(header, tally)
        for row in table:
            tally.row()
            _gather(row, header, orders, (content.name, tally))
    for order in orders.values():
        yield _party(list_id, order, (content.name, tally))


def _check_header(header: list[str], tally: Tally) -> None:
    if missing := [column for column in _COLUMNS if column not in header]:
        tally.distrust(f"columns are missing: {', '.join(missing)}")


def _gather(row: Row, header: list[str], orders: dict[str, _Order], account: tuple[str, Tally]) -> None:
    file, tally = account
    cells = {column: " ".join(cell.split()) for column, cell in zip(header, row, strict=False)}
    if len(row) != len(header):
        tally.reject(file, row.line, cells.get("Name", ""), f"{len(row)} fields, expected {len(header)}")
    elif not cells.get("Name"):
        tally.reject(file, row.line, "", "no name")
    else:
        tally.used()
        cells["line"] = str(row.line)
        key = order_key(cells["Name"], cells.get("Effective_Date", ""))
        orders.setdefault(key, _Order(key)).rows.append(cells)
        _note_update(cells, account)


def _note_update(cells: dict[str, str], account: tuple[str, Tally]) -> None:
    """The newest `Last_Update` is the nearest thing to a date of publication that the file has."""
    file, tally = account
    value = cells.get("Last_Update", "")
    found = parse_date(value, day_first=False)
    if found is None or found.latest.year >= _LAST_SANE_YEAR:
        if value:
            tally.warn(file, int(cells["line"]), cells["Name"], f"Last_Update {value!r} cannot be right")
        return
    tally.published_on = max(tally.published_on or found.latest, found.latest)


def order_key(name: str, effective: str) -> str:
    """A short key for an order that has none of its own: it stays the same from file to file.

    >>> order_key("ACME EXPORTS", "03/04/2002")
    'dee35d3d8839'
    """
    return hashlib.sha256(f"{name}\x1f{effective}".encode()).hexdigest()[:12]


def _party(list_id: str, order: _Order, account: tuple[str, Tally]) -> Party:
    first = order.rows[0]
    addresses = tuple(dict.fromkeys(address for cells in order.rows if (address := _address(cells))))
    return Party(
        id=f"{list_id}:{order.key}",
        kind=PartyKind.UNKNOWN,
        name=Name(first["Name"]),
        addresses=addresses,
        countries=tuple(dict.fromkeys(address.country for address in addresses if address.country)),
        designations=tuple(dict.fromkeys(_designation(cells, account) for cells in order.rows)),
        remarks=tuple(dict.fromkeys(cells["Action"] for cells in order.rows if cells.get("Action"))),
        details=_details(order),
    )


def _details(order: _Order) -> tuple[tuple[str, str], ...]:
    return tuple(
        dict.fromkeys(
            (column, cells[column])
            for column in ("Expiration_Date", "Standard_Order", "Last_Update")
            for cells in order.rows
            if cells.get(column)
        )
    )


def _designation(cells: dict[str, str], account: tuple[str, Tally]) -> Designation:
    return Designation(
        programme=PROGRAMME,
        authority=AUTHORITY,
        legal_basis=cells.get("FR_Citation", ""),
        listed_on=_effective(cells, account),
        measures=("Denial of export privileges",),
    )


def _effective(cells: dict[str, str], account: tuple[str, Tally]) -> PartialDate | None:
    file, tally = account
    value = cells.get("Effective_Date", "")
    found = parse_date(value, day_first=False)
    if value and found is None:
        tally.warn(file, int(cells["line"]), cells["Name"], f"Effective_Date {value!r} cannot be read")
    return found


def _address(cells: dict[str, str]) -> Address | None:
    street, city, state, postcode, raw = (
        cells.get(column, "") for column in ("Street_Address", "City", "State", "Postal_Code", "Country")
    )
    if not any((street, city, state, postcode, raw)):
        return None
    return Address(
        street=street,
        city=city,
        region=state,
        postcode=postcode,
        country=_country(raw, state),
        country_raw=raw,
    )


def _country(raw: str, state: str) -> str:
    """A row without a country but with a US state is American: 200 of 581 rows are written so."""
    if raw:
        return _OWN_NAMES.get(raw, "") or country_code(raw)
    return "US" if state in US_STATES else ""


FORMAT = Format("us-dpl", _recognise, _read)
