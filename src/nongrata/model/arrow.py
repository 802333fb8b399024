"""Arrow schemas of what passes between rooms in bulk.

pyarrow is imported inside the functions: a single check on the command line does not pay for it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@lru_cache(maxsize=1)
def subject_schema() -> pa.Schema:
    """The columns in which subjects travel, one row for each row of the file, readable or not.

    `row` is the line (text) or row (spreadsheets, Parquet) in the file, from 1. `problem` is null for a row
    that can be screened, else the reason why it cannot: such a row is there so that it is never lost.
    `born` and `countries` are raw; `subjects_of` reads them.

    >>> subject_schema().names
    ['id', 'name', 'kind', 'aliases', 'born', 'countries', 'gender', 'identifiers', 'observables', 'row', 'problem']
    """
    import pyarrow as pa

    text = pa.string()
    return pa.schema(
        [
            pa.field("id", text, nullable=False),
            pa.field("name", text, nullable=False),
            pa.field("kind", text, nullable=False),
            pa.field("aliases", pa.list_(text), nullable=False),
            pa.field("born", pa.list_(text), nullable=False),
            pa.field("countries", pa.list_(text), nullable=False),
            pa.field("gender", text, nullable=False),
            pa.field("identifiers", pa.list_(identifier_type()), nullable=False),
            pa.field("observables", pa.list_(observable_type()), nullable=False),
            pa.field("row", pa.int64(), nullable=False),
            pa.field("problem", text),
        ]
    )


@lru_cache(maxsize=1)
def identifier_type() -> pa.StructType:
    """A number issued to a subject: kind as in `IdentifierKind`, value as given, country as alpha-2 or empty."""
    import pyarrow as pa

    return pa.struct([("kind", pa.string()), ("value", pa.string()), ("country", pa.string())])


@lru_cache(maxsize=1)
def observable_type() -> pa.StructType:
    """A web site, mailbox, wallet or telephone of a subject: kind as in `ObservableKind`, value as given."""
    import pyarrow as pa

    return pa.struct([("kind", pa.string()), ("value", pa.string())])
