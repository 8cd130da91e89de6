"""Calls of the virtual services, wherever a query can have them, and those that cannot be answered."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryTriples,
    Variable,
)

from genoderm.graph.text_index_search import Only
from genoderm.ontology.terms import Disease, disease_iri
from genoderm.ontology.vocabularies import XSD_DECIMAL
from genoderm.sparql.departures import LeavesProcess, refuse_departure
from genoderm.sparql.syntax import SyntaxFault, query_fault
from genoderm.sparql.virtual.rewriting import LOCAL, emptied, rewrite
from tests.searching import PREFIXES, asked, rewritten, searcher_of, store_of

CALL = 'SERVICE gd:textSearch { ?d gd:matches "epidermolyse bulleuse" ; gd:score ?s }'


def diseases(home: Path, query: str) -> list[str]:
    return [row["d"].value for row in asked(home, query)]


def test_rows_are_the_hits_best_first(shipped_home: Path) -> None:
    rows = asked(
        shipped_home,
        """SELECT ?d ?s ?l ?rank WHERE { SERVICE gd:textSearch {
      ?d gd:matches "epidermolyse bulleuse" ; gd:score ?s ; gd:matchedLabel ?l ; gd:rank ?rank } } ORDER BY ?rank""",
    )
    hits = searcher_of(shipped_home).text.search("epidermolyse bulleuse")
    assert [(row["d"], row["l"]) for row in rows] == [(hit.thing, hit.label) for hit in hits]
    assert [float(row["s"].value) for row in rows] == [hit.score for hit in hits]
    assert {row["s"].datatype for row in rows} == {XSD_DECIMAL}
    assert [int(row["rank"].value) for row in rows] == [*range(1, len(hits) + 1)]


def test_rows_are_joined_with_the_rest_of_the_query(shipped_home: Path) -> None:
    found = diseases(shipped_home, f"SELECT ?d {{ {CALL} ?d a gd:Disease }} ORDER BY DESC(?s) ?d")
    only = Only(classes=[Disease.value])
    hits = searcher_of(shipped_home).text.search("epidermolyse bulleuse", only)
    assert found == [hit.thing.value for hit in hits]


SAME = [
    'SERVICE gd:textSearch { ?d gd:matches "marfan" . ?d a gd:Disease . ?d gd:limit 3 . ?d gd:score ?s . }',
    "SERVICE gd:textSearch { ?d a gd:Disease, gd:Disease ; gd:matches 'marfan';;gd:limit 03;gd:score $s}",
    'service<https://w3id.org/genoderm/ns#textSearch>{?d gd:matches """marfan""" ;a<https://w3id.org/genoderm/ns#Disease>;'
    "gd:score ?s ;gd:limit 3}",
    'SERVICE SILENT gd:textSearch # a comment }\n { ?d gd:matches "marfan"^^<http://www.w3.org/2001/XMLSchema#string>'
    " ; gd:score ?s ; a gd:Disease ; gd:limit 3 # } another\n }",
    'SERVICESILENT gd:textSearch { ?d gd:matches "mar\\u0066an"@en ; gd:score ?s ; a gd:Disease ; gd:limit 3 }',
    'VALUES ?p { "marfan" } SERVICE gd:textSearch { ?d gd:matches ?p ; gd:score ?s ; a gd:Disease ; gd:limit 3 }',
    "SERVICE gd:textSearch { ?d gd:matches ?p ; gd:score ?s ; a ?c ; gd:limit ?n } "
    'VALUES (?p ?n) { ("marfan" 3) } VALUES ?c { gd:Disease }',
    'BIND("marfan" AS ?p) BIND(3 AS ?n) '
    "SERVICE gd:textSearch { ?d gd:matches ?p ; gd:score ?s ; a gd:Disease ; gd:limit ?n }",
    '{ SELECT ?d ?s { SERVICE gd:textSearch { ?d gd:matches "marfan" ; gd:score ?s ; a gd:Disease ; gd:limit 3 } } }',
    'GRAPH ?g { SERVICE gd:textSearch { ?d gd:matches "marfan" ; gd:score ?s ; a gd:Disease ; gd:limit 3 } }',
]


@pytest.mark.parametrize("call", SAME)
def test_one_call_is_written_in_many_ways(shipped_home: Path, call: str) -> None:
    hits = searcher_of(shipped_home).text.search("marfan", Only(classes=[Disease.value]), limit=3)
    found = {(row["d"], float(row["s"].value)) for row in asked(shipped_home, f"SELECT DISTINCT ?d ?s {{ {call} }}")}
    assert len(hits) == 3
    assert found == {(hit.thing, hit.score) for hit in hits}


def test_prefixes_and_a_base_of_the_query_hold_in_the_block(shipped_home: Path) -> None:
    query = """BASE <https://w3id.org/genoderm/> PREFIX : <ns#> PREFIX disease: <http://www.orpha.net/ORDO/>
    SELECT ?s { SERVICE <ns#textSearch> { disease:Orphanet_558 <ns#matches> "marfan" ; :score ?s ; a <ns#Disease> } }"""
    [row] = store_of(shipped_home).query(rewrite(query, searcher_of(shipped_home)))  # type: ignore[misc]
    assert float(row["s"].value) > 0.8


def test_the_base_of_the_request_holds_too(shipped_home: Path) -> None:
    query = f'{PREFIXES} SELECT ?s {{ SERVICE gd:textSearch {{ <Orphanet_558> gd:matches "marfan" ; gd:score ?s }} }}'
    told = rewrite(query, searcher_of(shipped_home), base="http://www.orpha.net/ORDO/")
    assert "VALUES (?s) { (" in told


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            "VALUES ?d { orpha:558 orpha:634 } "
            'OPTIONAL { SERVICE gd:textSearch { ?d gd:matches "marfan" ; gd:score ?s } }',
            2,
        ),
        ('VALUES ?d { orpha:558 orpha:634 } SERVICE gd:textSearch { ?d gd:matches "marfan" ; gd:score ?s }', 1),
        ('VALUES ?d { orpha:558 orpha:634 } MINUS { SERVICE gd:textSearch { ?d gd:matches "marfan" } }', 1),
        ('VALUES ?d { orpha:558 orpha:634 } FILTER EXISTS { SERVICE gd:textSearch { ?d gd:matches "marfan" } }', 1),
        ('VALUES ?d { orpha:558 orpha:634 } FILTER NOT EXISTS { SERVICE gd:textSearch { ?d gd:matches "marfan" } }', 1),
        ('{ SERVICE gd:textSearch { orpha:558 gd:matches "marfan" } } UNION { VALUES ?d { orpha:634 orpha:558 } }', 3),
        ('SERVICE gd:textSearch { orpha:634 gd:matches "marfan" }', 0),
        ('SERVICE gd:textSearch { orpha:634 gd:matches "zzzzqqqq" ; gd:score ?s } VALUES ?d { orpha:558 }', 0),
        ('SERVICE gd:textSearch { [] gd:matches "netherton syndrome" ; a gd:Disease ; gd:limit 1 }', 1),
        ('SERVICE gd:textSearch { _:it gd:matches "netherton syndrome" ; gd:limit 1 }', 1),
        ('SERVICE gd:textSearch { [ gd:matches "netherton syndrome" ; gd:limit 1 ] }', 1),
        ('VALUES ?p { "marfan" "marfan" "netherton" } SERVICE gd:textSearch { ?d gd:matches ?p ; gd:limit 1 }', 3),
        ('?d skos:notation "ORPHA:558" SERVICE gd:textSearch { ?d gd:matches "marfan" } ?d a gd:Disease', 1),
        ('?d skos:notation "ORPHA:558" . { SERVICE gd:textSearch { ?d gd:matches "marfan" } } ?d a gd:Disease', 1),
    ],
)
def test_a_call_can_stand_wherever_a_service_can(shipped_home: Path, pattern: str, expected: int) -> None:
    assert len(asked(shipped_home, f"SELECT * {{ {pattern} }}")) == expected


def test_two_calls_meet(shipped_home: Path) -> None:
    found = asked(
        shipped_home,
        """SELECT ?c ?km ?s WHERE {
      SERVICE gd:textSearch { ?d gd:matches "genodermatoses" ; gd:score ?s ; a gd:ExpertCentre . }
      SERVICE gd:nearby { ?d gd:latitude 48.85 ; gd:longitude 2.35 ; gd:distance ?km ; gd:limit 10000 } }""",
    )
    assert found


def test_it_serves_every_form_of_query(shipped_home: Path) -> None:
    store = store_of(shipped_home)
    asks = store.query(rewritten(shipped_home, f"ASK {{ {CALL} }}"))
    constructs = store.query(rewritten(shipped_home, f"CONSTRUCT {{ ?d gd:score ?s }} WHERE {{ {CALL} }}"))
    describes = store.query(rewritten(shipped_home, f"DESCRIBE ?d {{ {CALL} }}"))
    assert isinstance(asks, QueryBoolean)
    assert asks
    assert isinstance(constructs, QueryTriples)
    assert isinstance(describes, QueryTriples)
    assert len(list(constructs)) == len(searcher_of(shipped_home).text.search("epidermolyse bulleuse"))


MEANING = [
    "?d a gd:Disease ; skos:prefLabel ?l . %s",
    "?d a gd:Disease OPTIONAL { ?d skos:altLabel ?l FILTER(LANG(?l) = 'fr') } %s",
    "?x skos:broader ?d MINUS { ?x skos:altLabel ?d } ?d a gd:Disease . %s FILTER(?s > 0.8)",
    "VALUES ?k { 1 2 } BIND(?k + 1 AS ?m) { ?d a gd:DisorderGroup } UNION { ?d a gd:DisorderSubtype } . %s . ?d a ?t",
    "OPTIONAL { ?d skos:notation 'ORPHA:304' } %s",
    "{ OPTIONAL { ?d skos:notation 'ORPHA:304' } } ?d a gd:Disease %s",
    "GRAPH ?g { ?d a gd:Disease } FILTER NOT EXISTS { ?d skos:altLabel ?l . %s }",
]


@pytest.mark.parametrize("pattern", MEANING)
def test_rows_that_are_moved_to_the_front_mean_the_same(shipped_home: Path, pattern: str) -> None:
    in_place = rewritten(shipped_home, f"SELECT * {{ {CALL} }}").partition("SELECT * { ")[2].rstrip(" }\n") + " }"
    moved = asked(shipped_home, f"SELECT * {{ {pattern % CALL} }}")
    plain = asked(shipped_home, f"SELECT * {{ {pattern % ('{ ' + in_place + ' }')} }}")
    assert solutions(moved) == solutions(plain)
    assert moved


def solutions(rows: Sequence[object]) -> Counter[str]:
    return Counter(str(row) for row in rows)


def test_rows_go_before_the_triples_that_they_narrow(shipped_home: Path) -> None:
    told = rewritten(shipped_home, f"SELECT * {{ ?d a gd:Disease . {CALL} }}")
    assert told.index("VALUES") < told.index("a gd:Disease")


def test_lines_keep_their_numbers(shipped_home: Path) -> None:
    query = 'SELECT *\n{ ?d a gd:Disease .\n SERVICE gd:textSearch {\n ?d gd:matches """mar\nfan"""\n }\n}\nLIMIT 1 !'
    fault = query_fault(rewritten(shipped_home, query))
    assert fault
    assert fault.line == query_fault(PREFIXES + query.replace("SERVICE gd:textSearch", "")).line  # type: ignore[union-attr]


def test_what_only_looks_like_a_call_is_left_as_it_is(shipped_home: Path) -> None:
    for query in (
        "SELECT * { ?s ?p ?o } # SERVICE gd:textSearch { }",
        "SELECT * { ?s ?p \"SERVICE gd:textSearch { ?d gd:matches 'x' }\" }",
        "SELECT * { ?service ?p <http://example.org/SERVICE> }",
        "SELECT * { SERVICE <https://example.org/sparql> { SERVICE gd:textSearch { ?d gd:matches 'x' } } }",
        "SELECT * { SERVICE ?gd { ?d gd:matches 'x' } }",
        "SELECT * { SERVICE gd:other { ?d gd:matches 'x' } }",
        "SELECT * { SERVICE gd:textSearch { ?d gd:matches 'x' ",
    ):
        assert rewritten(shipped_home, query) == PREFIXES + query


def test_after_it_no_service_is_left_that_is_ours_and_those_of_others_are_refused(shipped_home: Path) -> None:
    refuse_departure(rewritten(shipped_home, f"SELECT * {{ {CALL} }}"))
    refuse_departure(PREFIXES + f"SELECT * {{ {CALL} }}", LOCAL)
    with pytest.raises(LeavesProcess):
        refuse_departure(rewritten(shipped_home, f"SELECT * {{ {CALL} SERVICE <http://example.org/> {{}} }}"))


def test_emptied_of_our_services_a_query_has_those_of_others_where_they_were() -> None:
    query = PREFIXES + f"SELECT * {{ {CALL}\n\nSERVICE <http://example.org/> {{}} }}"
    refuse_departure(emptied(PREFIXES + f"SELECT * {{ {CALL} }}"))
    with pytest.raises(LeavesProcess) as refused:
        refuse_departure(emptied(query))
    assert refused.value.line == query[: query.index("SERVICE <")].count("\n") + 1


@pytest.mark.parametrize(
    "rest", ["SERVICE gd:textSearch", "SERVICE gd:textSearch {", "{} SERVICE:x {}", "SERVICE ?s {}"]
)
def test_a_service_that_is_not_answered_is_left_in_an_emptied_query(rest: str) -> None:
    with pytest.raises((LeavesProcess, SyntaxFault)):
        refuse_departure(emptied(f"{PREFIXES} PREFIX SERVICE: <http://example.org/> SELECT * {{ {CALL} {rest} }}"))


def test_labels_with_the_word_in_them_are_no_services(shipped_home: Path) -> None:
    query = 'SELECT * { SERVICE gd:textSearch { ?d gd:matches "NHS England service"; gd:matchedLabel ?l } }'
    told = rewritten(shipped_home, query)
    assert "service specification" in told
    refuse_departure(told)


def test_values_that_the_engine_will_bind_are_arguments(shipped_home: Path) -> None:
    query = PREFIXES + "SELECT ?p ?d { SERVICE gd:textSearch { ?d gd:matches ?p ; a gd:Disease ; gd:limit 1 } }"
    values = {"p": Literal("netherton syndrome")}
    told = rewrite(query, searcher_of(shipped_home), values)
    rows = store_of(shipped_home).query(told, substitutions={Variable(name): term for name, term in values.items()})
    assert [(row["p"], row["d"]) for row in rows] == [(values["p"], disease_iri("634"))]  # type: ignore[union-attr]
