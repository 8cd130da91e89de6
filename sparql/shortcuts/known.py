"""What is known of a release before any question: how much of what there is, and all texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from pyoxigraph import BlankNode, Literal, QueryResultsFormat, QuerySolution, QuerySolutions, Store

from genoderm.sparql.rewriting.counts import Counts
from genoderm.sparql.shortcuts.texts import Texts, texts

CLASSES = "SELECT ?class (COUNT(*) AS ?n) WHERE { ?thing a ?class } GROUP BY ?class"
GRAPHS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }"
OBJECTS = "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }"
# strings, with a language or without, and with a direction, to which DATATYPE gives a name of its own
IS_TEXT = 'isLiteral(?o) && (LANG(?o) != "" || DATATYPE(?o) = <http://www.w3.org/2001/XMLSchema#string>)'
TEXTUAL = f"SELECT ?p (SUM(IF({IS_TEXT}, 1, 0)) AS ?n) WHERE {{ ?s ?p ?o }} GROUP BY ?p"


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The default graph; names are IRIs in angle brackets, and terms are written as in N-Triples."""

    counts: Counts
    subjects: int
    objects: int
    classes: Mapping[str, int]
    graphs: Mapping[str, int]  # triples in named graphs
    texts: Mapping[str, Texts]  # of the properties that have any
    textual: frozenset[str]  # the properties that have nothing but texts


def read_known(default: Store, whole: Store, counts: Counts) -> Known:
    """From a store with the default graph, one with the named graphs, and the default graph in numbers."""
    textual = {name: number for name, number in _counted(default, TEXTUAL).items() if number}
    return Known(
        counts=counts,
        subjects=_number(default, SUBJECTS),
        objects=_number(default, OBJECTS),
        classes=_counted(default, CLASSES),
        graphs=_counted(whole, GRAPHS),
        texts={name: _texts(default, name) for name in textual},
        textual=frozenset(name for name, number in textual.items() if number == counts.properties[name].triples),
    )


def _counted(store: Store, query: str) -> dict[str, int]:
    """Numbers by term; none at all if there is a blank node among the terms, of which no query can ask by its name."""
    rows = [(term, int(number.value)) for term, number in _rows(store, query) if isinstance(number, Literal)]
    return {} if any(isinstance(term, BlankNode) for term, _ in rows) else {str(term): number for term, number in rows}


def _number(store: Store, query: str) -> int:
    return next(int(number.value) for (number,) in _rows(store, query) if isinstance(number, Literal))


def _texts(store: Store, name: str) -> Texts:
    written = BytesIO()
    found = store.query(f"SELECT DISTINCT ?o WHERE {{ ?s {name} ?o FILTER({IS_TEXT}) }}")
    if isinstance(found, QuerySolutions):
        found.serialize(written, format=QueryResultsFormat.TSV)
    return texts(written.getvalue())


def _rows(store: Store, query: str) -> Iterator[QuerySolution]:
    found = store.query(query)
    if isinstance(found, QuerySolutions):
        yield from found
