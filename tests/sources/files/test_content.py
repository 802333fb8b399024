"""The way in for every file: wrappings, digests, limits."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nongrata.errors import UnreadableFile
from nongrata.sources.files import content as reading
from nongrata.sources.files.content import Content

TEXT = b"id,name\n1,NIEMAND Nemo\n" * 500


def zipped(**members: bytes) -> bytes:
    """A zip archive of these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def written(folder: Path, name: str, data: bytes) -> Path:
    """A file with that content."""
    path = folder / name
    path.write_bytes(data)
    return path


def all_of(content: Content) -> bytes:
    """Everything in it."""
    with content.open() as stream:
        return stream.read()


def note_chunks(content: Content, chunks: list[int]) -> None:
    """Reads it in small pieces, noting the size of each."""
    with content.open() as stream:
        while piece := stream.read(1 << 16):
            chunks.append(len(piece))


@pytest.mark.parametrize(
    ("name", "pack"),
    [("list.csv", bytes), ("list.csv.gz", gzip.compress), ("list.zip", lambda data: zipped(x=data))],
)
def test_wrapping_is_looked_through(tmp_path, name, pack):
    """Plain, gzip and zip give the same bytes, the same head and the same digest."""
    content = Content(written(tmp_path, name, pack(TEXT)))
    assert all_of(content) == TEXT
    assert content.head() == TEXT[: reading.HEAD_BYTES]
    assert content.source_file().sha256 == hashlib.sha256(TEXT).hexdigest()
    assert content.source_file().size_bytes == len(TEXT)


def test_digest_covers_what_the_reader_left_unread(tmp_path):
    """A reader that stops early still gets the digest of the whole file."""
    long = TEXT * 100
    content = Content(written(tmp_path, "list.csv.gz", gzip.compress(long)))
    with content.open() as stream:
        stream.readline()
    assert content.source_file().sha256 == hashlib.sha256(long).hexdigest()


def test_gzip_members_in_a_row_are_one_file(tmp_path):
    """Gzip allows several members; all of them count."""
    content = Content(written(tmp_path, "list.gz", gzip.compress(b"a") + gzip.compress(b"b")))
    assert all_of(content) == b"ab"


def test_a_spreadsheet_is_not_unzipped(tmp_path):
    """An .xlsx file is a zip container, and the document itself."""
    data = zipped(sheet=b"x")
    assert all_of(Content(written(tmp_path, "list.xlsx", data))) == data


def test_name_in_reports_has_no_wrapping(tmp_path):
    """Reports speak of sdn.csv, however it is packed."""
    assert Content(tmp_path / "sdn.csv.gz").name == "sdn.csv"


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
@pytest.mark.parametrize(("name", "pack"), [("x.csv.gz", gzip.compress), ("x.zip", lambda data: zipped(x=data))])
def test_a_cut_archive_is_unreadable(tmp_path, name, pack, keep):
    """Half a download is told as such, never read as a short list."""
    packed = pack(TEXT)
    content = Content(written(tmp_path, name, packed[: int(len(packed) * keep)]))
    with pytest.raises(UnreadableFile, match="end or break") as caught:
        all_of(content)
    assert name in str(caught.value)
    assert "download it again" in caught.value.remedy


def test_a_flipped_bit_is_noticed(tmp_path):
    """The checksum inside gzip is honoured."""
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 1
    with pytest.raises(UnreadableFile):
        all_of(Content(written(tmp_path, "x.gz", bytes(packed))))


def test_an_encrypted_zip_is_unreadable(tmp_path):
    """Nobody is asked for a password: the file is refused."""
    packed = bytearray(zipped(x=TEXT))
    packed[6] |= 1  # general purpose bit 0, in the local header ...
    packed[packed.find(b"PK\x01\x02") + 8] |= 1  # ... and in the directory
    with pytest.raises(UnreadableFile, match="encrypted"):
        all_of(Content(written(tmp_path, "x.zip", bytes(packed))))


def test_an_archive_of_several_files_is_refused(tmp_path):
    """We do not guess which member is the list."""
    with pytest.raises(UnreadableFile, match="holds 2 files"):
        all_of(Content(written(tmp_path, "x.zip", zipped(a=b"1", b=b"2"))))


def test_an_empty_file_is_told_as_empty(tmp_path):
    """0 bytes are an error with a remedy, not a list without targets."""
    content = Content(written(tmp_path, "sdn.csv", b""))
    for attempt in (content.head, content.source_file):
        with pytest.raises(UnreadableFile, match="0 bytes"):
            attempt()


@pytest.mark.parametrize("where", ["absent.csv", "."])
def test_what_cannot_be_opened_names_its_path(tmp_path, where):
    """A missing file and a folder both end in our own error."""
    with pytest.raises(UnreadableFile) as caught:
        Content(tmp_path / where).source_file()
    assert str(tmp_path) in caught.value.item


@pytest.mark.parametrize(("name", "pack"), [("b.gz", gzip.compress), ("b.zip", lambda data: zipped(x=data))])
def test_a_bomb_ends_in_an_error_before_it_fills_the_machine(tmp_path, monkeypatch, name, pack):
    """What unpacks to far more than its packed size is stopped at the limit."""
    monkeypatch.setattr(reading, "RATIO_GRACE_BYTES", 1 << 20)
    content = Content(written(tmp_path, name, pack(bytes(8 << 20))))
    chunks: list[int] = []
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        note_chunks(content, chunks)
    assert sum(chunks) <= 2 << 20


def test_what_unpacks_to_over_a_hundred_times_its_size_is_a_bomb(tmp_path):
    """Real lists unpack to twenty times theirs; zeros to a thousand times."""
    path = written(tmp_path, "b.gz", gzip.compress(bytes(40 << 20)))
    chunks: list[int] = []
    with pytest.raises(UnreadableFile, match="100 times the packed size"):
        note_chunks(Content(path), chunks)
    assert sum(chunks) <= reading.RATIO_GRACE_BYTES


def test_an_error_of_the_reader_is_not_blamed_on_the_file(tmp_path):
    """A full disk while a list is being read is no fault of the list."""
    content = Content(written(tmp_path, "x.csv", TEXT))
    with pytest.raises(OSError, match="No space"), content.open():
        raise OSError(28, "No space left on device")


@given(st.binary(min_size=1, max_size=3000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path, data):
    """No content makes the way in fail in any other way than with our error."""
    content = Content(written(tmp_path, "x.zip", data))
    content.head()
    try:
        found = all_of(content)
    except UnreadableFile:
        return
    assert found == data or data[:2] in {b"\x1f\x8b", b"PK"}
