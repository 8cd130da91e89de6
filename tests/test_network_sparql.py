"""A plain query over a network: real nodes, one that is dead, some that lie; over real sockets."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse_query_results

from tests.federated_network import merged
from tests.network import Odd, Told, home_of, odd_nodes, settings_file
from tests.patience import PATIENCE
from tests.serving import free_port, served
from tests.test_federation_oracle import told

Ask = Callable[..., httpx.Response]
HOMES = {
    "a": (Told("x", "h", "Skin Centre"), Told("only-a", "h", "Clinic A", evidence="press")),
    "b": (Told("x", "h", "Skin Centre", evidence="press"), Told("b-necker", "b-h", "MAGEC", land="BE")),
    "c": (Told("c-necker", "b-h", "Magec"), Told("only-c", "c-i", "Clinic C", land="BE")),
}
LIARS = {
    "garbage": "sends a VoID description that is no N-Triples",
    "gigabytes": "sends more than 2,000,000 bytes",
    "redirecting": "redirects",
}
HEAD = """
PREFIX gd: <https://w3id.org/genoderm/ns#> PREFIX org: <http://www.w3.org/ns/org#>
PREFIX orpha: <http://www.orpha.net/ORDO/Orphanet_> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
"""
QUERIES = {
    "a star": "SELECT ?c ?name { ?c a gd:ExpertCentre ; skos:prefLabel ?name }",
    "duplicates": "SELECT ?name { ?c gd:hasExpertiseIn orpha:79361 ; skos:prefLabel ?name }",
    "a join between nodes": "SELECT * { ?c org:unitOf ?h . ?h gd:country/skos:notation ?land . ?c a gd:Centre }",
    "a path over nodes": "SELECT ?c ?land { ?c org:unitOf/gd:country/skos:notation ?land }",
    "OPTIONAL": 'SELECT * { ?e gd:centre ?c ; gd:asOf ?d OPTIONAL { ?c skos:prefLabel ?n FILTER(?n != "x"@en) } }',
    "what nobody says": "SELECT ?c { ?c a gd:Centre"
    " FILTER NOT EXISTS { ?c org:unitOf [ skos:prefLabel 'Hospital h'@en ] } }",
    "MINUS": "SELECT ?c { ?c a gd:ExpertCentre MINUS { ?e gd:centre ?c ; dct:source <https://example.org/b> } }",
    "counts": "SELECT ?land (COUNT(*) AS ?n) { ?c a gd:Centre ; gd:country [ skos:notation ?land ] } GROUP BY ?land",
    "a subquery": "SELECT ?h ?n { { SELECT ?h (COUNT(?c) AS ?n) { ?c org:unitOf ?h } GROUP BY ?h } ?h a gd:Hospital }",
    "yes": "ASK { ?c skos:prefLabel 'Clinic C'@en ; org:unitOf/gd:country/skos:notation 'BE' }",
    "no": "ASK { ?c skos:prefLabel 'Clinic D'@en }",
    "triples": "CONSTRUCT { ?h skos:member ?c } WHERE { ?c org:unitOf ?h ; gd:hasExpertiseIn orpha:79361 }",
    "triples as they are": "CONSTRUCT WHERE { ?c org:unitOf _:h . _:h gd:country ?l }",
    "a variable for the property": "SELECT * { <https://w3id.org/genoderm/id/centre/x> ?p ?o }",
    "two ways": "SELECT ?x ?y { ?x (org:unitOf|^org:unitOf)/skos:prefLabel ?y }",
}
TWINS = {
    "two ways": "SELECT ?x ?y { { ?x org:unitOf ?m } UNION { ?m org:unitOf ?x } ?m skos:prefLabel ?y }",
}


@pytest.fixture(scope="module")
def odd() -> Iterator[Odd]:
    with odd_nodes() as told_:
        yield told_


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of two real nodes, and the home of a third."""
    folder = tmp_path_factory.mktemp("nodes")
    homes = {name: home_of(folder / name, name, *centres) for name, centres in HOMES.items()}
    with served(homes["b"]) as b, served(homes["c"]) as c:
        yield {"a": str(homes["a"]), "b": b, "c": c}


def asking(address: str) -> Ask:
    """Ask a node about the whole network."""

    def ask(query: str, accept: str = "application/sparql-results+json, text/turtle", **further: str) -> httpx.Response:
        fields = {"query": HEAD + query, "scope": "network", "deadline": "30", **further}
        return httpx.post(f"{address}/sparql", data=fields, headers={"Accept": accept}, timeout=PATIENCE)

    return ask


@pytest.fixture(scope="module")
def network(nodes: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ask, str]]:
    """Three nodes that answer, the first of which is asked; and its address."""
    file = settings_file(tmp_path_factory.mktemp("settings"), {"b": nodes["b"], "c": nodes["c"]})
    with served(Path(nodes["a"]), config=str(file)) as address:
        yield asking(address), address


@pytest.fixture(scope="module")
def broken(nodes: dict[str, str], odd: Odd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """The same, with nodes that do not answer, or with lies."""
    peers = {"b": nodes["b"], "dead": f"http://127.0.0.1:{free_port()}", **{way: odd[way] for way in LIARS}}
    file = settings_file(tmp_path_factory.mktemp("settings"), peers)
    with served(Path(nodes["a"]), config=str(file)) as address:
        odd.elsewhere = f"{nodes['b']}/health"
        yield asking(address)


def held(address: str) -> Store:
    """The default graph of a node."""
    query = "CONSTRUCT WHERE { ?s ?p ?o }"
    accept = {"Accept": "application/n-triples"}
    store = Store()
    store.load(httpx.post(f"{address}/sparql", data={"query": query}, headers=accept).content, RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="module")
def whole(nodes: dict[str, str], network: tuple[Ask, str]) -> Store:
    """One store with all that the three nodes hold."""
    return merged(*(held(address) for address in (network[1], nodes["b"], nodes["c"])))


def rows(answer: httpx.Response) -> object:
    """What was answered, in whichever of the formats that were asked for."""
    assert answer.status_code == 200, answer.text
    if answer.headers["content-type"].startswith("text/turtle"):
        store = Store()
        store.load(answer.content, RdfFormat.TURTLE)
        return told(store.query("CONSTRUCT WHERE { ?s ?p ?o }"))
    return told(parse_query_results(answer.content, format=QueryResultsFormat.JSON))


def nodes_of(answer: httpx.Response) -> dict[str, str]:
    """What the header says of each node."""
    found = {}
    for part in answer.headers["genoderm-nodes"].split(', "'):
        name, _, said = part.strip('"').partition('"')
        found[name] = said
    return found


@pytest.mark.parametrize("name", QUERIES)
def test_the_answer_is_that_of_one_store_with_all_nodes(network: tuple[Ask, str], whole: Store, name: str) -> None:
    answer = network[0](QUERIES[name])
    expected = told(whole.query(HEAD + TWINS.get(name, QUERIES[name])))
    if name == "triples as they are":  # its blank nodes have other names each time
        assert len(rows(answer)) == len(expected)  # type: ignore[arg-type]
    else:
        assert rows(answer) == expected
    assert answer.headers["genoderm-complete"] == "?1"
    assert list(nodes_of(answer)) == ["here", "b", "c"]
    assert answer.headers["cache-control"] == "no-store"
    assert b"incomplete" not in answer.content


def test_a_dataset_parameter_says_the_same_as_the_scope(network: tuple[Ask, str]) -> None:
    ask, address = network
    description = httpx.get(f"{address}/sparql", headers={"Accept": "application/n-triples"}).text
    store = Store()
    store.load(description.encode(), RdfFormat.N_TRIPLES)
    found = store.query(
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT ?graph ?feature "
        "{ ?s sd:availableGraphs/sd:namedGraph/sd:name ?graph ; sd:feature ?feature . ?feature a sd:Feature }"
    )
    assert isinstance(found, QuerySolutions)
    ((graph, _),) = list(found)
    named = ask(QUERIES["a star"], **{"scope": "local", "default-graph-uri": graph.value})
    assert rows(named) == rows(ask(QUERIES["a star"]))
    assert named.headers["genoderm-complete"] == "?1"


def test_the_explanation_tells_who_was_asked_what(network: tuple[Ask, str]) -> None:
    answer = network[0](QUERIES["a star"], explain="federation").json()
    assert answer["complete"] is True
    assert [one["name"] for one in answer["nodes"]] == ["b", "c"]
    assert all(one["why"] is None and one["requests"] for one in answer["nodes"])
    assert [one["nodes"] for one in answer["patterns"]] == [["here", "b", "c"]] * 2
    assert sum(one["rows"] for one in answer["requests"]) == sum(one["rows"] for one in answer["nodes"])


def test_a_node_that_has_nothing_of_a_pattern_is_not_asked_for_it(network: tuple[Ask, str]) -> None:
    query = "SELECT * { ?c skos:prefLabel 'Clinic C'@en ; org:unitOf ?h }"
    told_ = network[0](query, explain="federation").json()
    asked = {"Clinic C" in one["pattern"]: one["nodes"] for one in told_["patterns"]}
    assert asked == {True: ["c"], False: ["here", "b", "c"]}


def test_what_is_left_of_a_broken_network_is_answered_and_says_so(broken: Ask, nodes: dict[str, str]) -> None:
    answer = broken(QUERIES["what nobody says"])
    told_ = nodes_of(answer)
    assert answer.headers["genoderm-complete"] == "?0"
    assert "requests=" in told_["b"]
    assert "cannot be reached" in told_["dead"]
    for way, why in LIARS.items():
        assert why in told_[way]
    assert "only-c" not in answer.text
    assert {one["c"]["value"].rpartition("/")[2] for one in answer.json()["results"]["bindings"]} == {"b-necker"}


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml"])
@pytest.mark.parametrize("query", ["a star", "yes"])
def test_an_incomplete_answer_says_so_in_itself(broken: Ask, accept: str, query: str) -> None:
    answer = broken(QUERIES[query], accept)
    format_ = QueryResultsFormat.from_media_type(accept)
    assert format_ is not None
    parse_query_results(answer.content, format=format_)
    if accept.endswith("json"):
        (link,) = json.loads(answer.content)["head"]["link"]
    else:
        link = answer.text.partition('<link href="')[2].partition('"')[0]
    assert set(unquote(link).partition("#incomplete=")[2].split(",")) == {"dead", *LIARS}


@pytest.mark.parametrize(
    ("accept", "begins"),
    [("text/turtle", "# incomplete: without the nodes dead,"), ("application/n-triples", "# incomplete: "),
     ("application/rdf+xml", '<?xml version="1.0" encoding="UTF-8"?>\n<!-- incomplete: ')],
)  # fmt: skip
def test_triples_say_it_in_a_comment(broken: Ask, accept: str, begins: str) -> None:
    answer = broken(QUERIES["triples"], accept)
    assert answer.text.startswith(begins)
    format_ = RdfFormat.from_media_type(accept)
    assert format_ is not None
    Store().load(answer.content, format_)


@pytest.mark.parametrize(
    ("query", "further", "why"),
    [
        ("DESCRIBE <urn:x>", {}, "expected CONSTRUCT"),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", {}, "GRAPH is about the named graphs of one node"),
        ("SELECT * FROM <urn:g> { ?s ?p ?o }", {}, "FROM names graphs of one node"),
        ("SELECT * { ?s ?p ?o }", {"named-graph-uri": "urn:g"}, "FROM names graphs of one node"),
        ("SELECT * { SERVICE <urn:s> { ?s ?p ?o } }", {}, "expected no SERVICE"),
        ("SELECT * { ?c skos:broader+ ?d . ?c org:unitOf+ ?h }", {}, "no node can follow it into another"),
        ("SELECT * { ?c org:unitOf* ?d }", {}, "expected a constant at one of its ends"),
        ("SELECT * { { SELECT * { ?c org:unitOf [] } } }", {}, "expected the names of its variables"),
        ("SELECT (EXISTS { ?c a ?d } AS ?e) { ?c org:unitOf ?h }", {}, "expected SPARQL 1.1 with its groups in WHERE"),
        ("SELECT ?c { ?c org:unitOf ?h } ORDER BY (EXISTS { ?c a gd:Centre })", {}, "EXISTS outside of WHERE"),
        ("SELECT ?c { ?c org:unitOf ?h", {}, "line"),
        ("ASK {}", {"deadline": "61"}, "expected at most 60"),
        ("ASK {}", {"deadline": "soon"}, "expected a number of seconds"),
        ("ASK {}", {"scope": "world"}, "expected local or network"),
        (f"SELECT * {{ {' '.join(f'?a{n} skos:prefLabel ?b{n} .' for n in range(17))} }}", {}, "expected at most 16"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_of_all_nodes_is_refused_with_what_would_be_right(
    network: tuple[Ask, str], query: str, further: dict[str, str], why: str
) -> None:
    answer = network[0](query, **further)
    assert answer.status_code == 400
    told_: dict[str, Any] = answer.json()
    assert why in told_["detail"]


def test_without_peers_the_network_is_this_node(shipped_address: str) -> None:
    query = HEAD + "SELECT (COUNT(*) AS ?n) { ?c a gd:ExpertCentre ; org:unitOf* ?h }"
    own, over = (
        httpx.post(f"{shipped_address}/sparql", data={"query": query, "scope": scope}, timeout=PATIENCE)
        for scope in ("local", "network")
    )
    assert own.content == over.content
    assert over.headers["genoderm-nodes"] == '"here"'
