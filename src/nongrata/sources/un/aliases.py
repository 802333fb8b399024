"""What the UN writes into one alias: several names, their original script, and remarks about them.

The Security Council's list has one field for an alias and one for a note, and puts anything into either:
"Azim Adhajani; Azim Agha-Jani" (IRi.003), "Jin Tiesan (金铁三)", "Abubakar (original script: Абубакар)", a
name with a date of birth behind it (TAi.093), a list of transliterations in the note of an Arabic name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nongrata.sources.prose.free_text import items, tidy
from nongrata.sources.prose.script_runs import is_latin, is_mixed, other_script_runs

# One level of brackets inside: "Hay'at Tahrir al-Sham (HTS) (... (original script); ...)" (QDe.137).
_BRACKET_AT_END = re.compile(r"^(.*?\S)\s*\(((?:[^()]|\([^()]*\))*)\)$", re.DOTALL)
_SCRIPT_LABEL = re.compile(
    r"^(?:in )?(?:name (?:in )?)?(?:original script|(?:arabic|cyrillic)(?: script)?)\s*:?\s*"
    r"|\s*\(original script\)$",
    re.IGNORECASE,
)
_ABOUT_THE_NAME = re.compile(
    r"\b(?:birth name|listed as|combat name|nom de guerre|false|initials|call sign|sub-unit name|passport)\b"
    r"|\d{4}",
    re.IGNORECASE,
)
_BORN_BEHIND = re.compile(r"^(.*?\S),?\s+(born\b.*)$", re.IGNORECASE | re.DOTALL)
_NAME_LIST = re.compile(r"\(([^()]*;[^()]*)\)")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class AliasText:
    """The parts of one published alias.

    Args:
        names: The names, in whatever script they are published.
        notes: What is said about them.
    """

    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


def take_apart(name: str, note: str = "") -> AliasText:
    """The names and the notes that an ALIAS_NAME and its NOTE hold. Nothing in either is left out.

    >>> take_apart("Azim Adhajani; Azim Agha-Jani").names
    ('Azim Adhajani', 'Azim Agha-Jani')
    >>> take_apart("Jin Tiesan (金铁三)").names
    ('Jin Tiesan', '金铁三')
    >>> take_apart("Encep Example (birth name)")
    AliasText(names=('Encep Example',), notes=('birth name',))
    >>> take_apart("Abu Bilal", "original script: Абу-Билал").names
    ('Abu Bilal', 'Абу-Билал')
    """
    name, note = tidy(name).strip(" ,;"), tidy(note)
    names: list[str] = []
    notes: list[str] = []
    if match := _BORN_BEHIND.match(name):
        name = match[1]
        notes.append(match[2])
    if match := _BRACKET_AT_END.match(name):
        name, inside = _bracket(match[1], match[2], notes)
    else:
        inside = []
    for single in _singly(name):
        names.extend(_by_script(single))
    names.extend(inside)
    names.extend(_names_in_note(note, latin=is_latin(name)))
    if note and _SCRIPT_LABEL.sub("", note) not in names:
        notes.append(note)
    return AliasText(tuple(dict.fromkeys(one for one in names if one)), tuple(notes))


def _bracket(head: str, inside: str, notes: list[str]) -> tuple[str, list[str]]:
    """What stays of the name and the names that its bracket adds; a remark in brackets goes to the notes."""
    if ";" in inside or _SCRIPT_LABEL.match(inside) or is_latin(head) != is_latin(inside):
        return head, [_SCRIPT_LABEL.sub("", one.strip()) for one in inside.split(";")]
    if _ABOUT_THE_NAME.search(inside):
        notes.append(inside)
        return head, []
    return f"{head} ({inside})", []


def _singly(name: str) -> Iterator[str]:
    """Names joined by "; ", and numbered ones ("Mohammad Sabet b) M. Javad Kareemi Sabet", IRi.034)."""
    for piece in name.split(";"):
        yield from items(piece)


def _by_script(name: str) -> tuple[str, ...]:
    """Two names where one is printed behind the other in another script ("Agha Jan ... اغا جان ...")."""
    if is_mixed(name) and "(" not in name:
        runs = other_script_runs(name)
        rest = tidy(name.replace(runs[0], " ")) if len(runs) == 1 else ""
        if rest and not is_mixed(rest):
            return (rest, runs[0])
    return (name,)


def _names_in_note(note: str, *, latin: bool) -> Iterator[str]:
    yield from other_script_runs(note)
    if latin:
        for match in _NAME_LIST.finditer(note):
            yield from (one.strip() for one in match[1].split(";") if not _DIGIT.search(match[1]))
    elif ";" in note and is_latin(note) and not _DIGIT.search(note):
        # The note of an Arabic name spells it out: "Abdul Rehman Sindhi; Abdul Rehman al-Sindhi" (QDi.309).
        bracket = _NAME_LIST.search(note)
        yield from (one.strip() for one in (bracket[1] if bracket else note).split(";"))
