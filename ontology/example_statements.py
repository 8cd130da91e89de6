"""Example queries as statements, so that a client finds them in the graph itself: SHACL executables.

Their shape is that of the SIB Swiss Institute of Bioinformatics, `spex` (https://github.com/sib-swiss/sparql-examples).
It has a property of its own for DESCRIBE; SHACL 1.2 declares one too, which is the one that SIB's editor asks for.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.ontology.examples import GROUPS, Example, Form, examples
from genoderm.ontology.prefixes import declarations
from genoderm.ontology.terms import Iris, concept_iri, scheme_iri
from genoderm.ontology.vocabularies import (
    DCT_IDENTIFIER,
    DCT_SUBJECT,
    DCT_TITLE,
    RDF_TYPE,
    RDFS_COMMENT,
    SCHEMA,
    SHACL,
    SKOS_CONCEPT,
    SKOS_CONCEPT_SCHEME,
    SKOS_IN_SCHEME,
    SKOS_PREF_LABEL,
    SPEX,
)

GRAPH = "examples"
SCHEME = "question-group"
EXECUTABLE = NamedNode(SHACL + "SPARQLExecutable")
PREFIXES = NamedNode(SHACL + "prefixes")
KEYWORDS = NamedNode(SCHEMA + "keywords")
TARGET = NamedNode(SCHEMA + "target")
# the class of an executable of this form, and the property that holds its query
FORMS = {
    Form.SELECT: ((SHACL + "SPARQLSelectExecutable", SHACL + "select"),),
    Form.ASK: ((SHACL + "SPARQLAskExecutable", SHACL + "ask"),),
    Form.CONSTRUCT: ((SHACL + "SPARQLConstructExecutable", SHACL + "construct"),),
    Form.DESCRIBE: (
        (SPEX + "SPARQLDescribeExecutable", SPEX + "describe"),
        (SHACL + "SPARQLDescribeExecutable", SHACL + "describe"),
    ),
}


def example_statements(iris: Iris) -> Iterator[Triple]:
    """All examples with their groups, and the prefixes that they are written with."""
    prefixes = iris.thing("prefixes", "sparql")
    yield from declarations(prefixes, iris)
    yield from _groups()
    for example in examples(iris).values():
        node = iris.thing("example", example.name)
        yield Triple(node, PREFIXES, prefixes)
        yield Triple(node, TARGET, iris.place("sparql"))
        yield from _words(node, example)
        yield from _query(node, example)


def _words(node: NamedNode, example: Example) -> Iterator[Triple]:
    yield Triple(node, DCT_IDENTIFIER, Literal(example.name))
    yield Triple(node, RDFS_COMMENT, Literal(example.english, language="en"))
    yield Triple(node, RDFS_COMMENT, Literal(example.french, language="fr"))
    yield Triple(node, DCT_SUBJECT, concept_iri(SCHEME, example.group))
    for language, words in (("en", example.keywords), ("fr", example.mots_cles)):
        for word in words:
            yield Triple(node, KEYWORDS, Literal(word, language=language))


def _query(node: NamedNode, example: Example) -> Iterator[Triple]:
    yield Triple(node, RDF_TYPE, EXECUTABLE)
    for kind, holds in FORMS[example.form]:
        yield Triple(node, RDF_TYPE, NamedNode(kind))
        yield Triple(node, NamedNode(holds), Literal(example.query))


def _groups() -> Iterator[Triple]:
    scheme = scheme_iri(SCHEME)
    yield Triple(scheme, RDF_TYPE, SKOS_CONCEPT_SCHEME)
    yield Triple(scheme, DCT_TITLE, Literal("Groups of questions", language="en"))
    yield Triple(scheme, DCT_TITLE, Literal("Groupes de questions", language="fr"))
    for notation, group in GROUPS.items():
        concept = concept_iri(SCHEME, notation)
        yield Triple(concept, RDF_TYPE, SKOS_CONCEPT)
        yield Triple(concept, SKOS_PREF_LABEL, Literal(group.english, language="en"))
        yield Triple(concept, SKOS_PREF_LABEL, Literal(group.french, language="fr"))
        yield Triple(concept, SKOS_IN_SCHEME, scheme)
