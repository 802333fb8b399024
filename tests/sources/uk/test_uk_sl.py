"""The UK Sanctions List in CSV, XML and ODS: one invented list in three formats, and the real summary of 2025.

No full file of the format of 2026 is at hand: the lists here are written from its published columns. The
designations CYB0011 and CHW0009 are public record, everybody else is invented.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from datetime import date
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.errors import MissingColumn, UnreadableFile
from nongrata.model import AliasKind, IdentifierKind, ObservableKind, PartyKind, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.files.opendocument import sheet_rows
from nongrata.sources.loading.tally import Tally
from nongrata.sources.uk import sl_csv as uk_sl_csv
from nongrata.sources.uk import sl_ods as uk_sl_ods
from nongrata.sources.uk import sl_xml as uk_sl_xml
from nongrata.sources.uk.designation import COLUMNS, clean, field_of

KOSTYUKOV = {
    "Unique ID": "CYB0011",
    "OFSI Group ID": "13748",
    "Name 6": "KOSTYUKOV",
    "Name 1": "Igor",
    "Name 2": "Olegovich",
    "Name type": "Primary Name",
    "Regime Name": "The Cyber (Sanctions) (EU Exit) Regulations 2020",
    "Designation Type": "Individual",
    "Designation source": "UK",
    "Sanctions Imposed": "Asset freeze|Travel Ban",
    "Date Designated": "31/12/2020",
    "D.O.B": "21/02/1961",
    "Last Updated": "31/12/2020",
}
TWICE = KOSTYUKOV | {"Unique ID": "CHW0009", "Regime Name": "The Chemical Weapons (Sanctions) Regulations 2019"}
TRAVELLER = {
    "Unique ID": "EXA0001",
    "Name 6": "EXAMPLUS",
    "Name 1": "Testo",
    "Name type": "Primary Name",
    "Regime Name": "Example",
    "Designation Type": "Individual",
    "Designation source": "UN",
    "UN Reference Number": "QDi.901",
    "Sanctions Imposed": "Travel Ban",
    "D.O.B": "dd/mm/1962",
    "UK Statement of Reasons": "Ordered &quot;oil&quot; &amp; gas &#8211; twice",
}
SHIP = {
    "Unique ID": "EXA0002",
    "Name 6": "EXAMPLE STAR",
    "Name type": "Primary Name",
    "Regime Name": "Example",
    "Designation Type": "Ship",
    "Sanctions Imposed": "Prohibition of port entry",
    "IMO number": "9074729",
    "Current owner/operator (s)": "Example Shipping Co",
    "Current believed flag of ship": "Panama",
    "Type of ship": "Crude oil tanker",
    "Tonnage": "81085",
    "Year Built": "2004",
}


def lines_of(*rows: dict[str, str]) -> str:
    """The CSV of these rows under its two header lines."""
    out = io.StringIO()
    out.write("Report Date: 13-Feb-2026\r\n")
    table = csv.DictWriter(out, COLUMNS, restval="")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def sheet_of(cells: list[list[str]]) -> bytes:
    """An OpenDocument spreadsheet of these cells, indented as the UK's is, its empty rest told as one cell."""
    rows = "".join(
        "<table:table-row>\n  "
        + "\n  ".join(
            f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" if cell else "<table:table-cell/>"
            for cell in row
        )
        + '\n  <table:table-cell table:number-columns-repeated="16326"/>\n</table:table-row>\n'
        for row in cells
    )
    return package(rows + '<table:table-row table:number-rows-repeated="1043268"><table:table-cell/></table:table-row>')


def package(rows: str) -> bytes:
    """An OpenDocument package with these table rows in its content."""
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{oasis}:office:1.0" '
        f'xmlns:table="{oasis}:table:1.0" xmlns:text="{oasis}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="UK_Sanction_List">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return out.getvalue()


def take(form, path):
    """The parties of a file by Unique ID, and its tally."""
    content = Content(path)
    recognised = form.recognise(content.name, content.head())
    assert recognised is not None
    assert recognised.list_id == "uk-sl"
    tally = Tally()
    parties = list(form.read(recognised.list_id, {recognised.part: content}, tally))
    assert tally.balanced
    return {party.id.partition(":")[2]: party for party in parties}, tally


@pytest.fixture
def read_csv(tmp_path):
    """Reads rows written as CSV, or a text as it is."""

    def _read(*rows: dict[str, str], text: str = ""):
        path = tmp_path / "UK-Sanctions-List.csv"
        path.write_text(text or lines_of(*rows), "utf-8-sig")
        return take(uk_sl_csv.FORMAT, path)

    return _read


def test_rows_of_one_unique_id_are_one_party_wherever_they_stand(read_csv):
    """A row per name and address; the group of OFSI is no key, for it stands in two regimes."""
    moscow = {"Address Line 1": "1 Example St", "Address Line 6": "Moscow", "Address Country": "Russia"}
    anapa = {"Address Line 6": "Anapa", "Address Country": "Russia"}
    other = {"Name type": "Alias", "Name 6": "KOSTIUKOV"}
    parties, tally = read_csv(KOSTYUKOV | moscow, TWICE, KOSTYUKOV | other | moscow, KOSTYUKOV | anapa)
    party = parties["CYB0011"]
    assert party.name.full == "Igor Olegovich KOSTYUKOV"
    assert (party.name.family, party.name.given) == ("KOSTYUKOV", "Igor Olegovich")
    assert [one.name.full for one in party.aliases] == ["Igor Olegovich KOSTIUKOV"]
    assert [one.city for one in party.addresses] == ["Moscow", "Anapa"]
    assert party.countries == ("RU",)
    assert ("OFSI Group ID", "13748") in parties["CHW0009"].details
    assert (tally.rows_in, tally.rows_used, tally.published_on) == (4, 4, date(2026, 2, 13))


def test_what_a_designation_does_can_be_told(read_csv):
    """A travel ban alone must not block money."""
    parties, _ = read_csv(KOSTYUKOV, TRAVELLER, SHIP)
    assert parties["CYB0011"].designations[0].measures == ("Asset freeze", "Travel Ban")
    assert parties["EXA0001"].designations[0].measures == ("Travel Ban",)
    assert parties["EXA0002"].designations[0].measures == ("Prohibition of port entry",)
    assert [one.designations[0].authority for one in parties.values()] == [
        "HM Government",
        "UN Security Council",
        "HM Government",
    ]


def test_html_entities_in_reasons_are_put_right(read_csv):
    """And white space with them."""
    parties, _ = read_csv(TRAVELLER)
    assert parties["EXA0001"].designations[0].reason == 'Ordered "oil" & gas – twice'


def test_a_birth_of_which_only_the_year_is_known(read_csv):
    """The publisher writes dd/mm/1962."""
    parties, _ = read_csv(TRAVELLER)
    assert [str(one) for one in parties["EXA0001"].born] == ["1962"]
    assert parties["EXA0001"].links[0].target_id == "un-sc:QDi.901"


@pytest.mark.parametrize(
    ("told", "strength"),
    [("", Strength.STRONG), ("Good quality a.k.a", Strength.STRONG), ("Low quality a.k.a", Strength.WEAK)],
)
def test_alias_strength_is_blank_unless_the_un_says_low(read_csv, told, strength):
    """Blank means strong."""
    parties, _ = read_csv(TRAVELLER, TRAVELLER | {"Name 1": "Tex", "Name type": "Alias", "Alias strength": told})
    assert [one.strength for one in parties["EXA0001"].aliases] == [strength]


def test_a_variation_of_the_primary_name_is_an_alias(read_csv):
    """Even where it comes first."""
    parties, _ = read_csv(TRAVELLER | {"Name 1": "Tésto", "Name type": "Primary Name Variation"}, TRAVELLER)
    assert parties["EXA0001"].name.full == "Testo EXAMPLUS"
    assert [one.name.full for one in parties["EXA0001"].aliases] == ["Tésto EXAMPLUS"]


def test_names_hide_in_other_information_and_in_another_script(read_csv):
    """A sentence gives weak ones, the column for scripts an original one."""
    told = {
        "Other Information": "Also referred to as Tex. Tel: +44 20 5550 0100. IMO number: 9074729.",
        "Name non-latin script": "Тесто",
        "Non-latin script language": "Russian",
    }
    parties, _ = read_csv(TRAVELLER | told)
    party = parties["EXA0001"]
    assert {(one.name.full, one.kind, one.strength) for one in party.aliases} == {
        ("Тесто", AliasKind.ORIGINAL_SCRIPT, Strength.STRONG),
        ("Tex", AliasKind.AKA, Strength.WEAK),
    }
    assert [(one.kind, one.value) for one in party.observables] == [(ObservableKind.PHONE, "+44 20 5550 0100")]
    assert [one.kind for one in party.identifiers] == [IdentifierKind.IMO]


def test_a_ship_has_its_number_owner_flag_and_year(read_csv):
    """The columns for ships."""
    parties, _ = read_csv(SHIP)
    ship = parties["EXA0002"]
    assert ship.kind is PartyKind.VESSEL
    assert [(one.kind, one.value) for one in ship.identifiers] == [(IdentifierKind.IMO, "9074729")]
    assert [(one.relation, one.name) for one in ship.links] == [("Current owner/operator", "Example Shipping Co")]
    assert ship.countries == ("PA",)
    assert [str(one) for one in ship.born] == ["2004"]
    assert {("Type of ship", "Crude oil tanker"), ("Tonnage", "81085")} <= set(ship.details)


def test_numbers_of_documents_and_registers_come_with_kind_and_country(read_csv):
    """The words beside a number say what it is."""
    told = {
        "Passport number": "592667",
        "Passport additional information": "Qatari passport issued on 3 May 2007",
        "Business registration number (s)": "OGRN: 1089847243870, INN: 7802170553",
        "Website": "www.example.test",
        "Email address": "a@example.test|b@example.test",
        "Nationality(/ies)": "Russia|Atlantis",
    }
    parties, tally = read_csv(TRAVELLER | told)
    party = parties["EXA0001"]
    assert [(one.kind, one.value, one.country) for one in party.identifiers] == [
        (IdentifierKind.PASSPORT, "592667", "QA"),
        (IdentifierKind.REGISTRATION, "1089847243870", ""),
        (IdentifierKind.TAX, "7802170553", ""),
    ]
    assert [one.value for one in party.observables] == ["www.example.test", "a@example.test", "b@example.test"]
    assert party.nationalities == ("RU",)
    assert ("Nationality", "Atlantis") in party.details
    assert ["Atlantis" in issue.reason for issue in tally.issues] == [True]


def test_a_row_with_another_number_of_fields_is_rejected_with_its_line(read_csv):
    """A known reader of this list skips such rows; the others are used all the same."""
    text = lines_of(KOSTYUKOV, TRAVELLER, SHIP)
    broken = text.replace("EXAMPLUS,", "EXAMPLUS,,", 1)
    parties, tally = read_csv(text=broken)
    assert sorted(parties) == ["CYB0011", "EXA0002"]
    assert [(issue.line, issue.reason) for issue in tally.issues] == [(4, "it has 59 fields, the header has 58")]
    assert tally.doubts == []


def test_a_list_cut_in_a_row_is_distrusted(read_csv):
    """The last row tells it."""
    text = lines_of(KOSTYUKOV, TRAVELLER)
    _, tally = read_csv(text=text[: text.index("Travel Ban,")])
    assert "the file is cut" in tally.doubts[0]


def test_rows_without_id_or_name_are_rejected(read_csv):
    """Each with its reason."""
    nameless = {key: value for key, value in SHIP.items() if key != "Name 6"}
    idless = {key: value for key, value in SHIP.items() if key != "Unique ID"}
    parties, tally = read_csv(nameless, idless, KOSTYUKOV)
    assert list(parties) == ["CYB0011"]
    assert sorted((issue.line, issue.reason) for issue in tally.issues) == [
        (3, "it has no name"),
        (4, "it has no Unique ID"),
    ]


def test_a_renamed_column_is_told_and_its_values_kept(read_csv):
    """A warning for the one that is missing; the unknown one becomes a detail."""
    parties, tally = read_csv(text=lines_of(SHIP).replace(",Tonnage,", ",Gross weight,"))
    assert "'Tonnage'" in tally.issues[0].reason
    assert ("Gross weight", "81085") in parties["EXA0002"].details


def test_without_a_column_that_is_needed_nothing_is_read(read_csv):
    """The error names it."""
    with pytest.raises(MissingColumn, match="Sanctions Imposed"):
        read_csv(text=lines_of(SHIP).replace(",Sanctions Imposed,", ",Imposed,"))


XML = """<?xml version="1.0"?><Designations><DateGenerated>13/02/2026</DateGenerated>
<Designation>
  <LastUpdated>31/12/2020</LastUpdated><DateDesignated>31/12/2020</DateDesignated>
  <UniqueID>CYB0011</UniqueID><OFSIGroupID>13748</OFSIGroupID>
  <Names>
    <Name><Name1>Igor</Name1><Name6>KOSTIUKOV</Name6><NameType>Alias</NameType></Name>
    <Name><Name1>Igor</Name1><Name2>Olegovich</Name2><Name6>KOSTYUKOV</Name6><NameType>Primary Name</NameType></Name>
  </Names>
  <NonLatinNames><NonLatinName><NameNonLatinScript>Игорь Костюков</NameNonLatinScript></NonLatinName></NonLatinNames>
  <RegimeName>The Cyber (Sanctions) (EU Exit) Regulations 2020</RegimeName>
  <IndividualEntityShip>Individual</IndividualEntityShip><DesignationSource>UK</DesignationSource>
  {sanctions}
  <SanctionsImposedIndicators>
    <AssetFreeze>true</AssetFreeze><ArmsEmbargo>false</ArmsEmbargo>
  </SanctionsImposedIndicators>
  <Addresses><Address>
    <AddressLine1>1 Example St</AddressLine1><AddressCountry>Russia</AddressCountry>
  </Address></Addresses>
  <EmailAddresses><EmailAddress>a@example.test</EmailAddress></EmailAddresses>
  <IndividualDetails><Individual>
    <DOBs><DOB>dd/mm/1961</DOB><DOB>21/02/1961</DOB></DOBs>
    <Nationalities><Nationality>Russia</Nationality></Nationalities>
    <BirthDetails><Location>
      <TownOfBirth>Anapa</TownOfBirth><CountryOfBirth>Russia</CountryOfBirth>
    </Location></BirthDetails>
  </Individual></IndividualDetails>
  <UKStatementofReasons>Led &amp;quot;it&amp;quot;</UKStatementofReasons>
  <ShoeSize>44</ShoeSize>
</Designation></Designations>"""


@pytest.fixture
def read_xml(tmp_path):
    """Reads a list written as XML."""

    def _read(xml: str):
        path = tmp_path / "UK-Sanctions-List.xml"
        path.write_text(xml, "utf-8")
        return take(uk_sl_xml.FORMAT, path)

    return _read


def test_the_xml_gives_what_the_csv_gives(read_xml):
    """Names by their groups, values by their elements' names, an unknown element as a detail."""
    parties, tally = read_xml(XML.format(sanctions="<SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>"))
    party = parties["CYB0011"]
    act = party.designations[0]
    assert party.name.full == "Igor Olegovich KOSTYUKOV"
    assert [(one.name.full, one.kind.value) for one in party.aliases] == [
        ("Igor KOSTIUKOV", "aka"),
        ("Игорь Костюков", "original_script"),
    ]
    assert [str(one) for one in party.born] == ["1961", "1961-02-21"]
    assert (party.nationalities, party.birth_places, party.countries) == (("RU",), ("Anapa, Russia",), ("RU",))
    assert (act.measures, act.reason, str(act.listed_on)) == (("Asset freeze", "Travel Ban"), 'Led "it"', "2020-12-31")
    assert [one.value for one in party.observables] == ["a@example.test"]
    assert ("ShoeSize", "44") in party.details
    assert (tally.rows_in, tally.published_on) == (1, date(2026, 2, 13))


def test_the_indicators_tell_the_measures_where_words_do_not(read_xml):
    """Only those that are true."""
    parties, _ = read_xml(XML.format(sanctions=""))
    assert parties["CYB0011"].designations[0].measures == ("Asset freeze",)


def test_an_xml_designation_without_a_name_is_rejected(read_xml):
    """With its id and line."""
    _, tally = read_xml(
        "<Designations><Designation><UniqueID>EXA0009</UniqueID></Designation>\n<Designation/></Designations>"
    )
    rejected = [(one.record, one.reason) for one in tally.issues if "has no" in one.reason]
    assert rejected == [("EXA0009", "it has no name"), ("", "it has no UniqueID")]


@pytest.fixture
def read_ods(tmp_path):
    """Reads cells written as an OpenDocument spreadsheet."""

    def _read(cells: list[list[str]], name: str = "list.ods"):
        (tmp_path / name).write_bytes(sheet_of(cells))
        return take(uk_sl_ods.FORMAT, tmp_path / name)

    return _read


SUMMARY = [
    "Unique ID",
    "OFSI Group ID",
    "Name",
    "Regime Name",
    "Type",
    "Designation source",
    "Date Designated",
    "Sanctions Imposed",
]


def test_the_summary_gives_a_party_a_row(read_ods):
    """Name whole, measures joined by commas, the date from the file's name."""
    freeze = 'Asset freeze, Transport sanctions: see "Other information", Travel Ban'
    parties, tally = read_ods(
        [
            SUMMARY,
            ["CYB0011", "13748", "KOSTYUKOV  Igor Olegovich", "Cyber", "Individual", "UK", "31-12-2020", freeze],
            ["EXA0003", "", "", "Example", "Entity", "UK", "01-01-2025", "Asset freeze"],
        ],
        "FCDO_SL_Mon_Aug 11 2025.ods",
    )
    act = parties["CYB0011"].designations[0]
    assert parties["CYB0011"].name.full == "KOSTYUKOV Igor Olegovich"
    assert act.measures == ("Asset freeze", 'Transport sanctions: see "Other information"', "Travel Ban")
    assert str(act.listed_on) == "2020-12-31"
    assert tally.published_on == date(2025, 8, 11)
    assert [(issue.line, issue.record) for issue in tally.issues] == [(3, "EXA0003")]


def test_the_full_sheet_is_read_like_the_csv(read_ods, read_csv):
    """Same columns, same parties, whatever the format."""
    rows = [KOSTYUKOV, TWICE, TRAVELLER, SHIP]
    cells = [["Report Date: 13-Feb-2026"], list(COLUMNS), *([row.get(name, "") for name in COLUMNS] for row in rows)]
    from_sheet, sheet_tally = read_ods(cells)
    from_csv, csv_tally = read_csv(*rows)
    assert from_sheet == from_csv
    assert sheet_tally.published_on == csv_tally.published_on == date(2026, 2, 13)


def test_a_sheet_that_repeats_a_filled_cell_without_end_is_refused(tmp_path):
    """A count of a few bytes must not become any amount of memory."""
    rows = '<table:table-row><table:table-cell table:number-columns-repeated="99999999"><text:p>x</text:p>'
    path = tmp_path / "UK-Sanctions-List.ods"
    path.write_bytes(package(rows + "</table:table-cell></table:table-row>"))
    with pytest.raises(UnreadableFile, match="decompression bomb"):
        list(sheet_rows(Content(path)))


def test_a_damaged_package_is_refused(tmp_path):
    """Cut in the middle; or no sheet in it at all."""
    path = tmp_path / "UK-Sanctions-List.ods"
    path.write_bytes(sheet_of([SUMMARY])[:-80])
    with pytest.raises(UnreadableFile, match="no whole OpenDocument"):
        take(uk_sl_ods.FORMAT, path)
    path.write_bytes(sheet_of([["Something", "else"]]))
    with pytest.raises(UnreadableFile, match="Unique ID"):
        take(uk_sl_ods.FORMAT, path)


def test_blanks_that_are_elements_are_blanks(tmp_path):
    """OpenDocument writes runs of blanks, tabs and line breaks as elements of their own."""
    path = tmp_path / "x.ods"
    paragraph = (
        '<text:p>EXAMPLE<text:s text:c="2"/>STAR<text:tab/><text:span>CO</text:span><text:line-break/>X</text:p>'
    )
    path.write_bytes(package(f"<table:table-row><table:table-cell>{paragraph}</table:table-cell></table:table-row>"))
    assert list(sheet_rows(Content(path))) == [(1, ["EXAMPLE STAR CO X"])]


@given(st.sampled_from(COLUMNS))
def test_every_column_is_known_by_its_letters_alone(column):
    """Case, blanks and signs may change, the field stays."""
    assert field_of(column.upper().replace(" ", "_")) == column


@given(st.text())
def test_any_value_can_be_cleaned(value):
    """And cleaning again changes nothing but further layers of entities."""
    assert "  " not in clean(value)


def test_the_real_summary_is_read_whole(shared):
    """5,302 designations; two of them are published without a name and are told."""
    parties, tally = take(uk_sl_ods.FORMAT, shared / "uk" / "FCDO_SL_summary_2025-08-11.ods")
    assert Counter(party.kind for party in parties.values()) == {
        PartyKind.PERSON: 3754 - 2,
        PartyKind.ORGANISATION: 1087,
        PartyKind.VESSEL: 461,
    }
    assert (tally.rows_in, tally.rows_rejected, tally.published_on) == (5302, 2, date(2025, 8, 11))
    assert [(issue.record, issue.reason) for issue in tally.issues] == [
        ("BEL0174", "it has no name"),
        ("RUS1467", "it has no name"),
    ]
    assert parties["CHW0009"].details == parties["CYB0011"].details
    no_freeze = [party for party in parties.values() if "Asset freeze" not in party.designations[0].measures]
    assert len(no_freeze) == 456
