"""Every error that Nongrata raises, as one tree.

.. code-block:: text

    NongrataError
    ├── InputError            a file, row or value that somebody gave us cannot be used
    │   ├── UnreadableFile    not openable, truncated, too large, a bomb, the wrong encoding
    │   └── MissingColumn     a table lacks a column that we need
    ├── ListError             a watchlist cannot be trusted
    │   ├── ListRefused       a load failed its checks; the last good version stays in use
    │   ├── ListUnknown       no list, or no version of it, goes by that name
    │   └── IndexUnusable     the compiled watchlist is absent, damaged or of another format
    ├── FetchFailed           a publisher could not be reached or answered with something else
    └── SettingsError         the settings file says something that we do not understand

Each says what happened, to which item, what was expected and what to do. Exit codes and HTTP status are
mapped at the edges, never here.
"""

from __future__ import annotations


class NongrataError(Exception):
    """Base of all errors; catch this to catch everything that is not a bug.

    Args:
        message: What happened, in one sentence.
        item: The file, list, row or setting it happened to.
        expected: What would have been right.
        remedy: What the reader can do now.
    """

    def __init__(self, message: str, *, item: str = "", expected: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.item = item
        self.expected = expected
        self.remedy = remedy

    def __str__(self) -> str:
        """The whole story on as few lines as it has parts."""
        head = f"{self.item}: {self.message}" if self.item else self.message
        lines = [head]
        if self.expected:
            lines.append(f"expected: {self.expected}")
        if self.remedy:
            lines.append(f"what to do: {self.remedy}")
        return "\n  ".join(lines)


class InputError(NongrataError):
    """A file, row or value that somebody gave us cannot be used."""


class UnreadableFile(InputError):
    """A file is not openable, truncated, too large, a bomb, or in the wrong encoding or format."""


class MissingColumn(InputError):
    """A table lacks a column that we need."""


class ListError(NongrataError):
    """A watchlist cannot be trusted."""


class ListRefused(ListError):
    """A load failed its checks; the last good version stays in use."""


class ListUnknown(ListError):
    """No list, or no version of it, goes by that name."""


class IndexUnusable(ListError):
    """The compiled watchlist is absent, damaged or of another format."""


class FetchFailed(NongrataError):
    """A publisher could not be reached or answered with something else than the list."""


class SettingsError(NongrataError):
    """The settings file says something that we do not understand."""
