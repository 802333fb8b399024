"""OFAC's older XML form: SDN.XML and CONSOLIDATED.XML, one `sdnEntry` per party, weak aliases marked.

The namespace changed between 2021 and 2024, so elements go by their local names. E-mail addresses, web
sites, wallets, genders and sanctions risks stand in `idList` beside the passports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from nongrata.model import Alias, AliasKind, Party, PartyKind, Strength
from nongrata.sources.files.content import Content
from nongrata.sources.files.xml import Element, line, local, stream, text
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.ofac.facts import (
    DOUBT,
    Fact,
    Piece,
    assemble,
    designation,
    document_dates,
    name_in_parts,
    pieces_of,
    postal_address,
    squeezed,
    titles,
)
from nongrata.sources.ofac.remarks import xml_remark_pieces
from nongrata.sources.ofac.vocabulary import ALIAS_KINDS, PARTY_KINDS

_ROOT = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?:[\w.-]+:)?([\w.-]+)[\s>/]", re.DOTALL)


def root_name(head: bytes) -> str:
    """The local name of the root element of an XML file, by its first bytes; "" if it is no XML.

    >>> root_name(b'<?xml version="1.0"?><x:sdnList xmlns:x="urn:x">')
    'sdnList'
    """
    root = _ROOT.match(head)
    return root[1].decode() if root else ""


def list_by_name(name: str) -> str:
    """The list of a file that does not say it itself: CONSOLIDATED.XML and CONS_*.XML are the non-SDN list.

    >>> list_by_name("CONSOLIDATED.XML"), list_by_name("sdn.xml")
    ('ofac-cons', 'ofac-sdn')
    """
    return "ofac-cons" if re.search(r"(?:^|[^a-z])cons", name.lower()) else "ofac-sdn"


def recognise(name: str, head: bytes) -> Recognised | None:
    """Whether a file is SDN.XML or CONSOLIDATED.XML; only its name tells which."""
    return Recognised(list_by_name(name), "list") if root_name(head) == "sdnList" else None


def read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    """The parties of the list, in file order.

    Args:
        list_id: "ofac-sdn" or "ofac-cons".
        parts: The one file, as "list".
        tally: Takes the account; a count that differs from the file's own `Record_Count` is doubted.

    Raises:
        UnreadableFile: It is not well-formed to its end, or declares a document type.
    """
    content = parts["list"]
    declared = ""
    seen: set[str] = set()
    with content.open() as source:
        for node in stream(source, content.name, frozenset({"sdnEntry", "publshInformation"})):
            if local(node) == "publshInformation":  # OFAC's spelling
                tally.published_on = _published(text(node, "Publish_Date"))
                declared = text(node, "Record_Count")
                continue
            tally.row()
            party = _party(node, list_id, seen, content.name, tally)
            if party is not None:
                tally.used()
                yield party
    _check_count(declared, tally, content.name)


def _published(american: str) -> date | None:
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", american)
    try:
        return date(int(match[3]), int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def _check_count(declared: str, tally: Tally, file: str) -> None:
    if tally.published_on is None:
        tally.distrust(f"{file} does not say when it was published (Publish_Date, MM/DD/YYYY)")
    if not declared.isdigit():
        tally.distrust(f"{file} does not say how many entries it holds (Record_Count)")
    elif int(declared) != tally.rows_in:
        tally.distrust(f"{file} declares {int(declared):,} entries and holds {tally.rows_in:,}")


def _party(entry: Element, list_id: str, seen: set[str], file: str, tally: Tally) -> Party | None:
    uid, last, first = text(entry, "uid"), text(entry, "lastName"), text(entry, "firstName")
    if not uid.isdigit() or not last or uid in seen:
        reason = f"a second entry {uid}" if uid in seen else "it has no uid or no lastName"
        tally.reject(file, line(entry), uid, reason)
        return None
    seen.add(uid)

    def warn(reason: str) -> None:
        tally.warn(file, line(entry), uid, reason)

    raw_kind = text(entry, "sdnType")
    kind = PARTY_KINDS.get(raw_kind.lower(), PartyKind.UNKNOWN)
    if kind is PartyKind.UNKNOWN:
        warn(f"its sdnType {raw_kind!r} is new to us")
    person = kind is PartyKind.PERSON
    return assemble(
        f"{list_id}:{uid}", kind, name_in_parts(last, first, person=person), _pieces(entry, person=person), warn
    )


def _pieces(entry: Element, *, person: bool) -> Iterator[Piece]:
    for node in entry:
        name = local(node)
        if name == "remarks":
            yield from xml_remark_pieces(node.text or "", person=person)
        elif name == "title":
            yield from titles(node.text or "")
        elif name == "akaList":
            for aka in node:
                yield from _alias_pieces(_leaves(aka), person=person)
        elif name in _LISTS:
            for item in node:
                yield from _LISTS[name](item)
        elif name not in _NAMES:
            yield ("details", (name, whole_text(node)))
            yield (DOUBT, f"its element {name!r} is new to us; kept as a detail")
    if not text(entry, "programList", "program"):
        yield (DOUBT, "it names no programme")


_NAMES = frozenset({"uid", "lastName", "firstName", "sdnType"})


def whole_text(node: Element) -> str:
    """All text inside an element, in one line."""
    return squeezed(" ".join(str(part) for part in node.itertext()))


def _leaves(node: Element) -> dict[str, str]:
    return {local(leaf): (leaf.text or "").strip() for leaf in node}


def _alias_pieces(aka: dict[str, str], *, person: bool) -> Iterator[Piece]:
    word = aka.get("type", "")
    kind = ALIAS_KINDS.get(word.replace(".", "").lower())
    strength = Strength.WEAK if aka.get("category", "").lower() == "weak" else Strength.STRONG
    name = name_in_parts(aka.get("lastName", ""), aka.get("firstName", ""), person=person)
    if name.full:
        yield ("aliases", Alias(name, kind or AliasKind.AKA, strength, aka.get("uid", "")))
    if not name.full or kind is None:
        yield (DOUBT, f"its alias {aka.get('uid')} has " + (f"a new type {word!r}" if name.full else "no name"))


def _programme(node: Element) -> tuple[Piece, ...]:
    tag = (node.text or "").strip()
    return (("designations", designation(tag)),) if tag else ()


def _number(node: Element) -> tuple[Piece, ...]:
    leaves = _leaves(node)
    dates = document_dates(leaves.get("issueDate", ""), leaves.get("expirationDate", ""))
    label, value = leaves.get("idType", ""), leaves.get("idNumber", "")
    if not value:
        return (("details", (label, dates)), (DOUBT, f"a {label} without a number; kept as a detail"))
    return pieces_of(Fact(label, value, leaves.get("idCountry", ""), dates))


def _labelled(label: str, leaf: str) -> Callable[[Element], tuple[Piece, ...]]:
    def read_item(node: Element) -> tuple[Piece, ...]:
        value = text(node, leaf)
        return pieces_of(Fact(label, value)) if value else ()

    return read_item


def _address(node: Element) -> tuple[Piece, ...]:
    leaves = _leaves(node)
    return postal_address(
        ", ".join(part for key in ("address1", "address2", "address3") if (part := leaves.get(key, ""))),
        (leaves.get("city", ""), leaves.get("stateOrProvince", ""), leaves.get("postalCode", "")),
        leaves.get("country", ""),
    )


_VESSEL_LABELS = {
    "callSign": "Vessel Call Sign",
    "vesselType": "Vessel Type",
    "tonnage": "Vessel Tonnage",
    "grossRegisteredTonnage": "Vessel Gross Registered Tonnage",
    "vesselFlag": "Vessel Flag",
    "vesselOwner": "Vessel Owner",
}


def _vessel(leaf: Element) -> tuple[Piece, ...]:
    value = (leaf.text or "").strip()
    return pieces_of(Fact(_VESSEL_LABELS.get(local(leaf), local(leaf)), value)) if value else ()


_LISTS: dict[str, Callable[[Element], tuple[Piece, ...]]] = {
    "programList": _programme,
    "idList": _number,
    "addressList": _address,
    "nationalityList": _labelled("nationality", "country"),
    "citizenshipList": _labelled("citizen", "country"),
    "dateOfBirthList": _labelled("DOB", "dateOfBirth"),
    "placeOfBirthList": _labelled("POB", "placeOfBirth"),
    "vesselInfo": _vessel,
}

FORMAT = Format("ofac-xml", recognise, read)
