"""The rows of the UK Sanctions List gathered into designations, for the formats that are tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nongrata.errors import MissingColumn
from nongrata.model import Party
from nongrata.sources.loading.tally import Tally
from nongrata.sources.uk.designation import COLUMNS, UkRow, clean, field_of, party_of

_MEASURES = "Sanctions Imposed"
_NEEDED = frozenset({"Unique ID", "Name 6", "Designation Type", _MEASURES})


@dataclass(slots=True)
class _Gathered:
    rows: list[UkRow] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


class UkTable:
    """Takes the rows of a table one by one and gives the parties at its end.

    The rows of one designation need not stand together, so they are all kept until then. A row with another
    number of fields than the header is rejected: a reader that skips such rows loses designations unseen.

    Args:
        list_id: The list.
        file: Name of the file.
        tally: The account of the load.
        needed: Fields without which the table is not the list.
        joined_by: What joins several measures in one cell, if it is not "|".
    """

    def __init__(
        self,
        list_id: str,
        file: str,
        tally: Tally,
        *,
        needed: frozenset[str] = _NEEDED,
        joined_by: re.Pattern[str] | None = None,
    ) -> None:
        self._list_id = list_id
        self._file = file
        self._tally = tally
        self._needed = needed
        self._joined_by = joined_by
        self._fields: list[str] = []
        self._last_fields = 0
        self._found: dict[str, _Gathered] = {}

    def header(self, names: Sequence[str], line: int) -> None:
        """The names of the columns; those of the full list that are missing are told to the tally.

        Raises:
            MissingColumn: One without which nothing can be read is missing.
        """
        self._fields = [field_of(name) for name in names]
        if missing := sorted(self._needed - set(self._fields)):
            raise MissingColumn(
                f"it has no column {', '.join(missing)}",
                item=self._file,
                expected="the UK Sanctions List as the FCDO publishes it",
                remedy="download it again; the last good version stays in use",
            )
        if "Name 6" in self._fields:
            for name in COLUMNS:
                if name not in self._fields:
                    self._tally.warn(self._file, line, "", f"the column {name!r} is missing from the header")

    def row(self, values: Sequence[str], line: int) -> None:
        """One row under the header."""
        self._tally.row()
        self._last_fields = len(values)
        if len(values) != len(self._fields):
            reason = f"it has {len(values)} fields, the header has {len(self._fields)}"
            self._tally.reject(self._file, line, "", reason)
            return
        pairs = zip(self._fields, map(clean, values), strict=True)
        fields = {name: value for name, value in pairs if value}
        if self._joined_by and _MEASURES in fields:
            fields[_MEASURES] = self._joined_by.sub("|", fields[_MEASURES])
        unique_id = fields.get("Unique ID", "")
        if not unique_id:
            self._tally.reject(self._file, line, "", "it has no Unique ID")
            return
        gathered = self._found.setdefault(unique_id, _Gathered())
        gathered.rows.append(fields)
        gathered.lines.append(line)

    def end(self) -> None:
        """The end of a file that has one: a last row with too few fields tells that it was cut."""
        if self._last_fields < len(self._fields):
            self._tally.distrust(f"its last row has {self._last_fields} of {len(self._fields)} fields: the file is cut")

    def parties(self) -> Iterator[Party]:
        """The parties, in the order in which their first rows came; their rows are counted here."""
        for unique_id, gathered in self._found.items():
            made = party_of(self._list_id, unique_id, gathered.rows)
            if made is None:
                for line in gathered.lines:
                    self._tally.reject(self._file, line, unique_id, "it has no name")
                continue
            for _ in gathered.lines:
                self._tally.used()
            for doubt in made[1]:
                self._tally.warn(self._file, gathered.lines[0], unique_id, doubt)
            yield made[0]
