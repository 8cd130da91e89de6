"""One file over HTTP: bounded in size and time, continued where it broke off, redirected only to where it may.

RFC 9110: redirects in section 15.4, range requests in section 14. A file is asked for as it is (`identity`), so that
bytes on the wire are bytes of the file and can be counted.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from time import monotonic
from typing import BinaryIO

import httpx

from genoderm.ontology.errors import GenodermError

Tell = Callable[[int], None]  # so many more bytes are there


class FetchFailed(GenodermError):
    """A server that could not be reached, or did not give what was promised."""

    status = 502


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for."""

    silence: float = 30  # seconds without a byte
    file: float = 900  # seconds; the largest, 34 MB, takes that at 38 kB a second
    redirects: int = 5  # GitHub's releases take one


PATIENCE = Patience()


def download(url: str, file: BinaryIO, size: int, tell: Tell, patience: Patience = PATIENCE) -> None:
    """Append to the open file what it lacks of the `size` bytes; `tell` hears of those there and of those that come.

    A server that cannot continue sends all of it again. FetchFailed, with what came kept, if it ends early.
    """
    with _said_plainly(url, file, size, patience):
        if _length(file) > size:
            file.truncate(0)
        if _length(file) == size:  # broken off between the last byte and the checksum
            tell(size)
            return
        with httpx.Client(timeout=patience.silence) as client, _answer(client, url, _length(file), patience) as answer:
            if answer.status_code == httpx.codes.OK:
                file.truncate(0)
            tell(_length(file))
            _receive(answer, file, size, tell, patience)


def _receive(answer: httpx.Response, file: BinaryIO, size: int, tell: Tell, patience: Patience) -> None:
    deadline, length = monotonic() + patience.file, _length(file)
    for piece in answer.iter_raw():  # as it comes: gathering pieces of a size would hold back what a slow server sent
        length += len(piece)
        if length > size:
            raise FetchFailed(f"{answer.url} sends more than the {size:,} bytes that were expected: stopped")
        if monotonic() > deadline:
            raise httpx.ReadTimeout(f"not whole after {patience.file:g} s")
        file.write(piece)
        tell(len(piece))
    if length < size:
        raise httpx.RemoteProtocolError("the server ended it early")


@contextmanager
def _answer(client: httpx.Client, address: str, start: int, patience: Patience) -> Iterator[httpx.Response]:
    """The answer at the end of the redirects; each step of them is looked at before it is made."""
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    first = url = _allowed(httpx.URL(address), httpx.URL(address))
    for _ in range(patience.redirects + 1):
        with client.stream("GET", url, headers=headers) as answer:
            if not answer.has_redirect_location:
                _refuse_fault(answer, start)
                yield answer
                return
            url = _allowed(url.join(answer.headers["Location"]), first)
    raise FetchFailed(f"{address} redirects more than {patience.redirects} times")


def _allowed(url: httpx.URL, first: httpx.URL) -> httpx.URL:
    """Https to the world; loopback, with or without it, only from loopback."""
    near = _is_loopback(url.host)
    if near == _is_loopback(first.host) and url.scheme in ("https", *(["http"] if near else [])):
        return url
    raise FetchFailed(f"{first} leads to {url}, and nothing is fetched from there: expected https, and no loopback")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")  # RFC 6761, section 6.3


def _refuse_fault(answer: httpx.Response, start: int) -> None:
    continued = answer.headers.get("Content-Range", "").startswith(f"bytes {start}-")
    if answer.status_code == httpx.codes.OK or (answer.status_code == httpx.codes.PARTIAL_CONTENT and continued):
        return
    raise FetchFailed(
        f"{answer.url} answers {answer.status_code} {answer.reason_phrase}, expected 200 OK: its publisher may have "
        "moved it"
    )


@contextmanager
def _said_plainly(url: str, file: BinaryIO, size: int, patience: Patience) -> Iterator[None]:
    try:
        yield
    except httpx.ConnectTimeout as fault:
        raise FetchFailed(_unreachable(url, f"no answer for {patience.silence:g} s")) from fault
    except (httpx.ConnectError, httpx.ProxyError) as fault:
        raise FetchFailed(_unreachable(url, str(fault))) from fault
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        why = str(fault) or f"no byte for {patience.silence:g} s"
        raise FetchFailed(
            f"{url} broke off after {_length(file):,} of {size:,} bytes ({why}); the same command continues from there"
        ) from fault


def _unreachable(url: str, why: str) -> str:
    return (
        f"{httpx.URL(url).host} cannot be reached ({why}); where there is no network, bring {url} over by other means "
        "and name its folder to `genoderm build --sources`"
    )


def _length(file: BinaryIO) -> int:
    return file.seek(0, 2)
