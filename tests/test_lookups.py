"""Queries that are known to take less than a moment: what bounds them, how they are walked, and who answers them."""

import json
from collections import Counter
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryTriples, RdfFormat, Store

from genoderm.graph.degrees import ANY, BROADER, degrees
from genoderm.graph.home import Home
from genoderm.graph.manifest import STORE, read_manifest
from genoderm.ontology.vocabularies import SKOS
from genoderm.sparql.evaluation import Dataset
from genoderm.sparql.lookups.fans import Fans, Unbounded
from genoderm.sparql.lookups.lookups import MARK, Lookups
from genoderm.sparql.lookups.walks import LONGEST, Walk, walk
from genoderm.sparql.rewriting.cursor import NotUnderstood
from genoderm.sparql.rewriting.groups import read_query
from genoderm.sparql.rewriting.patterns import Triples
from genoderm.sparql.workers.tasks import Task
from tests.patience import PATIENCE
from tests.serving import served
from tests.test_rewriting_answers import EXAMPLES, answer, elements, filters, graphs, groups, heads, is_query, triples

PREFIX = "PREFIX e: <http://e/>\n"
DEGREES = {
    ANY: (40, 0),
    "<http://e/broader>": (3, 500),
    "<http://e/broader>+": (20, 4000),
    "<http://e/code>": (1, 2),
    "<http://e/label>": (9, 3),
    "<http://e/type>": (2, 9000),
    "<http://e/version-2>": (1, 1),
}
EB = "http://www.orpha.net/ORDO/Orphanet_79361"
LABEL = f"SELECT ?label WHERE {{ <{EB}> <{SKOS}prefLabel> ?label }}"
JSON = "application/sparql-results+json"


def walked(query: str) -> str | None:
    """Without the prefixes."""
    found = walk(PREFIX + query, DEGREES)
    return None if found is None else found.removeprefix(PREFIX)


def stored(*quads: Quad) -> Store:
    store = Store()
    store.extend(quads)
    return store


def lines(store: Store) -> list[bytes]:
    written = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    return sorted(bytes(written or b"").splitlines(keepends=True))


# What bounds a walk


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(graphs())
def test_degrees_are_the_most_that_one_node_leads_to(found: list[Quad]) -> None:
    store = stored(*found)
    default = (quad for quad in found if quad.graph_name == DefaultGraph())
    there = {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in default}
    told = Counter(subject for subject, _, _ in there)
    outgoing = Counter((name, subject) for subject, name, _ in there)
    incoming = Counter((name, value) for _, name, value in there)
    expected = {ANY: (max(told.values(), default=0), 0)}
    for name in {name for _, name, _ in there}:
        most = (max(n for (of, _), n in ends.items() if of == name) for ends in (outgoing, incoming))
        expected[name] = next(most), next(most)
    assert degrees(lines(store), store) == expected


def test_what_is_told_twice_counts_once() -> None:
    store = stored(*(Quad(NamedNode("http://e/a"), NamedNode("http://e/p"), Literal(str(n))) for n in (1, 2)))
    assert degrees(sorted(2 * lines(store)), store) == {ANY: (2, 0), "<http://e/p>": (2, 1)}


def test_what_is_above_and_below_is_counted_to_the_ends_of_the_hierarchy() -> None:
    broader = NamedNode(SKOS + "broader")
    above = [(NamedNode(f"http://e/{n}"), NamedNode(f"http://e/{n // 2}")) for n in range(2, 16)]
    store = stored(*(Quad(one, broader, other) for one, other in above))
    found = degrees(lines(store), store)
    assert (found[BROADER], found[f"{BROADER}+"]) == ((1, 2), (3, 14))


def test_a_built_release_tells_its_degrees(sample_home: Path) -> None:
    release = Home(sample_home).current_release()
    store = Store.read_only(str(release / STORE))
    assert read_manifest(release).degrees == degrees(lines(store), store)


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(found=graphs(), group=groups(triples()))
def test_a_walk_has_no_more_rows_than_its_bound_tells(found: list[Quad], group: str) -> None:
    store = stored(*found)
    known, query = degrees(lines(store), store), f"{PREFIX}SELECT * {group}"
    for mark in ("p0", "p1", "p2"):
        known[f"<http://e/{mark}>+"] = (9, 9)  # all nodes of these graphs, and their literals
    try:
        elements = read_query(query).group.elements
        patterns = [one for element in elements if isinstance(element, Triples) for one in element.patterns]
        step = Walk(Fans(known))
        order = step.through(patterns)
    except (NotUnderstood, Unbounded):
        reject()
    joined = " LATERAL ".join(f"{{ {triple.text} }}" for triple in order)
    assert len(list(store.query(f"{PREFIX}SELECT * {{ {joined} }}"))) <= step.rows  # type: ignore[arg-type]
    assert step.rows <= max(1, step.seen)


# What is walked


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?l { e:n e:label ?l }", "SELECT ?l { e:n e:label ?l }"),
        (
            "SELECT ?l WHERE { ?d e:type e:Disease ; e:label ?l ; e:code '1' . FILTER(LANG(?l) = 'en') } ORDER BY ?l",
            "SELECT ?l WHERE { ?d e:code '1' LATERAL { ?d e:type e:Disease } LATERAL { ?d e:label ?l }"
            " FILTER(LANG(?l) = 'en') } ORDER BY ?l",
        ),
        ("ASK { e:n e:broader+ e:m }", "ASK { e:n e:broader+ e:m }"),
        ("SELECT ?p ?o { e:n ?p ?o }", "SELECT ?p ?o { e:n ?p ?o }"),
        ("DESCRIBE e:n # all", "CONSTRUCT WHERE { e:n ?p ?o }"),
        ("DESCRIBE e:n <http://e/m>", "DESCRIBE e:n <http://e/m>"),
        ("DESCRIBE ?d { ?d e:code '1' }", "DESCRIBE ?d { ?d e:code '1' }"),
        ("CONSTRUCT { ?d e:is ?l } WHERE { ?d e:code 1 ; e:label ?l }", None),
        ("SELECT * { e:n e:broader/e:label ?l }", "SELECT * { e:n e:broader/e:label ?l }"),
        ("SELECT ?d { 'x' ^(e:label|e:code) ?d }", "SELECT ?d { 'x' ^(e:label|e:code) ?d }"),
        ("SELECT * { e:n e:version-2 ?o }", "SELECT * { e:n e:version-2 ?o }"),
    ],
)
def test_what_is_bound_at_every_step_is_walked_from_what_is_named(query: str, expected: str | None) -> None:
    if expected is None:
        expected = "CONSTRUCT { ?d e:is ?l } WHERE { ?d e:code 1 LATERAL { ?d e:label ?l } }"
    assert walked(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p e:n }",
        "SELECT * { ?s e:label ?o }",
        "SELECT * { ?s e:type e:Disease }",
        "SELECT * { ?s e:broader+ e:n }",
        "SELECT * { e:n e:type+ ?o }",
        "SELECT * { e:n (e:broader/e:label)* ?o }",
        "SELECT * { e:n !e:label ?o }",
        "SELECT * { e:n e:unknown ?o }",
        "SELECT * { e:n <label> ?o }",
        "SELECT * { e:n e:code ?c . ?s e:broader ?o }",
        "SELECT * { e:a e:broader+ ?b . ?b e:broader+ ?c . ?c e:broader+ ?d }",
        "SELECT * { ?d e:type e:Disease ; e:code 'x' }",
        "SELECT ?o { e:n e:label ?o OPTIONAL { ?o e:code ?c } }",
        "SELECT ?o { { e:n e:label ?o } UNION { e:n e:code ?o } }",
        "SELECT ?o { GRAPH e:g { e:n e:label ?o } }",
        "SELECT ?o FROM e:g { e:n e:label ?o }",
        "SELECT ?o { SERVICE e:g { e:n e:label ?o } }",
        "SELECT ?o { e:n e:label ?o FILTER EXISTS { ?o e:code ?c } }",
        "SELECT ?o { e:n e:label ?o FILTER(REGEX(?o, 'a')) }",
        f"SELECT ?o {{ e:n ?p ?o ; ?q ?r FILTER(true{' || LCASE(?o) = LCASE(?p)' * 12}) }}",
        "SELECT ?o { e:n e:label ?o FILTER(REPLACE(?o, '', 'long') != '') }",
        "SELECT ?o { e:n e:label ?o FILTER(e:function(?o)) }",
        "SELECT (COUNT(*) AS ?n) { e:n e:label ?o }",
        "SELECT ?o { e:n e:label ?o BIND(CONCAT(?o, ?o) AS ?p) }",
        "SELECT ?o { e:n e:label ?o VALUES ?x { 1 2 } }",
        "SELECT ?o { e:n e:label ?o { SELECT ?s { ?s ?p ?o } } }",
        "SELECT ?o { SELECT ?o { e:n e:label ?o } }",
        "SELECT ?o { e:n e:label [] }",
        "SELECT ?o { _:b e:label ?o }",
        "DESCRIBE * { ?s ?p ?o }",
        f"DESCRIBE {'e:n ' * 80} {{ e:n e:code ?c }}",
        "DESCRIBE",
        "SELECT ?l { e:n e:label ?l",
        f"SELECT ?l {{ e:n e:label ?l }} # {'x' * LONGEST}",
        "",
    ],
)
def test_what_is_not_known_to_be_short_is_left_to_a_worker(query: str) -> None:
    assert walked(query) is None


def test_without_degrees_nothing_is_known_to_be_short() -> None:
    assert walk(f"{PREFIX}SELECT ?l {{ e:n e:label ?l }}", {}) is None


plain = groups(st.one_of(triples(), triples(), filters))
within = st.builds("{{ SELECT {} {}}}".format, st.sampled_from(["*", "?v ?x"]), plain)
queries = st.builds(f"{PREFIX}{{}}{{}}".format, heads, st.one_of(plain, plain, within, groups(elements)))
WALKED = Counter[bool]()


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(found=graphs(), query=queries)
def is_answered_alike(found: list[Quad], query: str) -> None:
    assume(is_query(query))
    store = stored(*found)
    ready = walk(query, degrees(lines(store), store))
    WALKED[ready is not None] += 1
    assert ready is None or answer(store, ready, {}) == answer(store, query, {}), ready


@pytest.mark.slow
def test_a_walked_query_has_the_answers_of_the_query_and_many_are_walked() -> None:
    WALKED.clear()
    is_answered_alike()
    assert WALKED[True] > EXAMPLES / 20


# Who answers


def test_what_was_understood_of_one_code_holds_for_others() -> None:
    lookups = Lookups(Store(), DEGREES)
    for code, most in (("79361", "10"), ("2", "010"), ("0", "2")):
        query = f"{PREFIX}SELECT ?l {{ e:Orphanet_{code} e:version-2 ?l FILTER(?l != 1.50) }} LIMIT {most}"
        assert lookups.ready(query) == query
    assert lookups.ready(f"{PREFIX}SELECT ?l {{ e:Orphanet_1 e:version-3 ?l }}") is None


@pytest.mark.parametrize("odd", [r"\u0041", "%41", f"{MARK}001"])
def test_what_may_be_taken_for_something_else_is_left_to_a_worker(odd: str) -> None:
    lookups = Lookups(Store(), DEGREES)
    assert lookups.ready(f"{PREFIX}SELECT ?l {{ e:n e:label ?l FILTER(?l != 'a') }}") is not None
    assert lookups.ready(f"{PREFIX}SELECT ?l {{ e:n e:label ?l FILTER(?l != '{odd}') }}") is None


def test_a_lookup_is_answered_as_a_worker_answers_it(shipped_address: str, shipped_home: Path) -> None:
    release = Home(shipped_home).current_release()
    lookups = Lookups.of(release)
    found = lookups.answer(Task(LABEL, JSON))
    assert found is not None
    by_worker = httpx.get(f"{shipped_address}/sparql", params={"query": LABEL + " # %41"}, timeout=PATIENCE)
    assert _rows(found.body) == _rows(by_worker.content)
    assert found.end.rows == len(_rows(found.body)) > 1


@pytest.mark.parametrize("name", ["<http://e/a>", "e:a", "<a>", "<http://e/unknown>"])
def test_one_iri_is_described_as_the_engine_describes_it(name: str) -> None:
    a, b, c = (NamedNode(f"http://e/{letter}") for letter in "abc")
    store = stored(Quad(a, b, c), Quad(a, b, Literal("n")), Quad(a, b, Literal("elsewhere"), c), Quad(c, b, a))
    query, triples = f"{PREFIX}DESCRIBE {name}", "application/n-triples"
    found = Lookups(store, DEGREES).answer(Task(query, triples, base="http://e/"))
    assert found is not None
    described = store.query(query, base_iri="http://e/")
    assert isinstance(described, QueryTriples)
    assert sorted(found.body.decode().splitlines()) == sorted(f"{triple} ." for triple in described)


def _rows(content: bytes) -> list[str]:
    """Sorted, since memory and disk have them in orders of their own."""
    return sorted(map(str, json.loads(content)["results"]["bindings"]))


@pytest.mark.parametrize(
    "task",
    [
        Task(LABEL, JSON, Dataset(default=("http://e/g",))),
        Task(LABEL, JSON, values={"label": '"a"'}),
        Task(LABEL.replace("}", "?y }"), JSON),
    ],
)
def test_values_datasets_and_faults_are_left_to_a_worker(task: Task, shipped_home: Path) -> None:
    release = Home(shipped_home).current_release()
    assert Lookups.of(release).answer(task) is None


def test_lookups_are_answered_while_all_workers_are_busy(sample_home: Path) -> None:
    death = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with served(sample_home, workers="1", per_client="1", cache_bytes="0") as address, httpx.Client() as client:
        with client.stream("GET", f"{address}/sparql", params={"query": LABEL}, timeout=PATIENCE) as told:
            assert told.status_code == 200
        with pytest.raises(httpx.ReadTimeout):
            client.get(f"{address}/sparql", params={"query": death}, timeout=0.5)
        for _ in range(3):
            told = client.get(f"{address}/sparql", params={"query": LABEL}, timeout=PATIENCE)
            assert told.json()["results"]["bindings"]
            assert told.headers["cache-status"] == "genoderm; fwd=uri-miss"
        assert "genoderm_rows_total" in client.get(f"{address}/metrics").text
