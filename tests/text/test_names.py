"""Names of any script and order as tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.model import PartyKind
from nongrata.text.names import MAX_TOKENS, latin_text, name_form


@pytest.mark.parametrize(
    ("raw", "kind", "tokens"),
    [
        ("BOGACHEV, Evgeniy Mikhaylovich", PartyKind.PERSON, ("bogachev", "evgeniy", "mikhaylovich")),
        ("Богачев Евгений", PartyKind.PERSON, ("bogachev", "evgeniy")),
        ("김정은", PartyKind.PERSON, ("kim", "jong", "un")),
        ("习近平", PartyKind.PERSON, ("xi", "jin", "ping")),
        ("Παπαδόπουλος", PartyKind.PERSON, ("papadopoylos",)),
        ("الحسين", PartyKind.PERSON, ("al", "hussein")),
        ("Dr. Prof. Ada Byron", PartyKind.PERSON, ("ada", "byron")),
        ("M/V Sea Star", PartyKind.VESSEL, ("sea", "star")),
        (
            "GLAVNOE RAZVEDYVATEL'NOE UPRAVLENIE",
            PartyKind.ORGANISATION,
            ("glavnoe", "razvedyvatelnoe", "upravlenie"),
        ),
        ("D'Angelo O’Brien", PartyKind.PERSON, ("dangelo", "obrien")),
        ("Jean-Luc (Junior)", PartyKind.PERSON, ("jean", "luc")),
    ],
)
def test_a_name_becomes_the_tokens_that_are_compared(raw, kind, tokens):
    """Scripts, honours, apostrophes, brackets and order marks are settled here and nowhere else."""
    assert name_form(raw, kind).tokens == tokens


@pytest.mark.parametrize(
    ("raw", "tokens", "form"),
    [
        ("Zor Security, O.O.O.", ("zor", "security"), "llc"),
        ("ООО «Ромашка»", ("romashka",), "llc"),
        ("Общество с ограниченной ответственностью Ромашка", ("romashka",), "llc"),
        ("Acme GmbH & Co. KG", ("acme",), "lp"),
        ("PJSC Neva Bank", ("neva", "bank"), "jsc"),
        ("STC, LTD", ("stc",), "llc"),
    ],
)
def test_legal_forms_are_taken_off_and_remembered(raw, tokens, form):
    """A legal form says little about who a company is."""
    found = name_form(raw, PartyKind.ORGANISATION)
    assert (found.tokens, found.legal_form) == (tokens, form)


def test_an_unknown_party_loses_forms_of_address_but_no_word_that_may_be_a_companys():
    """Dr. is a person's, General may be Electric's."""
    assert name_form("Dr. Igor Korobov").tokens == ("igor", "korobov")
    assert name_form("General Electric").tokens == ("general", "electric")


def test_a_name_that_is_only_a_legal_form_keeps_it():
    """Otherwise the company would have no name at all and would never be screened."""
    assert name_form("ООО", PartyKind.ORGANISATION).tokens == ("ooo",)


def test_a_name_in_brackets_only_is_still_a_name():
    """Brackets hold asides, unless they hold everything."""
    assert name_form("(Ada)", PartyKind.PERSON).tokens == ("ada",)


@given(st.text(max_size=60), st.sampled_from(list(PartyKind)))
def test_any_text_gives_plain_tokens_and_never_an_error(raw, kind):
    """What comes out is lower-case ASCII without blanks, at most MAX_TOKENS of it."""
    tokens = name_form(raw, kind).tokens
    assert len(tokens) <= MAX_TOKENS
    assert all(token and token.isascii() and token == token.lower() and token.isalnum() for token in tokens)


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=40))
def test_ascii_is_not_changed_by_transliteration(text):
    """Only what is not ASCII is transliterated."""
    assert latin_text(text) == text
