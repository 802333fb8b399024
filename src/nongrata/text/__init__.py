"""Strings in, canonical forms out: names, dates, countries, numbers, web sites. Pure; knows no list."""
