"""From labelled values to parties."""

from __future__ import annotations

from nongrata.model import Alias, IdentifierKind, Name, ObservableKind, PartyKind, Strength
from nongrata.sources.ofac.facts import Fact, assemble, name_of, pieces_of, postal_address
from nongrata.sources.ofac.vocabulary import legal_basis, meaning_of, place_code


def built(*pieces, kind=PartyKind.PERSON, name="QUILL, Zebedee"):
    """A party made of pieces, and the doubts on the way."""
    doubts: list[str] = []
    return assemble("ofac-sdn:1", kind, Name(name), pieces, doubts.append), doubts


def test_a_new_label_of_a_number_is_kept_as_another_number():
    """OFAC adds labels; the value is used and the report says that we do not know the label."""
    number, doubt = pieces_of(Fact("Lunar Registration No.", "12345", "Russia"))
    assert (number[1].kind, number[1].country) == (IdentifierKind.OTHER, "RU")
    assert number[1].label == "Lunar Registration No."
    assert "new to us" in doubt[1]


def test_a_new_currency_is_a_wallet_all_the_same():
    """The label names the currency; the address is what is compared."""
    (piece,) = pieces_of(Fact("Digital Currency Address - QQQ", "0xAb"))
    assert (piece[1].kind, piece[1].label) == (ObservableKind.WALLET, "QQQ")


def test_the_typographic_apostrophe_of_the_enhanced_form_is_the_plain_one():
    """ENHANCED writes "Aircraft Manufacturer’s Serial Number", the other forms an ASCII apostrophe."""
    assert meaning_of("Aircraft Manufacturer’s Serial Number (MSN)").kind is IdentifierKind.AIRCRAFT_SERIAL


def test_labels_that_carry_an_order_are_details_whatever_its_number():
    """New orders come every year."""
    label = "Executive Order 13662 Directive Determination"
    assert pieces_of(Fact(f"{label} -", "Subject to Directive 1")) == (("details", (label, "Subject to Directive 1")),)
    assert meaning_of("Listing Date (EO 14024 Directive 2):").label == "Listing Date (EO 14024 Directive 2)"


def test_a_university_page_is_not_the_universitys_domain():
    """Everybody there would be listed."""
    (piece,) = pieces_of(Fact("Website", "http://quill.edu/zebedee"))
    assert piece[1].kind is ObservableKind.URL


def test_a_number_issued_in_no_country_keeps_the_words():
    """Gaza has a code, the undetermined has none, and the words stay."""
    assert pieces_of(Fact("Passport", "1", "Region: Gaza"))[0][1].country == "PS"
    pieces = pieces_of(Fact("Passport", "1", "undetermined"))
    assert pieces[1] == ("details", ("Passport 1", "issued in undetermined"))


def test_repeats_of_an_alias_with_the_same_strength_stand_once():
    """The same name may be strong and weak: that is two."""
    strong, weak = Alias(Name("FSB"), ref="1"), Alias(Name("FSB"), strength=Strength.WEAK)
    party, _ = built(("aliases", strong), ("aliases", weak), ("aliases", Alias(Name("FSB"), ref="2")))
    assert party.aliases == (strong, weak)


def test_two_genders_are_none():
    """Which one is wrong cannot be told; both are kept as details."""
    party, doubts = built(("gender", "male"), ("gender", "female"))
    assert (party.gender, party.details) == ("", (("Gender", "male"), ("Gender", "female")))
    assert doubts


def test_an_aircraft_named_by_its_tail_number_has_that_number():
    """OFAC does not repeat it under a label; a label is not doubled."""
    party, _ = built(kind=PartyKind.AIRCRAFT, name="QZ-GOM")
    assert [(it.kind, it.value) for it in party.identifiers] == [(IdentifierKind.AIRCRAFT_TAIL, "QZ-GOM")]
    labelled, _ = built(*pieces_of(Fact("Aircraft Tail Number", "QZ1234")), kind=PartyKind.AIRCRAFT, name="QZ1234")
    assert len(labelled.identifiers) == 1
    by_serial, _ = built(kind=PartyKind.AIRCRAFT, name="MSN 391")
    assert by_serial.identifiers == ()


def test_marks_of_writing_direction_are_no_part_of_a_name():
    """ENHANCED puts them around names in Arabic script."""
    assert name_of("\u202bنام\u202c", person=True).full == "نام"


def test_an_address_without_anything_is_none():
    """The CSV form has such a row for every party without an address."""
    assert postal_address("", ("", "", ""), "") == ()


def test_places_that_are_no_country_are_told_from_unknown_ones():
    """A place without a code needs no warning, a country that we do not know does."""
    assert (place_code("None Identified"), place_code("Region: Crimea"), place_code("Ruritania")) == ("", "UA", None)


def test_the_legal_basis_is_said_only_where_it_is_known():
    """From the facts, or from the tag itself."""
    assert legal_basis("CYBER2") == "E.O. 13694 as amended by E.O. 13757"
    assert legal_basis("HOSTAGES-EO14078") == "E.O. 14078"
    assert legal_basis("SDGT") == ""
