"""Telling a document type declaration, which no list has and every XML bomb needs."""

from __future__ import annotations

import re

from nongrata.errors import UnreadableFile

# Possessive, as in html_page: nothing before the declaration is tried twice.
_DECLARED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?(?:(?!\?>).)*+\?>\s*+|<!--(?:(?!-->).)*+-->\s*+)*+<!DOCTYPE\b", re.DOTALL
)


def declares_document_type(head: bytes) -> bool:
    """Whether these first bytes declare a document type before any element.

    >>> declares_document_type(b'<?xml version="1.0"?><!DOCTYPE list [<!ENTITY a "ha">]><list>&a;</list>')
    True
    >>> declares_document_type(b"<list><![CDATA[<!DOCTYPE list>]]></list>")
    False
    """
    return _DECLARED.match(head) is not None


def document_type_refusal(file: str) -> UnreadableFile:
    """The error for a file that declares one."""
    return UnreadableFile(
        "it declares a document type",
        item=file,
        expected="XML without DOCTYPE: no list has one, and entities are an attack",
        remedy="check where the file came from",
    )
