"""Names of any script and order, turned into the tokens that are compared.

Transliteration is lossy and deliberately simple; what it loses (vowels of Arabic and Hebrew, tones, the
choice between e and ye) the rules of `text.spelling` forgive.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources
from itertools import pairwise

import msgspec
from anyascii import anyascii

from nongrata.model import PartyKind

MAX_TOKENS = 24
_LONG_NAME = 16
_WINDOW = 4
_LONGEST_FORM = 7

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HANGUL = re.compile(r"[\uac00-\ud7af]+")
_SYLLABLE = re.compile(r"[A-Z][a-z]*")
_ARABIC_ARTICLE = re.compile(r"(?<!\w)ال(?=\w{3})")
_ARABIC_WORD = re.compile(r"[\u0621-\u064a\u066e-\u06d3]+")
_ALEF = str.maketrans("أإآٱ", "اااا")  # with hamza or madda it is still the vowel that a name begins with
_APOSTROPHES = re.compile(r"['`´‘’‛ʻʼʾʿ“”\"ˈ′]")
_POINTED = re.compile(r"\b(?:[a-z][./]){1,}[a-z]?(?=\W|$)", re.IGNORECASE)
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_BRACKETS = re.compile(r"[\[({<].*?[\])}>]")

HONORIFICS = frozenset(
    "mr mrs ms miss dr prof sir dame lord lady sheikh shaykh shaikh sayyid sayid seyed haji hajji hadji mullah "
    "maulana maulavi maulawi mawlawi qari hafiz general gen colonel col captain capt major lt lieutenant "
    "admiral herr frau monsieur madame senor senora don dona".split()
)
_FORMS_OF_ADDRESS = frozenset("mr mrs ms miss dr prof herr frau monsieur madame senor senora".split())
"""The honorifics that no company's name begins with: all that may be taken off where the kind is unknown."""

PARTICLES = frozenset(
    "al el ul bin ibn ben bint abu abd de del della der den di da dos du van von und y e la le of the and for".split()
)
_VESSEL_PREFIXES = frozenset("mv mt ms ss mtv mft motor vessel ship tanker".split())


class NameForm(msgspec.Struct, frozen=True):
    """A name ready for comparison.

    Args:
        raw: As given.
        tokens: Comparable tokens in the order of the name, at most `MAX_TOKENS`.
        legal_form: Canonical class of an organisation's legal form ("llc"), or empty.
        joined: Each token written together with its right neighbour: "zor security" also reads "zorsecurity".
    """

    raw: str
    tokens: tuple[str, ...]
    legal_form: str = ""
    joined: tuple[str, ...] = ()


def name_form(raw: str, kind: PartyKind = PartyKind.UNKNOWN) -> NameForm:
    """The comparable form of a name.

    Args:
        raw: In any script and order; "FAMILY, Given" needs no turning round, order carries no weight.
        kind: Persons lose honorifics, organisations legal forms, vessels their prefix; UNKNOWN loses a form of
            address in front and a legal form at either end.

    >>> name_form("Богачев Евгений").tokens, name_form("习近平").tokens
    (('bogachev', 'evgeniy'), ('xi', 'jin', 'ping'))
    >>> form = name_form("Zor Security, O.O.O.", PartyKind.ORGANISATION)
    >>> form.tokens, form.legal_form, form.joined
    (('zor', 'security'), 'llc', ('zorsecurity',))
    """
    tokens = _tokens(_BRACKETS.sub(" ", raw)) or _tokens(raw)
    legal_form = ""
    if kind is PartyKind.PERSON:
        tokens = _without_leading(tokens, HONORIFICS)
    elif kind is PartyKind.VESSEL:
        tokens = _without_leading(tokens, _VESSEL_PREFIXES)
    elif kind in {PartyKind.ORGANISATION, PartyKind.UNKNOWN}:
        if kind is PartyKind.UNKNOWN:
            tokens = _without_leading(tokens, _FORMS_OF_ADDRESS)
        tokens, legal_form = _without_legal_form(tokens)
    tokens = tokens[:MAX_TOKENS]
    return NameForm(raw, tuple(tokens), legal_form, tuple(left + right for left, right in pairwise(tokens)))


def name_forms(raw: str, kind: PartyKind = PartyKind.UNKNOWN) -> tuple[NameForm, ...]:
    """Every name that a subject's name field may hold: the name, what stands in brackets, what is beyond `MAX_TOKENS`.

    On a list, brackets hold remarks; in a customer file, the owner of the company.

    >>> [form.tokens for form in name_forms("Acme Trading (Teofil Vardomir)")]
    [('acme', 'trading'), ('teofil', 'vardomir')]
    """
    texts = [raw, *(part.strip("[](){}<>") for part in _BRACKETS.findall(raw))]
    forms = []
    for text in texts:
        forms += [name_form(piece, kind) for piece in (text, *_windows(text.split()))]
    return tuple(dict.fromkeys(form for form in forms if form.tokens)) or tuple(forms[:1])


def _windows(words: list[str]) -> list[str]:
    """Short overlapping stretches of a very long text, so that a name inside it does not drown in the rest."""
    if len(words) <= _LONG_NAME:
        return []
    return [" ".join(words[start : start + _WINDOW]) for start in range(0, len(words), _WINDOW // 2)]


def latin_text(raw: str) -> str:
    """The name in ASCII letters; syllables of Han and Hangul apart, vowel-less scripts without vowels."""
    text = unicodedata.normalize("NFKC", raw)
    if text.isascii():
        return text
    text = _ARABIC_ARTICLE.sub("al ", text.translate(_ALEF))
    text = _ARABIC_WORD.sub(lambda match: _arabic_names().get(match[0], match[0]), text)
    text = _HAN.sub(lambda match: f" {' '.join(_SYLLABLE.findall(anyascii(match[0])))} ", text)
    text = _HANGUL.sub(lambda match: f" {' '.join(map(_korean, _SYLLABLE.findall(anyascii(match[0]))))} ", text)
    return anyascii(text)


def _korean(syllable: str) -> str:
    """A syllable of the South's romanisation in the spelling that lists use for names of the North (Gim → Kim).

    Source: McCune-Reischauer without its diacritics, as the DPRK romanises its own names.
    """
    spelled = syllable.lower().replace("eo", "o").replace("eu", "u")
    return _KOREAN_INITIALS.get(spelled[0], spelled[0]) + spelled[1:]


_KOREAN_INITIALS = {"g": "k", "d": "t", "b": "p"}


def _tokens(raw: str) -> list[str]:
    text = _APOSTROPHES.sub("", latin_text(_APOSTROPHES.sub("", raw)))
    text = _POINTED.sub(lambda match: match[0].replace(".", "").replace("/", "") + " ", text)
    return [token for token in _NOT_WORD.split(text.lower()) if token]


def _without_leading(tokens: list[str], droppable: frozenset[str]) -> list[str]:
    start = 0
    while start < len(tokens) - 1 and tokens[start] in droppable:
        start += 1
    return tokens[start:]


def _without_legal_form(tokens: list[str]) -> tuple[list[str], str]:
    """Takes legal forms off both ends; the name keeps at least one token."""
    found = ""
    while True:
        length, form, at_end = _form_at_an_end(tokens)
        if not length or length >= len(tokens):
            return tokens, found
        found = found or form
        tokens = tokens[:-length] if at_end else tokens[length:]


def _form_at_an_end(tokens: list[str]) -> tuple[int, str, bool]:
    table = _legal_forms()
    for length in range(min(_LONGEST_FORM, len(tokens)), 0, -1):
        if form := table.get(" ".join(tokens[-length:])):
            return length, form, True
        if form := table.get(" ".join(tokens[:length])):
            return length, form, False
    return 0, "", True


@lru_cache(maxsize=1)
def _arabic_names() -> dict[str, str]:
    text = resources.files("nongrata.text").joinpath("arabic_names.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {word.translate(_ALEF): latin for word, latin in rows}


@lru_cache(maxsize=1)
def _legal_forms() -> dict[str, str]:
    text = resources.files("nongrata.text").joinpath("org_forms.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {spelling: form for form, spellings in rows for spelling in spellings.split("|")}
