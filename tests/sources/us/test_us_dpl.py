"""The Denied Persons List: one order may have several rows, and the real file of 2022."""

from __future__ import annotations

from datetime import date

import pytest

from nongrata.model import Severity
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally
from nongrata.sources.us.dpl import FORMAT

HEADER = (
    "Name\tStreet_Address\tCity\tState\tCountry\tPostal_Code\tEffective_Date\tExpiration_Date\tStandard_Order\t"
    "Last_Update\tAction\tFR_Citation"
)


def row(name="JOHN EXAMPLE", street="1 EXAMPLE DRIVE", **changes):
    """A row of an invented order."""
    cells = {
        "city": "POMONA", "state": "CA", "country": "", "postcode": "91766", "effective": "03/04/2002",
        "expires": "06/29/2056", "standard": "Y", "updated": "2022-01-31",
        "action": "FR NOTICE ADDED", "fr": "67 F.R. 1",
    } | changes  # fmt: skip
    return "\t".join(f'"{cell}"' for cell in (name, street, *cells.values()))


@pytest.fixture
def read(tmp_path):
    """Reads a list of these rows: its parties and the account of the load."""

    def _read(*rows):
        path = tmp_path / "dpl.txt"
        path.write_text("\n".join((HEADER, *rows)) + "\n", "utf-8")
        return take(path)

    return _read


def take(path):
    """All parties of a file, and the account."""
    content = Content(path)
    found = FORMAT.recognise(content.name, content.head())
    assert found is not None
    assert found.list_id == "us-dpl"
    tally = Tally()
    parties = list(FORMAT.read(found.list_id, {found.part: content}, tally))
    assert tally.balanced
    return parties, tally


def test_rows_of_one_order_are_one_party_with_several_addresses(read):
    """Same name and same effective date: the addresses are gathered."""
    parties, tally = read(row(), row(street="2 SAMPLE ROAD"), row(effective="03/05/2002"))
    assert [len(party.addresses) for party in parties] == [2, 1]
    assert tally.rows_used == 3


def test_the_key_does_not_change_when_an_order_is_extended(read):
    """Only name and effective date are in it."""
    [before], _ = read(row())
    [after], _ = read(row(expires="01/01/2060", updated="2023-01-01", street="elsewhere"))
    assert before.id == after.id


def test_an_expiration_in_the_future_is_no_delisting(read):
    """The order is in force; month comes before day."""
    [party], _ = read(row())
    [act] = party.designations
    assert (str(act.listed_on), act.delisted_on, act.legal_basis) == ("2002-03-04", None, "67 F.R. 1")
    assert ("Expiration_Date", "06/29/2056") in party.details


def test_a_state_without_a_country_is_american(read):
    """The publisher leaves the country out; PRC is China."""
    [party], _ = read(row(), row(street="2", state="", country="PRC"))
    assert [address.country for address in party.addresses] == ["US", "CN"]


def test_the_newest_update_dates_the_list_and_a_typing_error_does_not(read):
    """One row of 2022 was last updated in the year 3017."""
    _, tally = read(row(), row(updated="3017-08-22"), row(updated="2022-08-29"))
    assert tally.published_on == date(2022, 8, 29)
    assert "3017-08-22" in tally.issues[0].reason


def test_rows_without_a_name_or_with_too_few_fields_are_rejected(read):
    """Each with its line."""
    _, tally = read(row(name=" "), '"A"\t"B"', row())
    assert [(it.line, it.reason) for it in tally.issues if it.severity is Severity.REJECTED] == [
        (2, "no name"),
        (3, "2 fields, expected 12"),
    ]


def test_the_real_file_is_used_whole(shared):
    """581 rows of 461 orders, none rejected, two impossible dates of update."""
    parties, tally = take(shared / "us_csl" / "dpl.txt.gz")
    assert (tally.rows_in, tally.rows_rejected, len(parties)) == (581, 0, 461)
    assert sum(len(party.addresses) for party in parties) == 581 - 2  # two rows repeat an address
    assert tally.published_on == date(2022, 9, 2)
    assert len(tally.issues) == 2
