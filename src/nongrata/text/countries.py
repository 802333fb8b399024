"""Country names and codes as lists and companies write them, read into ISO 3166 alpha-2."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

# Languages whose country names are understood besides English: those of the publishers and their targets.
_LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "ru", "uk", "ar", "fa", "zh", "ko", "ja", "tr", "el", "he")
_NOISE = re.compile(r"[^\w]+", re.UNICODE)
_ALPHA2 = 2


@lru_cache(maxsize=8192)
def country_code(raw: str) -> str:
    """The upper-case alpha-2 code of a country by name, adjective, alpha-2 or alpha-3 code; "" if unknown.

    >>> country_code("Korea, North"), country_code("Russian Federation"), country_code("rus")
    ('KP', 'RU', 'RU')
    >>> country_code("Iran (Islamic Republic of)"), country_code("Россия"), country_code("Atlantis")
    ('IR', 'RU', '')
    """
    key = _key(raw)
    if not key or raw.strip() in {"na", "Na"}:  # the UN list's word for "not available", not Namibia
        return ""
    table = _table()
    found = table.get(key)
    if found is None and "(" in raw:
        found = table.get(_key(raw.partition("(")[0]))
    return found or ""


def _key(name: str) -> str:
    return " ".join(sorted(word for word in _NOISE.split(name.casefold()) if word not in _FILLERS))


_FILLERS = frozenset({"", "the", "of", "and"})


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    """Folded name → code; English wins over other languages, our own table over all."""
    from babel import Locale
    from babel.core import get_global

    pairs = [
        (name, code)
        for language in _LANGUAGES
        for code, name in Locale(language).territories.items()
        if len(code) == _ALPHA2 and code.isalpha() and code not in {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}
    ]
    codes = {code for _, code in pairs}
    table = {_key(name): code for name, code in reversed(pairs)}
    table |= {code.casefold(): code for code in codes}
    for alias, targets in get_global("territory_aliases").items():
        if alias.isalpha() and len(alias) == 3 and targets[0] in codes:  # noqa: PLR2004 - alpha-3
            table[alias.casefold()] = targets[0]
    table |= {_key(name): code for name, code in _own_names()}
    return table


def _own_names() -> list[tuple[str, str]]:
    text = resources.files("nongrata.text").joinpath("countries.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return [(name, code) for name, code in rows]
