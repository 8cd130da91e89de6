"""How a query is read before it goes to all nodes: blank nodes, lists and paths written out; what a VoID tells."""

from random import Random

import pytest
from pyoxigraph import NamedNode, Quad, Store

from genoderm.ontology.examples import Form
from genoderm.sparql.network.flat import Either, every
from genoderm.sparql.network.holdings import MANY, holdings
from genoderm.sparql.network.refusals import NotAcrossNodes
from genoderm.sparql.network.structure import structure
from genoderm.sparql.syntax import query_fault
from tests.federated_network import distributed, filled, merged, sources
from tests.test_federation_oracle import told

LISTS = """
PREFIX : <urn:x:>
INSERT DATA { :a :p _:one . _:one :q :b . :b :q :c . :c :p :a . :a :q :c . :l :list :one . :one :first 1 ; :rest :nil }
"""
ALIKE = {
    "SELECT ?x { ?x :p [] }": "SELECT ?x { ?x :p ?y }",
    "SELECT ?x ?z { ?x :p [ :q ?z ; :q ?z , ?z ; ] . }": "SELECT ?x ?z { ?x :p ?y . ?y :q ?z }",
    "SELECT ?z { [ :q [ :q ?z ] ] }": "SELECT ?z { ?a :q ?b . ?b :q ?z }",
    "SELECT ?z { [] :q ?z . OPTIONAL { ?z :p _:x . _:x :q ?w } }": "SELECT ?z { ?y :q ?z OPTIONAL { ?z :p/:q ?w } }",
    "SELECT ?x { _:n :q ?x . _:n :p _:m }": "SELECT ?x { ?n :q ?x . ?n :p ?m }",
    "SELECT ?x ?y { ?x ^:q/:q ?y }": "SELECT ?x ?y { ?m :q ?x . ?m :q ?y }",
    "SELECT ?x ?y { ?x ^(:p/:q) ?y }": "SELECT ?x ?y { ?y :p ?m . ?m :q ?x }",
    "SELECT ?x ?y { ?x (:p|:q)/:q ?y }": "SELECT ?x ?y { { ?x :p ?m } UNION { ?x :q ?m } ?m :q ?y }",
    "SELECT ?x { ?x :q ?y FILTER EXISTS { ?y :p/:q [] } }": "SELECT ?x { ?x :q ?y FILTER EXISTS { ?y :p/:q ?b } }",
    "SELECT ?x ?y { ?x :q+ ?y . ?y :p [] }": "SELECT ?x ?y { ?x :q+ ?y . ?y :p ?z }",
    "SELECT * { ?x :p [ :q ?z ] }": "SELECT ?x ?z { ?x :p ?y . ?y :q ?z }",
    "ASK { :a :q :c }": "ASK { :a :q :c }",
    "SELECT * { :a :q :c . ?x :p :a }": "SELECT * { ?x :p :a }",
}
PREFIX = "PREFIX : <urn:x:> "


@pytest.mark.parametrize("query", ALIKE)
def test_what_is_written_in_short_means_what_it_says_at_length(query: str) -> None:
    everything = Store()
    everything.update(LISTS.replace("_:one", ":one"))
    quads = sorted(everything, key=str)
    here, there = filled(quads[::2]), filled(q for q in quads[1::2] if q.predicate.value != "urn:x:q")
    rest = filled(q for q in quads[1::2] if q.predicate.value == "urn:x:q")
    if ":q+" in query:  # which one node alone may hold
        q = NamedNode("urn:x:q")
        here, rest = (filled(x for x in quads[::2] if x.predicate != q), filled(x for x in quads if x.predicate == q))
    nodes = sources({"b": there, "c": rest}, Random(1))  # noqa: S311
    text, errand = distributed(PREFIX + query, here, nodes)
    assert errand.complete
    assert told(here.query(text)) == told(merged(here, there, rest).query(PREFIX + ALIKE[query]))


def test_a_list_is_read_as_its_cells() -> None:
    read = structure("SELECT ?x { ?s <urn:x:p> (1 ?x) ; <urn:x:q> () }", Form.SELECT)
    (place,) = read.places
    assert not any(isinstance(part, Either) for part in place.parts)
    texts = [part.text.replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "") for part in place.parts]  # type: ignore[union-attr]
    assert texts == [
        "?step0 <first> 1",
        "?step1 <first> ?x",
        "?step1 <rest> <nil>",
        "?step0 <rest> ?step1",
        "?s <urn:x:p> ?step0",
        "?s <urn:x:q> <nil>",
    ]


def test_a_template_that_is_left_out_is_the_pattern() -> None:
    read = structure("CONSTRUCT WHERE { ?s <urn:x:p> _:b }", Form.CONSTRUCT)
    assert " ".join(read.text.split()) == "CONSTRUCT { ?s <urn:x:p> _:b } WHERE { ?s <urn:x:p> ?node_b }"
    assert query_fault(read.text) is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(DISTINCT *) AS ?n) { ?x <urn:x:p> [] }",
        "SELECT ?x { { SELECT DISTINCT * { ?x <urn:x:p> [] } } }",
        "SELECT * { <<( ?a ?b ?c )>> ?d ?e }",
        "SELECT * { ?s ?p ?o LATERAL { ?s ?q ?r } }",
        "SELECT ?x { ?x ?p ?o } GROUP BY ?x HAVING(EXISTS { ?x ?p ?o })",
    ],
)
def test_what_cannot_be_read_so_is_refused(query: str) -> None:
    with pytest.raises(NotAcrossNodes, match="expected"):
        structure(query, Form.SELECT)


def test_a_path_without_length_in_exists_is_refused_as_what_it_is() -> None:
    q = Quad(NamedNode("urn:x:a"), NamedNode("urn:x:q"), NamedNode("urn:x:b"))
    p = Quad(NamedNode("urn:x:a"), NamedNode("urn:x:p"), NamedNode("urn:x:b"))
    query = "SELECT * { ?x <urn:x:p> ?y FILTER EXISTS { ?y <urn:x:q>* <urn:x:b> } }"
    with pytest.raises(NotAcrossNodes, match="stands in EXISTS"):
        distributed(query, filled([p]), sources({"b": filled([q])}, Random(1)))  # noqa: S311


def test_a_description_that_does_not_count_all_it_has_tells_nothing() -> None:
    void, foaf = "http://rdfs.org/ns/void#", "http://xmlns.com/foaf/0.1/primaryTopic"
    lines = f"""
    <urn:x:doc> <{foaf}> <urn:x:all> . <urn:x:all> <{void}properties> 2 ; <{void}classes> 0 ;
        <{void}propertyPartition> <urn:x:1>, <urn:x:2> . <urn:x:1> <{void}property> <urn:x:p> .
    """
    store = Store()
    store.update(f"INSERT DATA {{ {lines} }}")
    assert holdings([quad.triple for quad in store]) is None
    store.add(Quad(NamedNode("urn:x:2"), NamedNode(f"{void}property"), NamedNode("urn:x:q")))
    found = holdings([quad.triple for quad in store])
    assert found is not None
    assert found.properties == {"<urn:x:p>": MANY, "<urn:x:q>": MANY}


def test_a_description_tells_where_subjects_begin_if_it_tells_it_once() -> None:
    void, foaf = "http://rdfs.org/ns/void#", "http://xmlns.com/foaf/0.1/primaryTopic"
    lines = f"""
    <urn:x:doc> <{foaf}> <urn:x:all> . <urn:x:all> <{void}properties> 3 ; <{void}classes> 0 ;
        <{void}propertyPartition> <urn:x:1>, <urn:x:2>, <urn:x:3> .
    <urn:x:1> <{void}property> <urn:x:p> ; <{void}uriRegexPattern> "^(http://a\\\\.example/)" .
    <urn:x:2> <{void}property> <urn:x:q> ; <{void}uriRegexPattern> "^(http://a/)", "^(http://b/)" .
    <urn:x:3> <{void}property> <urn:x:r> ; <{void}uriRegexPattern> "^http:" .
    """
    store = Store()
    store.update(f"INSERT DATA {{ {lines} }}")
    found = holdings([quad.triple for quad in store])
    assert found is not None
    assert found.subjects == {"<urn:x:p>": ("http://a.example/",)}
    fitting, *others = (
        triple
        for query in ("<http://a.example/1> <urn:x:p> ?o", "<http://a-example/1> <urn:x:p> ?o")
        for place in structure(f"SELECT * {{ {query} }}", Form.SELECT).places
        for triple in every(place.parts)
    )
    assert found.may_have(fitting)
    assert not any(map(found.may_have, others))
    assert others
