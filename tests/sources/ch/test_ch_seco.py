"""SECO's list: an invented file of its published structure, for no real one is at hand."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.errors import UnreadableFile
from nongrata.model import AliasKind, IdentifierKind, ObservableKind, PartyKind, Strength
from nongrata.sources.ch.names import MOST_NAMES, NamePart, how_many, spelt_out
from nongrata.sources.ch.seco import FORMAT
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally

PROGRAMME = """<sanctions-program ssid="10">
<program-key lang="fre">RUSSIE</program-key><program-key lang="eng">RUSSIA</program-key>
<program-name lang="eng">Measures in connection with the example</program-name>
<sanctions-set ssid="11" lang="ger">Verordnung, Anhang 2</sanctions-set>
<sanctions-set ssid="11" lang="eng">Ordinance of 4 March 2022 (SR 1.2), annex 2</sanctions-set>
<origin>EU</origin></sanctions-program>"""
PLACES = """<place ssid="500"><location>Anapa</location><area>Krasnodar</area>
<country iso-code="RU">Russian Federation</country></place>
<place ssid="501"><country iso-code="UA">Ukraine</country></place>"""
LISTED = '<modification modification-type="listed" effective-date="2022-03-04" publication-date="2022-03-05"/>'
NAME = """<name name-type="primary-name" quality="good">
<name-part order="2" name-part-type="family-name"><value>Examplus</value>
  <spelling-variant lang="eng" script="Latn">Exampluss</spelling-variant>
  <spelling-variant lang="rus" script="Cyrl">Экземпл</spelling-variant></name-part>
<name-part order="1" name-part-type="given-name"><value>Testo</value>
  <spelling-variant lang="eng" script="Latn">Tessto</spelling-variant>
  <spelling-variant lang="rus" script="Cyrl">Тесто</spelling-variant></name-part>
</name>"""


def target(ssid: int, inner: str, modifications: str = LISTED, *, sets: str = "11") -> str:
    """A target with these elements."""
    return f'<target ssid="{ssid}"><sanctions-set-id>{sets}</sanctions-set-id>{inner}{modifications}</target>'


def individual(inner: str = "", name: str = NAME, rest: str = "") -> str:
    """A person with these elements in his identity, and these behind it."""
    return f'<individual sex="male"><identity main="true">{name}{inner}</identity>{rest}</individual>'


def whole(value: str, kind: str = "primary-name", quality: str = "good") -> str:
    """A name in one part."""
    return (
        f'<name name-type="{kind}" quality="{quality}"><name-part order="1" name-part-type="whole-name">'
        f"<value>{value}</value></name-part></name>"
    )


def modified(kind: str, day: str) -> str:
    """A modification of that day."""
    return f'<modification modification-type="{kind}" effective-date="{day}" publication-date="{day}"/>'


@pytest.fixture
def read(tmp_path):
    """Reads targets; places stand behind them, as in the publisher's file, unless told otherwise."""

    def _read(*targets: str, before: str = PROGRAMME, behind: str = PLACES):
        path = tmp_path / "seco.xml"
        path.write_text(
            '<?xml version="1.0"?><swiss-sanctions-list list-type="full-including-delisted" date="2026-02-13">'
            f"{before}{''.join(targets)}{behind}</swiss-sanctions-list>",
            "utf-8",
        )
        content = Content(path)
        recognised = FORMAT.recognise(content.name, content.head())
        assert recognised is not None
        tally = Tally()
        parties = list(FORMAT.read(recognised.list_id, {recognised.part: content}, tally))
        assert tally.balanced
        return {party.id: party for party in parties}, tally

    return _read


def test_names_are_the_product_of_the_spellings_of_their_parts_within_a_script(read):
    """In the order of the parts; no Cyrillic given name goes with a Latin family name."""
    parties, _ = read(target(1, individual()))
    party = parties["ch-seco:1"]
    assert (party.name.full, party.name.family, party.name.given) == ("Testo Examplus", "Examplus", "Testo")
    assert [(one.name.full, one.kind) for one in party.aliases] == [
        ("Testo Exampluss", AliasKind.AKA),
        ("Tessto Examplus", AliasKind.AKA),
        ("Tessto Exampluss", AliasKind.AKA),
        ("Тесто Экземпл", AliasKind.ORIGINAL_SCRIPT),
    ]


def test_the_quality_decides_the_strength_and_the_type_the_kind(read):
    """A low one is weak; a weak primary name does not become the primary one."""
    names = (
        whole("Tex", quality="low")
        + whole("Testo Examplus")
        + whole("T. Prior", "formerly-known-as")
        + whole("Tess", "alias", "low")
    )
    parties, _ = read(target(1, individual(name=names)))
    party = parties["ch-seco:1"]
    assert party.name.full == "Testo Examplus"
    assert [(one.name.full, one.kind, one.strength) for one in party.aliases] == [
        ("Tex", AliasKind.AKA, Strength.WEAK),
        ("T. Prior", AliasKind.FORMER, Strength.STRONG),
        ("Tess", AliasKind.AKA, Strength.WEAK),
    ]


def test_a_target_whose_latest_modification_is_a_delisting_is_no_target(read):
    """It is counted and told; one that was listed again is a target, with the later date."""
    gone = modified("de-listed", "2020-01-31") + modified("listed", "2014-03-17")
    back = modified("de-listed", "2020-01-31") + modified("listed", "2022-03-04") + modified("listed", "2014-03-17")
    parties, tally = read(target(1, individual(), gone), target(2, individual(), back))
    assert list(parties) == ["ch-seco:2"]
    assert str(parties["ch-seco:2"].designations[0].listed_on) == "2022-03-04"
    assert [(issue.record, issue.reason) for issue in tally.issues] == [("1", "de-listed on 2020-01-31")]
    assert (tally.rows_in, tally.rows_used) == (2, 1)


def test_of_two_modifications_on_one_day_the_last_counts(read):
    """They stand in the order in which they were made."""
    parties, _ = read(target(1, individual(), modified("de-listed", "2022-03-04") + modified("listed", "2022-03-04")))
    assert list(parties) == ["ch-seco:1"]


@pytest.mark.parametrize(
    ("before", "behind"), [(PROGRAMME, PLACES), (PROGRAMME + PLACES, ""), ("", PLACES + PROGRAMME)]
)
def test_places_and_programmes_are_found_wherever_they_stand(read, before, behind):
    """Before or behind the targets that refer to them."""
    inner = (
        '<place-of-birth place-id="501"/><address place-id="500"><address-details>1 Example St</address-details>'
        "<p-o-box>PO Box 7</p-o-box><zip-code>353440</zip-code><remark>former</remark></address>"
    )
    parties, tally = read(target(1, individual(inner)), before=before, behind=behind)
    party = parties["ch-seco:1"]
    address = party.addresses[0]
    assert party.birth_places == ("Ukraine",)
    assert (address.street, address.city, address.region, address.postcode, address.country) == (
        "1 Example St, PO Box 7",
        "Anapa",
        "Krasnodar",
        "353440",
        "RU",
    )
    act = party.designations[0]
    assert (act.programme, act.legal_basis) == ("RUSSIA", "Ordinance of 4 March 2022 (SR 1.2), annex 2")
    assert (act.authority, str(act.listed_on)) == ("SECO", "2022-03-04")
    assert tally.published_on == date(2026, 2, 13)
    assert tally.issues == []


def test_a_reference_to_nothing_is_doubted(read):
    """The target is used, with the doubts."""
    parties, tally = read(target(1, individual('<place-of-birth place-id="999"/>'), sets="77"))
    assert parties["ch-seco:1"].birth_places == ()
    assert parties["ch-seco:1"].designations[0].programme == "77"
    assert ["'999'" in issue.reason or "'77'" in issue.reason for issue in tally.issues] == [True, True]


def test_births_nationalities_and_documents_are_read(read):
    """As far as they are known; another calendar is kept, not converted."""
    inner = (
        '<day-month-year day="21" month="2" year="1961" calendar="Gregorian"/><day-month-year year="1962"/>'
        '<day-month-year year="1343" calendar="Islamic"/>'
        '<nationality><country iso-code="RU">Russian Federation</country></nationality>'
        '<identification-document document-type="passport"><number>A123456</number>'
        '<issuer code="RU">Russian Federation</issuer><date-of-issue>2010-01-01</date-of-issue>'
        "</identification-document>"
        '<identification-document document-type="id-card"><number>77</number></identification-document>'
    )
    parties, tally = read(target(1, individual(inner)))
    party = parties["ch-seco:1"]
    assert [str(one) for one in party.born] == ["1961-02-21", "1962"]
    assert (party.nationalities, party.gender) == (("RU",), "male")
    assert [(one.kind, one.value, one.country) for one in party.identifiers] == [
        (IdentifierKind.PASSPORT, "A123456", "RU"),
        (IdentifierKind.NATIONAL_ID, "77", ""),
    ]
    assert ("passport A123456", "Russian Federation; date-of-issue 2010-01-01") in party.details
    assert ["1343" in issue.reason for issue in tally.issues] == [True]


def test_reasons_relations_and_remarks_keep_their_meaning(read):
    """A justification is the reason, a relation a link, other information prose with contacts in it."""
    rest = (
        "<justification>Led the example.</justification>"
        '<relation target-id="2" relation-type="associated-with"/>'
        "<other-information>Tel. +7 812 555 77 00, info@example.test</other-information>"
        "<shoe-size>44</shoe-size>"
    )
    parties, _ = read(target(1, individual(rest=rest), LISTED + modified("amended", "2023-01-01")))
    party = parties["ch-seco:1"]
    assert party.designations[0].reason == "Led the example."
    assert [(one.relation, one.target_id) for one in party.links] == [("associated-with", "ch-seco:2")]
    assert [one.kind for one in party.observables] == [ObservableKind.EMAIL, ObservableKind.PHONE]
    assert {("shoe-size", "44"), ("amended", "2023-01-01"), ("Origin", "EU")} <= set(party.details)


def test_entities_and_objects_have_their_kinds(read):
    """A vessel by its object type, with the number its attribute gives."""
    entity = f"<entity><identity>{whole('Example Works')}</identity></entity>"
    vessel = (
        f'<object object-type="vessel"><identity>{whole("Example Star")}</identity></object>'
        '<generic-attribute name="imo-number">9074729</generic-attribute>'
    )
    aircraft = f'<object object-type="aircraft"><identity>{whole("RA-00000")}</identity></object>'
    parties, _ = read(target(1, entity), target(2, vessel), target(3, aircraft))
    assert [party.kind for party in parties.values()] == [
        PartyKind.ORGANISATION,
        PartyKind.VESSEL,
        PartyKind.AIRCRAFT,
    ]
    assert [(one.kind, one.value) for one in parties["ch-seco:2"].identifiers] == [(IdentifierKind.IMO, "9074729")]


def test_what_cannot_be_a_target_is_rejected_with_its_reason(read):
    """Nothing in it, or no name."""
    _, tally = read(target(1, ""), target(2, individual(name="")))
    assert [(issue.record, issue.reason) for issue in tally.issues] == [
        ("1", "it is none of individual, entity, object"),
        ("2", "it has no name"),
    ]


def test_a_name_of_too_many_spellings_is_cut_and_told(read):
    """The spellings themselves are kept."""
    variants = "".join(f'<spelling-variant script="Latn">v{number}</spelling-variant>' for number in range(19))
    part = '<name-part order="1" name-part-type="family-name"><value>v</value>' + variants + "</name-part>"
    parties, tally = read(target(1, individual(name=f'<name name-type="primary-name">{part * 2}</name>')))
    party = parties["ch-seco:1"]
    assert len(party.all_names) == MOST_NAMES
    assert "400 spellings" in tally.issues[0].reason
    assert any(label == "Spellings" and "v18" in value for label, value in party.details)


def test_a_truncated_file_is_unreadable(read):
    """Even though it is gone through twice."""
    with pytest.raises(UnreadableFile, match="not well-formed"):
        read(target(1, individual()), behind="<place")


WORDS = st.text("abcdef", min_size=1, max_size=4)
PARTS = st.lists(st.builds(lambda words: NamePart("x", tuple(("", one) for one in words)), st.lists(WORDS, min_size=1)))


@given(PARTS)
def test_every_choice_of_spellings_is_a_name(parts):
    """As many as the product says, up to the limit, and each takes one spelling of each part."""
    names = [name.full for _, name in spelt_out(parts)] if parts else []
    expected = math.prod(len(part.in_script("Latn")) for part in parts) if parts else 0
    assert len(names) == min(expected, MOST_NAMES)
    assert not parts or how_many(parts, "Latn") == expected
    for name in names:
        assert len(name.split()) == len(parts)
