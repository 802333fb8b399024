"""A company's own files, read for screening."""
