"""The EU financial sanctions files."""
