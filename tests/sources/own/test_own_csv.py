"""A watch list of one's own: a CSV with a name column, and as much more as one likes."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.model import IdentifierKind, ObservableKind, PartyKind, Severity, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally
from nongrata.sources.own.own_csv import FORMAT, observable_of


@pytest.fixture
def read(tmp_path):
    """Reads a list written as text: its parties and the account of the load."""

    def _read(text):
        path = tmp_path / "own.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        content = Content(path)
        found = FORMAT.recognise(content.name, content.head())
        assert found is not None
        assert found.list_id == ""
        tally = Tally()
        parties = list(FORMAT.read("our-own", {found.part: content}, tally))
        assert tally.balanced
        return parties, tally

    return _read


def test_every_column_finds_its_place(read):
    """Values joined with semicolons are taken apart; other columns are details."""
    [party], tally = read(
        "id,name,kind,aliases,weak_aliases,born,countries,identifiers,observables,programme,reason,owner\n"
        "7,Ivan Example,person,Vanya; I. Example,Eagle,1970-03-04;1971,Russia;by,passport:450000001 (RU); "
        "imo:9116412;77,www.example.test;a@example.test,Fraud,Did not pay,Anna\n"
    )
    assert (party.id, party.kind, party.name.full) == ("our-own:7", PartyKind.PERSON, "Ivan Example")
    assert [(it.name.full, it.strength) for it in party.aliases] == [
        ("Vanya", Strength.STRONG),
        ("I. Example", Strength.STRONG),
        ("Eagle", Strength.WEAK),
    ]
    assert [str(day) for day in party.born] == ["1970-03-04", "1971"]
    assert party.countries == ("RU", "BY")
    assert [(it.kind, it.value, it.country) for it in party.identifiers] == [
        (IdentifierKind.PASSPORT, "450000001", "RU"),
        (IdentifierKind.IMO, "9116412", ""),
        (IdentifierKind.OTHER, "77", ""),
    ]
    assert [it.kind for it in party.observables] == [ObservableKind.DOMAIN, ObservableKind.EMAIL]
    assert (party.designations[0].programme, party.designations[0].reason) == ("Fraud", "Did not pay")
    assert party.details == (("owner", "Anna"),)
    assert tally.issues == []


def test_a_name_is_enough(read):
    """Without ids, rows are named after their lines, with one warning for the file."""
    parties, tally = read("Name\nIvan Example\n\nAnna Sample\n")
    assert [party.id for party in parties] == ["our-own:row-2", "our-own:row-4"]
    assert [(it.line, it.severity) for it in tally.issues] == [(1, Severity.WARNING)]
    assert parties[0].kind is PartyKind.UNKNOWN


def test_a_missing_id_is_warned_of(read):
    """The row is named after its line."""
    parties, tally = read("id,name\n1,A\n,B\n")
    assert [party.id for party in parties] == ["our-own:1", "our-own:row-3"]
    assert tally.issues[0].line == 3


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(read, delimiter):
    """Comma, semicolon, tab and bar."""
    [party], _ = read(f"id{delimiter}name\n1{delimiter}Ivan Example\n")
    assert party.name.full == "Ivan Example"


def test_windows_1252_is_read(read):
    """What spreadsheets of old write."""
    [party], _ = read("id,name\n1,Müller\n".encode("cp1252"))
    assert party.name.full == "Müller"


def test_rows_that_cannot_be_read_are_rejected_with_their_lines(read):
    """No name, and too few fields."""
    parties, tally = read("id,name,kind\n1,,person\n2,B\n3,C,person\n")
    assert [party.id for party in parties] == ["our-own:3"]
    assert [(it.line, it.reason) for it in tally.issues] == [(2, "no name"), (3, "2 fields, expected 3")]


def test_values_that_are_not_understood_are_kept_as_remarks_with_a_warning(read):
    """Kind, date, country and observable."""
    [party], tally = read("id,name,kind,born,countries,observables\n1,A,gold,soon,Atlantis,n/a\n")
    assert set(party.remarks) == {"kind: gold", "born: soon", "country: Atlantis", "observable: n/a"}
    assert {it.severity for it in tally.issues} == {Severity.WARNING}
    assert len(tally.issues) == 4


def test_a_kind_of_number_that_we_do_not_know_is_kept_as_the_label(read):
    """The number still compares with other numbers."""
    [party], tally = read("id,name,identifiers\n1,A,member card: 123 456\n")
    assert [(it.kind, it.value, it.label) for it in party.identifiers] == [
        (IdentifierKind.OTHER, "123 456", "member card")
    ]
    assert len(tally.issues) == 1


def test_a_table_without_a_name_column_is_no_list():
    """It is left to be named as unrecognised."""
    assert FORMAT.recognise("x.csv", b"id,amount\n1,2\n") is None
    assert FORMAT.recognise("x.bin", b"name\0\n") is None


@given(st.text(max_size=40))
def test_any_observable_text_is_something_or_nothing(text):
    """Nothing raises."""
    found = observable_of(text)
    assert found is None or found.value


@given(st.lists(st.text(st.characters(categories=("L",)), min_size=1, max_size=10), min_size=1, max_size=8))
def test_any_names_come_back_in_order(tmp_path_factory, names):
    """One party for each row."""
    path = tmp_path_factory.mktemp("own") / "own.csv"
    path.write_text("id,name\n" + "".join(f"{n},{name}\n" for n, name in enumerate(names)), "utf-8")
    tally = Tally()
    parties = list(FORMAT.read("our-own", {"list": Content(path)}, tally))
    assert [party.name.full for party in parties] == names


@pytest.mark.parametrize("module", ["us.csl", "us.dpl", "au_dfat", "ca_sema", "own.ftm", "own.own_csv"])
@given(head=st.binary(max_size=80) | st.text(max_size=80).map(str.encode), name=st.sampled_from(["x.csv", "dfat.xlsx"]))
def test_recognising_never_raises(module, head, name):
    """Formats are asked about every file in a folder."""
    form = import_module(f"nongrata.sources.{module}").FORMAT
    found = form.recognise(name, head)
    assert found is None or found.part
