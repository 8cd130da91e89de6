"""Reverse proxies: the listed ones are believed, what they do not say is not guessed, and nobody else is heard."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from genoderm.api.forwarded import FORWARDING, hops
from genoderm.api.proxies import Proxies, client_of, disguised, public_base
from genoderm.graph.settings import Settings, settings
from tests.asgi import heard, hello, scope
from tests.effort import rounds

PROXY = ("10.0.0.1", 50000)
LISTED = settings(trusted_proxies=["10.0.0.0/8", "fd00::/8"]).trusted_proxies
ANY = Settings()


def seen(headers: Any, client: tuple[str, int] = PROXY) -> Scope:
    """The scope that the application sees."""
    kept: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        kept.append(scope)
        await hello(scope, receive, send)

    heard(Proxies(app, LISTED), scope(headers=headers, client=client))
    return kept[0]


@pytest.mark.parametrize(
    ("headers", "client", "base"),
    [
        ({}, "10.0.0.1", "http://localhost:8000"),
        ({"x-forwarded-for": "203.0.113.9"}, "203.0.113.9", "http://localhost:8000"),
        ({"x-forwarded-for": "203.0.113.9:4711"}, "203.0.113.9", "http://localhost:8000"),
        ({"x-forwarded-for": "2001:DB8:0::1"}, "2001:db8::1", "http://localhost:8000"),
        ({"x-forwarded-for": "[2001:db8::1]:4711"}, "2001:db8::1", "http://localhost:8000"),
        ({"x-forwarded-for": "::ffff:203.0.113.9"}, "203.0.113.9", "http://localhost:8000"),
        ({"x-forwarded-for": "198.51.100.66, 203.0.113.9"}, "203.0.113.9", "http://localhost:8000"),
        ({"x-forwarded-for": "203.0.113.9, 10.9.9.9"}, "203.0.113.9", "http://localhost:8000"),
        ({"x-forwarded-for": "10.3.3.3, 10.9.9.9"}, "10.3.3.3", "http://localhost:8000"),
        (
            {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https", "x-forwarded-host": "genoderm.example"},
            "203.0.113.9",
            "https://genoderm.example",
        ),
        (
            {"x-forwarded-for": "203.0.113.9, 10.9.9.9", "x-forwarded-proto": "https, http"},
            "203.0.113.9",
            "https://localhost:8000",
        ),
        (
            {"x-forwarded-for": "1.1.1.1, 203.0.113.9", "x-forwarded-host": "evil.example, genoderm.example"},
            "203.0.113.9",
            "http://genoderm.example",
        ),
        (
            {"x-forwarded-for": "1.1.1.1, 203.0.113.9", "x-forwarded-proto": "https"},
            "203.0.113.9",
            "https://localhost:8000",
        ),
        (
            {"x-forwarded-for": "203.0.113.9", "x-forwarded-prefix": "/genoderm/"},
            "203.0.113.9",
            "http://localhost:8000/genoderm",
        ),
        ({"forwarded": "for=203.0.113.9"}, "203.0.113.9", "http://localhost:8000"),
        (
            {"forwarded": 'For="[2001:db8::17]:4711";Proto=https;host="genoderm.example:8443";by=10.0.0.1'},
            "2001:db8::17",
            "https://genoderm.example:8443",
        ),
        (
            {"forwarded": "for=198.51.100.66;proto=http;host=evil.example, for=203.0.113.9 ; proto=https"},
            "203.0.113.9",
            "https://localhost:8000",
        ),
        ({"forwarded": "for=203.0.113.9, for=10.1.1.1"}, "203.0.113.9", "http://localhost:8000"),
        ({"forwarded": 'for="203.0.\\113.9"'}, "203.0.113.9", "http://localhost:8000"),
        ({"forwarded": "for=66.66.66.66", "x-forwarded-for": "203.0.113.9"}, "203.0.113.9", "http://localhost:8000"),
    ],
)
def test_a_listed_proxy_is_believed(headers: dict[str, str], client: str, base: str) -> None:
    corrected = seen(headers)
    assert (client_of(corrected), public_base(corrected, ANY)) == (client, base)


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "unknown"},
        {"x-forwarded-for": "fe80::1%<script>"},
        {"x-forwarded-for": "1" * 60_000},
        {"x-forwarded-for": ",,,", "x-forwarded-proto": "https"},
        {"x-forwarded-proto": "https"},
        {"x-real-ip": "203.0.113.9"},
        {"forwarded": "for=unknown"},
        {"forwarded": "for=_hidden;proto=https"},
        {"forwarded": "proto=https"},
        {"forwarded": 'for="203.0.113.9'},
        {"forwarded": 'for=66.66.66.66;a=", for=203.0.113.9;host="h"'},
        {"forwarded": "203.0.113.9"},
        {"forwarded": '"'},
    ],
)
def test_a_client_that_is_not_told_or_cannot_be_read_is_nobody_and_not_the_proxy(headers: dict[str, str]) -> None:
    assert client_of(seen(headers)) == ""


@pytest.mark.parametrize("client", [("192.0.2.1", 1), ("127.0.0.1", 1), ("testclient", 1), ("11.0.0.1", 1)])
@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "10.0.0.1", "x-forwarded-proto": "https", "x-forwarded-host": "evil.example"},
        {"forwarded": "for=10.0.0.1;proto=https;host=evil.example"},
        {"x-forwarded-prefix": "/evil"},
    ],
)
def test_who_is_not_listed_changes_nothing(client: tuple[str, int], headers: dict[str, str]) -> None:
    untouched = seen(headers, client)
    assert (client_of(untouched), public_base(untouched, ANY)) == (client[0], "http://localhost:8000")
    assert disguised(untouched)


def test_what_was_believed_is_taken_out_so_that_nobody_believes_it_twice() -> None:
    corrected = seen({"x-forwarded-for": "203.0.113.9", "x-forwarded-host": "genoderm.example", "accept": "*/*"})
    assert not disguised(corrected)
    assert corrected["headers"] == [(b"host", b"genoderm.example"), (b"accept", b"*/*")]


@pytest.mark.parametrize(
    "said",
    [
        {"x-forwarded-host": 'genoderm.example"><script>'},
        {"x-forwarded-host": "genoderm.example/path"},
        {"x-forwarded-host": "user@genoderm.example"},
        {"x-forwarded-proto": "javascript"},
        {"x-forwarded-prefix": "//evil.example"},
        {"x-forwarded-prefix": "/a/../b"},
        {"x-forwarded-prefix": "evil"},
        {"x-forwarded-prefix": "/<script>"},
    ],
)
def test_what_could_not_stand_in_an_address_is_ignored(said: dict[str, str]) -> None:
    corrected = seen({"x-forwarded-for": "203.0.113.9"} | said)
    assert (client_of(corrected), public_base(corrected, ANY)) == ("203.0.113.9", "http://localhost:8000")


def test_headers_in_several_lines_are_one_list() -> None:
    lines = [(b"x-forwarded-for", b"198.51.100.66"), (b"x-forwarded-for", b"203.0.113.9, 10.2.2.2")]
    assert client_of(seen(lines)) == "203.0.113.9"


@pytest.mark.parametrize(
    ("server", "host", "base"),
    [
        (("127.0.0.1", 8000), "", "http://127.0.0.1:8000"),
        (("::1", 8000), 'a"b', "http://[::1]:8000"),
        (("/run/genoderm.sock", None), "[2001:db8::1]:80", "http://[2001:db8::1]:80"),
        (None, "", "http://localhost"),
    ],
)
def test_without_a_host_that_can_be_read_the_server_names_itself(
    server: tuple[str, int | None] | None, host: str, base: str
) -> None:
    assert public_base(scope(headers={"host": host}, server=server), ANY) == base


def test_the_public_address_of_the_settings_is_above_all() -> None:
    chosen = settings(public_url="https://example.org/genoderm")
    assert public_base(seen({"x-forwarded-host": "genoderm.example"}), chosen) == "https://example.org/genoderm"


def test_a_client_without_an_address_stays_without() -> None:
    assert client_of(seen({"x-forwarded-for": "10.0.0.1"}, None)) == ""  # type: ignore[arg-type]  # as ASGI allows


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(FORWARDING)), st.text(st.characters(max_codepoint=255), max_size=40).map(str.encode)
        ),
        max_size=6,
    )
)
def test_whatever_the_headers_hold_there_is_a_client_and_an_address(headers: list[tuple[bytes, bytes]]) -> None:
    corrected = seen(headers)
    assert corrected["client"] is None or corrected["client"][0]
    assert public_base(corrected, ANY).startswith(("http://", "https://"))


@pytest.mark.parametrize("text", ["for=x" + " " * 60_000 + "y", "," * 60_000, 'for="' + "\\" * 60_000, "a=" * 30_000])
def test_a_long_header_costs_no_more_than_its_length(text: str) -> None:
    header = [(b"forwarded", text.encode())]
    assert len(hops(header)) <= 32
    assert rounds(lambda: hops(header)) < 25
