"""An engine's answer as it comes, written in the format that was asked for, just as the embedded store's is."""

from collections.abc import Iterator
from typing import IO, Protocol, cast

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Triple, parse, parse_query_results

from genoderm.graph.engines.connection import JSON, N_TRIPLES
from genoderm.graph.engines.errors import EngineRefused
from genoderm.ontology.examples import Form
from genoderm.sparql.comma_separated import write_comma_separated
from genoderm.sparql.evaluation import Output, write_graph
from genoderm.sparql.formats import RESULTS

GRAPHS = {Form.CONSTRUCT, Form.DESCRIBE}
YES, NO = '{"head":{},"boolean":true}', '{"head":{},"boolean":false}'


class Source(Protocol):
    """Where an answer is read."""

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes at most; b"" after the last."""


def accepted(form: Form) -> str:
    """The media type that an engine is asked for."""
    return N_TRIPLES if form in GRAPHS else JSON


def write_received(source: Source, form: Form, media_type: str, output: Output) -> None:
    """Write what an engine answers; EngineRefused if that is no answer."""
    file = cast("IO[bytes]", source)  # of which the parser uses no more than Source has
    try:
        if form in GRAPHS:
            write_graph(_once(file), media_type, cast("IO[bytes]", output))
        else:
            _write_results(file, form, media_type, output)
    except (SyntaxError, ValueError) as fault:
        raise EngineRefused(f"the engine behind this server sends what is no answer: {fault}") from fault


def _write_results(file: IO[bytes], form: Form, media_type: str, output: Output) -> None:
    found = parse_query_results(file, format=QueryResultsFormat.JSON)
    if form is Form.ASK and isinstance(found, QuerySolutions):  # Virtuoso tells yes by a row
        found = parse_query_results(YES if any(True for _ in found) else NO, format=QueryResultsFormat.JSON)
    if isinstance(found, QuerySolutions) and RESULTS[media_type] is QueryResultsFormat.CSV:
        write_comma_separated(found, output)
    else:
        found.serialize(cast("IO[bytes]", output), format=RESULTS[media_type])


def _once(file: IO[bytes]) -> Iterator[Triple]:
    """Each triple once, as a graph has it: engines may repeat them."""
    seen: set[Triple] = set()
    for quad in parse(file, format=RdfFormat.N_TRIPLES):
        if quad.triple not in seen:
            seen.add(quad.triple)
            yield quad.triple
