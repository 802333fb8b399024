"""Web sites, mailboxes and telephones as lists print them, made into observables.

Publishers set several into one field, break lines inside them and print typographic hyphens. A site's own
host becomes a domain; an address on a host that others use too (a page of a social network) stays a URL, for
a designation of one page does not make the whole network a listed domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from nongrata.model import Observable, ObservableKind
from nongrata.text.observables import SHARED_HOSTS

_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": None, "\u200b": None})
_EMAIL = re.compile(r"[\w.%+'-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(r"(?:https?://|www\.)[^\s;,<>()\[\]\"“”]+", re.IGNORECASE)
_GAP = re.compile(r"[;,\s|]+")
_BARE_HOST = re.compile(r"^(?:[\w-]+\.)+[^\W\d][\w-]+(?:/\S*)?$")
# The start page of a site under one of its usual names.
_FRONT_PATH = re.compile(r"^/?(?:(?:en|eng|ru|fa|ar|index|home|main|about|contact|kontakt)[\w.-]*)?/?$", re.IGNORECASE)
# "www.ma.gov.kp.Annex XIII" (OFSI, 2018).
_NEXT_SENTENCE = re.compile(r"\.[A-Z][a-z]{3,}$")
# Where publishers point for more, not sites of the party.
_REFERENCES = re.compile(r"(?:^|\.)(?:un\.org|interpol\.int|europa\.eu|gov\.uk|treasury\.gov|state\.gov|admin\.ch)$")
_PHONE_GAP = re.compile(r"\s*[;|]\s*|,\s*(?=[+(\d])|\s+(?:and|or)\s+|/\s*(?=[+\d(][\d() -]{6,})|(?<=\d)\s+(?=\+\d)")
_PHONE = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|cell|fax|facsimile)s?\b(?:\s*(?:no|number|numbers))?[.:/\s]*"
    r"((?:[+(]?\d[\d()\s/.+-]*\d(?:\s*,\s*(?=[+(\d]))?)+)",
    re.IGNORECASE,
)
# "+256 41 533 578/9" is two numbers that differ in the last digit: the first is whole.
_EXTENSION = re.compile(r"\s*(?:/\d{1,4}|\(?ext\b.*)$", re.IGNORECASE)
_LEAST_PHONE_DIGITS = 7


def emails(text: str) -> tuple[Observable, ...]:
    """The mailboxes in a text, line breaks inside them mended.

    >>> [found.value for found in emails("info@example.test; sales@ example.test and x@example. test")]
    ['info@example.test', 'sales@example.test', 'x@example.test']
    """
    mended = re.sub(r"\s*@\s*", "@", text.translate(_HYPHENS))
    mended = re.sub(r"(@[\w-]+\.)\s+(?=[a-z]{2,4}\b)", r"\1", mended)
    found = (match.rstrip(".-") for match in _EMAIL.findall(mended))
    return tuple(Observable(ObservableKind.EMAIL, value) for value in dict.fromkeys(found))


def websites(text: str, *, field: bool = True) -> tuple[Observable, ...]:
    """The sites in a text: domains where the whole host is meant, URLs where one page is.

    Args:
        text: A field for web sites, or prose.
        field: Whether a bare host ("example.test") counts too, as it does in a field for them.

    >>> [(found.kind.value, found.value) for found in websites("www.example.test; https://vk.com/some_page")]
    [('domain', 'www.example.test'), ('url', 'https://vk.com/some_page')]
    """
    text = text.translate(_HYPHENS)
    found = list(_WEB.findall(text))
    if field:
        pieces = _GAP.split(_EMAIL.sub(" ", _WEB.sub(" ", text)))
        found += [piece for piece in pieces if _BARE_HOST.match(piece)]
    sites = (_site(_NEXT_SENTENCE.sub("", value).rstrip(".,:'")) for value in dict.fromkeys(found))
    return tuple(site for site in sites if site)


def _site(value: str) -> Observable | None:
    try:
        parts = urlsplit(value if "//" in value else f"http://{value}")
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if not _BARE_HOST.match(host) or _REFERENCES.search(host):
        return None
    if host not in SHARED_HOSTS and _FRONT_PATH.match(parts.path) and not parts.query:
        return Observable(ObservableKind.DOMAIN, value)
    return Observable(ObservableKind.URL, parts.geturl())


def phones(text: str, label: str = "") -> tuple[Observable, ...]:
    """The telephone numbers of a field for them; short leftovers ("27-40-20" after a full one) are left out.

    >>> [found.value for found in phones("+98 21 2258929; +98 21 35243153 and (218) 213345187")]
    ['+98 21 2258929', '+98 21 35243153', '(218) 213345187']
    """
    pieces = (_EXTENSION.sub("", piece).strip(" .,;") for piece in _PHONE_GAP.split(text.translate(_HYPHENS)))
    return tuple(
        Observable(ObservableKind.PHONE, piece, label)
        for piece in dict.fromkeys(pieces)
        if len(re.sub(r"\D", "", piece)) >= _LEAST_PHONE_DIGITS
    )


def observables_in(text: str) -> tuple[Observable, ...]:
    """Every contact that prose holds: mailboxes, sites, and telephones after a word that says so.

    >>> [found.value for found in observables_in("Tel.: +256 41 533578, www.example.test, a@example.test.")]
    ['a@example.test', 'www.example.test', '+256 41 533578']
    """
    return (*emails(text), *websites(text, field=False), *_prose_phones(text))


def _prose_phones(text: str) -> Iterator[Observable]:
    for match in _PHONE.finditer(text):
        yield from phones(match[1])
