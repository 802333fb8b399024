"""The index gives exactly what scoring every target gives."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listed import person, watchlist
from nongrata.model import (
    Alias,
    Identifier,
    IdentifierKind,
    Name,
    Observable,
    ObservableKind,
    PartialDate,
    Party,
    PartyKind,
    Strength,
    Subject,
)
from nongrata.screen.reference import Reference
from nongrata.screen.search import Search

WORDS = (
    "ivan ivanov ivanova petrov petrof peter pyotr zor security zorsecurity li lu al bin muhammad mohamed mhmd "
    "a e center tsentr centre unit55 unit56 bogachev bogachov evgeniy yevgeny x neva llc 習 김 Богачев محمد"
).split()
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
MADE_UP = st.text(alphabet="abcdeiknorstv ", min_size=2, max_size=16).filter(str.strip)
DATES = st.one_of(
    st.integers(1950, 1954).map(PartialDate.of_year),
    st.dates(date(1950, 1, 1), date(1954, 12, 31)).map(PartialDate.of_day),
)
NUMBERS = st.sampled_from(["7802170553", "9074729", "AB1234"]).flatmap(
    lambda value: st.sampled_from([IdentifierKind.TAX, IdentifierKind.IMO, IdentifierKind.OTHER]).map(
        lambda kind: Identifier(kind, value)
    )
)
SEEN = st.sampled_from(
    [Observable(ObservableKind.DOMAIN, "neva.example"), Observable(ObservableKind.EMAIL, "info@neva.example")]
)
KINDS = st.sampled_from(list(PartyKind))


def few(strategy):
    """None, one or two."""
    return st.lists(strategy, max_size=2).map(tuple)


@st.composite
def parties(draw):
    """Up to twelve targets with overlapping names and facts."""
    made = []
    for number in range(draw(st.integers(0, 12))):
        aliases = draw(
            few(st.builds(Alias, st.builds(Name, NAMES | MADE_UP), strength=st.sampled_from(list(Strength))))
        )
        made.append(
            Party(
                id=f"t:{number:02}",
                kind=draw(KINDS),
                name=Name(draw(NAMES | MADE_UP)),
                aliases=aliases,
                born=draw(few(DATES)),
                nationalities=draw(few(st.sampled_from(["RU", "CN"]))),
                gender=draw(st.sampled_from(["", "male", "female"])),
                identifiers=draw(few(NUMBERS)),
                observables=draw(few(SEEN)),
            )
        )
    return made


def disguised(name):
    """A listed name as somebody else may write it: joined, split, shortened, misspelt, turned round."""
    tokens = name.lower().split()
    pair = [*tokens[:-2], "".join(tokens[-2:])]
    first = tokens[0]
    return [
        name,
        " ".join(reversed(tokens)),
        " ".join(pair),
        f"{first[: len(first) // 2]} {first[len(first) // 2 :]} {' '.join(tokens[1:])}",
        " ".join([first[:1], *tokens[1:]]),
        " ".join([first[:-1] + "x", *tokens[1:]]),
        " ".join([first[1:] + first[:1], *tokens[1:]]),
        " ".join([first.replace("e", "ie").replace("v", "w"), *tokens[1:]]),
        " ".join([*tokens, "petrov"]),
        " ".join(tokens[:1]),
    ]


@st.composite
def subjects_near(draw, listed):
    """A subject whose names come from the list, more or less."""
    known = sorted({name.full for party in listed for name in party.all_names}) or ["nobody"]
    names = st.sampled_from([other for name in known for other in disguised(name)]) | NAMES
    return Subject(
        id="s",
        name=draw(names),
        kind=draw(KINDS),
        aliases=draw(few(names)),
        born=draw(few(DATES)),
        countries=draw(few(st.sampled_from(["RU", "CN"]))),
        gender=draw(st.sampled_from(["", "male", "female"])),
        identifiers=draw(few(NUMBERS)),
        observables=draw(few(SEEN)),
    )


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_the_index_returns_what_scoring_every_target_returns(data):
    """Same targets, same bits, same order; nothing is cut, wherever the cutoff lies, the hits' own scores included."""
    listed = data.draw(parties())
    compiled = watchlist(*listed)
    search, reference = Search(compiled), Reference(compiled)
    subject = data.draw(subjects_near(listed))
    everything = reference.find(subject, 0.01)
    assert search.find(subject, 0.01) == everything
    for cutoff in {scored.score for scored in everything} | {0.5, 0.9}:
        assert search.find(subject, cutoff) == [scored for scored in everything if scored.score >= cutoff]


def test_every_disguise_of_every_name_is_found_by_the_index_as_by_exhaustion():
    """The same, on disguises that random search meets too seldom."""
    names = ["zor security", "ivanov peter", "yevgeny bogachev", "kim jong un", "al hussein", "neva center unit55"]
    listed = [person(number, name) for number, name in enumerate(names)]
    search, reference = Search(watchlist(*listed)), Reference(watchlist(*listed))
    for name in names:
        for other in disguised(name):
            subject = Subject(id="s", name=other)
            assert search.find(subject, 0.01) == reference.find(subject, 0.01), other


@pytest.mark.parametrize(
    ("target", "subject"),
    [
        ("bin b b b", "bin bin bin bin"),
        ("der d d d d d", "der der der der der der"),
        ("al a", "al al al al al"),
        ("ivanov p p", "ivanov petrov peter"),
        ("zorsecurity neva", "zor security neva"),
        ("zor security neva", "zorsecurity neva p"),
    ],
)
def test_bounds_allow_for_initials_and_joined_words(target, subject):
    """Cases in which an earlier bound was too low: tokens that met a word may still pair with an initial."""
    compiled = watchlist(person(1, target), person(2, "somebody else"))
    for one in Reference(compiled).find(Subject(id="s", name=subject), 0.001):
        assert Search(compiled).find(Subject(id="s", name=subject), one.score) == Reference(compiled).find(
            Subject(id="s", name=subject), one.score
        )


def test_a_number_is_found_whatever_kind_the_subject_was_given():
    """A sole trader typed as an organisation has the same tax number."""
    number = (Identifier(IdentifierKind.TAX, "7802170553", "RU"),)
    listed = Party(id="t:1", kind=PartyKind.PERSON, name=Name("VARDOMIR, Teofil"), identifiers=number)
    for name in ("Teofil Vardomir", "Other Name", ""):
        subject = Subject(id="s", name=name, kind=PartyKind.ORGANISATION, identifiers=number)
        found = Search(watchlist(listed)).find(subject, 0.5)
        assert [one.target.id for one in found] == ["t:1"]
        assert found == Reference(watchlist(listed)).find(subject, 0.5)
