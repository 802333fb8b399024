"""The bundled list and the example customers: complete, of their day, and as their papers say."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, date, datetime
from importlib import resources
from itertools import chain
from pathlib import Path

import pytest

from nongrata.model import AliasKind, IdentifierKind, ObservableKind, Party, PartyKind, Strength
from nongrata.sources.bundled import bundled_origins, bundled_snapshot
from nongrata.sources.loading.load import digest_of
from nongrata.text.countries import country_code
from nongrata.text.dates import parse_date
from nongrata.text.identifiers import checksum_holds

UIDS = ("21324", "21326", "21328", "21329", "21330", "21331", "21332", "21333", "21334", "21343", "21344")
OFFICERS = UIDS[2:6]
CRIMINALS = UIDS[:2]
# Added or changed by OFAC after 29 December 2016 (facts/action-2016-12-29.md, section 3).
LATER_ALIASES = {"33823", "33825", "33827", "37912"}

COUNTRIES = {"LV": "Latvia", "RU": "Russia"}

Row = list[str]


@pytest.fixture(scope="module")
def parties() -> dict[str, Party]:
    """The bundled parties by OFAC's number."""
    return {party.id.partition(":")[2]: party for party in bundled_snapshot().parties}


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, str]:
    """The eleven rows of the SDN list of 26 January 2018, read in place: number → columns 2 to 12 joined."""
    with gzip.open(shared / "ofac" / "history" / "sdn_2018-01-26.csv.gz", "rt", encoding="ascii") as file:
        return {row[0]: "|".join(row[1:]) for row in csv.reader(file) if row[0] in UIDS}


@pytest.fixture(scope="module")
def entries_of_2021(shared: Path) -> dict[str, dict]:
    """The eleven entries of SDN.XML of 10 March 2021."""
    entries = json.loads((shared / "derived" / "eo13757_entries.json").read_text("utf-8"))
    return {uid: states["2021-03-10"] for uid, states in entries.items()}


def day_rows(shared: Path, part: str) -> dict[str, list[Row]]:
    """Rows of a part of the night's list by OFAC's number, for the eleven."""
    found = defaultdict(list)
    path = shared / "derived" / "day_2016-12-29" / f"after_{part}.csv.gz"
    with gzip.open(path, "rt", encoding="ascii") as file:
        for row in csv.reader(file):
            if row[0] in UIDS:
                found[row[0]].append(row)
    return found


def remarks_of(row: str) -> list[str]:
    """The sentences of the Remarks column, without the word that marks a second value of a kind."""
    text = row.rpartition("|")[2].strip().removesuffix(".")
    return [part.removeprefix("alt. ") for part in text.split("; ")]


def expected_remarks(party: Party) -> list[str]:
    """The party written the way OFAC writes Remarks, with exactly what we hold."""
    observables = [f"{one.label} {one.value}" for one in party.observables]
    numbers = [f"{one.label} {one.value} (Russia)" for one in party.identifiers if one.country == "RU"]
    weak = [f"a.k.a. '{alias.name.full}'" for alias in party.aliases if alias.strength is Strength.WEAK]
    return [
        *(f"DOB {born.raw}" for born in party.born),
        *(f"POB {place}" for place in party.birth_places),
        *(f"nationality {COUNTRIES[code]}" for code in party.nationalities),
        *observables,
        *numbers,
        *weak,
        *party.titles,
        *(f"{link.relation}: {link.name}" for link in party.links),
    ]


def test_the_eleven_parties_of_the_day_are_there_in_order_of_their_ids():
    """Six persons and five organisations, by OFAC's numbers, sorted."""
    found = bundled_snapshot().parties
    assert [party.id for party in found] == [f"us-2016-12-29:{uid}" for uid in UIDS]
    assert [party.kind for party in found] == [PartyKind.PERSON] * 6 + [PartyKind.ORGANISATION] * 5


def test_version_accounts_for_every_row_and_names_its_file():
    """Rows in are rows used are targets out, and the file's digest is that of the installed bytes."""
    version = bundled_snapshot().version
    raw = resources.files("nongrata.data").joinpath("us-2016-12-29.toml").read_bytes()
    report = version.report
    assert (report.rows_in, report.rows_used, report.targets_out, report.issues) == (11, 11, 11, ())
    assert report.kinds == {PartyKind.PERSON: 6, PartyKind.ORGANISATION: 5}
    assert [file.sha256 for file in version.files] == [hashlib.sha256(raw).hexdigest()]


def test_version_is_dated_by_the_day_it_describes_and_not_by_the_clock():
    """The same snapshot comes out at any time: its digest follows from the parties alone."""
    snapshot = bundled_snapshot()
    assert snapshot.version.published_on == date(2016, 12, 29)
    assert snapshot.version.fetched_at == datetime(2016, 12, 29, tzinfo=UTC)
    assert snapshot.version.digest == digest_of(snapshot.parties)
    assert snapshot == bundled_snapshot()


def test_persons_have_family_and_given_name_apart_and_organisations_do_not(parties):
    """A person's full name is written OFAC's way, family name first."""
    for uid, party in parties.items():
        if party.kind is PartyKind.PERSON:
            assert party.name.full == f"{party.name.family}, {party.name.given}", uid
        else:
            assert (party.name.family, party.name.given) == ("", ""), uid


def test_nicknames_are_weak_and_other_spellings_are_strong(parties):
    """Bogachev: five weak names, one strong; Belan: ten and five; nobody else has a weak one."""
    weak = {uid: sum(alias.strength is Strength.WEAK for alias in party.aliases) for uid, party in parties.items()}
    assert {uid: count for uid, count in weak.items() if count} == {"21324": 10, "21326": 5}
    strong = [alias.name.full for alias in parties["21326"].aliases if alias.strength is Strength.STRONG]
    assert strong == ["BOGACHEV, Evgeniy Mikhailovich"]


def test_fsb_is_a_strong_alias_because_it_became_weak_only_in_june_2022(parties):
    """As of the day, the three letters raise an alert on their own."""
    (fsb,) = [alias for alias in parties["21344"].aliases if alias.name.full == "FSB"]
    assert (fsb.strength, fsb.ref) == (Strength.STRONG, "33857")


def test_what_ofac_wrote_later_is_not_there(parties):
    """No later alias, full name, gender, programme or address."""
    assert LATER_ALIASES.isdisjoint(alias.ref for party in parties.values() for alias in party.aliases)
    assert [parties[uid].name.full for uid in OFFICERS[:3]] == [
        "KOROBOV, Igor",
        "GIZUNOV, Sergey",
        "KOSTYUKOV, Igor",
    ]
    assert {party.gender for party in parties.values()} == {""}
    assert {act.programme for party in parties.values() for act in party.designations} == {"CYBER2"}
    assert len(parties["21344"].addresses) == 2
    assert parties["21344"].born == ()


def test_no_name_is_in_another_script(parties):
    """OFAC published Latin letters only: the matcher has to bridge the scripts."""
    names = [name.full for party in parties.values() for name in party.all_names]
    assert all(name.isascii() for name in names)


def test_former_name_is_told_from_other_names(parties):
    """ESAGE LAB is what ZORSECURITY was called before."""
    kinds = {alias.name.full: alias.kind for alias in parties["21333"].aliases}
    assert kinds == {"ESAGE LAB": AliasKind.FORMER, "TSOR SECURITY": AliasKind.AKA}


def test_only_the_four_officers_are_linked_to_the_gru(parties):
    """The link carries the id of the listed party, so that it can be followed."""
    linked = {uid: party.links for uid, party in parties.items() if party.links}
    assert tuple(linked) == OFFICERS
    assert {link.target_id for links in linked.values() for link in links} == {"us-2016-12-29:21343"}
    assert {link.name for links in linked.values() for link in links} == {parties["21343"].name.full}


def test_the_two_criminals_stand_under_the_order_before_its_amendment(parties):
    """E.O. 13694 alone for Belan and Bogachev, as amended by E.O. 13757 for the nine others."""
    basis = {uid: party.designations[0].legal_basis for uid, party in parties.items()}
    assert {uid for uid, order in basis.items() if order == "E.O. 13694"} == set(CRIMINALS)
    assert {basis[uid] for uid in UIDS if uid not in CRIMINALS} == {"E.O. 13694 as amended by E.O. 13757"}


def test_all_were_listed_on_the_day(parties):
    """One designation each, in force from 29 December 2016, never lifted."""
    for party in parties.values():
        (act,) = party.designations
        assert str(act.listed_on) == "2016-12-29"
        assert act.delisted_on is None


def test_russian_company_numbers_carry_their_check_digits_but_for_one_of_ofacs_own(parties):
    """A digit mistyped in a tax or registration number shows without the list at hand.

    7704010041 of ZORSECURITY fails on OFAC's lists of 2018, 2021 and 2024 too: it is kept as published.
    """
    numbers = [
        one
        for party in parties.values()
        for one in party.identifiers
        if one.kind in {IdentifierKind.TAX, IdentifierKind.REGISTRATION}
    ]
    assert len(numbers) == 6
    failing = [one.value for one in numbers if not checksum_holds(one.kind, one.value, one.country)]
    assert failing == ["7704010041"]


def test_the_listed_web_site_and_mailbox_are_observables(parties):
    """The only ones of the day; they can be found in logs."""
    seen = [(one.kind, one.value) for party in parties.values() for one in party.observables]
    assert seen == [(ObservableKind.DOMAIN, "stc-spb.ru"), (ObservableKind.EMAIL, "stcspb1@mail.ru")]


def test_every_value_says_where_it_was_read(parties):
    """Each field that holds something has an origin, and no empty field claims one."""
    of_designation = {"programme", "authority", "legal_basis", "listed_on", "measures"}
    for uid, party in parties.items():
        fields = bundled_origins()[party.id]
        own = {name for name in party.__struct_fields__ if getattr(party, name) and name not in {"id", "designations"}}
        assert set(fields) == own | of_designation, uid
        assert all(fields.values()), uid
        assert uid in fields["name"]


def test_loading_does_not_pull_in_the_table_engine():
    """A cold `nongrata check` against the bundled list pays for no pyarrow, numpy or lxml."""
    code = (
        "import sys; from nongrata.sources.bundled import bundled_snapshot; bundled_snapshot(); "
        "print(sorted({'pyarrow', 'numpy', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter, fixed text
    assert done.stdout.strip() == "[]"


def test_remarks_of_january_2018_say_exactly_what_we_hold(parties, published):
    """Birth dates, places, nationalities, numbers, web site, weak names, titles and links: all, no more."""
    assert sorted(published) == sorted(UIDS)
    for uid, party in parties.items():
        said = [part for part in remarks_of(published[uid]) if part != "-0-"]
        assert sorted(said) == sorted(expected_remarks(party)), uid


def test_names_titles_and_programme_are_those_of_january_2018(parties, published):
    """The primary name as published, one programme, and the title column beside it."""
    for uid, party in parties.items():
        name, sdn_type, programme, title, *_ = published[uid].split("|")
        assert party.name.full == name
        assert (sdn_type == "individual") == (party.kind is PartyKind.PERSON)
        assert programme == party.designations[0].programme
        assert party.titles == (() if title.startswith("-0-") else (title,))


def test_strong_aliases_are_those_of_the_alias_file(parties, shared):
    """Number, kind and spelling of every strong alias of the day, none missing, none added."""
    rows = day_rows(shared, "alt")
    for uid, party in parties.items():
        ours = {
            (alias.ref, str(alias.kind), alias.name.full)
            for alias in party.aliases
            if alias.strength is Strength.STRONG
        }
        assert ours == {(row[1], row[2], row[3]) for row in rows[uid]}, uid


def test_all_aliases_carry_the_numbers_and_order_of_the_later_xml(parties, entries_of_2021):
    """Weak ones have numbers only in XML; what was added between the two dates is left out."""
    for uid, party in parties.items():
        listed = [
            (one["uid"], one["category"], ", ".join(filter(None, (one["last"], one["first"]))))
            for one in entries_of_2021[uid]["aliases"]
            if one["uid"] not in LATER_ALIASES
        ]
        assert [(alias.ref, str(alias.strength), alias.name.full) for alias in party.aliases] == listed, uid


def test_addresses_are_those_of_the_address_file(parties, shared):
    """Street, then town, region and postcode folded together the way the CSV form folds them."""
    rows = day_rows(shared, "add")
    for uid, party in parties.items():
        listed = {(row[2], row[3], row[4]) for row in rows[uid] if not row[4].startswith("-0-")}
        ours = set()
        for place in party.addresses:
            town = ", ".join(filter(None, (place.city, place.region)))
            ours.add((place.street, f"{town} {place.postcode}".strip(), place.country_raw))
        assert ours == listed, uid


def test_postcodes_and_regions_are_those_of_the_later_xml(parties, entries_of_2021):
    """XML keeps town, region and postcode apart; nothing of it changed until 2021."""
    for uid, party in parties.items():
        listed = [
            (one["city"], one.get("stateOrProvince", ""), one.get("postalCode", ""))
            for one in entries_of_2021[uid]["addresses"]
        ]
        assert [(place.city, place.region, place.postcode) for place in party.addresses] == listed, uid


# ---- the example customers ----


@pytest.fixture(scope="module")
def customers() -> list[Row]:
    """All rows of the example file, header first."""
    text = resources.files("nongrata.data").joinpath("customers.csv").read_text("utf-8")
    return list(csv.reader(io.StringIO(text)))


def test_example_customers_are_two_hundred_under_one_header(customers):
    """Two hundred rows, each with a key of its own."""
    header, *rows = customers
    assert header == [
        "customer_id",
        "name",
        "kind",
        "date_of_birth",
        "country",
        "tax_id",
        "email",
        "website",
    ]
    assert len(rows) == len({row[0] for row in rows}) == 200


def test_example_customers_hold_one_nameless_and_one_cut_row(customers):
    """Two rows that cannot be screened, so that the demo shows how it says so; all others are whole."""
    rows = customers[1:]
    assert [row[0] for row in rows if len(row) != 8] == ["C-0151"]
    assert [row[0] for row in rows if not row[1].strip()] == ["C-0103"]


def test_example_values_can_be_read(customers):
    """Kinds, countries and dates of the whole rows are ones that we understand."""
    for row in (row for row in customers[1:] if len(row) == 8):
        _, _, kind, born, country, *_ = row
        assert PartyKind(kind), row
        assert not country or country_code(country), row
        assert not born or parse_date(born), row


def test_example_contacts_stand_on_names_reserved_for_examples(customers):
    """Nobody's mailbox or web site is in the file but the listed one (RFC 2606)."""
    reserved = re.compile(r"(?:^|[@.])example(?:\.(?:com|org|net))?$")
    contacts = [contact for row in customers[1:] if len(row) == 8 for contact in row[6:8] if contact]
    assert [contact for contact in contacts if not reserved.search(contact)] == ["www.stc-spb.ru"]


def test_example_tax_numbers_were_never_issued(customers):
    """Every Russian number but the listed one fails its checksum, so that it can be nobody's."""
    numbers = [row[5] for row in customers[1:] if len(row) == 8 and row[4] == "RU" and row[5]]
    valid = [number for number in numbers if checksum_holds(IdentifierKind.TAX, number, "RU")]
    assert len(numbers) > 3
    assert valid == ["7802170553"]


def test_example_customers_come_from_many_scripts(customers):
    """Cyrillic, Greek, Arabic, Hebrew, Han, Kana, Hangul, Devanagari, Georgian, Armenian and Thai."""
    letters = "".join(chain.from_iterable(row[1] for row in customers[1:] if len(row) > 1))
    blocks = {
        "Cyrillic": "\u0400-\u04ff",
        "Greek": "\u0370-\u03ff",
        "Arabic": "\u0600-\u06ff",
        "Hebrew": "\u0590-\u05ff",
        "Han": "\u4e00-\u9fff",
        "Kana": "\u3040-\u30ff",
        "Hangul": "\uac00-\ud7af",
        "Devanagari": "\u0900-\u097f",
        "Georgian": "\u10a0-\u10ff",
        "Armenian": "\u0530-\u058f",
        "Thai": "\u0e00-\u0e7f",
    }
    assert [name for name, span in blocks.items() if not re.search(f"[{span}]", letters)] == []


def test_the_tutorial_names_every_planted_row_as_it_stands(customers):
    """The table of planted rows gives key and name of each; a row moved or renamed breaks this."""
    page = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "first-screening.md"
    planted = re.findall(r"^\| `(C-\d{4})` \| (?:`([^`]*)`|\*[^|]*\*) \|", page.read_text("utf-8"), re.MULTILINE)
    names = {row[0]: row[1] if len(row) > 1 else "" for row in customers[1:]}
    assert len(planted) >= 16
    assert [(key, name) for key, name in planted if names[key] != name] == []
