"""What publishers write as prose where a list would do: enumerations, sentences, countries, further names.

UN, EU and UK lists put several values into one field ("(a) Mullah, (b) Haji", "(1)-(2) Tunisia (3) Libya"),
decorate countries ("Pakistan (as at Apr 2009)") and tell low-quality names in a sentence. The functions here
take such a field apart and never lose it: what is not understood comes back whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nongrata.text.countries import country_code

# "(b)" may follow a word at once, "b)" may not; right behind a number it is part of a reference: "10(b)".
_MARKER = re.compile(r"(?<!\d)(?:\((\w{1,2})\)|(?<![\w(])(\w{1,2})\))\s*")
_MARK = re.compile(r"[a-z]|\d{1,2}")
_JOINT = re.compile(r"^[\s,;&-]*(?:and|to)?[\s,;-]*$")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Nos|Dr|Mr|Mrs|St|Co|Ltd|Inc|Gen|Brig|Maj|Col|Lt|"
    r"Ref|Tel|art|para|paras|approx|ca|a\.k\.a|f\.k\.a|A\.K\.A|i\.e|e\.g|vs)|(?<![A-Za-z])[A-Z])\.$"
)
_SENTENCE_GAP = re.compile(r"(?<=[.!?])\s+(?=[\"'“‘(\[]?[A-ZÀ-Þ])")
_COUNTRY_NOISE = re.compile(
    r"\b(?:citizenship|citizen|nationalit(?:y|ies)|nationals?|possibly|formerly|former|believed|location|currently|in)\b"
    r"|\b(?:by birth|withdrawn|as at|as of|since|until|from|also|at time)\b.*",
    re.IGNORECASE,
)
# A sentence of its own: "(also known as the National Salvation Government)" is about somebody else.
_ALSO = re.compile(
    r"(?:^|[.;:)\]]\s*)(?:Also (?:referred to|known) as|(?i:low quality a\.?k\.?a\.?)):?\s+"
    r"(.+?)(?=\.(?:\s|$|[A-Z][a-z])|;|$)"
)
_NAME_GAP = re.compile(r",\s+(?:and\s+)?|\s+and\s+|\s+or\s+")
_ARTICLE = re.compile(r"^the\s+(?=['\"‘“])")
_QUOTES = " '\"‘’“”.,"
_SECOND = 2
_MOST_NAME_CHARS = 60
_MOST_NAME_WORDS = 7


def tidy(text: str | None) -> str:
    r"""The text with every run of white space made one blank; "" for None.

    >>> tidy("  Hussein\n     AL-TIKRITI ")
    'Hussein AL-TIKRITI'
    """
    return " ".join(text.split()) if text else ""


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a remark, verbatim, so that versions of a list can be compared sentence by sentence.

    >>> sentences("Review was concluded on 22 Jun. 2010. Brother of A. Example. No. 4 on the staff.")
    ('Review was concluded on 22 Jun. 2010.', 'Brother of A. Example.', 'No. 4 on the staff.')
    """
    found: list[str] = []
    for piece in _SENTENCE_GAP.split(tidy(text)):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return tuple(found)


def enumerated(text: str) -> tuple[tuple[int, str], ...]:
    """The items of "(a) ... (b) ..." or "1) ... 2) ..." with their positions; a plain text is item 1.

    A marker counts only at its place in the sequence, so that "(a)" in the middle of a legal reference does
    not split a sentence; the first may be missing. Items named together share a value.

    >>> enumerated("(a) Mullah, (b) Haji")
    ((1, 'Mullah'), (2, 'Haji'))
    >>> enumerated("(1)-(2) Tunisia (3) Libya")
    ((1, 'Tunisia'), (2, 'Tunisia'), (3, 'Libya'))
    >>> enumerated("Mohammed Example b) M. Example")
    ((1, 'Mohammed Example'), (2, 'M. Example'))
    >>> enumerated("Listed pursuant to paragraphs 10(a) and 10(b)")
    ((1, 'Listed pursuant to paragraphs 10(a) and 10(b)'),)
    """
    text = tidy(text)
    marks = list(_in_sequence(text))
    if not marks:
        return ((1, text),) if text else ()
    head = text[: marks[0][1].start()].strip(" ,;")
    found = [(1, head)] if head else []
    ends = [match.start() for _, match in marks[1:]] + [len(text)]
    waiting: list[int] = []
    for (position, match), end in zip(marks, ends, strict=True):
        value = text[match.end() : end]
        # "(1)-(4) Tunisia" names the positions between as well.
        waiting.extend(range(waiting[-1] + 1 if waiting else position, position + 1))
        if not _JOINT.match(value) or end == len(text):
            found.extend((number, value.strip(" ,;")) for number in waiting)
            waiting = []
    return tuple((number, value) for number, value in found if value.strip("- "))


def _in_sequence(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    expected, last = 1, 0
    for match in _MARKER.finditer(text):
        position = _position((match[1] or match[2]).lower())
        if expected == 1:
            head = text[: match.start()].rstrip()
            # Without a first marker, "Annex 2 (b)" is a reference too.
            if position != (_SECOND if head else 1) or head[-1:].isdigit():
                return
        elif position != expected and not (position > expected and text[last : match.start()].strip() == "-"):
            continue
        yield position, match
        expected, last = position + 1, match.end()


def _position(mark: str) -> int:
    """1 for "1" and "a"; 0 for what is no mark ("UN", "é")."""
    if not _MARK.fullmatch(mark):
        return 0
    return int(mark) if mark.isdigit() else ord(mark) - ord("a") + 1


def items(text: str) -> tuple[str, ...]:
    """The values of an enumeration without their positions.

    >>> items("a) General b)Major General"), items("Governor")
    (('General', 'Major General'), ('Governor',))
    """
    return tuple(value for _, value in enumerated(text))


def countries_in(text: str) -> tuple[str, ...]:
    """The alpha-2 codes of the country or countries a field names, decoration and all; () if none is known.

    >>> countries_in("Pakistan (as at Apr 2009)"), countries_in("Iranian citizenship")
    (('PK',), ('IR',))
    >>> countries_in("(1) Russian (2) Ukrainian"), countries_in("Libyan and Belgian nationalities")
    (('RU', 'UA'), ('LY', 'BE'))
    >>> countries_in("Atlantis")
    ()
    """
    codes = [code for value in items(text) for code in _countries(value)]
    return tuple(dict.fromkeys(codes))


def _countries(value: str) -> tuple[str, ...]:
    value = value.strip(" .,;")
    if code := country_code(value):
        return (code,)
    plain = _COUNTRY_NOISE.sub("", value.partition("(")[0]).strip(" .,;/")
    if code := country_code(plain):
        return (code,)
    pieces = [country_code(piece.strip(" .,")) for piece in re.split(r"\s+and\s+|[/,;]", plain)]
    return tuple(pieces) if len(pieces) > 1 and all(pieces) else ()


def also_known_as(text: str) -> tuple[str, ...]:
    """The names in "Also referred to as Slavik and Monstr.": where OFSI's list puts the weak ones.

    >>> also_known_as("UN Ref. Also referred to as Slavik, Monstr and Lastik. Lost one leg in 1980.")
    ('Slavik', 'Monstr', 'Lastik')
    >>> also_known_as("Low quality a.k.a. (a) Slavik (b) Monstr.")
    ('Slavik', 'Monstr')
    """
    found: list[str] = []
    for match in _ALSO.finditer(tidy(text)):
        listed = items(match[1])
        names = listed if len(listed) > 1 else _NAME_GAP.split(match[1])
        found.extend(_ARTICLE.sub("", name).strip(_QUOTES) for name in names)
    return tuple(dict.fromkeys(name for name in found if _like_a_name(name)))


def _like_a_name(text: str) -> bool:
    words = text.removeprefix("the ").split()
    return (
        bool(words) and len(text) <= _MOST_NAME_CHARS and len(words) <= _MOST_NAME_WORDS and not words[0][0].islower()
    )
