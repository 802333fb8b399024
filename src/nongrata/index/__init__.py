"""The compiled watchlist: keys, lookup, on-disk format, memory map."""
