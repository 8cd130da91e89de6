"""The same cases on the engine alone: a deviation that it shows without us is its own."""

from dataclasses import replace
from pathlib import Path

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from genoderm.api.conformance.table import Outcome
from tests.w3c.archive import Archive
from tests.w3c.manifests import Case, Kind, State
from tests.w3c.queries import EVALUATED, compared, expected_of
from tests.w3c.solutions import GRAPH, MEDIA_TYPES, YES_OR_NO, Result, Solutions, Triples, answer
from tests.w3c.statements import FORMATS, Node

NEGATIVE = {Kind.NEGATIVE, Kind.NEGATIVE_10}
RESULT_FORMATS = {
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "text/csv": QueryResultsFormat.CSV,
}


def store(archive: Archive, state: State) -> Store:
    """A store that holds this dataset."""
    loaded = Store()
    for file in state.default:
        loaded.load(path=archive.file(file), format=_format(file), base_iri=file, to_graph=DefaultGraph())
    for name, file in state.named:
        loaded.add_graph(NamedNode(name))
        loaded.load(path=archive.file(file), format=_format(file), base_iri=file, to_graph=NamedNode(name))
    return loaded


def deviates(case: Case, archive: Archive) -> bool:
    """Whether the engine by itself does not do as a query or syntax case has it."""
    try:
        found = evaluated(case, archive)
    except SyntaxError:
        return case.kind not in NEGATIVE
    except RuntimeError:  # a function that it does not know
        return True
    if case.kind not in EVALUATED:
        return case.kind in NEGATIVE
    return compared(case, expected_of(case, archive), found).outcome is not Outcome.PASSED


def evaluated(case: Case, archive: Archive) -> Result:
    """The engine's answer to a query, written and read as our endpoint's."""
    found = store(archive, case.given).query(archive.text(case.asked), base_iri=case.asked)
    match found:
        case QueryTriples():
            return answer(found.serialize(format=RdfFormat.TURTLE) or b"", GRAPH)
        case QueryBoolean() | QuerySolutions():
            media_type = MEDIA_TYPES.get(Path(case.result).suffix, YES_OR_NO)
            return answer(found.serialize(format=RESULT_FORMATS[media_type]) or b"", media_type)


def differs_only_in_writing(case: Case, archive: Archive) -> bool:
    """Whether the engine's answer is the expected one once both write their literals as the engine does."""
    wanted, found = askept(expected_of(case, archive)), askept(evaluated(case, archive))
    return compared(case, wanted, found).outcome is Outcome.PASSED


def askept(result: Result) -> Result:
    """The result with its literals written as the engine keeps them."""
    match result:
        case Solutions():
            rows = [{name: kept(value) for name, value in row.items()} for row in result.rows]
            return replace(result, rows=tuple(rows))
        case Triples():
            quads = [Quad(q.subject, q.predicate, kept(q.object), q.graph_name) for q in result.quads]
            return Triples(tuple(quads))
    return result


def kept(term: Node) -> Node:
    """A term as the engine gives it back."""
    if not isinstance(term, Literal):
        return term
    holding, subject = Store(), NamedNode("urn:subject")
    holding.add(Quad(subject, subject, term))
    found: Quad = next(iter(holding))
    return found.object


def _format(file: str) -> RdfFormat:
    return FORMATS[Path(file).suffix]
