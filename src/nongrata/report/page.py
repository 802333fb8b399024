"""Results as one HTML page that opens anywhere: no script, no address, nothing to load."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, Template, select_autoescape

from nongrata.model.hit import score_text
from nongrata.report.summary import Summary

_EVIDENCE = re.compile(r"(.+?) ([+-]\d+\.\d)(?:; |$)")
_FULL_BAR_BITS = 14.0


def page(rows: Sequence[dict[str, Any]], summary: Summary) -> Iterator[str]:
    """The page in pieces.

    Args:
        rows: Result rows (hits and not screened), in any order; alerts come first on the page. What
            `summary` counts beyond them is named as not shown.
        summary: What was screened against.
    """
    hits = sorted(
        (row for row in rows if row["status"] == "hit"),
        key=lambda row: (not row["alert"], -row["score"], row["subject_row"]),
    )
    shown = [row | {"pieces": pieces(row["evidence"]), "shown": score_text(row["score"])} for row in hits]
    return _template().generate(
        summary=summary,
        alerts=[row for row in shown if row["alert"]],
        others=[row for row in shown if not row["alert"]],
        not_screened=[row for row in rows if row["status"] == "not_screened"],
        hidden=summary.hits - len(shown),
    )


def pieces(evidence: str) -> list[dict[str, Any]]:
    """The single pieces of an evidence line, each with the width of its bar in percent.

    >>> [(piece["bits"], piece["sentence"]) for piece in pieces("the year agrees +3.0; a; b -4.0")]
    [(3.0, 'the year agrees'), (-4.0, 'a; b')]
    """
    return [
        {
            "bits": float(bits),
            "sentence": sentence,
            "width": round(min(1.0, abs(float(bits)) / _FULL_BAR_BITS) * 100),
        }
        for sentence, bits in _EVIDENCE.findall(evidence)
    ]


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("nongrata.report", "templates"),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("hits.html")
