"""The Australian list: rows that are names, cells of any type, and the real file of 2026."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.errors import UnreadableFile
from nongrata.model import AliasKind, IdentifierKind, PartyKind, Severity, Strength
from nongrata.sources.au_dfat import FORMAT, day_of, days_of, lettered
from nongrata.sources.files.content import Content
from nongrata.sources.files.sheets import cell_text, open_sheet
from nongrata.sources.loading.tally import Tally

HEADER = [
    "Reference", "Name of Individual or Entity", "Type", "Name Type", "Alias Strength", "Date of Birth",
    "Place of Birth", "Citizenship", "Address", "Additional Information", "Listing Information", "IMO Number",
    "Committees", "Control Date", "Instrument of Designation", "Targeted Financial Sanction", "Travel Ban",
    "Arms Embargo", "Maritime Restriction",
]  # fmt: skip
DEFAULTS = {
    "Reference": 1, "Name of Individual or Entity": "Ivan EXAMPLE", "Type": "Individual", "Name Type": "Primary Name",
    "Committees": "Autonomous (Russia)", "Control Date": date(2026, 1, 2), "Targeted Financial Sanction": True,
    "Travel Ban": True, "Arms Embargo": False, "Maritime Restriction": False,
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    """Reads a sheet of these rows (changes to an invented one): its parties by reference, and the account."""

    def _read(*rows, header=HEADER):
        book = openpyxl.Workbook()
        book.active.append(header)
        for changes in rows:
            cells = DEFAULTS | changes
            book.active.append([cells.get(column) for column in HEADER])
        path = tmp_path / "Australian_Sanctions_Consolidated_List.xlsx"
        book.save(path)
        return take(path)

    return _read


def take(path):
    """All parties of a file by reference, and the account."""
    content = Content(path)
    found = FORMAT.recognise(content.name, content.head())
    assert found is not None
    tally = Tally()
    parties = list(FORMAT.read(found.list_id, {found.part: content}, tally))
    assert tally.balanced
    assert len({party.id for party in parties}) == len(parties)
    return {party.id.partition(":")[2]: party for party in parties}, tally


def name_row(reference, name, kind="Alias", strength="Strong", **more):
    """A row of a further name."""
    return {
        "Reference": reference,
        "Name of Individual or Entity": name,
        "Name Type": kind,
        "Alias Strength": strength,
    } | more


def test_rows_of_a_reference_are_one_party_wherever_they_stand(read):
    """2, 2a and 2b share a reference; another may stand between them."""
    parties, _ = read(
        name_row("2a", "Vanya"),
        {"Reference": 2, "Name of Individual or Entity": "Ivan EXAMPLE"},
        {"Reference": 3, "Name of Individual or Entity": "Anna SAMPLE"},
        name_row("2b", "Иван", "Original Script", ""),
        name_row("2c", "The Eagle", strength="Weak"),
    )
    assert set(parties) == {"2", "3"}
    assert parties["2"].name.full == "Ivan EXAMPLE"
    assert [(it.name.full, it.kind, it.strength, it.ref) for it in parties["2"].aliases] == [
        ("Vanya", AliasKind.AKA, Strength.STRONG, "2a"),
        ("Иван", AliasKind.ORIGINAL_SCRIPT, Strength.STRONG, "2b"),
        ("The Eagle", AliasKind.AKA, Strength.WEAK, "2c"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (date(1956, 2, 21), ["1956-02-21"]),
        (1963, ["1963"]),
        (20506, ["1956-02-21"]),
        ("Approximately 1963, 30/01/1972", ["circa 1963", "1972-01-30"]),
        ("1945, 1946,\n1947", ["1945", "1946", "1947"]),
        ("12/1963", ["1963-12"]),
        ("5/01/1970 6/01/1970", ["1970-01-05", "1970-01-06"]),
        ("7/02/1970\xa0", ["1970-02-07"]),
    ],
)
def test_birth_dates_come_in_every_type(read, cell, expected):
    """Dates, years, serials and texts with several dates."""
    parties, tally = read({"Date of Birth": cell})
    assert [str(day) for day in parties["1"].born] == expected
    assert tally.issues == []


def test_a_birth_date_that_cannot_be_read_is_kept_and_warned_of(read):
    """The others of the cell are read all the same."""
    parties, tally = read({"Date of Birth": "1970, 10/061962"})
    assert [str(day) for day in parties["1"].born] == ["1970"]
    assert ("Date of Birth", "10/061962") in parties["1"].details
    assert [it.severity for it in tally.issues] == [Severity.WARNING]


def test_facts_that_differ_between_the_rows_of_a_reference_are_united(read):
    """An alias may have a birth date of its own; the primary row's comes first."""
    parties, _ = read(
        name_row("1a", "Vanya", **{"Date of Birth": 1965, "Citizenship": "Belarus"}),
        {"Date of Birth": 1963, "Citizenship": "Russia;Ukraine"},
    )
    assert [str(day) for day in parties["1"].born] == ["1963", "1965"]
    assert parties["1"].nationalities == ("RU", "UA", "BY")


def test_the_four_booleans_are_the_measures(read):
    """A vessel under a maritime restriction is not frozen."""
    parties, _ = read(
        {"Type": "Vessel", "IMO Number": 9288693, "Targeted Financial Sanction": False, "Travel Ban": False,
         "Maritime Restriction": True}
    )  # fmt: skip
    assert parties["1"].kind is PartyKind.VESSEL
    assert parties["1"].designations[0].measures == ("Maritime Restriction",)
    assert [(it.kind, it.value) for it in parties["1"].identifiers] == [(IdentifierKind.IMO, "9288693")]


def test_numbers_and_contacts_are_found_in_the_additional_information(read):
    """Passports with their country, company numbers, web sites, mailboxes."""
    text = (
        "QDi.901. Passport no: a) Colombia number AP628490 b) Italy number YB7731250, expires 01 Mar 2031. "
        "National identification no: Colombia Cedula No. 80413250. Company identification number: 1089847243000; "
        "https://www.example.test/ info@example.test Gender: Male"
    )
    party = read({"Additional Information": text})[0]["1"]
    assert [(it.kind, it.value, it.country) for it in party.identifiers] == [
        (IdentifierKind.PASSPORT, "AP628490", "CO"),
        (IdentifierKind.PASSPORT, "YB7731250", "IT"),
        (IdentifierKind.NATIONAL_ID, "80413250", "CO"),
        (IdentifierKind.REGISTRATION, "1089847243000", ""),
    ]
    assert {it.value for it in party.observables} == {"info@example.test", "https://www.example.test/"}
    assert party.gender == "male"
    assert ("UN reference", "QDi.901") in party.details
    assert "QDi.901." in party.remarks[0]


def test_rows_without_a_reference_or_a_name_are_rejected(read):
    """Each with its row and reason."""
    _, tally = read({"Reference": "see above"}, {"Name of Individual or Entity": " "}, {})
    assert [(it.line, it.severity) for it in tally.issues] == [(2, Severity.REJECTED), (3, Severity.REJECTED)]


def test_a_sheet_without_the_columns_is_distrusted(read):
    """The list moved to a new format once: better no list than an empty one."""
    parties, tally = read({}, header=["Ref", "Who", *HEADER[2:]])
    assert (parties, tally.rows_in) == ({}, 0)
    assert "Reference" in tally.doubts[0]


def test_a_bomb_in_a_workbook_is_refused(tmp_path):
    """An xlsx is a zip file, and is held to the same limits."""
    import zipfile

    path = tmp_path / "dfat.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (40 << 20))
    with pytest.raises(UnreadableFile, match="decompression bomb"):
        open_sheet(path)


@given(st.dates(date(1900, 3, 1), date(2100, 1, 1)))
def test_any_day_is_read_as_serial_and_as_text(day):
    """Spreadsheets count from 30 December 1899; a number up to 2999 is a year."""
    serial = (day - date(1899, 12, 30)).days
    if serial > 2999:
        assert day_of(str(serial)).earliest == day
    assert day_of(day.strftime("%d/%m/%Y")).earliest == day
    assert day_of(cell_text(datetime.combine(day, datetime.min.time()))).earliest == day


@given(st.lists(st.from_regex(r"[A-Z][a-z]{2,8}(?: \d{1,3})?", fullmatch=True), min_size=1, max_size=6))
def test_an_enumeration_gives_back_its_items(items):
    """Whatever stands between the letters."""
    text = " ".join(f"{chr(ord('a') + place)}) {item}" for place, item in enumerate(items))
    assert lettered(text) == items


@given(st.text(max_size=40))
def test_any_text_in_a_date_cell_is_dates_or_text(text):
    """Nothing raises, and what is no date comes back."""
    assert all(found for found in days_of(text))


def test_the_real_file_has_its_counts(shared):
    """11,068 rows of 3,846 references; the alias strengths of the facts, exact repeats within a reference apart."""
    path = shared / "au" / "dfat_2026-08.xlsx"
    parties, tally = take(path)
    assert (tally.rows_in, tally.rows_used, len(parties)) == (11_068, 11_068, 3_846)
    assert tally.published_on == date(2026, 7, 21)
    header, *rows = open_sheet(path).rows
    strengths = Counter((row[header.index("Name Type")], row[header.index("Alias Strength")]) for row in rows)
    assert strengths[("Alias", "Strong")] == 6_316
    assert strengths[("Alias", "Weak")] == 451
    assert strengths[("Original Script", "")] == 455
    aliases = Counter((it.kind, it.strength) for party in parties.values() for it in party.aliases)
    assert aliases == {
        (AliasKind.AKA, Strength.STRONG): 6_316 - 18,
        (AliasKind.AKA, Strength.WEAK): 451 - 2,
        (AliasKind.ORIGINAL_SCRIPT, Strength.STRONG): 455,
    }
    assert len([it for it in tally.issues if it.severity is Severity.WARNING]) == 5


def test_the_parties_of_2016_are_there(shared):
    """KOSTYUKOV with the birth date that contradicts OFAC's, and the Special Technology Centre with its site."""
    parties, _ = take(shared / "au" / "dfat_2026-08.xlsx")
    assert parties["6870"].name.full == "Igor Olegovich KOSTYUKOV"
    assert [str(day) for day in parties["6870"].born] == ["1956-02-21"]
    assert parties["6870"].designations[0].measures == ("Targeted Financial Sanction", "Travel Ban")
    centre = parties["7600"]
    assert centre.name.full == "The Special Technology Centre LLC"
    assert [(it.kind, it.value) for it in centre.identifiers] == [(IdentifierKind.REGISTRATION, "1089847243870")]
    assert [it.value for it in centre.observables] == ["https://www.stc-spb.ru/"]
