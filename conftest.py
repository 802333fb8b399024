"""Examples in docstrings and documentation are executed, so that they cannot lag behind the code."""

from __future__ import annotations

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

import pytest
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Examples of one document build on each other: they run in one worker, in order."""
    for item in items:
        if type(item).__name__ == "SybilItem":
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
