"""The short way to what is asked most gives what the long way gives; what is not as it should be goes there."""

from pathlib import Path

import httpx
import pytest
from starlette.routing import Match

from genoderm.api.short_way import short_ways
from genoderm.graph.home import Home
from genoderm.sparql.workers.pool import Limits, Pool

ADDRESSES = (
    "/api/v1/diseases/ORPHA%3A79408/centres",
    "/api/v1/diseases/ORPHA%3A79408/centres?country=FR&limit=2&lang=fr",
    "/api/v1/resolve/OMIM%20226600",
    "/api/v1/resolve/https%3A//omim.org/entry/226600?precision=exact",
    "/api/v1/search?q=epidermolysis%20bul",
    "/api/v1/search?q=n%C3%A9cker&kind=centre,hospital&limit=1",
    "/disease/79361",
    "/centre/fr-necker-magec.ttl",
    "/hospital/fr-chu-toulouse?format=nt",
)
FAULTY = (
    "/api/v1/search?q=a&kin=disease",
    "/api/v1/resolve/OMIM%3A226600?precision=roughly",
    "/api/v1/diseases/ORPHA%3A79408/centres?limit=many",
    "/disease/79361?form=ttl",
)
SENT = ("content-type", "etag", "link", "vary", "content-language", "content-location", "cache-control")


def _taken(address: str, method: str = "GET") -> int:
    """How many of the short ways take a request."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": httpx.URL(path).path,
        "query_string": query.encode(),
        "headers": [],
    }
    ways = short_ways(Pool(Home(Path("none")), Limits()))
    return sum(way.matches(scope)[0] is Match.FULL for way in ways)


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_answers_get_as_the_way_of_all_others_answers_head(address: str, shipped_address: str) -> None:
    assert (_taken(address), _taken(address, "HEAD")) == (1, 0)
    short = httpx.get(shipped_address + address)
    long = httpx.head(shipped_address + address)
    assert short.status_code == long.status_code == httpx.codes.OK
    assert [short.headers.get(name) for name in SENT] == [long.headers.get(name) for name in SENT]
    assert short.headers["etag"]


@pytest.mark.parametrize("address", FAULTY)
def test_what_is_not_as_it_should_be_is_left_to_who_can_tell_it(address: str, shipped_address: str) -> None:
    assert _taken(address) == 0
    assert httpx.get(shipped_address + address).status_code == httpx.codes.BAD_REQUEST


def test_a_parameter_that_is_repeated_is_left_to_who_knows_which_counts() -> None:
    assert _taken("/api/v1/search?q=a&kind=disease&kind=centre") == 0


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/diseases/ORPHA%3A999999/centres", 404),
        ("/api/v1/search?q=" + "a " * 60, 400),
        ("/disease/999999", 404),
    ],
)
def test_faults_on_the_short_way_are_told_as_all_others_are(address: str, status: int, shipped_address: str) -> None:
    answer = httpx.get(shipped_address + address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_other_pages_with_as_many_parts_are_not_taken() -> None:
    others = ("/about/api", "/dumps/current", "/examples/a.rq", "/api/v1/diseases/79361", "/api/v1/resolve")
    assert [_taken(address) for address in others] == [0] * len(others)
