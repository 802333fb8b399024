"""Diffs: who came, who went, what changed, and what the change can do."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.model import (
    Address,
    Alias,
    AliasKind,
    Designation,
    Identifier,
    IdentifierKind,
    Link,
    Name,
    Observable,
    ObservableKind,
    PartialDate,
    Party,
    PartyKind,
    Strength,
)
from nongrata.sources.versions.diff import Action, Materiality, diff

SCREENING, DUTY, NONE = Materiality.SCREENING, Materiality.DUTY, Materiality.NONE
BUREAU = Party(
    id="toy:1",
    kind=PartyKind.ORGANISATION,
    name=Name("BUREAU OF NOBODY"),
    aliases=(Alias(Name("BON"), ref="7"), Alias(Name("NOBODY'S BUREAU"))),
    designations=(Designation("CYBER2", authority="Toyland"),),
    remarks=("Founded on a Thursday.",),
)


def amended(before: Party = BUREAU, /, **fields):
    """The one amendment that changing these fields makes."""
    (amendment,) = diff([before], [msgspec.structs.replace(before, **fields)]).amended
    return amendment


def told(before: Party = BUREAU, /, **fields) -> list[tuple[str, Materiality]]:
    """What changing these fields is said to be, and to do."""
    return [(change.describe(), change.material) for change in amended(before, **fields).changes]


def weak(name: str, **fields) -> Alias:
    """A weak alias."""
    return Alias(Name(name), strength=Strength.WEAK, **fields)


def test_new_means_not_there_before_whatever_the_number():
    """OFAC published 48603 when 48907 already existed."""
    parties = {number: msgspec.structs.replace(BUREAU, id=f"toy:{number}") for number in (1, 5, 9)}
    found = diff([parties[1], parties[9]], [parties[5], parties[9]])
    assert found.added == (parties[5],)
    assert found.removed == (parties[1],)
    assert found.amended == ()
    assert found


def test_equal_lists_have_no_diff():
    """In whatever order they come."""
    other = msgspec.structs.replace(BUREAU, id="toy:2")
    found = diff([BUREAU, other], [other, BUREAU])
    assert not found
    assert set(found.counts.values()) == {0}


def test_an_alias_that_turned_weak_is_one_change_of_its_own_kind():
    """As FSB did on 28 June 2022; the number that OFAC's weak aliases lose with it is no second change."""
    assert told(aliases=(weak("BON"), BUREAU.aliases[1])) == [("alias strength: 'BON' strong -> weak", SCREENING)]


def test_an_alias_that_turned_strong_is_as_visible():
    """It will now raise hits of its own."""
    before = msgspec.structs.replace(BUREAU, aliases=(weak("BON"),))
    assert told(before, aliases=(Alias(Name("BON")),)) == [("alias strength: 'BON' weak -> strong", SCREENING)]


def test_aliases_that_came_and_went_are_told_one_by_one():
    """With strength and kind; each can change who is hit."""
    new = (BUREAU.aliases[0], weak("NOB"), Alias(Name("НИКТО"), AliasKind.ORIGINAL_SCRIPT))
    assert told(aliases=new) == [
        ("alias removed: 'NOBODY'S BUREAU' (strong aka)", SCREENING),
        ("alias added: 'NOB' (weak aka)", SCREENING),
        ("alias added: 'НИКТО' (strong original_script)", SCREENING),
    ]


def test_a_new_number_for_an_alias_changes_nothing_that_matters():
    """Publishers renumber."""
    aliases = (Alias(Name("BON"), ref="8"), BUREAU.aliases[1])
    ((sentence, material),) = told(aliases=aliases)
    assert (sentence.split(":")[0], material) == ("alias details", NONE)


def test_a_name_that_changed_places_with_an_alias_was_screened_before():
    """By December 2018 three full names became primary and their short forms aliases: no new alert."""
    swapped = told(name=Name("BON"), aliases=(Alias(Name("BUREAU OF NOBODY")), BUREAU.aliases[1]))
    assert swapped[0] == ("name: 'BUREAU OF NOBODY' -> 'BON'", NONE)
    assert {material for _, material in swapped} == {NONE}


def test_a_new_primary_name_can_change_who_is_hit():
    """Even if the old one stays as an alias."""
    changes = told(name=Name("OFFICE OF NOBODY"), aliases=(*BUREAU.aliases, Alias(BUREAU.name)))
    assert changes == [
        ("name: 'BUREAU OF NOBODY' -> 'OFFICE OF NOBODY'", SCREENING),
        ("alias added: 'BUREAU OF NOBODY' (strong aka)", NONE),
    ]


def test_a_primary_name_that_only_lives_on_as_a_weak_alias_lost_strength():
    """Two things happened, and both are told."""
    changes = told(name=Name("BON"), aliases=(weak("BUREAU OF NOBODY"), BUREAU.aliases[1]))
    assert ("alias strength: 'BUREAU OF NOBODY' strong -> weak", SCREENING) in changes


@pytest.mark.parametrize(
    ("fields", "sentence", "material"),
    [
        ({"kind": PartyKind.PERSON}, "kind: organisation -> person", SCREENING),
        ({"born": (PartialDate.of_year(1994),)}, "born added: 1994", SCREENING),
        ({"birth_places": ("Nowhere",)}, "birth place added: Nowhere", NONE),
        ({"nationalities": ("RU",)}, "nationality added: RU", SCREENING),
        ({"countries": ("RU",)}, "country added: RU", SCREENING),
        ({"gender": "female"}, "gender added: female", SCREENING),
        ({"titles": ("Nobody in chief",)}, "title added: Nobody in chief", NONE),
        (
            {"identifiers": (Identifier(IdentifierKind.TAX, "12-3", "RU", "Tax ID No."),)},
            "identifier added: Tax ID No. 12-3 (RU)",
            SCREENING,
        ),
        (
            {"observables": (Observable(ObservableKind.DOMAIN, "nobody.example"),)},
            "observable added: domain nobody.example",
            SCREENING,
        ),
        (
            {"addresses": (Address("1 No St", "Nowhere", country="RU"),)},
            "address added: 1 No St, Nowhere, RU",
            NONE,
        ),
        ({"links": (Link("Linked To", "NEMO"),)}, "link added: Linked To NEMO", DUTY),
        ({"remarks": ()}, "remark removed: Founded on a Thursday.", NONE),
        (
            {"remarks": ("Founded on a Friday.",)},
            "remark: Founded on a Thursday. -> Founded on a Friday.",
            NONE,
        ),
        ({"details": (("Tonnage", "9"),)}, "detail added: Tonnage: 9", NONE),
        ({"designations": ()}, "programme removed: CYBER2", DUTY),
        (
            {"designations": (*BUREAU.designations, Designation("NPWMD", legal_basis="E.O. 13382"))},
            "programme added: NPWMD (E.O. 13382)",
            DUTY,
        ),
        (
            {"designations": (Designation("CYBER2", authority="Toyland", measures=("Block",)),)},
            "measure of CYBER2 added: Block",
            DUTY,
        ),
        (
            {"designations": (Designation("CYBER2", authority="Toyland", reason="Because."),)},
            "reason of CYBER2 added: Because.",
            NONE,
        ),
    ],
)
def test_each_field_is_told_in_words_with_what_it_can_do(fields, sentence, material):
    """Field by field: who is hit, what must be done, or neither."""
    assert told(**fields) == [(sentence, material)]


def test_a_value_in_other_words_cannot_change_who_is_hit():
    """The same day, number or mailbox, written differently."""
    before = msgspec.structs.replace(
        BUREAU,
        born=(PartialDate(date(1994, 1, 1), date(1994, 1, 1), raw="1 Jan 1994"),),
        identifiers=(Identifier(IdentifierKind.PASSPORT, "AB 12 34"),),
        observables=(Observable(ObservableKind.EMAIL, "Nobody@Nowhere.example"),),
    )
    changes = told(
        before,
        born=(PartialDate(date(1994, 1, 1), date(1994, 1, 1), raw="01/01/1994"),),
        identifiers=(Identifier(IdentifierKind.PASSPORT, "AB1234"),),
        observables=(Observable(ObservableKind.EMAIL, "nobody@nowhere.example"),),
    )
    assert [material for _, material in changes] == [NONE] * 3
    assert changes[1][0] == "identifier: passport AB 12 34 -> passport AB1234"


def test_a_reworded_value_is_not_mistaken_for_the_one_that_went():
    """One passport was written anew, another was withdrawn: only the second matters."""
    one, other = Identifier(IdentifierKind.PASSPORT, "ZZ9999"), Identifier(IdentifierKind.PASSPORT, "AB 12 34")
    before = msgspec.structs.replace(BUREAU, identifiers=(one, other))
    assert told(before, identifiers=(Identifier(IdentifierKind.PASSPORT, "AB1234"),)) == [
        ("identifier: passport AB 12 34 -> passport AB1234", NONE),
        ("identifier removed: passport ZZ9999", SCREENING),
    ]


def test_a_value_that_looks_alike_but_is_not_is_told_in_full():
    """Otherwise the table would read "1994-01-01 -> 1994-01-01"."""
    day = PartialDate(date(1994, 1, 1), date(1994, 1, 1), raw="1 Jan 1994")
    before = msgspec.structs.replace(BUREAU, born=(day,))
    change = amended(before, born=(msgspec.structs.replace(day, raw="01/01/1994"),)).changes[0]
    assert change.before != change.after
    assert "1 Jan 1994" in change.before


@pytest.mark.parametrize(
    ("field", "label"), [("aliases", "alias"), ("remarks", "remark"), ("designations", "programme")]
)
def test_a_mere_change_of_order_is_told_and_does_nothing(field, label):
    """The digest differs, so the diff may not be silent."""
    before = msgspec.structs.replace(
        BUREAU, remarks=("One.", "Two."), designations=(Designation("CYBER2"), Designation("NPWMD"))
    )
    changes = amended(before, **{field: tuple(reversed(getattr(before, field)))}).changes
    assert [(change.field, change.material) for change in changes] == [(f"{label} order", NONE)]


def test_a_designation_of_the_same_programme_is_compared_part_by_part():
    """The EU lists several acts of one regime on one party; those that stayed are not told."""
    acts = (
        Designation("UKR", legal_basis="Act 1", measures=("Freeze",)),
        Designation("UKR", legal_basis="Act 2"),
    )
    before = msgspec.structs.replace(BUREAU, designations=acts)
    after = (Designation("UKR", legal_basis="Act 1", measures=("Freeze", "Travel ban")), acts[1])
    assert told(before, designations=after) == [("measure of UKR added: Travel ban", DUTY)]


def test_an_amendment_is_as_material_as_its_most_material_change():
    """A remark and an alias together concern screening."""
    assert amended(remarks=(), aliases=()).material is SCREENING
    assert amended(remarks=(), designations=()).material is DUTY
    assert amended(remarks=()).material is NONE


def test_counts_tell_amendments_by_what_they_can_do():
    """A new remark on 135 targets is not 135 alerts."""
    before = [msgspec.structs.replace(BUREAU, id=f"toy:{number}") for number in range(136)]
    after = [msgspec.structs.replace(party, remarks=(*party.remarks, "Risk.")) for party in before[:135]]
    after.append(msgspec.structs.replace(before[135], gender="female"))
    assert diff(before, after).counts == {
        "added": 0,
        "removed": 0,
        "amended": 136,
        "amended (screening)": 1,
        "amended (duty)": 0,
        "amended (none)": 135,
    }


def test_a_diff_can_be_written_as_json():
    """`lists diff --json` needs nothing else."""
    plain = msgspec.json.decode(msgspec.json.encode(diff([BUREAU], [msgspec.structs.replace(BUREAU, gender="male")])))
    assert plain["amended"][0]["changes"][0]["material"] == "screening"


# --- properties -------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["A", "B", "C"])
NAMES = st.builds(Name, WORDS, family=st.sampled_from(["", "A"]))
DAYS = st.builds(PartialDate.of_year, st.sampled_from([1951, 1983]), raw=st.sampled_from(["", "x"]))
ACTS = st.builds(
    Designation,
    WORDS,
    legal_basis=st.sampled_from(["", "B"]),
    listed_on=st.none() | DAYS,
    measures=st.lists(WORDS, max_size=2).map(tuple),
)
PARTIES = st.builds(
    Party,
    id=st.sampled_from(["toy:1", "toy:2", "toy:3"]),
    kind=st.sampled_from(PartyKind),
    name=NAMES,
    aliases=st.lists(
        st.builds(Alias, NAMES, strength=st.sampled_from(Strength), ref=st.sampled_from(["", "1"])),
        max_size=3,
    ).map(tuple),
    born=st.lists(DAYS, max_size=2).map(tuple),
    designations=st.lists(ACTS, max_size=3).map(tuple),
    identifiers=st.lists(
        st.builds(Identifier, st.sampled_from(IdentifierKind), st.sampled_from(["1", "12 34", "1234"])),
        max_size=2,
    ).map(tuple),
    remarks=st.lists(WORDS, max_size=3).map(tuple),
)
LISTS = st.lists(PARTIES, max_size=3, unique_by=lambda party: party.id)


@given(LISTS)
def test_a_list_does_not_differ_from_itself(parties):
    """Nor from itself in another order."""
    assert not diff(parties, reversed(parties))


@given(LISTS, LISTS)
def test_a_diff_accounts_for_every_target(before, after):
    """Applied to the ids before it gives the ids after, and exactly those that differ are amended."""
    found = diff(before, after)
    old, new = ({party.id: party for party in parties} for parties in (before, after))
    ids = old.keys() - {party.id for party in found.removed} | {party.id for party in found.added}
    assert ids == new.keys()
    assert {one.id for one in found.amended} == {key for key in old.keys() & new.keys() if old[key] != new[key]}


@given(PARTIES, PARTIES)
def test_parties_that_differ_have_a_change_and_each_change_says_something(before, after):
    """No amendment without a reason that can be read."""
    after = msgspec.structs.replace(after, id=before.id)
    for amendment in diff([before], [after]).amended:
        assert amendment.changes
        assert all(change.before != change.after for change in amendment.changes)


@given(PARTIES, PARTIES)
def test_a_diff_read_backwards_tells_the_opposite(before, after):
    """What was added is removed, and the same things matter."""
    after = msgspec.structs.replace(after, id=before.id)
    there, back = diff([before], [after]), diff([after], [before])
    opposite = {Action.ADDED: Action.REMOVED, Action.REMOVED: Action.ADDED, Action.CHANGED: Action.CHANGED}

    def gist(found, *, turned):
        return sorted(
            (change.field, opposite[change.action] if turned else change.action, change.material)
            for amendment in found.amended
            for change in amendment.changes
        )

    assert gist(there, turned=False) == gist(back, turned=True)
