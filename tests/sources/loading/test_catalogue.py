"""The catalogue: descriptors, recognition, and the grouping of files into loads."""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nongrata.errors import InputError, ListRefused, ListUnknown, UnreadableFile
from nongrata.model import Name, Party, PartyKind
from nongrata.sources.loading import catalogue
from nongrata.sources.loading.catalogue import (
    DESCRIPTORS,
    Planning,
    descriptor_of,
    every_format,
    format_named,
    plan,
    recognise,
)
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.load import load


def toy_format(name: str, word: bytes, list_id: str) -> Format:
    """A format whose files begin with a word and the name of their part."""

    def look(_name: str, head: bytes) -> Recognised | None:
        first, _, part = head.split(b"\n")[0].partition(b" ")
        return Recognised(list_id, part.decode()) if first == word else None

    return Format(name, look, lambda _list_id, _parts, _tally: iter(()))


QUARTET = toy_format("toy-csv", b"TOY", "toy")
XML = toy_format("toy-xml", b"<toy>", "toy")
OTHER = toy_format("other-csv", b"OTHER", "other")
OWN = toy_format("own-csv", b"OWN", "own")
FORMATS = (QUARTET, XML, OTHER, OWN)


def put(folder: Path, **files: str) -> None:
    """Files by name (`__` for the dot) with their first line; `.gz` ones are packed."""
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


def quartet(folder: Path, prefix: str = "", suffix: str = "__csv") -> None:
    """The four files of one set."""
    put(folder, **{f"{prefix}{part}{suffix}": f"TOY {part}" for part in ("sdn", "alt", "add", "sdn_comments")})


def look_at(paths, *, list_id: str | None = None, formats=FORMATS) -> Planning:
    """Plans with the toy formats."""
    return plan(paths, list_id, formats=formats)


def shape(planning: Planning) -> dict[str, list[str]]:
    """List → names of the files that are its load."""
    return {load.list_id: sorted(content.path.name for content in load.parts.values()) for load in planning.loads}


def test_the_parts_of_a_set_in_one_folder_are_one_load(tmp_path):
    """By part, whatever the order of their names."""
    quartet(tmp_path)
    (load,) = look_at(tmp_path).decided()
    assert (load.list_id, load.format) == ("toy", QUARTET)
    assert {part: content.path.name for part, content in load.parts.items()} == {
        "sdn": "sdn.csv",
        "alt": "alt.csv",
        "add": "add.csv",
        "sdn_comments": "sdn_comments.csv",
    }


def test_several_lists_in_one_folder_are_several_loads(tmp_path):
    """In the order of their ids."""
    quartet(tmp_path)
    put(tmp_path, other__csv="OTHER all")
    assert list(shape(look_at(tmp_path))) == ["other", "toy"]


def test_two_sets_in_one_folder_are_left_to_the_user(tmp_path):
    """The remedy names a file that settles it."""
    quartet(tmp_path, "before_", "__csv__gz")
    quartet(tmp_path, "after_", "__csv__gz")
    planning = look_at(tmp_path)
    assert planning.loads == ()
    (ambiguity,) = planning.ambiguities
    assert [len(choice) for choice in ambiguity.choices] == [4, 4]
    with pytest.raises(InputError, match="2 sets of files for toy") as caught:
        planning.decided()
    named = Path(caught.value.remedy.removeprefix("name one of the files, e.g. "))
    assert len(look_at(named).decided()[0].parts) == 4


@pytest.mark.parametrize(
    ("prefix", "suffix", "named"),
    [
        ("before_", "__csv__gz", "before_sdn.csv.gz"),
        ("", "__csv", "sdn.csv"),
        ("", "__csv", "alt.csv"),
        ("", "__csv", "sdn_comments.csv"),
        ("ofac_", "__csv", "ofac_sdn_comments.csv"),
        ("ofac_", "__csv", "ofac_sdn.csv"),
        ("", "_2024-02-20__csv", "sdn_2024-02-20.csv"),
    ],
)
def test_a_named_file_takes_the_rest_of_its_set_with_it(tmp_path, prefix, suffix, named):
    """And leaves the other set and everything else alone."""
    quartet(tmp_path, prefix, suffix)
    quartet(tmp_path, "zz_", suffix)
    put(tmp_path, other__csv="OTHER all")
    planning = look_at(tmp_path / named)
    ending = suffix.replace("__", ".")
    expected = sorted(f"{prefix}{part}{ending}" for part in ("sdn", "alt", "add", "sdn_comments"))
    assert shape(planning) == {"toy": expected}


def test_upper_case_names_are_parts_as_well(tmp_path):
    """OFAC serves SDN.CSV and ALT.CSV."""
    put(tmp_path, SDN__CSV="TOY sdn", ALT__CSV="TOY alt")
    assert shape(look_at(tmp_path / "SDN.CSV")) == {"toy": ["ALT.CSV", "SDN.CSV"]}


def test_files_named_outright_are_taken_together(tmp_path):
    """The user knows that they belong together, whatever they are called."""
    put(tmp_path, monday__csv="TOY sdn", tuesday__csv="TOY alt")
    assert shape(look_at([tmp_path / "monday.csv", tmp_path / "tuesday.csv"])) == {"toy": ["monday.csv", "tuesday.csv"]}
    assert look_at(tmp_path).ambiguities


def test_one_list_in_two_formats_is_left_to_the_user(tmp_path):
    """Unless a format is asked for."""
    quartet(tmp_path)
    put(tmp_path, toy__xml="<toy> all")
    assert len(look_at(tmp_path).ambiguities[0].choices) == 2
    assert shape(look_at(tmp_path, formats=(XML,))) == {"toy": ["toy.xml"]}


def test_the_same_part_twice_is_left_to_the_user(tmp_path):
    """Packed and unpacked copies may differ."""
    put(tmp_path, sdn__csv="TOY sdn", sdn__csv__gz="TOY sdn", alt__csv="TOY alt")
    assert look_at(tmp_path).ambiguities


def test_what_is_no_list_is_named_with_the_reason(tmp_path):
    """Never passed over in silence."""
    put(
        tmp_path,
        other__csv="OTHER all",
        notes__txt="hello",
        page__csv="<!doctype html><title>Oops</title>",
        empty__csv="",
    )
    (tmp_path / "deeper").mkdir()
    planning = look_at(tmp_path)
    assert shape(planning) == {"other": ["other.csv"]}
    assert {it.path.name: it.reason for it in planning.unrecognised} == {
        "deeper": "is a folder inside the folder: name it to have it read",
        "empty.csv": "it is empty (0 bytes)",
        "notes.txt": "is not a list we know",
        "page.csv": 'is an HTML page ("Oops"), not a list',
    }


def test_a_folder_without_any_list_says_what_lies_in_it(tmp_path):
    """Not "nothing to do"."""
    put(tmp_path, notes__txt="hello")
    with pytest.raises(InputError, match=r"no list was recognised\s+notes\.txt: is not a list we know") as caught:
        look_at(tmp_path).decided()
    assert caught.value.item == str(tmp_path)


def test_a_named_file_that_is_no_list_is_an_error(tmp_path):
    """With the path and what to try."""
    put(tmp_path, notes__txt="hello")
    with pytest.raises(UnreadableFile, match="is not a list we know") as caught:
        look_at(tmp_path / "notes.txt")
    assert caught.value.item == str(tmp_path / "notes.txt")
    assert "--format" in caught.value.remedy


@pytest.mark.parametrize(
    ("head", "oddity"),
    [(b"a\nb\0\n", "line 2 holds a NUL byte"), ("name\n".encode("utf-16"), "UTF-16, save it again as UTF-8")],
)
def test_what_alone_keeps_a_file_from_being_recognised_is_told(tmp_path, head, oddity):
    """A spreadsheet's "Unicode text" is a list of names to everybody but a reader."""
    (tmp_path / "ours.csv").write_bytes(head)
    with pytest.raises(UnreadableFile, match=f"is not a list we know: .*{oddity}"):
        recognise(tmp_path / "ours.csv")


@pytest.mark.parametrize("name", ["cut.csv.gz", "cut.zip"])
def test_a_broken_archive_is_told_as_broken_not_as_unknown(tmp_path, name):
    """The user would otherwise look for a format."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sdn.csv", "TOY sdn")
    whole = gzip.compress(b"TOY sdn") if name.endswith(".gz") else packed.getvalue()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFile, match="compressed data end or break"):
        recognise(tmp_path / name, FORMATS)


def test_only_the_list_that_was_asked_for_is_taken(tmp_path):
    """The others are named, as they may have been meant."""
    quartet(tmp_path)
    put(tmp_path, other__csv="OTHER all")
    planning = look_at(tmp_path, list_id="other")
    assert shape(planning) == {"other": ["other.csv"]}
    assert {it.reason for it in planning.unrecognised} == {"is a file of another list than other"}
    with pytest.raises(UnreadableFile, match="is not a file of other"):
        look_at(tmp_path / "sdn.csv", list_id="other")


def test_a_list_of_ones_own_gets_the_name_that_one_gives_it(tmp_path):
    """But no file of ours becomes an official list by being called one."""
    put(tmp_path, ours__csv="OWN all")
    assert shape(look_at(tmp_path / "ours.csv", list_id="no-fly")) == {"no-fly": ["ours.csv"]}
    with pytest.raises(UnreadableFile, match="is not a file of un-sc"):
        look_at(tmp_path / "ours.csv", list_id="un-sc")


def test_a_list_of_ones_own_that_nobody_named_is_not_taken(tmp_path):
    """A data set that lies in a folder must not go into use under a name that it brings itself."""
    put(tmp_path, ours__csv="OWN all", other__csv="OTHER all")
    planning = look_at(tmp_path)
    assert shape(planning) == {"other": ["other.csv"]}
    assert {it.path.name: it.reason for it in planning.unrecognised} == {
        "ours.csv": "a list of your own: give it a name with --list NAME"
    }
    with pytest.raises(UnreadableFile, match="give it a name with --list NAME"):
        look_at(tmp_path / "ours.csv")


def test_an_ambiguous_list_does_not_stop_those_beside_it(tmp_path):
    """They are loaded, and the user is told of the one to decide about."""
    put(tmp_path, sdn__csv="TOY sdn", toy__xml="<toy> all", other__csv="OTHER all")
    planning = look_at(tmp_path)
    assert [load.list_id for load in planning.decided()] == ["other"]
    (problem,) = planning.problems()
    assert isinstance(problem, InputError)
    assert "2 sets of files for toy" in problem.message
    assert look_at(tmp_path, list_id="other").problems() == ()


def test_the_file_that_is_given_as_an_example_can_be_read(tmp_path):
    """The EU's CSV of version 1.0 is recognised, and refused by its reader."""

    def refuse(_list_id, parts, _tally):
        raise UnreadableFile("is retired", item=next(iter(parts.values())).name)

    def doubt(list_id, _parts, tally):
        tally.distrust("it was cut off")
        yield Party(id=f"{list_id}:1", kind=PartyKind.PERSON, name=Name("NIEMAND"))

    def give(list_id, _parts, _tally):
        yield Party(id=f"{list_id}:1", kind=PartyKind.PERSON, name=Name("NIEMAND"))

    read = {"1": give, "2": doubt, "3": refuse}
    formats = [replace(toy_format(f"toy-{word}", word.encode(), "toy"), read=one) for word, one in read.items()]
    put(tmp_path, a__csv="1 all", b__csv="2 all", c__csv="3 all")
    (problem,) = look_at(tmp_path, formats=formats).problems()
    assert problem.remedy == f"name one of the files, e.g. {tmp_path / 'a.csv'}"


@pytest.mark.parametrize(
    "before",
    ["", "\ufeff", '<?xml version="1.0"?>\n', "<!-- a list -->\n", '<?xml version="1.0"?><!-- x --><?y z?>\n'],
)
def test_a_document_type_is_told_as_such_and_not_as_an_unknown_list(tmp_path, before):
    """Whoever sends one shall not be told to try --format."""
    text = f'{before}<!DOCTYPE a [<!ENTITY e0 "ha">]><a>&e0;</a>'
    put(tmp_path, bomb__xml=text)
    with pytest.raises(UnreadableFile, match="declares a document type") as caught:
        recognise(tmp_path / "bomb.xml")
    assert caught.value.remedy == "check where the file came from"
    (entry,) = look_at(tmp_path).unrecognised
    assert entry.reason == "it declares a document type"


@pytest.mark.parametrize("list_id", ["../x", "UPPER", "a b", ""])
def test_a_list_id_that_cannot_be_one_is_refused(tmp_path, list_id):
    """It becomes part of target ids and of a folder's name."""
    with pytest.raises(InputError, match="cannot be the name of a list"):
        look_at(tmp_path, list_id=list_id)


def test_a_path_that_does_not_exist_is_named(tmp_path):
    """A typing error is the commonest of all."""
    with pytest.raises(UnreadableFile, match="No such file"):
        look_at(tmp_path / "nope.csv")


def test_an_unknown_format_lists_the_known_ones(tmp_path):
    """So that it can be typed again."""
    with pytest.raises(ListUnknown) as caught:
        plan(tmp_path, format_name="nope")
    assert "un-xml" in caught.value.expected


def test_every_format_goes_by_the_name_in_the_table():
    """The command line and the module agree, and no module is missing."""
    names = [form.name for form in every_format()]
    assert names == list(catalogue._MODULES)
    assert all(format_named(name).name == name for name in names)


def test_every_official_list_says_who_publishes_it_where_and_on_which_terms():
    """A descriptor with holes helps nobody."""
    for list_id, descriptor in DESCRIPTORS.items():
        assert descriptor.id == catalogue.check_list_id(list_id)
        assert all((descriptor.title, descriptor.publisher, descriptor.licence))
        assert descriptor.homepage.startswith("https://")
        assert all(part.url.startswith("https://") for part in descriptor.parts)
        assert all(0 <= floor <= 1 for floor in descriptor.fill_floors.values())
        assert all(bounds.least <= bounds.most for bounds in descriptor.expected.values())


def test_a_list_of_ones_own_has_a_descriptor_without_demands():
    """Only its maker knows how it should look."""
    own = descriptor_of("no-fly")
    assert (own.id, own.parts, own.expected, own.fill_floors) == ("no-fly", (), {}, {})


HEADS = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=100).map(str.encode),
    st.sampled_from(
        [b'"a\r"b\r\n', b"a,b\rc", b'"' + b"x" * 200_000, b"<a>\0", b"PK\x03\x04", b"\x1f\x8b", b"{", b"[[["]
    ),
)


@given(HEADS, st.sampled_from(["list.csv", "list.xml", "list.json", "list.xlsx", "sdn.csv", "DFAT.xlsx", "x.ods"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_any_file_is_recognised_or_refused(tmp_path, head, name):
    """No first bytes make recognition fail in any other way than with our error."""
    path = tmp_path / name
    path.write_bytes(head)
    try:
        recognise(path)
    except UnreadableFile:
        return


# --- the real files ---------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("place", "list_id", "targets"),
    [
        ("ofac/full_2021-06", "ofac-sdn", 8976),
        ("ofac/full_2023-12-28", "ofac-sdn", 13_821),
        ("ofac/xml_2024-05-07/sdn.xml.gz", "ofac-sdn", 14_966),
        ("ofac/xml_2024-05-07/consolidated.xml.gz", "ofac-cons", 443),
        ("ofac/cons_csv_2025-12", "ofac-cons", 442),
        ("ofac/enhanced_xml/CONS_ENHANCED_2025-01-14.xml.gz", "ofac-cons", 443),
        ("eu/20240513-FULL-1_1.xml.gz", "eu-fsf", 4811),
        ("un/consolidated_2024-05-15.xml.gz", "un-sc", 682 + 193),
        ("un/consolidated_2026-08-01.xml.gz", "un-sc", 736 + 275),
        ("uk/ofsi_conlist_2018-04-13.csv.gz", "uk-conlist", 2106),
        ("au/dfat_2026-08.xlsx", "au-dfat", 3846),
        ("ca/sema-lmes_2020.xml", "ca-sema", 1369),
        ("us_csl/dpl.txt.gz", "us-dpl", 461),
    ],
)
def test_a_whole_official_file_is_taken_with_the_count_that_it_is_known_to_have(shared, place, list_id, targets):
    """No check stands in its way, and every row of it is accounted for."""
    (one,) = plan(shared / place, list_id).decided()
    report = load(one, descriptor=descriptor_of(list_id), now=NOW, origin=place).version.report
    assert report.targets_out == targets
    assert report.rows_in == report.rows_used + len(report.rejected)


def test_the_rejected_rows_of_the_uk_summary_explain_its_count(shared):
    """5,302 rows, of which two have no name."""
    (one,) = plan(shared / "uk" / "FCDO_SL_summary_2025-08-11.ods").decided()
    report = load(one, descriptor=descriptor_of("uk-sl"), now=NOW, origin="uk").version.report
    assert report.rows_in == report.targets_out + len(report.rejected) == 5302
    assert all(issue.line and issue.reason for issue in report.rejected)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("ofac/history/sdn_2024-05-03.csv.gz", "the part alt is missing"),
        ("ofac/enhanced_xml/IRGC_sanctions_2024-08-28.xml.gz", "an excerpt, not the list"),
        ("us_csl/csl_partial_2023-11-30.csv.gz", "it was cut off"),
        ("us_csl/consolidated_sample.csv", "it holds 4 of kind person, expected"),
    ],
)
def test_a_part_of_an_official_list_is_refused(shared, place, reason):
    """Each for its own reason."""
    (one,) = plan(shared / place).decided()
    with pytest.raises(ListRefused, match=reason):
        load(one, descriptor=descriptor_of(one.list_id), now=NOW, origin=place)


def test_the_day_before_and_the_day_after_are_told_apart(shared):
    """They lie in one folder and differ in eleven targets."""
    folder = shared / "derived" / "day_2016-12-29"
    (ambiguity,) = plan(folder).ambiguities
    assert [sorted(path.name.split("_")[0] for path in choice) for choice in ambiguity.choices] == [
        ["after"] * 3,
        ["before"] * 3,
    ]
    names = {}
    for side in ("before", "after"):
        (one,) = plan(folder / f"{side}_sdn.csv.gz").decided()
        assert sorted(one.parts) == ["add", "alt", "sdn"]
        taken = load(one, descriptor=descriptor_of("ofac-sdn"), now=NOW, origin=side, insist=True)
        names[side] = {party.id for party in taken.parties}
    assert len(names["after"] - names["before"]) == 11
    assert names["before"] < names["after"]


@pytest.mark.parametrize(
    ("folder", "loaded", "example"),
    [("us_csl", ["us-dpl"], "csl_oldschema_2019-12-03.csv"), ("eu", [], "20240513-FULL-1_1.xml.gz")],
)
def test_a_folder_of_several_copies_names_one_that_can_be_read(shared, folder, loaded, example):
    """Neither the file that was cut nor the retired format; and the list beside them is loaded."""
    planning = plan(shared / folder)
    assert [load.list_id for load in planning.loads] == loaded
    (problem,) = planning.problems()
    assert problem.remedy.endswith(f"/{example}")


def test_a_folder_of_many_days_is_left_to_the_user(shared):
    """And what is not a list in it is named."""
    planning = plan(shared / "ofac" / "history")
    assert len(planning.ambiguities[0].choices) == 6
    assert {it.path.name for it in planning.unrecognised} == {
        "sdn_daily_deltas_2021-08_2024-05.jsonl.gz",
        "sdn_daily_index.csv",
    }
