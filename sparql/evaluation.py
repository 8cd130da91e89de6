"""A query asked of a store, its answer as bytes in the format that the client would rather have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    Variable,
)

from genoderm.ontology.errors import BadInput
from genoderm.ontology.values import Term
from genoderm.sparql.comma_separated import comma_separated
from genoderm.sparql.departures import refuse_departure
from genoderm.sparql.formats import GRAPHS, RESULTS, TABULAR, choose

Row = dict[str, NamedNode | BlankNode | Literal | Triple | None]
Result = QuerySolutions | QueryBoolean | QueryTriples


@dataclass(frozen=True, slots=True)
class Dataset:
    """The default and named graphs that a request asks of, overriding the query's FROM; empty is the whole store.

    If one kind is given, then the other is empty: SPARQL 1.1 Query Language, 13.2.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


WHOLE = Dataset()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes out."""

    media_type: str
    body: bytes


def evaluate(store: Store, query: str, accept: str = "", dataset: Dataset = WHOLE) -> Answer:
    """Answer a query; BadInput for a syntax error, LeavesProcess, NotAcceptable."""
    refuse_departure(query)
    return serialize(run(store, query, dataset), accept)


def ask(store: Store, query: str, values: Mapping[str, Term]) -> list[Row]:
    """The rows of one of our own questions, its parameters bound by the engine."""
    rows = store.query(query, substitutions={Variable(name): value for name, value in values.items()})
    if not isinstance(rows, QuerySolutions):
        raise BadInput("only a SELECT question has rows")
    names = [variable.value for variable in rows.variables]
    return [{name: row[name] for name in names} for row in rows]


def run(store: Store, query: str, dataset: Dataset) -> Result:
    """Evaluate a query over the dataset; BadInput with the engine's words for a syntax error."""
    try:
        if dataset == WHOLE:
            return store.query(query)
        return store.query(query, default_graph=[*_graphs(dataset.default)], named_graphs=[*_graphs(dataset.named)])
    except SyntaxError as fault:
        raise BadInput(f"this is no SPARQL query: {fault}") from fault


def _graphs(names: Sequence[str]) -> list[NamedNode]:
    try:
        return [NamedNode(name) for name in names]
    except ValueError as fault:
        raise BadInput(f"a graph is named by an absolute IRI: {fault}") from fault


def serialize(result: Result, accept: str) -> Answer:
    """The answer in the format chosen by this Accept header."""
    match result:
        case QueryTriples():
            chosen = choose(accept, GRAPHS)
            return Answer(chosen, bytes(result.serialize(format=GRAPHS[chosen]) or b""))
        case QueryBoolean():
            chosen = choose(accept, {name: kind for name, kind in RESULTS.items() if name not in TABULAR})
        case QuerySolutions():
            chosen = choose(accept, RESULTS)
            if RESULTS[chosen] is QueryResultsFormat.CSV:
                return Answer(chosen, comma_separated(result))
    return Answer(chosen, bytes(result.serialize(format=RESULTS[chosen]) or b""))
