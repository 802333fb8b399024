"""Delta files: added, removed and changed parties, down to single nodes."""

from __future__ import annotations

import pytest

from nongrata.errors import UnreadableFile
from nongrata.model import Alias, AliasKind, Party, PartyKind, Severity, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.loading.tally import Tally
from nongrata.sources.ofac.delta import FORMAT, Delta, apply_delta, read_delta
from nongrata.sources.ofac.patch import Patch

SPACE = "https://www.treasury.gov/ofac/DeltaFile/1.0"
SDN = '<sanctionsList id="1" refId="1550" datePublished="2016-12-29">SDN List</sanctionsList>'
CONS = '<sanctionsList id="1" refId="9" datePublished="2017-01-01">Consolidated List</sanctionsList>'
FSB = "ofac-sdn:21344"


def name(number: int, text: str, *, primary: bool = False, weak: bool = False, action: str = "") -> str:
    """A name node."""
    mark = f' action="{action}"' if action else ""
    return (
        f'<name id="{number}"{mark}><isPrimary>{str(primary).lower()}</isPrimary>'
        + ("" if primary else '<aliasType refId="1400">A.K.A.</aliasType>')
        + f"<isLowQuality>{str(weak).lower()}</isLowQuality><translations><translation id='{number}'>"
        f"<script>Latin</script><formattedLastName>{text}</formattedLastName>"
        f"<formattedFullName>{text}</formattedFullName></translation></translations></name>"
    )


def feature(label: str, value: str, action: str = "") -> str:
    """A feature node."""
    mark = f' action="{action}"' if action else ""
    return f'<feature id="1"{mark}><type featureTypeId="1">{label}</type><value>{value}</value></feature>'


def entity(number: int, *parts: str, action: str = "", lists: str = SDN, kind: str = "Entity") -> str:
    """An entity node; `parts` are whole groups."""
    mark = f' action="{action}"' if action else ""
    return (
        f'<entity id="{number}"{mark}><generalInfo><entityType refId="601">{kind}</entityType></generalInfo>'
        f"<sanctionsLists>{lists}</sanctionsLists>{''.join(parts)}</entity>"
    )


def group(tag: str, *nodes: str) -> str:
    """A part of an entity."""
    return f"<{tag}>{''.join(nodes)}</{tag}>"


WHOLE = (
    group("sanctionsPrograms", '<sanctionsProgram id="1">CYBER2</sanctionsProgram>'),
    group("sanctionsTypes", '<sanctionsType id="1">Block</sanctionsType>'),
    group("names", name(21344, "FEDERAL SECURITY SERVICE", primary=True), name(33857, "FSB")),
    group("features", feature("Organization Established Date", "1994")),
)


def delta_of(folder, *entities: str, list_id: str = "ofac-sdn") -> tuple[Delta, Tally]:
    """What a delta file with these entities says, and the account."""
    path = folder / "delta.xml"
    path.write_text(
        f'<?xml version="1.0"?><sanctionsData xmlns="{SPACE}"><publicationInfo>'
        "<datePublished>2026-08-07T00:00:00-04:00</datePublished><publicationType>Standard Action</publicationType>"
        f"</publicationInfo><entities>{''.join(entities)}</entities></sanctionsData>",
        "utf-8",
    )
    tally = Tally()
    delta = read_delta(Content(path), tally, list_id=list_id)
    assert tally.balanced
    return delta, tally


@pytest.fixture
def base(tmp_path) -> dict[str, Party]:
    """The FSB as it stood before June 2022, with a strong "FSB"."""
    delta, _ = delta_of(tmp_path, entity(21344, *WHOLE, action="add"))
    return delta.added


def patched(folder, base: dict[str, Party], *parts: str, lists: str = SDN) -> tuple[Party, list[str]]:
    """The FSB after a change with these groups, and what was reported."""
    delta, _ = delta_of(folder, entity(21344, *parts, lists=lists))
    tally = Tally()
    after = apply_delta(base, delta, tally)
    assert isinstance(delta.changed[FSB], Patch)
    assert tally.balanced
    return after[FSB], [it.reason for it in tally.issues]


def test_a_delta_tells_added_removed_and_changed_parties_apart(tmp_path):
    """By the action on the entity; without one it is a change."""
    changed = entity(3, group("features", feature("Gender", "Male", "add")))
    delta, tally = delta_of(tmp_path, entity(1, *WHOLE, action="add"), entity(2, *WHOLE, action="remove"), changed)
    assert (str(delta.published_on), delta.publication_type) == ("2026-08-07", "Standard Action")
    assert (delta.added.keys(), delta.removed, delta.changed.keys()) == (
        {"ofac-sdn:1"},
        {"ofac-sdn:2"},
        {"ofac-sdn:3"},
    )
    assert (tally.rows_in, tally.rows_used) == (3, 3)
    assert delta.added["ofac-sdn:1"].designations[0].measures == ("Block",)


def test_an_entity_without_any_mark_stands_for_itself(tmp_path):
    """It is repeated in full: the party as it is now."""
    delta, _ = delta_of(tmp_path, entity(21344, *WHOLE))
    assert isinstance(delta.changed[FSB], Party)
    after = apply_delta({FSB: Party(id=FSB, kind=PartyKind.UNKNOWN, name=delta.changed[FSB].name)}, delta, Tally())
    assert after[FSB].kind is PartyKind.ORGANISATION


def test_entities_of_the_other_list_are_rejected_by_name(tmp_path):
    """One file may touch both lists; each entity goes where it belongs."""
    both = entity(1, *WHOLE, action="add"), entity(2, *WHOLE, action="add", lists=CONS)
    sdn, tally = delta_of(tmp_path, *both)
    assert sdn.added.keys() == {"ofac-sdn:1"}
    assert [(it.record, it.reason) for it in tally.issues] == [("2", "it is on Consolidated List, not on SDN List")]
    cons, _ = delta_of(tmp_path, *both, list_id="ofac-cons")
    assert cons.added.keys() == {"ofac-cons:2"}


def test_a_party_that_leaves_only_this_list_is_removed_from_it(tmp_path):
    """The action stands on the list, not on the entity."""
    leaving = SDN.replace("<sanctionsList ", '<sanctionsList action="remove" ') + CONS
    delta, _ = delta_of(tmp_path, entity(1, *WHOLE, lists=leaving))
    assert delta.removed == {"ofac-sdn:1"}
    staying, _ = delta_of(tmp_path, entity(1, *WHOLE, lists=leaving), list_id="ofac-cons")
    assert staying.removed == set()


def test_removals_additions_and_changes_that_do_not_fit_are_reported(tmp_path, base):
    """Removed but not there, added but there, changed but not there: the last casts doubt."""
    delta, _ = delta_of(
        tmp_path,
        entity(7, *WHOLE, action="remove"),
        entity(21344, *WHOLE, action="add"),
        entity(8, group("features", feature("Gender", "Male", "add"))),
    )
    tally = Tally()
    after = apply_delta(base, delta, tally)
    assert after.keys() == {FSB}
    assert [(it.record, it.severity) for it in tally.issues] == [
        ("7", Severity.WARNING),
        ("21344", Severity.WARNING),
        ("8", Severity.WARNING),
    ]
    assert len(tally.doubts) == 1


def test_applying_leaves_the_base_alone(tmp_path, base):
    """The last good version stays in use if the new one is refused."""
    delta, _ = delta_of(tmp_path, entity(21344, *WHOLE, action="remove"))
    assert apply_delta(base, delta, Tally()) == {}
    assert base.keys() == {FSB}


@pytest.mark.parametrize("word", ["modify", "change"])
def test_an_alias_becomes_weak(tmp_path, base, word):
    """What happened to "FSB" on 28 June 2022, in either word for it; it keeps its place and number."""
    party, reported = patched(tmp_path, base, group("names", name(33857, "FSB", weak=True, action=word)))
    assert [(it.name.full, it.strength, it.ref) for it in party.aliases] == [("FSB", Strength.WEAK, "33857")]
    assert reported == []


def test_an_alias_becomes_weak_though_its_text_is_not_repeated(tmp_path, base):
    """Only the changed leaf is there."""
    leaf = '<name id="33857"><isLowQuality action="modify">true</isLowQuality></name>'
    party, reported = patched(tmp_path, base, group("names", leaf))
    assert [(it.name.full, it.strength) for it in party.aliases] == [("FSB", Strength.WEAK)]
    assert reported == []


def test_a_weak_alias_of_the_csv_form_is_found_without_its_number(tmp_path, base):
    """That form does not give the numbers of weak aliases."""
    loose = Party(
        id=FSB,
        kind=PartyKind.ORGANISATION,
        name=base[FSB].name,
        aliases=(Alias(base[FSB].aliases[0].name, strength=Strength.WEAK),),
    )
    party, reported = patched(tmp_path, {FSB: loose}, group("names", name(33857, "FSB", action="remove")))
    assert (party.aliases, reported) == ((), [])


def test_aliases_come_and_go(tmp_path, base):
    """By their numbers; removing one that is not there is reported."""
    party, reported = patched(
        tmp_path,
        base,
        group(
            "names",
            name(33857, "FSB", action="remove"),
            name(9, "QUILL OFFICE", action="add"),
            name(10, "ZETA OFFICE", action="remove"),
            name(11, "CONTEXT ONLY"),
        ),
    )
    assert [it.name.full for it in party.aliases] == ["QUILL OFFICE"]
    assert len(reported) == 1
    assert "ZETA OFFICE" in reported[0]


def test_a_script_is_added_to_a_name_that_stays(tmp_path, base):
    """The mark stands on the translation."""
    marked = name(33857, "FSB").replace(
        "</translations>",
        "<translation id='5' action='add'><script>Cyrillic</script><formattedLastName>ФСБ</formattedLastName>"
        "<formattedFullName>ФСБ</formattedFullName></translation></translations>",
    )
    party, _ = patched(tmp_path, base, group("names", marked))
    assert [(it.name.full, it.kind) for it in party.aliases] == [
        ("FSB", AliasKind.AKA),
        ("ФСБ", AliasKind.ORIGINAL_SCRIPT),
    ]


def test_the_primary_name_changes(tmp_path, base):
    """The short name of KOROBOV became an alias when the full one became primary."""
    party, _ = patched(
        tmp_path,
        base,
        group("names", name(21344, "FEDERAL QUILL SERVICE", primary=True, action="modify"),
              name(12, "FEDERAL SECURITY SERVICE", action="add")),
    )  # fmt: skip
    assert party.name.full == "FEDERAL QUILL SERVICE"
    assert [it.name.full for it in party.aliases] == ["FSB", "FEDERAL SECURITY SERVICE"]


def test_programmes_come_with_the_date_and_measures_of_the_listing(tmp_path, base):
    """HOSTAGES-EO14078 came on 27 April 2023; an authority goes to the programme of its order."""
    party, reported = patched(
        tmp_path,
        base,
        group("sanctionsPrograms", '<sanctionsProgram action="add">HOSTAGES-EO14078</sanctionsProgram>'),
        group("legalAuthorities", '<legalAuthority action="add">Executive Order 14078 (Hostages)</legalAuthority>'),
    )
    old, new = party.designations
    assert (new.programme, str(new.listed_on), new.measures) == ("HOSTAGES-EO14078", "2016-12-29", ("Block",))
    assert new.legal_basis == "E.O. 14078; Executive Order 14078 (Hostages)"
    assert (old, reported) == (base[FSB].designations[0], [])


def test_programmes_and_measures_go(tmp_path, base):
    """A party without a programme left is still a party."""
    party, _ = patched(tmp_path, base, group("sanctionsTypes", '<sanctionsType action="remove">Block</sanctionsType>'))
    assert party.designations[0].measures == ()
    party, _ = patched(
        tmp_path, base, group("sanctionsPrograms", '<sanctionsProgram action="remove">CYBER2</sanctionsProgram>')
    )
    assert party.designations == ()


def test_a_listing_date_is_corrected(tmp_path, base):
    """On every act of the party."""
    moved = SDN.replace("2016-12-29", "2016-12-30").replace("<sanctionsList ", '<sanctionsList action="modify" ')
    party, _ = patched(tmp_path, base, lists=moved)
    assert [str(act.listed_on) for act in party.designations] == ["2016-12-30"]


def test_values_are_added_and_removed(tmp_path, base):
    """Found by what they say; removing one that is not there, or adding one that is, is reported."""
    party, reported = patched(
        tmp_path,
        base,
        group(
            "features",
            feature("Website", "quill.example", "add"),
            feature("Organization Established Date", "1994", "remove"),
            feature("Email Address", "quill@example.org", "remove"),
        ),
    )
    assert ([it.value for it in party.observables], party.born) == (["quill.example"], ())
    assert len(reported) == 1
    _, reported = patched(tmp_path, base, group("features", feature("Organization Established Date", "1994", "add")))
    assert len(reported) == 1


def test_a_modified_value_takes_the_place_of_the_only_one_of_its_sort(tmp_path, base):
    """If there are several, nothing says which one it was: all stay, and that is reported."""
    one, reported = patched(
        tmp_path, base, group("features", feature("Organization Established Date", "1995", "modify"))
    )
    assert ([str(day) for day in one.born], reported) == (["1995"], [])
    two, _ = patched(tmp_path, base, group("features", feature("Organization Established Date", "1996", "add")))
    three, reported = patched(
        tmp_path, {FSB: two}, group("features", feature("Organization Established Date", "1995", "modify"))
    )
    assert len(three.born) == 3
    assert "which of 2 values" in reported[0]


def test_a_country_stays_while_another_address_is_there(tmp_path, base):
    """Removing one of two Russian addresses does not remove Russia."""

    def address(city: str, action: str) -> str:
        return (
            f'<address id="1" action="{action}"><country>Russia</country><translations><translation>'
            "<script>Latin</script><addressParts><addressPart><type>CITY</type>"
            f"<value>{city}</value></addressPart></addressParts></translation></translations></address>"
        )

    party, reported = patched(tmp_path, base, group("addresses", address("Moscow", "add"), address("Anapa", "add")))
    assert ([it.city for it in party.addresses], party.countries, reported) == (["Moscow", "Anapa"], ("RU",), [])
    party, _ = patched(tmp_path, {FSB: party}, group("addresses", address("Moscow", "remove")))
    assert ([it.city for it in party.addresses], party.countries) == (["Anapa"], ("RU",))
    party, _ = patched(tmp_path, {FSB: party}, group("addresses", address("Anapa", "remove")))
    assert (party.addresses, party.countries) == ((), ())


def test_what_is_removed_inside_a_node_that_stays_is_not_read(tmp_path, base):
    """Old and new value side by side, each with its mark."""
    both = (
        '<feature id="1"><type>Organization Established Date</type><value action="remove">1994</value>'
        '<value action="add">1995</value></feature>'
    )
    party, reported = patched(tmp_path, base, group("features", both))
    assert ([str(day) for day in party.born], reported) == (["1995"], [])


def test_the_format_gives_whole_parties_and_amends_a_base(tmp_path, base):
    """For code that only counts, and for the loader."""
    delta_of(tmp_path, entity(1, *WHOLE, action="add"), entity(21344, *WHOLE, action="remove"))
    parts = {"delta": Content(tmp_path / "delta.xml")}
    tally = Tally()
    assert [party.id for party in FORMAT.read("ofac-sdn", parts, tally)] == ["ofac-sdn:1"]
    assert (FORMAT.delta, str(tally.published_on), tally.balanced) == (True, "2026-08-07", True)
    assert FORMAT.amend("ofac-sdn", parts, base, Tally()).keys() == {"ofac-sdn:1"}


def test_entities_without_a_number_and_second_ones_are_rejected(tmp_path):
    """By name."""
    _, tally = delta_of(tmp_path, entity(1, *WHOLE, action="remove"), entity(1, *WHOLE, action="add"), "<entity/>")
    assert [it.reason for it in tally.issues] == ["a second entity 1", "it has no id"]


def test_a_file_cut_short_is_refused(tmp_path):
    """Its last element is not closed."""
    path = tmp_path / "delta.xml"
    path.write_text(f'<sanctionsData xmlns="{SPACE}"><entities><entity id="1" action="remove">')
    with pytest.raises(UnreadableFile, match="not well-formed"):
        read_delta(Content(path), Tally())


# ---- The real file ----


def test_the_excerpt_of_august_2026_removes_two(shared):
    """Two of its 26 entities are at hand; applied to a base with one of them, the other is reported."""
    content = Content(shared / "ofac" / "delta" / "delta_2026-08-07_excerpt.xml")
    assert FORMAT.recognise(content.name, content.head()).list_id == "ofac-sdn"
    tally = Tally()
    delta = read_delta(content, tally)
    assert (str(delta.published_on), delta.publication_type) == ("2026-08-07", "Standard Action")
    assert (delta.removed, delta.added, delta.changed) == ({"ofac-sdn:11753", "ofac-sdn:11812"}, {}, {})
    assert (tally.rows_in, tally.rows_used, tally.issues, tally.doubts) == (2, 2, [], [])
