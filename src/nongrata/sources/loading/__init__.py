"""From files to one checked version: what a format is, which files are which list, fetching, checks."""
