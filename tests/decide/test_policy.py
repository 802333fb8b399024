"""Which hits go before a person."""

import pytest

from listed import person, watchlist, when
from nongrata.decide.policy import Policy
from nongrata.engine import Screener
from nongrata.errors import SettingsError
from nongrata.model import Subject

LIST = watchlist(person(1, "VARDOMIR, Teofil Anzelm", weak=["Fox"], born="1971-05-06"))


def alerts(subject, **policy):
    """Whether the only target alerts, and the reason; None if there is no hit."""
    hits = Screener(LIST, Policy(**policy)).screen(subject)
    return (hits[0].alert, hits[0].reason) if hits else None


def test_a_weak_alias_alone_is_a_hit_but_no_alert():
    """OFAC FAQ 122-124."""
    alert, reason = alerts(Subject(id="s", name="Fox"))
    assert not alert
    assert "weak alias" in reason


def test_a_weak_alias_with_the_birth_date_is_an_alert():
    """It confirms, and is confirmed."""
    assert alerts(Subject(id="s", name="Fox", born=(when("1971-05-06"),)))[0]


def test_policy_may_let_weak_aliases_alert():
    """Some companies want to see them."""
    assert alerts(Subject(id="s", name="Fox"), weak_alias_alone=True)[0]


def test_the_threshold_decides_what_alerts_and_the_cutoff_what_is_kept():
    """They are two numbers."""
    subject = Subject(id="s", name="Teofil Vardomir")
    assert alerts(subject)[0]
    assert not alerts(subject, threshold=0.995)[0]
    assert alerts(subject, threshold=0.999, cutoff=0.998) is None


@pytest.mark.parametrize(("cutoff", "threshold"), [(0.8, 0.7), (0.0, 0.7), (0.5, 1.0), (-1, 2)])
def test_numbers_that_do_not_fit_are_refused(cutoff, threshold):
    """A threshold below the cutoff would lose alerts in silence."""
    with pytest.raises(SettingsError, match="cutoff"):
        Policy(cutoff=cutoff, threshold=threshold)
