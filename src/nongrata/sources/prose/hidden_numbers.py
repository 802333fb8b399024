"""Numbers of documents and registers where lists hide them in words.

"CAR diplomatic passport no. D00000898" is published as the *number* of a passport (UN, CFi.001 and others); a
company's IMO number and a bank's BIC stand in the comments; the EU files a fiscal code under the remarks of
an address. A number with words around it equals no customer's number, so the words go to the label.
"""

from __future__ import annotations

import re

from nongrata.model import Identifier, IdentifierKind
from nongrata.sources.prose.free_text import countries_in, items, tidy
from nongrata.text.countries import country_code
from nongrata.text.identifiers import canonical_identifier

_ASIDE = re.compile(r"\(([^()\d]*)\)")
_TAIL = re.compile(
    r"\s*(?:[(;,]|(?<!\bno)(?<!\bnr)\.(?=\s+[A-Z(]|$)"
    r"|\b(?:issued|expir\w*|valid|date of|revoked|under|as)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_KEYWORD = re.compile(
    r"(?:\b(?:number|numbers|no|nos|nr|num|ssn)\b\.?|\bNo\.?(?=\d)|[A-Za-z]{2,}:)\s*:?\s*", re.IGNORECASE
)
# "381320634 PS 563410163" (OFSI, 2018) is two North Korean passports.
_AND_NUMBER = re.compile(r"\s+(?:and|or|&)\s+(?=\S*\d{4})|\s*[|;]\s*|(?<=\d{8})\s+(?=PS\s\d)")
_ISSUER_NOISE = re.compile(
    r"\b(?:false|fake|counterfeit|diplomatic|service|passport|provisional|likely|unconfirmed)\b",
    re.IGNORECASE,
)
_FOR_NUMBER = frozenset({"number", "numbers", "no", "nos", "nr", "num"})
_CODE_CHARS = 2
_NO_WORD_NEEDED = frozenset({"US", "UK"})

_KIND_WORDS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for kind, pattern in (
        (IdentifierKind.TAX, r"fiscal|\btax\b|\btin\b|\binn\b|employer identification"),
        (
            IdentifierKind.OTHER,
            (
                r"driv|birth|voter|student|ration|military|certificate|licen[cs]e|permit|travel doc"
                r"|laissez|resident|serviceman|fardc|alien"
            ),
        ),
        (IdentifierKind.PASSPORT, r"passport|passeport|pasaporte"),
        (
            IdentifierKind.NATIONAL_ID,
            r"national|identi|\bid\b|social security|\bssn\b|cedula|tazkira|civil|personal",
        ),
    )
)

# (kind, country of the issuer, words, number): the words before a number say what it is.
_SAID = tuple(
    (kind, country, re.compile(rf"\b({words}){gap}({number})\b", re.IGNORECASE))
    for kind, country, words, gap, number in (
        (
            IdentifierKind.IMO,
            "",
            r"(?:company )?(?:number )?IMO\)?(?: (?:company )?(?:number|no\.?))?",
            r"\W{0,4}",
            r"\d{7}",
        ),
        (IdentifierKind.MMSI, "", "MMSI", r"\D{0,10}", r"\d{9}"),
        (
            IdentifierKind.BIC,
            "",
            r"SWIFT(?:\s*/\s*BIC)?(?: code)?|BIC",
            r"\s*:?\s*",
            r"(?-i:[A-Z]{4}\s?[A-Z]{2}\s?[A-Z0-9]{2}(?:[A-Z0-9]{3})?)",
        ),
        (
            IdentifierKind.TAX,
            "IT",
            "(?:Italian )?fiscal code",
            r"\W{1,3}",
            r"[A-Z]{3}\s?[A-Z]{3}\s?\d{2}[A-Z]\d{2}\s?[A-Z]\d{3}[A-Z]",
        ),
        (
            IdentifierKind.NATIONAL_ID,
            "US",
            r"SSN|social security (?:no\.?|number)",
            r"\W{1,3}",
            r"\d{3}-\d{2}-\d{4}",
        ),
        (IdentifierKind.TAX, "US", "(?:federal )?employer identification number", r"\W{1,3}", r"\d{2}-\d{7}"),
        (
            IdentifierKind.TAX,
            "",
            r"INN|TIN|tax (?:id|identification|registration)(?: number| no\.?)?",
            r"\W{0,4}",
            r"\d(?: ?\d){8,12}",
        ),
        (
            IdentifierKind.REGISTRATION,
            "",
            "OGRN|PSRN|primary state registration number",
            r"\W{0,4}",
            r"\d{13,15}",
        ),
        (
            IdentifierKind.REGISTRATION,
            "",
            (
                "(?:(?:company|business|commercial|state) registration|registered company"
                r"|registration|company) (?:no\.?|number|id)"
            ),
            r"\W{1,3}",
            r"[A-Z]{0,3}\d[\w/-]{3,19}",
        ),
        (
            IdentifierKind.PASSPORT,
            "",
            r"passport(?: (?:no\.?|number|nr\.?))?",
            r"\W{1,3}",
            r"(?:[A-Z]{1,3}[ -]?)?\d[\dA-Z/-]{4,19}",
        ),
    )
)


def identifiers_in(text: str) -> tuple[Identifier, ...]:
    """The numbers that a sentence names with the word for them.

    >>> [(found.kind.value, found.value) for found in identifiers_in("IMO number: 9074729. MMSI: 445539000.")]
    [('imo', '9074729'), ('mmsi', '445539000')]
    >>> [(found.kind.value, found.value) for found in identifiers_in("SWIFT: SABRRUMM (tax ID 7702285945)")]
    [('bic', 'SABRRUMM'), ('tax', '7702285945')]
    """
    text = tidy(text)
    return tuple(
        dict.fromkeys(
            Identifier(kind, match[2], country, match[1].replace(")", ""))
            for kind, country, pattern in _SAID
            for match in pattern.finditer(text)
        )
    )


def documents(text: str, kind: IdentifierKind, *, label: str = "", country: str = "") -> tuple[Identifier, ...]:
    """Every document that a field names: the items of an enumeration, and what a sentence in it says.

    Args:
        text: The field as published.
        kind: What the field says its documents are.
        label: The publisher's word for the field.
        country: Alpha-2 of the issuer where the publisher has a field for it.

    >>> [found.value for found in documents("(1) A-333602 (Indian) (2) M110522", IdentifierKind.PASSPORT)]
    ['A-333602', 'M110522']
    >>> [found.value for found in documents("381420565 and 654120219", IdentifierKind.PASSPORT)]
    ['381420565', '654120219']
    """
    pieces = [piece for item in items(text) for piece in _AND_NUMBER.split(item)]
    found = [document(piece, kind, label=label, country=country) for piece in pieces]
    known = [one for one in found if one]
    values = {canonical_identifier(one.kind, one.value) for one in known}
    said = (one for one in identifiers_in(text) if canonical_identifier(one.kind, one.value) not in values)
    return tuple(dict.fromkeys([*known, *said]))


def document(text: str, kind: IdentifierKind, *, label: str = "", country: str = "") -> Identifier | None:
    """The number of a document as a field prints it, freed from the words around it; None if it has none.

    Args:
        text: The field, or one item of an enumeration in it.
        kind: What the field says it is, unless the words say better.
        label: The publisher's word for the field.
        country: Alpha-2 of the issuer where the publisher has a field for it.

    >>> found = document("CAR diplomatic passport no. D00000898", IdentifierKind.PASSPORT)
    >>> found.value, found.label
    ('D00000898', 'CAR diplomatic passport')
    >>> document("G123456 (Tunisian). Issued on 1 June 1996", IdentifierKind.PASSPORT).country
    'TN'
    >>> document("(Egypt). Issued 1993.", IdentifierKind.PASSPORT) is None
    True
    """
    text = tidy(text)
    asides = _ASIDE.findall(text)
    bare = tidy(_ASIDE.sub(" ", text))
    head = _TAIL.sub("", bare)
    value, words = _without_words(head)
    if not re.search(r"\d", value):
        return None
    full_label = tidy(" ".join([label, words] if words.casefold() not in label.casefold() else [label]))
    tail = bare[len(head) :].strip(" .,;")
    return Identifier(
        kind=kind_by_words(f"{label} {words} {' '.join(asides)}", kind),
        value=value,
        country=country or _issuer([words, *asides, tail]),
        label=full_label,
    )


def _without_words(head: str) -> tuple[str, str]:
    """The number, and the words around it: all up to a word for "number", else all that cannot be part."""
    if (match := _KEYWORD.search(head)) and re.search(r"\d", head[match.end() :]):
        keyword = match[0].strip(" :.")
        kept = "" if keyword.casefold() in _FOR_NUMBER else keyword
        rest, more = _behind(head[match.end() :])
        return rest, tidy(f"{head[: match.start()]} {kept} {more}").strip(" .:")
    tokens = head.split()
    first = 0
    while first < len(tokens) - 1 and _is_word(tokens[first], tokens[first + 1]):
        first += 1
    last = next((at for at in range(first + 1, len(tokens)) if _is_plain_word(tokens[at])), len(tokens))
    return " ".join(tokens[first:last]).strip(" .:"), " ".join(tokens[:first] + tokens[last:]).strip(" -")


def _behind(rest: str) -> tuple[str, str]:
    """The number behind a word for it, which another such word may follow: "Passport: ... no. ..."."""
    again = _KEYWORD.search(rest)
    if again and not re.search(r"\d", rest[: again.start()]):
        return _without_words(rest)
    return rest.strip(" .:"), ""


def _is_word(token: str, follower: str) -> bool:
    """Whether a token is no part of a number: "Libya 428720", "DRC passport", not the SE of "SE 011252"."""
    if re.search(r"\d", token):
        return False
    return _is_plain_word(token) or _is_plain_word(follower)


def _is_plain_word(token: str) -> bool:
    return token == "-" or bool(re.fullmatch(r"\D*[a-z]\D*", token))  # noqa: S105 - a dash, no password


def kind_by_words(words: str, kind: IdentifierKind) -> IdentifierKind:
    """What a number is by the words that go with it; the given kind where they do not say.

    >>> kind_by_words("Italian Fiscal Code", IdentifierKind.NATIONAL_ID).value
    'tax'
    """
    return next((found for pattern, found in _KIND_WORDS if pattern.search(words)), kind)


def _issuer(hints: list[str]) -> str:
    for hint in hints:
        if codes := countries_in(_ISSUER_NOISE.sub("", hint).strip()):
            return codes[0]
        first = next(iter(hint.strip("( ").split()), "").strip("().,")
        if (len(first) > _CODE_CHARS or first in _NO_WORD_NEEDED) and (code := country_code(first)):
            return code
    return ""
