"""Telling a web page from a list: the commonest wrong answer of a publisher is an error page with status 200."""

from __future__ import annotations

import html
import re

# Possessive quantifiers: a page that is all comments must not make the search try every way to cut them.
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TITLE_CHARS = 120


def html_page(head: bytes) -> str | None:
    """What to call the web page that these first bytes begin, or None if they begin none.

    >>> html_page(b"<!DOCTYPE html><html><title>Service unavailable</title>")
    'an HTML page ("Service unavailable")'
    >>> html_page(b"<sdnList>") is None
    True
    """
    if not _PAGE.match(head):
        return None
    match = _TITLE.search(head)
    title = " ".join(html.unescape(match[1].decode("utf-8", "replace")).split()) if match else ""
    return f'an HTML page ("{title[:_TITLE_CHARS]}")' if title else "an HTML page"
