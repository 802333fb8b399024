"""Examples in docstrings and documentation are executed, so that they cannot lag behind the code."""

from __future__ import annotations

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from sybil import Sybil
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.markdown import PythonCodeBlockParser

pytest_collect_file = (
    Sybil(parsers=[DocTestParser(optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)], patterns=["*.py"], path="src")
    + Sybil(
        parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)],
        patterns=["*.md"],
        path=".",
        excludes=["CONTRIBUTING.md", "site/*", ".venv/*"],
    )
).pytest()
