"""Web sites, mailboxes, wallets and telephones in the form in which they compare. One rule per kind.

A domain is case-blind, the local part of a mailbox is treated as such too (no provider that matters tells
case apart), a Base58 wallet is not, a hexadecimal one is.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from nongrata.model import ObservableKind

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_DOMAIN = re.compile(r"^(?:[\w-]+\.)+[\w-]{2,}$", re.UNICODE)
_HEX_WALLET = re.compile(r"^0x[0-9a-fA-F]{40}$")
_BECH32 = re.compile(r"^(?:bc1|ltc1|tb1)[0-9a-zA-Z]+$")
_WALLET = re.compile(r"^[A-Za-z0-9]{20,120}$")
_EMAIL = re.compile(r"^[^\s@,;]+@([^\s@,;]+\.[^\s@,;.]+)$")
_MIN_PHONE_DIGITS = 7
SHARED_HOSTS = frozenset(
    "facebook.com fb.com instagram.com twitter.com x.com t.me telegram.me vk.com ok.ru linkedin.com youtube.com "
    "tiktok.com wa.me whatsapp.com wikipedia.org en.wikipedia.org google.com sites.google.com blogspot.com "
    "wordpress.com medium.com github.com soundcloud.com flickr.com pinterest.com weibo.com alibaba.com".split()
)
"""Hosts where anybody may have a page: as a party's web site they tell nothing about who it is."""


def canonical_observable(kind: ObservableKind, value: str) -> str:
    """The comparable form; "" for a value that is not of its kind.

    >>> canonical_observable(ObservableKind.DOMAIN, "http://WWW.STC-SPB.ru/en/")
    'stc-spb.ru'
    >>> canonical_observable(ObservableKind.EMAIL, "STCspb1@Mail.ru")
    'stcspb1@mail.ru'
    >>> canonical_observable(ObservableKind.WALLET, "0xAbCdef0123456789abcdef0123456789ABCDEF01")
    '0xabcdef0123456789abcdef0123456789abcdef01'
    """
    text = value.strip().strip(".,;()[]<>'\"")
    if kind is ObservableKind.DOMAIN:
        return _domain(text)
    if kind is ObservableKind.URL:
        return text if _SCHEME.match(text) else ""
    if kind is ObservableKind.EMAIL:
        text = text.removeprefix("mailto:").lower()
        return text if _EMAIL.match(text) else ""
    if kind is ObservableKind.PHONE:
        digits = re.sub(r"\D", "", text).removeprefix("00")
        return digits if len(digits) >= _MIN_PHONE_DIGITS else ""
    return _wallet(text)


def _domain(text: str) -> str:
    try:
        host = urlsplit(text if _SCHEME.match(text) else f"//{text}").hostname or ""
    except ValueError:  # "//[": half an IPv6 address
        return ""
    host = host.rstrip(".").removeprefix("www.")
    return host if _DOMAIN.match(host) and host not in SHARED_HOSTS else ""


def _wallet(text: str) -> str:
    text = text.removeprefix("bitcoin:").removeprefix("ethereum:")
    if _HEX_WALLET.match(text) or _BECH32.match(text):
        return text.lower()
    return text if _WALLET.match(text) else ""
