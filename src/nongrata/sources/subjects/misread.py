"""Whether a text that was decoded as Windows-1252, for want of better knowledge, was written in something else.

Windows-1252 gives a character to nearly every byte, so that a name in another code page never fails to decode:
it comes out as other letters, and would match nobody.
"""

from __future__ import annotations

import re

# With the signs of multiplication and division, which stand where Windows-1251 has the letter "ch".
_ASCII = "A-Za-z"
_HIGH = "À-ÿ"
_OTHER = "ŠšŒœŽžŸ"
_LETTER = f"[{_ASCII}{_HIGH}{_OTHER}]"
_WORD = re.compile(f"{_LETTER}+")
_HIGH_LETTER = re.compile(f"[{_HIGH}]")
_LEAST_LETTERS = 3
# "été" and "Þór" have two thirds of them, "Þórð" three quarters; a Cyrillic or Greek word has nothing else.
_MOST_HIGH = 0.75
# Windows-1250 has Polish and Czech letters in the place of symbols ("Wa³êsa", "£ukasz", "Pawe³"), and DOS has
# letters in the place of quotation marks ("J„ger").
_SYMBOL_FOR_LETTER = re.compile(
    f"{_LETTER}[¢£¤¥¦§¬±²³µ¶¹¼½¾¿†‡ˆ‰‚„“”]{_LETTER}|(?<!\\w)[£¥¯][a-zà-ÿ]|{_LETTER}{{3}}[³¹¿](?!\\w)"
)


def is_misread(text: str) -> bool:
    """Whether a text looks like another code page read as Windows-1252.

    Code pages that differ from it in few letters (Windows-1254, 1257) cannot be told apart and are not found.

    >>> is_misread("Åâãåíèé Áîãà÷åâ"), is_misread("Wa³êsa")
    (True, True)
    >>> [name for name in ("Müller", "Ñuñez", "Æbelø", "Žižek", "Sæþór", "été") if is_misread(name)]
    []
    """
    words = _WORD.findall(text)
    return any(map(_is_mostly_high, (*words, "".join(words)))) or bool(_SYMBOL_FOR_LETTER.search(text))


def _is_mostly_high(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS and len(_HIGH_LETTER.findall(word)) > _MOST_HIGH * len(word)
