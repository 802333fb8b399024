"""Streaming XML: what is yielded, what is freed, what is refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongrata.errors import UnreadableFile
from nongrata.sources.files import xml

LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE list [<!ENTITY e0 "ha">{LAUGHS}]>'


def names(data: str | bytes, *wanted: str) -> list[str]:
    """The text of each wanted element."""
    source = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return [xml.text(element) for element in xml.stream(source, "list.xml", frozenset(wanted))]


def test_namespaces_are_ignored():
    """OFAC changed its namespace between 2021 and 2024; the elements stayed."""
    assert names('<l xmlns="http://one"><n xmlns="http://two"> Nemo </n></l>', "n") == ["Nemo"]


def test_inner_elements_come_first_and_stay_inside_the_outer():
    """A wanted element inside a wanted one is yielded before it and is not taken from it."""
    source = io.BytesIO(b"<l><outer><inner>1</inner></outer></l>")
    found = [(xml.local(it), xml.text(it, "inner")) for it in xml.stream(source, "f", frozenset({"outer", "inner"}))]
    assert found == [("inner", ""), ("outer", "1")]


@pytest.mark.parametrize("tag", ["n", "unwanted"])
def test_elements_are_freed_after_use(tag):
    """A list of any length is read in the memory of one record, whatever it is padded with."""
    source = io.BytesIO(b"<l>" + f"<{tag}>x</{tag}><n/>".encode() * 50_000 + b"</l>")
    most = 0
    for element in xml.stream(source, "f", frozenset({"n"})):
        parent = element.getparent()
        assert parent is not None
        most = max(most, len(parent))
    assert most < 10_000  # what libxml2 has read ahead


def test_millions_of_unwanted_elements_do_not_pile_up():
    """Memory stays that of one of them."""
    source = io.BytesIO(b"<l><box>" + b"<pad/>" * 100_000 + b"</box><n/></l>")
    (place,) = (element.getprevious() for element in xml.stream(source, "f", frozenset({"n"})))
    assert place is None or len(place) == 0


@pytest.mark.parametrize("inner", ["a", "n"])
def test_a_record_without_end_is_refused_before_it_fills_the_memory(inner):
    """A packed file of 300 KB gives fifteen million elements, of 140 bytes and more each, to hold."""
    source = io.BytesIO(b"<l><n>" + f"<{inner}/>".encode() * (xml.MOST_ELEMENTS + 1) + b"</n></l>")
    with pytest.raises(UnreadableFile, match="a record around line 1 holds more than 1,000,000 elements") as caught:
        list(xml.stream(source, "f", frozenset({"n"})))
    assert "bomb" in caught.value.remedy


def test_line_of_an_element_is_that_of_its_start_tag():
    """Issues point at it."""
    source = io.BytesIO(b"<l>\n<a/>\n<n>\n</n></l>")
    assert [xml.line(element) for element in xml.stream(source, "f", frozenset({"n"}))] == [3]


def test_absent_paths_are_empty():
    """Asking for what is not there is not an error."""
    element = next(xml.stream(io.BytesIO(b"<l><n><a>1</a></n></l>"), "f", frozenset({"n"})))
    assert (xml.text(element, "a"), xml.text(element, "b", "c"), xml.text(None)) == ("1", "", "")


@pytest.mark.parametrize(
    "data",
    [
        BOMB + "<list><n>&e9;</n></list>",
        BOMB + '<list n="&e9;"/>',
        '<!DOCTYPE list [<!ENTITY x SYSTEM "file:///etc/hostname">]><list><n>&x;</n></list>',
        '<!DOCTYPE list [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><list><n/></list>',
        '<!DOCTYPE list SYSTEM "http://127.0.0.1:9/list.dtd"><list><n/></list>',
        "<!DOCTYPE list><list><n/></list>",
    ],
    ids=[
        "bomb",
        "bomb in an attribute",
        "external entity",
        "parameter entity",
        "external dtd",
        "bare doctype",
    ],
)
def test_entities_and_document_types_are_refused(data):
    """No list has them; whoever sends them wants something else."""
    with pytest.raises(UnreadableFile) as caught:
        names(data, "n")
    assert caught.value.item == "list.xml"
    assert caught.value.remedy


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<list><n>1</n><n>2",
        b"<list><n>1</n></lost>",
        b'<?xml version="1.0" encoding="utf-8"?><list><n>\xe9</n></list>',
        b"<list><n>" + b"x" * (11 << 20) + b"</n></list>",
        b"<list>" * 1000,
        b"<list><n>&nope;</n></list>",
    ],
    ids=["empty", "text", "cut", "crossed", "latin-1", "10 MB text", "deep", "unknown entity"],
)
def test_broken_xml_names_the_file_and_the_remedy(data):
    """Every defect ends in our own error, in the same words."""
    with pytest.raises(UnreadableFile, match="not well-formed XML at line") as caught:
        names(data, "n")
    assert caught.value.item == "list.xml"
    assert "last good version" in caught.value.remedy


def test_what_was_complete_before_the_cut_is_yielded_and_then_the_error():
    """A reader sees the records, and learns that they are not all."""
    stream = xml.stream(io.BytesIO(b"<list><n>1</n><n>2</n><n>"), "f", frozenset({"n"}))
    assert xml.text(next(stream)) == "1"
    with pytest.raises(UnreadableFile):
        list(stream)


def test_utf_16_is_read_because_it_says_so():
    """XML declares its encoding, so that it need not be guessed."""
    data = '<?xml version="1.0" encoding="utf-16"?><l><n>Немо</n></l>'.encode("utf-16")
    assert names(data, "n") == ["Немо"]


@given(st.binary(max_size=200), st.integers(0, 60))
def test_any_damage_gives_elements_or_our_error(noise, place):
    """A damaged file never ends in an error of another kind."""
    whole = b"<?xml version='1.0'?><list><n>one</n><n>two</n><n>three</n></list>"
    try:
        names(whole[:place] + noise + whole[place:], "n")
    except UnreadableFile:
        return
