"""VoID's numbers are those that a query counts, in every graph, these statistics included."""

import re
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, Store

from genoderm.graph import linksets
from genoderm.graph.census import merged
from genoderm.graph.home import Home
from genoderm.graph.serving import Open, open_release
from genoderm.graph.statistics import GRAPH, statistics
from genoderm.ontology.code_systems import CODE_SYSTEMS, NAMED
from genoderm.ontology.terms import PREFIXES, Iris
from tests.releases import EB, edition, made, number, rows, turtle

VOID = """
PREFIX void: <http://rdfs.org/ns/void#> PREFIX void-ext: <http://ldf.fi/void-ext#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
DATASET = Iris().thing("dataset", "genoderm")
SIZE = {
    "triples": "COUNT(*)",
    "entities": "COUNT(DISTINCT ?s)",
    "distinctSubjects": "COUNT(DISTINCT ?s)",
    "distinctObjects": "COUNT(DISTINCT ?o)",
    "properties": "COUNT(DISTINCT ?p)",
}


@pytest.fixture(scope="module", params=["two_releases", "sample_home", "shipped_home"])
def opened(request: pytest.FixtureRequest) -> Open:
    """A tiny release, one with a little of everything, and the shipped one."""
    home: Path = request.getfixturevalue(request.param)
    return open_release(Home(home).current_release())


@pytest.fixture
def store(opened: Open) -> Store:
    return opened.store


def values(store: Store, query: str) -> dict[tuple[str, ...], int]:
    """What a query tells by all its variables but ?n, which is the number."""
    found: dict[tuple[str, ...], int] = {}
    for row in rows(store, VOID + query):
        *by, counted = row
        key = tuple(map(str, by))
        assert key not in found, f"{key} is told twice"
        found[key] = int(counted.value)
    return found


def test_the_triples_of_the_dataset_are_those_of_the_default_graph(opened: Open) -> None:
    told = values(opened.store, f"SELECT ?n {{ {DATASET} void:triples ?n }}")
    assert told == {(): number(opened.store, "?s ?p ?o")}
    assert opened.manifest.triples == number(opened.store, "?s ?p ?o")


@pytest.mark.parametrize("told", SIZE)
def test_the_size_of_the_default_graph_is_as_a_query_counts_it(told: str, store: Store) -> None:
    found = values(store, f"SELECT ?n {{ {DATASET} void:{told} ?n }}")
    assert found == values(store, f"SELECT ({SIZE[told]} AS ?n) {{ ?s ?p ?o }}")


def test_the_classes_of_the_default_graph_are_as_a_query_counts_them(store: Store) -> None:
    found = values(store, f"SELECT ?n {{ {DATASET} void:classes ?n }}")
    assert found == values(store, "SELECT (COUNT(DISTINCT ?class) AS ?n) { ?s a ?class }")


@pytest.mark.parametrize("told", SIZE)
def test_the_size_of_every_named_graph_is_counted_and_none_is_left_out(told: str, store: Store) -> None:
    found = values(store, f"SELECT ?g ?n {{ {DATASET} void:subset ?g . ?g void:inDataset {DATASET} ; void:{told} ?n }}")
    assert found == values(store, f"SELECT ?g ({SIZE[told]} AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g")
    assert set(found) == {(str(graph),) for graph in store.named_graphs()}


def test_the_entities_of_every_class_are_counted_and_none_is_left_out(store: Store) -> None:
    told = values(store, f"SELECT ?c ?n {{ {DATASET} void:classPartition ?x . ?x void:class ?c ; void:entities ?n }}")
    assert told == values(store, "SELECT ?what (COUNT(*) AS ?n) { ?thing a ?what } GROUP BY ?what")


def test_the_triples_of_every_property_are_counted_and_none_is_left_out(store: Store) -> None:
    told = values(
        store, f"SELECT ?p ?n {{ {DATASET} void:propertyPartition ?x . ?x void:property ?p ; void:triples ?n }}"
    )
    assert told == values(store, "SELECT ?what (COUNT(*) AS ?n) { ?thing ?what ?value } GROUP BY ?what")


WITHIN = "?x void:class ?c ; void:propertyPartition ?y . ?y void:property ?p"


def test_the_properties_of_every_class_are_counted_and_none_is_left_out(store: Store) -> None:
    told = values(store, f"SELECT ?c ?p ?n {{ {WITHIN} ; void:triples ?n }}")
    assert told == values(store, "SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o } GROUP BY ?c ?p")


def test_the_classes_that_a_property_of_a_class_leads_to_are_counted(store: Store) -> None:
    told = values(
        store, f"SELECT ?c ?p ?d ?n {{ {WITHIN} ; void:classPartition ?z . ?z void:class ?d ; void:triples ?n }}"
    )
    joined = "?s a ?c ; ?p ?o . FILTER(?p != rdf:type) ?o a ?d"
    assert told == values(store, f"SELECT ?c ?p ?d (COUNT(*) AS ?n) {{ {joined} }} GROUP BY ?c ?p ?d")


def test_the_datatypes_that_a_property_of_a_class_leads_to_are_counted(store: Store) -> None:
    part = "void-ext:datatypePartition ?z . ?z void-ext:datatype ?d ; void:triples ?n"
    told = values(store, f"SELECT ?c ?p ?d ?n {{ {WITHIN} ; {part} }}")
    joined = "?s a ?c ; ?p ?o . FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?d)"
    assert told == values(store, f"SELECT ?c ?p ?d (COUNT(*) AS ?n) {{ {joined} }} GROUP BY ?c ?p ?d")


def test_the_links_to_every_other_dataset_are_counted(store: Store) -> None:
    told = values(
        store,
        "SELECT ?space ?p ?n { ?l a void:Linkset ; void:subjectsTarget ?d ; void:objectsTarget ?t ; "
        "void:linkPredicate ?p ; void:triples ?n . ?d void:subset ?l . ?t void:uriSpace ?space }",
    )
    spaces = " ".join(f'"{space}"' for space in PREFIXES.values())
    lead = (
        f"VALUES ?space {{ {spaces} }} ?s ?p ?o FILTER(isIRI(?o) && STRSTARTS(STR(?o), ?space)) "
        "FILTER(!STRSTARTS(STR(?s), ?space))"
    )
    assert told == values(store, f"SELECT ?space ?p (COUNT(*) AS ?n) {{ {lead} }} GROUP BY ?space ?p")


def test_the_shipped_release_links_to_the_datasets_that_others_look_for(shipped_home: Path) -> None:
    store = open_release(Home(shipped_home).current_release()).store
    targets = {
        row["t"].value for row in rows(store, f"SELECT ?t {{ ?l {linksets.OBJECTS_TARGET} ?t ; a {linksets.LINKSET} }}")
    }
    wanted = ("orpha", "mondo", "omim", "hp", "ror", "wikidata")
    assert {Iris().thing("dataset", name).value for name in wanted} <= targets


def test_every_code_system_is_a_dataset_with_a_title() -> None:
    assert NAMED.keys() == PREFIXES.keys()
    assert {system.uri_space for system in CODE_SYSTEMS.values()} == set(PREFIXES.values())


def test_the_dataset_tells_where_it_is_in_what_words_and_what_is_in_it(opened: Open) -> None:
    def told(of: str) -> set[str]:
        return {row["o"].value for row in rows(opened.store, f"{VOID} SELECT ?o {{ {DATASET} void:{of} ?o }}")}

    assert told("sparqlEndpoint") == {"https://w3id.org/genoderm/sparql"}
    assert told("dataDump") == {"https://w3id.org/genoderm/dump.nq"}
    assert "http://www.w3.org/ns/formats/Turtle" in told("feature")
    assert {"http://rdfs.org/ns/void#", "https://w3id.org/genoderm/ns#"} <= told("vocabulary")
    for example in told("exampleResource"):
        assert number(opened.store, f"<{example}> ?p ?o")
    assert told("exampleResource")


def test_records_about_statements_are_counted_in_their_own_graph_only(tmp_path: Path) -> None:
    mappings = turtle(tmp_path / "m.ttl", ":m a <https://w3id.org/sssom/Mapping> .")
    home = tmp_path / "home"
    made(home, edition(turtle(tmp_path / "x.ttl", EB)), edition(mappings, graph="x-mappings"))
    store = open_release(Home(home).current_release()).store
    assert number(store, "?m a <https://w3id.org/sssom/Mapping>") == 0
    graph = Iris().graph("x-mappings")
    assert values(store, f"SELECT ?n {{ {graph} void:triples ?n }}") == {(): 1}


def counted_among(integers: range) -> dict[tuple[str, ...], int]:
    """The distinct objects told of a dataset of these integers; {} if they are not told."""
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    lines = sorted(f'<urn:a> <urn:p> "{number}"^^<{integer}> .\n'.encode() for number in integers)
    described, _ = statistics({"x": lambda: lines}, lambda: lines, Iris())
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in described)
    return values(store, f"SELECT ?n {{ {DATASET} void:distinctObjects ?n }}")


def test_a_number_that_is_wrong_as_soon_as_it_is_told_is_not_told() -> None:
    elsewhere = range(10**6, 10**6 + 50)
    (told,) = counted_among(elsewhere).values()
    assert counted_among(range(told + 1, told + 51)) == {(): told}
    assert counted_among(range(told, told + 50)) == {}  # told, it is an object already, so there is one less


def test_what_a_source_says_of_the_dataset_already_is_counted_once(tmp_path: Path) -> None:
    said = turtle(
        tmp_path / "x.ttl",
        f"{DATASET} a <http://rdfs.org/ns/void#Dataset> ; <http://rdfs.org/ns/void#subset> {Iris().graph(GRAPH)} .",
    )
    home = tmp_path / "home"
    made(home, edition(said))
    release = open_release(Home(home).current_release())
    assert release.manifest.triples == number(release.store, "?s ?p ?o")
    told = values(release.store, "SELECT ?c ?n { ?x void:class ?c ; void:entities ?n ; ^void:classPartition ?d }")
    assert told == values(release.store, "SELECT ?what (COUNT(*) AS ?n) { ?thing a ?what } GROUP BY ?what")


def test_equal_files_give_equal_statistics(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_text('<urn:a> <urn:p> "x" .\n<urn:b> <urn:p> "x" .\n')
    once, again = (statistics({"x": lambda: merged([path])}, lambda: merged([path, path]), Iris()) for _ in range(2))
    assert set(once[0]) == set(again[0])
    assert once[1] == again[1]


def test_the_pattern_of_a_property_is_that_of_all_its_subjects(store: Store) -> None:
    partition = f"{DATASET} void:propertyPartition ?x . ?x void:property ?p ; void:uriRegexPattern ?pattern"
    told = {row["p"]: row["pattern"].value for row in rows(store, f"{VOID}SELECT ?p ?pattern {{ {partition} }}")}
    assert {row[0] for row in rows(store, "SELECT DISTINCT ?p { ?s ?p ?o }")} == told.keys()
    for told_of, pattern in told.items():
        quads = store.quads_for_pattern(None, told_of, None, DefaultGraph())
        assert all(re.match(pattern, iri) for iri in {str(quad.subject)[1:] for quad in quads})


def test_the_engine_reads_the_patterns_of_properties_too(sample_home: Path) -> None:
    store = open_release(Home(sample_home).current_release()).store
    of_class = f"{DATASET} void:propertyPartition ?x . ?x void:property rdf:type ; void:uriRegexPattern ?pattern"
    fitting, other = (
        store.query(f"{VOID}ASK {{ {of_class} . ?s a ?c FILTER({sign}REGEX(STR(?s), ?pattern)) }}")
        for sign in ("", "!")
    )
    assert fitting
    assert not other
