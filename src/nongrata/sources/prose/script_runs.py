"""Which script a name is written in, and where one script ends and another begins."""

from __future__ import annotations

import re

_LATIN = r"\u0041-\u005a\u0061-\u007a\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff"
_LATIN_LETTER = re.compile(f"[{_LATIN}]")
_OTHER_LETTER = re.compile(f"[^\\W\\d_{_LATIN}]")
# A run of another script: letters of it, with blanks, marks and joiners between them.
_OTHER_RUN = re.compile(
    f"[^\\W\\d_{_LATIN}](?:[^{_LATIN}()\\[\\];:,.\\d]*[^\\W\\d_{_LATIN}\\u0300-\\u036f][\\u0300-\\u036f]*)?"
)


def is_latin(text: str) -> bool:
    """Whether most letters are Latin; true where there are no letters.

    A stray letter does not decide: EU.10340.34 writes Cyrillic "Bладимир" with a Latin B.

    >>> is_latin("Čong Kjong-thä"), is_latin("Bладимир"), is_latin("정경택"), is_latin("123")
    (True, False, False, True)
    """
    return len(_LATIN_LETTER.findall(text)) >= len(_OTHER_LETTER.findall(text))


def is_mixed(text: str) -> bool:
    """Whether Latin letters and letters of another script both occur.

    >>> is_mixed("Agha Jan اغا جان"), is_mixed("Игорь")
    (True, False)
    """
    return bool(_LATIN_LETTER.search(text) and _OTHER_LETTER.search(text))


def other_script_runs(text: str) -> tuple[str, ...]:
    """The stretches of a text that are in a script other than Latin.

    >>> other_script_runs("born 1973, in Arabic: مصطفى عدنان")
    ('مصطفى عدنان',)
    >>> other_script_runs("original script: Абу-Билал")
    ('Абу-Билал',)
    """
    return tuple(run.strip() for run in _OTHER_RUN.findall(text) if len(run.strip()) > 1)
