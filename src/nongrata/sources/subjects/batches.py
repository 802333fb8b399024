"""Columns of a customer file made into record batches of the subject schema, whatever the file was.

The work is done by column: a file with one column for each field costs a handful of Arrow operations for each
batch. Fields with room for many values (aliases, birth dates, countries, numbers) also take several in one
cell, separated by `;` or `|`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nongrata.model import Identifier, IdentifierKind, Observable, ObservableKind, Subject
from nongrata.model.arrow import identifier_type, observable_type, subject_schema
from nongrata.sources.subjects.columns import ColumnMap, gender_of, kind_of
from nongrata.sources.subjects.facts import any_usable
from nongrata.sources.subjects.misread import is_misread
from nongrata.sources.subjects.notes import Notes

MAX_FIELD_CHARS = 1 << 16
SEPARATOR = "\x1f"
"""Between the values of a cell that the file itself gives as a list."""

_FactKind = IdentifierKind | ObservableKind
_MANY = re.compile(f"[;|{SEPARATOR}]")
_ALL_BLANK = "empty row"
_NO_NAME = "no name"
_MISREAD = "the encoding is not UTF-8 and the name is not readable as Windows-1252: save the file as UTF-8"


@dataclass(slots=True)
class Chunk:
    """Some rows of a file, by column.

    Args:
        columns: Texts by column name, all of the same length; a column that is not there is empty.
        rows: Line or row number of each.
        problems: Why a row cannot be read, by its position.
        lists: Columns in which the file gives several values of a row as a list, here joined by `SEPARATOR`.
        guessed: Positions of the rows that were read as Windows-1252 only because they are not UTF-8.
    """

    columns: Mapping[str, Sequence[str] | pa.Array]
    rows: Sequence[int] | np.ndarray[Any, Any]
    problems: dict[int, str] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    guessed: frozenset[int] = frozenset()


@dataclass(slots=True)
class Assembler:
    """Makes batches of chunks."""

    notes: Notes

    def batch(self, chunk: Chunk, mapped: ColumnMap) -> pa.RecordBatch:
        """One row out for each row in."""
        cells = _Cells(chunk)
        columns = cells.take(mapped.used)
        rows = pa.array(np.asarray(chunk.rows, dtype=np.int64))
        more_names = self._unlisted(columns, mapped, chunk.lists)
        name, further = _names(columns, mapped)
        aliases = [*further, *more_names, *(columns[it] for it in mapped.aliases)]
        countries = _lists([columns[it] for it in mapped.countries], len(rows))
        born = _lists([columns[it] for it in mapped.born], len(rows))
        self.notes.countries(countries, rows)
        self.notes.born(born, rows)
        identifiers = self._facts(columns, mapped.identifiers, rows, identifier_type())
        observables = self._facts(columns, mapped.observables, rows, observable_type())
        self._misread(chunk, name, aliases)
        return pa.RecordBatch.from_arrays(
            [
                _ids(columns.get(mapped.id or ""), rows),
                name,
                self._kinds(columns.get(mapped.kind or ""), rows),
                _lists(aliases, len(rows)),
                born,
                countries,
                _genders(columns.get(mapped.gender or ""), len(rows)),
                identifiers,
                observables,
                rows,
                _problems(_unnamed(name, identifiers, observables), columns, chunk.problems),
            ],
            schema=subject_schema(),
        )

    def _facts(
        self, columns: dict[str, pa.Array], mapped: Sequence[tuple[_FactKind, str]], rows: pa.Array, item: pa.StructType
    ) -> pa.Array:
        """The values of the columns of numbers, each with its kind; tells which cannot be compared."""
        for kind, column in mapped:
            self.notes.facts(column, kind, _lists([columns[column]], len(rows)), rows)
        return _kinded([(kind.value, columns[column]) for kind, column in mapped], len(rows), item)

    def _unlisted(self, columns: dict[str, pa.Array], mapped: ColumnMap, lists: frozenset[str]) -> list[pa.Array]:
        """Leaves the first value of each list where a field has room for one; gives the names that are left over."""
        if not lists:
            return []
        left = [_others(columns[it]) for it in mapped.names if it in lists]
        # A given name beside a full name completes it; see `_with_parts`.
        parts = mapped.parts if len(mapped.parts) > 1 or not mapped.names else (*mapped.parts, mapped.names[0])
        if lists.intersection(mapped.parts):
            left.append(_variants([columns[it] for it in parts]))
        for column in lists.intersection(filter(None, (mapped.id, mapped.kind, mapped.gender))):
            if pc.any(pc.match_substring(columns[column], SEPARATOR)).as_py():
                self.notes.once(f"column {column!r} holds lists of several values: the first of each is used")
        for column in lists.intersection((*mapped.names, *mapped.parts, mapped.id, mapped.kind, mapped.gender)):
            columns[column] = pa.array([_values(cell)[0] for cell in columns[column].to_pylist()], pa.string())
        return left

    def _misread(self, chunk: Chunk, name: pa.Array, aliases: list[pa.Array]) -> None:
        """Makes problems of the rows whose name is in another code page; of their aliases it only tells."""
        for position in sorted(chunk.guessed):
            if is_misread(name[position].as_py()):
                chunk.problems.setdefault(position, _MISREAD)
            elif any(is_misread(column[position].as_py()) for column in aliases):
                self.notes.once(
                    f"an alias (row {int(chunk.rows[position]):,}) is not UTF-8 and not readable as Windows-1252: "
                    "save the file as UTF-8",
                    topic="misread",
                )

    def _kinds(self, column: pa.Array | None, rows: pa.Array) -> pa.Array:
        if column is None:
            return _repeated("unknown", len(rows))
        encoded = column.dictionary_encode()
        kinds = []
        for text in encoded.dictionary.to_pylist():
            kind = kind_of(text)
            if kind is None:
                self.notes.once(f"the kind {text!r} is not known and is taken as unknown")
            kinds.append("unknown" if kind is None else kind.value)
        return pa.array(kinds, pa.string()).take(encoded.indices)


class _Cells:
    """The cells of a chunk, tidied: trimmed, never null, and never longer than a field may be."""

    def __init__(self, chunk: Chunk) -> None:
        self._chunk = chunk
        self._length = len(chunk.rows)

    def take(self, names: Iterable[str]) -> dict[str, pa.Array]:
        """The named columns; a cell that is too long is emptied and costs its row."""
        return {name: self._column(name) for name in names}

    def _column(self, name: str) -> pa.Array:
        values = self._chunk.columns.get(name)
        if values is None:
            return _repeated("", self._length)
        array = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
        array = pc.utf8_trim_whitespace(pc.fill_null(array, ""))
        sizes = pc.utf8_length(array)
        if not self._length or pc.max(sizes).as_py() <= MAX_FIELD_CHARS:
            return array
        too_long = pc.greater(sizes, MAX_FIELD_CHARS)
        for position in np.flatnonzero(too_long.to_numpy(zero_copy_only=False)).tolist():
            reason = f"{sizes[position].as_py():,} characters in {name!r}, expected at most {MAX_FIELD_CHARS:,}"
            self._chunk.problems.setdefault(position, f"unreadable row: {reason}")
        return pc.if_else(too_long, "", array)


def _repeated(text: str, length: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), length)


def _ids(column: pa.Array | None, rows: pa.Array) -> pa.Array:
    """The company's key, or "row-N" where there is none."""
    numbered = pc.binary_join_element_wise("row-", rows.cast(pa.string()), "")
    return numbered if column is None else pc.if_else(pc.equal(column, ""), numbered, column)


def _names(columns: dict[str, pa.Array], mapped: ColumnMap) -> tuple[pa.Array, list[pa.Array]]:
    """The name of each row, and what else it is called by further name columns."""
    candidates = [columns[it] for it in mapped.names]
    if mapped.parts:
        parts = [columns[it] for it in mapped.parts]
        candidates = _with_parts(candidates, parts)
    name = candidates[0]
    for other in candidates[1:]:
        name = pc.if_else(pc.equal(name, ""), other, name)
    further = [pc.if_else(pc.equal(other, name), "", other) for other in candidates[1:]]
    return name, further


def _values(cell: str) -> list[str]:
    """The values of a list, at least one."""
    return [value for piece in cell.split(SEPARATOR) if (value := piece.strip())] or [""]


def _others(column: pa.Array) -> pa.Array:
    """All but the first value of each list, as lists."""
    return pa.array([SEPARATOR.join(_values(cell)[1:]) for cell in column.to_pylist()], pa.string())


def _variants(parts: list[pa.Array]) -> pa.Array:
    """The names that the further values of parts make; a part with fewer values stays the same."""
    found = []
    for cells in zip(*(column.to_pylist() for column in parts), strict=True):
        values = [_values(cell) for cell in cells]
        depth = max(map(len, values))
        names = (" ".join(it[at] if at < len(it) else it[0] for it in values).strip() for at in range(1, depth))
        found.append(SEPARATOR.join(names))
    return pa.array(found, pa.string())


def _with_parts(names: list[pa.Array], parts: list[pa.Array]) -> list[pa.Array]:
    """Full names, then the joined parts: the first that a row has is its name, the others are aliases.

    A given name alone beside a "name" column ("Name;Vorname") completes it, unless the name holds it already.
    """
    joined = _joined(parts)
    if len(parts) > 1 or not names:
        return [*names, joined]
    completed = [
        name if not given or given.casefold() in name.casefold() else f"{given} {name}".strip()
        for given, name in zip(joined.to_pylist(), names[0].to_pylist(), strict=True)
    ]
    return [pa.array(completed, pa.string()), *names[1:]]


def _joined(parts: list[pa.Array]) -> pa.Array:
    joined = pc.binary_join_element_wise(*parts, " ")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(joined, r"\s+", " "))


def _genders(column: pa.Array | None, length: int) -> pa.Array:
    if column is None:
        return _repeated("", length)
    encoded = column.dictionary_encode()
    genders = [gender_of(text) for text in encoded.dictionary.to_pylist()]
    return pa.array(genders, pa.string()).take(encoded.indices)


def _lists(columns: list[pa.Array], length: int) -> pa.Array:
    """For each row the values of several columns, those of one cell taken apart, blank ones left out."""
    values, offsets, _ = _flat(columns, length)
    return pa.ListArray.from_arrays(offsets, values)


def _kinded(columns: list[tuple[str, pa.Array]], length: int, item: pa.StructType) -> pa.Array:
    """As `_lists`, each value with the kind of its column."""
    values, offsets, places = _flat([column for _, column in columns], length)
    kinds = pa.array([kind for kind, _ in columns], pa.string()).take(pa.array(places))
    children = [kinds, values]
    if item.num_fields > len(children):
        children.append(_repeated("", len(values)))
    structs = pa.StructArray.from_arrays(children, fields=[item.field(index) for index in range(item.num_fields)])
    return pa.ListArray.from_arrays(offsets, structs)


def _flat(columns: list[pa.Array], length: int) -> tuple[pa.Array, pa.Array, np.ndarray[Any, Any]]:
    """Values row by row, where each row's begin, and the place of the column that each came from."""
    if not columns:
        zeros = np.zeros(length + 1, dtype=np.int32)
        return pa.array([], pa.string()), pa.array(zeros), np.zeros(0, dtype=np.int64)
    if any(_has_many(column) for column in columns):
        return _flat_split(columns)
    width = len(columns)
    order = np.arange(width * length).reshape(width, length).T.ravel()
    interleaved = pa.concat_arrays(columns).take(pa.array(order))
    filled = pc.not_equal(interleaved, "")
    mask = filled.to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(mask.reshape(length, width).sum(axis=1))]).astype(np.int32)
    places = np.tile(np.arange(width), length)[mask]
    return interleaved.filter(filled), pa.array(offsets), places


def _has_many(column: pa.Array) -> bool:
    return bool(pc.any(pc.match_substring_regex(column, _MANY.pattern)).as_py())


def _flat_split(columns: list[pa.Array]) -> tuple[pa.Array, pa.Array, np.ndarray[Any, Any]]:
    values: list[str] = []
    places: list[int] = []
    offsets = [0]
    for cells in zip(*(column.to_pylist() for column in columns), strict=True):
        for place, cell in enumerate(cells):
            pieces = [piece.strip() for piece in _MANY.split(cell)] if cell else []
            kept = [piece for piece in pieces if piece]
            values += kept
            places += [place] * len(kept)
        offsets.append(len(values))
    return pa.array(values, pa.string()), pa.array(offsets, pa.int32()), np.array(places, dtype=np.int64)


def _unnamed(name: pa.Array, identifiers: pa.Array, observables: pa.Array) -> pa.Array:
    """Which rows have neither a name nor anything else to screen by."""
    nameless = pc.equal(name, "")
    without = nameless.to_numpy(zero_copy_only=False).copy()
    for position in np.flatnonzero(without).tolist():
        numbers = (Identifier(IdentifierKind(it["kind"]), it["value"]) for it in identifiers[position].as_py())
        others = (Observable(ObservableKind(it["kind"]), it["value"]) for it in observables[position].as_py())
        without[position] = not any_usable(numbers, others)
    return pa.array(without, pa.bool_())


def _problems(unnamed: pa.Array, columns: dict[str, pa.Array], known: dict[int, str]) -> pa.Array:
    if not known and not pc.any(unnamed).as_py():
        return pa.nulls(len(unnamed), pa.string())
    blank = unnamed
    for column in columns.values():
        blank = pc.and_(blank, pc.equal(column, ""))
    reasons = pc.if_else(blank, _ALL_BLANK, pc.if_else(unnamed, _NO_NAME, pa.scalar(None, pa.string())))
    if not known:
        return reasons
    told = reasons.to_pylist()
    for position, reason in known.items():
        told[position] = reason
    return pa.array(told, pa.string())


def batch_of_subjects(entries: Sequence[tuple[int, Subject | None, str]]) -> pa.RecordBatch:
    """A batch of subjects that are there as values, for a single check or a file of entities.

    Args:
        entries: Row number, subject, and the problem of a row that gives none (else "").

    >>> batch_of_subjects([(1, Subject(id="c1", name="Ivan Petrov"), "")]).column("name").to_pylist()
    ['Ivan Petrov']
    """
    rows = [_as_row(number, subject, problem) for number, subject, problem in entries]
    return pa.RecordBatch.from_pylist(rows, schema=subject_schema())


def _as_row(number: int, subject: Subject | None, problem: str) -> dict[str, Any]:
    subject = subject or Subject(id=f"row-{number}", name="")
    screenable = subject.name or any_usable(subject.identifiers, subject.observables)
    return {
        "id": subject.id,
        "name": subject.name,
        "kind": subject.kind.value,
        "aliases": list(subject.aliases),
        "born": [day.raw or str(day) for day in subject.born],
        "countries": list(subject.countries),
        "gender": subject.gender,
        "identifiers": [
            {"kind": it.kind.value, "value": it.value, "country": it.country} for it in subject.identifiers
        ],
        "observables": [{"kind": it.kind.value, "value": it.value} for it in subject.observables],
        "row": number,
        "problem": problem or (None if screenable else _NO_NAME),
    }
