"""The EU's list in XML and CSV: its traps one by one, and the real file of 13 May 2024."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from datetime import date

import pytest
from lxml import etree

from nongrata.errors import MissingColumn, UnreadableFile
from nongrata.model import AliasKind, IdentifierKind, ObservableKind, PartyKind, Strength
from nongrata.sources.eu import fsf_csv as eu_fsf_csv
from nongrata.sources.eu import fsf_xml as eu_fsf
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally

REGULATION = (
    '<regulation programme="{programme}" numberTitle="2019/84 (OJ L18 I)" publicationDate="2019-01-21" '
    'entryIntoForceDate="2019-01-22" logicalId="7{programme}">'
    "<publicationUrl>https://eur-lex.europa.eu/x</publicationUrl></regulation>"
)


def entity(
    inner: str, *, reference: str = "EU.1.11", code: str = "person", programme: str = "CHEM", more: str = ""
) -> str:
    """An invented entity with these elements."""
    return (
        f'<sanctionEntity euReferenceNumber="{reference}" logicalId="1" {more}>'
        f'{REGULATION.format(programme=programme)}<subjectType code="{code}"/>{inner}</sanctionEntity>'
    )


def name(whole: str, remark: str = "", **attributes: str) -> str:
    """A nameAlias, strong as all are."""
    told = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    remarks = f"<remark>{remark}</remark>" if remark else ""
    return f'<nameAlias wholeName="{whole}" strong="true" logicalId="{whole}" {told}>{remarks}</nameAlias>'


def export(*entities: str) -> str:
    """A file of these entities."""
    return (
        '<?xml version="1.0"?><export xmlns="http://eu.europa.ec/fpi/fsd/export" '
        f'generationDate="2024-05-13T17:44:28.283+02:00" globalFileId="1">{"".join(entities)}</export>'
    )


def take(form, path):
    """The parties of a file by what follows the list id, and its tally."""
    content = Content(path)
    recognised = form.recognise(content.name, content.head())
    assert recognised is not None
    tally = Tally()
    parties = list(form.read(recognised.list_id, {recognised.part: content}, tally))
    assert tally.balanced
    assert len({party.id for party in parties}) == len(parties)
    return {party.id.partition(":")[2]: party for party in parties}, tally


@pytest.fixture
def read(tmp_path):
    """Reads entities written as XML."""

    def _read(*entities: str):
        path = tmp_path / "full.xml"
        path.write_text(export(*entities), "utf-8")
        return take(eu_fsf.FORMAT, path)

    return _read


@pytest.fixture
def only(read):
    """The one party of a file with one entity with these elements."""
    return lambda inner, **how: next(iter(read(entity(inner, **how))[0].values()))


@pytest.mark.parametrize(
    "remark", ["low quality alias", "Low quality a.k.a.", "Lo quality alias", "low quality aliias"]
)
def test_a_weak_name_is_told_by_its_remark(only, remark):
    """`strong` is true on every name of the file; the remark decides, whatever its typos."""
    party = only(name("Testo EXAMPLE", function="Minister") + name("Tex", remark))
    assert [(one.name.full, one.strength) for one in party.aliases] == [("Tex", Strength.WEAK)]
    assert not party.remarks


@pytest.mark.parametrize(
    "remark", ["good quality alias", "god quality alias", "qood quality alias", "high quality alias"]
)
def test_a_good_name_stays_strong_whatever_the_typo(only, remark):
    """None of these says low."""
    party = only(name("Testo EXAMPLE", function="Minister") + name("Testo X", remark))
    assert party.aliases[0].strength is Strength.STRONG
    assert not party.remarks


def test_the_primary_name_is_strong_latin_english_and_carries_the_particulars(only):
    """Not the first in the file: scripts, translations and short forms come before it."""
    party = only(
        name("Тесто ЭКЗАМПЛ", nameLanguage="RU")
        + name("Tex", "low quality alias")
        + name("Testo EKSAMPEL", nameLanguage="DA")
        + name("T. EXAMPLE")
        + name("Testo Testovich EXAMPLE", title="(a) General, (b) Dr.", function="Minister")
    )
    assert party.name.full == "Testo Testovich EXAMPLE"
    assert party.titles == ("General", "Dr", "Minister")
    assert {one.name.full: one.kind for one in party.aliases} == {
        "Тесто ЭКЗАМПЛ": AliasKind.ORIGINAL_SCRIPT,
        "Tex": AliasKind.AKA,
        "Testo EKSAMPEL": AliasKind.TRANSLATION,
        "T. EXAMPLE": AliasKind.AKA,
    }


def test_official_languages_are_translations_even_in_other_scripts(only):
    """A Bulgarian or Greek name is the EU's own, no original script; Russian and Arabic ones are."""
    party = only(
        name("Example Works", code="x")
        + name("Завод Пример", nameLanguage="BG")
        + name("Завод Экзампл", nameLanguage="RU"),
        code="enterprise",
    )
    assert [one.kind for one in party.aliases] == [AliasKind.TRANSLATION, AliasKind.ORIGINAL_SCRIPT]


def test_a_name_in_another_script_hides_in_a_remark(only):
    """It becomes a name and stays told."""
    party = only(name("Example Security", "Российские Примеры"), code="enterprise")
    assert [one.name.full for one in party.aliases] == ["Российские Примеры"]
    assert party.remarks == ("Российские Примеры",)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('birthdate="1961-02-21" dayOfMonth="21" monthOfYear="2" year="1961" circa="false"', "1961-02-21"),
        ('year="1961" circa="false"', "1961"),
        ('year="1961" circa="true"', "circa 1961"),
        ('monthOfYear="8" year="1961" circa="false"', "1961-08"),
        ('yearRangeFrom="1953" yearRangeTo="1958" circa="true"', "circa 1953/1958"),
    ],
)
def test_births_are_read_as_far_as_they_are_known(only, attributes, expected):
    """A day, a year, a month, a range; circa where the EU says so."""
    party = only(name("Testo EXAMPLE") + f'<birthdate calendarType="GREGORIAN" {attributes}/>')
    assert [str(one) for one in party.born] == [expected]


def test_a_year_of_another_calendar_is_kept_and_doubted(read):
    """1343 is no year of ours; a conversion that the EU itself gives is used."""
    births = (
        '<birthdate calendarType="ISLAMIC" year="1343" countryIso2Code="IR" countryDescription="IRAN"/>'
        '<birthdate calendarType="ISLAMIC" birthdate="1982-04-19" dayOfMonth="24" monthOfYear="6" year="1402"/>'
    )
    parties, tally = read(entity(name("Testo EXAMPLE") + births))
    party = parties["EU.1.11"]
    assert [str(one) for one in party.born] == ["1982-04-19"]
    assert ("Date of birth (ISLAMIC calendar)", "1343") in party.details
    assert ("Date of birth (ISLAMIC calendar)", "1402-6-24") in party.details
    assert ["1343" in issue.reason for issue in tally.issues] == [True]
    assert party.birth_places == ("IRAN",)


def test_a_birth_whose_date_stands_in_the_remark_is_read(only):
    """The end of an open range is no date by itself, the remark is."""
    party = only(
        name("Testo EXAMPLE")
        + '<birthdate calendarType="GREGORIAN" yearRangeTo="1980"><remark>Approximately 1980</remark></birthdate>'
    )
    assert [str(one) for one in party.born] == ["circa 1980"]


def test_country_00_is_none_and_a_country_that_is_gone_keeps_its_description(only):
    """UNKNOWN adds nothing; CS is Serbia and Montenegro, not a country of today by its code."""
    party = only(
        name("Testo EXAMPLE")
        + '<citizenship countryIso2Code="00" countryDescription="UNKNOWN"/>'
        + '<citizenship countryIso2Code="CS" countryDescription="SERBIA AND MONTENEGRO"/>'
    )
    assert party.nationalities == ("RS",)


def test_contacts_of_an_address_are_observables(only):
    """Several share a field; line breaks and typographic hyphens in them are mended; a page is no domain."""
    party = only(
        name("Example Works")
        + '<address city="Anapa" countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION" poBox="19">'
        '<contactInfo key="EMAIL" value="info@example.test; sales@ex‐ample. ru"/>'
        '<contactInfo key="WEB" value="www.example.test; https://vk.com/example_works"/>'
        '<contactInfo key="FAX" value="+7 812 555-77-00; +7 812 555-58-16"/></address>',
        code="enterprise",
    )
    assert [(one.kind, one.value) for one in party.observables] == [
        (ObservableKind.EMAIL, "info@example.test"),
        (ObservableKind.EMAIL, "sales@ex-ample.ru"),
        (ObservableKind.DOMAIN, "www.example.test"),
        (ObservableKind.URL, "https://vk.com/example_works"),
        (ObservableKind.PHONE, "+7 812 555-77-00"),
        (ObservableKind.PHONE, "+7 812 555-58-16"),
    ]
    assert (party.addresses[0].street, party.addresses[0].country) == ("PO Box 19", "RU")


def test_identifications_keep_kind_country_and_what_is_said(only):
    """Type codes map to kinds, "other" is told by its remark, two numbers share a field, "-" is none."""

    def paper(code: str, number: str, remark: str = "") -> str:
        told = f"<remark>{remark}</remark>" if remark else ""
        return (
            f'<identification identificationTypeCode="{code}" identificationTypeDescription="D" number="{number}" '
            f'countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION" knownExpired="true">{told}'
            "</identification>"
        )

    party = only(
        name("Testo EXAMPLE")
        + paper("passport", "D 0001203")
        + paper("fiscalcode", "7702165310 / 770101001")
        + paper("other", "640120-01", "National identification No.")
        + paper("id", "-")
    )
    assert [(one.kind, one.value, one.country) for one in party.identifiers] == [
        (IdentifierKind.PASSPORT, "D 0001203", "RU"),
        (IdentifierKind.TAX, "7702165310", "RU"),
        (IdentifierKind.TAX, "770101001", "RU"),
        (IdentifierKind.NATIONAL_ID, "640120-01", "RU"),
    ]
    assert ("D 640120-01", "expired; National identification No.") in party.details


def test_the_act_is_the_designation(only):
    """Programme, act and the date of designation, or that of entry into force where there is none."""
    act = only(name("Testo EXAMPLE")).designations[0]
    assert (act.programme, act.legal_basis, str(act.listed_on)) == ("CHEM", "2019/84 (OJ L18 I)", "2019-01-22")
    told = only(name("Testo EXAMPLE"), more='designationDetails="Date of listing: 21/12/2018"')
    assert str(told.designations[0].listed_on) == "2018-12-21"
    dated = only(name("Testo EXAMPLE"), more='designationDate="2018-01-01" unitedNationId="QDi.901"')
    assert str(dated.designations[0].listed_on) == "2018-01-01"
    assert dated.links[0].target_id == "un-sc:QDi.901"


def test_one_reference_number_in_two_programmes_gives_two_ids(read):
    """The second carries its programme and a link to the first."""
    parties, _ = read(entity(name("Testo A"), programme="AFG"), entity(name("Testo B"), programme="TAQA"))
    assert list(parties) == ["EU.1.11", "EU.1.11/TAQA"]
    assert parties["EU.1.11/TAQA"].links[0].target_id == "eu-fsf:EU.1.11"


def test_a_ship_among_the_enterprises_is_a_vessel(only):
    """A ship's IMO number under a ship's name; a company of shipping with a number stays a company."""
    number = '<identification identificationTypeCode="imo" number="9074729"/>'
    assert only(name("Example Star") + number, code="enterprise").kind is PartyKind.VESSEL
    assert only(name("Example Shipping Co") + number, code="enterprise").kind is PartyKind.ORGANISATION


def test_what_cannot_be_a_target_is_rejected_with_its_reason(read):
    """Without a name; de-listed by the date of the file, though not by a later one."""
    _, tally = read(
        entity(name("")),
        entity(name("Testo A"), reference="EU.2.22", more='delistingDate="2024-01-01"'),
        entity(name("Testo B"), reference="EU.3.33", more='delistingDate="2025-01-01"'),
    )
    assert [(issue.record, issue.reason) for issue in tally.issues] == [
        ("EU.1.11", "it has no name: every wholeName is empty"),
        ("EU.2.22", "de-listed on 2024-01-01"),
    ]
    assert (tally.rows_in, tally.rows_used) == (3, 1)


def write_csv(path, rows):
    """A file of version 1.1 with these rows, each given by the columns that have a value."""
    columns = sorted(eu_fsf_csv._NEEDED - {"fileGenerationDate", "Entity_LogicalId"})
    columns = ["fileGenerationDate", "Entity_LogicalId", *columns]
    out = io.StringIO()
    table = csv.DictWriter(out, columns, delimiter=";", restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    path.write_text(out.getvalue(), "utf-8-sig")


ROW = {
    "fileGenerationDate": "13/05/2024",
    "Entity_LogicalId": "119029",
    "Entity_EU_ReferenceNumber": "EU.4909.13",
    "Entity_SubjectType": "P",
    "Entity_Regulation_Programme": "CHEM",
    "Entity_Regulation_NumberTitle": "2019/84 (OJ L18 I)",
    "Entity_DesignationDate": "2019-01-21",
}
LATIN = {"NameAlias_LogicalId": "2", "NameAlias_WholeName": "Igor Olegovich KOSTYUKOV", "NameAlias_Function": "Head"}
CYRILLIC = {"NameAlias_LogicalId": "1", "NameAlias_WholeName": "Игорь Олегович КОСТЮКОВ"}
BORN = {"BirthDate_LogicalId": "3", "BirthDate_Year": "1961", "BirthDate_Month": "2", "BirthDate_Circa": "false"}
MAIL = {"Address_LogicalId": "4", "Address_City": "Anapa", "Address_ContactInfo": "EMAIL[a@example.test]"}


def test_the_csv_gives_the_same_party_from_its_cross_product(tmp_path):
    """Details that rows repeat count once; the rows of one entity need not stand together."""
    other = ROW | {"Entity_LogicalId": "5", "Entity_EU_ReferenceNumber": "EU.5.55"}
    write_csv(
        tmp_path / "full.csv",
        [ROW | CYRILLIC | BORN, other | LATIN, ROW | LATIN | BORN, ROW | LATIN | MAIL],
    )
    parties, tally = take(eu_fsf_csv.FORMAT, tmp_path / "full.csv")
    party = parties["EU.4909.13"]
    assert party.name.full == "Igor Olegovich KOSTYUKOV"
    assert [one.name.full for one in party.aliases] == ["Игорь Олегович КОСТЮКОВ"]
    assert [str(one) for one in party.born] == ["1961-02"]
    assert [one.value for one in party.observables] == ["a@example.test"]
    assert party.titles == ("Head",)
    assert party.kind is PartyKind.PERSON
    assert str(party.designations[0].listed_on) == "2019-01-21"
    assert (tally.rows_in, tally.rows_used, tally.published_on) == (4, 4, date(2024, 5, 13))


def test_a_cut_csv_rejects_its_last_row_and_is_distrusted(tmp_path):
    """The row is told with its line, the list as a whole is doubted."""
    write_csv(tmp_path / "full.csv", [ROW | LATIN, ROW | CYRILLIC])
    text = (tmp_path / "full.csv").read_text("utf-8-sig")
    (tmp_path / "full.csv").write_text(text[:-40], "utf-8-sig")
    _, tally = take(eu_fsf_csv.FORMAT, tmp_path / "full.csv")
    assert [issue.line for issue in tally.issues] == [3]
    assert "the file is cut" in tally.doubts[0]


def test_a_csv_without_a_column_is_refused_by_its_name(tmp_path):
    """A renamed column must not lose a field unseen."""
    write_csv(tmp_path / "full.csv", [ROW | LATIN])
    text = (tmp_path / "full.csv").read_text("utf-8-sig").replace("BirthDate_Year;", "BirthDate_Jahr;")
    (tmp_path / "full.csv").write_text(text, "utf-8-sig")
    with pytest.raises(MissingColumn, match="BirthDate_Year"):
        take(eu_fsf_csv.FORMAT, tmp_path / "full.csv")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Date_file;Entity_logical_id;Subject_type\n04/07/2018;1;P\n", "retired"),
        ('"Date_filexxxx;Entity_logical_id;Subject_type\t\t"\n"04/07/2018;1;P\t\t"\n', "damaged by a spreadsheet"),
    ],
)
def test_the_csv_of_version_1_0_is_recognised_and_refused(tmp_path, text, told):
    """With what is wrong with it, so that nobody takes half a list."""
    (tmp_path / "old.csv").write_text(text)
    with pytest.raises(UnreadableFile, match=told):
        take(eu_fsf_csv.FORMAT, tmp_path / "old.csv")


def test_the_cut_csv_of_2018_is_refused(shared):
    """The real damaged file."""
    with pytest.raises(UnreadableFile, match="damaged by a spreadsheet"):
        take(eu_fsf_csv.FORMAT, shared / "eu" / "csv_1_0_short_20180704.csv.gz")


@pytest.fixture(scope="module")
def real(shared):
    """The real file: its parties by reference number, its tally, and the XML itself."""
    path = shared / "eu" / "20240513-FULL-1_1.xml.gz"
    with gzip.open(path) as source:
        root = etree.parse(source).getroot()
    return *take(eu_fsf.FORMAT, path), root


def test_the_real_file_is_read_whole(real):
    """4,811 entities, none rejected, two of the enterprises ships."""
    parties, tally, _ = real
    assert Counter(party.kind for party in parties.values()) == {
        PartyKind.PERSON: 3755,
        PartyKind.ORGANISATION: 1054,
        PartyKind.VESSEL: 2,
    }
    assert (tally.rows_in, tally.rows_rejected, tally.published_on) == (4811, 0, date(2024, 5, 13))


def test_no_published_name_is_lost(real):
    """Each of the 25,257 wholeNames is a name of a party of that reference number."""
    parties, _, root = real
    names: dict[str, set[str]] = {}
    for key, party in parties.items():
        names.setdefault(key.partition("/")[0], set()).update(one.full for one in party.all_names)
    published = [
        (entity.get("euReferenceNumber"), " ".join(alias.get("wholeName").split()))
        for entity in root
        for alias in entity.iter("{*}nameAlias")
    ]
    assert len(published) == 25_257
    assert [one for one in published if one[1] not in names[one[0]]] == []


def test_the_real_weak_names_are_those_whose_remarks_say_low(real):
    """181 remarks say so, typos included; each gives a weak alias."""
    parties, _, _ = real
    weak = [alias for party in parties.values() for alias in party.aliases if alias.strength is Strength.WEAK]
    assert len(weak) == 181


def test_kostyukov_stands_on_the_real_list_twice(real):
    """Once per regime, each with the Cyrillic name and its own date."""
    parties, _, _ = real
    found = {key: party for key, party in parties.items() if "KOSTYUKOV" in party.name.full}
    assert {key: (one.designations[0].programme, str(one.designations[0].listed_on)) for key, one in found.items()} == {
        "EU.4909.13": ("CHEM", "2019-01-21"),
        "EU.5852.38": ("CYB", "2020-10-22"),
    }
    for party in found.values():
        assert [one.name.full for one in party.aliases] == ["Игорь Олегович КОСТЮКОВ"]


def test_the_real_births_of_which_only_a_year_is_known_are_745(real):
    """741 of our calendar become a year or a month; four of the Iranian one are doubted, not converted."""
    parties, tally, root = real
    partial = [one for one in root.iter("{*}birthdate") if one.get("year") and not one.get("birthdate")]
    assert len(partial) == 745
    assert sum("ISLAMIC" in issue.reason for issue in tally.issues) == 4
    gru = parties["EU.9399.8"]
    assert gru.name.full.startswith("Main Intelligence Directorate")
    assert {"GRU", "ГРУ"} <= {one.full for one in gru.all_names}
