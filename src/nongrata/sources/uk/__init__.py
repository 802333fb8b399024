"""The UK lists, of 2026 and before."""
