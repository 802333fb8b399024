"""Switzerland's overall list in XML (SECO's SESAM).

Places and sanctions programmes are given by reference and may stand behind the targets, so the file is gone
through twice. Delisted targets stay in the file for good: a target whose latest modification is "de-listed"
is rejected with that reason, so that the account of the load still closes.

Source: https://www.sesam.search.admin.ch, downloadXmlGesamtliste. No file was at hand; the structure is that
of public readers of it. A value under an element that we do not know is kept as a detail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nongrata.model import Party, PartyKind
from nongrata.sources.ch.target import Referenced, SecoPlace, SecoProgramme, effective_day, party_of
from nongrata.sources.files.content import Content
from nongrata.sources.files.xml import Element, child, children, line, local, stream, text
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.prose.free_text import tidy
from nongrata.text.dates import parse_date

LIST_ID = "ch-seco"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?swiss-sanctions-list[\s>]")
# All three are asked for in both passes: what is not asked for is not freed.
_RECORDS = frozenset({"sanctions-program", "target", "place"})
_KINDS = {"individual": PartyKind.PERSON, "entity": PartyKind.ORGANISATION}
_OBJECTS = {"vessel": PartyKind.VESSEL, "ship": PartyKind.VESSEL, "aircraft": PartyKind.AIRCRAFT}
_ENGLISH = frozenset({"eng", "en"})


@dataclass(frozen=True, slots=True)
class _Modification:
    kind: str
    day: str


def _recognise(_file_name: str, head: bytes) -> Recognised | None:
    return Recognised(LIST_ID, "list") if _ROOT.search(head) else None


def _read(list_id: str, parts: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(parts.values()))
    referenced = _referenced(list_id, content)
    with content.open() as source:
        for element in stream(source, content.name, _RECORDS):
            if tally.published_on is None:
                stated = parse_date(element.getroottree().getroot().get("date", "")[:10])
                tally.published_on = stated.earliest if stated else None
            if local(element) == "target":
                tally.row()
                if party := _party(element, referenced, content.name, tally=tally):
                    tally.used()
                    yield party


def _referenced(list_id: str, content: Content) -> Referenced:
    found = Referenced(list_id)
    with content.open() as source:
        for element in stream(source, content.name, _RECORDS):
            name = local(element)
            # A place inside a target is that target's own reference to one, and has no parts.
            if name == "place" and len(element):
                found.places[element.get("ssid", "")] = _place(element)
            elif name == "sanctions-program":
                _programme(element, found.programmes)
    return found


def _place(element: Element) -> SecoPlace:
    country = child(element, "country")
    return SecoPlace(
        location=tidy(text(element, "location")),
        area=", ".join(tidy(one.text) for one in children(element, "area") if tidy(one.text)),
        country=tidy(country.text) if country is not None else "",
        code=country.get("iso-code", "") if country is not None else "",
    )


def _programme(element: Element, found: dict[str, SecoProgramme]) -> None:
    """The programme under the id of each of its sets of sanctions, which is what a target names."""
    key, name = _in_english(element, "program-key"), _in_english(element, "program-name")
    origin = tidy(text(element, "origin"))
    for one in children(element, "sanctions-set"):
        ssid = one.get("ssid", "")
        if ssid not in found or one.get("lang", "") in _ENGLISH:
            found[ssid] = SecoProgramme(key or name, name, tidy(one.text), origin)


def _in_english(element: Element, name: str) -> str:
    told = [one for one in children(element, name) if tidy(one.text)]
    english = next((one for one in told if one.get("lang", "") in _ENGLISH), None)
    return tidy((english if english is not None else told[0]).text) if told else ""


def _party(element: Element, referenced: Referenced, file: str, *, tally: Tally) -> Party | None:
    ssid = element.get("ssid", "")
    subject = next((node for node in element if local(node) in {*_KINDS, "object"}), None)
    latest = _latest(element)
    if latest and latest.kind == "de-listed":
        tally.reject(file, line(element), ssid, f"de-listed on {latest.day or 'an unstated day'}")
        return None
    if not ssid or subject is None:
        reason = "it has no ssid" if not ssid else "it is none of individual, entity, object"
        tally.reject(file, line(element), ssid, reason)
        return None
    made = party_of(element, subject, _kind(subject), referenced)
    if made is None:
        tally.reject(file, line(element), ssid, "it has no name")
        return None
    for doubt in made[1]:
        tally.warn(file, line(element), ssid, doubt)
    return made[0]


def _kind(subject: Element) -> PartyKind:
    return _KINDS.get(local(subject)) or _OBJECTS.get(subject.get("object-type", ""), PartyKind.UNKNOWN)


def _latest(element: Element) -> _Modification | None:
    """The modification that took effect last; of several on one day the one that stands last."""
    told = [
        _Modification(one.get("modification-type", ""), effective_day(one)) for one in children(element, "modification")
    ]
    return max(enumerate(told), key=lambda at: (at[1].day, at[0]))[1] if told else None


FORMAT = Format("seco-xml", _recognise, _read)
