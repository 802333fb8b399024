"""What a reader of customer files has to say besides its rows: each thing once, with the first row it was met in."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from nongrata.model import IdentifierKind, ObservableKind
from nongrata.sources.subjects.facts import flaw_of
from nongrata.sources.subjects.values import countries_of, days_of

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_EXAMPLES = 5
_LONGEST_EXAMPLE = 80
# Dates that need no second look, so that a million of them cost nothing.
_PLAIN_DATE = r"^(?:\d{4}(?:-\d{2}(?:-\d{2})?)?|\d{1,2}[./-]\d{1,2}[./-]\d{4}|)$"
# Among them, those that not every month has: found without parsing every one.
_RARE_DAY = r"(?:^|[./-])(?:00|29|3\d|[4-9]\d)(?:$|[./-])"
_MONTH_FIRST = r"^(?:0?[1-9]|1[0-2])[./-](?:1[3-9]|2\d|3[01])[./-]\d{4}$"


class Notes:
    """Sentences for the user, and what is needed to write them.

    Args:
        told: The list that gets them.
    """

    def __init__(self, told: list[str]) -> None:
        self.told = told
        self._seen: set[tuple[str, str]] = set()
        self._examples: dict[str, int] = {}
        self._flaws: dict[tuple[str, str], list[Any]] = {}
        self._id_hashes = array("q")
        self._id_rows = array("q")

    def once(self, sentence: str, *, topic: str = "") -> None:
        """Tells a sentence, once; of one topic only the first few."""
        if (topic, sentence) in self._seen:
            return
        self._seen.add((topic, sentence))
        count = self._examples[topic] = self._examples.get(topic, 0) + 1
        if topic and count > _MOST_EXAMPLES:
            return
        self.told.append(sentence + (", and others" if topic and count == _MOST_EXAMPLES else ""))

    def countries(self, lists: pa.ListArray, rows: pa.Array) -> None:
        """Tells which country values are not understood."""
        values = lists.flatten()
        for text in values.unique().to_pylist():
            if not countries_of([text]) and self._is_new("country", text):
                row = _row_of(text, lists, rows)
                self.once(f"the country {text!r} (row {row:,}) is not known and is not used", topic="countries")

    def born(self, lists: pa.ListArray, rows: pa.Array) -> None:
        """Tells which birth dates are not understood, and whether some have the month first."""
        import pyarrow.compute as pc

        values = lists.flatten()
        odd = pc.or_(
            pc.invert(pc.match_substring_regex(values, _PLAIN_DATE)), pc.match_substring_regex(values, _RARE_DAY)
        )
        for text in values.filter(odd).unique().to_pylist():
            if not days_of([text]) and self._is_new("born", text):
                row = _row_of(text, lists, rows)
                self.once(f"the birth date {text!r} (row {row:,}) cannot be read and is not used", topic="born")
        for text in values.filter(pc.match_substring_regex(values, _MONTH_FIRST)).to_pylist()[:1]:
            if self._is_new("born", "month first"):
                row = _row_of(text, lists, rows)
                self.once(
                    f"the birth date {text!r} (row {row:,}) has the month first and is read so; dates that can be "
                    "read both ways, such as 03/04/1970, are read day first"
                )

    def facts(self, column: str, kind: IdentifierKind | ObservableKind, lists: pa.ListArray, rows: pa.Array) -> None:
        """Counts the values of a column that cannot be compared, or whose check digits say that they are wrong."""
        counted = lists.flatten().value_counts()
        for text, count in zip(*(part.to_pylist() for part in counted.flatten()), strict=True):
            if flaw := flaw_of(kind, text):
                first = (column, flaw) not in self._flaws
                row = _row_of(text, lists, rows) if first else 0
                self.flaw(column, flaw, text, row=row, count=count)

    def flaw(self, column: str, flaw: str, text: str, *, row: int, count: int = 1) -> None:
        """Counts values of a column with a flaw; the first is the example."""
        self._flaws.setdefault((column, flaw), [0, text, row])[0] += count

    def _is_new(self, topic: str, text: str) -> bool:
        new = (topic, text) not in self._seen
        self._seen.add((topic, text))
        return new

    def ids(self, column: pa.Array, rows: pa.Array) -> None:
        """Keeps what is needed to find ids that occur twice: 16 bytes for each row."""
        self._id_hashes.extend(map(hash, column.to_pylist()))
        self._id_rows.extend(rows.to_pylist())

    def finish(self) -> None:
        """Tells what only the whole file shows: flawed values by column, and ids that occur more than once."""
        for (column, flaw), (count, text, row) in self._flaws.items():
            values = "value" if count == 1 else "values"
            example = text if len(text) <= _LONGEST_EXAMPLE else text[:_LONGEST_EXAMPLE] + "…"
            self.once(f"column {column!r}: {count:,} {values}: {flaw}; e.g. {example!r} (row {row:,})")
        self._finish_ids()

    def _finish_ids(self) -> None:
        hashes = np.frombuffer(self._id_hashes, dtype=np.int64) if self._id_hashes else np.zeros(0, np.int64)
        order = np.argsort(hashes, kind="stable")
        ordered = hashes[order]
        same = np.flatnonzero(ordered[1:] == ordered[:-1])
        if not same.size:
            return
        rows = np.frombuffer(self._id_rows, dtype=np.int64)
        # The earliest repeat in the file is the easiest for a reader to find.
        first = same[np.argmin(order[same + 1])]
        one, other = rows[order[first]], rows[order[first + 1]]
        self.once(
            f"{len(same):,} rows have an id that an earlier row has, e.g. rows {one:,} and {other:,}; "
            "each row is screened"
        )


def _row_of(text: str, lists: pa.ListArray, rows: pa.Array) -> int:
    """The row number of the first list that holds a value."""
    import pyarrow.compute as pc

    place = pc.list_parent_indices(lists)[lists.flatten().index(text).as_py()]
    return int(rows[place.as_py()].as_py())
