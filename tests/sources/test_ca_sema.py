"""The Canadian list: old and new tags, aliases of all kinds, and the real file of 2020."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.errors import UnreadableFile
from nongrata.model import AliasKind, IdentifierKind, PartyKind, Severity, Strength
from nongrata.sources.ca_sema import FORMAT, alias_of, record_key
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally


def record(**fields):
    """A record of these fields, of an invented person unless they say otherwise."""
    fields = {"Country": "Russia / Russie", "Schedule": "1", "Item": "7"} | fields
    if not {"Entity", "EntityOrShip"} & fields.keys():
        fields = {"LastName": "EXAMPLE", "GivenName": "Ivan\xa0"} | fields
    return "<record>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in fields.items()) + "</record>"


@pytest.fixture
def read(tmp_path):
    """Reads a list of these records: its parties and the account of the load."""

    def _read(*records):
        path = tmp_path / "sema-lmes.xml"
        path.write_text(f'<?xml version="1.0"?><data-set>{"".join(records)}</data-set>', "utf-8")
        return take(path)

    return _read


def take(path):
    """All parties of a file, and the account."""
    content = Content(path)
    found = FORMAT.recognise(content.name, content.head())
    assert found is not None
    tally = Tally()
    parties = list(FORMAT.read(found.list_id, {found.part: content}, tally))
    assert tally.balanced
    return parties, tally


def test_old_and_new_tags_say_the_same(read):
    """`Entity` became `EntityOrShip`, `DateOfBirth` became `DateOfBirthOrShipBuildDate`, `Title` `TitleOrShip`."""
    old, new = read(
        record(Entity="Example Bank", DateOfBirth="1990-01-02"),
        record(EntityOrShip="Example Bank", DateOfBirthOrShipBuildDate="1990-01-02", Item="8"),
    )[0]
    assert (old.name, old.kind, old.born) == (new.name, new.kind, new.born)
    assert new.kind is PartyKind.ORGANISATION


def test_a_ship_is_a_vessel_with_its_number(read):
    """The new format lists ships among the entities."""
    [ship], _ = read(
        record(EntityOrShip="EXAMPLE STAR", TitleOrShip="Ship / Navire", ShipIMONumber="9116412",
               DateOfBirthOrShipBuildDate="1996", DateOfListing="2024-06-13")
    )  # fmt: skip
    assert ship.kind is PartyKind.VESSEL
    assert [(it.kind, it.value) for it in ship.identifiers] == [(IdentifierKind.IMO, "9116412")]
    assert str(ship.designations[0].listed_on) == "2024-06-13"
    assert ship.titles == ()


def test_a_person_has_family_and_given_name(read):
    """No-break spaces at the end of a name are white space."""
    [party], _ = read(record(Title="Brigadier"))
    assert (party.name.full, party.name.family, party.name.given) == ("Ivan EXAMPLE", "EXAMPLE", "Ivan")
    assert party.titles == ("Brigadier",)


def test_the_regulation_is_no_country_of_the_target(read):
    """The Ukraine regulations list Russians."""
    [party], _ = read(record(Country="Ukraine"))
    assert (party.countries, party.designations[0].programme) == ((), "Ukraine")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19-08-1954", ["1954-08-19"]),
        ("Aug-54", ["1954-08"]),
        ("19955", ["1954-08-19"]),
        ("1954-08", ["1954-08"]),
        ("1972-08-10 or 1972-08-11", ["1972-08-10", "1972-08-11"]),
    ],
)
def test_birth_dates_come_as_text_and_as_spreadsheet_serials(read, text, expected):
    """Every form that the list was seen to use."""
    [party], tally = read(record(DateOfBirth=text))
    assert [str(day) for day in party.born] == expected
    assert tally.issues == []


def test_a_date_that_cannot_be_read_is_kept_and_warned_of(read):
    """Both kinds of date."""
    [party], tally = read(record(DateOfBirth="in spring", DateOfListing="later"))
    assert set(party.remarks) == {"Date of birth: in spring", "Date of listing: later"}
    assert [it.severity for it in tally.issues] == [Severity.WARNING] * 2


def test_aliases_are_split_at_commas_and_semicolons_and_freed_of_prefixes(read):
    """A comma before a legal form does not split."""
    [party], _ = read(
        record(Entity="Example", Aliases="Sample Trading, Ltd.; a.k.a. Exemplar, Muster (also known as Modell), "
               "f.k.a. Vorbild, Russian: Пример, (Beispielbank), Muster (MU)")
    )  # fmt: skip
    assert [(it.name.full, it.kind) for it in party.aliases] == [
        ("Sample Trading, Ltd.", AliasKind.AKA),
        ("Exemplar", AliasKind.AKA),
        ("Muster", AliasKind.AKA),
        ("Modell", AliasKind.AKA),
        ("Vorbild", AliasKind.FORMER),
        ("Пример", AliasKind.ORIGINAL_SCRIPT),
        ("Beispielbank", AliasKind.AKA),
        ("Muster (MU)", AliasKind.AKA),
    ]


def test_one_word_of_a_persons_name_is_a_weak_alias():
    """The name "Andrei" finds half of Russia; an entity's one word is its name."""
    assert alias_of("Andrei", person=True).strength is Strength.WEAK
    assert alias_of("Andrei EXAMPLE", person=True).strength is Strength.STRONG
    assert alias_of("Dobrolyot", person=False).strength is Strength.STRONG


def test_the_halves_of_a_bilingual_name_are_aliases(read):
    """English before the slash, French after it."""
    [party], _ = read(record(Entity="Example Guard Corps/Corps des gardiens d'exemple"))
    assert [(it.name.full, it.name.language) for it in party.aliases] == [
        ("Example Guard Corps", "en"),
        ("Corps des gardiens d'exemple", "fr"),
    ]


def test_records_with_the_same_key_are_numbered_with_a_warning(read):
    """There is no key but country, schedule and item."""
    parties, tally = read(record(), record(LastName="OTHER"))
    assert [party.id for party in parties] == ["ca-sema:russia-1-7", "ca-sema:russia-1-7-2"]
    assert len(tally.issues) == 1


def test_a_record_without_a_name_is_rejected(read):
    """It is counted and told."""
    parties, tally = read(record(LastName="", GivenName=" "))
    assert parties == []
    assert [it.reason for it in tally.issues] == ["no name: LastName, GivenName and Entity are empty"]


def test_a_field_that_we_do_not_know_is_kept(read):
    """The publisher adds tags now and then."""
    [party], _ = read(record(Novelty="something"))
    assert party.details == (("Novelty", "something"),)


def test_a_truncated_file_is_refused(tmp_path):
    """XML that ends in the middle is no list."""
    path = tmp_path / "sema-lmes.xml"
    path.write_text("<data-set>" + record() + "<record><Country>Rus", "utf-8")
    with pytest.raises(UnreadableFile, match="not well-formed"):
        take(path)


@given(st.text(max_size=60), st.booleans())
def test_any_alias_text_is_a_name_or_nothing(text, person):
    """Nothing raises, and no alias is empty."""
    alias = alias_of(text, person=person)
    assert alias is None or alias.name.full.strip()


@given(st.text("RUSia/ ()é-12", max_size=30), st.sampled_from(["N/A", "1", "1, Part 2"]), st.integers(1, 999))
def test_a_key_holds_nothing_but_words_and_hyphens(country, schedule, item):
    """It can stand in a target id."""
    assert not set(record_key(country, schedule, str(item))) & set(" /():,")


def test_the_real_file_is_used_whole(shared):
    """1,369 records: 985 persons and 384 entities, each with a key of its own and no warning."""
    parties, tally = take(shared / "ca" / "sema-lmes_2020.xml")
    assert (tally.rows_in, len(parties), tally.issues) == (1_369, 1_369, [])
    assert Counter(party.kind for party in parties) == {PartyKind.PERSON: 985, PartyKind.ORGANISATION: 384}
    assert len({party.id for party in parties}) == 1_369
    assert sum(bool(party.born) for party in parties) == 212
