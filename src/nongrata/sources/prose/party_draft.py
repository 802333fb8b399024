"""A party while its record is being read: parts come in any order, repeats fall away, doubts are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeVar

from nongrata.model import (
    Address,
    Alias,
    AliasKind,
    Designation,
    Identifier,
    Link,
    Name,
    Observable,
    PartialDate,
    Party,
    PartyKind,
    Strength,
)
from nongrata.sources.prose.free_text import countries_in, sentences, tidy
from nongrata.text.dates import parse_date

_T = TypeVar("_T")
_NO_COUNTRY = re.compile(r"^(?:unknown|00|n/?a|none|-+|\?+|not known|stateless)?$", re.IGNORECASE)


@dataclass(slots=True)
class PartyDraft:
    """What has been read of one party so far; `finish` makes the party of it.

    `doubts` are sentences about values that could not be read; the reader hands them to its tally. The
    published value is kept all the same, in `details` or `remarks`.
    """

    aliases: list[Alias] = field(default_factory=list)
    born: list[PartialDate] = field(default_factory=list)
    birth_places: list[str] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    observables: list[Observable] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    designations: list[Designation] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    gender: str = ""

    def alias(
        self,
        name: Name,
        *,
        kind: AliasKind = AliasKind.AKA,
        strength: Strength = Strength.STRONG,
        ref: str = "",
    ) -> None:
        """One more name; an empty one is none."""
        if name.full:
            self.aliases.append(Alias(name, kind, strength, ref))

    def detail(self, label: str, value: str) -> None:
        """A value with a label of its own; an empty one is none."""
        if value := tidy(value):
            self.details.append((label, value))

    def doubt(self, reason: str) -> None:
        """A value that could not be read; the same one again is no second doubt."""
        if reason not in self.doubts:
            self.doubts.append(reason)

    def remark(self, text: str) -> None:
        """Prose, sentence by sentence."""
        self.remarks.extend(sentences(text))

    def born_on(self, raw: str, *, circa: bool = False, day_first: bool = True) -> None:
        """A date of birth, foundation or build as published; an unreadable one stays as a remark."""
        raw = tidy(raw)
        if not raw:
            return
        if found := parse_date(raw, day_first=day_first):
            self.born.append(PartialDate(found.earliest, found.latest, circa or found.circa, raw))
        else:
            self.remarks.append(f"Date of birth: {raw}")
            self.doubt(f"the date of birth {raw!r} cannot be read; it is kept as a remark")

    def nationality(self, raw: str) -> None:
        """A nationality or citizenship, or several in one field."""
        raw = tidy(raw)
        if codes := countries_in(raw):
            self.nationalities.extend(codes)
            return
        if not _NO_COUNTRY.match(raw):
            self.detail("Nationality", raw)
            self.doubt(f"the nationality {raw!r} is no country we know; it is kept as a detail")

    def address(self, address: Address) -> None:
        """A postal address whose `country_raw` is as published; the code is looked up here."""
        raw = tidy(address.country_raw)
        codes = countries_in(raw)
        country = address.country or (codes[0] if codes else "")
        if raw and not country and not _NO_COUNTRY.match(raw):
            self.doubt(f"the country {raw!r} of an address is none we know; it is kept as published")
        self.addresses.append(
            Address(
                street=tidy(address.street),
                city=tidy(address.city),
                region=tidy(address.region),
                postcode=tidy(address.postcode),
                country=country,
                country_raw=raw,
            )
        )
        self.countries.extend(codes or ((country,) if country else ()))

    def finish(self, party_id: str, kind: PartyKind, name: Name) -> Party:
        """The party, every repeat left out, in published order."""
        said = {(name.full, Strength.STRONG)}
        aliases: list[Alias] = []
        for alias in self.aliases:
            key = (alias.name.full, alias.strength)
            if key not in said:
                said.add(key)
                aliases.append(alias)
        return Party(
            id=party_id,
            kind=kind,
            name=name,
            aliases=tuple(aliases),
            born=_once(self.born),
            birth_places=_once(self.birth_places),
            nationalities=_once(self.nationalities),
            countries=_once(self.countries),
            gender=self.gender,
            titles=_once(self.titles),
            identifiers=_once(self.identifiers),
            observables=_once(self.observables),
            addresses=_once([one for one in self.addresses if one != Address()]),
            designations=_once(self.designations),
            links=_once(self.links),
            remarks=_once(self.remarks),
            details=_once(self.details),
        )


def _once(values: list[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def gender_of(raw: str) -> str:
    """The gender as "male", "female" or "", from "M", "Male", "F." and the like.

    >>> gender_of("Male"), gender_of("F"), gender_of("?")
    ('male', 'female', '')
    """
    first = tidy(raw)[:1].upper()
    return {"M": "male", "F": "female"}.get(first, "")


def place(*parts: str) -> str:
    """A place as published, from its parts, smallest first; empty and repeated parts left out.

    >>> place("Al-Awja, near Tikrit", "", "Iraq")
    'Al-Awja, near Tikrit, Iraq'
    """
    return ", ".join(dict.fromkeys(part for part in (tidy(part).strip(" ,;") for part in parts) if part))
