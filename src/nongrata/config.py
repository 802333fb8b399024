"""Settings: one TOML file, read once at an edge, frozen afterwards.

.. code-block:: toml

    [policy]
    cutoff = 0.5
    threshold = 0.7
    weak_alias_alone = false
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from nongrata.decide.policy import Policy
from nongrata.errors import SettingsError

FILE_NAME = "nongrata.toml"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that a company can set.

    Args:
        policy: When a hit is an alert.
    """

    policy: Policy = Policy()


def read_settings(home: Path) -> Settings:
    """The settings of a home folder; the defaults if it has no settings file.

    Raises:
        SettingsError: The file cannot be read, is not TOML, or has a key or value we do not understand.
    """
    path = home / FILE_NAME
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SettingsError(
            str(error),
            item=str(path),
            expected="TOML as in docs/reference/settings.md",
            remedy="correct the file, or remove it to use the defaults",
        ) from error
