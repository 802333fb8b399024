"""Which character separates the columns of a text table."""

from __future__ import annotations

import csv

DELIMITERS = ",;\t|"
NONE = "\0"
"""Stands for no delimiter at all; no text file that is read holds it."""


def delimiter_of(header: str) -> str:
    r"""The delimiter of a table, judged by its header line; `NONE` if there is a single column.

    Only characters outside quotes count, and the header is what is counted: a name column full of commas
    does not make a semicolon table a comma table, and under a single header "name" a line "EXAMPLE, Ivan" is
    one name.

    >>> delimiter_of("id;name, full;country"), delimiter_of("id\tname"), delimiter_of("name")
    (';', '\t', '\x00')
    >>> delimiter_of('"id;no","name"')
    ','
    """
    best = max(DELIMITERS, key=lambda delimiter: len(_fields(header, delimiter)))
    return best if len(_fields(header, best)) > 1 else NONE


def _fields(header: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:  # a lone carriage return or an overlong line: no evidence for this delimiter
        return []
