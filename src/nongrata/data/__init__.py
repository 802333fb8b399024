"""Reviewed data that ships with Nongrata: the watchlist of 29 December 2016 and the example customers.

Data files only, no code. `nongrata.sources.bundled` reads the list; `nongrata demo` screens the customers.
"""
