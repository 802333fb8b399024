"""Writing results: CSV, Parquet, JSON lines or HTML, by the suffix of the file. Streamed, then put in place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from nongrata.errors import InputError
from nongrata.report.columns import hit_schema

if TYPE_CHECKING:
    import pyarrow as pa

    from nongrata.report.summary import Summary

MOST_ON_PAGE = 5_000
_FORMULA = r"^([=+\-@\t\r])"


class _Sink(Protocol):
    def write(self, batch: pa.RecordBatch) -> None: ...
    def close(self, summary: Summary) -> None: ...
    def abandon(self) -> None: ...


class ResultFile:
    """A result file that appears under its name only when it is complete.

    Args:
        path: Its suffix chooses the format: .csv, .parquet, .jsonl or .html.

    Raises:
        InputError: Another suffix, or the folder cannot be written to.
    """

    def __init__(self, path: Path) -> None:
        makers: dict[str, Callable[[Path], _Sink]] = {
            ".csv": _Csv,
            ".parquet": _Parquet,
            ".jsonl": _JsonLines,
            ".html": _Html,
        }
        maker = makers.get(path.suffix.lower())
        if maker is None:
            raise InputError(
                f"cannot be written as {path.suffix or 'a file without suffix'}",
                item=str(path),
                expected="a name that ends in " + ", ".join(makers),
                remedy="choose another name for --out",
            )
        self.path = path
        self._finished = False
        self._part = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._sink: _Sink = maker(self._part)
        except OSError as error:
            raise _unwritable(path, error) from error

    def write(self, batch: pa.RecordBatch) -> None:
        """Adds rows.

        Raises:
            InputError: The disk is full or not writable.
        """
        try:
            self._sink.write(batch)
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def finish(self, summary: Summary) -> None:
        """Completes the file and gives it its name.

        Raises:
            InputError: The disk is full or not writable.
        """
        try:
            self._sink.close(summary)
            self._part.replace(self.path)
            self._finished = True
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._finished:
            with suppress(OSError):  # a full disk may refuse the last buffer; the part goes all the same
                self._sink.abandon()
            self._part.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"cannot be written ({error.strerror or error})",
        item=str(path),
        expected="a folder with room that may be written to",
        remedy="make room or choose another place; nothing was left behind under that name",
    )


class _Csv:
    """Text cells that a spreadsheet would take for a formula get an apostrophe in front (OWASP CSV injection)."""

    def __init__(self, path: Path) -> None:
        from pyarrow import csv

        self._file = path.open("wb")
        self._writer = csv.CSVWriter(self._file, hit_schema())

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(_without_formulas(batch))

    def close(self, summary: Summary) -> None:  # noqa: ARG002 - a table has no place for it
        self._writer.close()
        self._file.close()

    def abandon(self) -> None:
        self._file.close()


def _without_formulas(batch: pa.RecordBatch) -> pa.RecordBatch:
    import pyarrow as pa
    from pyarrow import compute

    columns = [
        compute.replace_substring_regex(column, _FORMULA, r"'\1") if pa.types.is_string(column.type) else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


class _Parquet:
    def __init__(self, path: Path) -> None:
        from pyarrow import parquet

        self._writer = parquet.ParquetWriter(path, hit_schema(), compression="zstd")

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch)

    def close(self, summary: Summary) -> None:
        self._writer.add_key_value_metadata({"nongrata": summary.json().decode()})
        self._writer.close()

    def abandon(self) -> None:
        self._writer.close()


class _JsonLines:
    """Last line: the summary, under the key "summary"."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def write(self, batch: pa.RecordBatch) -> None:
        import msgspec

        self._file.write(msgspec.json.Encoder().encode_lines(batch.to_pylist()))

    def close(self, summary: Summary) -> None:
        self._file.write(b'{"summary":' + summary.json() + b"}\n")
        self._file.close()

    def abandon(self) -> None:
        self._file.close()


class _Html:
    """Holds a bounded number of alerts and of other rows; the page says how many it does not show."""

    def __init__(self, path: Path) -> None:
        self._kept: dict[tuple[str, bool], list[dict[str, Any]]] = defaultdict(list)
        self._file = path.open("w", encoding="utf-8")

    def write(self, batch: pa.RecordBatch) -> None:
        for row in batch.to_pylist():
            kept = self._kept[row["status"], row["alert"]]
            if row["status"] != "clear" and len(kept) < MOST_ON_PAGE:
                kept.append(row)

    def close(self, summary: Summary) -> None:
        from nongrata.report.page import page

        self._file.writelines(page([row for kept in self._kept.values() for row in kept], summary))
        self._file.close()

    def abandon(self) -> None:
        self._file.close()
