"""The finder over a network: three nodes, one that is dead, one slow, many that lie; over real sockets."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from genoderm.api.collections.asked import CentresAsked
from genoderm.api.network.answers import Thing
from genoderm.api.network.counting import counted
from genoderm.api.network.shares import Share
from tests.network import WAYS, Odd, Told, home_of, odd_nodes, settings_file
from tests.patience import PATIENCE
from tests.serving import free_port, served

Answer = dict[str, Any]
HOMES = {
    "a": (Told("x", "h", "Skin Centre"), Told("only-a", "h", "Clinic A", evidence="press")),
    "b": (
        Told("x", "h", "Skin Centre", evidence="patient-organisation-page"),
        Told("b-necker", "b-h", "MAGEC", codes="; skos:exactMatch <https://ror.org/05tr67282>"),
    ),
    "c": (
        Told("c-necker", "c-h", "Magec", codes="; skos:exactMatch <https://ror.org/05tr67282>"),
        Told("only-c", "c-i", "Clinic C", land="BE"),
    ),
}
FAULTS = {
    "gigabytes": "sends more than 2,000,000 bytes",
    "redirecting": "redirects",
    "refusing": "answers 400 Bad Request",
    "garbage": "sends what is no answer of a node: the document: Invalid JSON",
    "html": "sends what is no answer of a node",
    "deep": "sends what is no answer of a node",
    "list": "sends what is no answer of a node",
    "numbers": "sends what is no answer of a node",
    "script": "sends what is no answer of a node",
    "spaced": "sends what is no answer of a node",
    "unranked": "sends what is no answer of a node",
    "boasting": "centres",
    "few": "tells of 7 centres, and sends 1",
    "twice": "sends pages that do not fit together",
    "older": "sends what is no answer of a node",
}


@pytest.fixture(scope="module")
def odd() -> Iterator[Odd]:
    with odd_nodes() as told:
        yield told


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of two real nodes, and the home of a third."""
    folder = tmp_path_factory.mktemp("nodes")
    homes = {name: home_of(folder / name, name, *centres) for name, centres in HOMES.items()}
    with served(homes["b"]) as b, served(homes["c"]) as c:
        yield {"a": str(homes["a"]), "b": b, "c": c}


@pytest.fixture(scope="module")
def network(
    nodes: dict[str, str], odd: Odd, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Answer]]:
    """Ask the first node; its peers are the two others, a dead one, a slow one and all that lie."""
    peers = {"b": nodes["b"], "c": nodes["c"], "dead": f"http://127.0.0.1:{free_port()}"}
    peers |= {way: odd[way] for way in (*FAULTS, "slow")}
    file = settings_file(tmp_path_factory.mktemp("settings"), peers)
    with served(Path(nodes["a"]), config=str(file)) as address:
        odd.elsewhere = f"{nodes['b']}/health"

        def ask(**asked: str | float) -> Answer:
            told = {"scope": "network", "deadline": 20, **asked}
            answer = httpx.get(f"{address}/api/v1/diseases/79361/centres", params=told, timeout=PATIENCE)
            assert answer.status_code == 200, answer.text
            assert answer.headers["cache-control"] == "no-cache"
            found: Answer = answer.json()
            return found

        yield ask


@pytest.fixture(scope="module")
def whole(network: Callable[..., Answer]) -> Answer:
    return network()


def by_name(answer: Answer) -> dict[str, Answer]:
    return {one["name"]: one for one in answer["nodes"]}


def item(answer: Answer, id_: str) -> Answer:
    (found,) = (one for one in answer["items"] if one["id"] == id_)
    return dict(found)


def test_the_answer_is_complete_but_for_the_nodes_that_fail(whole: Answer) -> None:
    told = by_name(whole)
    assert [name for name, one in told.items() if one["answered"]] == ["here", "b", "c"]
    assert [told[name]["rows"] for name in ("here", "b", "c")] == [2, 2, 2]
    assert all(told[name]["release"] for name in ("here", "b", "c"))
    assert whole["complete"] is False
    assert whole["total"] == 4
    assert {one["id"] for one in whole["items"]} == {"x", "only-a", "b-necker", "only-c"}


@pytest.mark.parametrize("way", FAULTS)
def test_a_node_that_lies_costs_its_own_rows_and_is_told_why(whole: Answer, way: str) -> None:
    told = by_name(whole)[way]
    assert (told["answered"], told["rows"]) == (False, 0)
    assert FAULTS[way] in told["why"]


def test_every_way_to_lie_is_tried() -> None:
    assert set(WAYS) == {*FAULTS, "slow", "telling", "moody"}


def test_a_dead_node_and_a_slow_one_are_told_apart(whole: Answer) -> None:
    told = by_name(whole)
    assert "cannot be reached" in told["dead"]["why"]
    assert "took more than" in told["slow"]["why"]


def test_a_centre_that_two_nodes_know_comes_once_with_what_each_says_of_it(whole: Answer) -> None:
    told = item(whole, "x")
    assert [one["name"] for one in told["nodes"]] == ["here", "b"]
    assert [one["source"] for one in told["nodes"]] == ["https://example.org/a", "https://example.org/b"]
    reasons = {(one["evidence"]["kind"], one["evidence"]["source"], *one["nodes"]) for one in told["reasons"]}
    assert reasons == {
        ("official-designation", "https://example.org/a", "here"),
        ("patient-organisation-page", "https://example.org/b", "b"),
    }


def test_a_centre_is_known_again_by_the_register_of_its_hospital_and_its_name(whole: Answer) -> None:
    assert [one["name"] for one in item(whole, "b-necker")["nodes"]] == ["b", "c"]


def test_facets_count_over_the_merged_list(whole: Answer) -> None:
    counts = {one["value"]: one["count"] for one in whole["facets"]["country"]}
    assert counts == {"FR": 3, "BE": 1}


def test_pages_follow_each_other_and_hold_everything_once(network: Callable[..., Answer], whole: Answer) -> None:
    pages = [network(limit=1, offset=offset, deadline=5) for offset in range(4)]
    assert [one["items"][0]["id"] for one in pages] == [one["id"] for one in whole["items"]]
    assert [one["items"][0]["rank"] for one in pages] == [1, 2, 3, 4]


def test_at_the_deadline_the_answer_is_partial_and_says_so(network: Callable[..., Answer]) -> None:
    told = network(deadline=0.5)
    assert (told["deadline"], told["complete"]) == (0.5, False)
    slow = by_name(told)["slow"]
    assert (slow["answered"], slow["rows"], slow["release"]) == (False, 0, None)
    assert "took more than" in slow["why"]


def test_filters_go_to_every_node(network: Callable[..., Answer]) -> None:
    assert [one["id"] for one in network(country="BE", deadline=5)["items"]] == ["only-c"]


def test_without_peers_the_network_is_this_node_and_says_the_same(shipped_address: str) -> None:
    path = f"{shipped_address}/api/v1/centres?disease=ORPHA:79361&limit=100"
    own = httpx.get(path, timeout=PATIENCE).json()
    told = httpx.get(f"{path}&scope=network&deadline=60", timeout=PATIENCE).json()
    assert [one["name"] for one in told["nodes"]] == ["here"]
    assert (told["complete"], told["total"]) == (True, own["total"])
    assert {one["iri"] for one in told["items"]} == {one["iri"] for one in own["items"]}
    assert [one["score"] for one in told["items"]] == [one["score"] for one in own["items"]]
    assert told["facets"]["country"] == own["facets"]["country"]
    assert called(told) == called(own)


def called(answer: Answer) -> dict[str, dict[str, str]]:
    return {facet: {one["value"]: one["name"] for one in values} for facet, values in answer["facets"].items()}


def test_a_value_that_one_node_calls_by_its_code_alone_has_the_name_that_another_knows() -> None:
    """Such as a country, of which a small network's own tables tell no more than the code."""
    tables = ({"FR": "FR", "BE": "BE"}, {"FR": "France"}, {"FR": "Frankreich"})
    shares = [Share(name, "", 0.0, names={"country": names}) for name, names in zip("abc", tables, strict=True)]
    france, belgium = (Thing(iri=f"https://example.org/{code}", id=code, name=code) for code in ("FR", "BE"))
    centres: Any = [SimpleNamespace(tellings=[("a", _centre(land))]) for land in (france, france, belgium)]
    told = counted(centres, shares, CentresAsked())["country"]
    assert [(one.value, one.name, one.count) for one in told] == [("FR", "France", 2), ("BE", "BE", 1)]


def _centre(country: Thing) -> Any:
    nothing = dict.fromkeys(("centre_kind", "age_group"))
    several = dict.fromkeys(("reasons", "languages", "networks", "roles", "specialties", "needs"), ())
    return SimpleNamespace(status="current", country=country, **nothing, **several)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("/api/v1/centres?scope=network", "expected disease beside it"),
        ("/api/v1/centres?disease=79361&scope=network&format=jsonld", "expected json or csv"),
        ("/api/v1/centres?disease=79361&scope=network&fields=nmae", "fields has"),
    ],
)
def test_what_the_network_cannot_be_asked_is_refused(shipped_address: str, asked: str, why: str) -> None:
    answer = httpx.get(f"{shipped_address}{asked}", timeout=PATIENCE)
    assert answer.status_code == 400
    assert why in answer.json()["detail"]
