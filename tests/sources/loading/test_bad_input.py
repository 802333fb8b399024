"""Everything that can be wrong with a list file: told by file, place and remedy, with the last good list kept.

The lists are invented, in the publishers' own formats. Each test starts from a good version in use and
offers a bad file, as `lists update` would; afterwards the good version is still in use.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from nongrata.errors import ListRefused, NongrataError, UnreadableFile
from nongrata.model import WatchlistVersion
from nongrata.sources.loading.catalogue import descriptor_of, plan
from nongrata.sources.loading.load import load
from nongrata.sources.versions.store import ActiveSet, Store

NOW = datetime(2016, 12, 30, 8, tzinfo=UTC)

UN_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<CONSOLIDATED_LIST dateGenerated="2016-12-29T00:00:00.000Z">\n'
UN_TAIL = "</INDIVIDUALS>\n<ENTITIES/>\n</CONSOLIDATED_LIST>\n"
OFAC_HEAD = (
    '<?xml version="1.0" standalone="yes"?>\n<sdnList xmlns="http://tempuri.org/sdnList.xsd">\n'
    "<publshInformation><Publish_Date>12/29/2016</Publish_Date><Record_Count>{count}</Record_Count>"
    "</publshInformation>\n"
)


def un_person(number: int, name: str = "NIEMAND") -> str:
    """An invented individual as the UN writes one."""
    return (
        f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME>{name}</FIRST_NAME><SECOND_NAME>{number}</SECOND_NAME>"
        f"<UN_LIST_TYPE>Toyland</UN_LIST_TYPE><REFERENCE_NUMBER>TOi.{number:03}</REFERENCE_NUMBER>"
        "<LISTED_ON>2016-12-01</LISTED_ON></INDIVIDUAL>\n"
    )


def un_xml(count: int = 20) -> bytes:
    """A whole UN list."""
    people = "".join(un_person(number) for number in range(1, count + 1))
    return f"{UN_HEAD}<INDIVIDUALS>\n{people}{UN_TAIL}".encode()


def ofac_xml(count: int = 20, declared: int | None = None) -> bytes:
    """A whole SDN.XML."""
    entries = "".join(
        f"<sdnEntry><uid>{number}</uid><lastName>NIEMAND {number}</lastName><sdnType>Entity</sdnType>"
        "<programList><program>TOY</program></programList></sdnEntry>\n"
        for number in range(1, count + 1)
    )
    return f"{OFAC_HEAD.format(count=count if declared is None else declared)}{entries}</sdnList>\n".encode()


def sdn_csv(count: int = 20) -> bytes:
    """A whole sdn.csv; entries are entities without remarks."""
    nulls = ",".join(["-0- "] * 8)
    rows = (f'{number},"NIEMAND {number}",-0- ,"TOY",{nulls}\r\n' for number in range(1, count + 1))
    return "".join(rows).encode() + b"\x1a"


def own_csv(count: int = 20) -> bytes:
    """A list of one's own."""
    return "".join(["id,name\r\n", *(f"{number},NIEMAND {number}\r\n" for number in range(1, count + 1))]).encode()


def zipped(data: bytes, name: str = "list.xml") -> bytes:
    """A zip archive with one member."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return packed.getvalue()


class Home:
    """A home folder and what `lists update --from` does to it, checks on absolute sizes left out."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "home")
        self.inbox = folder / "inbox"
        self.inbox.mkdir()

    def offer(self, name: str, data: bytes, list_id: str | None = None) -> WatchlistVersion:
        """Puts the file into the inbox and takes it in."""
        path = self.inbox / name
        path.write_bytes(data)
        (one,) = plan(path, list_id).decided()
        active = self.store.active()
        descriptor = msgspec.structs.replace(descriptor_of(one.list_id), expected={}, fill_floors={})
        previous = self.store.find(one.list_id) if one.list_id in active.lists else None
        taken = load(one, descriptor=descriptor, now=NOW, origin=str(path), previous=previous)
        version = self.store.add(taken)
        self.store.activate(ActiveSet(active.lists | {one.list_id: version.digest}))
        return version

    def refuse(self, name: str, data: bytes, list_id: str | None = None) -> NongrataError:
        """Offers a bad file; gives the error after making sure that nothing has changed."""
        before = self.store.active()
        snapshots = [self.store.snapshot(self.store.find(one)) for one in before.lists]
        with pytest.raises(NongrataError) as caught:
            self.offer(name, data, list_id)
        assert self.store.active() == before
        assert [self.store.snapshot(self.store.find(one)) for one in before.lists] == snapshots
        assert [len(self.store.versions(one)) for one in before.lists] == [1] * len(snapshots)
        return caught.value


@pytest.fixture
def home(tmp_path) -> Home:
    """A home in which one good version of each toy list is in use."""
    made = Home(tmp_path)
    made.offer("consolidated.xml", un_xml())
    made.offer("sdn.xml", ofac_xml())
    made.offer("ours.csv", own_csv(), "ours")
    return made


def assert_told(error: NongrataError, kind: type[NongrataError], file: str, *words: str) -> None:
    """The error is of its kind and names the file, what happened (all words) and a remedy."""
    assert isinstance(error, kind)
    assert file in error.item
    assert all(word in error.message for word in words), error.message
    assert error.remedy


def test_a_good_file_is_taken(home):
    """The toy lists are good ones, or none of the refusals below would mean anything."""
    assert home.offer("consolidated.xml", un_xml(21)).report.targets_out == 21
    assert home.offer("sdn.xml.gz", gzip.compress(ofac_xml(22))).report.targets_out == 22
    assert home.offer("ours.zip", zipped(own_csv(23), "ours.csv"), "ours").report.targets_out == 23


@pytest.mark.parametrize(("name", "make"), [("consolidated.xml", un_xml), ("sdn.xml", ofac_xml)])
@pytest.mark.parametrize("keep", [0.5, 0.9, 0.995])
def test_a_truncated_xml_list_is_refused_with_the_line(home, name, make, keep):
    """Wherever it was cut."""
    whole = make()
    cut = whole[: int(len(whole) * keep)]
    line = cut.count(b"\n") + 1
    assert_told(home.refuse(name, cut), UnreadableFile, name, f"at line {line}")


@pytest.mark.parametrize("pack", [gzip.compress, zipped])
def test_a_truncated_archive_is_refused(home, pack):
    """The packed form hides where it was cut; that it was is certain."""
    whole = pack(un_xml(2000))
    name = "consolidated.xml.gz" if pack is gzip.compress else "consolidated.zip"
    assert_told(home.refuse(name, whole[: len(whole) // 2]), UnreadableFile, name, "end or break")


def test_a_truncated_csv_list_is_refused(home):
    """OFAC's ends with a mark of its own; a file that stops in the middle of a row was cut."""
    (home.inbox / "alt.csv").write_bytes(b"\x1a")
    (home.inbox / "add.csv").write_bytes(b"\x1a")
    error = home.refuse("sdn.csv", sdn_csv(40)[:-30])
    assert_told(error, ListRefused, "sdn.csv", "cut")


def test_a_web_page_is_told_as_such(home):
    """With its title, which often says what happened."""
    page = b"<!DOCTYPE html>\n<html><head><title>Access denied</title></head><body/></html>"
    for name in ("consolidated.xml", "sdn.csv", "ours.csv"):
        assert_told(home.refuse(name, page), UnreadableFile, name, 'an HTML page ("Access denied"), not a list')


@pytest.mark.parametrize(("name", "pack"), [("consolidated.xml.gz", gzip.compress), ("consolidated.zip", zipped)])
def test_a_bomb_that_begins_like_a_list_is_stopped(home, name, pack):
    """Sixty-four megabytes of blanks after a good beginning."""
    blanks = (b"<NOTE>" + b" " * (1 << 20) + b"</NOTE>\n") * 64
    bomb = pack(un_xml()[: -len(UN_TAIL)] + blanks + UN_TAIL.encode())
    assert len(bomb) < 1 << 20
    error = home.refuse(name, bomb)
    assert_told(error, UnreadableFile, name, "unpacks to more than")
    assert "bomb" in error.remedy


LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY e0 "ha">{LAUGHS}]>',
        '<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY e9 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE CONSOLIDATED_LIST SYSTEM "http://127.0.0.1:9/e9.dtd">',
    ],
    ids=["billion laughs", "external entity", "external document type"],
)
def test_an_xml_attack_is_refused(home, doctype):
    """Before anything is expanded or fetched."""
    head, _, rest = un_xml().decode().partition("\n")
    attack = f"{head}\n{doctype}\n{rest}".replace("NIEMAND", "&e9;", 1)
    error = home.refuse("consolidated.xml", attack.encode())
    assert_told(error, UnreadableFile, "consolidated.xml", "document type")


def test_a_wrong_encoding_is_told_with_the_line(home):
    """A spreadsheet's "Unicode text" is UTF-16; an old export is Latin-1."""
    wide = home.refuse("ours.csv", own_csv().decode().encode("utf-16"), "ours")
    assert_told(wide, UnreadableFile, "ours.csv", "UTF-16", "UTF-8")
    xml = un_xml().replace(b"NIEMAND", "NIÉMAND".encode("latin-1"), 1)
    assert_told(home.refuse("consolidated.xml", xml), UnreadableFile, "consolidated.xml", "at line 4", "encoding")


@pytest.mark.parametrize("name", ["consolidated.xml", "sdn.csv", "ours.csv", "sdn.xml.gz"])
def test_an_empty_file_is_told_as_empty(home, name):
    """0 bytes are what a full disk or a broken proxy leaves behind."""
    assert_told(home.refuse(name, b""), UnreadableFile, name, "0 bytes")


@pytest.mark.parametrize(
    ("name", "make", "list_id"), [("sdn.csv", sdn_csv, None), ("ours.csv", own_csv, "ours")], ids=["ofac", "own"]
)
def test_a_nul_is_told_with_its_line(home, name, make, list_id):
    """Text does not hold any."""
    lines = make().split(b"\r\n")
    lines[6] += b"\0"
    assert_told(home.refuse(name, b"\r\n".join(lines), list_id), UnreadableFile, name, "line 7", "NUL")


@pytest.mark.parametrize(
    ("name", "make", "list_id"),
    [("sdn.csv", sdn_csv, None), ("ours.csv", own_csv, "ours"), ("consolidated.xml", un_xml, None)],
    ids=["ofac", "own", "un"],
)
def test_a_field_of_ten_megabytes_is_told_with_its_line(home, name, make, list_id):
    """No name is that long, and no reader should try to hold it."""
    lines = make().split(b"\n")
    lines[6] = lines[6].replace(b"NIEMAND", b"N" * (10 << 20))
    error = home.refuse(name, b"\n".join(lines), list_id)
    assert_told(error, UnreadableFile, name, "line 7")


def test_a_shrunken_list_is_refused(home):
    """Valid, complete by its own account, and half of what it was yesterday."""
    error = home.refuse("consolidated.xml", un_xml(10))
    assert_told(error, ListRefused, "consolidated.xml", "shrank by 50%, from 20 to 10")
    assert "--insist" in error.remedy


@pytest.mark.parametrize("declared", [19, 21, 0])
def test_a_list_that_holds_another_number_than_it_declares_is_refused(home, declared):
    """OFAC says how many entries there are."""
    error = home.refuse("sdn.xml", ofac_xml(20, declared))
    assert_told(error, ListRefused, "sdn.xml", f"declares {declared} entries and holds 20")


def test_a_list_without_any_target_is_refused(home):
    """Well-formed and empty."""
    assert_told(home.refuse("sdn.xml", ofac_xml(0)), ListRefused, "sdn.xml", "no target")


def test_an_older_list_is_refused(home):
    """A cache on the way served last week's."""
    older = un_xml(21).replace(b"2016-12-29T", b"2016-12-22T")
    assert_told(home.refuse("consolidated.xml", older), ListRefused, "consolidated.xml", "2016-12-22", "before")


@pytest.mark.parametrize("name", ["consolidated.xml", "sdn.xml", "ours.csv"])
def test_a_file_of_something_else_is_not_taken_for_the_list(home, name):
    """The name alone makes no list."""
    error = home.refuse(name, b"Dear Sir or Madam,\r\nplease find attached nothing at all.\r\n")
    assert isinstance(error, NongrataError)
    assert error.remedy


@pytest.mark.parametrize(
    ("name", "make", "list_id", "first", "second"),
    [
        ("consolidated.xml", un_xml, None, "TOi.002", "TOi.003"),
        ("ours.csv", own_csv, "ours", "2,", "3,"),
    ],
    ids=["un", "own"],
)
def test_two_targets_under_one_id_are_refused_and_both_are_named(home, name, make, list_id, first, second):
    """Taking one of them would lose the other."""
    twice = make().replace(second.encode(), first.encode(), 1)
    error = home.refuse(name, twice, list_id)
    assert_told(error, ListRefused, name, "occurs twice", "NIEMAND 2", "NIEMAND 3")
    if list_id:
        assert_told(error, ListRefused, name, "line 4")


def test_a_second_entry_of_an_ofac_list_is_rejected_with_its_line(home):
    """OFAC's reader keeps the first, and the report names the other."""
    twice = ofac_xml().replace(b"<uid>3<", b"<uid>2<")
    (issue,) = home.offer("sdn.xml", twice).report.rejected
    assert (issue.line, issue.record, issue.reason) == (6, "2", "a second entry 2")
