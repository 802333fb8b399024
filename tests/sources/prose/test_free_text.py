"""Fields that hold more than one thing: enumerations, sentences, countries, names, numbers, contacts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.model import Identifier, IdentifierKind, ObservableKind
from nongrata.sources.prose.contacts import emails, observables_in, phones, websites
from nongrata.sources.prose.free_text import also_known_as, countries_in, enumerated, items, sentences
from nongrata.sources.prose.hidden_numbers import document, documents, identifiers_in
from nongrata.sources.prose.script_runs import is_latin, other_script_runs
from nongrata.sources.prose.ships import is_ship

WORD = st.text("ABCDEFGHabcdefgh", min_size=2, max_size=8)


@given(st.lists(WORD, min_size=2, max_size=12))
def test_what_is_enumerated_comes_back_item_by_item(words):
    """With numbers or letters, brackets before or not."""
    numbered = " ".join(f"({number}) {word}" for number, word in enumerate(words, start=1))
    lettered = ", ".join(f"{chr(ord('a') + at)}) {word}" for at, word in enumerate(words))
    assert items(numbered) == tuple(words)
    assert items(lettered) == tuple(words)


@given(st.text())
def test_no_character_of_a_sentence_is_lost(text):
    """Sentences put together again are the text, white space apart."""
    assert " ".join(sentences(text)) == " ".join(text.split())


@given(st.text())
def test_any_field_can_be_taken_apart(text):
    """None of the readers of prose stumbles, whatever it is given."""
    for read in (
        items,
        countries_in,
        also_known_as,
        identifiers_in,
        observables_in,
        phones,
        websites,
        other_script_runs,
    ):
        assert read(text) is not None
    assert documents(text, IdentifierKind.PASSPORT) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(1) Manzil (2)-(6) -", ((1, "Manzil"),)),
        ("(1)-(3) Tunisia (4) Libya", ((1, "Tunisia"), (2, "Tunisia"), (3, "Tunisia"), (4, "Libya"))),
        ("(1) (2) Iraq", ((1, "Iraq"), (2, "Iraq"))),
        ("(1) Germany (b) Algeria", ((1, "Germany"), (2, "Algeria"))),
        ("Annex 2 (b) to the act", ((1, "Annex 2 (b) to the act"),)),
        ("", ()),
    ],
)
def test_enumerations_of_the_lists(text, expected):
    """As OFSI and the UN write them."""
    assert enumerated(text) == expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Afghanistan (since 2009)", ("AF",)),
        ("In Syria as at June 2013", ("SY",)),
        ("Kuwaiti citizenship withdrawn in 2002", ("KW",)),
        ("DRC and Belgian nationalities", ("CD", "BE")),
        ("Sudanese by birth", ("SD",)),
        ("Central District, Pyongyang", ()),
    ],
)
def test_countries_with_decoration(text, codes):
    """What OFSI's list of 2018 has in its fields for countries."""
    assert countries_in(text) == codes


def test_names_of_somebody_else_in_brackets_are_no_aliases():
    """The sentence must be about the party, and hold names."""
    assert also_known_as("Prime Minister of the government (also known as the National Government).") == ()
    assert also_known_as("Also known as a member of the committee that met in 2001 and later.") == ()


@pytest.mark.parametrize(
    ("text", "value", "country"),
    [
        ("SE 011252", "SE 011252", ""),
        ("PS 472330208", "PS 472330208", ""),
        ("Libya 428720", "428720", "LY"),
        ("DRC passport OP 0024910 (valid 21/03/2016)", "OP 0024910", "CD"),
        ("Afghan national ID card (tazkira) no.545167, issued in 1974.", "545167", "AF"),
        ("Passport: Pakistani Passport no. FA0157612. Issued: 23/01/2009.", "FA0157612", "PK"),
        ("563410191 Secretary DPRK Embassy Luanda", "563410191", ""),
        ("284158, expires 21 Aug 2005 (Iraq)", "284158", "IQ"),
    ],
)
def test_the_number_of_a_document_is_what_is_left_without_words(text, value, country):
    """Letters that belong to a number stay, a country or a word before it goes."""
    found = document(text, IdentifierKind.PASSPORT)
    assert found is not None
    assert (found.value, found.country) == (value, country)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Company Number IMO 5434358", IdentifierKind.IMO, "5434358"),
        ("International Maritime Organization (IMO) Number: 1790183", IdentifierKind.IMO, "1790183"),
        ("Italian Fiscal Code: LBR HBB 61S17 Z352F", IdentifierKind.TAX, "LBR HBB 61S17 Z352F"),
        ("Registered company number: 02150590 (United Kingdom)", IdentifierKind.REGISTRATION, "02150590"),
        ("SWIFT: DCBK KPPY. Daedong", IdentifierKind.BIC, "DCBK KPPY"),
    ],
)
def test_numbers_in_prose_are_told_by_the_words_before_them(text, kind, value):
    """Each kind has its words."""
    assert [(one.kind, one.value) for one in identifiers_in(text)] == [(kind, value)]


def test_ships_in_a_list_of_a_company_are_not_its_numbers():
    """Only a number right behind the word counts (OMM, group 12952)."""
    assert identifiers_in("vessels with IMO Number: (a) Example Star One 8606173, (b) Example 2 8909575") == ()


def test_pages_are_no_domains():
    """A start or contact page is the site; a page somewhere else is a URL; the UN's own pages are neither."""
    found = websites("https://example.test/en/, www.example.test/contacts/, http://ok.ru, https://list.test/company/1")
    assert [one.kind for one in found] == [
        ObservableKind.DOMAIN,
        ObservableKind.DOMAIN,
        ObservableKind.URL,
        ObservableKind.URL,
    ]
    assert websites("see https://www.un.org/sc/suborg/en/sanctions/751).") == ()


def test_a_mailbox_is_no_web_site():
    """Its host stands in the field too, but behind an @."""
    assert websites("info@example.test") == ()
    assert [one.value for one in emails("info@example.test.")] == ["info@example.test"]


def test_a_stray_letter_does_not_decide_the_script():
    """Bладимир begins with a Latin B."""
    assert not is_latin("Bладимир")
    assert is_latin("Ż. Čapek-Øst")


def test_a_ship_is_told_by_its_check_digit_not_by_having_a_number():
    """A company's IMO number has other check digits."""
    ship, company = (Identifier(IdentifierKind.IMO, value) for value in ("9074729", "5342883"))
    assert is_ship(["EXAMPLE STAR"], [ship])
    assert not is_ship(["EXAMPLE STAR"], [company])
    assert not is_ship(["EXAMPLE SHIPPING CO"], [ship])
