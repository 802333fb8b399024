"""The US Consolidated Screening List: what its cells hold, and the real files of 2019 and 2023."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.model import AliasKind, IdentifierKind, ObservableKind, PartyKind, Severity
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally
from nongrata.sources.us.csl import FORMAT, entry_key
from nongrata.sources.us.csl_fields import address_of, names_in, numbers_of

NEW = (
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,"
    "standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,"
    "vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,"
    "places_of_birth,source_information_url,ids"
).split(",")
OLD = NEW[1:]
SDN = "Specially Designated Nationals (SDN) - Treasury Department"
ENTITY_LIST = "Entity List (EL) - Bureau of Industry and Security"
DENIED = "Denied Persons List (DPL) - Bureau of Industry and Security"


def text_of(*rows, header=NEW):
    """A file with these rows, each given as a dictionary or as a list of fields."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([row.get(column, "") for column in header] if isinstance(row, dict) else row)
    return out.getvalue()


@pytest.fixture
def read(tmp_path):
    """Reads a list written as text: its parties and the account of the load."""

    def _read(text):
        path = tmp_path / "consolidated.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
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


def rejects(tally):
    """Lines and reasons of the rows that gave nothing."""
    return [(issue.line, issue.reason) for issue in tally.issues if issue.severity is Severity.REJECTED]


def test_an_ofac_row_becomes_a_party_with_everything_in_its_cells(read):
    """Joined lists are taken apart, and `ids` holds far more than numbers."""
    [party], tally = read(
        text_of(
            {
                "_id": "901", "source": SDN, "entity_number": "901", "type": "Individual", "programs": "CYBER2; CAATSA",
                "name": "EXAMPLE, Ivan Ivanovich", "title": "Director",
                "addresses": "1 Example St., Moscow, 101000, RU; Minsk, BY",
                "remarks": "(Linked To: EXAMPLE BUREAU (EB)); arrested 1 Apr 2003", "alt_names": "EXAMPLE, Vanya",
                "citizenships": "RU", "nationalities": "BY", "dates_of_birth": "1970-03-04; circa 1971",
                "places_of_birth": "Riga, Latvia",
                "ids": "Passport, 45 0000001, RU; Gender, Male; Website, example.test; Email Address, a@example.test; "
                       "Digital Currency Address - XBT, 1BoatSLRHtKNngkdXEeobR76b53LETtpyT; "
                       "Secondary sanctions risk:, 31 CFR, x",
            }
        )
    )  # fmt: skip
    assert (party.id, party.kind) == ("us-csl:SDN-901", PartyKind.PERSON)
    assert (party.name.full, party.name.family, party.name.given) == (
        "EXAMPLE, Ivan Ivanovich",
        "EXAMPLE",
        "Ivan Ivanovich",
    )
    assert [alias.name.full for alias in party.aliases] == ["EXAMPLE, Vanya"]
    assert [str(day) for day in party.born] == ["1970-03-04", "circa 1971"]
    assert (party.nationalities, party.countries, party.gender) == (("BY", "RU"), ("RU", "BY"), "male")
    assert [(act.programme, act.authority) for act in party.designations] == [
        ("CYBER2", "Treasury Department"),
        ("CAATSA", "Treasury Department"),
    ]
    assert (party.identifiers[0].kind, party.identifiers[0].value) == (IdentifierKind.PASSPORT, "45 0000001")
    assert [(it.kind, it.label) for it in party.observables] == [
        (ObservableKind.DOMAIN, ""),
        (ObservableKind.EMAIL, ""),
        (ObservableKind.WALLET, "XBT"),
    ]
    assert (party.links[0].name, party.remarks) == ("EXAMPLE BUREAU (EB)", ("arrested 1 Apr 2003",))
    assert dict(party.details)["Secondary sanctions risk:"] == "31 CFR, x"
    assert tally.issues == []


def test_an_end_date_in_the_future_is_no_delisting(read):
    """A denial order to 2056 is in force; the date is kept as a detail."""
    [party], _ = read(
        text_of({"source": DENIED, "name": "JOHN EXAMPLE", "start_date": "2003-06-19", "end_date": "2056-06-29"})
    )
    assert party.designations[0].delisted_on is None
    assert str(party.designations[0].listed_on) == "2003-06-19"
    assert ("end_date", "2056-06-29") in party.details


def test_a_repeated_header_an_address_row_and_a_nameless_row_are_rejected_with_reasons(read):
    """None of them is a party, and none goes unsaid."""
    parties, tally = read(
        text_of(
            NEW,
            {"source": ENTITY_LIST, "name": "Address 01"},
            {"source": ENTITY_LIST},
            {"source": ENTITY_LIST, "name": "A"},
        )
    )
    assert len(parties) == 1
    assert rejects(tally) == [
        (2, "the header row, repeated inside the file"),
        (3, "an address that stands in a row of its own, not a party"),
        (4, "no name"),
    ]


def test_a_row_with_the_wrong_number_of_fields_is_rejected_and_the_rest_is_read(read):
    """One broken row in the middle is no cut-off file."""
    parties, tally = read(text_of(["1", SDN], {"source": SDN, "entity_number": "2", "name": "B"}))
    assert [party.id for party in parties] == ["us-csl:SDN-2"]
    assert rejects(tally) == [(2, "2 fields, expected 29")]
    assert tally.doubts == []


@pytest.mark.parametrize("cut", [1, 3, 20, 60])
def test_a_file_that_ends_in_mid_row_is_distrusted(read, cut):
    """Wherever in the last row the download stopped, what is before it can still be read."""
    rows = [{"source": SDN, "entity_number": str(n), "name": f"Name {n}", "ids": "Gender, Male"} for n in range(5)]
    parties, tally = read(text_of(*rows)[:-cut])
    assert [party.id for party in parties][:4] == [f"us-csl:SDN-{n}" for n in range(4)]
    assert bool(tally.doubts) == (cut > 1)  # without its last line end alone, the file is whole


def test_a_question_mark_is_kept_and_warned_of(read):
    """It stands for a letter that the publisher lost; nobody can know which."""
    [party], tally = read(text_of({"source": ENTITY_LIST, "name": "Example?s Bureau"}))
    assert party.name.full == "Example?s Bureau"
    assert "'?' in name" in tally.issues[0].reason


def test_rows_with_the_same_key_are_numbered_with_a_warning(read):
    """A company under two countries is two rows of one name and date."""
    row = {"source": ENTITY_LIST, "name": "Example Ltd", "start_date": "2014-06-05"}
    parties, tally = read(text_of(row, row, row))
    first = parties[0].id
    assert [party.id for party in parties] == [first, f"{first}-2", f"{first}-3"]
    assert len(tally.issues) == 2


def test_the_key_does_not_hang_on_the_publishers_id():
    """`_id` changes from day to day; list, number, name and start date do not."""
    assert entry_key(SDN, "21326", "any", "") == "SDN-21326"
    assert entry_key(ENTITY_LIST, "", "Example  Ltd", "2014") == entry_key(ENTITY_LIST, "", "Example Ltd", "2014")
    assert entry_key(ENTITY_LIST, "", "Example Ltd", "2014") != entry_key(ENTITY_LIST, "", "Example Ltd", "2015")


def test_the_old_column_order_has_the_label_last(read):
    """In 2019 there was no `_id`, and a number came as country, value, label."""
    [party], _ = read(
        text_of(
            {"source": SDN, "entity_number": "8", "name": "A",
             "ids": "CO, 830106350-0, NIT #; IMO 9116412, Vessel Registration Identification; "
                    "Panama, Former Vessel Flag; www.example.test, Website"},
            header=OLD,
        )
    )  # fmt: skip
    assert [(it.kind, it.value, it.country) for it in party.identifiers] == [
        (IdentifierKind.TAX, "830106350-0", "CO"),
        (IdentifierKind.IMO, "IMO 9116412", ""),
    ]
    assert party.observables[0].value == "www.example.test"
    assert party.countries == ("PA",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Example Ltd (f.k.a., Sample OOO)", [("Example Ltd", AliasKind.AKA), ("Sample OOO", AliasKind.FORMER)]),
        ("Example (EX) Bureau", [("Example (EX) Bureau", AliasKind.AKA)]),
        (
            "Example Ltd., a.k.a. Sample (Shenzhen)",
            [("Example Ltd.", AliasKind.AKA), ("Sample (Shenzhen)", AliasKind.AKA)],
        ),
        ("(all of preceding located in X)", []),
    ],
)
def test_names_inside_names_are_taken_apart(text, expected):
    """An a.k.a. or f.k.a. in the name column is a name of its own."""
    assert names_in(text) == expected


def test_a_state_of_the_us_is_no_country_on_the_denied_persons_list():
    """After a town, "CA" is California, where the publisher leaves the country out."""
    assert address_of("1 EXAMPLE DRIVE, POMONA, CA, 91766", american=True).country == "US"
    assert address_of("1 EXAMPLE DRIVE, POMONA, CA, 91766", american=True).region == "CA"
    assert address_of("Example Street 1, Toronto, M5V 2T6, CA").country == "CA"


LABELS = ["Passport", "Tax ID No.", "Website", "Digital Currency Address - XBT", "Target Type", "Something New"]


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.from_regex(r"[A-Z0-9]{3,9}", fullmatch=True))), st.booleans())
def test_no_value_of_an_ids_cell_is_lost(pairs, label_last):
    """Each piece becomes an identifier, an observable or a detail."""
    chunks = [f"{value}, {label}" if label_last else f"{label}, {value}" for label, value in pairs]
    found = numbers_of(chunks, label_last=label_last)
    kept = {it.value for it in (*found.identifiers, *found.observables)} | {text for _, text in found.details}
    assert kept == {value for _, value in pairs}


@given(st.text(max_size=60))
def test_any_address_keeps_its_words(text):
    """Whatever is taken for town, postcode or country stands in its own field."""
    address = address_of(text)
    kept = f"{address.street}, {address.city}, {address.region}, {address.postcode}, {address.country_raw}"
    assert Counter("".join(kept.split()).replace(",", "")) == Counter("".join(text.split()).replace(",", ""))


def test_the_truncated_file_of_2023_is_distrusted_and_readable(shared):
    """4,228 rows of 13 lists: 4,226 parties, one repeated header, one row cut in the middle of an address."""
    parties, tally = take(shared / "us_csl" / "csl_partial_2023-11-30.csv.gz")
    assert (tally.rows_in, len(parties)) == (4228, 4226)
    assert rejects(tally) == [(2, "the header row, repeated inside the file"), (4233, "8 fields, expected 29")]
    assert tally.doubts == ["the file ends in the middle of the row on line 4233: it was cut off"]
    assert len({dict(party.details)["source"] for party in parties}) == 13
    assert len({party.id for party in parties}) == len(parties)


def test_the_parties_of_2016_are_on_the_entity_list_of_2023(shared):
    """Five BIS rows of 4 January 2017, and two of the State Department."""
    parties, _ = take(shared / "us_csl" / "csl_partial_2023-11-30.csv.gz")
    listed = [p for p in parties if p.designations[0].programme == "Entity List (EL)"]
    of_day = [p for p in listed if str(p.designations[0].listed_on) == "2017-01-04"]
    names = {party.name.full for party in of_day}
    assert {"Main Intelligence Directorate", "Federal Security Service (FSB)", "Special Technology Center"} <= names
    [gru] = [party for party in of_day if party.name.full == "Main Intelligence Directorate"]
    assert "Glavnoe Razvedyvatel?noe Upravlenie" in [alias.name.full for alias in gru.aliases]
    assert gru.designations[0].legal_basis.startswith("82 FR 724")
    state = [p for p in parties if p.designations[0].authority == "State Department" and "FSB" in p.name.full]
    assert str(state[0].designations[0].listed_on) == "2021-03-02"


def test_the_file_of_2019_in_the_old_order_is_whole(shared):
    """115 rows, all used."""
    parties, tally = take(shared / "us_csl" / "csl_oldschema_2019-12-03.csv")
    assert (tally.rows_in, tally.rows_rejected, tally.doubts) == (115, 0, [])
    numbers = Counter(number.kind for party in parties for number in party.identifiers)
    assert numbers[IdentifierKind.TAX] == 29
    assert numbers[IdentifierKind.IMO] == 2
