"""What nodes said is kept for a while: bounded, with its age told, and not used where the client wants it fresh."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from genoderm.api.collections.asked import CentresAsked
from genoderm.api.network.answers import Page
from genoderm.api.network.kept import Shares
from genoderm.api.network.registered import registered
from genoderm.api.network.shares import Question, Share
from genoderm.graph.federation_settings import ListedPeer
from genoderm.sparql.federation.peers.node import Node
from tests.network import ITEM, Odd, Told, home_of, odd_nodes, page, settings_file
from tests.patience import PATIENCE
from tests.serving import served

Answer = dict[str, Any]
NODE = Node(ListedPeer(name="odd", url="https://odd.example"))
EB, ALBINISM = (Question(code, CentresAsked(), "en") for code in ("79361", "55"))
SHARE = Share("odd", "https://odd.example", 12.5, Page.model_validate_json(page()).items, {"h": ("r",)}, release="0123")
FINDER = "/api/v1/diseases/79361/centres?scope=network"


class Clock:
    """A clock that stands until it is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_share_comes_back_as_it_was_with_its_age() -> None:
    clock = Clock()
    shares = Shares(10_000, clock)
    shares.put(NODE, EB, SHARE)
    clock.now += 7
    found = shares.get(NODE, EB, 60)
    assert found is not None
    assert (found.age, found.release, found.codes, found.centres) == (7.0, "0123", {"h": ("r",)}, SHARE.centres)
    assert [one.model_fields_set for one in found.centres] == [one.model_fields_set for one in SHARE.centres]
    assert shares.get(NODE, ALBINISM, 60) is None


def test_what_is_as_old_as_it_may_be_is_not_used() -> None:
    clock = Clock()
    shares = Shares(10_000, clock)
    shares.put(NODE, EB, SHARE)
    assert shares.get(NODE, EB, 0) is None
    clock.now += 60
    assert shares.get(NODE, EB, 60) is None
    assert shares.get(NODE, EB, 61) is not None


def test_no_more_bytes_are_kept_than_may_be_and_the_longest_unused_make_room() -> None:
    one = Shares(10_000)
    one.put(NODE, EB, SHARE)
    both = Shares(one.bytes + 10)
    both.put(NODE, EB, SHARE)
    both.put(NODE, ALBINISM, SHARE)
    assert both.bytes == one.bytes
    assert both.get(NODE, EB, 60) is None
    assert both.get(NODE, ALBINISM, 60) is not None


@pytest.mark.parametrize("size", [0, 50])
def test_what_is_larger_than_all_that_may_be_kept_is_not(size: int) -> None:
    shares = Shares(size)
    shares.put(NODE, EB, SHARE)
    assert shares.bytes == 0
    assert shares.get(NODE, EB, 60) is None


class Slow:
    """A pool that answers the first query, and never another."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def rows(self, query: str) -> list[object]:
        self.asked.append(query)
        if len(self.asked) > 1:
            await asyncio.sleep(PATIENCE)
        return []


def test_equivalences_are_looked_up_a_few_at_a_time_and_who_was_not_is_counted() -> None:
    many = tuple(
        Page.model_validate_json(page(items=[_item(number)])).items[0] for number in range(1_200)
    )  # each with a hospital of its own
    pool = Slow()

    async def ask() -> tuple[list[Any], int]:
        until = asyncio.get_running_loop().time() + 0.5
        return await registered((Share("here", "", 1.0), Share("odd", "", 1.0, many)), pool, until)  # type: ignore[arg-type]

    pairs, unmerged = asyncio.run(ask())
    assert (pairs, unmerged) == ([], 1_200 - 500)
    assert [len(re.findall("<https://w3id.org/genoderm/id/centre/", one)) for one in pool.asked] == [500, 500]


def _item(number: int) -> Answer:
    return ITEM | {"iri": f"https://w3id.org/genoderm/id/centre/{number}", "id": str(number)}


@pytest.fixture(scope="module")
def odd() -> Iterator[Odd]:
    with odd_nodes() as told:
        yield told


@pytest.fixture(scope="module")
def site(odd: Odd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    file = settings_file(folder, {"moody": odd["moody"]}, deadline=60, answers_fresh=2)
    with served(home_of(folder / "home", "here", Told("x", "h", "Skin Centre")), config=str(file)) as address:
        yield address


def asked(site: str, fitting: Callable[[Answer], bool], path: str = FINDER, **headers: str) -> httpx.Response:
    """The first answer in which what is told of the moody node fits."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        answer = httpx.get(site + path, timeout=PATIENCE, headers=headers)
        if fitting(answer.json()["nodes"][1]):
            return answer
    raise AssertionError(answer.text)


def test_what_was_said_lately_is_not_asked_again_unless_it_is_to_be_fresh(site: str, odd: Odd) -> None:
    again = asked(site, lambda node: node["age"] is not None and node["answered"]).json()
    assert again["complete"] is True
    assert [one["id"] for one in again["items"]] == ["x", "odd"]
    for path, headers in ((f"{FINDER}&fresh=true", {}), (FINDER, {"cache-control": "max-age=0, No-Cache"})):
        before = len(odd.asked)
        fresh = httpx.get(site + path, timeout=PATIENCE, headers=headers).json()
        assert fresh["nodes"][1]["age"] is None
        assert len(odd.asked) > before


def test_an_answer_that_says_the_same_has_the_same_tag_however_long_it_took(site: str) -> None:
    first = asked(site, lambda node: node["answered"], f"{FINDER}&fresh=true")
    tag = first.headers["etag"]
    again = httpx.get(f"{site}{FINDER}&fresh=true", headers={"if-none-match": tag}, timeout=PATIENCE)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["cache-control"] == "no-cache"


def test_for_a_node_that_is_gone_stands_what_it_said_last_with_its_age_and_why(site: str, odd: Odd) -> None:
    whole = asked(site, lambda node: node["answered"])
    odd.gone = True
    answer = asked(site, lambda node: not node["answered"])
    node, told = answer.json()["nodes"][1], answer.json()
    assert (node["rows"], told["complete"], answer.headers["genoderm-complete"]) == (1, False, "?0")
    assert node["age"] >= 2
    assert node["why"]
    assert answer.headers["etag"] != whole.headers["etag"]
    assert [one["id"] for one in told["items"]] == ["x", "odd"]
    fresh = httpx.get(f"{site}{FINDER}&fresh=true", timeout=PATIENCE).json()
    assert (fresh["nodes"][1]["rows"], fresh["nodes"][1]["age"], fresh["total"]) == (0, None, 1)
    page = httpx.get(f"{site}/?q=79361&scope=network&lang=en", headers={"accept": "text/html"}, timeout=PATIENCE).text
    assert re.search(r"as it said \d+ seconds? ago", page)
    assert "Ask them all again now" in page
