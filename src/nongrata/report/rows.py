"""Results as flat rows: the columns that every output format shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from nongrata.model import Evidence, Hit
from nongrata.model.subject import SubjectRow

HIT, CLEAR, NOT_SCREENED = "hit", "clear", "not_screened"


def evidence_text(evidence: Sequence[Evidence]) -> str:
    """All evidence in one line: sentence, then bits.

    >>> from nongrata.model import Feature
    >>> evidence_text([Evidence(Feature.BORN, -9.0, "1961", "1983", "another birth date")])
    'another birth date -9.0'
    """
    return "; ".join(f"{one.sentence} {one.bits:+.1f}" for one in evidence)


def hit_row(hit: Hit, row: int) -> dict[str, Any]:
    """One hit as a row; `row` is the subject's row in the file it came from."""
    return {
        "subject_id": hit.subject_id,
        "subject_name": hit.subject_name,
        "target_id": hit.target_id,
        "target_name": hit.target_name,
        "list": hit.list_id,
        "list_version": hit.list_version,
        "score": hit.score,
        "alert": hit.alert,
        "evidence": evidence_text(hit.evidence),
        "status": HIT,
        "reason": hit.reason,
        "matched_name": hit.matched_name,
        "matched_strength": hit.matched_strength.value,
        "bits": hit.bits,
        "subject_row": row,
    }


def bare_row(read: SubjectRow, *, status: str, reason: str) -> dict[str, Any]:
    """A row without a hit: a subject that is clear, or one that was not screened and why."""
    return {
        "subject_id": read.subject.id,
        "subject_name": read.subject.name,
        "alert": False,
        "status": status,
        "reason": reason,
        "subject_row": read.row,
    }


def outcome_rows(read: SubjectRow, outcome: Sequence[Hit] | str, *, clear_rows: bool) -> Iterator[dict[str, Any]]:
    """The rows of one subject: its hits, or that it was not screened, or (if asked for) that it is clear."""
    if isinstance(outcome, str):
        yield bare_row(read, status=NOT_SCREENED, reason=outcome)
    elif outcome:
        yield from (hit_row(hit, read.row) for hit in outcome)
    elif clear_rows:
        yield bare_row(read, status=CLEAR, reason="nothing at or above the cutoff")
