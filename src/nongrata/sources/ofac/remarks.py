"""The Remarks of OFAC's CSV form, and what is left of them in its XML forms, clause by clause.

Remarks are clauses separated by "; " with a period at the end: `DOB 28 Oct 1983; alt. Passport 123 (Russia);
a.k.a. 'Slavik'; Linked To: ...`. The weak aliases of the CSV form are nowhere else. A clause that is not
understood is kept word for word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache

from nongrata.model import Alias, IdentifierKind, ObservableKind, Strength
from nongrata.sources.ofac.facts import Fact, Piece, name_of, pieces_of
from nongrata.sources.ofac.vocabulary import (
    ALIAS_KINDS,
    DIGITAL_CURRENCY,
    LABELS,
    ORDER_SECTION,
    Meaning,
    Role,
    meaning_of,
    place_code,
)

OVERFLOW_CHARS = 1000
"""Where OFAC cuts Remarks off, in mid-word; they go on in the comments file."""

_MEMOISED_CLAUSES = 1 << 16  # the list of 2024 has 34 thousand different ones; a day later most are the same


def remark_pieces(remarks: str, title: str = "", *, person: bool, cut: bool = False) -> Iterator[Piece]:
    """What the Remarks of the CSV form say, field by field.

    Args:
        remarks: The whole text, overflow already joined.
        title: The title column; the Remarks repeat it among their clauses, where it is left out.
        person: Whether names in it have a family name before the comma.
        cut: Whether the end is missing, so that the last clause cannot be trusted and is kept as it is.

    >>> [field for field, _ in remark_pieces("DOB 28 Oct 1983; a.k.a. 'Slavik'; At large.", person=True)]
    ['born', 'aliases', 'remarks']
    """
    text, rest = remarks.strip(), ""
    if cut:
        text, rest = _without_cut_clause(text)
    text = _without_title(text, title)
    for clause in _clauses(text if cut else _without_period(text)):
        yield from clause_pieces(clause, person)
    if rest:
        yield ("remarks", rest)


_LINKS_IN_BRACKETS = re.compile(r"(^|; )\((Linked To: .*)\)$", re.DOTALL)


def xml_remark_pieces(remarks: str, *, person: bool) -> Iterator[Piece]:
    """What the remarks of the XML forms say: the same clauses, links in brackets, no period at the end.

    >>> list(xml_remark_pieces("all offices worldwide; (Linked To: IRISL)", person=False))
    [('remarks', 'all offices worldwide'), ('links', Link(relation='Linked To', name='IRISL', target_id=''))]
    """
    for clause in _clauses(_LINKS_IN_BRACKETS.sub(r"\1\2", remarks.strip())):
        yield from clause_pieces(clause, person)


def _without_cut_clause(text: str) -> tuple[str, str]:
    """The whole clauses, and the beginning of the one that was cut off; it may be half a wallet address."""
    if text.endswith(";"):
        return text[:-1], ""
    whole, _, rest = text.rpartition("; ")
    return whole, rest


# The period at the end is also that of "S.A." or "LTD.": OFAC does not write two.
_ABBREVIATED = re.compile(r"(?:^|[ ,(])(?:(?:[A-Z]\.)+|(?:LTDA?|CO|CORP|INC|BROS)\.)$")


def _without_period(text: str) -> str:
    if _ABBREVIATED.search(text):
        fact = _fact(text.rpartition("; ")[2])
        meaning = meaning_of(fact.label) if fact else None
        if meaning is None or meaning.role is Role.LINK:
            return text
    return text.removesuffix(".")


def _without_title(text: str, title: str) -> str:
    at = text.find(title) if title else -1
    while at >= 0:
        before, after = text[:at], text[at + len(title) :]
        if not before or before.endswith("; "):
            if after in {"", "."}:
                return before.removesuffix("; ")
            if after.startswith("; "):
                return before + after.removeprefix("; ")
        at = text.find(title, at + 1)
    return text


def _clauses(text: str) -> list[str]:
    """The text split at "; ", except where that stands inside a value."""
    clauses: list[str] = []
    for part in text.split("; "):
        if clauses and _goes_on(clauses[-1], part):
            clauses[-1] += f"; {part}"
        else:
            clauses.append(part)
    return clauses


_WEAK_ALIAS_STARTS = ("a.k.a. '", "f.k.a. '", "n.k.a. '")
_NO_CONTINUATION = ("alt. ", "a.k.a. ", "f.k.a. ", "n.k.a. ", "nationality ", "citizen ")


def _goes_on(before: str, part: str) -> bool:
    if before.startswith(_WEAK_ALIAS_STARTS):
        return not before.endswith("'") and part.endswith("'") and not part.startswith(_WEAK_ALIAS_STARTS)
    # "Organization Type: Accounting, bookkeeping and auditing activities; tax consultancy": names of the
    # industrial classification (ISIC) hold semicolons, and go on in lower case.
    return before.startswith("Organization Type: ") and part[:1].islower() and not part.startswith(_NO_CONTINUATION)


_ALTERNATIVE = re.compile(r"[Aa]lt\. ")
_WEAK_ALIAS = re.compile(r"([afn])\.k\.a\. '(.*)'\.?", re.DOTALL)


@lru_cache(maxsize=_MEMOISED_CLAUSES)
def clause_pieces(clause: str, person: bool) -> tuple[Piece, ...]:
    """What one clause says; one that is not understood is kept as a remark.

    >>> clause_pieces("alt. Passport 0307609477 (Russia)", True)[0][1].country
    'RU'
    >>> clause_pieces("Tribe: Noorzai", True)
    (('remarks', 'Tribe: Noorzai'),)
    """
    plain = clause.strip()
    if not plain:
        return ()
    if alternative := _ALTERNATIVE.match(plain):
        plain = plain[alternative.end() :]
    if alias := _WEAK_ALIAS.fullmatch(plain):
        kind = ALIAS_KINDS[f"{alias[1]}ka"]
        return (("aliases", Alias(name_of(alias[2], person=person), kind, Strength.WEAK)),)
    fact = _fact(plain)
    return pieces_of(fact) if fact else (("remarks", clause.strip()),)


def _fact(clause: str) -> Fact | None:
    if clause.startswith(DIGITAL_CURRENCY):
        currency, _, address = clause.removeprefix(DIGITAL_CURRENCY).partition(" ")
        return Fact(DIGITAL_CURRENCY + currency, address) if address else None
    if section := ORDER_SECTION.fullmatch(clause):
        return Fact(section[1], section[2])
    for label in _BY_FIRST_WORD.get(_first_word(clause), ()):
        if clause.startswith(label) and (gap := _GAP.match(clause, len(label))):
            return _labelled(LABELS[label], clause[gap.end() :])
    return _contact(clause)


_GAP = re.compile(r"(?: -|:)?\s+")


def _first_word(text: str) -> str:
    return text.partition(" ")[0].removesuffix(":")


def _by_first_word() -> dict[str, tuple[str, ...]]:
    """First word → labels that start with it, longest first."""
    found = defaultdict(list)
    for label in sorted(LABELS, key=len, reverse=True):
        if label not in {"Title", "Location"}:  # of the XML forms; here they would be words of a sentence
            found[_first_word(label)].append(label)
    return {word: tuple(labels) for word, labels in found.items()}


_BY_FIRST_WORD = _by_first_word()

_DOCUMENT = re.compile(r"(.+?)(?: \(([^()]+)\))?( (?:issued|expires) .*)?", re.DOTALL)
_KINDS_WITHOUT_DIGITS = frozenset(
    {IdentifierKind.BIC, IdentifierKind.AIRCRAFT_TAIL, IdentifierKind.CALL_SIGN, IdentifierKind.OTHER}
)


def _labelled(meaning: Meaning, value: str) -> Fact | None:
    """The value under its label, or None if it is no value but the rest of a sentence."""
    if meaning.role is Role.IDENTIFIER:
        return _document(meaning, value)
    if isinstance(meaning.kind, ObservableKind) and not _LOOKS_LIKE[meaning.kind](value):
        return None
    if meaning.role is Role.NATIONALITY and ";" in value:
        return None  # 7940: "nationality possibly Palestinian;arrested 23 Apr 2002"
    return Fact(meaning.label, value)


def _document(meaning: Meaning, value: str) -> Fact | None:
    match = _DOCUMENT.fullmatch(value)
    if match is None:
        return None
    number, country, dates = match[1], match[2] or "", (match[3] or "").strip()
    if country and place_code(country) is None:  # "Matricula Mercantil No 12345 (Medellin)": part of it
        number, country = f"{number} ({country})", ""
    if not any(char.isdigit() for char in number) and (" " in number or meaning.kind not in _KINDS_WITHOUT_DIGITS):
        return None  # "Passport issued in Sarajevo": a sentence
    return Fact(meaning.label, number, country, dates)


_LEAST_PHONE_DIGITS = 5
_LOOKS_LIKE: dict[ObservableKind, Callable[[str], bool]] = {
    ObservableKind.DOMAIN: lambda value: "." in value and " " not in value,
    ObservableKind.EMAIL: lambda value: "@" in value,
    ObservableKind.PHONE: lambda value: sum(map(str.isdigit, value)) >= _LEAST_PHONE_DIGITS,
}

_BARE_SITE = re.compile(r"((?:https?://|www\.)[^\s,;]+?)(?: \(website\))?\.?")
_BARE_MAIL = re.compile(r"([^\s@,;]+@[\w.-]+\.\w+)(?: \(email\)\.?)?")


def _contact(clause: str) -> Fact | None:
    """A web site or mailbox without a label: "www.almanar.com.lb", "info@sanabel.org.uk (email)."."""
    if site := _BARE_SITE.fullmatch(clause):
        return Fact("Website", site[1])
    if mail := _BARE_MAIL.fullmatch(clause):
        return Fact("Email Address", mail[1])
    return None
