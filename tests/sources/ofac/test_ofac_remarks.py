"""Remarks, clause by clause; the longer texts are the facts about the parties of 29 December 2016."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nongrata.model import AliasKind, IdentifierKind, ObservableKind, Strength
from nongrata.sources.ofac.remarks import remark_pieces, xml_remark_pieces
from nongrata.sources.ofac.vocabulary import LABELS, Role


def fields(remarks: str, title: str = "", *, person: bool = True, cut: bool = False) -> dict[str, list]:
    """What Remarks say, by field."""
    found: dict[str, list] = {}
    for field, value in remark_pieces(remarks, title, person=person, cut=cut):
        found.setdefault(field, []).append(value)
    return found


def only(remarks: str) -> tuple[str, object]:
    """The one thing that a clause says."""
    (piece,) = remark_pieces(remarks, person=True)
    return piece


def test_the_remarks_of_belan_give_every_field_they_hold():
    """DOB, POB, nationality, risk, two passports and ten weak aliases, nothing left as free text."""
    found = fields(
        "DOB 27 Jun 1987; POB Riga, Latvia; nationality Latvia; Secondary sanctions risk: Ukraine-/Russia-Related "
        "Sanctions Regulations, 31 CFR 589.201; Passport RU0313455106 (Russia); alt. Passport 0307609477 (Russia); "
        "a.k.a. 'Abyrvaig'; a.k.a. 'Abyrvalg'; a.k.a. 'Fedyunya'; a.k.a. 'Mag'; a.k.a. 'Mage'; a.k.a. 'M4G'; "
        "a.k.a. 'Magg'; a.k.a. 'Moy.Yawik'; a.k.a. 'Mrmagister'; a.k.a. 'Anthony Anthony'."
    )
    assert set(found) == {"born", "birth_places", "nationalities", "details", "identifiers", "aliases"}
    assert [str(day) for day in found["born"]] == ["1987-06-27"]
    assert found["birth_places"] == ["Riga, Latvia"]
    assert found["nationalities"] == ["LV"]
    assert [(it.kind, it.value, it.country) for it in found["identifiers"]] == [
        (IdentifierKind.PASSPORT, "RU0313455106", "RU"),
        (IdentifierKind.PASSPORT, "0307609477", "RU"),
    ]
    assert [it.name.full for it in found["aliases"]][::9] == ["Abyrvaig", "Anthony Anthony"]
    assert {it.strength for it in found["aliases"]} == {Strength.WEAK}
    assert found["details"] == [
        ("Secondary sanctions risk", "Ukraine-/Russia-Related Sanctions Regulations, 31 CFR 589.201")
    ]


@pytest.mark.parametrize(
    ("clause", "text", "circa"),
    [
        ("DOB 28 Oct 1983.", "1983-10-28", False),
        ("DOB 1951.", "1951", False),
        ("alt. DOB Mar 1962.", "1962-03", False),
        ("DOB circa 1951.", "circa 1951", True),
        ("DOB 1951 to 1953.", "1951/1953", False),
        ("DOB 01 Jan 1961 to 31 Dec 1962.", "1961/1962", False),
        ("DOB Mar 1962 to Feb 1963.", "1962-03-01/1963-02-28", False),
        ("DOB circa 07 Jul 1966.", "circa 1966-07-07", True),
        ("Organization Established Date 1994.", "1994", False),
        ("Vessel Year of Build 1999.", "1999", False),
        ("Aircraft Manufacture Date 30 Jun 1988.", "1988-06-30", False),
    ],
)
def test_every_form_of_date_that_ofac_uses_is_read(clause, text, circa):
    """Birth, foundation and build, full or partial, about or between; the raw text is kept."""
    field, born = only(clause)
    assert (field, str(born), born.circa) == ("born", text, circa)
    assert born.raw in clause


@pytest.mark.parametrize(
    ("clause", "kind", "value", "country"),
    [
        ("Tax ID No. 7802170553 (Russia).", IdentifierKind.TAX, "7802170553", "RU"),
        ("Registration ID 1127746601817 (Russia).", IdentifierKind.REGISTRATION, "1127746601817", "RU"),
        ("Business Registration Number 000106 (China).", IdentifierKind.REGISTRATION, "000106", "CN"),
        ("National ID No. 000040 (Korea, North).", IdentifierKind.NATIONAL_ID, "000040", "KP"),
        ("C.U.R.P. ABCD801231HDFXYZ09 (Mexico).", IdentifierKind.NATIONAL_ID, "ABCD801231HDFXYZ09", "MX"),
        ("Identification Number IMO 9074729.", IdentifierKind.IMO, "IMO 9074729", ""),
        ("Company Number IMO 5000001.", IdentifierKind.IMO, "IMO 5000001", ""),
        ("Vessel Registration Identification IMO 9074729.", IdentifierKind.IMO, "IMO 9074729", ""),
        ("Vessel Registration Identification RS 000443.", IdentifierKind.REGISTRATION, "RS 000443", ""),
        ("MMSI 999000001.", IdentifierKind.MMSI, "999000001", ""),
        ("SWIFT/BIC QWERRUMM.", IdentifierKind.BIC, "QWERRUMM", ""),
        ("Legal Entity Number QQ00ZEBEDEEQUILL0042 (Russia).", IdentifierKind.LEI, "QQ00ZEBEDEEQUILL0042", "RU"),
        ("Legal Entity Number 850000007 (Netherlands).", IdentifierKind.REGISTRATION, "850000007", "NL"),
        ("D-U-N-S Number 000000024.", IdentifierKind.OTHER, "000000024", ""),
        ("Aircraft Tail Number QZ-MMH.", IdentifierKind.AIRCRAFT_TAIL, "QZ-MMH", ""),
        ("Aircraft Manufacturer's Serial Number (MSN) 391.", IdentifierKind.AIRCRAFT_SERIAL, "391", ""),
        (
            "Aircraft Construction Number (also called L/N or S/N or F/N) 8401.",
            IdentifierKind.AIRCRAFT_SERIAL,
            "8401",
            "",
        ),
        ("Matricula Mercantil No 12345 (Medellin).", IdentifierKind.REGISTRATION, "12345 (Medellin)", ""),
    ],
)
def test_numbers_get_their_kind_and_country(clause, kind, value, country):
    """A bracket at the end is the country of issue only if it is a country."""
    field, number = only(clause)
    assert field == "identifiers"
    assert (number.kind, number.value, number.country) == (kind, value, country)


@pytest.mark.parametrize(
    ("clause", "kind", "value", "label"),
    [
        ("Website stc-spb.ru.", ObservableKind.DOMAIN, "stc-spb.ru", "Website"),
        ("Website: www.example.org.", ObservableKind.DOMAIN, "www.example.org", "Website"),
        ("www.example.org.", ObservableKind.DOMAIN, "www.example.org", "Website"),
        ("http://www.example.org (website).", ObservableKind.DOMAIN, "http://www.example.org", "Website"),
        ("Website www.facebook.com/quill.", ObservableKind.URL, "http://www.facebook.com/quill", "Website"),
        ("Email Address stcspb1@mail.ru.", ObservableKind.EMAIL, "stcspb1@mail.ru", "Email Address"),
        ("info@example.org (email).", ObservableKind.EMAIL, "info@example.org", "Email Address"),
        ("Phone Number 7000000001.", ObservableKind.PHONE, "7000000001", "Phone Number"),
        ("Telephone (357)(00000001).", ObservableKind.PHONE, "(357)(00000001)", "Telephone"),
        ("Alt. Fax: 00357000001.", ObservableKind.PHONE, "00357000001", "Fax"),
        (
            "alt. Digital Currency Address - XBT 1BoatSLRHtKNngkdXEeobR76b53LETtpyT.",
            ObservableKind.WALLET,
            "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
            "XBT",
        ),
    ],
)
def test_contacts_and_wallets_become_observables(clause, kind, value, label):
    """Also without a label; the page on a platform is the party's, the platform's domain is not."""
    field, seen = only(clause)
    assert field == "observables"
    assert (seen.kind, seen.value, seen.label) == (kind, value, label)


def test_quoted_names_are_weak_aliases_of_three_kinds():
    """a.k.a., f.k.a. and n.k.a. in quotes; apostrophes inside the name stay."""
    found = fields("a.k.a. 'QU'ILL, Zebedee'; f.k.a. 'MAR I'; n.k.a. 'ZQ'.")["aliases"]
    assert [(it.name.full, it.kind, it.strength) for it in found] == [
        ("QU'ILL, Zebedee", AliasKind.AKA, Strength.WEAK),
        ("MAR I", AliasKind.FORMER, Strength.WEAK),
        ("ZQ", AliasKind.NOW, Strength.WEAK),
    ]
    assert (found[0].name.family, found[0].name.given) == ("QU'ILL", "Zebedee")


def test_a_company_keeps_the_comma_of_its_alias():
    """Only a person's name has a family part before the comma."""
    (alias,) = fields("a.k.a. 'STC, LTD'.", person=False)["aliases"]
    assert (alias.name.full, alias.name.family) == ("STC, LTD", "")


def test_the_title_is_left_out_where_the_remarks_repeat_it():
    """Also when it holds a semicolon, and only as whole clauses."""
    remarks = "DOB 1985; Colonel; Chief of GRU; Colonel; Chief of GRU and more."
    found = fields(remarks, "Colonel; Chief of GRU")
    assert found["remarks"] == ["Colonel", "Chief of GRU and more"]


def test_a_title_at_the_end_does_not_take_the_clause_before_it():
    """The period belongs to the Remarks or to the title; both are found."""
    assert fields("DOB 1985; Owner, Quill Co., Ltd.", "Owner, Quill Co., Ltd.").keys() == {"born"}
    assert fields("DOB 1985; Chief of GRU.", "Chief of GRU").keys() == {"born"}


def test_a_link_keeps_the_period_of_its_abbreviation():
    """The Remarks end with one period, which is also that of LTD. or S.A."""
    found = fields("Linked To: QUILL TRADING CO., LTD.")["links"]
    assert [(it.relation, it.name) for it in found] == [("Linked To", "QUILL TRADING CO., LTD.")]
    assert fields("Linked To: MAIN INTELLIGENCE DIRECTORATE.")["links"][0].name == "MAIN INTELLIGENCE DIRECTORATE"
    assert fields("Tax ID No. QQQQ 000000 Y.")["identifiers"][0].value == "QQQQ 000000 Y"


def test_values_that_hold_semicolons_stay_whole():
    """Names of the industrial classification go on in lower case, quoted names until their quote."""
    found = fields(
        "Organization Type: Accounting, bookkeeping and auditing activities; tax consultancy; alt. POB Riga; "
        "a.k.a. 'FIRST; SECOND'; Tribe: Noorzai."
    )
    assert found["details"] == [
        ("Organization Type", "Accounting, bookkeeping and auditing activities; tax consultancy")
    ]
    assert found["birth_places"] == ["Riga"]
    assert [it.name.full for it in found["aliases"]] == ["FIRST; SECOND"]
    assert found["remarks"] == ["Tribe: Noorzai"]


def test_a_document_keeps_what_is_said_about_it():
    """Dates of issue and expiry stay beside the number, not in it."""
    found = fields("Passport 123456 (Iran) issued 14 Dec 2005 expires 13 Dec 2010.")
    assert found["identifiers"][0].value == "123456"
    assert found["details"] == [("Passport 123456", "issued 14 Dec 2005 expires 13 Dec 2010")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Passport issued in Sarajevo, Bosnia-Herzegovina",
        "License holder",
        "ICTY indictee at large",
        "nationality possibly Palestinian;arrested 23 Apr 2002",
        "all offices worldwide",
        "Website www.example.org. Offices Worldwide",
    ],
)
def test_what_is_not_understood_is_kept_word_for_word(sentence):
    """A sentence that begins like a label is no value."""
    assert only(f"{sentence}.") == ("remarks", sentence)


def test_a_clause_that_was_cut_off_is_kept_and_not_trusted():
    """Half a wallet address must not become one; a clause that ends at the cut is whole."""
    found = fields("DOB 1985; Digital Currency Address - XBT 1BoatSLRHtKNngk", cut=True)
    assert (found["remarks"], "observables" in found) == (["Digital Currency Address - XBT 1BoatSLRHtKNngk"], False)
    assert fields("Gender Male; DOB 1985;", cut=True).keys() == {"gender", "born"}


def test_an_unknown_country_is_kept_with_a_doubt():
    """The value is not lost, and the load report says so."""
    found = fields("nationality Ruritania.")
    assert found["details"] == [("nationality", "Ruritania")]
    assert "no country that we know" in found["doubt"][0]


def test_an_unreadable_date_is_kept_with_a_doubt():
    """As above, for birth dates."""
    found = fields("DOB in the year of the comet.")
    assert found["details"] == [("DOB", "in the year of the comet")]
    assert "no date that we can read" in found["doubt"][0]


def test_links_stand_in_brackets_in_the_xml_forms():
    """One pair of brackets around all links, after the free text."""
    pieces = list(
        xml_remark_pieces("all offices worldwide; (Linked To: QUILL (ASIA) LTD.; Linked To: ZETA)", person=False)
    )
    assert [getattr(value, "name", value) for _, value in pieces] == [
        "all offices worldwide",
        "QUILL (ASIA) LTD.",
        "ZETA",
    ]


def test_every_label_of_a_number_is_found_in_remarks():
    """No label hides another that begins alike ("Registration ID" and "Registration Number")."""
    for label, meaning in LABELS.items():
        if meaning.role is Role.IDENTIFIER:
            field, number = only(f"{label} 12345.")
            assert (field, number.label) == ("identifiers", label)


@given(st.text(), st.text(max_size=20), st.booleans(), st.booleans())
@example(remarks="; ; ;", title="", person=True, cut=True)
@example(remarks="Colonel", title="Colonel", person=True, cut=False)
def test_no_text_breaks_the_reader(remarks, title, person, cut):
    """Whatever stands in Remarks, they are read without an error."""
    assert all(isinstance(field, str) for field, _ in remark_pieces(remarks, title, person=person, cut=cut))


WORDS = st.text(st.characters(codec="ascii", categories=["L"]), min_size=2, max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_free_text_comes_out_as_it_went_in(words):
    """Clauses without a label are remarks, in order, each once as often as published."""
    clauses = [f"zz {word} holder" for word in words]
    assert fields("; ".join(clauses) + ".")["remarks"] == clauses
