"""What each official list is, where it is served, and what a healthy copy of it looks like.

The addresses are those that the publishers' pages and public readers of these lists name; no test calls
them. Bounds are wide enough for every full file of 2015 to 2026 that we have seen, and narrow enough that a
fragment, or another list under the same name, falls outside; a list that shrinks from one day to the next
is noticed by comparing versions. Fill floors are about half of what the poorest of these files has: they
catch a renamed column, not a change of policy.
"""

from __future__ import annotations

from nongrata.model import Bounds, Descriptor, Part, PartyKind

_OFAC = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
_US_LICENCE = "Work of the US Government, public domain in the United States (17 USC 105)"

_LISTS = (
    Descriptor(
        id="ofac-sdn",
        title="Specially Designated Nationals and Blocked Persons List",
        publisher="US Treasury, Office of Foreign Assets Control",
        licence=_US_LICENCE,
        homepage="https://sanctionslist.ofac.treas.gov/Home/SdnList",
        # ENHANCED, because only it and ADVANCED carry other scripts and relationships, and it is smaller.
        parts=(Part("sdn_enhanced.zip", _OFAC + "SDN_ENHANCED.ZIP"),),
        expected={
            PartyKind.PERSON: Bounds(2_000, 15_000),
            PartyKind.ORGANISATION: Bounds(1_800, 18_000),
            PartyKind.VESSEL: Bounds(40, 3_000),
            PartyKind.AIRCRAFT: Bounds(80, 1_000),
        },
        fill_floors={
            "programme": 0.95,
            "aliases": 0.25,
            "weak_aliases": 0.06,
            "born": 0.25,
            "nationalities": 0.1,
            "identifiers": 0.25,
            "addresses": 0.3,
        },
    ),
    Descriptor(
        id="ofac-cons",
        title="Consolidated (non-SDN) Sanctions List",
        publisher="US Treasury, Office of Foreign Assets Control",
        licence=_US_LICENCE,
        homepage="https://sanctionslist.ofac.treas.gov/Home/ConsolidatedList",
        parts=(Part("cons_enhanced.zip", _OFAC + "CONS_ENHANCED.ZIP"),),
        stale_after_days=60,
        expected={
            PartyKind.PERSON: Bounds(30, 600),
            PartyKind.ORGANISATION: Bounds(150, 2_000),
        },
        fill_floors={
            "programme": 0.95,
            "aliases": 0.45,
            "weak_aliases": 0.05,
            "born": 0.1,
            "identifiers": 0.35,
            "addresses": 0.4,
        },
    ),
    Descriptor(
        id="un-sc",
        title="United Nations Security Council Consolidated List",
        publisher="United Nations Security Council",
        licence="UN official publication; no open licence stated, published for implementation",
        homepage="https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
        parts=(Part("consolidated.xml", "https://scsanctions.un.org/resources/xml/en/consolidated.xml"),),
        expected={
            PartyKind.PERSON: Bounds(400, 1_500),
            PartyKind.ORGANISATION: Bounds(120, 900),
        },
        fill_floors={
            "programme": 0.95,
            "listed_on": 0.95,
            "aliases": 0.4,
            "weak_aliases": 0.1,
            "born": 0.3,
            "nationalities": 0.3,
            "addresses": 0.25,
        },
    ),
    Descriptor(
        id="eu-fsf",
        title="Consolidated list of persons, groups and entities subject to EU financial sanctions",
        publisher="European Commission",
        licence="EU official publication, reuse with attribution (Decision 2011/833/EU; unverified)",
        homepage="https://data.europa.eu/data/datasets/consolidated-list-of-persons-groups-and-entities"
        "-subject-to-eu-financial-sanctions",
        # The token is public: the base64 of "token-2017".
        parts=(
            Part(
                "xmlFullSanctionsList_1_1.xml",
                "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content"
                "?token=dG9rZW4tMjAxNw",
            ),
        ),
        expected={
            PartyKind.PERSON: Bounds(1_000, 9_000),
            PartyKind.ORGANISATION: Bounds(400, 4_000),
        },
        fill_floors={
            "programme": 0.95,
            "aliases": 0.4,
            "weak_aliases": 0.004,
            "born": 0.3,
            "nationalities": 0.2,
            "identifiers": 0.1,
        },
    ),
    Descriptor(
        id="uk-sl",
        title="The UK Sanctions List",
        publisher="UK Foreign, Commonwealth and Development Office",
        licence="Crown copyright, Open Government Licence v3.0",
        homepage="https://www.gov.uk/government/publications/the-uk-sanctions-list",
        parts=(Part("UK-Sanctions-List.xml", "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml"),),
        expected={
            PartyKind.PERSON: Bounds(1_000, 9_000),
            PartyKind.ORGANISATION: Bounds(300, 4_000),
        },
        fill_floors={"programme": 0.95, "measures": 0.9, "listed_on": 0.9},
    ),
    Descriptor(
        id="uk-conlist",
        title="OFSI Consolidated List of Asset Freeze Targets (closed on 28 January 2026)",
        publisher="UK Treasury, Office of Financial Sanctions Implementation",
        licence="Crown copyright, Open Government Licence v3.0",
        homepage="https://www.gov.uk/government/publications/the-uk-sanctions-list",
        expected={
            PartyKind.PERSON: Bounds(800, 6_000),
            PartyKind.ORGANISATION: Bounds(300, 3_000),
        },
        fill_floors={"programme": 0.95, "aliases": 0.25, "weak_aliases": 0.04, "born": 0.25, "nationalities": 0.15},
    ),
    Descriptor(
        id="us-csl",
        title="Consolidated Screening List",
        publisher="US International Trade Administration",
        licence=_US_LICENCE,
        homepage="https://www.trade.gov/consolidated-screening-list",
        parts=(
            Part(
                "consolidated.csv",
                "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv",
            ),
        ),
        expected={
            PartyKind.PERSON: Bounds(2_500, 25_000),
            PartyKind.ORGANISATION: Bounds(2_000, 30_000),
        },
        fill_floors={"programme": 0.95, "aliases": 0.2, "addresses": 0.35, "born": 0.1},
    ),
    Descriptor(
        id="us-dpl",
        title="Denied Persons List",
        publisher="US Bureau of Industry and Security",
        licence=_US_LICENCE,
        homepage="https://www.bis.gov/denied-persons-list",
        expected={
            PartyKind.UNKNOWN: Bounds(200, 2_000),
        },
        fill_floors={"programme": 0.95, "addresses": 0.5, "listed_on": 0.5},
    ),
    Descriptor(
        id="au-dfat",
        title="Australian Sanctions Consolidated List",
        publisher="Australian Department of Foreign Affairs and Trade",
        licence="CC BY (version unverified)",
        homepage="https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list",
        parts=(
            Part(
                "Australian_Sanctions_Consolidated_List.xlsx",
                "https://www.dfat.gov.au/sites/default/files/Australian_Sanctions_Consolidated_List.xlsx",
            ),
        ),
        expected={
            PartyKind.PERSON: Bounds(1_000, 9_000),
            PartyKind.ORGANISATION: Bounds(300, 4_000),
        },
        fill_floors={
            "programme": 0.95,
            "measures": 0.5,
            "aliases": 0.3,
            "weak_aliases": 0.025,
            "born": 0.3,
            "nationalities": 0.25,
        },
    ),
    Descriptor(
        id="ca-sema",
        title="Consolidated Canadian Autonomous Sanctions List",
        publisher="Global Affairs Canada",
        licence="Crown copyright, Canada; terms of reuse unverified",
        homepage="https://www.international.gc.ca/world-monde/international_relations-relations_internationales"
        "/sanctions/consolidated-consolide.aspx",
        parts=(
            Part(
                "sema-lmes.xml",
                "https://www.international.gc.ca/world-monde/assets/office_docs/international_relations"
                "-relations_internationales/sanctions/sema-lmes.xml",
            ),
        ),
        stale_after_days=30,
        expected={
            PartyKind.PERSON: Bounds(300, 9_000),
            PartyKind.ORGANISATION: Bounds(100, 4_000),
        },
        fill_floors={"programme": 0.95, "aliases": 0.05, "born": 0.07},
    ),
    Descriptor(
        id="ch-seco",
        title="SESAM: overall list of sanctioned individuals, entities and organisations",
        publisher="Swiss State Secretariat for Economic Affairs (SECO)",
        licence="Swiss federal publication; terms of reuse unverified",
        homepage="https://www.seco.admin.ch/seco/en/home/Aussenwirtschaftspolitik_Wirtschaftliche_Zusammenarbeit"
        "/Wirtschaftsbeziehungen/exportkontrollen-und-sanktionen/sanktionen-embargos.html",
        parts=(
            Part(
                "seco.xml",
                "https://www.sesam.search.admin.ch/sesam-search-web/pages/downloadXmlGesamtliste.xhtml"
                "?lang=en&action=downloadXmlGesamtlisteAction",
            ),
        ),
        expected={
            PartyKind.PERSON: Bounds(1_500, 12_000),
            PartyKind.ORGANISATION: Bounds(500, 6_000),
        },
        fill_floors={"programme": 0.9},
    ),
)

DESCRIPTORS: dict[str, Descriptor] = {descriptor.id: descriptor for descriptor in _LISTS}


def descriptor_of(list_id: str) -> Descriptor:
    """The descriptor of an official list, or a general one for a list of the user's own.

    A list of one's own has no address, no bounds and no floors: only its maker knows how it should look.

    >>> descriptor_of("un-sc").publisher
    'United Nations Security Council'
    >>> descriptor_of("our-own").parts
    ()
    """
    return DESCRIPTORS.get(list_id) or Descriptor(
        id=list_id,
        title=list_id,
        publisher="the user",
        licence="the user's own data",
        homepage="",
        stale_after_days=365,
    )
