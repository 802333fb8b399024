"""Whom a company screens: a customer, supplier, payee, vessel."""

from __future__ import annotations

import msgspec

from nongrata.model.dates import PartialDate
from nongrata.model.party import Alias, Identifier, Name, Observable, Party, PartyKind


class Subject(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A party of one's own, as it is to be screened.

    Args:
        id: The company's own key.
        name: The name to screen, in any script.
        kind: UNKNOWN lets it meet every kind of target.
        aliases: Other names of the same subject (maiden name, trading name, original script).
        born: Dates of birth, foundation or build; more than one if the company is unsure.
        countries: ISO 3166 alpha-2: nationality, residence, registration, flag.
        gender: "male", "female" or empty.
        identifiers: Numbers issued to it.
        observables: Web sites, mailboxes, wallets.

    >>> Subject(id="c1", name="Yevgeny Bogachov").kind
    <PartyKind.UNKNOWN: 'unknown'>
    """

    id: str
    name: str
    kind: PartyKind = PartyKind.UNKNOWN
    aliases: tuple[str, ...] = ()
    born: tuple[PartialDate, ...] = ()
    countries: tuple[str, ...] = ()
    gender: str = ""
    identifiers: tuple[Identifier, ...] = ()
    observables: tuple[Observable, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return (self.name, *self.aliases)


class SubjectRow(msgspec.Struct, frozen=True):
    """A subject as it came out of a file.

    Args:
        subject: What was read, as far as it could be.
        row: Row or line in the file, from 1.
        problem: Why it cannot be screened; empty if it can.
    """

    subject: Subject
    row: int
    problem: str = ""


def subject_as_party(subject: Subject) -> Party:
    """The subject in the shape of a target, so that two subjects can be compared with each other."""
    return Party(
        id=f"subject:{subject.id}",
        kind=subject.kind,
        name=Name(subject.name),
        aliases=tuple(Alias(Name(name)) for name in subject.aliases),
        born=subject.born,
        nationalities=subject.countries,
        gender=subject.gender,
        identifiers=subject.identifiers,
        observables=subject.observables,
    )
