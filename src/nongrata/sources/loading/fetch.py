"""Fetching a list from its publisher, politely and suspiciously.

GET only: one publisher's service answers HEAD with 405. Redirects are followed anew each time and never
remembered: OFAC's point to an address that is valid for an hour. What arrives is checked for length and
for being a web page; whether it is the list is for `load` to say.
"""

from __future__ import annotations

import ipaddress
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import httpx
import stamina
from stamina import instrumentation

from nongrata.errors import FetchFailed, NongrataError
from nongrata.model import Descriptor, Part
from nongrata.sources.files.content import HEAD_BYTES, MAX_BYTES
from nongrata.sources.files.html_page import html_page
from nongrata.sources.files.writing import named_failures
from nongrata.sources.loading.validators import Validators

__all__ = [
    "ClientFactory",
    "FetchPolicy",
    "FetchResult",
    "FetchedFile",
    "Progress",
    "Validators",
    "fetch",
    "open_client",
]

USER_AGENT = f"nongrata/{version('nongrata')} (reads sanctions lists)"
_REDIRECTS = 5
_CHUNK_BYTES = 1 << 16
_KEEPS = "the last good version stays in use"


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How patient a fetch is.

    Args:
        timeout_s: Longest silence of the server; the EU thinks for over a minute before its first byte.
        total_s: Longest time for one file.
        retries: Further attempts after one that failed in passing (5xx, 429, a broken connection).
        first_wait_s: Wait before the first of them; doubles each time, with some jitter.
        longest_wait_s: Where the doubling stops.
        max_bytes: Largest file that we take.
    """

    timeout_s: float = 180.0
    total_s: float = 1800.0
    retries: int = 5
    first_wait_s: float = 2.0
    longest_wait_s: float = 60.0
    max_bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file as it arrived.

    Args:
        path: Where it lies now.
        url: The address in the catalogue; where it redirected to is nobody's business tomorrow.
        size_bytes: Its size.
        validators: For the next conditional request.
    """

    path: Path
    url: str
    size_bytes: int
    validators: Validators


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What a fetch brought: every file of the list by its name, or word that none has changed."""

    files: dict[str, FetchedFile] = field(default_factory=dict)
    not_modified: bool = False


Progress = Callable[[str, int, int | None], None]
"""(file name, bytes so far, bytes in all if known)."""

ClientFactory = Callable[[FetchPolicy], httpx.Client]


def open_client(policy: FetchPolicy) -> httpx.Client:
    """The client that talks to publishers; proxies and certificates as the machine is set up."""
    return httpx.Client(
        timeout=httpx.Timeout(policy.timeout_s, connect=min(30.0, policy.timeout_s)),
        headers={"User-Agent": USER_AGENT, "Accept": "*/*"},
        follow_redirects=False,
    )


def fetch(
    descriptor: Descriptor,
    folder: Path,
    *,
    conditional: Mapping[str, Validators] | None = None,
    progress: Progress | None = None,
    policy: FetchPolicy | None = None,
    client_factory: ClientFactory = open_client,
) -> FetchResult:
    """The current files of a list, complete, in a folder; or word that nothing has changed.

    Args:
        descriptor: The list.
        folder: Where the files go; made if absent. Files of the same name are replaced once the new one
            has arrived whole.
        conditional: Validators of the last fetch by file name. Only when all files are unchanged is
            nothing fetched, so that one version never mixes days.
        progress: Told about every chunk.
        policy: How patient to be.
        client_factory: Makes the HTTP client.

    Raises:
        FetchFailed: The publisher could not be reached, or did not answer with a file.
        NongrataError: The folder cannot be written to, or the disk is full.
    """
    if not descriptor.parts:
        raise FetchFailed(
            "we know no address to fetch it from",
            item=descriptor.id,
            remedy=f"get it by hand ({descriptor.homepage or 'from its maker'}), then: "
            f"nongrata lists update {descriptor.id} --from FILE",
        )
    settled = policy or FetchPolicy()
    known = dict(conditional or {})
    with named_failures(folder), _retries_unlogged(), client_factory(settled) as client:
        folder.mkdir(parents=True, exist_ok=True)
        visit = _Visit(client, descriptor, folder, settled, progress or _unheard)
        found = {part.file_name: visit.part(part, known.get(part.file_name)) for part in descriptor.parts}
        if not any(found.values()):
            return FetchResult(not_modified=True)
        files = {part.file_name: found[part.file_name] or visit.part(part, None) for part in descriptor.parts}
    return FetchResult({name: file for name, file in files.items() if file})


@contextmanager
def _retries_unlogged() -> Iterator[None]:
    """By itself stamina prints a line for each retry; the error in the end says how many there were."""
    hooks = instrumentation.get_on_retry_hooks()
    instrumentation.set_on_retry_hooks([])
    try:
        yield
    finally:
        instrumentation.set_on_retry_hooks(hooks)


def _unheard(_name: str, _done: int, _total: int | None) -> None:
    """Nobody watches the progress."""


class _PassingError(NongrataError):
    """A failure that may be gone on the next attempt."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """One fetch of one list."""

    client: httpx.Client
    descriptor: Descriptor
    folder: Path
    policy: FetchPolicy
    progress: Progress

    def part(self, part: Part, validators: Validators | None) -> FetchedFile | None:
        """One file, after as many attempts as it takes; None if it has not changed."""
        try:
            for attempt in self._attempts():
                with attempt:
                    return self._attempt(part, validators)
        except _PassingError as error:
            raise self._failed(
                part,
                f"{error.message} ({self.policy.retries + 1} attempts)",
                "try again later, or get it by hand",
            ) from error
        raise AssertionError("stamina yields at least one attempt")

    def _attempts(self) -> Iterator[stamina.Attempt]:
        return iter(
            stamina.retry_context(
                on=_PassingError,
                attempts=self.policy.retries + 1,
                timeout=None,
                wait_initial=self.policy.first_wait_s,
                wait_max=self.policy.longest_wait_s,
                wait_jitter=self.policy.first_wait_s / 2,
            )
        )

    def _attempt(self, part: Part, validators: Validators | None) -> FetchedFile | None:
        try:
            with self._answer(part, validators or Validators()) as response:
                if response.status_code == httpx.codes.NOT_MODIFIED and validators:
                    return None
                self._judge_status(part, response)
                return self._keep(part, response)
        except httpx.TimeoutException as error:
            raise _PassingError(f"it fell silent for {self.policy.timeout_s:g} s") from error
        except httpx.RequestError as error:
            raise _PassingError(f"the connection failed or broke off ({error})") from error

    @contextmanager
    def _answer(self, part: Part, validators: Validators) -> Iterator[httpx.Response]:
        """The answer at the end of all redirects, its body not yet read."""
        request = self.client.build_request("GET", part.url, headers=validators.headers())
        for _ in range(_REDIRECTS + 1):
            self._judge_address(part, request.url)
            response = self.client.send(request, stream=True)
            try:
                if response.next_request is None:
                    yield response
                    return
            finally:
                response.close()
            request = response.next_request
        raise self._failed(part, f"it redirects more than {_REDIRECTS} times", "get it by hand")

    def _judge_address(self, part: Part, url: httpx.URL) -> None:
        """HTTPS to a public host, unless the catalogue itself points at this machine (as tests do)."""
        if _is_own_machine(httpx.URL(part.url)) and _is_own_machine(url):
            return
        if url.scheme != "https" or _is_private(url):
            raise self._failed(
                part, f"it leads to {url.scheme}://{url.host}, where no list is published", "get it by hand"
            )

    def _judge_status(self, part: Part, response: httpx.Response) -> None:
        status = response.status_code
        if status >= httpx.codes.INTERNAL_SERVER_ERROR or status in {
            httpx.codes.TOO_MANY_REQUESTS,
            httpx.codes.REQUEST_TIMEOUT,
        }:
            raise _PassingError(f"it answered {status} {response.reason_phrase}")
        if status != httpx.codes.OK:
            raise self._failed(
                part,
                f"it answered {status} {response.reason_phrase}",
                "the address may have moved: look at its page, or get the file by hand",
            )

    def _keep(self, part: Part, response: httpx.Response) -> FetchedFile:
        """Streams the body beside its place, then puts it there."""
        aside = self.folder / f".{part.file_name}.part"
        try:
            size_bytes = self._stream(part, response, aside)
            self._judge_body(part, aside, size_bytes)
            path = self.folder / part.file_name
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        validators = Validators(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
        return FetchedFile(path, part.url, size_bytes, validators)

    def _stream(self, part: Part, response: httpx.Response, aside: Path) -> int:
        total = int(length) if (length := response.headers.get("Content-Length", "")).isdigit() else None
        deadline_s = time.monotonic() + self.policy.total_s
        written = 0
        with aside.open("wb") as file:
            for chunk in response.iter_bytes(_CHUNK_BYTES):
                written += file.write(chunk)
                self.progress(part.file_name, response.num_bytes_downloaded, total)
                if written > self.policy.max_bytes:
                    raise self._failed(
                        part,
                        f"it sends more than {self.policy.max_bytes:,} bytes",
                        "this is not the list: look at its page",
                    )
                if time.monotonic() > deadline_s:
                    raise _PassingError(f"it was not done after {self.policy.total_s:g} s")
            file.flush()
            os.fsync(file.fileno())
        if total is not None and response.num_bytes_downloaded != total:
            raise _PassingError(f"it sent {response.num_bytes_downloaded:,} of {total:,} bytes")
        return written

    def _judge_body(self, part: Part, aside: Path, size_bytes: int) -> None:
        if not size_bytes:
            raise _PassingError("it answered with nothing (0 bytes)")
        with aside.open("rb") as file:
            page = html_page(file.read(HEAD_BYTES))
        if page:
            raise self._failed(
                part, f"it answered with {page}, not with the list", "try again later, or get it by hand"
            )

    def _failed(self, part: Part, happened: str, remedy: str) -> FetchFailed:
        return FetchFailed(
            happened,
            item=f"{self.descriptor.id} from {part.url}",
            expected=f"the file {part.file_name}",
            remedy=f"{remedy} ({self.descriptor.homepage}) and load it with: "
            f"nongrata lists update {self.descriptor.id} --from FILE; {_KEEPS}",
        )


def _is_own_machine(url: httpx.URL) -> bool:
    return url.scheme in {"http", "https"} and url.host in {"localhost", "127.0.0.1", "::1"}


def _is_private(url: httpx.URL) -> bool:
    try:
        return not ipaddress.ip_address(url.host).is_global
    except ValueError:
        return url.host == "localhost" or url.host.endswith((".localhost", ".local", ".internal"))
