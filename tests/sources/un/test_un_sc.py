"""The UN Security Council's list: what stands where, and the real files of 2024 and 2026."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from nongrata.errors import UnreadableFile
from nongrata.model import AliasKind, IdentifierKind, ObservableKind, PartyKind, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally
from nongrata.sources.un.aliases import take_apart
from nongrata.sources.un.consolidated import FORMAT

KINDS = (PartyKind.PERSON, PartyKind.ORGANISATION, PartyKind.VESSEL)
INDIVIDUAL = """
<INDIVIDUAL>
  <DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM>
  <FIRST_NAME>TESTO</FIRST_NAME><SECOND_NAME>  EXAMPLUS </SECOND_NAME>
  <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.901</REFERENCE_NUMBER>
  <LISTED_ON>2015-07-01-04:00</LISTED_ON>
  {inner}
</INDIVIDUAL>"""


def listed(inner: str = "", *, entities: str = "") -> str:
    """A list of one invented individual with these elements, and these entities."""
    return (
        '<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2026-08-01T23:00:03.110Z"><INDIVIDUALS>'
        f"{INDIVIDUAL.format(inner=inner)}</INDIVIDUALS><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"
    )


def entity(inner: str) -> str:
    """An invented entity with these elements."""
    return f"<ENTITY><FIRST_NAME>EXAMPLE</FIRST_NAME><REFERENCE_NUMBER>LYe.901</REFERENCE_NUMBER>{inner}</ENTITY>"


def alias(name: str, quality: str = "Good", note: str = "") -> str:
    """An alias element of an individual."""
    return (
        f"<INDIVIDUAL_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{name}</ALIAS_NAME>"
        f"<NOTE>{note}</NOTE></INDIVIDUAL_ALIAS>"
    )


@pytest.fixture
def read(tmp_path):
    """Reads a list written as text: its parties and the account of the load."""

    def _read(xml: str):
        path = tmp_path / "consolidated.xml"
        path.write_text(xml, "utf-8")
        return take(path)

    return _read


def take(path):
    """The parties of a file by reference number, and its tally."""
    content = Content(path)
    recognised = FORMAT.recognise(content.name, content.head())
    assert recognised is not None
    tally = Tally()
    parties = list(FORMAT.read(recognised.list_id, {recognised.part: content}, tally))
    assert tally.balanced
    assert len({party.id for party in parties}) == len(parties)
    return {party.id.partition(":")[2]: party for party in parties}, tally


@pytest.fixture
def only(read):
    """The one individual of a list with these elements."""
    return lambda inner: read(listed(inner))[0]["QDi.901"]


def test_the_reference_number_is_the_key(read):
    """DATAID changes between files; the id is made of REFERENCE_NUMBER and the name of its parts."""
    parties, tally = read(listed())
    assert parties["QDi.901"].id == "un-sc:QDi.901"
    assert parties["QDi.901"].name.full == "TESTO EXAMPLUS"
    assert tally.published_on == date(2026, 8, 1)


def test_a_listing_date_may_carry_a_time_zone(only):
    """2015-07-01-04:00 is the first of July."""
    assert str(only("").designations[0].listed_on) == "2015-07-01"


def test_good_is_strong_and_low_is_weak(only):
    """The quality decides the strength; an empty one is strong."""
    party = only(alias("Abu Testo", "Low") + alias("Testo the Elder") + alias("Testo Examplov", ""))
    assert {one.name.full: one.strength for one in party.aliases} == {
        "Abu Testo": Strength.WEAK,
        "Testo the Elder": Strength.STRONG,
        "Testo Examplov": Strength.STRONG,
    }


def test_names_joined_by_semicolons_are_split_and_repeats_fall_away(only):
    """Several names stand in one ALIAS_NAME, with blanks around them."""
    party = only(alias(" Testo Ex ; Testo Exa;\n   Testo   Ex") + alias("Testo Ex", "Low"))
    assert [(one.name.full, one.strength.value) for one in party.aliases] == [
        ("Testo Ex", "strong"),
        ("Testo Exa", "strong"),
        ("Testo Ex", "weak"),
    ]


def test_the_original_script_of_a_weak_alias_is_weak(only):
    """Wherever it stands, in brackets or in the note, it says no more than the name it spells."""
    party = only(alias("Vostok (original script: Восток)", "Low") + alias("Sever", "Low", "original script: Север"))
    scripts = [one for one in party.aliases if one.kind is AliasKind.ORIGINAL_SCRIPT]
    assert [(one.name.full, one.strength) for one in scripts] == [
        ("Восток", Strength.WEAK),
        ("Север", Strength.WEAK),
    ]
    assert not party.remarks


def test_what_is_said_about_a_name_is_a_remark_with_its_numbers_read(only):
    """A date of birth or a passport behind a name does not become part of the name."""
    party = only(alias("Testo Alter, born 1 Jan. 1953", note="Passport number: B0515260; DOB: 1948"))
    assert [one.name.full for one in party.aliases] == ["Testo Alter"]
    assert party.remarks == ("Testo Alter: born 1 Jan. 1953", "Testo Alter: Passport number: B0515260; DOB: 1948")
    assert [(one.kind, one.value) for one in party.identifiers] == [(IdentifierKind.PASSPORT, "B0515260")]


def test_a_name_under_which_somebody_was_listed_is_a_former_one(only):
    """The note says so."""
    party = only(alias("Testo Prior", note="previously listed as"))
    assert party.aliases[0].kind is AliasKind.FORMER


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1965-03-29</DATE>", "1965-03-29"),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1961</YEAR>", "1961"),
        ("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1968</YEAR>", "circa 1968"),
        (
            "<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1963</FROM_YEAR><TO_YEAR>1968</TO_YEAR>",
            "1963/1968",
        ),
        (
            (
                "<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1963</FROM_YEAR><TO_YEAR>1968</TO_YEAR>"
                "<NOTE>Approximately </NOTE>"
            ),
            "circa 1963/1968",
        ),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1973 </NOTE>", "1973-11"),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1958</YEAR><NOTE>Sep.</NOTE>", "1958-09"),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Between Aug. and Sep. 1977</NOTE>", "1977-08-01/1977-09-30"),
    ],
)
def test_births_are_read_in_every_form(only, birth, expected):
    """Exact, approximate, between, and those whose date stands in the note."""
    party = only(f"<INDIVIDUAL_DATE_OF_BIRTH>{birth}</INDIVIDUAL_DATE_OF_BIRTH>")
    assert [str(one) for one in party.born] == [expected]


def test_a_birth_in_another_calendar_is_kept_and_doubted_never_taken_for_ours(read):
    """24/06/1402 of the Hijra is not a day of the year 1402."""
    parties, tally = read(
        listed(
            "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE>"
            "<NOTE>24/06/1402 (Hijri Calendar)</NOTE></INDIVIDUAL_DATE_OF_BIRTH>"
        )
    )
    assert parties["QDi.901"].born == ()
    assert parties["QDi.901"].remarks == ("Date of birth: 24/06/1402 (Hijri Calendar)",)
    assert [issue.record for issue in tally.issues] == ["QDi.901"]


def test_the_number_of_a_document_is_freed_from_the_words_around_it(only):
    """The words tell kind and issuer; the note is kept."""
    party = only(
        "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>"
        "<NUMBER>Libyan passport No. 513519</NUMBER><NOTE>expires 2020</NOTE></INDIVIDUAL_DOCUMENT>"
        "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT>"
        "<NOTE>SSN 156-00-9858 (United States of America)</NOTE></INDIVIDUAL_DOCUMENT>"
    )
    assert [(one.kind.value, one.value, one.country) for one in party.identifiers] == [
        ("passport", "513519", "LY"),
        ("national_id", "156-00-9858", "US"),
    ]
    assert party.details[0] == ("Passport Libyan passport No. 513519", "expires 2020")


def test_a_province_in_the_field_for_postcodes_is_a_region(read):
    """A digit makes a postcode, a province does not."""
    addresses = read(
        listed(
            entities=entity(
                "<ENTITY_ADDRESS><CITY>Quetta</CITY><ZIP_CODE>Chaman, Baluchistan Province</ZIP_CODE>"
                "<COUNTRY>Pakistan</COUNTRY></ENTITY_ADDRESS>"
                "<ENTITY_ADDRESS><CITY>Bonn</CITY><ZIP_CODE>53229</ZIP_CODE></ENTITY_ADDRESS>"
            )
        )
    )[0]["LYe.901"].addresses
    assert [(one.region, one.postcode, one.country) for one in addresses] == [
        ("Chaman, Baluchistan Province", "", "PK"),
        ("", "53229", ""),
    ]


def test_a_branch_that_stands_in_a_note_is_an_address_with_its_contacts(read):
    """The whole address is the note; telephone and mailbox are observables."""
    note = "Branch Office 6: Shop 237, Market, Kabul, Afghanistan, Telephone: +93-202-555386, e-mail: a@example.test"
    parties, _ = read(listed(entities=entity(f"<ENTITY_ADDRESS><NOTE>{note}</NOTE></ENTITY_ADDRESS>")))
    party = parties["LYe.901"]
    assert (party.addresses[0].street, party.addresses[0].country) == (note, "AF")
    assert {(one.kind, one.value) for one in party.observables} == {
        (ObservableKind.EMAIL, "a@example.test"),
        (ObservableKind.PHONE, "+93-202-555386"),
    }


def test_a_ship_stands_among_the_entities_and_is_told_by_its_number(read):
    """Its comment begins with the IMO number and says what is prohibited, which is no asset freeze."""
    comment = "IMO: 9074729 Listed (prohibition to load; prohibition to enter ports). Flag State: Cameroon."
    parties, _ = read(listed(entities=entity(f"<COMMENTS1>{comment}</COMMENTS1>")))
    ship = parties["LYe.901"]
    assert ship.kind is PartyKind.VESSEL
    assert [(one.kind, one.value) for one in ship.identifiers] == [(IdentifierKind.IMO, "9074729")]
    assert ship.designations[0].measures == ("prohibition to load", "prohibition to enter ports")
    assert ship.countries == ("CM",)


def test_comments_give_sentences_numbers_and_links(only):
    """A reference number in brackets ties two parties; a bank's code is an identifier."""
    party = only(
        "<COMMENTS1>Brother of Aleph (QDi.902). SWIFT: TESTKPPY. Review was concluded on 22 Jun. 2010.</COMMENTS1>"
    )
    assert [one.target_id for one in party.links] == ["un-sc:QDi.902"]
    assert [(one.kind.value, one.value) for one in party.identifiers] == [("bic", "TESTKPPY")]
    assert party.remarks[-1] == "Review was concluded on 22 Jun. 2010."


def test_a_record_without_a_name_is_rejected_with_its_line(read):
    """It counts as a row in, and says where it stands."""
    _, tally = read(listed(entities="<ENTITY><REFERENCE_NUMBER>LYe.902</REFERENCE_NUMBER></ENTITY>"))
    assert (tally.rows_in, tally.rows_used) == (2, 1)
    assert tally.issues[0].record == "LYe.902"
    assert tally.issues[0].line > 1


def test_a_truncated_list_is_unreadable(read):
    """A file that ends early is refused, whatever it gave until then."""
    with pytest.raises(UnreadableFile, match="not well-formed"):
        read(listed()[:-40])


@given(st.lists(st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1), min_size=1))
def test_no_name_of_a_joined_alias_is_lost(names):
    """Whatever names are joined, each comes back."""
    assert set(take_apart("; ".join(names)).names) == set(names)


@given(st.text(), st.text())
def test_any_alias_text_is_taken_apart_without_an_error(name, note):
    """Publishers write anything; no name is empty."""
    assert all(take_apart(name, note).names)


@pytest.mark.parametrize(
    ("day", "counts", "qualities"),
    [("2024-05-15", (682, 193, 0), (1513, 619)), ("2026-08-01", (736, 274, 1), (1529, 623))],
)
def test_the_real_files_are_read_whole(shared, day, counts, qualities):
    """Counts as published, no row rejected, every published alias among the names at its strength."""
    path = shared / "un" / f"consolidated_{day}.xml.gz"
    parties, tally = take(path)
    kinds = Counter(party.kind for party in parties.values())
    assert tuple(kinds[kind] for kind in KINDS) == counts
    assert (tally.rows_in, tally.rows_rejected) == (sum(counts), 0)
    assert tally.published_on == date.fromisoformat(day)
    with gzip.open(path) as source:
        root = etree.parse(source).getroot()
    published = [one for one in root.iter("INDIVIDUAL_ALIAS") if one.findtext("ALIAS_NAME", "").strip()]
    quality = Counter(one.findtext("QUALITY", "").strip() for one in published)
    assert (quality["Good"], quality["Low"]) == qualities
    for one in published:
        party = parties[one.getparent().findtext("REFERENCE_NUMBER")]
        strength = Strength.WEAK if one.findtext("QUALITY").strip() == "Low" else Strength.STRONG
        known = {alias.name.full for alias in party.aliases if alias.strength is strength} | {party.name.full}
        assert set(take_apart(one.findtext("ALIAS_NAME")).names) <= known


def test_every_date_of_the_real_list_is_read_or_doubted(shared):
    """Of 896 births of 1 Aug 2026 two cannot be read, and both are told."""
    _, tally = take(shared / "un" / "consolidated_2026-08-01.xml.gz")
    assert sorted(issue.record for issue in tally.issues if "date of birth" in issue.reason) == ["LYi.022", "QDi.291"]


def test_the_owner_of_a_ship_keeps_its_own_number(shared):
    """A company with an IMO number stays a company (KPe.022)."""
    parties, _ = take(shared / "un" / "consolidated_2026-08-01.xml.gz")
    owner, ship = parties["KPe.022"], parties["LYe.006"]
    assert owner.kind is PartyKind.ORGANISATION
    assert ship.kind is PartyKind.VESSEL
    assert [one.value for one in owner.identifiers if one.kind is IdentifierKind.IMO] == ["5342883"]
