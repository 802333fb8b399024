"""Frozen nouns, shared by every room. No I/O, no clock, no knowledge of any list."""

from nongrata.model.dates import PartialDate
from nongrata.model.hit import Evidence, Feature, Hit
from nongrata.model.party import (
    Address,
    Alias,
    AliasKind,
    Designation,
    Identifier,
    IdentifierKind,
    Link,
    Name,
    Observable,
    ObservableKind,
    Party,
    PartyKind,
    Strength,
)
from nongrata.model.subject import Subject, subject_as_party
from nongrata.model.watchlist import (
    Bounds,
    Descriptor,
    LoadIssue,
    LoadReport,
    Part,
    Severity,
    Snapshot,
    SourceFile,
    WatchlistVersion,
)

__all__ = [
    "Address",
    "Alias",
    "AliasKind",
    "Bounds",
    "Descriptor",
    "Designation",
    "Evidence",
    "Feature",
    "Hit",
    "Identifier",
    "IdentifierKind",
    "Link",
    "LoadIssue",
    "LoadReport",
    "Name",
    "Observable",
    "ObservableKind",
    "Part",
    "PartialDate",
    "Party",
    "PartyKind",
    "Severity",
    "Snapshot",
    "SourceFile",
    "Strength",
    "Subject",
    "WatchlistVersion",
    "subject_as_party",
]
