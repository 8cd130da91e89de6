"""A query asked of a store, its answer written in one format, as the rows come."""

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, NamedTuple, Protocol, cast

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
    parse,
    parse_query_results,
    serialize,
)

from genoderm.ontology.errors import BadInput
from genoderm.ontology.values import Term
from genoderm.sparql.comma_separated import write_comma_separated
from genoderm.sparql.formats import GRAPHS, RESULTS
from genoderm.sparql.negotiation import NotAcceptable
from genoderm.sparql.rdf_xml import writable
from genoderm.sparql.syntax import syntax_fault

Row = dict[str, NamedNode | BlankNode | Literal | Triple | None]
Result = QuerySolutions | QueryBoolean | QueryTriples


class Output(Protocol):
    """Where an answer is written."""

    def write(self, data: bytes, /) -> int:
        """Take the next bytes."""

    def flush(self) -> None:
        """What was taken goes out."""


class Dataset(NamedTuple):
    """The default and named graphs that a request asks of, overriding the query's FROM; empty is the whole store.

    If one kind is given, then the other is empty: SPARQL 1.1 Query Language, 13.2.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


WHOLE = Dataset()


class Asked(NamedTuple):
    """A query over a dataset, its relative IRIs resolved against `base`, its projected variables bound to `values`."""

    query: str
    dataset: Dataset = WHOLE
    base: str = ""
    values: Mapping[str, Term] | None = None


def write_answer(store: Store, asked: Asked, media_type: str, output: Output) -> None:
    """Answer in a format that fits the query's form; SyntaxFault says where a query is none."""
    file = cast("IO[bytes]", output)  # of which the engine uses no more than Output has
    match run(store, asked):
        case QueryTriples() as triples:
            write_graph(triples, media_type, file)
        case QuerySolutions() as solutions if RESULTS[media_type] is QueryResultsFormat.CSV:
            write_comma_separated(solutions, output)
        case QuerySolutions() | QueryBoolean() as result:
            result.serialize(file, format=RESULTS[media_type])


def write_graph(triples: Iterable[Triple], media_type: str, file: IO[bytes]) -> None:
    """Write triples in a format of graphs; NotAcceptable where it has no way to say them."""
    try:
        if GRAPHS[media_type] is RdfFormat.RDF_XML:
            serialize(writable(triples), file, format=RdfFormat.RDF_XML)
        elif isinstance(triples, QueryTriples):
            triples.serialize(file, format=GRAPHS[media_type])
        else:
            serialize(triples, file, format=GRAPHS[media_type])
    except ConnectionError:
        raise
    except OSError as fault:  # the engine's: triple terms in JSON-LD, properties that mean something else in RDF/XML
        raise NotAcceptable(f"this answer cannot be written as {media_type}: {fault}") from fault


def ask(store: Store, query: str, values: Mapping[str, Term]) -> list[Row]:
    """The rows of one of our own questions, its parameters bound by the engine."""
    found = run(store, Asked(query, values=values))
    if not isinstance(found, QuerySolutions):
        raise BadInput("only a SELECT question has rows")
    return rows_of(found)


def rows_told(body: bytes) -> list[Row]:
    """The same of an answer in JSON."""
    found = parse_query_results(body, format=QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        raise BadInput("only a SELECT question has rows")
    return rows_of(found)


def rows_of(found: QuerySolutions) -> list[Row]:
    """Solutions as rows, each with every variable."""
    names = [variable.value for variable in found.variables]
    return [dict(zip(names, row, strict=True)) for row in found]


def run(store: Store, asked: Asked) -> Result:
    """Evaluate a query; SyntaxFault says where it is none."""
    whole = asked.dataset == WHOLE
    try:
        return store.query(
            asked.query,
            base_iri=asked.base or None,
            default_graph=None if whole else [*_graphs(asked.dataset.default)],
            named_graphs=None if whole else [*_graphs(asked.dataset.named)],
            substitutions={Variable(name): value for name, value in (asked.values or {}).items()} or None,
        )
    except SyntaxError as fault:
        raise syntax_fault(asked.query, fault) from fault


def term(text: str) -> Term:
    """A term from N-Triples."""
    statement = next(iter(parse(f"<urn:s> <urn:p> {text} .", format=RdfFormat.N_TRIPLES)))
    if not isinstance(statement.object, NamedNode | Literal):
        raise BadInput(f"{text} is no IRI and no literal")
    return statement.object


def _graphs(names: Sequence[str]) -> list[NamedNode]:
    try:
        return [NamedNode(name) for name in names]
    except ValueError as fault:
        raise BadInput(f"a graph is named by an absolute IRI: {fault}") from fault
