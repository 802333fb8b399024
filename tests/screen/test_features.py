"""Evidence besides the name."""

import pytest

from listed import person, when
from nongrata.model import (
    Identifier,
    IdentifierKind,
    Name,
    Observable,
    ObservableKind,
    PartialDate,
    Party,
    PartyKind,
    Subject,
)
from nongrata.screen.features import born_evidence, identifier_evidence, observable_evidence, other_evidence
from nongrata.screen.weights import WEIGHTS


def born(ours, theirs, kind=PartyKind.PERSON):
    """Bits of two dates."""
    target = Party(id="t:1", kind=kind, name=Name("X"), born=tuple(map(when, theirs)))
    found = born_evidence(Subject(id="s", name="X", born=tuple(map(when, ours))), target)
    return found.bits if found else None


def test_dates_of_birth_raise_and_lower_in_order_of_what_they_tell():
    """Day above year, near below year, far below near."""
    bits = [
        born(["1983-10-28"], ["1983-10-28"]),
        born(["1983"], ["1983-10-28"]),
        born(["1956-02-21"], ["1961-02-21"]),
        born(["1984-01-01"], ["1988-06-06"]),
        born(["1961-03-04"], ["1983-10-28"]),
    ]
    assert bits == sorted(bits, reverse=True)
    assert bits[0] > 0 > bits[-1]


def test_the_best_of_several_dates_counts():
    """Lists give more than one date when they do not know."""
    assert born(["1983-10-28"], ["1950-01-01", "1983-10-28"]) == WEIGHTS.born_day


def test_silence_is_no_evidence():
    """A missing date neither raises nor lowers."""
    assert born([], ["1983"]) is None
    assert other_evidence(Subject(id="s", name="X"), person(1, "X", born="1983")) == []


def test_an_approximate_date_is_compatible_with_its_neighbours_only_weakly():
    """Circa is not exact."""
    target = Party(id="t:1", kind=PartyKind.PERSON, name=Name("X"), born=(PartialDate.of_year(1951, circa=True),))
    found = born_evidence(Subject(id="s", name="X", born=(when("1951-05-05"),)), target)
    assert 0 < found.bits < WEIGHTS.born_year


def with_number(kind, value, country=""):
    """A target with one number."""
    return Party(id="t:1", kind=PartyKind.ORGANISATION, name=Name("X"), identifiers=(Identifier(kind, value, country),))


def test_a_number_with_valid_check_digits_weighs_most():
    """The tax number of Special Technology Center."""
    ours = Subject(id="s", name="Y", identifiers=(Identifier(IdentifierKind.OTHER, "78 02170553"),))
    valid = identifier_evidence(ours, with_number(IdentifierKind.TAX, "7802170553", "RU"))
    unchecked = identifier_evidence(ours, with_number(IdentifierKind.OTHER, "7802170553"))
    assert valid.bits > unchecked.bits > 0


def test_the_same_number_of_another_country_weighs_less():
    """Passport numbers repeat between states."""
    ours = Subject(id="s", name="Y", identifiers=(Identifier(IdentifierKind.PASSPORT, "100119726", "KZ"),))
    other = identifier_evidence(ours, with_number(IdentifierKind.PASSPORT, "100119726", "RU"))
    assert other.bits == WEIGHTS.id_other_country


def test_two_ships_with_different_imo_numbers_are_two_ships():
    """Names of ships repeat, IMO numbers do not."""
    ours = Subject(id="s", name="X", identifiers=(Identifier(IdentifierKind.IMO, "9074729"),))
    target = Party(
        id="t:1",
        kind=PartyKind.VESSEL,
        name=Name("X"),
        identifiers=(Identifier(IdentifierKind.IMO, "9172038"),),
    )
    assert sum(one.bits for one in other_evidence(ours, target)) == WEIGHTS.imo_differs


@pytest.mark.parametrize(
    ("ours", "bits"),
    [
        (Observable(ObservableKind.DOMAIN, "www.stc-spb.ru"), WEIGHTS.domain),
        (Observable(ObservableKind.EMAIL, "sales@stc-spb.ru"), WEIGHTS.mail_domain),
        (Observable(ObservableKind.DOMAIN, "stc-spb.example"), None),
    ],
)
def test_a_listed_web_site_is_found_as_site_and_behind_a_mailbox(ours, bits):
    """STC's is the only web site of 29 December 2016."""
    target = Party(
        id="t:1",
        kind=PartyKind.ORGANISATION,
        name=Name("X"),
        observables=(Observable(ObservableKind.DOMAIN, "stc-spb.ru"),),
    )
    found = observable_evidence(Subject(id="s", name="Y", observables=(ours,)), target)
    assert (found.bits if found else None) == bits


def test_two_mailboxes_of_one_provider_have_nothing_in_common():
    """Half of the world is at mail.ru."""
    target = Party(
        id="t:1",
        kind=PartyKind.ORGANISATION,
        name=Name("X"),
        observables=(Observable(ObservableKind.EMAIL, "stcspb1@mail.ru"),),
    )
    ours = Subject(id="s", name="Y", observables=(Observable(ObservableKind.EMAIL, "other@mail.ru"),))
    assert observable_evidence(ours, target) is None
