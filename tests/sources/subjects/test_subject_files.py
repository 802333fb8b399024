"""A company's own files: every row comes out, whatever the file looks like."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from datetime import date, datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nongrata.errors import InputError, MissingColumn, UnreadableFile
from nongrata.model import IdentifierKind, ObservableKind, PartyKind
from nongrata.model.arrow import subject_schema
from nongrata.sources.subjects import delimited as subject_csv
from nongrata.sources.subjects.batches import MAX_FIELD_CHARS
from nongrata.sources.subjects.files import open_subjects, subject_from_row, subjects_of

BLANKS = re.compile(r"^\s+|\s+$")


@pytest.fixture
def file(tmp_path):
    """Writes a file of subjects and gives its path."""

    def _file(data: bytes | str, name: str = "customers.csv"):
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return _file


def rows_of(path, **options):
    """All rows of a file of subjects, as dictionaries."""
    return open_subjects(path, **options).reader.read_all().to_pylist()


def names_and_problems(path):
    """What matters most of each row."""
    return [(row["row"], row["name"], row["problem"]) for row in rows_of(path)]


def notes_of(path):
    """The notes of a file once it is read."""
    found = open_subjects(path)
    found.reader.read_all()
    return found.notes


def test_a_plain_table_becomes_subjects(file):
    """Every field of a subject has a column that gives it."""
    path = file(
        "Customer No.,Name,Type,Date of Birth,Nationality,Sex,AKA,Passport,Tax ID,BTC address,E-mail,Website,Notes\n"
        "C1,Ivan Example,Individual,1970-03-04,Russia;DE,M,Vanya|I. Example,4500 000001,7700000000,"
        "1BoatSLRHtKNngkdXEeobR76b53LETtpyT,ivan@example.test,www.example.test,vip\n"
    )
    found = open_subjects(path)
    batch = found.reader.read_next_batch()
    assert batch.schema == subject_schema()
    subject = subject_from_row(batch, 0)
    assert (subject.id, subject.name, subject.kind, subject.gender) == ("C1", "Ivan Example", PartyKind.PERSON, "male")
    assert subject.aliases == ("Vanya", "I. Example")
    assert [str(day) for day in subject.born] == ["1970-03-04"]
    assert subject.countries == ("RU", "DE")
    assert [(it.kind, it.value) for it in subject.identifiers] == [
        (IdentifierKind.PASSPORT, "4500 000001"),
        (IdentifierKind.TAX, "7700000000"),
    ]
    assert [it.kind for it in subject.observables] == [
        ObservableKind.WALLET,
        ObservableKind.EMAIL,
        ObservableKind.DOMAIN,
    ]
    assert found.notes == ["columns not used: Notes"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(file, delimiter):
    """Comma, semicolon, tab and bar all separate columns."""
    path = file(f"id{delimiter}name\n1{delimiter}Ivan Example\n")
    assert [(row["id"], row["name"]) for row in rows_of(path)] == [("1", "Ivan Example")]


def test_gzip_is_transparent(file):
    """A packed table reads like the table."""
    path = file(gzip.compress(b"id,name\n1,Ivan Example\n"), "customers.csv.gz")
    assert names_and_problems(path) == [(2, "Ivan Example", None)]


def test_names_in_parts_are_joined(file):
    """First, middle and last name make the name, without holes."""
    path = file("first name,middle_name,SURNAME\nIvan,Ivanovich,Example\nAnna,,Example\n")
    assert [row["name"] for row in rows_of(path)] == ["Ivan Ivanovich Example", "Anna Example"]


def test_a_given_name_beside_a_name_completes_it(file):
    """German and French exports write the family name under Name or Nom."""
    path = file("Name;Vorname\nBeispiel;Anna\nAnna Beispiel;Anna\n")
    assert [row["name"] for row in rows_of(path)] == ["Anna Beispiel", "Anna Beispiel"]
    path = file("nom;prénom\nExemple;Anne\n")
    assert [row["name"] for row in rows_of(path)] == ["Anne Exemple"]


def test_a_company_and_a_person_in_one_row_are_both_screened(file):
    """A second name in a row is an alias, and the only name where the first is empty."""
    path = file("company,first name,last name\nExample Trading Ltd,Ivan,Example\n,Anna,Example\n")
    assert [(row["name"], row["aliases"]) for row in rows_of(path)] == [
        ("Example Trading Ltd", ["Ivan Example"]),
        ("Anna Example", []),
    ]


def test_rows_without_an_id_are_named_after_their_line(file):
    """No id column, or an empty id, gives row-N with the line in the file."""
    assert [row["id"] for row in rows_of(file("name\nA One\nB Two\n"))] == ["row-2", "row-3"]
    assert [row["id"] for row in rows_of(file("id,name\n7,A One\n,B Two\n"))] == ["7", "row-3"]


def test_the_user_can_say_which_column_is_which(file):
    """--map goes before what the column names suggest."""
    path = file("x,name\nIvan Example,premium\n")
    assert [row["name"] for row in rows_of(path, columns={"name": "x", "kind": "name"})] == ["Ivan Example"]


def test_a_table_without_a_name_is_refused_with_the_columns_and_the_remedy(file):
    """The error names the file, what it has, and what to type."""
    with pytest.raises(MissingColumn) as caught:
        open_subjects(file("id,amount\n1,2\n"))
    text = str(caught.value)
    assert "customers.csv" in text
    assert "'id', 'amount'" in text
    assert "--map name=COLUMN" in text


@pytest.mark.parametrize(
    ("given", "told"), [({"name": "Nome"}, "has no column 'Nome'"), ({"nmae": "name"}, "no field 'nmae'")]
)
def test_a_mapping_that_cannot_be_is_refused(file, given, told):
    """A column that is not there and a field that there is not are both errors that list what there is."""
    with pytest.raises(MissingColumn, match=told):
        open_subjects(file("id,name\n1,A\n"), columns=given)


def test_an_empty_name_is_a_row_with_a_problem(file):
    """Nobody is screened under no name, and the row says so."""
    path = file("id,name,country\n1,Ivan Example,RU\n2,  ,RU\n,,\n")
    assert names_and_problems(path) == [(2, "Ivan Example", None), (3, "", "no name"), (4, "", "empty row")]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("wallet", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
        ("email", "ivan@example.test"),
        ("website", "www.example.test"),
        ("phone", "+1 202 555 0100"),
        ("passport", "4500 000001"),
    ],
)
def test_a_row_without_a_name_is_screened_by_what_else_it_has(file, column, value):
    """A number that can be compared is enough; one that cannot is as good as none."""
    path = file(f"name,{column}\n,{value}\n,x\n,\n")
    assert names_and_problems(path) == [(2, "", None), (3, "", "no name"), (4, "", "empty row")]


def test_a_row_with_the_wrong_number_of_fields_is_a_row_with_a_problem(file):
    """Too few and too many fields are told, and the rows around them are read."""
    path = file("id,name,country\n1,A One,RU\n2,B Two\n3,C, Three,RU\n4,D Four,RU\n")
    assert names_and_problems(path) == [
        (2, "A One", None),
        (3, "", "unreadable row: 2 fields, expected 3"),
        (4, "", "unreadable row: 4 fields, expected 3"),
        (5, "D Four", None),
    ]


def test_line_ends_inside_quotes_do_not_shift_the_line_numbers(file):
    """A row is numbered by the line on which it starts; blank lines count as lines."""
    path = file('name,address\n"A One","1 Street\nTown"\n\nB Two,x\n')
    assert names_and_problems(path) == [(2, "A One", None), (5, "B Two", None)]


def test_a_quote_that_is_never_closed_costs_its_own_line_only(file):
    """The rows after it would otherwise vanish inside one field."""
    path = file('id,name\n1,A One\n2,"B Two\n3,C Three\n4,D Four\n')
    assert names_and_problems(path) == [
        (2, "A One", None),
        (3, "", "unreadable row: a quote that is never closed"),
        (4, "C Three", None),
        (5, "D Four", None),
    ]


def test_a_stray_quote_that_meets_another_costs_its_own_line_only(file):
    """Between two stray quotes no row is lost."""
    path = file('id,name\n1,"A One\n2,B Two\n3,"C Three\n4,D Four\n')
    found = names_and_problems(path)
    assert [(line, name) for line, name, _ in found] == [(2, ""), (3, "B Two"), (4, ""), (5, "D Four")]
    assert [bool(problem) for *_, problem in found] == [True, False, True, False]


def test_a_stray_quote_that_makes_a_row_too_long_gives_back_the_rows_inside_it(file):
    """The strict reader sees nothing wrong, but the number of fields does not fit."""
    path = file('id,name,x\n1,"A One,x\n2,B Two,y\n3",C Three,z\n4,D Four,w\n')
    found = names_and_problems(path)
    assert [(line, name) for line, name, _ in found] == [(2, ""), (3, "B Two"), (4, "C Three"), (5, "D Four")]
    assert [bool(problem) for *_, problem in found] == [True, False, False, False]


def test_a_field_that_may_hold_whole_rows_is_noted(file):
    """Two stray quotes can enclose rows and leave the number of fields right: nobody but the user can tell."""
    assert "line 2" in notes_of(file('id,name,x\n1,"A One,x\n2,B Two,y\n3,C Three",z\n'))[1]
    assert notes_of(file('id,name,x\n1,"A One\nTown",z\n')) == ["columns not used: x"]


def test_numbers_keep_the_kind_of_their_column(file):
    """Row by row, column by column, with holes."""
    path = file("name,passport,imo,lei\nA,1111,,3333\nB,,2222,\nC,4444,5555,6666\n")
    assert [[(it["kind"], it["value"]) for it in row["identifiers"]] for row in rows_of(path)] == [
        [("passport", "1111"), ("lei", "3333")],
        [("imo", "2222")],
        [("passport", "4444"), ("lei", "6666"), ("imo", "5555")],
    ]


def test_a_field_of_ten_megabytes_costs_its_own_row_only(file):
    """The row says which column is too long, and the rest goes on."""
    path = file("id,name\n1,A One\n2," + "x" * 10_485_760 + "\n3,C Three\n")
    found = names_and_problems(path)
    assert [name for _, name, _ in found] == ["A One", "", "C Three"]
    assert found[1][2] == f"unreadable row: 10,485,760 characters in 'name', expected at most {MAX_FIELD_CHARS:,}"


def test_bytes_of_no_encoding_cost_their_own_row_only(file):
    """0x81 is a character neither in UTF-8 nor in Windows-1252."""
    path = file(b"id,name\n1,A One\n2,B \x81 Two\n3,C Three\n")
    found = names_and_problems(path)
    assert [name for _, name, _ in found] == ["A One", "", "C Three"]
    assert "neither UTF-8 nor Windows-1252" in found[1][2]


def test_windows_1252_is_read_and_noted(file):
    """Lines that are not UTF-8 are read as Windows-1252, and the user is told from where on."""
    path = file("id,name\n1,Müller\n2,Café\n".encode("cp1252"))
    assert [name for _, name, _ in names_and_problems(path)] == ["Müller", "Café"]
    assert "the first is line 2" in notes_of(path)[0]


MISREAD = "the encoding is not UTF-8 and the name is not readable as Windows-1252: save the file as UTF-8"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Евгений Образцов", "cp1251"),
        ("Юн Ли", "cp1251"),
        ("ООО Ромашка", "koi8-r"),
        ("Παράδειγμα", "cp1253"),
        ("Wałęsa", "cp1250"),
        ("Łukasz", "cp1250"),
        ("李明华", "gb18030"),
    ],
)
def test_a_name_in_another_code_page_is_a_row_with_a_problem(file, name, encoding):
    """It would be screened as gibberish and come out clear; the rows around it are screened."""
    path = file(b"id,name\n1,A One\n2," + name.encode(encoding) + b"\n3,M\xfcller\n")
    found = names_and_problems(path)
    assert [problem for *_, problem in found] == [None, MISREAD, None]
    assert [found[0][1], found[2][1]] == ["A One", "Müller"]


@pytest.mark.parametrize(
    "name",
    ["Müller", "Ñuñez", "Æbelø", "Žižek", "Þór", "Sæþór Þórðarson", "Café d'été", "«Société»", "O´Brien", "Töölö"],
)
def test_a_name_in_windows_1252_is_no_problem(file, name):
    """Many accents in a word are no sign of another code page as long as they are not all of it."""
    assert names_and_problems(file(f"name\n{name}\n".encode("cp1252"))) == [(2, name, None)]


def test_only_rows_that_are_not_utf_8_are_doubted(file):
    """What the file says in UTF-8 is what it says."""
    assert names_and_problems(file("name\nÅâãåíèé\n")) == [(2, "Åâãåíèé", None)]


def test_an_alias_in_another_code_page_is_noted_and_the_name_screened(file):
    """A name that can be read must not go unscreened for an alias that cannot."""
    path = file("name,alias\nIvan Example,Иван\n".encode("cp1251"))
    assert names_and_problems(path) == [(2, "Ivan Example", None)]
    assert any("an alias (row 2)" in note for note in notes_of(path))


@pytest.mark.parametrize("block_bytes", [23, 1 << 20])
def test_doubt_stays_with_its_row_across_blocks(file, monkeypatch, block_bytes):
    """Line ends inside quotes and block seams do not shift it to a neighbour."""
    lines = [f'{n},"Пример","a\nb"' if n % 3 else f'{n},"A One","a\nb"' for n in range(60)]
    monkeypatch.setattr(subject_csv, "BLOCK_BYTES", block_bytes)
    found = rows_of(file(("id,name,x\n" + "\n".join(lines) + "\n").encode("cp1251")))
    assert [row["problem"] for row in found] == [MISREAD if n % 3 else None for n in range(60)]


def test_the_encoding_that_the_user_names_is_used_for_the_whole_file(file):
    """Header and rows; what it does not fit is a row with a problem, never a guess."""
    path = file("id,Имя\n1,Евгений Образцов\n".encode("cp1251") + b"2,\x98\n")
    assert [(row["name"], row["problem"]) for row in rows_of(path, encoding="Windows-1251")] == [
        ("Евгений Образцов", None),
        ("", "unreadable row: bytes that are not cp1251"),
    ]
    path = file("name\nA One\nMüller\n".encode("cp1252"))
    assert [row["problem"] for row in rows_of(path, encoding="UTF-8")] == [
        None,
        "unreadable row: bytes that are not utf-8",
    ]


@pytest.mark.parametrize("encoding", ["cp12510", "", "utf-16", "hex", "cp037", "a\0b"])
def test_an_encoding_that_cannot_be_is_refused(file, encoding):
    """The error says which name was not understood, and gives some that are."""
    with pytest.raises(InputError, match="is no encoding") as caught:
        open_subjects(file("name\nA One\n"), encoding=encoding)
    assert "cp1251" in str(caught.value)


def test_an_encoding_for_a_file_that_has_its_own_is_noted(file):
    """JSON is UTF-8 whatever the user says."""
    found = open_subjects(file('{"name": "A One"}\n', "customers.jsonl"), encoding="cp1251")
    assert "cp1251 is not used" in found.notes[0]


def test_a_byte_order_mark_is_no_part_of_the_first_column(file):
    """Excel writes one in front of its UTF-8."""
    path = file(b"\xef\xbb\xbfname\nM\xc3\xbcller\n")
    assert names_and_problems(path) == [(2, "Müller", None)]


def test_old_macintosh_line_ends_are_line_ends(file):
    """A file without a single line feed is split at its carriage returns."""
    assert names_and_problems(file(b"id,name\r1,A One\r2,B Two\r")) == [(2, "A One", None), (3, "B Two", None)]


@pytest.mark.parametrize("block_bytes", [23, 37, 64, 101])
def test_a_file_of_many_blocks_reads_like_a_file_of_one(file, monkeypatch, block_bytes):
    """Quotes, line ends inside them and defects at the seams included; row numbers are those of the file."""
    lines = [f'{n},"Name, {n}",x' if n % 3 else f"{n},Broken {n}" for n in range(2, 400)]
    lines[200] = '202,"Two\nlines",x'
    lines[300:300] = ['a,5" pipe,x', 'b,"Two\nlines",x', 'c,"Two\nlines",x', 'd,"never closed,x']
    path = file("id,name,y\n" + "\n".join(lines) + "\n")
    whole = rows_of(path)
    monkeypatch.setattr(subject_csv, "BLOCK_BYTES", block_bytes)
    assert rows_of(path) == whole
    assert [row["row"] for row in whole[:202]] == [*range(2, 203), 204]
    broken = sum("Broken" in line or "never" in line for line in lines)
    assert sum(row["problem"] is not None for row in whole) == broken
    assert len(whole) == len(lines)


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "customers.csv", "empty"),
        (b"<!DOCTYPE html><html><title>Sign in</title></html>", "customers.csv", 'HTML page ("Sign in")'),
        (b"id,name\n1,A\n2,B\0C\n", "customers.csv", "line 3 holds a NUL byte"),
        ("id,name\n1,A\n".encode("utf-16"), "customers.csv", "line 1: it is UTF-16"),
        (b"\x1f\x8b\x08\x00 broken", "customers.csv.gz", "compressed data"),
        (b"PAR1 broken", "customers.parquet", "no Parquet file"),
        (b"no workbook", "customers.xlsx", "no spreadsheet"),
        (b'[{"name": "A"}]', "customers.json", "one JSON array"),
    ],
)
def test_what_is_no_table_is_refused_with_file_and_remedy(file, data, name, told):
    """Each error names the file, what is wrong, and what to do."""
    path = file(data, name)
    with pytest.raises(UnreadableFile) as caught:
        rows_of(path)
    assert told in str(caught.value)
    assert name.removesuffix(".gz") in str(caught.value)
    assert caught.value.remedy


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    """Both are named."""
    with pytest.raises(UnreadableFile, match="is a folder"):
        open_subjects(tmp_path)
    with pytest.raises(UnreadableFile, match=r"nowhere\.csv"):
        open_subjects(tmp_path / "nowhere.csv")


def test_a_nul_far_into_the_file_names_its_line_when_it_is_reached(file, monkeypatch):
    """What comes before it has been handed out, and the error says that the rest was not screened."""
    monkeypatch.setattr(subject_csv, "BLOCK_BYTES", 1 << 16)
    path = file(b"id,name\n" + b"".join(b"%d,Name %d\n" % (n, n) for n in range(20_000)) + b"x,\0\n")
    found = open_subjects(path)
    with pytest.raises(UnreadableFile, match="line 20,002 holds a NUL"):
        found.reader.read_all()
    assert found.rows_read > 0


def test_parquet_of_any_plain_type_is_read(tmp_path):
    """Numbers, dates, lists and categories become the text that shows them; nulls become nothing."""
    table = pa.table(
        {
            "id": pa.array([1, 2], pa.int64()),
            "name": pa.array(["Ivan Example", None]).dictionary_encode(),
            "birth_date": pa.array([date(1970, 3, 4), None]),
            "incorporated": pa.array([datetime(1999, 1, 2), None]),  # noqa: DTZ001 - as exports write it
            "aliases": pa.array([["Vanya", "I. Example"], None]),
            "blob": pa.array([b"x", b"y"]),
        }
    )
    path = tmp_path / "customers.parquet"
    pq.write_table(table, path, row_group_size=1)
    first, second = rows_of(path)
    assert (first["id"], first["name"], first["born"]) == ("1", "Ivan Example", ["1970-03-04", "1999-01-02"])
    assert first["aliases"] == ["Vanya", "I. Example"]
    assert (second["row"], second["problem"]) == (2, "no name")


def test_json_lines_are_read_and_a_broken_line_is_a_row(file):
    """Keys may come later than the first line, lists hold several values, numbers are text."""
    path = file(
        '{"id": 7, "name": "A One"}\n{broken\n\n{"name": "B Two", "aka": ["Bee", "2"]}\n[1]\n', "customers.jsonl"
    )
    found = rows_of(path)
    assert [(row["row"], row["id"], row["name"]) for row in found] == [
        (1, "7", "A One"),
        (2, "row-2", ""),
        (4, "row-4", "B Two"),
        (5, "row-5", ""),
    ]
    assert found[2]["aliases"] == ["Bee", "2"]
    assert [row["problem"] for row in found] == [
        None,
        "unreadable row: no JSON object",
        None,
        "unreadable row: no JSON object",
    ]


LISTS = {
    "id": ["7", "8"],
    "name": ["Evgeniy Example", "Gene; Example"],
    "kind": ["person", "company"],
    "country": ["RU", "DE"],
    "email": ["a@example.test", "b@example.test"],
}


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_list_gives_values_of_their_own(tmp_path, form):
    """The first name is the name and the others are aliases; fields with room for one value take the first."""
    path = tmp_path / f"customers.{form}"
    if form == "jsonl":
        path.write_text(json.dumps(LISTS) + "\n" + json.dumps({"name": "B Two"}) + "\n")
    else:
        pq.write_table(pa.table({key: [values, None] for key, values in LISTS.items()}), path)
    row = rows_of(path)[0]
    assert (row["id"], row["name"], row["kind"]) == ("7", "Evgeniy Example", "person")
    assert row["aliases"] == ["Gene", "Example"]
    assert row["countries"] == ["RU", "DE"]
    assert [it["value"] for it in row["observables"]] == ["a@example.test", "b@example.test"]
    assert any("'id' holds lists" in note for note in notes_of(path))


def test_parts_of_names_in_lists_make_names_of_their_own(file):
    """A second given name goes with the one family name."""
    path = file('{"first_name": ["Evgeniy", "Gene"], "last_name": ["Example"]}\n', "customers.jsonl")
    assert [(row["name"], row["aliases"]) for row in rows_of(path)] == [("Evgeniy Example", ["Gene Example"])]


def test_an_entity_without_a_name_is_screened_by_its_numbers_and_its_flaws_are_noted(file):
    """As in tables."""
    entities = [
        {"id": "a", "schema": "Company", "properties": {"imoNumber": ["9074728"], "email": ["notanemail"]}},
        {"id": "b", "schema": "Person", "properties": {"website": ["none"]}},
    ]
    path = file("\n".join(map(json.dumps, entities)), "customers.ftm.json")
    assert names_and_problems(path) == [(1, "", None), (2, "", "no name")]
    assert notes_of(path) == [
        "column 'imoNumber': 1 value: check digits do not agree; compared as given; e.g. '9074728' (row 1)",
        "column 'email': 1 value: not usable, not compared; e.g. 'notanemail' (row 1)",
        "column 'website': 1 value: not usable, not compared; e.g. 'none' (row 2)",
    ]


def test_entities_become_subjects_and_other_entities_rows_with_a_problem(file):
    """A FollowTheMoney file holds more than parties."""
    entities = [
        {"id": "a", "schema": "Person", "caption": "Ivan Example", "properties": {
            "name": ["Ivan Example", "Иван Пример"], "birthDate": ["1970"], "nationality": ["ru"],
            "innCode": ["770000000000"], "gender": ["male"]}},
        {"id": "b", "schema": "Ownership", "properties": {"owner": ["a"], "asset": ["c"]}},
        {"id": "c", "schema": "Company", "properties": {}},
    ]  # fmt: skip
    path = file("\n".join(map(json.dumps, entities)), "customers.ftm.json")
    found = open_subjects(path)
    assert found.format == "ftm"
    batch = found.reader.read_next_batch()
    subject = subject_from_row(batch, 0)
    assert (subject.id, subject.kind, subject.aliases, subject.countries) == (
        "a",
        PartyKind.PERSON,
        ("Иван Пример",),
        ("RU",),
    )
    assert (subject.identifiers[0].kind, subject.identifiers[0].country) == (IdentifierKind.TAX, "RU")
    assert batch.column("problem").to_pylist() == [None, "not a party: Ownership", "no name"]


def test_the_first_filled_sheet_of_a_workbook_is_read(tmp_path):
    """Cells of any type become text, and other sheets with rows are told."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Customers"
    sheet.append(["Customer No", "Full Name", "DOB", None])
    sheet.append([17, "Ivan Example", date(1970, 3, 4)])
    sheet.append([])
    sheet.append([18, "Anna Example", 1981, None, "stray"])
    book.create_sheet("Old").append(["x"])
    path = tmp_path / "customers.xlsx"
    book.save(path)
    found = open_subjects(path)
    rows = found.reader.read_all().to_pylist()
    assert [(row["row"], row["id"], row["name"], row["born"]) for row in rows] == [
        (2, "17", "Ivan Example", ["1970-03-04"]),
        (4, "18", "Anna Example", ["1981"]),
    ]
    assert rows[1]["problem"] == "unreadable row: 5 fields, expected 3"
    assert found.notes == ["only the sheet 'Customers' was read; there are rows on 'Old' too"]


def test_ids_that_occur_twice_are_noted_once(file):
    """Both rows are screened; the note says which rows they are."""
    path = file("id,name\n1,A\n2,B\n1,C\n2,D\n1,E\n")
    assert notes_of(path) == ["3 rows have an id that an earlier row has, e.g. rows 2 and 4; each row is screened"]
    assert len(rows_of(path)) == 5


def test_values_that_are_not_understood_are_noted_and_do_not_stop_anything(file):
    """Unknown kinds, countries and dates are told with their first row, and left out of the subject."""
    path = file("name,kind,country,dob\nA,gold,Atlantis,soon\nB,gold,Atlantis,1980-02-30\nC,person,RU,12/31/1980\n")
    found = open_subjects(path)
    subjects = [subject for batch in found.reader for subject in subjects_of(batch)]
    assert [it.kind for it in subjects] == [PartyKind.UNKNOWN, PartyKind.UNKNOWN, PartyKind.PERSON]
    assert [it.countries for it in subjects] == [(), (), ("RU",)]
    assert [[str(day) for day in it.born] for it in subjects] == [[], [], ["1980-12-31"]]
    told = "\n".join(found.notes)
    for part in ("'gold'", "'Atlantis' (row 2)", "'soon' (row 2)", "'1980-02-30' (row 3)", "month first"):
        assert told.count(part) == 1


def test_numbers_that_cannot_be_compared_are_counted_by_column(file):
    """With an example, once for the whole file, however many batches it has."""
    path = file(
        "name,wallet,e-mail,IMO,LEI,BIC\n"
        "A,1BoatSLRHtKNngkdXEeobR76b53LETtpyT,ivan@example.test,9074729,,SABRRUMM\n"
        "B,garbage,notanemail,9074728,529900T8BM49AURSDO54,SABR\n"
        "C,rubbish; garbage,,,,\n"
    )
    found = open_subjects(path, batch_rows=1)
    rows = found.reader.read_all().to_pylist()
    assert [row["problem"] for row in rows] == [None, None, None]
    assert found.notes == [
        "column 'LEI': 1 value: check digits do not agree; compared as given; e.g. '529900T8BM49AURSDO54' (row 3)",
        "column 'BIC': 1 value: not of the form of a BIC; compared as given; e.g. 'SABR' (row 3)",
        "column 'IMO': 1 value: check digits do not agree; compared as given; e.g. '9074728' (row 3)",
        "column 'wallet': 3 values: not usable, not compared; e.g. 'garbage' (row 3)",
        "column 'e-mail': 1 value: not usable, not compared; e.g. 'notanemail' (row 3)",
    ]


def test_batches_are_no_larger_than_asked(file):
    """`batch_rows` bounds a batch, and `rows_read` counts what was handed out."""
    path = file("name\n" + "A One\n" * 25)
    found = open_subjects(path, batch_rows=10)
    sizes = [batch.num_rows for batch in found.reader]
    assert max(sizes) <= 10
    assert sum(sizes) == found.rows_read == 25


def test_a_single_column_has_no_delimiter(file):
    """A list of names, one a line, may have commas in them."""
    path = file('name\nEXAMPLE, Ivan\n"SAMPLE, Anna"\n')
    assert names_and_problems(path) == [(2, "EXAMPLE, Ivan", None), (3, "SAMPLE, Anna", None)]


def test_the_hint_that_excel_writes_is_no_header(file):
    """A first line sep=; names the delimiter."""
    assert names_and_problems(file("sep=;\r\nid;name\r\n1;A, B\r\n")) == [(3, "A, B", None)]


def test_a_file_without_rows_is_noted(file):
    """Nothing was screened, and the user is told why."""
    assert notes_of(file("id,name\n")) == ["the file holds no rows"]


def test_objects_inside_objects_are_columns_of_their_own(file, tmp_path):
    """The column "name.first" can be mapped; a name that is an object is never screened as its JSON."""
    path = file('{"name": {"first": "Ivan", "last": "Example"}}\n', "customers.jsonl")
    with pytest.raises(MissingColumn, match=r"'name\.first', 'name\.last'"):
        open_subjects(path)
    given = {"first_name": "name.first", "last_name": "name.last"}
    assert [row["name"] for row in rows_of(path, columns=given)] == ["Ivan Example"]
    pq.write_table(pa.table({"name": [{"first": "Ivan", "last": "Example"}]}), tmp_path / "customers.parquet")
    assert [row["name"] for row in rows_of(tmp_path / "customers.parquet", columns=given)] == ["Ivan Example"]


def test_repeated_column_names_are_kept_apart(file):
    """A second column called name gives aliases."""
    assert [(row["name"], row["aliases"]) for row in rows_of(file("name,name\nA One,B Two\n"))] == [
        ("A One", ["B Two"])
    ]


CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
TABLES = st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=20))


@pytest.mark.parametrize("block_bytes", [19, 1 << 20])
@settings(max_examples=150, deadline=None)
@given(
    table=TABLES,
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_written_as_csv_comes_back_row_for_row(
    tmp_path_factory, block_bytes, table, delimiter, quoting, line_end
):
    """Whatever the text, the quoting and the size of the blocks: same rows, same order, nothing added."""
    # The csv module leaves a carriage return unquoted if the line ends are line feeds: that is no CSV.
    assume(quoting != csv.QUOTE_MINIMAL or line_end == "\r\n" or "\r" not in "".join(map("".join, table)))
    width = len(table[0]) if table else 1
    header = ["name", *(f"other {n}" for n in range(1, width))]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    writer.writerows([header, *table])
    path = tmp_path_factory.mktemp("any") / "table.csv"
    path.write_bytes(out.getvalue().encode())
    before, subject_csv.BLOCK_BYTES = subject_csv.BLOCK_BYTES, block_bytes
    try:
        found = rows_of(path)
    finally:
        subject_csv.BLOCK_BYTES = before
    assert [BLANKS.sub("", row["name"]) for row in found] == [BLANKS.sub("", row[0]) for row in table]
    assert all((row["problem"] is None) == bool(row["name"]) for row in found)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200))
def test_no_bytes_below_a_good_header_lose_a_line(tmp_path_factory, data):
    """Garbage gives rows with problems or a named error, and every line that is not blank is in some row."""
    path = tmp_path_factory.mktemp("garbage") / "table.csv"
    path.write_bytes(b"id,name\n" + data)
    if b"\0" in data:
        with pytest.raises(UnreadableFile, match="NUL"):
            rows_of(path)
        return
    found = rows_of(path)
    lines = [number for number, line in enumerate(data.split(b"\n"), start=2) if line.strip(b"\r")]
    starts = [row["row"] for row in found]
    assert starts == sorted(starts)
    for number in lines:
        assert any(start <= number for start in starts)
