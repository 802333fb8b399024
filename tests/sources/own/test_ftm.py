"""FollowTheMoney files: parties, what other lines say of them, and the account of every line."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.model import AliasKind, IdentifierKind, ObservableKind, PartyKind, Severity, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally
from nongrata.sources.own.ftm import FORMAT
from nongrata.sources.own.ftm_entities import Entity, party_of


def entity(key, schema, datasets=("own",), **properties):
    """An entity; a property may be one value or a list."""
    values = {name: value if isinstance(value, list) else [value] for name, value in properties.items()}
    return {"id": key, "schema": schema, "caption": key, "properties": values, "datasets": list(datasets)}


@pytest.fixture
def read(tmp_path):
    """Reads a file of these entities (or raw lines): its parties by key, and the account of the load."""

    def _read(*lines):
        path = tmp_path / "entities.ftm.json"
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_text(text + "\n", "utf-8")
        return take(path)

    return _read


def take(path):
    """All parties of a file by key, and the account."""
    content = Content(path)
    found = FORMAT.recognise(content.name, content.head())
    assert found is not None
    tally = Tally()
    parties = list(FORMAT.read("own", {found.part: content}, tally))
    assert tally.balanced
    return {party.id.partition(":")[2]: party for party in parties}, tally


def rejected(tally):
    """Lines and reasons of what gave nothing."""
    return [(issue.line, issue.reason) for issue in tally.issues if issue.severity is Severity.REJECTED]


def test_the_properties_of_a_person_find_their_places(read):
    """Names by kind, dates, countries, numbers, contacts."""
    parties, tally = read(
        entity("a", "Person", name=["Ivan Example", "Иван Пример"], alias="Vanya", weakAlias=["Eagle", "Vanya"],
               previousName="Ivan Sample", lastName="Example", firstName="Ivan", birthDate="1970-03", nationality="ru",
               citizenship="by", country="gb-sct", gender="male", innCode="770000000000", taxNumber="770000000000",
               passportNumber="450000001", email="a@example.test", website="https://www.example.test/",
               phone="+7 495 0000000",
               position="Director", notes="A note.", topics="sanction", hobby="chess", birthPlace="Riga")
    )  # fmt: skip
    party = parties["a"]
    assert (party.kind, party.name.full, party.name.family) == (PartyKind.PERSON, "Ivan Example", "Example")
    assert [(it.name.full, it.kind, it.strength) for it in party.aliases] == [
        ("Иван Пример", AliasKind.ORIGINAL_SCRIPT, Strength.STRONG),
        ("Vanya", AliasKind.AKA, Strength.STRONG),
        ("Ivan Sample", AliasKind.FORMER, Strength.STRONG),
        ("Eagle", AliasKind.AKA, Strength.WEAK),
    ]
    assert [str(day) for day in party.born] == ["1970-03"]
    assert (party.nationalities, party.countries, party.gender) == (("RU", "BY"), ("GB",), "male")
    assert [(it.kind, it.value, it.country) for it in party.identifiers] == [
        (IdentifierKind.TAX, "770000000000", "RU"),
        (IdentifierKind.PASSPORT, "450000001", ""),
    ]
    assert {it.kind for it in party.observables} == {ObservableKind.EMAIL, ObservableKind.DOMAIN, ObservableKind.PHONE}
    assert (party.titles, party.remarks, party.birth_places) == (("Director",), ("A note.",), ("Riga",))
    assert set(party.details) == {("topics", "sanction"), ("hobby", "chess")}
    assert tally.issues == []


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ("Company", PartyKind.ORGANISATION),
        ("PublicBody", PartyKind.ORGANISATION),
        ("LegalEntity", PartyKind.UNKNOWN),
        ("Vessel", PartyKind.VESSEL),
        ("Airplane", PartyKind.AIRCRAFT),
    ],
)
def test_schemata_are_kinds(read, schema, kind):
    """A LegalEntity may be a person or a company, so it meets every kind."""
    assert read(entity("a", schema, name="Example"))[0]["a"].kind is kind


def test_a_sanction_before_or_after_its_party_is_a_designation(read):
    """With programme, authority, date, measures and reason; an end date in the future ends nothing."""
    sanction = {
        "authority": "Example Ministry", "program": "EX-1", "listingDate": "2023-02-24",
        "provisions": ["Freeze", "Ban"], "reason": "Because.", "endDate": "2033-07-01",
    }  # fmt: skip
    parties, tally = read(
        entity("s1", "Sanction", entity="a", **sanction),
        entity("a", "Person", name="Ivan Example"),
        entity("s2", "Sanction", entity="a", program="EX-2"),
    )
    first, second = parties["a"].designations
    assert (first.programme, first.authority, str(first.listed_on)) == ("EX-1", "Example Ministry", "2023-02-24")
    assert (first.measures, first.reason, first.delisted_on) == (("Freeze", "Ban"), "Because.", None)
    assert second.programme == "EX-2"
    assert ("end date of sanction, Example Ministry", "2033-07-01") in parties["a"].details
    assert tally.rows_used == 3


def test_wallets_documents_posts_and_addresses_enrich_their_party(read):
    """Each stands on a line of its own."""
    parties, tally = read(
        entity("a", "Person", name="Ivan Example", addressEntity="ad"),
        entity("w", "CryptoWallet", holder="a", publicKey="1BoatSLRHtKNngkdXEeobR76b53LETtpyT", currency="XBT"),
        entity("p", "Passport", holder="a", number="450000001"),
        entity("o", "Occupancy", holder="a", post="po"),
        entity("po", "Position", name="Minister of Examples"),
        entity("ad", "Address", street="1 Example St", city="Minsk", country="by"),
    )
    party = parties["a"]
    assert [(it.kind, it.label) for it in party.observables] == [(ObservableKind.WALLET, "XBT")]
    assert [(it.kind, it.value) for it in party.identifiers] == [(IdentifierKind.PASSPORT, "450000001")]
    assert party.titles == ("Minister of Examples",)
    assert [(it.city, it.country) for it in party.addresses] == [("Minsk", "BY")]
    assert party.countries == ("BY",)
    assert (len(parties), tally.rows_used) == (1, 6)


def test_a_wallet_that_nobody_in_the_file_holds_is_a_party(read):
    """What is listed is its address."""
    parties, _ = read(entity("w", "CryptoWallet", publicKey="1BoatSLRHtKNngkdXEeobR76b53LETtpyT", topics="sanction"))
    assert parties["w"].kind is PartyKind.UNKNOWN
    assert [it.value for it in parties["w"].observables] == ["1BoatSLRHtKNngkdXEeobR76b53LETtpyT"]


def test_ties_are_links_at_both_ends(read):
    """Each end names the other, with the role where the publisher gives one."""
    parties, _ = read(
        entity("a", "Person", name="Ivan Example"),
        entity("b", "Company", name="Example Ltd"),
        entity("t", "Ownership", owner="a", asset="b", role="shareholder"),
        entity("u", "UnknownLink", subject="b", object="elsewhere"),
    )
    [of_a] = parties["a"].links
    assert (of_a.relation, of_a.name, of_a.target_id) == ("Owner of (shareholder)", "Example Ltd", "own:b")
    assert [(it.relation, it.target_id) for it in parties["b"].links] == [
        ("Owned by (shareholder)", "own:a"),
        ("Linked to", ""),
    ]


def test_every_line_that_gives_nothing_is_rejected_with_its_number(read):
    """Broken lines, parties without a name, and what is about nobody in the file."""
    parties, tally = read(
        entity("a", "Person", name="Ivan Example"),
        "{broken",
        "",
        {"id": "n", "schema": "Person", "properties": {}},
        entity("p", "Payment", payer="a"),
        entity("s", "Sanction", entity="nobody"),
        entity("ad", "Address", full="Nowhere"),
        entity("t", "Family", person="x", relative="y"),
    )
    assert list(parties) == ["a"]
    assert [line for line, _ in sorted(rejected(tally))] == [2, 4, 6, 7, 8]
    assert [it.reason for it in tally.issues if it.severity is Severity.WARNING] == [
        "1 Payment entities are no parties; none of them is screened"
    ]
    assert tally.doubts == []


def test_a_file_cut_in_its_last_line_is_distrusted(tmp_path):
    """A line without an end that is no JSON is half a line."""
    path = tmp_path / "entities.ftm.json"
    path.write_text(json.dumps(entity("a", "Person", name="A")) + '\n{"id": "b", "schema": "Per', "utf-8")
    parties, tally = take(path)
    assert list(parties) == ["a"]
    assert "cut off" in tally.doubts[0]


def test_a_date_that_cannot_be_read_is_kept_and_warned_of(read):
    """The party is used all the same."""
    parties, tally = read(entity("a", "Person", name="A", birthDate=["1970", "spring"]))
    assert [str(day) for day in parties["a"].born] == ["1970"]
    assert ("date", "spring") in parties["a"].details
    assert [it.severity for it in tally.issues] == [Severity.WARNING]


def test_the_newest_sight_dates_the_list(read):
    """`last_seen` is when the publisher saw an entity last."""
    _, tally = read(
        entity("a", "Person", name="A") | {"last_seen": "2024-06-01T10:57:03"}, entity("b", "Person", name="B")
    )
    assert tally.published_on == date(2024, 6, 1)


@pytest.mark.parametrize(
    ("datasets", "list_id"), [([["eu_fsf"], ["eu_fsf"]], "eu_fsf"), ([["a"], ["b"]], ""), ([[], []], "")]
)
def test_one_dataset_for_all_names_the_list(datasets, list_id):
    """Otherwise the user has to."""
    lines = [json.dumps(entity(str(n), "Person", name="A", datasets=it)) for n, it in enumerate(datasets)]
    assert FORMAT.recognise("entities.ftm.json", "\n".join(lines).encode()).list_id == list_id


def test_other_json_is_not_recognised():
    """Not every line of JSON is an entity."""
    assert FORMAT.recognise("x.json", b'{"name": "A"}\n') is None
    assert FORMAT.recognise("x.csv", b"id,name\n") is None


@given(st.dictionaries(st.sampled_from(["name", "alias", "birthDate", "country", "website", "phone", "taxNumber", "x"]),
                       st.lists(st.text(max_size=12), max_size=3)))  # fmt: skip
def test_any_values_make_a_party(properties):
    """Nothing that a publisher writes into a property raises, and unknown properties are kept."""
    party = party_of(Entity("a", "Person", properties), "own", [])
    kept = {text for name, text in party.details if name == "x"}
    assert kept == {" ".join(text.split()) for text in properties.get("x", []) if text.strip()}


def test_the_real_files_are_accounted_for(shared):
    """Parties, and what is not used: one address of nobody; 290 payments, counted once."""
    folder = shared / "ftm"
    parties, tally = take(folder / "t1.entities.ftm.json")
    assert (len(parties), tally.rows_in, [line for line, _ in rejected(tally)]) == (6, 7, [4])
    parties, tally = take(folder / "zala.entities.ftm.json")
    assert (len(parties), tally.rows_in, tally.rows_rejected) == (17, 91, 0)
    assert sum(len(party.links) for party in parties.values()) == 2 * (21 - 2)  # two ties are given twice
    assert sum(len(party.designations) for party in parties.values()) >= 41
    parties, tally = take(folder / "parteispenden.entities.ftm.json")
    assert (len(parties), tally.rows_in, tally.rows_rejected) == (96, 475, 0)
