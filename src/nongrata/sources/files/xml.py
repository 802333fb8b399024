"""Streaming XML without entities: the guarded way in for every XML list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from nongrata.errors import UnreadableFile
from nongrata.sources.files.doctype import document_type_refusal

MOST_ELEMENTS = 1_000_000
"""In one record, or one sheet of a spreadsheet; real records have some hundreds. An element takes four bytes to
send, a hundred and more to hold."""

Element = etree._Element  # noqa: SLF001 - lxml gives its element class no public name


def local(element: Element) -> str:
    """The tag without its namespace: OFAC changed its namespace between 2021 and 2024."""
    tag: object = element.tag  # no string on comments and the like, whatever the stubs say
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def stream(source: IO[bytes], file: str, wanted: frozenset[str]) -> Iterator[Element]:
    """Every element whose local name is wanted, complete, in document order, freed after use.

    Args:
        source: Uncompressed bytes.
        file: Name for errors.
        wanted: Local names. A wanted element inside another wanted one is yielded first.

    Raises:
        UnreadableFile: Not XML, truncated, with a document type declaration (entities stay off), or with a
            record of more than `MOST_ELEMENTS` elements.
    """
    context = etree.iterparse(
        source,
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    inside = held = 0
    first = True
    try:
        for event, element in context:
            if first:
                _refuse_doctype(element, file)
                first = False
            is_wanted = local(element) in wanted
            if event == "start":
                inside += is_wanted
                held += 1
                _refuse_hoard(held, element, file)
            elif is_wanted:
                inside -= 1
                yield element
            if event == "end" and not inside:
                held = 0
                _free(element)  # unwanted ones too: millions of them would fill the memory
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(
            f"is not well-formed XML at line {error.lineno}: {error.msg}",
            item=file,
            expected="the publisher's complete XML file",
            remedy="download it again; the last good version stays in use",
        ) from error


def _refuse_doctype(root: Element, file: str) -> None:
    info: Any = root.getroottree().docinfo  # the stubs do not know `doctype`
    if info.doctype or info.internalDTD is not None:
        raise document_type_refusal(file)


def _refuse_hoard(held: int, element: Element, file: str) -> None:
    """A wanted element is held until it ends, whatever has been put into it."""
    if held > MOST_ELEMENTS:
        raise UnreadableFile(
            f"a record around line {line(element)} holds more than {MOST_ELEMENTS:,} elements",
            item=file,
            expected="the publisher's list, whose records have some hundreds",
            remedy="check where it came from: this looks like a decompression bomb",
        )


def _free(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def child(element: Element, name: str) -> Element | None:
    """The first child with that local name."""
    return next(children(element, name), None)


def children(element: Element, name: str) -> Iterator[Element]:
    """All children with that local name."""
    return (node for node in element if local(node) == name)


def text(element: Element | None, *path: str) -> str:
    """The text at a path of local names below the element, stripped; empty if anything is absent."""
    for name in path:
        if element is None:
            return ""
        element = child(element, name)
    return (element.text or "").strip() if element is not None else ""


def line(element: Element) -> int:
    """Line of the start tag, from 1; 0 if libxml2 does not know."""
    sourceline: Any = element.sourceline  # the stubs do not know its type
    return int(sourceline or 0)
