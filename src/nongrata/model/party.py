"""Parties as publishers list them: who they are, by which names and numbers, and under which legal act."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from nongrata.model.dates import PartialDate


class PartyKind(StrEnum):
    """What a party is. UNKNOWN meets every other kind when names are compared."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    UNKNOWN = "unknown"


class Strength(StrEnum):
    """How much an alias identifies on its own.

    Source: OFAC FAQ 122-124: a weak a.k.a. is broad or generic, is not expected to be screened alone, and
    is useful to confirm a hit that something else raised.
    """

    STRONG = "strong"
    WEAK = "weak"


class AliasKind(StrEnum):
    """How an alias stands to the primary name."""

    AKA = "aka"
    FORMER = "fka"
    NOW = "nka"
    ORIGINAL_SCRIPT = "original_script"
    TRANSLATION = "translation"


class Name(msgspec.Struct, frozen=True, omit_defaults=True):
    """A name as published; `family` and `given` only where the publisher tells them apart."""

    full: str
    family: str = ""
    given: str = ""
    language: str = ""


class Alias(msgspec.Struct, frozen=True, omit_defaults=True):
    """Another name of a party, with its strength; `ref` is the publisher's own number for it."""

    name: Name
    kind: AliasKind = AliasKind.AKA
    strength: Strength = Strength.STRONG
    ref: str = ""


class IdentifierKind(StrEnum):
    """What issued a number, as far as that changes how numbers compare."""

    PASSPORT = "passport"
    NATIONAL_ID = "national_id"
    TAX = "tax"
    REGISTRATION = "registration"
    LEI = "lei"
    BIC = "bic"
    IMO = "imo"
    MMSI = "mmsi"
    CALL_SIGN = "call_sign"
    AIRCRAFT_TAIL = "aircraft_tail"
    AIRCRAFT_SERIAL = "aircraft_serial"
    ACCOUNT = "account"
    OTHER = "other"


class Identifier(msgspec.Struct, frozen=True, omit_defaults=True):
    """A number issued to a party.

    Args:
        kind: What it is.
        value: As published.
        country: ISO 3166 alpha-2 in upper case, or empty.
        label: The publisher's own word for the kind ("Cedula No.").
    """

    kind: IdentifierKind
    value: str
    country: str = ""
    label: str = ""


class ObservableKind(StrEnum):
    """What can be seen of a party in logs and ledgers (STIX 2.1 cyber-observable objects)."""

    DOMAIN = "domain"
    URL = "url"
    EMAIL = "email"
    WALLET = "wallet"
    PHONE = "phone"


class Observable(msgspec.Struct, frozen=True, omit_defaults=True):
    """A web site, mailbox, wallet or telephone of a party; `label` is the publisher's word ("XBT")."""

    kind: ObservableKind
    value: str
    label: str = ""


class Address(msgspec.Struct, frozen=True, omit_defaults=True):
    """A postal address in the parts the publisher gives; `country` is alpha-2 where we know it."""

    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    country_raw: str = ""


class Designation(msgspec.Struct, frozen=True, omit_defaults=True):
    """The legal act on a party.

    Args:
        programme: Tag or regime as published ("CYBER2", "The Cyber (Sanctions) (EU Exit) Regulations 2020").
        authority: Who designated ("OFAC", "UN Security Council", "HM Government").
        legal_basis: Act, order or instrument.
        listed_on: When it took effect, maybe partial.
        delisted_on: When it ended, if the publisher still shows it.
        measures: What it does, as published ("Asset freeze", "Travel Ban", "Block"); empty: not stated.
        reason: The publisher's statement of reasons.
    """

    programme: str
    authority: str = ""
    legal_basis: str = ""
    listed_on: PartialDate | None = None
    delisted_on: PartialDate | None = None
    measures: tuple[str, ...] = ()
    reason: str = ""


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tie to another party: `relation` as published ("Linked To"), by name, and by id where known."""

    relation: str
    name: str = ""
    target_id: str = ""


class Party(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A listed party, whole: everything the publisher says, raw beside canonical.

    Args:
        id: `LIST:ID-AS-PUBLISHED`, e.g. `ofac-sdn:21326`.
        kind: What it is.
        name: The primary name.
        aliases: All other names, strong and weak.
        born: Dates of birth (persons), of foundation (organisations) or of build (vessels).
        birth_places: As published.
        nationalities: ISO 3166 alpha-2, upper case: nationality and citizenship.
        countries: Every other country the party is tied to (addresses, flag), alpha-2.
        gender: "male", "female" or empty.
        titles: Titles and positions.
        identifiers: Numbers issued to it.
        observables: Web sites, mailboxes, wallets, telephones.
        addresses: Postal addresses.
        designations: The legal acts, at least one on an official list.
        links: Ties to other parties.
        remarks: What the publisher says besides, sentence by sentence.
        details: Anything else with a label of its own, as (label, value) pairs (vessel type, tonnage, ...).
    """

    id: str
    kind: PartyKind
    name: Name
    aliases: tuple[Alias, ...] = ()
    born: tuple[PartialDate, ...] = ()
    birth_places: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    gender: str = ""
    titles: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    observables: tuple[Observable, ...] = ()
    addresses: tuple[Address, ...] = ()
    designations: tuple[Designation, ...] = ()
    links: tuple[Link, ...] = ()
    remarks: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()

    @property
    def list_id(self) -> str:
        """The list this party stands on: the part of `id` before the first colon."""
        return self.id.partition(":")[0]

    @property
    def all_names(self) -> tuple[Name, ...]:
        """The primary name and every alias, in published order."""
        return (self.name, *(alias.name for alias in self.aliases))
