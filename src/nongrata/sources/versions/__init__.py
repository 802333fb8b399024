"""Immutable versions on disk, which of them is in use, and what changed between two."""
