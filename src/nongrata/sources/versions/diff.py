"""What changed between two versions of a list: who came, who went, and who was amended, field by field.

An amendment is not an alert. Each change says what it can do: change who is hit (SCREENING), change what
must be done about a hit (DUTY), or neither (NONE): a new remark on 135 targets is not 135 alerts, one alias
that turned weak is something that somebody must see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from nongrata.model import Party
from nongrata.sources.versions.amendment import changes
from nongrata.sources.versions.change import Action, Change, Materiality

__all__ = ["Action", "Amendment", "Change", "ListDiff", "Materiality", "diff"]


class Amendment(msgspec.Struct, frozen=True):
    """A target that stands in both versions and does not say the same in both.

    Args:
        id: `LIST:ID-AS-PUBLISHED`.
        name: Its primary name in the later version.
        changes: At least one, in the order of the fields of a party.
    """

    id: str
    name: str
    changes: tuple[Change, ...]

    @property
    def material(self) -> Materiality:
        """The most that any of its changes can do."""
        found = {change.material for change in self.changes}
        return next(level for level in Materiality if level in found)

    def describe(self) -> tuple[str, ...]:
        """Its changes, one line each."""
        return tuple(change.describe() for change in self.changes)


class ListDiff(msgspec.Struct, frozen=True):
    """Everything that changed between two versions, each part sorted by id."""

    added: tuple[Party, ...]
    removed: tuple[Party, ...]
    amended: tuple[Amendment, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.amended)

    def amended_for(self, material: Materiality) -> tuple[Amendment, ...]:
        """The amendments of which this is the most that they can do."""
        return tuple(one for one in self.amended if one.material is material)

    @property
    def counts(self) -> dict[str, int]:
        """Targets added, removed and amended, and how many amendments can do what."""
        levels = {f"amended ({level})": len(self.amended_for(level)) for level in Materiality}
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "amended": len(self.amended),
            **levels,
        }


def diff(before: Iterable[Party], after: Iterable[Party]) -> ListDiff:
    """What changed between two sets of parties, matched by id.

    New means that the id was not there before, never that its number is higher: OFAC's are not given out
    in the order of publication.

    >>> from nongrata.model import Name, PartyKind
    >>> ada = Party(id="x:1", kind=PartyKind.PERSON, name=Name("Ada"))
    >>> found = diff([ada], [msgspec.structs.replace(ada, gender="female")])
    >>> found.amended[0].describe()
    ('gender added: female',)
    """
    old = {party.id: party for party in before}
    new = {party.id: party for party in after}
    return ListDiff(
        added=tuple(new[key] for key in sorted(new.keys() - old.keys())),
        removed=tuple(old[key] for key in sorted(old.keys() - new.keys())),
        amended=tuple(_amendments(old, new)),
    )


def _amendments(old: dict[str, Party], new: dict[str, Party]) -> Iterator[Amendment]:
    for key in sorted(old.keys() & new.keys()):
        if old[key] != new[key]:
            yield Amendment(key, new[key].name.full, tuple(changes(old[key], new[key])))
