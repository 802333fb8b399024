"""Which files are which list: recognising what a user points at and grouping it into loads.

A load is everything that one version of one list is read from: usually one file, for OFAC's CSV form four
that belong together. Nothing is passed over in silence: what is not recognised is named, and what could be
meant in two ways is left to the user.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

from nongrata.errors import InputError, ListUnknown, UnreadableFile
from nongrata.sources.files.content import Content
from nongrata.sources.files.doctype import declares_document_type, document_type_refusal
from nongrata.sources.files.html_page import html_page
from nongrata.sources.loading.descriptors import DESCRIPTORS, descriptor_of
from nongrata.sources.loading.format import Format, Recognised
from nongrata.sources.loading.tally import Tally

__all__ = [
    "DESCRIPTORS",
    "Ambiguity",
    "ListFile",
    "LoadPlan",
    "Planning",
    "Unrecognised",
    "check_list_id",
    "descriptor_of",
    "every_format",
    "format_named",
    "plan",
    "recognise",
]

# Name on the command line → module that exports FORMAT. Imported only when a file is looked at, so that
# a cold `nongrata check` loads none of them. Asked in this order: the loosest come last.
_MODULES = {
    "ofac-csv": "nongrata.sources.ofac.csv_quartet",
    "ofac-xml": "nongrata.sources.ofac.legacy_xml",
    "ofac-enhanced": "nongrata.sources.ofac.enhanced",
    "ofac-advanced": "nongrata.sources.ofac.advanced",
    "ofac-delta": "nongrata.sources.ofac.delta",
    "un-xml": "nongrata.sources.un.consolidated",
    "eu-xml": "nongrata.sources.eu.fsf_xml",
    "eu-csv": "nongrata.sources.eu.fsf_csv",
    "uk-csv": "nongrata.sources.uk.sl_csv",
    "uk-xml": "nongrata.sources.uk.sl_xml",
    "uk-ods": "nongrata.sources.uk.sl_ods",
    "uk-conlist": "nongrata.sources.uk.conlist",
    "us-csl": "nongrata.sources.us.csl",
    "us-dpl": "nongrata.sources.us.dpl",
    "au-xlsx": "nongrata.sources.au_dfat",
    "ca-xml": "nongrata.sources.ca_sema",
    "seco-xml": "nongrata.sources.ch.seco",
    "ftm": "nongrata.sources.own.ftm",
    "own-csv": "nongrata.sources.own.own_csv",
}
OWN_FORMATS = frozenset({"ftm", "own-csv"})
"""Formats of a user's own lists, whose list id the user chooses."""

_NEWLINE = b"\n"
_LIST_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file that was recognised: as which part of which list, in which format."""

    path: Path
    format: Format
    list_id: str
    part: str

    @property
    def variant(self) -> str:
        """What is left of the name without the word for the part: "before_" of before_sdn.csv.gz.

        Files of one set share it, which is how two sets in one folder are told apart.
        """
        name = Content(self.path).name.lower()
        for word in _PART_WORDS:
            rest, found = word.subn("", name, count=1)
            if found:
                return rest
        return name


# Longest first: in "ofac_sdn_comments.csv" the part is "sdn_comments", in "cons_prim.csv" it is "prim".
_PART_WORDS = tuple(
    re.compile(rf"(?<![a-z0-9]){word}(?![a-z0-9])")
    for word in ("sdn[_-]comments", "comments", "alt", "add", "prim", "sdn")
)


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """What one version will be read from.

    Args:
        list_id: The list it gives.
        format: How it is read.
        parts: The files by part ("sdn", "alt", ...).
    """

    list_id: str
    format: Format
    parts: dict[str, Content]


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A file or folder that will not be read, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A list of which more than one set of files was found: each choice is one set, and each load reads one."""

    list_id: str
    choices: tuple[tuple[Path, ...], ...]
    loads: tuple[LoadPlan, ...] = ()

    @property
    def remedy(self) -> str:
        """What to type instead; reads a few of the sets to name one that can be read."""
        return f"name one of the files, e.g. {self._example()}"

    def _example(self) -> Path:
        for load in self.loads[: -_MOST_TRIED - 1 : -1]:
            if _reads_well(load):
                return next(iter(load.parts.values())).path
        return self.choices[-1][0]

    @property
    def problem(self) -> InputError:
        """The ambiguity as the error that it is for whoever wanted this list."""
        return InputError(
            f"there are {len(self.choices)} sets of files for {self.list_id}: {_listed(self.choices)}",
            item=str(self.choices[0][0].parent),
            expected="one set of files for each list",
            remedy=self.remedy,
        )


_MOST_TRIED = 3  # a folder of fifty days is not read whole to say that it holds fifty days


def _reads_well(load: LoadPlan) -> bool:
    """Whether the files give parties, and their reader has no doubts about them."""
    tally = Tally()
    try:
        count = sum(1 for _ in load.format.read(load.list_id, load.parts, tally))
    except InputError:
        return False
    return count > 0 and not tally.doubts


@dataclass(frozen=True, slots=True)
class Planning:
    """What a folder or some files hold: loads, what is not read, and what is for the user to decide."""

    loads: tuple[LoadPlan, ...]
    unrecognised: tuple[Unrecognised, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()

    def decided(self) -> tuple[LoadPlan, ...]:
        """The loads that can proceed, if there are any; an ambiguous list does not stop those beside it.

        Whoever calls this tells `problems()` too, or a list would be passed over in silence.

        Raises:
            InputError: There are none: nothing was recognised, or all there is is there more than once.
        """
        if not self.loads and self.ambiguities:
            raise self.ambiguities[0].problem
        if not self.loads:
            raise InputError(
                "no list was recognised" + "".join(f"\n    {it.path.name}: {it.reason}" for it in self.unrecognised),
                item=_common_folder(self.unrecognised),
                expected="files as their publishers name and write them, .gz and .zip included",
                remedy="name the file and its --format, or look at the folder",
            )
        return self.loads

    def problems(self) -> tuple[InputError, ...]:
        """What the user has to decide before the rest can be loaded: one error for each ambiguous list."""
        return tuple(ambiguity.problem for ambiguity in self.ambiguities)


def _listed(choices: tuple[tuple[Path, ...], ...]) -> str:
    return "; ".join(" + ".join(path.name for path in choice) for choice in choices)


def _common_folder(entries: tuple[Unrecognised, ...]) -> str:
    folders = {str(entry.path.parent) for entry in entries}
    return folders.pop() if len(folders) == 1 else ""


def every_format() -> Iterator[Format]:
    """All formats, in the order in which they are asked about a file."""
    return (format_named(name) for name in _MODULES)


def format_named(name: str) -> Format:
    """The format by its name on the command line.

    Raises:
        ListUnknown: There is none of that name.
    """
    module = _MODULES.get(name)
    if module is None:
        raise ListUnknown(
            "is not a format we know",
            item=name,
            expected="one of " + ", ".join(_MODULES),
            remedy="check the spelling",
        )
    found = import_module(module).FORMAT
    if not isinstance(found, Format):
        raise TypeError(f"{module}.FORMAT is no Format")
    return found


def check_list_id(list_id: str) -> str:
    """The list id itself, if it can be part of target ids and of a folder's name.

    >>> check_list_id("our-own")
    'our-own'

    Raises:
        InputError: It holds anything but a-z, 0-9, ".", "_" and "-", or is longer than 64 characters.
    """
    if not _LIST_ID.fullmatch(list_id):
        raise InputError(
            "cannot be the name of a list",
            item=repr(list_id),
            expected="a-z, 0-9, '.', '_' and '-', starting with a letter or digit, at most 64 characters",
            remedy="choose another name",
        )
    return list_id


def recognise(path: Path, formats: Iterable[Format] | None = None) -> ListFile:
    """What a file is, judged by its name and its first 64 KiB.

    Args:
        path: The file, packed or not.
        formats: Formats to try; default: all.

    Raises:
        UnreadableFile: It cannot be opened, is empty or damaged, is a web page, declares a document type, or is
            no list that we know.
    """
    content = Content(path)
    head = content.head()
    if not head:
        content.source_file()  # broken wrapping: reading it whole says what broke
    if page := html_page(head):
        raise UnreadableFile(
            f"is {page}, not a list",
            item=str(path),
            expected="the publisher's list file",
            remedy="download it again; the last good version stays in use",
        )
    if declares_document_type(head):
        raise document_type_refusal(str(path))
    for form in every_format() if formats is None else formats:
        if found := _asked(form, content.name, head):
            return ListFile(path, form, found.list_id, found.part)
    raise UnreadableFile(
        "is not a list we know" + _oddity(head),
        item=str(path),
        expected="a list file as its publisher writes it, a FollowTheMoney file, or a CSV with a name column",
        remedy="check that it is the right file, or say what it is with --format",
    )


def _oddity(head: bytes) -> str:
    """What alone may keep a text file from being recognised."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return ": it is in UTF-16, save it again as UTF-8"
    before, nul, _ = head.partition(b"\0")
    return f": line {before.count(_NEWLINE) + 1} holds a NUL byte" if nul else ""


def _asked(form: Format, name: str, head: bytes) -> Recognised | None:
    """What the format says; first bytes that it stumbles over are not of its kind."""
    try:
        return form.recognise(name, head)
    except (ValueError, csv.Error):
        return None


@dataclass(slots=True)
class _Gathering:
    """What has been recognised so far, while the paths are gone through."""

    formats: tuple[Format, ...]
    wanted: str | None
    outright: bool
    files: list[ListFile] = field(default_factory=list)
    unrecognised: list[Unrecognised] = field(default_factory=list)

    def take(self, path: Path) -> None:
        """Recognise a file of a folder; one that is no list is set down, not raised."""
        if path.is_dir():
            self.unrecognised.append(Unrecognised(path, "is a folder inside the folder: name it to have it read"))
            return
        try:
            found = self.named(recognise(path, self.formats))
        except UnreadableFile as error:
            self.unrecognised.append(Unrecognised(path, error.message))
            return
        if found is None:
            self.unrecognised.append(Unrecognised(path, f"is a file of another list than {self.wanted}"))
        elif found not in self.files:
            self.files.append(found)

    def named(self, found: ListFile) -> ListFile | None:
        """The file under the list id that the user asked for; None if it belongs to another list.

        Raises:
            UnreadableFile: It is a list of the user's own, which nobody but the user can name.
        """
        if found.format.name in OWN_FORMATS and self.wanted not in DESCRIPTORS:
            if self.wanted is None:
                raise _unnamed(found.path)
            return replace(found, list_id=self.wanted)
        return found if self.wanted in {None, found.list_id} else None


def _unnamed(path: Path) -> UnreadableFile:
    """Not named after the file or what it says of itself: a data set in the folder is not yet in use."""
    return UnreadableFile(
        "a list of your own: give it a name with --list NAME",
        item=str(path),
        expected="the name of the list, which is part of all its target ids",
        remedy=f"nongrata lists update NAME --from {path}",
    )


def plan(
    paths: Path | Sequence[Path],
    list_id: str | None = None,
    format_name: str | None = None,
    formats: Iterable[Format] | None = None,
) -> Planning:
    """Groups files into loads: one per list, with all the parts that belong together.

    A folder gives every list whose files lie directly in it. A file gives its own list; if the list comes
    in parts, the others with the same name around the part's word are taken from the same folder:
    `before_sdn.csv.gz` takes `before_alt.csv.gz` with it, and leaves `after_alt.csv.gz`.

    Args:
        paths: A folder, a file, or several of either. Files that are all named outright are taken together.
        list_id: Only this list; for a list of one's own, the name that it gets.
        format_name: Only this format; default: whichever recognises the file.
        formats: Formats to choose from; default: all.

    Raises:
        UnreadableFile: A path does not exist, or a file named outright is no list that we know, or one of
            the user's own without a name for it.
        InputError: The list id cannot be one.
        ListUnknown: There is no such format.
    """
    if list_id is not None:
        check_list_id(list_id)
    pool = (format_named(format_name),) if format_name and formats is None else formats or every_format()
    sources = [paths] if isinstance(paths, Path) else list(paths)
    gathering = _Gathering(tuple(pool), list_id, outright=not any(path.is_dir() for path in sources))
    for path in sources:
        _gather(path, gathering)
    return _grouped(gathering)


def _gather(path: Path, gathering: _Gathering) -> None:
    if path.is_dir():
        for entry in sorted(path.iterdir()):
            gathering.take(entry)
        return
    found = gathering.named(recognise(path, gathering.formats))
    if found is None:
        raise UnreadableFile(
            f"is not a file of {gathering.wanted}",
            item=str(path),
            expected=f"a file of {gathering.wanted}",
            remedy="leave the list out to have it found, or name another file",
        )
    gathering.files += [it for it in (found, *_siblings(found, gathering)) if it not in gathering.files]


def _siblings(found: ListFile, gathering: _Gathering) -> Iterator[ListFile]:
    """The other parts of the same set, by name, in the folder of a file that was named outright."""
    if not _has_part_word(found):
        return
    for path in sorted(found.path.parent.iterdir()):
        candidate = ListFile(path, found.format, found.list_id, "")
        if path == found.path or path.is_dir() or candidate.variant != found.variant:
            continue
        try:
            other = gathering.named(recognise(path, (found.format,)))
        except UnreadableFile as error:
            gathering.unrecognised.append(Unrecognised(path, error.message))
            continue
        if other and other.list_id == found.list_id and other.part != found.part:
            yield other


def _has_part_word(file: ListFile) -> bool:
    return file.variant != Content(file.path).name.lower()


def _grouped(gathering: _Gathering) -> Planning:
    loads: list[LoadPlan] = []
    ambiguities: list[Ambiguity] = []
    for list_id in sorted({file.list_id for file in gathering.files}):
        sets = _sets([file for file in gathering.files if file.list_id == list_id], outright=gathering.outright)
        plans = tuple(_load_of(list_id, one) for one in sets)
        if len(plans) == 1:
            loads.append(plans[0])
        else:
            ambiguities.append(Ambiguity(list_id, tuple(tuple(file.path for file in one) for one in sets), plans))
    return Planning(tuple(loads), tuple(gathering.unrecognised), tuple(ambiguities))


def _load_of(list_id: str, files: list[ListFile]) -> LoadPlan:
    return LoadPlan(list_id, files[0].format, {file.part: Content(file.path) for file in files})


def _sets(files: list[ListFile], *, outright: bool) -> list[list[ListFile]]:
    """Files of one list, split into sets in which no part occurs twice.

    Files that were all named outright belong together if they can; in a folder, only those that are named
    alike do, lest the aliases of one day be read with the names of another.
    """
    if outright and _fit_together(files):
        return [files]
    alike = _split(files, lambda file: (file.format.name, file.path.parent, file.variant))
    return [one for group in alike for one in ([group] if _fit_together(group) else [[file] for file in group])]


def _fit_together(files: list[ListFile]) -> bool:
    return len({file.format.name for file in files}) == 1 and len({file.part for file in files}) == len(files)


def _split(files: list[ListFile], key: Callable[[ListFile], object]) -> list[list[ListFile]]:
    groups: dict[object, list[ListFile]] = {}
    for file in files:
        groups.setdefault(key(file), []).append(file)
    return list(groups.values())
