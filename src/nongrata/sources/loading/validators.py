"""What lets a publisher answer "not modified" instead of sending a list again."""

from __future__ import annotations

import msgspec


class Validators(msgspec.Struct, frozen=True):
    """What a publisher gave us to ask "has it changed?" with, next time."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """The request headers that ask it."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}
