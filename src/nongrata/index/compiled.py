"""The compiled watchlist: arrays that are mapped into memory, and the parties behind them.

Everything a lookup touches is a flat array; opening one costs a few maps, whatever the size of the list.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np
import numpy.typing as npt

from nongrata.errors import IndexUnusable
from nongrata.model import Party, WatchlistVersion

FORMAT = 2
"""Raised whenever arrays, token rules or key rules change: an older index is compiled again, not guessed at."""

_META = "index.json"
_ARRAYS = "arrays"


class ListedVersion(msgspec.Struct, frozen=True):
    """What an answer says about a list it was screened against."""

    list_id: str
    digest: str
    published_on: str
    fetched_at: str
    targets: int
    caveats: tuple[str, ...] = ()

    @classmethod
    def of(cls, version: WatchlistVersion) -> ListedVersion:
        """The part of a version that answers carry."""
        published = version.published_on.isoformat() if version.published_on else ""
        return cls(
            version.list_id,
            version.digest,
            published,
            version.fetched_at.isoformat(),
            version.report.targets_out,
            version.caveats,
        )

    @property
    def short(self) -> str:
        """The first twelve digits of the digest."""
        return self.digest[:12]


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What the arrays belong to; `checksums` holds the CRC-32 of each, filled in when they are saved."""

    format: int
    names: int
    targets: int
    tokens: int
    lists: tuple[ListedVersion, ...]
    checksums: dict[str, int] = {}


class Strings(Sequence[str]):
    """Many short strings in one block of bytes with offsets, decoded when asked for."""

    def __init__(self, block: npt.NDArray[np.uint8], ends: npt.NDArray[np.int64]) -> None:
        self._block = block
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, position: int) -> str:  # type: ignore[override]
        return self.raw(position).decode()

    def raw(self, position: int) -> bytes:
        """The bytes of one string."""
        start = int(self._ends[position - 1]) if position else 0
        return self._block[start : int(self._ends[position])].tobytes()

    @staticmethod
    def pack(values: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        """The two arrays that `Strings` reads."""
        ends = np.cumsum([len(value) for value in values], dtype=np.int64)
        return np.frombuffer(b"".join(values), np.uint8), ends


class CompiledWatchlist:
    """One or more lists, ready to be asked. Build with `compile_watchlist`, open with `open_compiled`."""

    def __init__(self, meta: Meta, arrays: dict[str, npt.NDArray[Any]]) -> None:
        self.meta = meta
        self.arrays = arrays
        self.tokens = Strings(arrays["token_block"], arrays["token_ends"])
        self._parties = Strings(arrays["party_block"], arrays["party_ends"])
        self.token_bits: npt.NDArray[np.float64] = arrays["token_bits"]
        self.name_target: npt.NDArray[np.int32] = arrays["name_target"]
        self.name_slot: npt.NDArray[np.int32] = arrays["name_slot"]
        self.name_bits: npt.NDArray[np.float64] = arrays["name_bits"]
        self.name_initials: npt.NDArray[np.bool_] = arrays["name_initials"]
        self.posting_ptr: npt.NDArray[np.int64] = arrays["posting_ptr"]
        self.posting_name: npt.NDArray[np.int32] = arrays["posting_name"]
        self.target_kind: npt.NDArray[np.int8] = arrays["target_kind"]
        self.party = lru_cache(maxsize=65536)(self._party)
        self._decoder = msgspec.json.Decoder(Party)

    def _party(self, target: int) -> Party:
        return self._decoder.decode(self._parties.raw(target))

    @property
    def lists(self) -> tuple[ListedVersion, ...]:
        """The versions of the lists that it was compiled from."""
        return self.meta.lists

    def relisted(self, lists: Iterable[ListedVersion]) -> CompiledWatchlist:
        """The same watchlist with newer word of when its lists were served."""
        return CompiledWatchlist(msgspec.structs.replace(self.meta, lists=tuple(lists)), self.arrays)

    def save(self, folder: Path) -> None:
        """Writes it to an existing, empty folder and syncs every file to disk.

        Raises:
            OSError: The disk is full or not writable; the folder is then unfinished and worthless.
        """
        place = folder / _ARRAYS
        place.mkdir()
        for name, array in self.arrays.items():
            with (place / f"{name}.npy").open("wb") as file:
                _write_array(file, array)
                file.flush()
                os.fsync(file.fileno())
        checksums = {name: _checksum(array) for name, array in self.arrays.items()}
        with (folder / _META).open("wb") as file:  # last: a folder with it is whole
            file.write(msgspec.json.encode(msgspec.structs.replace(self.meta, checksums=checksums)))
            file.flush()
            os.fsync(file.fileno())


def _write_array(file: IO[bytes], array: npt.NDArray[Any]) -> None:
    """What `np.save` writes; but that loses the reason when the disk is full."""
    np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
    file.write(array.tobytes())


def _checksum(array: npt.NDArray[Any]) -> int:
    return zlib.crc32(np.ascontiguousarray(array).view(np.uint8).data)


ARRAY_NAMES = (
    "token_block token_ends token_bits name_target name_slot name_bits name_initials posting_ptr posting_name "
    "target_kind party_block party_ends near_hash near_token bone_hash bone_token joined_hash "
    "joined_name fact_hash fact_target"
).split()


def open_compiled(folder: Path) -> CompiledWatchlist:
    """Maps a compiled watchlist into memory.

    Raises:
        IndexUnusable: It is absent, unfinished, damaged, or of another format.
    """
    remedy = "run `nongrata lists update` to compile it again"
    try:
        meta = msgspec.json.decode((folder / _META).read_bytes(), type=Meta)
    except (OSError, msgspec.DecodeError) as error:
        raise IndexUnusable(f"cannot be read ({error})", item=str(folder), remedy=remedy) from error
    if meta.format != FORMAT:
        raise IndexUnusable(f"has format {meta.format}", item=str(folder), expected=f"format {FORMAT}", remedy=remedy)
    try:
        arrays = {name: _mapped(folder / _ARRAYS / f"{name}.npy") for name in ARRAY_NAMES}
    except (OSError, ValueError, EOFError) as error:
        raise IndexUnusable(f"is damaged ({error})", item=str(folder), remedy=remedy) from error
    damaged = [name for name, array in arrays.items() if meta.checksums.get(name) != _checksum(array)]
    if damaged:
        raise IndexUnusable(f"is damaged ({', '.join(damaged)})", item=str(folder), remedy=remedy)
    return CompiledWatchlist(meta, arrays)


def _mapped(path: Path) -> npt.NDArray[Any]:
    """A file of more than a header is mapped; an empty array cannot be, and is read."""
    try:
        mapped: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
        return mapped.view(np.ndarray)  # a memmap checks itself at every slice, which costs more than the slice
    except ValueError:
        array: npt.NDArray[Any] = np.load(path, allow_pickle=False)
        if array.size:
            raise
        return array
