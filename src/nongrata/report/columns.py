"""The columns of results, in every format."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@lru_cache(maxsize=1)
def hit_schema() -> pa.Schema:
    """Arrow schema of result rows; `docs/reference/output-columns.md` says what each column means."""
    import pyarrow as pa

    text = pa.string()
    return pa.schema(
        [
            pa.field("subject_id", text, nullable=False),
            pa.field("subject_name", text),
            pa.field("target_id", text),
            pa.field("target_name", text),
            pa.field("list", text),
            pa.field("list_version", text),
            pa.field("score", pa.float64()),
            pa.field("alert", pa.bool_(), nullable=False),
            pa.field("evidence", text),
            pa.field("status", text, nullable=False),
            pa.field("reason", text),
            pa.field("matched_name", text),
            pa.field("matched_strength", text),
            pa.field("bits", pa.float64()),
            pa.field("subject_row", pa.int64(), nullable=False),
        ]
    )
