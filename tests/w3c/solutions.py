"""Results of queries in one form that can be compared: a dataset in canonical form (RDFC-1.0).

A solution is a blank node with a statement for each binding. So two results are the same up to the names of their blank
nodes if their datasets are equal, and a solution that comes twice is two nodes.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from genoderm.ontology.vocabularies import RDF_TYPE, XSD_INTEGER
from tests.w3c.archive import Archive
from tests.w3c.statements import Node, Statements, parse_file, text

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
VARIABLE = "urn:variable:"
SOLUTION, POSITION = NamedNode("urn:solution"), NamedNode("urn:position")
MEDIA_TYPES = {  # by the ending of the expected result, the format that our answer is asked in
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".tsv": "text/tab-separated-values",
    ".csv": "text/csv",
}
YES_OR_NO, GRAPH = "application/sparql-results+json", "text/turtle"  # what else is asked
READ = {
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
Row = Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer of a SELECT query; `ordered` if the order of the rows is part of it."""

    variables: frozenset[str]
    rows: tuple[Row, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer of a CONSTRUCT or DESCRIBE query."""

    quads: tuple[Quad, ...]


Result = Solutions | Triples | bool


def expected(archive: Archive, iri: str) -> Result:
    """The result of a case, from its file."""
    file = archive.file(iri)
    if file.suffix in MEDIA_TYPES:
        return answer(file.read_bytes(), MEDIA_TYPES[file.suffix])
    return _result_set(file, iri)


def answer(body: bytes, media_type: str) -> Result:
    """The result that came over HTTP."""
    if media_type == "text/csv":
        return _comma_separated(body.decode())
    if media_type in READ:
        return _solutions(parse_query_results(body, format=READ[media_type]))
    read = RdfFormat.from_media_type(media_type)
    assert read, f"{media_type} is no format of results"
    return Triples(tuple(parse(body, format=read)))


def _solutions(read: QuerySolutions | QueryBoolean) -> Result:
    if isinstance(read, QueryBoolean):
        return bool(read)
    names = [variable.value for variable in read.variables]
    rows = [{name: row[name] for name in names} for row in read]
    return Solutions(frozenset(names), tuple({name: value for name, value in row.items() if value} for row in rows))


def _comma_separated(body: str) -> Solutions:
    """CSV tells no kinds of terms apart but blank nodes, and that by convention; every row ends in CR LF."""
    header, *rows = csv.reader(StringIO(body, newline=""))
    found = [{name: _cell(value) for name, value in zip(header, row, strict=True)} for row in rows]
    return Solutions(frozenset(header), tuple(found))


def _cell(value: str) -> Node:
    return BlankNode(value.removeprefix("_:")) if value.startswith("_:") else Literal(value)


def _result_set(file: Path, iri: str) -> Result:
    """A graph, or a result told as a graph (https://www.w3.org/2001/sw/DataAccess/tests/README)."""
    quads = tuple(parse_file(file, iri))
    told = Statements(quads)
    for node in told.instances(RS + "ResultSet"):
        truth = told.text(node, RS + "boolean")
        return truth == "true" if truth else _told_solutions(told, node)
    return Triples(quads)


def _told_solutions(told: Statements, node: Node) -> Solutions:
    names = frozenset(text(name) for name in told.values(node, RS + "resultVariable"))
    solutions = told.values(node, RS + "solution")
    ordered = any(told.values(solution, RS + "index") for solution in solutions)
    if ordered:
        solutions = sorted(solutions, key=lambda solution: int(told.text(solution, RS + "index")))
    return Solutions(names, tuple(_row(told, solution) for solution in solutions), ordered=ordered)


def _row(told: Statements, solution: Node) -> Row:
    bindings = told.values(solution, RS + "binding")
    return {told.text(binding, RS + "variable"): told.value(binding, RS + "value") for binding in bindings}


def canonical(quads: Iterable[Quad]) -> Dataset:
    """The dataset with its blank nodes named by what is said of them."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _quads(solutions: Solutions) -> Iterator[Quad]:
    for position, row in enumerate(solutions.rows):
        node = BlankNode()
        yield Quad(node, RDF_TYPE, SOLUTION)
        if solutions.ordered:
            yield Quad(node, POSITION, Literal(str(position), datatype=XSD_INTEGER))
        for name, value in row.items():
            yield Quad(node, NamedNode(VARIABLE + name), value)


def same(wanted: Result, found: Result) -> bool:
    """Whether two results are the same, up to the names of their blank nodes; in order if `wanted` is ordered."""
    match wanted, found:
        case Triples(), Triples():
            return canonical(wanted.quads) == canonical(found.quads)
        case Solutions(), Solutions():
            in_order = replace(found, ordered=wanted.ordered)
            same_head = wanted.variables == found.variables
            return same_head and canonical(_quads(wanted)) == canonical(_quads(in_order))
    return wanted is found


def reduced(wanted: Result, found: Result) -> bool:
    """Whether `found` has every solution that is wanted, and none more often (SPARQL 1.1 Query, 15.3.2: REDUCED)."""
    if not (isinstance(wanted, Solutions) and isinstance(found, Solutions)):
        return False
    most, counted = (Counter(frozenset(row.items()) for row in result.rows) for result in (wanted, found))
    return set(counted) == set(most) and counted <= most
