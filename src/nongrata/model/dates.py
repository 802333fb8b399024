"""Dates as lists and customers know them: often partial, sometimes approximate, sometimes a range."""

from __future__ import annotations

import calendar
from datetime import date

import msgspec


class PartialDate(msgspec.Struct, frozen=True, order=True):
    """A date known to lie between two days, both included.

    A full date has equal ends; "1983" runs from 1 January to 31 December; "1951 to 1953" over three years.
    `circa` says that the publisher itself calls the value approximate.

    Args:
        earliest: First day it can be.
        latest: Last day it can be; never before `earliest`.
        circa: Whether the source calls it approximate.
        raw: The value as published.

    >>> PartialDate.of_year(1983)
    PartialDate(earliest=datetime.date(1983, 1, 1), latest=datetime.date(1983, 12, 31), circa=False, raw='')
    >>> str(PartialDate.of_year(1983)), str(PartialDate.of_day(date(1983, 10, 28)))
    ('1983', '1983-10-28')
    """

    earliest: date
    latest: date
    circa: bool = False
    raw: str = ""

    @classmethod
    def of_day(cls, day: date, *, circa: bool = False, raw: str = "") -> PartialDate:
        """One known day."""
        return cls(day, day, circa, raw)

    @classmethod
    def of_month(cls, year: int, month: int, *, circa: bool = False, raw: str = "") -> PartialDate:
        """A month of a year, the day unknown."""
        last = calendar.monthrange(year, month)[1]
        return cls(date(year, month, 1), date(year, month, last), circa, raw)

    @classmethod
    def of_year(cls, year: int, *, circa: bool = False, raw: str = "") -> PartialDate:
        """A year, month and day unknown."""
        return cls(date(year, 1, 1), date(year, 12, 31), circa, raw)

    def to(self, end: PartialDate, *, raw: str = "") -> PartialDate:
        """The range from the start of this to the end of the other."""
        return PartialDate(self.earliest, end.latest, self.circa or end.circa, raw)

    @property
    def span_days(self) -> int:
        """Days between the two ends; 0 for a full date."""
        return (self.latest - self.earliest).days

    def __str__(self) -> str:
        """ISO form as far as it is known: 1983-10-28, 1983-10, 1983, 1951/1953; "circa" in front."""
        start, end = self.earliest, self.latest
        if start == end:
            text = start.isoformat()
        elif (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            text = f"{start.year:04}" if start.year == end.year else f"{start.year:04}/{end.year:04}"
        elif self == PartialDate.of_month(start.year, start.month, circa=self.circa, raw=self.raw):
            text = f"{start.year:04}-{start.month:02}"
        else:
            text = f"{start.isoformat()}/{end.isoformat()}"
        return f"circa {text}" if self.circa else text
