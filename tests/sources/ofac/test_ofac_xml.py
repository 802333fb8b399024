"""SDN.XML and CONSOLIDATED.XML; and that they say of a party what the CSV form says of it."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from nongrata.errors import UnreadableFile
from nongrata.model import AliasKind, IdentifierKind, ObservableKind, Party, PartyKind, Severity, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally
from nongrata.sources.ofac import csv_quartet as ofac_csv
from nongrata.sources.ofac.legacy_xml import FORMAT

BOGACHEV = """
  <sdnEntry>
    <uid>21326</uid><firstName>Evgeniy Mikhaylovich</firstName><lastName>BOGACHEV</lastName>
    <sdnType>Individual</sdnType>
    <remarks>(Linked To: QUILL GANG; Linked To: ZETA)</remarks>
    <programList><program>CYBER2</program></programList>
    <idList>
      <id><uid>1</uid><idType>Secondary sanctions risk:</idType>
        <idNumber>Ukraine-/Russia-Related Sanctions Regulations, 31 CFR 589.201</idNumber></id>
      <id><uid>2</uid><idType>Gender</idType><idNumber>Male</idNumber></id>
      <id><uid>3</uid><idType>Email Address</idType><idNumber>quill@example.org</idNumber></id>
      <id><uid>4</uid><idType>Digital Currency Address - XBT</idType>
        <idNumber>1BoatSLRHtKNngkdXEeobR76b53LETtpyT</idNumber></id>
      <id><uid>5</uid><idType>Passport</idType><idNumber>123</idNumber><idCountry>Russia</idCountry>
        <issueDate>14 Dec 2005</issueDate><expirationDate>13 Dec 2010</expirationDate></id>
    </idList>
    <akaList>
      <aka><uid>33815</uid><type>a.k.a.</type><category>weak</category><lastName>Slavik</lastName></aka>
      <aka><uid>33858</uid><type>f.k.a.</type><category>strong</category><lastName>BOGACHEV</lastName>
        <firstName>Evgeniy Mikhailovich</firstName></aka>
    </akaList>
    <addressList><address><uid>32413</uid><address1>Lermontova Str.</address1><address2>120-101</address2>
      <city>Anapa</city><stateOrProvince>Krasnodar Krai</stateOrProvince><postalCode>353440</postalCode>
      <country>Russia</country></address></addressList>
    <nationalityList><nationality><uid>1</uid><country>Russia</country><mainEntry>true</mainEntry></nationality>
    </nationalityList>
    <citizenshipList><citizenship><uid>1</uid><country>Latvia</country><mainEntry>true</mainEntry></citizenship>
    </citizenshipList>
    <dateOfBirthList><dateOfBirthItem><uid>22153</uid><dateOfBirth>28 Oct 1983</dateOfBirth>
      <mainEntry>true</mainEntry></dateOfBirthItem></dateOfBirthList>
    <placeOfBirthList><placeOfBirthItem><uid>9</uid><placeOfBirth>Riga, Latvia</placeOfBirth>
      <mainEntry>true</mainEntry></placeOfBirthItem></placeOfBirthList>
  </sdnEntry>"""
SHIP = """
  <sdnEntry>
    <uid>4</uid><lastName>MAR QUILL</lastName><sdnType>Vessel</sdnType>
    <programList><program>CUBA</program></programList>
    <vesselInfo><callSign>CL0000</callSign><vesselType>Tug</vesselType><vesselFlag>Cuba</vesselFlag>
      <vesselOwner>Quill Line</vesselOwner><tonnage>5</tonnage><grossRegisteredTonnage>212</grossRegisteredTonnage>
    </vesselInfo>
  </sdnEntry>"""
OLD, NEW = (
    "http://tempuri.org/sdnList.xsd",
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML",
)


def document(*entries: str, count: int | None = None, day: str = "05/07/2024", namespace: str = NEW) -> str:
    """A file with these entries."""
    declared = len(entries) if count is None else count
    return (
        f'<?xml version="1.0" standalone="yes"?>\n<sdnList xmlns="{namespace}">\n  <publshInformation>'
        f"<Publish_Date>{day}</Publish_Date><Record_Count>{declared}</Record_Count></publshInformation>"
        + "".join(entries)
        + "\n</sdnList>"
    )


def load(folder, text: str, list_id: str = "ofac-sdn") -> tuple[list[Party], Tally]:
    """The parties and the account of a file with this text."""
    path = folder / "sdn.xml"
    path.write_text(text, "utf-8")
    tally = Tally()
    parties = list(FORMAT.read(list_id, {"list": Content(path)}, tally))
    assert tally.balanced
    return parties, tally


@pytest.mark.parametrize(
    ("name", "list_id"),
    [("SDN.XML", "ofac-sdn"), ("consolidated.xml", "ofac-cons"), ("CONS.XML", "ofac-cons"), ("second.xml", "ofac-sdn")],
)
def test_the_list_is_known_by_the_name_of_the_file(name, list_id):
    """Nothing inside tells the two apart."""
    assert FORMAT.recognise(name, document().encode()).list_id == list_id


@pytest.mark.parametrize(
    "head", [b"", b"sdnList", b"<sanctionsData/>", b"<!-- <sdnList> --><other/>", b"\xff\xfe<\x00"]
)
def test_other_files_are_left_to_others(head):
    """Only the root element counts."""
    assert FORMAT.recognise("sdn.xml", head) is None


def test_a_byte_order_mark_and_comments_before_the_root_do_not_hide_it():
    """Some tools write them."""
    assert FORMAT.recognise("sdn.xml", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --> <s:sdnList xmlns:s='u'>")


@pytest.mark.parametrize("namespace", [OLD, NEW])
def test_an_entry_is_read_in_full_under_either_namespace(tmp_path, namespace):
    """Everything that the entry says, each in its field; the number of each alias is kept."""
    (party,), tally = load(tmp_path, document(BOGACHEV, namespace=namespace))
    assert (party.id, party.kind, party.name.full) == (
        "ofac-sdn:21326",
        PartyKind.PERSON,
        "BOGACHEV, Evgeniy Mikhaylovich",
    )
    assert [(it.name.full, it.kind, it.strength, it.ref) for it in party.aliases] == [
        ("Slavik", AliasKind.AKA, Strength.WEAK, "33815"),
        ("BOGACHEV, Evgeniy Mikhailovich", AliasKind.FORMER, Strength.STRONG, "33858"),
    ]
    assert [str(day) for day in party.born] == ["1983-10-28"]
    assert (party.birth_places, party.nationalities, party.gender) == (("Riga, Latvia",), ("RU", "LV"), "male")
    assert [it.kind for it in party.observables] == [ObservableKind.EMAIL, ObservableKind.WALLET]
    assert [(it.kind, it.value, it.country) for it in party.identifiers] == [(IdentifierKind.PASSPORT, "123", "RU")]
    assert party.details == (
        ("Secondary sanctions risk", "Ukraine-/Russia-Related Sanctions Regulations, 31 CFR 589.201"),
        ("Passport 123", "issued 14 Dec 2005 expires 13 Dec 2010"),
    )
    (address,) = party.addresses
    assert (address.street, address.city, address.region, address.postcode, address.country) == (
        "Lermontova Str., 120-101",
        "Anapa",
        "Krasnodar Krai",
        "353440",
        "RU",
    )
    assert [it.name for it in party.links] == ["QUILL GANG", "ZETA"]
    assert str(tally.published_on) == "2024-05-07"
    assert (tally.issues, tally.doubts) == ([], [])


def test_a_vessel_keeps_its_sign_flag_tonnage_and_owner(tmp_path):
    """In the same words as the CSV form."""
    (ship,), _ = load(tmp_path, document(SHIP))
    assert [it.kind for it in ship.identifiers] == [IdentifierKind.CALL_SIGN]
    assert ("Vessel Gross Registered Tonnage", "212") in ship.details
    assert (ship.countries, ship.links[0].relation) == (("CU",), "Vessel Owner")


@pytest.mark.parametrize("count", [1, 3])
def test_a_count_other_than_the_declared_one_is_doubted(tmp_path, count):
    """Record_Count is what a truncated or doctored file gets wrong."""
    _, tally = load(tmp_path, document(BOGACHEV, SHIP, count=count))
    assert tally.doubts == [f"sdn.xml declares {count} entries and holds 2"]


@pytest.mark.parametrize("day", ["", "31/12/2024", "02/30/2024"])
def test_an_unreadable_publication_date_is_doubted(tmp_path, day):
    """The date is MM/DD/YYYY and nothing else."""
    _, tally = load(tmp_path, document(SHIP, day=day))
    assert tally.published_on is None
    assert len(tally.doubts) == 1


def test_entries_without_number_or_name_and_second_ones_are_rejected(tmp_path):
    """By line, with the reason; they count as held, so the declared number still fits."""
    nameless = SHIP.replace("<lastName>MAR QUILL</lastName>", "").replace("<uid>4", "<uid>5")
    parties, tally = load(tmp_path, document(SHIP, nameless, SHIP))
    assert [it.record for it in tally.issues] == ["5", "4"]
    assert all(it.severity is Severity.REJECTED and it.line for it in tally.issues)
    assert (len(parties), tally.doubts) == (1, [])


def test_an_element_that_is_new_to_us_is_kept(tmp_path):
    """OFAC may add one; its text is a detail, and the report says so."""
    (party,), tally = load(tmp_path, document(SHIP.replace("<vesselInfo>", "<hull><mark>Q7</mark></hull><vesselInfo>")))
    assert party.details[0] == ("hull", "Q7")
    assert "'hull' is new to us" in tally.issues[0].reason


def test_a_file_cut_short_is_refused(tmp_path):
    """Its last element is not closed."""
    with pytest.raises(UnreadableFile, match="not well-formed"):
        load(tmp_path, document(BOGACHEV, SHIP)[:-30])


# ---- The real files ----


def real(shared, name: str, list_id: str = "ofac-sdn") -> tuple[dict[str, Party], Tally]:
    """Parties by id, and the account, of a real file of May 2024."""
    tally = Tally()
    parts = {"list": Content(shared / "ofac" / "xml_2024-05-07" / name)}
    parties = {party.id: party for party in FORMAT.read(list_id, parts, tally)}
    assert tally.balanced
    return parties, tally


def test_the_sdn_list_of_may_2024_has_14966_entries_and_its_aliases_by_strength(shared):
    """No issue, no doubt; strong and weak aliases as counted in the facts."""
    parties, tally = real(shared, "sdn.xml.gz")
    assert (len(parties), tally.rows_in, tally.issues, tally.doubts) == (14_966, 14_966, [], [])
    counts = Counter((it.kind, it.strength) for party in parties.values() for it in party.aliases)
    assert counts == {
        (AliasKind.AKA, Strength.STRONG): 17_477,
        (AliasKind.AKA, Strength.WEAK): 3_606,
        (AliasKind.FORMER, Strength.STRONG): 566,
        (AliasKind.FORMER, Strength.WEAK): 87,
        (AliasKind.NOW, Strength.STRONG): 17,
        (AliasKind.NOW, Strength.WEAK): 1,
    }
    assert Counter(party.kind for party in parties.values()) == {
        PartyKind.ORGANISATION: 6_884,
        PartyKind.PERSON: 6_855,
        PartyKind.VESSEL: 851,
        PartyKind.AIRCRAFT: 376,
    }
    assert str(tally.published_on) == "2024-05-07"


def test_the_newest_entry_is_not_the_one_with_the_highest_number(shared):
    """48603 was published that day while 48907 was there already."""
    parties, _ = real(shared, "sdn.xml.gz")
    assert {"ofac-sdn:48603", "ofac-sdn:48907"} <= parties.keys()
    assert parties["ofac-sdn:48603"].name.family == "KHOROSHEV"


def test_the_consolidated_list_of_may_2024_has_443_entries(shared):
    """No issue, no doubt."""
    parties, tally = real(shared, "consolidated.xml.gz", "ofac-cons")
    assert (len(parties), tally.issues, tally.doubts) == (443, [], [])


def test_the_fsb_is_a_weak_alias_in_2024(shared):
    """Since 28 June 2022."""
    parties, _ = real(shared, "sdn.xml.gz")
    assert [(it.strength, it.ref) for it in parties["ofac-sdn:21344"].aliases if it.name.full == "FSB"] == [
        (Strength.WEAK, "33857")
    ]


def in_fixed_order(party: Party) -> dict[str, object]:
    """The party without the numbers of its weak aliases, which the CSV form does not give, and without order."""
    aliases = (msgspec.structs.replace(it, ref="") if it.strength is Strength.WEAK else it for it in party.aliases)
    fields = msgspec.structs.asdict(msgspec.structs.replace(party, aliases=tuple(aliases)))
    return {name: set(value) if isinstance(value, tuple) else value for name, value in fields.items()}


@pytest.fixture(scope="module")
def both_forms(shared):
    """The parties of both forms by id: XML of May 2024, CSV of December 2023."""
    folder = shared / "ofac" / "full_2023-12-28"
    names = {"sdn": "sdn.csv", "alt": "alt.csv", "add": "add.csv", "comments": "sdn_comments.csv"}
    parts = {part: Content(folder / name) for part, name in names.items()}
    in_csv = {party.id: party for party in ofac_csv.FORMAT.read("ofac-sdn", parts, Tally())}
    return real(shared, "sdn.xml.gz")[0], in_csv


def test_both_forms_make_the_same_parties_of_the_eleven(both_forms):
    """Unchanged between December 2023 and May 2024; equal in every field, order apart."""
    in_xml, in_csv = both_forms
    for number in (21324, 21326, *range(21328, 21335), 21343, 21344):
        key = f"ofac-sdn:{number}"
        assert in_fixed_order(in_csv[key]) == in_fixed_order(in_xml[key])


CHANGED_BY_OFAC = {
    "name": 8,
    "aliases": 23,
    "born": 10,
    "birth_places": 9,
    "nationalities": 7,
    "countries": 7,
    "gender": 7,
    "titles": 7,
    "identifiers": 25,
    "observables": 11,
    "designations": 27,
}


def test_both_forms_agree_on_13709_parties_but_for_what_ofac_changed(both_forms):
    """Ceilings: each difference was looked at; it is an amendment, a quote written otherwise, or a cut Remark."""
    in_xml, in_csv = ({key: in_fixed_order(party) for key, party in form.items()} for form in both_forms)
    both = in_xml.keys() & in_csv.keys()
    assert len(both) == 13_709
    for form in (in_xml, in_csv):
        for fields in form.values():
            fields["aliases"] = {(it.name, it.kind, it.strength) for it in fields["aliases"]}
    for field, allowed in CHANGED_BY_OFAC.items():
        assert (field, sum(in_xml[key][field] != in_csv[key][field] for key in both)) <= (field, allowed)
