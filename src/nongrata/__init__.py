"""Nongrata: what did the government just do, does it touch us, what must we do, and by when?

The names below are the public surface (a test pins them); everything else is private until asked for. They
are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nongrata.decide.policy import Policy as Policy
    from nongrata.engine import Screener as Screener
    from nongrata.engine import Watchlist as Watchlist
    from nongrata.engine import compare as compare
    from nongrata.engine import load_watchlist as load_watchlist

__version__ = "0.1.0"

_PLACES = {
    "load_watchlist": "nongrata.engine",
    "Screener": "nongrata.engine",
    "Watchlist": "nongrata.engine",
    "compare": "nongrata.engine",
    "Policy": "nongrata.decide.policy",
}
_MODEL = (
    "Address Alias AliasKind Designation Evidence Feature Hit Identifier IdentifierKind Link Name Observable "
    "ObservableKind PartialDate Party PartyKind Strength Subject WatchlistVersion"
).split()
_ERRORS = (
    "NongrataError InputError UnreadableFile MissingColumn ListError ListRefused ListUnknown IndexUnusable "
    "FetchFailed SettingsError"
).split()
_PLACES |= dict.fromkeys(_MODEL, "nongrata.model") | dict.fromkeys(_ERRORS, "nongrata.errors")

__all__ = sorted(_PLACES)  # noqa: PLE0605 - one table says both what is public and where it lives


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'nongrata' has no attribute {name!r}")
    return getattr(importlib.import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
