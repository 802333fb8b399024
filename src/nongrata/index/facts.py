"""Keys for what identifies a party without its name: numbers, wallets, mailboxes, web sites."""

from __future__ import annotations

from collections.abc import Iterable

from nongrata.model import Identifier, Observable, ObservableKind
from nongrata.text.identifiers import canonical_identifier
from nongrata.text.observables import canonical_observable


def identifier_key(identifier: Identifier) -> str:
    """One key per canonical number, whatever it is called: a tax number may stand as a registration number."""
    value = canonical_identifier(identifier.kind, identifier.value)
    return f"id:{value}" if value else ""


def observable_key(observable: Observable) -> str:
    """One key per canonical value and kind."""
    value = canonical_observable(observable.kind, observable.value)
    return f"{observable.kind.value}:{value}" if value else ""


def fact_keys(identifiers: Iterable[Identifier], observables: Iterable[Observable]) -> list[str]:
    """All keys of a party, sorted, each once.

    >>> fact_keys([], [Observable(ObservableKind.EMAIL, "info@stc-spb.ru")])
    ['domain:stc-spb.ru', 'email:info@stc-spb.ru']
    """
    keys = {identifier_key(identifier) for identifier in identifiers}
    for observable in observables:
        keys.add(observable_key(observable))
        keys.add(mail_domain_key(observable))
    return sorted(keys - {""})


def mail_domain_key(observable: Observable) -> str:
    """The domain key behind a mailbox, so that a customer's mailbox meets a target's web site."""
    if observable.kind is not ObservableKind.EMAIL:
        return ""
    value = canonical_observable(ObservableKind.EMAIL, observable.value)
    return f"domain:{value.rpartition('@')[2]}" if value else ""
