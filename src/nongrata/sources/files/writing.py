"""Writing so that a kill, a power cut or a full disk leaves the old state or the new, never half of one."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nongrata.errors import NongrataError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_BARRED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST})
_KEPT = "then repeat the command; nothing was lost, the last good version stays in use"


@contextmanager
def named_failures(folder: Path) -> Iterator[None]:
    """Turns a failed write below a folder into an error that names the folder and the remedy.

    Raises:
        NongrataError: The disk is full, or the folder cannot be written to.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NongrataError(
                "the disk is full",
                item=str(folder),
                expected="room for the new version beside the old one",
                remedy=f"free some space, {_KEPT}",
            ) from error
        if error.errno in _BARRED:
            raise NongrataError(
                f"cannot be written to ({error.strerror})",
                item=str(folder),
                expected="a folder that we may write to",
                remedy=f"check its permissions or choose another with --home, {_KEPT}",
            ) from error
        raise


def write_synced(path: Path, data: bytes) -> None:
    """Writes a new file and waits until it is on the disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, data: bytes) -> None:
    """Writes a file that others may be reading: they see the old content or the new one."""
    aside = path.with_name(f".{path.name}.new")
    try:
        write_synced(aside, data)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def move_folder(source: Path, target: Path) -> None:
    """Puts a finished folder, with all below it, in its place, where there must be none yet."""
    for path in (*source.rglob("*"), source):
        _sync(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    if os.name != "posix":  # others cannot sync what they only read
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
