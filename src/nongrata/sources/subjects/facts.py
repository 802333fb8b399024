"""Numbers, wallets, mailboxes, web sites and telephones of customer files: which of them can be compared.

A value that cannot be compared is told in the notes of its file: "not compared" must not look like "compared,
and clear".
"""

from __future__ import annotations

from collections.abc import Iterable

from nongrata.model import Identifier, IdentifierKind, Observable, ObservableKind
from nongrata.text.identifiers import canonical_identifier, checksum_holds
from nongrata.text.observables import canonical_observable

NOT_USABLE = "not usable, not compared"
_CHECK_DIGITS = "check digits do not agree; compared as given"
_FORM = "not of the form of a BIC; compared as given"


def flaw_of(kind: IdentifierKind | ObservableKind, value: str, country: str = "") -> str:
    """What is wrong with a value of that kind; "" if nothing is.

    >>> flaw_of(ObservableKind.EMAIL, "notanemail"), flaw_of(IdentifierKind.IMO, "9074729")
    ('not usable, not compared', '')
    >>> flaw_of(IdentifierKind.IMO, "9074728")
    'check digits do not agree; compared as given'
    """
    if isinstance(kind, ObservableKind):
        return "" if canonical_observable(kind, value) else NOT_USABLE
    if not canonical_identifier(kind, value):
        return NOT_USABLE
    if checksum_holds(kind, value, country) is False:
        return _FORM if kind is IdentifierKind.BIC else _CHECK_DIGITS
    return ""


def any_usable(identifiers: Iterable[Identifier], observables: Iterable[Observable]) -> bool:
    """Whether a subject without a name can be screened by what else is known of it.

    >>> any_usable([], [Observable(ObservableKind.EMAIL, "ivan@example.test")]), any_usable([], [])
    (True, False)
    """
    return any(canonical_identifier(it.kind, it.value) for it in identifiers) or any(
        canonical_observable(it.kind, it.value) for it in observables
    )
