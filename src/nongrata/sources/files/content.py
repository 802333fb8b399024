"""Opening the files that publishers and companies hand us, whatever they are wrapped in.

Gzip and single-member zip are transparent. Nothing is unpacked to disk. Size and compression ratio are
bounded, so that a bomb ends in an error and not in a full machine.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from nongrata.errors import UnreadableFile
from nongrata.model import SourceFile

MAX_BYTES = 2 << 30
MAX_RATIO = 100
"""Real lists unpack to 20 times their size, the content of a UK spreadsheet to 43 times."""
RATIO_GRACE_BYTES = 16 << 20
HEAD_BYTES = 64 << 10

# RuntimeError is what zipfile raises for an encrypted member, NotImplementedError for an odd compression.
_BROKEN_WRAPPING = (zlib.error, gzip.BadGzipFile, EOFError, zipfile.BadZipFile, RuntimeError)


def _broken(name: str, count: int, error: Exception) -> UnreadableFile:
    return UnreadableFile(
        f"the compressed data end or break after {count:,} bytes ({error})",
        item=name,
        expected="a complete gzip or zip file, not encrypted",
        remedy="download it again; the last good version stays in use",
    )


def _unopenable(name: str, error: OSError) -> UnreadableFile:
    return UnreadableFile(
        f"cannot be read ({error.strerror or error})",
        item=name,
        expected="a readable file",
        remedy="check the path and its permissions",
    )


class _Guarded(io.RawIOBase):
    """A read-only stream that hashes what passes and stops at the limits."""

    def __init__(self, inner: IO[bytes], name: str, packed_bytes: int) -> None:
        self._inner = inner
        self._name = name
        self._limit = min(MAX_BYTES, max(RATIO_GRACE_BYTES, packed_bytes * MAX_RATIO))
        self.hash = hashlib.sha256()
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except _BROKEN_WRAPPING as error:
            raise _broken(self._name, self.count, error) from error
        except OSError as error:
            raise _unopenable(self._name, error) from error
        self.count += len(data)
        if self.count > self._limit:
            raise UnreadableFile(
                f"it unpacks to more than {self._limit:,} bytes",
                item=self._name,
                expected=f"at most {MAX_BYTES:,} bytes and {MAX_RATIO} times the packed size",
                remedy="check where it came from: this looks like a decompression bomb",
            )
        self.hash.update(data)
        buffer[: len(data)] = data
        return len(data)


class Content:
    """A file to read: by its plain name, streamed, with the digest of its uncompressed bytes afterwards.

    Args:
        path: Where it lies. `.gz` and `.zip` are looked through; `.xlsx` and `.ods`, which are zip files
            themselves, are not.
        name: Name to use in reports; default: the file's own without `.gz` or `.zip`.
    """

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.path = path
        self.name = name or path.name.removesuffix(".gz").removesuffix(".zip")
        self._seen: SourceFile | None = None

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The uncompressed bytes as a stream.

        Raises:
            UnreadableFile: It does not exist, is empty, is damaged, or unpacks beyond the limits.
        """
        with ExitStack() as stack:
            inner = self._enter(stack)
            guarded = _Guarded(inner, self.path.name, self.path.stat().st_size)
            with io.BufferedReader(guarded, 1 << 16) as stream:
                yield stream
                while stream.read(1 << 20):
                    pass  # what the parser left unread still belongs to the digest
        self._seen = SourceFile(self.name, guarded.hash.hexdigest(), guarded.count)

    def _enter(self, stack: ExitStack) -> IO[bytes]:
        """Only failures of this file are told as such: not those of whoever reads it."""
        try:
            return stack.enter_context(_unwrapped(stack.enter_context(self.path.open("rb")), self.path))
        except _BROKEN_WRAPPING as error:
            raise _broken(self.path.name, 0, error) from error
        except OSError as error:
            raise _unopenable(str(self.path), error) from error

    def head(self) -> bytes:
        """The first 64 KiB, uncompressed: enough to tell formats apart; nothing if the wrapping is broken."""
        try:
            with self.path.open("rb") as raw, _unwrapped(raw, self.path) as inner:
                return inner.read(HEAD_BYTES)
        except _BROKEN_WRAPPING:
            return b""
        except OSError as error:
            raise _unopenable(str(self.path), error) from error

    def source_file(self) -> SourceFile:
        """Name, digest and size; reads the file once if it has not been read yet."""
        if self._seen is None:
            with self.open():
                pass
        if self._seen is None:
            raise UnreadableFile("it could not be read to its end", item=self.path.name)
        return self._seen


def is_spreadsheet(path: Path) -> bool:
    """Whether the name says that the zip container is the document itself."""
    return path.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".ods"}


@contextmanager
def _unwrapped(raw: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    magic = raw.read(4)
    raw.seek(0)
    if not magic:
        raise UnreadableFile(
            "it is empty (0 bytes)",
            item=path.name,
            expected="a list or a table",
            remedy="download or export it again; the last good version stays in use",
        )
    if magic[:2] == b"\x1f\x8b":
        with gzip.GzipFile(fileobj=raw) as inner:
            yield cast("IO[bytes]", inner)
    elif magic == b"PK\x03\x04" and not is_spreadsheet(path):
        with zipfile.ZipFile(raw) as archive, archive.open(_only_member(archive, path)) as member:
            yield member
    else:
        yield raw


def _only_member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) != 1:
        raise UnreadableFile(
            f"the archive holds {len(members)} files",
            item=path.name,
            expected="exactly one",
            remedy="unpack it and name the file, or the folder, that holds the list",
        )
    return members[0]
