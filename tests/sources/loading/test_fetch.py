"""Fetching, against a real server on this machine that misbehaves on demand."""

from __future__ import annotations

import gzip
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
import stamina.instrumentation

from nongrata.errors import FetchFailed, NongrataError
from nongrata.model import Descriptor, Part
from nongrata.sources.loading import fetch as fetching
from nongrata.sources.loading.fetch import FetchPolicy, FetchResult, Validators, fetch

LIST = b"<list>" + b"<n>NIEMAND</n>" * 20_000 + b"</list>"
POLICY = FetchPolicy(timeout_s=0.5, retries=2, first_wait_s=0.001, longest_wait_s=0.002)

Answer = Callable[["Handler"], None]


@dataclass
class Publisher:
    """A server with one answer for each path, and a record of what it was asked."""

    address: str
    answers: dict[str, Answer]
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def descriptor(self, *paths: str) -> Descriptor:
        """A list whose parts are these paths."""
        return Descriptor(
            id="toy",
            title="Toy list",
            publisher="Nobody",
            licence="none",
            homepage="https://toy.example/list",
            parts=tuple(Part(path.strip("/"), self.address + path) for path in paths),
        )

    @property
    def times_asked(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(path for _, path, _ in self.asked)


class Server(ThreadingHTTPServer):
    """Takes it in silence when a client hangs up, as ours does after a refusal."""

    def handle_error(self, *_args: object) -> None:
        """The test asserts on what the client made of it."""


class Handler(BaseHTTPRequestHandler):
    """Gives the answer set for the path."""

    protocol_version = "HTTP/1.1"
    publisher: Publisher

    def do_GET(self) -> None:
        """Notes the request and answers it."""
        self.publisher.asked.append((self.command, self.path, dict(self.headers.items())))
        self.publisher.answers[self.path](self)

    def give(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Quiet: the test asserts on the record instead."""


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A publisher on a free port of this machine."""
    server = Server(("127.0.0.1", 0), Handler)
    made = Publisher(f"http://127.0.0.1:{server.server_port}", {})
    server.RequestHandlerClass = type("Bound", (Handler,), {"publisher": made})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def _alone(monkeypatch) -> Iterator[None]:
    """No proxy between us and ourselves; retries are asserted on here, not logged."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    stamina.instrumentation.set_on_retry_hooks([])
    yield
    stamina.instrumentation.set_on_retry_hooks(None)


@pytest.fixture
def get(publisher, tmp_path):
    """Fetches paths of the publisher into a folder."""

    def _get(*paths: str, **options) -> FetchResult:
        options = {"policy": POLICY, **options}
        return fetch(publisher.descriptor(*paths), tmp_path / "in", **options)

    return _get


def note(seen: list[tuple[str, int, int | None]]) -> fetching.Progress:
    """A watcher of progress that writes it all down."""
    return lambda name, done, total: seen.append((name, done, total))


def left_over(tmp_path) -> list[str]:
    """The names in the folder of arrivals."""
    return sorted(path.name for path in (tmp_path / "in").iterdir())


def test_a_file_arrives_whole_with_what_is_needed_to_ask_again(publisher, get, tmp_path):
    """Bytes, size, address and validators; nothing else is left in the folder."""
    publisher.answers["/list.xml"] = lambda it: it.give(body=LIST, ETag='"1"', Last_Modified="Thu")
    file = get("/list.xml").files["list.xml"]
    assert file.path.read_bytes() == LIST
    assert (file.size_bytes, file.validators) == (len(LIST), Validators('"1"', "Thu"))
    assert file.url == publisher.address + "/list.xml"
    assert left_over(tmp_path) == ["list.xml"]


def test_the_publisher_is_asked_with_get_and_told_who_asks(publisher, get):
    """HEAD is answered with 405 by some, and an unnamed client with 403 by others."""
    publisher.answers["/list.xml"] = lambda it: it.give(body=LIST)
    get("/list.xml")
    ((method, _, headers),) = publisher.asked
    assert method == "GET"
    assert headers["User-Agent"].startswith("nongrata/")


def test_an_unchanged_list_is_not_fetched_again(publisher, get, tmp_path):
    """The validators of the last time are sent, and 304 brings no file."""
    publisher.answers["/list.xml"] = lambda it: it.give(304)
    found = get("/list.xml", conditional={"list.xml": Validators('"1"', "Thu")})
    assert found == FetchResult(not_modified=True)
    headers = publisher.asked[0][2]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "Thu")
    assert left_over(tmp_path) == []


def test_a_list_in_parts_is_fetched_whole_if_one_part_changed(publisher, get):
    """One version never mixes the files of two days."""

    def unchanged(it: Handler) -> None:
        it.give(304) if "If-None-Match" in it.headers else it.give(body=b"old part")

    publisher.answers |= {"/a.csv": unchanged, "/b.csv": lambda it: it.give(body=b"new part")}
    known = {"a.csv": Validators('"a"'), "b.csv": Validators('"b"')}
    found = get("/a.csv", "/b.csv", conditional=known)
    assert {name: file.path.read_bytes() for name, file in found.files.items()} == {
        "a.csv": b"old part",
        "b.csv": b"new part",
    }
    assert publisher.times_asked == {"/a.csv": 2, "/b.csv": 1}


def test_redirects_are_followed_each_time_anew(publisher, get):
    """OFAC's lead to an address that is valid for an hour."""
    publisher.answers |= {
        "/list.xml": lambda it: it.give(302, Location=f"/signed{len(publisher.asked)}"),
        "/signed1": lambda it: it.give(body=LIST),
        "/signed3": lambda it: it.give(body=LIST),
    }
    assert get("/list.xml").files["list.xml"].url.endswith("/list.xml")
    get("/list.xml")
    assert [path for _, path, _ in publisher.asked] == ["/list.xml", "/signed1", "/list.xml", "/signed3"]


def test_a_redirect_that_never_ends_is_given_up(publisher, get):
    """After five of them."""
    publisher.answers["/list.xml"] = lambda it: it.give(302, Location="/list.xml")
    with pytest.raises(FetchFailed, match="redirects more than 5 times"):
        get("/list.xml")
    assert len(publisher.asked) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://list.example/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:10.0.0.1]/",
        "https://printer.local/",
        "ftp://list.example/list",
        "file:///etc/hostname",
    ],
)
def test_a_redirect_to_where_no_list_can_be_is_refused(publisher, get, target):
    """A publisher that was broken into must not make us ask our own network."""
    publisher.answers["/list.xml"] = lambda it: it.give(302, Location=target)
    with pytest.raises(FetchFailed, match="where no list is published"):
        get("/list.xml")


@pytest.mark.parametrize("url", ["http://list.example", "https://127.0.0.2", "https://10.1.1.1"])
def test_an_address_of_the_catalogue_must_be_public_and_encrypted(tmp_path, url):
    """No request leaves the machine otherwise."""
    toy = Publisher(url, {}).descriptor("/list.xml")

    def never(_policy: FetchPolicy) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(lambda _request: pytest.fail("a request was sent")))

    with pytest.raises(FetchFailed, match="where no list is published"):
        fetch(toy, tmp_path, client_factory=never)


def test_a_redirect_from_the_public_net_to_this_machine_is_refused(tmp_path):
    """This machine is only asked if the catalogue itself names it, as these tests do."""

    def hop(_policy: FetchPolicy) -> httpx.Client:
        answer = httpx.Response(302, headers={"Location": "https://127.0.0.1/admin"})
        return httpx.Client(transport=httpx.MockTransport(lambda _request: answer))

    toy = Publisher("https://list.example", {}).descriptor("/list.xml")
    with pytest.raises(FetchFailed, match=r"leads to https://127\.0\.0\.1"):
        fetch(toy, tmp_path, client_factory=hop)


def test_a_burst_of_errors_is_waited_out(publisher, get):
    """The EU's server answers 500 a few times, then with the list."""
    statuses = iter([500, 429, 200])
    publisher.answers["/list.xml"] = lambda it: it.give(next(statuses), body=LIST)
    assert get("/list.xml").files["list.xml"].path.read_bytes() == LIST
    assert publisher.times_asked == {"/list.xml": 3}


def test_a_server_that_stays_broken_is_given_up_with_advice(publisher, get, tmp_path):
    """What happened, how often we tried, and how to go on by hand."""
    publisher.answers["/list.xml"] = lambda it: it.give(503)
    with pytest.raises(FetchFailed) as caught:
        get("/list.xml")
    told = str(caught.value)
    assert "503 Service Unavailable (3 attempts)" in told
    assert "https://toy.example/list" in told
    assert "nongrata lists update toy --from FILE" in told
    assert "last good version stays in use" in told
    assert len(publisher.asked) == 3
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_refusal_is_not_repeated(publisher, get, status):
    """Asking again does not bring back a file that has moved."""
    publisher.answers["/list.xml"] = lambda it: it.give(status)
    with pytest.raises(FetchFailed, match=str(status)) as caught:
        get("/list.xml")
    assert len(publisher.asked) == 1
    assert "may have moved" in caught.value.remedy


def cut(it: Handler) -> None:
    """Announces more than it sends, then closes the connection."""
    it.send_response(200)
    it.send_header("Content-Length", str(len(LIST)))
    it.end_headers()
    it.wfile.write(LIST[: len(LIST) // 2])
    it.close_connection = True


def cut_chunks(it: Handler) -> None:
    """Breaks off in the middle of a chunked answer."""
    it.send_response(200)
    it.send_header("Transfer-Encoding", "chunked")
    it.end_headers()
    it.wfile.write(b"400\r\n" + b"x" * 100)
    it.close_connection = True


@pytest.mark.parametrize("answer", [cut, cut_chunks])
def test_a_cut_body_is_fetched_again(publisher, get, answer):
    """One break is bad luck."""
    answers = iter([answer, lambda it: it.give(body=LIST)])

    def in_turn(it: Handler) -> None:
        next(answers)(it)

    publisher.answers["/list.xml"] = in_turn
    assert get("/list.xml").files["list.xml"].path.read_bytes() == LIST


@pytest.mark.parametrize("answer", [cut, cut_chunks])
def test_a_body_that_is_always_cut_never_replaces_a_whole_one(publisher, get, tmp_path, answer):
    """What lay in the folder before still does, and no half of a file beside it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "list.xml").write_bytes(b"the last good one")
    publisher.answers["/list.xml"] = answer
    with pytest.raises(FetchFailed, match="broke off"):
        get("/list.xml")
    assert (tmp_path / "in" / "list.xml").read_bytes() == b"the last good one"
    assert left_over(tmp_path) == ["list.xml"]


def test_a_web_page_with_status_200_is_refused(publisher, get, tmp_path):
    """The commonest wrong answer; its title tells the reader what happened there."""
    page = b"<!DOCTYPE html>\n<html><head><title>Scheduled maintenance</title></head></html>"
    publisher.answers["/list.xml"] = lambda it: it.give(body=page)
    with pytest.raises(FetchFailed, match=r'an HTML page \("Scheduled maintenance"\), not with the list'):
        get("/list.xml")
    assert left_over(tmp_path) == []


def test_an_empty_answer_is_no_list(publisher, get):
    """Status 200 and 0 bytes."""
    publisher.answers["/list.xml"] = lambda it: it.give()
    with pytest.raises(FetchFailed, match="0 bytes"):
        get("/list.xml")


def test_a_server_that_falls_silent_is_given_up(publisher, get):
    """Silence has a limit of its own."""
    over = threading.Event()

    def silent(_it: Handler) -> None:
        over.wait(10)

    publisher.answers["/list.xml"] = silent
    with pytest.raises(FetchFailed, match=r"fell silent for 0\.05 s"):
        get("/list.xml", policy=FetchPolicy(timeout_s=0.05, retries=0))
    over.set()


def test_a_server_that_trickles_is_given_up(publisher, get, monkeypatch):
    """A byte now and then keeps the connection alive, and is still not an answer."""
    publisher.answers["/list.xml"] = lambda it: it.give(body=LIST)
    clock = iter(range(0, 10**9, 3600))
    monkeypatch.setattr(fetching.time, "monotonic", lambda: next(clock))
    with pytest.raises(FetchFailed, match="not done after 1800 s"):
        get("/list.xml", policy=FetchPolicy(timeout_s=0.5, retries=0))


def test_an_endless_answer_is_stopped(publisher, get, tmp_path):
    """Before it fills the disk."""
    publisher.answers["/list.xml"] = lambda it: it.give(body=LIST)
    with pytest.raises(FetchFailed, match="more than 1,000 bytes"):
        get("/list.xml", policy=FetchPolicy(max_bytes=1000, retries=0))
    assert left_over(tmp_path) == []


def test_nobody_at_the_other_end(tmp_path):
    """A refused connection is told as one, with advice."""
    toy = Publisher("http://127.0.0.1:1", {}).descriptor("/list.xml")
    with pytest.raises(FetchFailed, match="the connection failed") as caught:
        fetch(toy, tmp_path, policy=POLICY)
    assert "by hand" in caught.value.remedy


def test_a_packed_answer_is_unpacked_and_measured_as_sent(publisher, get):
    """Content-Length counts the packed bytes."""
    packed = gzip.compress(LIST)
    publisher.answers["/list.xml"] = lambda it: it.give(body=packed, Content_Encoding="gzip")
    seen: list[tuple[str, int, int | None]] = []
    found = get("/list.xml", progress=note(seen))
    assert found.files["list.xml"].path.read_bytes() == LIST
    assert seen[-1] == ("list.xml", len(packed), len(packed))


def test_progress_is_told_while_it_happens(publisher, get):
    """Chunk by chunk, up to the whole."""
    publisher.answers["/list.xml"] = lambda it: it.give(body=LIST)
    seen: list[tuple[str, int, int | None]] = []
    get("/list.xml", progress=note(seen))
    done = [size for _, size, _ in seen]
    assert done == sorted(done)
    assert len(done) > 1
    assert seen[-1] == ("list.xml", len(LIST), len(LIST))


def test_a_list_without_an_address_says_how_to_load_it(tmp_path):
    """A closed list, or one of the user's own."""
    with pytest.raises(FetchFailed, match="we know no address") as caught:
        fetch(Publisher("", {}).descriptor(), tmp_path)
    assert "--from FILE" in caught.value.remedy


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    """Before anything is asked for."""
    (tmp_path / "file").write_text("")
    toy = Publisher("https://list.example", {}).descriptor("/list.xml")
    with pytest.raises(NongrataError, match="cannot be written to"):
        fetch(toy, tmp_path / "file" / "in")


def test_retries_are_not_logged_and_hooks_of_others_stay(publisher, get):
    """Lines of stamina's own between ours help nobody; a hook that the program set is there again afterwards."""
    heard: list[object] = []
    stamina.instrumentation.set_on_retry_hooks([heard.append])
    publisher.answers["/list.xml"] = lambda it: it.give(503)
    with pytest.raises(FetchFailed, match="3 attempts"):
        get("/list.xml")
    assert heard == []
    assert stamina.instrumentation.get_on_retry_hooks() == (heard.append,)
