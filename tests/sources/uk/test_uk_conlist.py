"""OFSI's closed list in its 29 and 36 columns, and the real file of 13 April 2018."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date

import pytest

from nongrata.errors import MissingColumn
from nongrata.model import AliasKind, IdentifierKind, PartyKind, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally
from nongrata.sources.uk.conlist import FORMAT

COLUMNS = (
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Town of Birth,Country of Birth,Nationality,Passport Details,"
    "NI Number,Position,Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip Code,Country,"
    "Other Information,Group Type,Alias Type,Regime,Listed On,Last Updated,Group ID"
).split(",")
LATER = [
    *COLUMNS[:7],
    "Name Non-Latin Script",
    "Non-Latin Script Type",
    "Non-Latin Script Language",
    *COLUMNS[7:11],
    "Passport Number",
    "Passport Details",
    "National Identification Number",
    "National Identification Details",
    *COLUMNS[13:25],
    "Alias Quality",
    *COLUMNS[25:27],
    "UK Sanctions List Date Designated",
    *COLUMNS[27:],
]
PERSON = {
    "Name 6": " EXAMPLUS",
    "Name 1": "Testo ",
    "DOB": "00/00/1980",
    "Group Type": "Individual",
    "Alias Type": "Prime Alias",
    "Regime": "Example",
    "Listed On": "01/04/2016",
    "Last Updated": "02/04/2016",
    "Group ID": "90001",
}
SHIP = {
    "Name 6": "EXAMPLE STAR 2",
    "Other Information": "(IMO number: 9074729). Annex XIV.",
    "Group Type": "Entity",
    "Alias Type": "Prime Alias",
    "Regime": "Example",
    "Group ID": "90002",
}


def lines_of(*rows: dict[str, str], columns: list[str] = COLUMNS) -> str:
    """The CSV of these rows under its two header lines."""
    out = io.StringIO()
    out.write("Last Updated,13/04/2018" + "," * (len(columns) - 2) + "\r\n")
    table = csv.DictWriter(out, columns, restval="")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def take(path):
    """The parties of a file by group id, and its tally."""
    content = Content(path)
    recognised = FORMAT.recognise(content.name, content.head())
    assert recognised is not None
    tally = Tally()
    parties = list(FORMAT.read(recognised.list_id, {recognised.part: content}, tally))
    assert tally.balanced
    return {party.id.removeprefix("uk-conlist:"): party for party in parties}, tally


@pytest.fixture
def read(tmp_path):
    """Reads rows written as the old list, in its encoding, or a text as it is."""

    def _read(*rows: dict[str, str], columns: list[str] = COLUMNS, text: str = ""):
        path = tmp_path / "sanctionsconlist.csv"
        encoding = "cp1252" if columns == COLUMNS else "utf-8-sig"  # the later edition has other scripts
        path.write_bytes((text or lines_of(*rows, columns=columns)).encode(encoding))
        return take(path)

    return _read


def test_both_editions_have_the_columns_they_are_known_for():
    """29 of old, 36 since 2022."""
    assert (len(COLUMNS), len(LATER)) == (29, 36)


def test_rows_of_a_group_are_one_party_wherever_they_stand(read):
    """Names with a leading blank come first in the file, far from their group."""
    alias = PERSON | {"Name 1": "Tésto", "Alias Type": "AKA", "DOB": "01/08/1979"}
    former = PERSON | {"Name 1": "Tex", "Alias Type": "FKA"}
    parties, tally = read(alias, SHIP, PERSON, former)
    party = parties["90001"]
    assert (party.name.full, party.name.family, party.name.given) == ("Testo EXAMPLUS", "EXAMPLUS", "Testo")
    assert [(one.name.full, one.kind) for one in party.aliases] == [
        ("Tésto EXAMPLUS", AliasKind.AKA),
        ("Tex EXAMPLUS", AliasKind.FORMER),
    ]
    assert [str(one) for one in party.born] == ["1979-08-01", "1980"]
    assert (tally.rows_in, tally.rows_used, tally.published_on) == (4, 4, date(2018, 4, 13))


def test_weak_names_stand_in_a_sentence(read):
    """The sentence stays among the remarks."""
    parties, _ = read(PERSON | {"Other Information": "UN Ref QDi.901. Also referred to as Tex, Texo and ‘Abu Tex’."})
    party = parties["90001"]
    assert [(one.name.full, one.strength) for one in party.aliases] == [
        ("Tex", Strength.WEAK),
        ("Texo", Strength.WEAK),
        ("Abu Tex", Strength.WEAK),
    ]
    assert party.links[0].target_id == "un-sc:QDi.901"
    assert len(party.remarks) == 2


def test_the_later_edition_has_quality_script_and_numbers_of_their_own(read):
    """36 columns, the same party."""
    low = {"Alias Type": "AKA", "Name 6": "TEX", "Alias Quality": "Low"}
    more = {"Name Non-Latin Script": "Тесто", "Passport Number": "A123456", "Passport Details": "Russian"}
    parties, _ = read(PERSON | more, PERSON | low, columns=LATER)
    party = parties["90001"]
    assert [(one.name.full, one.kind.value, one.strength.value) for one in party.aliases] == [
        ("Testo TEX", "aka", "weak"),
        ("Тесто", "original_script", "strong"),
    ]
    assert [one.value for one in party.identifiers] == ["A123456"]


def test_enumerated_fields_are_taken_apart(read):
    """Towns go with the country of their position; each passport is one."""
    parties, _ = read(
        PERSON
        | {
            "Town of Birth": "(1) Tiaret (2) Maskara (3) -",
            "Country of Birth": "(1)-(2) Algeria (3) Morocco",
            "Nationality": "1) Algerian 2) Moroccan",
            "Passport Details": "(1) G123456 (Algerian). Issued on 1 June 1996 (2) M222333 (Moroccan)",
            "Title": "a) General b)Major General",
        }
    )
    party = parties["90001"]
    assert party.birth_places == ("Tiaret, Algeria", "Maskara, Algeria", "Morocco")
    assert party.nationalities == ("DZ", "MA")
    assert [(one.value, one.country) for one in party.identifiers] == [("G123456", "DZ"), ("M222333", "MA")]
    assert party.titles == ("General", "Major General")


def test_a_ship_listed_as_an_entity_is_a_vessel(read):
    """By its number."""
    parties, _ = read(SHIP)
    assert parties["90002"].kind is PartyKind.VESSEL
    assert [one.kind for one in parties["90002"].identifiers] == [IdentifierKind.IMO]


def test_malformed_rows_are_rejected_with_line_and_reason(read):
    """Too many fields, no group, no name: three rows out, each told; a cut file is distrusted."""
    groupless = {key: value for key, value in PERSON.items() if key != "Group ID"}
    nameless = SHIP | {"Name 6": " ", "Group ID": "90003"}
    text = lines_of(PERSON, groupless, nameless, SHIP | {"Group ID": "90004,x"}, SHIP).replace('"90004,x"', "90004,x")
    parties, tally = read(text=text)
    assert sorted(parties) == ["90001", "90002"]
    assert sorted((issue.line, issue.reason) for issue in tally.issues) == [
        (4, "it has no Group ID"),
        (5, "it has no name"),
        (6, "it has 30 fields, the header has 29"),
    ]
    assert tally.doubts == []
    _, cut = read(text=text[:-9])
    assert "the file is cut" in cut.doubts[0]


def test_a_group_without_a_prime_alias_is_told(read):
    """Its first row serves."""
    parties, tally = read(PERSON | {"Alias Type": "AKA"})
    assert parties["90001"].name.full == "Testo EXAMPLUS"
    assert "prime alias" in tally.issues[0].reason


def test_without_a_column_that_is_needed_nothing_is_read(read):
    """The error names it."""
    with pytest.raises(MissingColumn, match="Group Type"):
        read(text=lines_of(PERSON).replace("Group Type", "Sort"))


def test_the_real_file_is_read_whole(shared):
    """9,487 rows in 2,106 groups, 25 of them ships; three values are doubted."""
    parties, tally = take(shared / "uk" / "ofsi_conlist_2018-04-13.csv.gz")
    assert (tally.rows_in, tally.rows_used, len(parties)) == (9487, 9487, 2106)
    assert Counter(party.kind for party in parties.values()) == {
        PartyKind.PERSON: 1426,
        PartyKind.ORGANISATION: 655,
        PartyKind.VESSEL: 25,
    }
    assert tally.published_on == date(2018, 4, 13)
    assert len(tally.issues) == 3
    kony = parties["13344"]
    assert "Le Messie sanglant" in {one.name.full for one in kony.aliases if one.strength is Strength.WEAK}
    assert {str(one) for one in kony.born} >= {"1960", "1961-08", "1964-09-18"}
