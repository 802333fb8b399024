"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real list files that lies beside the checkout; skips where there is none."""
    if not SHARED.is_dir():
        pytest.skip(f"the real list files are not on this machine (looked in {SHARED})")
    return SHARED
