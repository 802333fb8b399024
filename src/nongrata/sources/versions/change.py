"""One change of one value of a listed party, and what it can do."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Materiality(StrEnum):
    """What a change can do. SCREENING: who is hit. DUTY: what must be done. NONE: neither."""

    SCREENING = "screening"
    DUTY = "duty"
    NONE = "none"


class Action(StrEnum):
    """What happened to a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Change(msgspec.Struct, frozen=True):
    """One value of one field that came, went or changed.

    Args:
        field: What it is a value of, in words ("alias", "alias strength", "born", "programme").
        action: What happened to it.
        before: The value before, as text; empty if it was added.
        after: The value after, as text; empty if it was removed.
        material: What the change can do.
    """

    field: str
    action: Action
    before: str
    after: str
    material: Materiality

    def describe(self) -> str:
        """The change as one line.

        >>> Change("alias strength", Action.CHANGED, "'FSB' strong", "weak", Materiality.SCREENING).describe()
        "alias strength: 'FSB' strong -> weak"
        >>> Change("programme", Action.ADDED, "", "CYBER2", Materiality.DUTY).describe()
        'programme added: CYBER2'
        """
        if self.action is Action.CHANGED:
            return f"{self.field}: {self.before} -> {self.after}"
        return f"{self.field} {self.action}: {self.after or self.before}"
