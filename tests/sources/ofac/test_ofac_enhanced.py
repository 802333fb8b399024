"""The ENHANCED form: listing dates, measures, other scripts, relationships."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from nongrata.errors import UnreadableFile
from nongrata.model import AliasKind, IdentifierKind, Party, PartyKind, Severity, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally
from nongrata.sources.ofac import delta as ofac_delta
from nongrata.sources.ofac import legacy_xml as ofac_xml
from nongrata.sources.ofac.enhanced import FORMAT, basis_of

SPACE = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML"
KOSTYUKOV = """
  <entity id="21330">
    <generalInfo><identityId>1</identityId><entityType refId="600">Individual</entityType>
      <title>First Deputy Chief of GRU; Admiral</title><remarks>Fax: 0070000001</remarks></generalInfo>
    <sanctionsLists><sanctionsList refId="91512" id="2" datePublished="2017-01-01">Consolidated List</sanctionsList>
      <sanctionsList refId="1550" id="1" datePublished="2016-12-29">SDN List</sanctionsList></sanctionsLists>
    <sanctionsPrograms><sanctionsProgram refId="1" id="1">CYBER2</sanctionsProgram>
      <sanctionsProgram refId="2" id="2">CAATSA - RUSSIA</sanctionsProgram></sanctionsPrograms>
    <sanctionsTypes><sanctionsType refId="1705" id="1">Block</sanctionsType></sanctionsTypes>
    <legalAuthorities><legalAuthority refId="1" id="1">Executive Order 13757 (Cyber)</legalAuthority>
      <legalAuthority refId="2" id="2">CAATSA - Section 224</legalAuthority></legalAuthorities>
    <names>
      <name id="33826"><isPrimary>true</isPrimary><isLowQuality>false</isLowQuality><translations>
        <translation id="8"><isPrimary>false</isPrimary><script refId="20107">Cyrillic</script>
          <formattedFirstName>Игорь Олегович</formattedFirstName><formattedLastName>КОСТЮКОВ</formattedLastName>
          <formattedFullName>КОСТЮКОВ, Игорь Олегович</formattedFullName></translation>
        <translation id="7"><isPrimary>true</isPrimary><script refId="20122">Latin</script>
          <formattedFirstName>Igor Olegovich</formattedFirstName><formattedLastName>KOSTYUKOV</formattedLastName>
          <formattedFullName>KOSTYUKOV, Igor Olegovich</formattedFullName></translation></translations></name>
      <name id="33827"><isPrimary>false</isPrimary><aliasType refId="1400">A.K.A.</aliasType>
        <isLowQuality>false</isLowQuality><translations>
        <translation id="9"><isPrimary>true</isPrimary><script refId="20122">Latin</script>
          <formattedFirstName>Igor</formattedFirstName><formattedLastName>KOSTYUKOV</formattedLastName>
          <formattedFullName>KOSTYUKOV, Igor</formattedFullName></translation></translations></name>
      <name id="33900"><isPrimary>false</isPrimary><aliasType refId="1401">F.K.A.</aliasType>
        <isLowQuality>true</isLowQuality><translations>
        <translation id="10"><isPrimary>true</isPrimary><script refId="20122">Latin</script>
          <formattedLastName>The Quill</formattedLastName><formattedFullName>The Quill</formattedFullName>
        </translation></translations></name>
    </names>
    <addresses><address id="1"><country refId="11171">Russia</country><translations><translation id="1">
        <isPrimary>true</isPrimary><script refId="20122">Latin</script><addressParts>
          <addressPart id="1"><type refId="1451">ADDRESS1</type><value>Khoroshevskoye Shosse 76</value></addressPart>
          <addressPart id="2"><type refId="1452">ADDRESS2</type><value>Khodinka</value></addressPart>
          <addressPart id="3"><type refId="1454">CITY</type><value>Moscow</value></addressPart>
          <addressPart id="4"><type refId="1456">POSTAL CODE</type><value>119160</value></addressPart></addressParts>
      </translation></translations></address>
      <address id="2"><translations><translation id="2"><isPrimary>true</isPrimary><script refId="20122">Latin</script>
        <addressParts><addressPart id="9"><type refId="1450">REGION</type><value>Gaza</value></addressPart>
        </addressParts></translation></translations></address><address id="3"/></addresses>
    <features>
      <feature id="1"><type featureTypeId="8">Birthdate</type><versionId>1</versionId><value>21 Feb 1961</value>
        <valueDate id="1"><fromDateBegin>1961-02-21</fromDateBegin><fromDateEnd>1961-02-21</fromDateEnd>
          <toDateBegin>1961-02-21</toDateBegin><toDateEnd>1961-02-21</toDateEnd>
          <isApproximate>false</isApproximate><isDateRange>false</isDateRange></valueDate>
        <isPrimary>true</isPrimary></feature>
      <feature id="2"><type featureTypeId="8">Birthdate</type><versionId>1</versionId><value>spring of 1962</value>
        <valueDate id="1"><fromDateBegin>1962-03-01</fromDateBegin><fromDateEnd>1962-03-31</fromDateEnd>
          <toDateBegin>1962-05-01</toDateBegin><toDateEnd>1962-05-31</toDateEnd>
          <isApproximate>true</isApproximate><isDateRange>true</isDateRange></valueDate></feature>
      <feature id="3"><type featureTypeId="14">Website</type><versionId>1</versionId><value>quill.example</value>
        <comments>until 2020</comments></feature>
      <feature id="4"><type featureTypeId="50">Aircraft Manufacturer’s Serial Number (MSN)</type><value>77</value>
      </feature>
    </features>
    <identityDocuments><identityDocument id="1"><type refId="1571">Passport</type>
      <documentNumber>100130896</documentNumber><isValid>false</isValid><issuingAuthority>MVD 1</issuingAuthority>
      <issuingCountry refId="11171">Russia</issuingCountry>
      <issueDate id="1"><fromDateBegin>2005-12-14</fromDateBegin><toDateEnd>2005-12-14</toDateEnd></issueDate>
      </identityDocument></identityDocuments>
    <relationships>
      <relationship id="1"><type refId="15002">Acting for or on behalf of</type>
        <relatedEntity entityId="21343">MAIN INTELLIGENCE DIRECTORATE</relatedEntity></relationship>
      <relationship id="2"><type refId="15003">Owned or Controlled By</type>
        <relatedEntity entityId="99"/></relationship>
    </relationships>
  </entity>"""
GRU = """
  <entity id="21343"><generalInfo><entityType refId="601">Entity</entityType></generalInfo>
    <sanctionsLists><sanctionsList refId="1550" id="1" datePublished="2016-12-29">SDN List</sanctionsList>
    </sanctionsLists><sanctionsPrograms><sanctionsProgram id="1">CYBER2</sanctionsProgram></sanctionsPrograms>
    <names><name id="1"><isPrimary>true</isPrimary><translations><translation id="1"><script>Latin</script>
      <formattedLastName>MAIN INTELLIGENCE DIRECTORATE</formattedLastName>
      <formattedFullName>MAIN INTELLIGENCE DIRECTORATE</formattedFullName></translation></translations></name></names>
  </entity>"""
SDN_FILTER = '<sanctionsLists><sanctionsList refId="1550">SDN List</sanctionsList></sanctionsLists>'


def document(*entities: str, filters: str = SDN_FILTER, as_of: str = "2024-08-28T00:00:00") -> str:
    """A file with these entities."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<sanctionsData xmlns="{SPACE}"><publicationInfo>'
        f"<dataAsOf>{as_of}</dataAsOf><filters>{filters}</filters></publicationInfo><referenceValues/>"
        f"<entities>{''.join(entities)}</entities></sanctionsData>"
    )


def load(folder, text: str, list_id: str = "ofac-sdn") -> tuple[list[Party], Tally]:
    """The parties and the account of a file with this text."""
    path = folder / "sdn_enhanced.xml"
    path.write_text(text, "utf-8")
    tally = Tally()
    parties = list(FORMAT.read(list_id, {"list": Content(path)}, tally))
    assert tally.balanced
    return parties, tally


def test_the_filters_of_a_file_say_which_list_it_is():
    """A custom export names many lists; the SDN list decides. A delta file has the same root and is none."""
    cons = document(filters=SDN_FILTER.replace("SDN List", "Consolidated List"))
    assert FORMAT.recognise("sdn.xml", cons.encode()).list_id == "ofac-cons"
    assert FORMAT.recognise("cons.xml", document().encode()).list_id == "ofac-sdn"
    assert FORMAT.recognise("CONS_ENHANCED.xml", document(filters="").encode()).list_id == "ofac-cons"
    delta = document().replace("ENHANCED_XML", "DeltaFile").encode()
    assert FORMAT.recognise("delta.xml", delta) is None
    assert ofac_delta.FORMAT.recognise("delta.xml", delta)


def test_an_entity_is_read_in_full(tmp_path):
    """Everything that the entity says, each in its field."""
    (party, _), tally = load(tmp_path, document(KOSTYUKOV, GRU))
    assert (party.id, party.kind, party.name.full) == (
        "ofac-sdn:21330",
        PartyKind.PERSON,
        "KOSTYUKOV, Igor Olegovich",
    )
    assert (party.name.family, party.name.given) == ("KOSTYUKOV", "Igor Olegovich")
    assert [(it.name.full, it.kind, it.strength, it.ref) for it in party.aliases] == [
        ("КОСТЮКОВ, Игорь Олегович", AliasKind.ORIGINAL_SCRIPT, Strength.STRONG, "33826/8"),
        ("KOSTYUKOV, Igor", AliasKind.AKA, Strength.STRONG, "33827"),
        ("The Quill", AliasKind.FORMER, Strength.WEAK, "33900"),
    ]
    assert party.titles == ("First Deputy Chief of GRU", "Admiral")
    assert [(it.value, it.label) for it in party.observables] == [("0070000001", "Fax"), ("quill.example", "Website")]
    assert [(it.kind, it.value, it.country) for it in party.identifiers] == [
        (IdentifierKind.AIRCRAFT_SERIAL, "77", ""),
        (IdentifierKind.PASSPORT, "100130896", "RU"),
    ]
    assert party.details == (
        ("Website quill.example", "until 2020"),
        ("Passport 100130896", "issued 14 Dec 2005"),
        ("Passport 100130896", "issued by MVD 1"),
        ("Passport 100130896", "not valid"),
    )
    assert (tally.issues, tally.doubts, str(tally.published_on)) == ([], [], "2024-08-28")


def test_a_date_that_cannot_be_read_is_taken_from_its_bounds(tmp_path):
    """The words stay as the raw value."""
    (party, _), _ = load(tmp_path, document(KOSTYUKOV, GRU))
    assert [str(day) for day in party.born] == ["1961-02-21", "circa 1962-03-01/1962-05-31"]
    assert party.born[1].raw == "spring of 1962"


def test_addresses_keep_their_parts_and_gaza_its_country(tmp_path):
    """Gaza is a region without a country here; the other forms write "Region: Gaza"."""
    (party, _), _ = load(tmp_path, document(KOSTYUKOV, GRU))
    moscow, gaza = party.addresses
    assert (moscow.street, moscow.city, moscow.postcode) == ("Khoroshevskoye Shosse 76, Khodinka", "Moscow", "119160")
    assert (gaza.country, gaza.country_raw, party.countries) == ("PS", "Region: Gaza", ("RU", "PS"))


def test_each_programme_is_an_act_with_the_listing_date_of_this_list(tmp_path):
    """Not that of another list; with the authorities that are the programme's own."""
    (party, _), _ = load(tmp_path, document(KOSTYUKOV, GRU))
    assert [(act.programme, str(act.listed_on), act.measures, act.legal_basis) for act in party.designations] == [
        ("CYBER2", "2016-12-29", ("Block",), "Executive Order 13757 (Cyber)"),
        ("CAATSA - RUSSIA", "2016-12-29", ("Block",), "CAATSA - Section 224"),
    ]


def test_the_consolidated_list_has_its_own_listing_date(tmp_path):
    """The same entity may stand on both lists."""
    (party,), tally = load(tmp_path, document(KOSTYUKOV), "ofac-cons")
    assert str(party.designations[0].listed_on) == "2017-01-01"
    assert tally.issues == []
    _, tally = load(tmp_path, document(GRU), "ofac-cons")
    assert [it.reason for it in tally.issues] == ["it is on SDN List, not on Consolidated List"]


def test_an_authority_of_another_order_is_not_lent_to_a_programme():
    """NPWMD is E.O. 13382, whether or not that is among the authorities."""
    assert basis_of("NPWMD", ("Executive Order 13757 (Cyber)",), ("NPWMD", "CYBER2")) == "E.O. 13382"
    assert basis_of("SDGT", ("Executive Order 13757 (Cyber)",), ("SDGT", "CYBER2")) == ""
    assert basis_of("SDGT", ("Executive Order 13224 (Terrorism)",), ("SDGT",)) == "Executive Order 13224 (Terrorism)"


def test_relationships_become_links_by_number(tmp_path):
    """To this list if the other party is in the file, even further down; else to the SDN list."""
    (party, _), _ = load(tmp_path, document(KOSTYUKOV, GRU), "ofac-cons")
    assert [(it.relation, it.name, it.target_id) for it in party.links] == [
        ("Acting for or on behalf of", "MAIN INTELLIGENCE DIRECTORATE", "ofac-cons:21343"),
        ("Owned or Controlled By", "", "ofac-sdn:99"),
    ]


def test_an_excerpt_is_doubted(tmp_path):
    """OFAC's site exports by programme; such a file must not replace the list."""
    excerpt = f"{SDN_FILTER}<sanctionsPrograms><sanctionsProgram>IRGC</sanctionsProgram></sanctionsPrograms>"
    _, tally = load(tmp_path, document(GRU, filters=excerpt))
    assert tally.doubts == ["sdn_enhanced.xml is an excerpt, not the list: it was filtered by sanctionsPrograms (IRGC)"]


def test_entities_without_number_or_name_and_second_ones_are_rejected(tmp_path):
    """By line, with the reason."""
    nameless = GRU.replace("<isPrimary>true", "<isPrimary>false").replace('id="21343"', 'id="5"')
    parties, tally = load(tmp_path, document(GRU, nameless, GRU))
    assert len(parties) == 1
    assert [(it.record, it.severity) for it in tally.issues] == [
        ("5", Severity.REJECTED),
        ("21343", Severity.REJECTED),
    ]


def test_a_part_that_is_new_to_us_is_kept(tmp_path):
    """OFAC may add one; its text is a detail, and the report says so."""
    (party,), tally = load(tmp_path, document(GRU.replace("<names>", "<moods><mood>grim</mood></moods><names>")))
    assert party.details == (("moods", "grim"),)
    assert "'moods' is new to us" in tally.issues[0].reason


def test_a_file_cut_short_is_refused(tmp_path):
    """Its last element is not closed."""
    with pytest.raises(UnreadableFile, match="not well-formed"):
        load(tmp_path, document(GRU)[:-20])


# ---- The real files ----


def real(shared, name: str) -> tuple[list[Party], Tally]:
    """The parties and the account of a real file, read as the list that it says it is."""
    content = Content(shared / "ofac" / "enhanced_xml" / name)
    tally = Tally()
    list_id = FORMAT.recognise(content.name, content.head()).list_id
    parties = list(FORMAT.read(list_id, {"list": content}, tally))
    assert tally.balanced
    return parties, tally


def test_the_consolidated_list_of_january_2025_has_443_entities(shared):
    """No issue, no doubt; names in three other scripts; every link leads somewhere."""
    parties, tally = real(shared, "CONS_ENHANCED_2025-01-14.xml.gz")
    assert (len(parties), tally.issues, tally.doubts) == (443, [], [])
    assert str(tally.published_on) == "2025-01-10"
    counts = Counter((it.kind, it.strength) for party in parties for it in party.aliases)
    assert counts[AliasKind.ORIGINAL_SCRIPT, Strength.STRONG] + counts[AliasKind.ORIGINAL_SCRIPT, Strength.WEAK] == 45
    assert counts[AliasKind.AKA, Strength.WEAK] == 67
    ids = {party.id for party in parties}
    links = Counter(it.target_id in ids for party in parties for it in party.links)
    assert links == {True: 282, False: 1}
    assert all(act.listed_on and act.measures for party in parties for act in party.designations)


def test_the_irgc_excerpt_has_293_entities_and_says_that_it_is_one(shared):
    """All on the SDN list, 95 names in other scripts, 229 relationships."""
    parties, tally = real(shared, "IRGC_sanctions_2024-08-28.xml.gz")
    assert (len(parties), tally.issues) == (293, [])
    assert ["is an excerpt" in doubt for doubt in tally.doubts] == [True]
    assert {party.list_id for party in parties} == {"ofac-sdn"}
    assert sum(it.kind is AliasKind.ORIGINAL_SCRIPT for party in parties for it in party.aliases) == 95
    assert sum(it.relation != "Aircraft Operator" for party in parties for it in party.links) == 229


def test_the_excerpt_says_what_sdn_xml_says(shared):
    """All 293 are in SDN.XML of May 2024; only this form has links and acts; besides, three details differ."""
    parties, _ = real(shared, "IRGC_sanctions_2024-08-28.xml.gz")
    older = {"list": Content(shared / "ofac" / "xml_2024-05-07" / "sdn.xml.gz")}
    in_xml = {party.id: party for party in ofac_xml.FORMAT.read("ofac-sdn", older, Tally())}

    def comparable(party: Party, *, details: bool) -> dict[str, object]:
        latin = tuple(it for it in party.aliases if it.kind is not AliasKind.ORIGINAL_SCRIPT)
        fields = msgspec.structs.asdict(msgspec.structs.replace(party, aliases=latin, links=(), designations=()))
        return {
            name: set(value) if isinstance(value, tuple) else value
            for name, value in fields.items()
            if details or name != "details"
        }

    assert all(comparable(party, details=False) == comparable(in_xml[party.id], details=False) for party in parties)
    other = [it.id for it in parties if comparable(it, details=True) != comparable(in_xml[it.id], details=True)]
    assert other == ["ofac-sdn:23143", "ofac-sdn:16538", "ofac-sdn:12055"]
