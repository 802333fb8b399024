"""Canada's Consolidated Autonomous Sanctions List (Special Economic Measures Act and JVCFOA), as XML.

The publisher gives no stable key. A target's id is made from country (or regulation), schedule and item, and
**items are renumbered** when the list changes, so the same id can mean somebody else in a later version: what
`lists diff` shows as amended may be one removal and one addition. Records that share a key are numbered.

Tags changed after 2020: `Entity` → `EntityOrShip`, `Title` → `TitleOrShip`, `DateOfBirth` →
`DateOfBirthOrShipBuildDate`; `ShipIMONumber` and `DateOfListing` are new. Both are read.

Aliases mix commas, semicolons, "a.k.a." and language prefixes ("Russian: ..."). An alias of a person that is
one word ("Andrei", "ERYGIN") is a variant of the given or the family name, not a name to find anybody by: it
is kept as a weak alias. The list leaves out the Canadian UN and Criminal Code lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nongrata.model import (
    Alias,
    AliasKind,
    Designation,
    Identifier,
    IdentifierKind,
    Name,
    PartialDate,
    Party,
    PartyKind,
    Strength,
)
from nongrata.sources.files import xml
from nongrata.sources.files.content import Content
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally
from nongrata.sources.prose.script_runs import is_latin
from nongrata.text.dates import parse_date

Fields = dict[str, str]

_NEW_TAGS = {
    "EntityOrShip": "Entity",
    "TitleOrShip": "Title",
    "DateOfBirthOrShipBuildDate": "DateOfBirth",
}
_KNOWN = frozenset(
    {"Country", "Entity", "Title", "LastName", "GivenName", "DateOfBirth", "Aliases", "Schedule", "Item"}
    | {"ShipIMONumber", "DateOfListing"}
)
_AUTHORITY = "Global Affairs Canada"
_ALIAS_GAP = re.compile(r"\s*;\s*|,\s+(?!(?:Ltd|Inc|LLC|JSC|Co|Corp|S\.?A|PJSC|OAO|OOO|ZAO)\b\.?)")
_AKA = re.compile(r"^(?:also known as|(?P<kind>[afn])\.?\s?k\.?\s?a\.?)[:,\s]+", re.IGNORECASE)
_INNER_AKA = re.compile(r"\s*[(,]?\s*\b(?:also known as\b|[afn]\.k\.a\.)[:,\s]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"^(?P<language>[A-Z][a-z]+(?: name| spelling)?)\s*:\s+")
_LANGUAGES = {
    "Russian": "ru", "Ukrainian": "uk", "Belarusian": "be", "Persian": "fa", "Farsi": "fa", "Arabic": "ar",
    "Chinese": "zh", "Korean": "ko", "Burmese": "my", "French": "fr", "English": "en", "Spanish": "es",
    "Georgian": "ka", "Hebrew": "he", "Turkish": "tr",
}  # fmt: skip
_KINDS = {"f": AliasKind.FORMER, "n": AliasKind.NOW}
_LEAST_WORDS = 3
_DATE_GAP = re.compile(r"\s*;\s*|\s*,\s+|\s+or\s+")
_SHIP_TITLES = ("ship", "vessel", "navire")


def _recognise(_name: str, head: bytes) -> Recognised | None:
    return Recognised("ca-sema", "list") if b"<data-set" in head and b"<record>" in head else None


def _read(list_id: str, files: Mapping[str, Content], tally: Tally) -> Iterator[Party]:
    content = next(iter(files.values()))
    keys: dict[str, int] = {}
    with content.open() as source:
        for element in xml.stream(source, content.name, frozenset({"record"})):
            tally.row()
            record = _Record(list_id, content.name, tally, xml.line(element), _fields(element))
            if reason := record.unfit():
                tally.reject(content.name, record.line, record.key, reason)
                continue
            tally.used()
            yield record.party(_numbered(record, keys))


def _fields(element: xml.Element) -> Fields:
    """The record's texts under their old tag names; white space and no-break spaces made single blanks."""
    found: Fields = {}
    for node in element:
        tag = xml.local(node)
        text = " ".join("".join(str(piece) for piece in node.itertext()).split())
        if text:
            found[_NEW_TAGS.get(tag, tag)] = text
    return found


def _numbered(record: _Record, keys: dict[str, int]) -> str:
    keys[record.key] = number = keys.get(record.key, 0) + 1
    if number == 1:
        return record.key
    record.warn(f"record {number} with this key, which is kept as {record.key}-{number}")
    return f"{record.key}-{number}"


def record_key(country: str, schedule: str, item: str) -> str:
    """The key that country, schedule and item make; it holds for one version of the list only.

    >>> record_key("Russia / Russie", "1, Part 2", "7")
    'russia-1-part-2-7'
    >>> record_key("Justice for Victims of Corrupt Foreign Officials Regulations (JVCFOR) / Règlement", "N/A", "3")
    'jvcfor-3'
    """
    english = country.partition(" / ")[0]
    short = re.search(r"\(([A-Z]{4,})\)", english)
    parts = [short[1] if short else english, "" if schedule == "N/A" else schedule, item]
    words = (word for part in parts for word in re.findall(r"\w+", part.lower()))
    return "-".join(words)


@dataclass(slots=True)
class _Record:
    """One record on its way to a target."""

    list_id: str
    file: str
    tally: Tally
    line: int
    fields: Fields
    remarks: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Country, schedule and item."""
        return record_key(self.get("Country"), self.get("Schedule"), self.get("Item"))

    @property
    def is_person(self) -> bool:
        """Whether the name comes in two parts, which only persons' do."""
        return bool(self.get("LastName") or self.get("GivenName"))

    def get(self, tag: str) -> str:
        """The field, or nothing."""
        return self.fields.get(tag, "")

    def warn(self, reason: str) -> None:
        """Tell a doubt about this record."""
        self.tally.warn(self.file, self.line, self.key, reason)

    def unfit(self) -> str:
        """Why the record gives no target."""
        if not self.is_person and not self.get("Entity"):
            return "no name: LastName, GivenName and Entity are empty"
        return "" if self.key else "no Country, Schedule and Item to make a key from"

    def party(self, key: str) -> Party:
        """The target that the record describes."""
        return Party(
            id=f"{self.list_id}:{key}",
            kind=self._kind(),
            name=self._name(),
            aliases=tuple(self._aliases()),
            born=self._born(),
            titles=self._titles(),
            identifiers=self._imo(),
            designations=(self._designation(),),
            remarks=tuple(self.remarks),
            details=tuple((tag, text) for tag, text in self.fields.items() if tag not in _KNOWN),
        )

    def _kind(self) -> PartyKind:
        if self.get("ShipIMONumber") or self.get("Title").lower().startswith(_SHIP_TITLES):
            return PartyKind.VESSEL
        return PartyKind.PERSON if self.is_person else PartyKind.ORGANISATION

    def _name(self) -> Name:
        if not self.is_person:
            return Name(self.get("Entity"))
        family, given = self.get("LastName"), self.get("GivenName")
        return Name(f"{given} {family}".strip(), family, given)

    def _aliases(self) -> Iterator[Alias]:
        seen = {self._name().full}
        listed = (alias_of(raw, person=self.is_person) for raw in _split_aliases(self.get("Aliases")))
        for alias in (*halves(self.get("Entity")), *filter(None, listed)):
            if alias.name.full not in seen:
                seen.add(alias.name.full)
                yield alias

    def _born(self) -> tuple[PartialDate, ...]:
        found = []
        for raw in filter(None, _DATE_GAP.split(self.get("DateOfBirth"))):
            if day := parse_date(raw, serial=True):
                found.append(day)
            else:
                self.warn(f"date of birth {raw!r} cannot be read; kept as a remark")
                self.remarks.append(f"Date of birth: {raw}")
        return tuple(found)

    def _titles(self) -> tuple[str, ...]:
        title = self.get("Title")
        return (title,) if title and self.is_person else ()

    def _imo(self) -> tuple[Identifier, ...]:
        number = self.get("ShipIMONumber")
        return (Identifier(IdentifierKind.IMO, number),) if number else ()

    def _designation(self) -> Designation:
        listed = self.get("DateOfListing")
        day = parse_date(listed, serial=True) if listed else None
        if listed and day is None:
            self.warn(f"date of listing {listed!r} cannot be read; kept as a remark")
            self.remarks.append(f"Date of listing: {listed}")
        parts = (f"Schedule {self.get('Schedule')}", f"Item {self.get('Item')}")
        return Designation(
            programme=self.get("Country"),
            authority=_AUTHORITY,
            legal_basis=", ".join(parts),
            listed_on=day,
        )


def _split_aliases(text: str) -> list[str]:
    pieces = (inner for piece in _ALIAS_GAP.split(text) for inner in _with_inner(piece))
    return [bare for piece in pieces if (bare := _bare(piece))]


def _bare(text: str) -> str:
    """Without brackets around the whole or on one side only: "(Rosselkhozbank)", but "Interavtomatika (IA)"."""
    text = " ".join(text.split()).strip(" ,;")
    if text.startswith("(") and text.find(")") in {-1, len(text) - 1}:
        text = text.strip("()")
    return text.rstrip(") ,;") if text.count(")") > text.count("(") else text


def halves(entity: str) -> tuple[Alias, ...]:
    """The English and the French half of a bilingual name.

    >>> [alias.name.full for alias in halves("Guardian Corps of Iran/Corps des gardiens de l'Iran")]
    ['Guardian Corps of Iran', "Corps des gardiens de l'Iran"]
    >>> halves("GORT/ORTAS")
    ()
    """
    english, slash, french = entity.partition("/")
    if not slash or "/" in french or min(len(english.split()), len(french.split())) < _LEAST_WORDS:
        return ()
    return (
        Alias(Name(english.strip(), language="en")),
        Alias(Name(french.strip(), language="fr"), AliasKind.TRANSLATION),
    )


def _with_inner(piece: str) -> list[str]:
    """The names in "X (also known as Y)"; a leading "a.k.a." stays with its name, for it tells the kind."""
    match = _INNER_AKA.search(piece)
    if match is None or not piece[: match.start()].strip():
        return [piece]
    return [piece[: match.start()], piece[match.start() :].lstrip(" (,")]


def alias_of(raw: str, *, person: bool) -> Alias | None:
    """An alias from one piece of the field; weak if it is one word of a person's name.

    >>> alias_of("Russian: Игорь Стрелков", person=True).name
    Name(full='Игорь Стрелков', family='', given='', language='ru')
    >>> alias_of("f.k.a. Stroygaz", person=False).kind, alias_of("Andrei", person=True).strength
    (<AliasKind.FORMER: 'fka'>, <Strength.WEAK: 'weak'>)
    """
    kind, language, text = AliasKind.AKA, "", raw
    if match := _AKA.match(text):
        kind = _KINDS.get((match["kind"] or "a").lower(), AliasKind.AKA)
        text = text[match.end() :]
    if (match := _LANGUAGE.match(text)) and match["language"].split()[0] in _LANGUAGES:
        language = _LANGUAGES[match["language"].split()[0]]
        text = text[match.end() :]
    text = _bare(text)
    if not text:
        return None
    if not is_latin(text):
        return Alias(Name(text, language=language), AliasKind.ORIGINAL_SCRIPT)
    weak = person and " " not in text
    return Alias(Name(text, language=language), kind, Strength.WEAK if weak else Strength.STRONG)


FORMAT = Format("ca-xml", _recognise, _read)
