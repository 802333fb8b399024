"""Loading: what a version says of itself, and every reason for which a load is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from nongrata.errors import ListRefused, UnreadableFile
from nongrata.model import Bounds, Descriptor, Name, Party, PartyKind, Snapshot
from nongrata.sources.files.content import Content
from nongrata.sources.loading.catalogue import LoadPlan
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.load import digest_of, load

NOW = datetime(2016, 12, 30, 8, tzinfo=UTC)
TOY = Descriptor(id="toy", title="Toy list", publisher="Nobody", licence="none", homepage="https://toy.example")
KINDS = {"p": PartyKind.PERSON, "v": PartyKind.VESSEL}


def read_toy(list_id, parts, tally):
    """Lines `ID KIND NAME`; `? ID` is unreadable, `! REASON` distrusts, `@ DATE` is the publisher's date."""
    (content,) = parts.values()
    with content.open() as stream:
        for number, line in enumerate(stream.read().decode().splitlines(), start=1):
            first, _, rest = line.partition(" ")
            if first == "!":
                tally.distrust(rest)
            elif first == "@":
                tally.published_on = date.fromisoformat(rest)
            elif first == "?":
                tally.row()
                tally.reject(content.name, number, rest, "has no name")
            else:
                tally.row()
                tally.used()
                kind, _, name = rest.partition(" ")
                yield Party(id=f"{list_id}:{first}", kind=KINDS[kind], name=Name(name))


FORMAT = Format("toy", lambda _name, _head: Recognised("toy", "all"), read_toy)


@pytest.fixture
def take(tmp_path):
    """Loads a toy list from its lines."""

    def _take(*lines: str, descriptor: Descriptor = TOY, **options) -> Snapshot:
        path: Path = tmp_path / "toy.txt"
        path.write_text("\n".join(lines))
        plan = LoadPlan("toy", FORMAT, {"all": Content(path)})
        return load(plan, descriptor=descriptor, now=NOW, origin="here", **options)

    return _take


def people(count: int) -> list[str]:
    """That many invented persons."""
    return [f"{number:03} p NIEMAND {number}" for number in range(count)]


def test_a_version_says_what_it_was_read_from_and_how_whole_it_is(take):
    """Dates, place, files, counts and fill rates are all there."""
    version = take("@ 2016-12-29", "2 v NEMO", "1 p NIEMAND", "? 3").version
    assert (version.list_id, version.published_on, version.fetched_at) == ("toy", date(2016, 12, 29), NOW)
    assert (version.origin, [file.name for file in version.files]) == ("here", ["toy.txt"])
    report = version.report
    assert (report.rows_in, report.rows_used, report.targets_out) == (3, 2, 2)
    assert report.kinds == {PartyKind.PERSON: 1, PartyKind.VESSEL: 1}
    assert [(issue.line, issue.record, issue.reason) for issue in report.rejected] == [(4, "3", "has no name")]
    assert report.fill_rates["born"] == 0.0
    assert version.caveats == ()


def test_parties_are_sorted_by_id_whatever_their_order_in_the_file(take):
    """The same parties in another order are the same version."""
    one, other = take("2 p B", "1 p A"), take("1 p A", "2 p B")
    assert [party.id for party in one.parties] == ["toy:1", "toy:2"]
    assert one.version.digest == other.version.digest


def test_the_digest_is_that_of_the_parties_and_of_nothing_else(take):
    """A new publication date alone is no new version; a changed name is one."""
    first = take("@ 2016-12-29", "1 p A").version.digest
    assert take("@ 2016-12-30", "1 p A").version.digest == first
    assert take("@ 2016-12-29", "1 p B").version.digest != first


def test_the_digest_does_not_change_between_releases():
    """It names folders and receipts, so that its canonical form is settled for good."""
    party = Party(id="toy:1", kind=PartyKind.PERSON, name=Name("NIEMAND, Nemo", "NIEMAND", "Nemo"), gender="male")
    assert msgspec.json.encode(party) == (
        b'{"id":"toy:1","kind":"person",'
        b'"name":{"full":"NIEMAND, Nemo","family":"NIEMAND","given":"Nemo"},"gender":"male"}'
    )
    assert digest_of([party])[:12] == "c86a0bbf10d5"


def test_an_empty_list_is_refused(take):
    """No target at all is never the truth."""
    with pytest.raises(ListRefused, match=r"no target \(1 rows were read\)"):
        take("? 1")


def test_what_the_reader_doubts_refuses_the_list(take):
    """A missing part or a wrong declared count comes from the reader."""
    with pytest.raises(ListRefused, match="the file ends early"):
        take("1 p A", "! the file ends early")


@pytest.mark.parametrize(("count", "verdict"), [(1, "1 of kind person, expected 2 to 3"), (4, "4 of kind person")])
def test_counts_outside_the_bounds_refuse_the_list(take, count, verdict):
    """Half a list and another list under the same name both fall outside."""
    bounded = msgspec.structs.replace(TOY, expected={PartyKind.PERSON: Bounds(2, 3)})
    with pytest.raises(ListRefused, match=verdict):
        take(*people(count), descriptor=bounded)
    assert take(*people(2), descriptor=bounded).version.caveats == ()


def test_an_expected_kind_that_is_absent_refuses_the_list(take):
    """A count of nought is a count."""
    bounded = msgspec.structs.replace(TOY, expected={PartyKind.VESSEL: Bounds(1, 9)})
    with pytest.raises(ListRefused, match="0 of kind vessel"):
        take(*people(3), descriptor=bounded)


def test_a_field_that_vanished_refuses_the_list(take):
    """A renamed column reads as an empty one."""
    floored = msgspec.structs.replace(TOY, fill_floors={"born": 0.4})
    with pytest.raises(ListRefused, match=r"only 0\.0% of its targets carry born, expected at least 40\.0%"):
        take(*people(3), descriptor=floored)


def test_a_list_that_shrank_by_more_than_a_tenth_is_refused(take):
    """Nine in ten is a delisting, eight in ten is a broken download."""
    previous = take(*people(10)).version
    assert take(*people(9), previous=previous).version.report.targets_out == 9
    with pytest.raises(ListRefused, match="shrank by 20%, from 10 to 8"):
        take(*people(8), previous=previous)


def test_an_older_list_than_the_one_in_use_is_refused(take):
    """A cache somewhere on the way must not take us back in time."""
    previous = take("@ 2016-12-29", *people(3)).version
    with pytest.raises(ListRefused, match="published on 2016-12-28, which is before"):
        take("@ 2016-12-28", *people(3), previous=previous)
    assert take("@ 2016-12-29", *people(3), previous=previous)


def test_a_list_of_which_most_rows_are_unreadable_is_refused(take):
    """Whatever was left is not the list."""
    with pytest.raises(ListRefused, match="2 of 3 rows could not be used"):
        take("1 p A", "? 2", "? 3")


def test_a_refusal_gives_every_reason_the_file_and_the_remedy(take):
    """Whoever reads it need not try again to learn the next reason."""
    bounded = msgspec.structs.replace(TOY, expected={PartyKind.VESSEL: Bounds(1, 9)}, fill_floors={"born": 0.4})
    with pytest.raises(ListRefused) as caught:
        take("! first doubt", "! second doubt", *people(2), descriptor=bounded)
    told = str(caught.value)
    assert all(word in told for word in ("toy.txt", "first doubt", "second doubt", "vessel", "born", "--insist"))
    assert "last good version stays in use" in caught.value.remedy


def test_who_insists_gets_the_list_with_every_reason_as_a_caveat(take):
    """The reasons are not forgotten: each answer will show them."""
    snapshot = take("! cut short", *people(2), insist=True, previous=take(*people(10)).version)
    assert [caveat[:10] for caveat in snapshot.version.caveats] == ["cut short", "it shrank "]
    assert len(snapshot.parties) == 2


def test_a_repeated_record_is_rejected_and_counted(take):
    """The same record twice costs nothing but a row in the report."""
    report = take("1 p A", "1 p A", "2 p B").version.report
    assert (report.rows_in, report.rows_used, report.targets_out) == (3, 2, 2)
    assert [(issue.record, issue.reason) for issue in report.rejected] == [
        ("1", "the id occurs twice; the second says the same again")
    ]
    assert report.rejected[0].line == 2


def test_two_targets_under_one_id_refuse_the_list(take):
    """One of them would be lost, and nobody would look for it."""
    with pytest.raises(ListRefused, match=r"the id 1 occurs twice, for A and for B \(line 2\)"):
        take("1 p A", "1 p B")
    snapshot = take("1 p A", "1 p B", insist=True)
    assert [party.name.full for party in snapshot.parties] == ["A"]
    assert snapshot.version.report.rejected


def test_the_line_of_a_second_record_is_not_guessed(take):
    """An id that other lines mention as well could be anywhere."""
    with pytest.raises(ListRefused, match=r"for A and for B\n"):
        take("1 p A", "2 p BROTHER OF 1", "1 p B")


def test_a_web_page_instead_of_a_list_is_told_as_such(take):
    """An error page with status 200 is the commonest wrong download."""
    with pytest.raises(UnreadableFile, match=r'is an HTML page \("Sorry & goodbye"\), not a list'):
        take("<!DOCTYPE html>", "<html><head><title>Sorry &amp; goodbye</title>")


def amend_toy(list_id, parts, base, tally):
    """`- ID` goes, `@ DATE` is the publisher's date."""
    (content,) = parts.values()
    lines = content.path.read_text().splitlines()
    gone = [line[2:] for line in lines if line.startswith("- ")]
    tally.published_on = next((date.fromisoformat(line[2:]) for line in lines if line.startswith("@ ")), None)
    tally.row()
    tally.used()
    return {key: party for key, party in base.items() if key.partition(":")[2] not in gone}


def changes(tmp_path: Path, *lines: str) -> LoadPlan:
    """The plan of a delta file."""
    path = tmp_path / "delta.txt"
    path.write_text("\n".join(lines))
    form = Format("toy-delta", FORMAT.recognise, read_toy, delta=True, amend=amend_toy)
    return LoadPlan("toy", form, {"delta": Content(path)})


def test_a_delta_is_applied_to_the_version_in_use_and_names_it(take, tmp_path):
    """The new version is whole, and says what it was made from."""
    base = take(*people(20))
    snapshot = load(
        changes(tmp_path, "- 003"), descriptor=TOY, now=NOW, origin="here", previous=base.version, base=base
    )
    assert len(snapshot.parties) == snapshot.version.report.targets_out == 19
    assert [file.name for file in snapshot.version.files] == ["delta.txt", f"toy {base.version.short}"]
    assert snapshot.version.files[1].sha256 == base.version.digest


def undated_after_dated(take, before: int, after: int, **options) -> Snapshot:
    """An undated list of `after` targets offered where a dated one of `before` is in use."""
    return take(*people(after), previous=take("@ 2016-12-29", *people(before)).version, **options)


@pytest.mark.parametrize(("before", "after"), [(100, 97), (6000, 5899)])
def test_a_smaller_list_without_a_date_is_refused_where_a_dated_one_is_in_use(take, before, after):
    """OFAC's CSV of 2023 carries no date, and is only a little smaller than the list of today."""
    told = f"carries no date and holds {before - after} targets fewer than the version of 2016-12-29 in use: it may be"
    with pytest.raises(ListRefused, match=told):
        undated_after_dated(take, before, after)
    assert told in undated_after_dated(take, before, after, insist=True).version.caveats[0]


def test_an_undated_list_of_about_the_same_size_is_taken(take):
    """Two in a hundred are delisted in a week; and where no version has a date, none is held against another."""
    assert undated_after_dated(take, 100, 98).version.caveats == ()
    assert take(*people(97), previous=take(*people(100)).version).version.caveats == ()


def amended(tmp_path, base: Snapshot, day: str, **options) -> Snapshot:
    """The base after a delta of that day."""
    plan = changes(tmp_path, f"@ {day}", "- 003")
    return load(plan, descriptor=TOY, now=NOW, origin="here", previous=base.version, base=base, **options)


@pytest.mark.parametrize(("published", "named"), [(("@ 2016-12-21",), "2016-12-21"), ((), "no known date")])
def test_a_delta_on_a_base_that_is_much_older_is_refused(take, tmp_path, published, named):
    """It would give its date to a list that lacks everything that was published in between."""
    base = take(*published, *people(20))
    told = f"the changes of 2016-12-29 were applied to a version of {named}: what was published in between is missing"
    with pytest.raises(ListRefused, match=told):
        amended(tmp_path, base, "2016-12-29")
    assert amended(tmp_path, base, "2016-12-29", insist=True).version.caveats == (told,)


def test_a_delta_within_a_week_of_its_base_is_taken(take, tmp_path):
    """OFAC publishes every few days."""
    base = take("@ 2016-12-22", *people(20))
    assert amended(tmp_path, base, "2016-12-29").version.caveats == ()


def test_the_caveats_of_the_base_stay_with_every_delta_on_top(take, tmp_path):
    """What is missing is still missing tomorrow; tomorrow's changes are not refused for it."""
    base = take("@ 2016-12-01", "! cut short", *people(20), insist=True)
    first = amended(tmp_path, base, "2016-12-29", insist=True)
    second = amended(tmp_path, first, "2016-12-30")
    assert len(first.version.caveats) == 2
    assert second.version.caveats == first.version.caveats
    assert second.version.published_on == date(2016, 12, 30)


def test_a_delta_without_a_base_is_refused(tmp_path):
    """A list of two changes would look like a list of two targets."""
    with pytest.raises(ListRefused, match="cannot be made from changes alone") as caught:
        load(changes(tmp_path, "- 003"), descriptor=TOY, now=NOW, origin="here", insist=True)
    assert "load the whole list first" in caught.value.remedy


def test_a_reader_that_loses_count_is_a_bug(tmp_path):
    """A row that is neither used nor rejected has been dropped in silence."""

    def forgetful(list_id, parts, tally):
        tally.row()
        return iter(())

    path = tmp_path / "toy.txt"
    path.write_text("x")
    plan = LoadPlan("toy", Format("toy", FORMAT.recognise, forgetful), {"all": Content(path)})
    with pytest.raises(AssertionError, match="lost count: 1 rows in"):
        load(plan, descriptor=TOY, now=NOW, origin="here")
