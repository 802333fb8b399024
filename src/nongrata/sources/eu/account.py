"""The account of the EU's entities during one load: distinct ids, and the tally told of every doubt."""

from __future__ import annotations

from collections.abc import Sequence

from nongrata.model import Link, Party
from nongrata.sources.eu.party import EuEntity, party_of
from nongrata.sources.loading.tally import Tally
from nongrata.text.dates import parse_date


class EntityAccount:
    """Makes parties of entities under distinct ids and says what is wrong with those it turns down.

    EU.334.4, EU.294.84 and EU.5121.69 of 13 May 2024 stand twice, for two programmes, with other names: the
    second gets the programme behind its number and a link to the first.

    Args:
        list_id: The list.
        file: Name of the file.
        tally: The account of the load.
    """

    def __init__(self, list_id: str, file: str, tally: Tally) -> None:
        self._list_id = list_id
        self._file = file
        self._tally = tally
        self._seen: set[str] = set()

    def party(self, entity: EuEntity, lines: Sequence[int]) -> Party | None:
        """The party of an entity, its rows counted as used; None, its rows rejected, for one that is none.

        Args:
            entity: As published.
            lines: The lines of its rows; the line of the record in XML.
        """
        reference = self._distinct(entity)
        made = party_of(self._list_id, reference, entity)
        reason = self._delisted(entity)
        if made is None or reason:
            for line in lines:
                self._tally.reject(self._file, line, reference, reason or "it has no name: every wholeName is empty")
            return None
        party, doubts = made
        for doubt in doubts:
            self._tally.warn(self._file, lines[0], reference, doubt)
        for _ in lines:
            self._tally.used()
        return party

    def _distinct(self, entity: EuEntity) -> str:
        reference = entity.reference
        if reference in self._seen:
            first = f"{self._list_id}:{reference}"
            programme = entity.regulation.get("programme")
            entity.links.append(Link("same reference number, other programme", target_id=first))
            reference = f"{reference}/{programme}"
        if reference in self._seen:
            reference = f"{reference}/{entity.regulation.get('logicalId')}"
        self._seen.add(reference)
        return reference

    def _delisted(self, entity: EuEntity) -> str:
        """Why an entity is no target any more: its de-listing date is not after the date of the file."""
        ended = parse_date(entity.entity.get("delistingDate"))
        today = self._tally.published_on
        if ended and (today is None or ended.latest <= today):
            return f"de-listed on {ended}"
        return ""
