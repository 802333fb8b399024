"""Numbers that states and registries issue: canonical form and checksum, per kind, in one place.

Never lower-case or strip globally: what may be dropped differs by kind. A number whose checksum fails is
kept and compared as published; the failure is evidence about the number, not a reason to lose it.
"""

from __future__ import annotations

import re

from nongrata.model import IdentifierKind

_SEPARATORS = re.compile(r"[\s.\-/\\:,#'’]+")
_LEI = re.compile(r"^[A-Z0-9]{18}[0-9]{2}$")
_BIC = re.compile(r"^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$")
_DIGITS = re.compile(r"\d+")
_WITH_IMO = re.compile(r"^IMO\d{7}$")
_MIN_CHARS = 4


def canonical_identifier(kind: IdentifierKind, value: str) -> str:
    """The form in which two spellings of one number are equal; "" if too short to tell anybody apart.

    >>> canonical_identifier(IdentifierKind.IMO, "IMO 9172038"), canonical_identifier(IdentifierKind.TAX, "77-02")
    ('9172038', '7702')
    >>> canonical_identifier(IdentifierKind.BIC, "sabrrummxxx")
    'SABRRUMM'
    """
    text = _SEPARATORS.sub("", value).upper()
    if _WITH_IMO.match(text):
        return text[3:]
    if kind in {IdentifierKind.IMO, IdentifierKind.MMSI}:
        text = "".join(_DIGITS.findall(text))
    elif kind is IdentifierKind.BIC:
        text = text.removesuffix("XXX") if len(text) == 11 else text  # noqa: PLR2004 - ISO 9362
    return text if len(text) >= _MIN_CHARS else ""


def checksum_holds(kind: IdentifierKind, value: str, country: str = "") -> bool | None:
    """Whether the number's own check digits agree; None where the kind has none that we know.

    Source: ISO 17442 (LEI), ISO 9362 (BIC, form only), IMO Res. A.1117(30), Russian tax service order on
    INN, Government Decree 438 of 2002 (OGRN).

    >>> checksum_holds(IdentifierKind.IMO, "9074729"), checksum_holds(IdentifierKind.TAX, "7702285945", "RU")
    (True, True)
    >>> checksum_holds(IdentifierKind.PASSPORT, "100119726") is None
    True
    """
    text = canonical_identifier(kind, value)
    if kind is IdentifierKind.LEI:
        return bool(_LEI.match(text)) and int("".join(str(int(char, 36)) for char in text)) % 97 == 1
    if kind is IdentifierKind.BIC:
        return bool(_BIC.match(text))
    if kind is IdentifierKind.IMO:
        return imo_holds(text)
    if country == "RU" and text.isdigit():
        return _russian_holds(kind, text)
    return None


def imo_holds(digits: str) -> bool:
    """Whether seven digits carry the check digit of a ship's IMO number."""
    if len(digits) != 7 or not digits.isdigit():  # noqa: PLR2004 - an IMO number has seven
        return False
    return sum(int(digit) * weight for digit, weight in zip(digits, range(7, 1, -1), strict=False)) % 10 == int(
        digits[6]
    )


_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def _russian_holds(kind: IdentifierKind, digits: str) -> bool | None:
    if kind is IdentifierKind.TAX and len(digits) == 10:  # noqa: PLR2004 - a company's INN
        return _weighted(digits, _INN_10) == int(digits[9])
    if kind is IdentifierKind.TAX and len(digits) == 12:  # noqa: PLR2004 - a person's INN
        return all(_weighted(digits, weights) == int(digits[len(weights)]) for weights in _INN_12)
    if kind is IdentifierKind.REGISTRATION and len(digits) in {13, 15}:
        return int(digits[:-1]) % (len(digits) - 2) % 10 == int(digits[-1])
    return None


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10
