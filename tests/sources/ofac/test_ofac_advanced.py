"""The ADVANCED form, on the eleven parties of 29 December 2016 written in it from the facts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from nongrata.errors import UnreadableFile
from nongrata.model import AliasKind, IdentifierKind, ObservableKind, Party, PartyKind, Severity, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally
from nongrata.sources.ofac.advanced import FORMAT
from nongrata.sources.ofac.enhanced import FORMAT as ENHANCED
from nongrata.sources.ofac.legacy_xml import FORMAT as LEGACY

FIXTURE = Path(__file__).parent / "data" / "ofac_advanced_eleven.xml"


def read(path: Path, list_id: str = "ofac-sdn") -> tuple[dict[str, Party], Tally]:
    """Parties by number, and the account."""
    tally = Tally()
    parties = list(FORMAT.read(list_id, {"list": Content(path)}, tally))
    assert tally.balanced
    return {party.id.partition(":")[2]: party for party in parties}, tally


@pytest.fixture(scope="module")
def eleven() -> dict[str, Party]:
    """The fixture, read without an issue."""
    parties, tally = read(FIXTURE)
    assert (len(parties), tally.issues, tally.doubts) == (11, [], [])
    assert str(tally.published_on) == "2022-09-02"
    return parties


def changed(folder: Path, *edits: tuple[str, str]) -> Path:
    """The fixture with some text replaced."""
    text = FIXTURE.read_text("utf-8")
    for old, new in edits:
        assert re.search(old, text), old
        text = re.sub(old, new, text)
    path = folder / "sdn_advanced.xml"
    path.write_text(text, "utf-8")
    return path


def test_the_fixture_is_valid_by_the_schema_of_the_form(shared):
    """It stands in for the real file, of which no whole copy is at hand."""
    schema = etree.XMLSchema(etree.parse(shared / "ofac" / "advanced_xml" / "sdn_advanced.xsd"))
    schema.assertValid(etree.parse(FIXTURE))


def test_the_form_is_known_by_its_root_and_model():
    """The list by the file's name; other roots are left to others."""
    head = FIXTURE.read_bytes()[:4096]
    assert FORMAT.recognise("SDN_ADVANCED.XML", head).list_id == "ofac-sdn"
    assert FORMAT.recognise("cons_advanced.xml", head).list_id == "ofac-cons"
    assert (LEGACY.recognise("sdn_advanced.xml", head), ENHANCED.recognise("sdn_advanced.xml", head)) == (None, None)
    assert FORMAT.recognise("sdn_advanced.xml", b"<Sanctions><other/></Sanctions>") is None


def test_names_are_put_together_from_their_parts(eleven):
    """Family name first, patronymic with the given name; an organisation's name as it is."""
    name = eleven["21326"].name
    assert (name.full, name.family, name.given) == (
        "Bogachev, Evgeniy Mikhaylovich",
        "Bogachev",
        "Evgeniy Mikhaylovich",
    )
    assert eleven["21343"].name.full == "Main Intelligence Directorate"


def test_aliases_of_low_quality_are_weak(eleven):
    """LowQuality is this form's word for it."""
    strengths = {it.name.full: it.strength for it in eleven["21326"].aliases}
    assert strengths == {
        "Slavik": Strength.WEAK,
        "Monstr": Strength.WEAK,
        "Pollingsoon": Strength.WEAK,
        "Lastik": Strength.WEAK,
        "lucky12345": Strength.WEAK,
        "Bogachev, Evgeniy Mikhailovich": Strength.STRONG,
    }
    assert {it.name.full: it.strength for it in eleven["21344"].aliases}["FSB"] is Strength.WEAK
    assert eleven["21333"].aliases[0].kind is AliasKind.FORMER


def test_names_in_other_scripts_are_told_by_the_number_of_the_script(eleven):
    """Beside the Latin spelling of the same alias."""
    (cyrillic,) = (it for it in eleven["21330"].aliases if it.kind is AliasKind.ORIGINAL_SCRIPT)
    assert (cyrillic.name.full, cyrillic.name.family, cyrillic.strength) == (
        "Костюков, Игорь Олегович",
        "Костюков",
        Strength.STRONG,
    )


def test_first_to_last_of_a_year_means_that_only_the_year_is_known(eleven):
    """The FSB was established in 1994; Bogachev was born on a day."""
    assert [str(day) for day in eleven["21344"].born] == ["1994"]
    assert [str(day) for day in eleven["21326"].born] == ["1983-10-28"]


def test_features_reach_their_fields(eleven):
    """By label: places by reference, values by reference, and plain text."""
    assert (eleven["21324"].birth_places, eleven["21324"].nationalities) == (("Riga, Latvia",), ("LV",))
    assert (eleven["21328"].gender, eleven["21328"].titles) == ("male", ("Chief of GRU",))
    assert [(it.kind, it.value) for it in eleven["21332"].observables] == [
        (ObservableKind.DOMAIN, "stc-spb.ru"),
        (ObservableKind.EMAIL, "stcspb1@mail.ru"),
    ]
    assert ("Target Type", "Government Entity") in eleven["21344"].details


def test_documents_are_found_by_the_number_of_the_identity(eleven):
    """They stand before the parties."""
    assert [(it.kind, it.value, it.country) for it in eleven["21333"].identifiers] == [
        (IdentifierKind.REGISTRATION, "1127746601817", "RU"),
        (IdentifierKind.TAX, "7704813260", "RU"),
        (IdentifierKind.TAX, "7704010041", "RU"),
    ]


def test_addresses_keep_their_parts(eleven):
    """Street lines joined, the rest apart."""
    address = eleven["21334"].addresses[1]
    assert (address.street, address.city, address.region, address.postcode, address.country) == (
        "Dom 3, Lazurnaya Ulitsa, Solnechnogorskiy Raion",
        "Andreyevka",
        "Moscow Region",
        "141551",
        "RU",
    )
    assert eleven["21334"].countries == ("RU",)


def test_each_measure_called_program_is_an_act(eleven):
    """The tag is the measure's comment; entries stand after the parties."""
    acts = eleven["21344"].designations
    assert [act.programme for act in acts] == ["NPWMD", "CYBER2", "CAATSA - RUSSIA", "RUSSIA-EO14024"]
    assert {(str(act.listed_on), act.measures) for act in acts} == {("2016-12-29", ("Block",))}
    assert [act.legal_basis for act in acts] == ["E.O. 13382", "Executive Order 13757 (Cyber)", "", "E.O. 14024"]


def test_relationships_are_links_with_the_name_of_the_other(eleven):
    """They stand after the parties, and the other may stand further down."""
    (link,) = eleven["21328"].links
    assert (link.relation, link.name, link.target_id) == (
        "Acting for or on behalf of",
        "Main Intelligence Directorate",
        "ofac-sdn:21343",
    )


def test_kinds_come_from_the_type_or_the_type_above_it(eleven):
    """A person's subtype is only called "Unknown", under the type "Individual"."""
    assert eleven["21326"].kind is PartyKind.PERSON
    assert eleven["21343"].kind is PartyKind.ORGANISATION


def test_a_vessel_is_one_by_its_subtype(tmp_path):
    """Its type is Transport, which aircraft are too."""
    parties, _ = read(changed(tmp_path, ('ID="21332" PartySubTypeID="3"', 'ID="21332" PartySubTypeID="1"')))
    assert parties["21332"].kind is PartyKind.VESSEL


def test_a_period_is_as_long_as_its_ends_and_may_be_about(tmp_path):
    """As in "circa 1982 to 1983"."""
    path = changed(
        tmp_path,
        (
            r'Start Approximate="false"([^>]*)><From><Year>1983</Year><Month>10</Month><Day>28</Day></From>',
            r'Start Approximate="true"\1><From><Year>1982</Year><Month>1</Month><Day>1</Day></From>',
        ),
    )
    parties, _ = read(path)
    assert [str(day) for day in parties["21326"].born] == ["circa 1982-01-01/1983-10-28"]


def test_an_entry_on_the_other_list_does_not_count(tmp_path):
    """Read as the Consolidated list, only entries of the other lists do; without one, that is a warning."""
    entry = r'(<SanctionsEntry ID="\d+" ProfileID="21326" ListID=)"1550"'
    path = changed(tmp_path, (entry, r'\1"91512"'))
    parties, tally = read(path)
    assert [(it.record, "names a programme" in it.reason) for it in tally.issues] == [("21326", True)]
    parties, tally = read(path, "ofac-cons")
    assert [act.programme for act in parties["21326"].designations] == ["CYBER2"]
    assert len(tally.issues) == 10


def test_a_reference_that_leads_nowhere_is_a_warning(tmp_path):
    """The number is kept as a detail."""
    parties, tally = read(changed(tmp_path, (r'(FeatureTypeID="10">.*?)LocationID="\d+"', r'\1LocationID="999999"')))
    assert parties["21324"].details[0] == ("Nationality Country", "location 999999")
    assert {it.severity for it in tally.issues} == {Severity.WARNING}


def test_parties_without_number_or_name_and_second_ones_are_rejected(tmp_path):
    """By line, with the reason."""
    path = changed(
        tmp_path,
        (r'<DistinctParty FixedRef="21328"', '<DistinctParty FixedRef="21326"'),
        (r'<DistinctParty FixedRef="21329"', '<DistinctParty FixedRef=""'),
    )
    parties, tally = read(path)
    assert len(parties) == 9
    assert [it.record for it in tally.issues] == ["21326", ""]


def test_a_file_without_date_of_issue_or_entries_is_doubted(tmp_path):
    """It was cut down, and does not say of which day it is."""
    _, tally = read(
        changed(tmp_path, (r"<DateOfIssue.*?</DateOfIssue>", ""), (r"(?s)<SanctionsEntries>.*</SanctionsEntries>", ""))
    )
    assert tally.published_on is None
    assert [("DateOfIssue" in doubt, "SanctionsEntry" in doubt) for doubt in tally.doubts] == [
        (True, False),
        (False, True),
    ]


def test_a_file_cut_short_is_refused(tmp_path):
    """In the first reading, before any party is given out."""
    path = tmp_path / "sdn_advanced.xml"
    path.write_bytes(FIXTURE.read_bytes()[:-200])
    with pytest.raises(UnreadableFile, match="not well-formed"):
        next(FORMAT.read("ofac-sdn", {"list": Content(path)}, Tally()))


# ---- The real slice ----


def test_the_slice_is_read_and_its_flaws_are_told(shared):
    """Four parties of 2026 without namespace, wrapper, places, entries and most reference values."""
    parties, tally = read(shared / "ofac" / "advanced_xml" / "sdn_advanced_slice.xml")
    assert list(parties) == ["36", "2677", "9760", "16806"]
    assert [party.kind for party in parties.values()] == [
        PartyKind.ORGANISATION,
        PartyKind.PERSON,
        PartyKind.PERSON,
        PartyKind.ORGANISATION,
    ]
    assert parties["9760"].name.full == "Lukashenka, Alyaksandr Ryhorovich"
    assert [str(day) for day in parties["9760"].born] == ["1954-08-30", "1954-08-31"]
    scripts = [
        it.name.full for party in parties.values() for it in party.aliases if it.kind is AliasKind.ORIGINAL_SCRIPT
    ]
    assert len(scripts) == 4
    for flaw in (
        "no namespace",
        "outside of DistinctParties",
        "DateOfIssue",
        "Location",
        "SanctionsEntry",
        "FeatureType",
    ):
        assert any(flaw in doubt for doubt in tally.doubts), flaw
    assert {it.severity for it in tally.issues} == {Severity.WARNING}
