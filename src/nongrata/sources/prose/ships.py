"""Telling ships from the companies that run them, on lists that file both as entities.

A company has an IMO number of seven digits too; its check digits are other ones than a ship's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nongrata.model import Identifier, IdentifierKind
from nongrata.text.identifiers import imo_holds

_COMPANY = re.compile(
    r"\b(?:co|company|corp|corporation|ltd|limited|llc|inc|jv|jsc|shipping|management|marine|freight|union|soyuz)\b",
    re.IGNORECASE,
)


def is_ship(names: Iterable[str], identifiers: Iterable[Identifier]) -> bool:
    """Whether an entity is a ship: it has a ship's IMO number, and no name of it is a company's.

    >>> tanker = Identifier(IdentifierKind.IMO, "9074729")
    >>> is_ship(["Example Star"], [tanker]), is_ship(["Example Star Shipping Co"], [tanker])
    (True, False)
    """
    numbers = (one.value for one in identifiers if one.kind is IdentifierKind.IMO)
    return any(imo_holds(number) for number in numbers) and not any(_COMPANY.search(name) for name in names)
