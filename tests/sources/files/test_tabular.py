"""Delimited text: rows with their lines, and defects with theirs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.errors import UnreadableFile
from nongrata.sources.files import tabular


def read(data: bytes, **options) -> list[tabular.Row]:
    """All rows."""
    return list(tabular.rows(io.BytesIO(data), "list.csv", **options))


def test_rows_know_the_line_they_start_on():
    """Line breaks inside quotes and blank lines are counted."""
    found = read(b'a,b\n\n"c\nd",e\r\nf,g\n')
    assert [(row.line, row) for row in found] == [(1, ["a", "b"]), (3, ["c\nd", "e"]), (5, ["f", "g"])]


def test_a_byte_order_mark_is_no_part_of_the_first_field():
    """Spreadsheets write one, and the first column is still called "name"."""
    assert read(b"\xef\xbb\xbfname\n") == [["name"]]


def test_encodings_are_tried_line_by_line():
    """A file may change its encoding half way, as OFSI's did."""
    data = "Café\n".encode() + "Café\n".encode("cp1252")
    assert read(data, encodings=("utf-8-sig", "cp1252")) == [["Café"], ["Café"]]


def test_a_delimiter_may_be_chosen():
    """The EU separates by semicolons."""
    assert read(b"a;b\n", delimiter=";") == [["a", "b"]]


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (b"a,b\nc\0,d\n", "line 2", "NUL"),
        ("a,b\nc,d\n".encode("utf-16"), "line 1", "NUL"),
        ("a\nb\né\n".encode("latin-1"), "line 3", "not utf-8"),
        (b'a,b\n1,2\n"' + b"x" * (10 << 20) + b'",3\n', "line 3", "field larger"),
        (b'a,b\n1,2\n"open,3\n4,5\n', "line 3", "never closed"),
        (b"a\n" + b"x" * (17 << 20), "line 2", "longer than"),
        (b"a,b\rc,d\r", "line 1", "new-line"),
    ],
    ids=["nul", "utf-16", "latin-1", "10 MB field", "open quote", "no line break", "old Macintosh"],
)
def test_a_defect_names_file_line_and_remedy(data, line, word):
    """Whoever has to mend the file is told where to look and what to do."""
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert caught.value.item == "list.csv"
    assert f"{line}" in caught.value.message
    assert word in caught.value.message
    assert caught.value.remedy


def test_unescaped_quotes_inside_a_field_are_forgiven():
    """OFAC's comments hold them, even in the last row."""
    assert read(b'1,"the "so-called" firm, Ltd"\n')[0][0] == "1"


def test_two_files_are_read_side_by_side():
    """Finishing one file does not narrow the limits of the other."""
    long_field = b'"' + b"x" * 500_000 + b'"\n'
    other = tabular.rows(io.BytesIO(b"a\n" + long_field), "other.csv")
    next(other)
    assert read(b"1\n") == [["1"]]
    assert len(next(other)[0]) == 500_000


FIELDS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff"), max_size=20)


@given(st.lists(st.lists(FIELDS, min_size=2, max_size=4), max_size=8))
def test_what_the_standard_library_writes_is_read_back(table):
    """Quotes, commas and line breaks survive the round trip."""
    written = io.StringIO()
    csv.writer(written).writerows(table)
    assert read(written.getvalue().encode()) == table


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_our_error(data):
    """A damaged file never ends in an error of another kind."""
    try:
        found = read(data)
    except UnreadableFile:
        return
    assert all(row.line >= 1 for row in found)
