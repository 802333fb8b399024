"""The compiled watchlist on disk."""

import pytest

from listed import person, watchlist
from nongrata.errors import IndexUnusable
from nongrata.index.compiled import open_compiled
from nongrata.model import Subject
from nongrata.screen.search import Search


@pytest.fixture
def compiled():
    """Two invented people."""
    return watchlist(person(1, "VARDOMIR, Teofil", weak=["Fox"], born="1971"), person(2, "OSTRELKO, Ilma"))


def test_what_was_saved_is_what_is_opened(compiled, tmp_path):
    """Answers before and after are the same."""
    compiled.save(tmp_path)
    opened = open_compiled(tmp_path)
    subject = Subject(id="s", name="Teofil Vardomir")
    assert Search(opened).find(subject, 0.1) == Search(compiled).find(subject, 0.1) != []
    assert opened.lists == compiled.lists


def test_the_same_parties_compile_to_the_same_bytes(compiled, tmp_path):
    """A build can be repeated and compared."""
    again = watchlist(person(2, "OSTRELKO, Ilma"), person(1, "VARDOMIR, Teofil", weak=["Fox"], born="1971"))
    for name, one in (("a", compiled), ("b", again)):
        (tmp_path / name).mkdir()
        one.save(tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert files
    assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)


def test_an_empty_list_can_be_compiled_and_asked(tmp_path):
    """A list of one's own may be emptied; it then finds nobody."""
    watchlist().save(tmp_path)
    assert Search(open_compiled(tmp_path)).find(Subject(id="s", name="Anybody"), 0.1) == []


@pytest.mark.parametrize("harm", ["nothing", "meta", "array", "format"])
def test_a_damaged_folder_is_refused_with_a_remedy(compiled, tmp_path, harm):
    """A half-written index must never answer."""
    if harm != "nothing":
        compiled.save(tmp_path)
    if harm == "meta":
        (tmp_path / "index.json").write_bytes(b"{")
    if harm == "array":
        next(tmp_path.rglob("near_hash.npy")).write_bytes(b"\x93NUMPY")
    if harm == "format":
        meta = (tmp_path / "index.json").read_text()
        (tmp_path / "index.json").write_text(meta.replace('"format":2', '"format":0'))
    with pytest.raises(IndexUnusable, match="lists update"):
        open_compiled(tmp_path)
