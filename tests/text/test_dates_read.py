"""Dates as lists write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.text.dates import parse_date


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("28 Oct 1983", "1983-10-28"),
        ("1983", "1983"),
        ("Oct 1983", "1983-10"),
        ("circa 1951", "circa 1951"),
        ("1951 to 1953", "1951/1953"),
        ("01 Jan 1961 to 31 Dec 1962", "1961/1962"),
        ("Mar 1962 to Feb 1963", "1962-03-01/1963-02-28"),
        ("circa 07 Jul 1966", "circa 1966-07-07"),
        ("dd/mm/1962", "1962"),
        ("00/00/1980", "1980"),
        ("00/05/1980", "1980-05"),
        ("19-08-1954", "1954-08-19"),
        ("Aug-54", "1954-08"),
        ("Approximately 1963", "circa 1963"),
        ("Between 1951 and 1953", "1951/1953"),
        ("1961-02-21T00:00:00", "1961-02-21"),
    ],
)
def test_every_form_that_lists_use_is_read(raw, iso):
    """One example for each form that the real files were seen to use."""
    assert str(parse_date(raw)) == iso
    assert parse_date(raw).raw == raw


@pytest.mark.parametrize("raw", ["", "unknown", "31/02/1970", "mm/13/1970x", "1953 to 1951", "12", "99999", "0000"])
def test_what_is_no_date_is_none_and_never_a_guess(raw):
    """A wrong birth date is worse than none."""
    assert parse_date(raw) is None


def test_day_and_month_order_is_the_callers_to_say():
    """03/04/1970 cannot be told apart by looking."""
    assert str(parse_date("03/04/1970")) == "1970-04-03"
    assert str(parse_date("03/04/1970", day_first=False)) == "1970-03-04"


def test_spreadsheet_days_are_read_only_where_asked_for():
    """20506 is Kostyukov's birthday in the Australian list and nothing at all elsewhere."""
    assert str(parse_date("20506", serial=True)) == "1956-02-21"
    assert parse_date("20506") is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_any_day_survives_writing_and_reading(day):
    """ISO and the OFAC form both come back."""
    assert parse_date(day.isoformat()).earliest == day == parse_date(day.isoformat()).latest
    assert parse_date(f"{day:%d %b %Y}").earliest == day


@given(st.text(max_size=30))
def test_any_text_gives_a_date_or_none_and_never_an_error(raw):
    """Lists hold everything."""
    found = parse_date(raw)
    assert found is None or found.earliest <= found.latest
