"""Raw values of customer files in the terms of the model, and rows of batches as subjects.

What is not understood is left out here and told in the notes of the file that it came from: an unreadable
birth date says nothing for or against anybody, and must not keep a name from being screened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nongrata.model import (
    Identifier,
    IdentifierKind,
    Observable,
    ObservableKind,
    PartialDate,
    PartyKind,
    Subject,
)
from nongrata.text.countries import country_code
from nongrata.text.dates import parse_date

if TYPE_CHECKING:
    import pyarrow as pa

_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


@lru_cache(maxsize=65536)
def _day(raw: str) -> PartialDate | None:
    text = _COMPACT.sub(r"\1-\2-\3", raw.strip())
    return parse_date(text) or parse_date(text, day_first=False)


def days_of(raw: Iterable[str]) -> tuple[PartialDate, ...]:
    """The dates that can be read: ISO, 19831028, in words; numeric ones day first unless only the other way works.

    >>> [str(day) for day in days_of(["1983-10-28", "28.10.1983", "10/28/1983", "19831028", "soon"])]
    ['1983-10-28', '1983-10-28', '1983-10-28', '1983-10-28']
    """
    return tuple(day for text in raw if (day := _day(text)))


def countries_of(raw: Iterable[str]) -> tuple[str, ...]:
    """The alpha-2 codes of the countries that are known, each once.

    >>> countries_of(["Russia", "RUS", "Atlantis", "de"])
    ('RU', 'DE')
    """
    return tuple(dict.fromkeys(code for text in raw if (code := country_code(text))))


def subject_from_row(batch: pa.RecordBatch, index: int) -> Subject:
    """One row of a batch as a subject, whatever its `problem` says: who screens leaves out rows with one.

    Args:
        batch: Of `subject_schema`.
        index: Which row, from 0.
    """
    return _subject({name: batch.column(name)[index].as_py() for name in batch.schema.names})


def subjects_of(batch: pa.RecordBatch) -> Iterator[Subject]:
    """All rows of a batch as subjects, in order, one for each row; see `subject_from_row`."""
    return map(_subject, batch.to_pylist())


def _subject(row: dict[str, Any]) -> Subject:
    return Subject(
        id=row["id"],
        name=row["name"],
        kind=PartyKind(row["kind"]),
        aliases=tuple(row["aliases"]),
        born=days_of(row["born"]),
        countries=countries_of(row["countries"]),
        gender=row["gender"],
        identifiers=tuple(
            Identifier(IdentifierKind(it["kind"]), it["value"], it["country"] or "") for it in row["identifiers"]
        ),
        observables=tuple(Observable(ObservableKind(it["kind"]), it["value"]) for it in row["observables"]),
    )
