"""What the SPARQL editor of SIB asks of an endpoint when it opens one, as it asks it.

The texts are those of packages/sparql-editor/src/metadata.ts and, before that file, src/utils.ts, in
https://github.com/sib-swiss/sparql-editor (2c65b73 and 1ce6fa8; MIT). It waits five seconds for each answer.
"""

from collections.abc import Iterator

import httpx
import pytest

from genoderm.ontology.examples import examples
from genoderm.ontology.prefixes import prefixes
from genoderm.ontology.terms import GD, Iris

PATIENCE = 5  # seconds
PREFIXES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
      SELECT DISTINCT ?prefix ?namespace
      WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix}
      ORDER BY ?prefix"""
EXAMPLES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query
WHERE {
  ?sq a sh:SPARQLExecutable ;
    rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq"""
CLASSES = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh:<http://www.w3.org/ns/shacl#>
PREFIX sd:<http://www.w3.org/ns/sparql-service-description#>
PREFIX void:<http://rdfs.org/ns/void#>
PREFIX void-ext:<http://ldf.fi/void-ext#>
SELECT DISTINCT ?graph ?graphLabel ?subjectClass ?prop ?objectClass ?objectDatatype
?triples ?subjectClassLabel ?objectClassLabel ?subjectClassComment ?objectClassComment ?propLabel ?propComment
WHERE {
      {
        OPTIONAL {
          ?graph sd:graph ?graphDesc .
          OPTIONAL { ?graph rdfs:label ?graphLabel }
          ?graphDesc void:classPartition ?cp .
        }
        ?cp void:class ?subjectClass ;
          void:propertyPartition ?pp .
        OPTIONAL { ?subjectClass rdfs:label ?subjectClassLabel }
        OPTIONAL { ?subjectClass rdfs:comment ?subjectClassComment }

        ?pp void:property ?prop .
        OPTIONAL { ?pp void:triples ?triples }
        OPTIONAL { ?prop rdfs:label ?propLabel }
        OPTIONAL { ?prop rdfs:comment ?propComment }
        OPTIONAL {
          {
            ?pp  void:classPartition [ void:class ?objectClass ] .
            OPTIONAL { ?objectClass rdfs:label ?objectClassLabel }
            OPTIONAL { ?objectClass rdfs:comment ?objectClassComment }
          } UNION {
            ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] .
          }
        }
      } UNION {
        ?linkset void:subjectsTarget [ void:class ?subjectClass ] ;
          void:linkPredicate ?prop ;
          void:objectsTarget [ void:class ?objectClass ] .
      }
} ORDER BY ?subjectClass ?objectClass ?objectDatatype ?graph ?triples"""
CLASSES_BEFORE = """PREFIX up: <http://purl.uniprot.org/core/>
      PREFIX void: <http://rdfs.org/ns/void#>
      PREFIX void-ext: <http://ldf.fi/void-ext#>
      SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype
      WHERE {
        {
          ?cp void:class ?subjectClass ;
              void:propertyPartition ?pp .
          ?pp void:property ?prop .
          OPTIONAL {
              {
                  ?pp  void:classPartition [ void:class ?objectClass ] .
              } UNION {
                  ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] .
              }
          }
        } UNION {
          ?ls void:subjectsTarget [ void:class ?subjectClass ] ;
              void:linkPredicate ?prop ;
              void:objectsTarget [ void:class ?objectClass ] .
        }
      }"""
Row = dict[str, str]


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shipped_address, timeout=PATIENCE) as client:
        yield client


def asked(client: httpx.Client, query: str) -> list[Row]:
    """As the editor sends it: with a parameter of its own, so that SIB's statistics leave it out."""
    answer = client.get(
        "/sparql", params={"ac": "1", "query": query}, headers={"accept": "application/sparql-results+json"}
    )
    assert answer.status_code == 200, answer.text
    return [{name: told["value"] for name, told in row.items()} for row in answer.json()["results"]["bindings"]]


def test_the_editor_finds_the_prefixes(client: httpx.Client) -> None:
    assert {row["prefix"]: row["namespace"] for row in asked(client, PREFIXES)} == prefixes(Iris())


def test_the_editor_finds_every_example_in_two_languages(client: httpx.Client) -> None:
    found = {(row["comment"], row["query"]) for row in asked(client, EXAMPLES)}
    known = examples(Iris()).values()
    assert found == {(words, one.query) for one in known for words in (one.english, one.french)}


@pytest.mark.parametrize("query", [CLASSES, CLASSES_BEFORE], ids=["now", "before"])
def test_the_editor_finds_the_classes_their_properties_and_what_these_lead_to(query: str, client: httpx.Client) -> None:
    found = asked(client, query)
    leads = {(row["subjectClass"], row["prop"], row.get("objectClass") or row.get("objectDatatype")) for row in found}
    assert (f"{GD}Centre", f"{GD}hasExpertiseIn", f"{GD}Disease") in leads
    assert (f"{GD}Centre", f"{GD}city", "http://www.w3.org/2001/XMLSchema#string") in leads
    assert (f"{GD}Expertise", f"{GD}asOf", "http://www.w3.org/2001/XMLSchema#gYearMonth") in leads
    assert len({row["subjectClass"] for row in found}) > 50


def test_the_editor_learns_how_often_a_property_is_there_and_what_it_is_called(client: httpx.Client) -> None:
    (count,) = asked(client, f"SELECT (COUNT(*) AS ?n) {{ ?c a <{GD}Centre> ; <{GD}country> ?country }}")
    found = [
        row for row in asked(client, CLASSES) if (row["subjectClass"], row["prop"]) == (f"{GD}Centre", f"{GD}country")
    ]
    assert {row["triples"] for row in found} == {count["n"]}
    assert {"country", "pays"} <= {row["propLabel"] for row in found}
