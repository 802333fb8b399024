"""Dates as lists and customer files write them, read into `PartialDate`.

Every form that the official lists were seen to use (facts of 2015 to 2026) is read; anything else gives
None, never a guess. Numeric dates with the day first and with the month first cannot be told apart by
looking at one value, so the caller says which its source uses.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from nongrata.model import PartialDate

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_CIRCA = re.compile(r"^(?:circa|ca\.?|c\.|approx(?:\.|imately)?|about|around)\s*", re.IGNORECASE)
_RANGE = re.compile(r"^(.+?)\s+(?:to|and|-|–)\s+(.+)$|^(\d{4})\s*[-–/]\s*(\d{4})$", re.IGNORECASE)
_YEAR = re.compile(r"^(\d{4})$")
_MONTH_YEAR = re.compile(r"^([A-Za-z]{3,9})\.?[\s-]+(\d{4}|\d{2})$")
_DAY_MONTH_YEAR = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([A-Za-z]{3,9})\.?,?[\s.-]+(\d{4})$")
_MONTH_DAY_YEAR = re.compile(r"^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?$")
_NUMERIC = re.compile(r"^([0-9dD]{1,2})[/.-]([0-9mM]{1,2})[/.-](\d{4})$")
_SERIAL = re.compile(r"^(\d{4,5})(?:\.0+)?$")
_LAST_YEAR = 2999  # a larger number of four digits in a column of serials is one too: 9863 is 1 Jan 1927
_SERIAL_EPOCH = date(1899, 12, 30)
_FIRST_YEAR = 1000
_CENTURY_PIVOT = 25


def parse_date(raw: str, *, day_first: bool = True, serial: bool = False) -> PartialDate | None:
    """The date that a published value states, or None if it states none that we understand.

    Args:
        raw: As published, e.g. "circa 1951", "01 Jan 1961 to 31 Dec 1962", "dd/mm/1962", "00/00/1980".
        day_first: Whether "03/04/1970" is 3 April.
        serial: Whether a bare number above 2999 is a spreadsheet day (20506 is 21 Feb 1956).

    Returns:
        The interval of days it can be, with the raw value kept; None for "na", "" and unreadable values.

    >>> str(parse_date("28 Oct 1983")), str(parse_date("circa 1951")), str(parse_date("1951 to 1953"))
    ('1983-10-28', 'circa 1951', '1951/1953')
    >>> str(parse_date("dd/mm/1962")), str(parse_date("00/00/1980")), str(parse_date("20506", serial=True))
    ('1962', '1980', '1956-02-21')
    >>> parse_date("unknown") is None
    True
    """
    text = " ".join(raw.split()).strip(" ;,")
    circa = bool(_CIRCA.match(text))
    text = _CIRCA.sub("", text)
    text = re.sub(r"^between\s+", "", text, flags=re.IGNORECASE)
    try:
        found = _single(text, day_first=day_first, serial=serial) or _range(text, day_first=day_first)
    except (ValueError, OverflowError):
        return None
    if found is None or found.latest < found.earliest:
        return None
    return PartialDate(found.earliest, found.latest, circa or found.circa, raw.strip())


def _single(text: str, *, day_first: bool, serial: bool = False) -> PartialDate | None:
    if serial and (match := _SERIAL.match(text)) and int(match[1]) > _LAST_YEAR:
        return PartialDate.of_day(_SERIAL_EPOCH + timedelta(days=int(match[1])))
    if match := _YEAR.match(text):
        year = int(match[1])
        return PartialDate.of_year(year) if year >= _FIRST_YEAR else None
    if match := _ISO.match(text):
        return _of(int(match[1]), int(match[2]), int(match[3] or 0))
    if match := _NUMERIC.match(text):
        first, second = (_digits(part) for part in match.group(1, 2))
        day, month = (first, second) if day_first else (second, first)
        return _of(int(match[3]), month, day)
    return _with_month_name(text)


def _with_month_name(text: str) -> PartialDate | None:
    if (match := _DAY_MONTH_YEAR.match(text)) and (month := _MONTHS.get(match[2].lower())):
        return _of(int(match[3]), month, int(match[1]))
    if (match := _MONTH_DAY_YEAR.match(text)) and (month := _MONTHS.get(match[1].lower())):
        return _of(int(match[3]), month, int(match[2]))
    if (match := _MONTH_YEAR.match(text)) and (month := _MONTHS.get(match[1].lower())):
        return _of(_full_year(match[2]), month, 0)
    return None


def _range(text: str, *, day_first: bool) -> PartialDate | None:
    match = _RANGE.match(text)
    if not match:
        return None
    left = _single(_CIRCA.sub("", match[1] or match[3]), day_first=day_first)
    right = _single(_CIRCA.sub("", match[2] or match[4]), day_first=day_first)
    return left.to(right) if left and right else None


def _of(year: int, month: int, day: int) -> PartialDate:
    if not month:
        return PartialDate.of_year(year)
    return PartialDate.of_day(date(year, month, day)) if day else PartialDate.of_month(year, month)


def _digits(part: str) -> int:
    return int(part) if part.isdigit() else 0


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - "Aug-54" has two
        return year
    return year + (2000 if year < _CENTURY_PIVOT else 1900)
