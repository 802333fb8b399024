"""Lists, releases and company files: fetched, verified, read into nouns, kept in versions."""
