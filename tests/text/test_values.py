"""Countries, numbers, web sites: canonical forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.model import IdentifierKind, ObservableKind
from nongrata.text.countries import country_code
from nongrata.text.identifiers import canonical_identifier, checksum_holds
from nongrata.text.observables import canonical_observable


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("Russia", "RU"),
        ("russian federation", "RU"),
        ("RUS", "RU"),
        ("Россия", "RU"),
        ("Korea, North", "KP"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Congo, Republic of the", "CG"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Burma", "MM"),
        ("Region: Crimea", "UA"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
    ],
)
def test_countries_are_known_by_the_names_that_lists_use(raw, code):
    """Neighbours in the alphabet must not be mixed up."""
    assert country_code(raw) == code


@pytest.mark.parametrize("raw", ["", "Korea", "Atlantis", "00", "UNKNOWN", "Undetermined", "na"])
def test_what_is_no_country_or_two_has_no_code(raw):
    """An ambiguous name is left alone."""
    assert country_code(raw) == ""


@pytest.mark.parametrize(
    ("kind", "value", "country", "holds"),
    [
        (IdentifierKind.TAX, "7802170553", "RU", True),
        (IdentifierKind.TAX, "7802170554", "RU", False),
        (IdentifierKind.REGISTRATION, "1127746601817", "RU", True),
        (IdentifierKind.REGISTRATION, "1127746601818", "RU", False),
        (IdentifierKind.IMO, "IMO 9074729", "", True),
        (IdentifierKind.IMO, "9074728", "", False),
        (IdentifierKind.LEI, "5493001KJTIIGC8Y1R12", "", True),
        (IdentifierKind.LEI, "5493001KJTIIGC8Y1R13", "", False),
        (IdentifierKind.BIC, "SABRRUMM", "", True),
        (IdentifierKind.PASSPORT, "100119726", "RU", None),
    ],
)
def test_check_digits_are_checked_where_there_are_any(kind, value, country, holds):
    """The tax and registration numbers are those that OFAC published on 29 December 2016."""
    assert checksum_holds(kind, value, country) is holds


def test_an_identifier_of_fewer_than_four_characters_identifies_nobody():
    """The text "12" as a passport number would meet half of the world."""
    assert canonical_identifier(IdentifierKind.PASSPORT, " 1-2 ") == ""


@pytest.mark.parametrize(
    ("kind", "value", "canonical"),
    [
        (ObservableKind.DOMAIN, "https://www.STC-SPB.ru/contacts", "stc-spb.ru"),
        (ObservableKind.DOMAIN, "no domain", ""),
        (ObservableKind.DOMAIN, "https://www.facebook.com/somebody", ""),
        (ObservableKind.EMAIL, "STCspb1@Mail.RU", "stcspb1@mail.ru"),
        (ObservableKind.EMAIL, "nobody at home", ""),
        (ObservableKind.WALLET, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
        (
            ObservableKind.WALLET,
            "0xAbCdef0123456789abcdef0123456789ABCDEF01",
            "0xabcdef0123456789abcdef0123456789abcdef01",
        ),
        (ObservableKind.PHONE, "+7 (812) 123-45-67", "78121234567"),
        (ObservableKind.PHONE, "007 812 1234567", "78121234567"),
        (ObservableKind.PHONE, "123", ""),
    ],
)
def test_observables_are_folded_by_kind(kind, value, canonical):
    """Case matters in a Base58 wallet and nowhere in a domain."""
    assert canonical_observable(kind, value) == canonical


@given(st.sampled_from(list(ObservableKind)), st.text(max_size=60))
def test_canonical_forms_are_stable_and_any_text_is_bearable(kind, text):
    """Folding twice changes nothing."""
    once = canonical_observable(kind, text)
    assert (
        canonical_observable(kind, once) in {once, ""}
        if kind is ObservableKind.PHONE
        else canonical_observable(kind, once) == once
    )


@given(st.sampled_from(list(IdentifierKind)), st.text(max_size=40))
def test_canonical_identifiers_are_stable(kind, text):
    """Folding twice changes nothing."""
    once = canonical_identifier(kind, text)
    assert canonical_identifier(kind, once) == once
