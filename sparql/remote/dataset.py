"""The dataset of a query, named to the engine graph by graph (SPARQL 1.1 Protocol, 2.1.4).

So every engine sees the release's graphs and no others: not what is staged, not what is its own, and not the union of
all graphs where the default graph is meant. FROM goes out of the text: the protocol's names stand above it anyway.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from genoderm.graph.engines.mark import DEFAULT
from genoderm.ontology.terms import STORED
from genoderm.sparql.evaluation import WHOLE, Dataset
from genoderm.sparql.prologue import Prologue
from genoderm.sparql.reading import read
from genoderm.sparql.service_clauses import Span
from genoderm.sparql.syntax import NO_GRAPH
from genoderm.sparql.tokens import Kind, Token, tokens

FROM = ("FROM", "FROMNAMED")


@dataclass(frozen=True, slots=True)
class Addressed:
    """A query without dataset clauses, and its graphs; none of a kind is told by one that nobody has."""

    text: str
    default: Sequence[str]
    named: Sequence[str]


def addressed(query: str, dataset: Dataset, graphs: Sequence[str]) -> Addressed:
    """A query over a release that has these named graphs."""
    clauses = [*_clauses(query)] if read(query).dataset else []
    if dataset != WHOLE:
        return _of(query, clauses, dataset.default, dataset.named)
    if not clauses:
        return Addressed(query, (DEFAULT.value,), graphs or (NO_GRAPH,))
    default = [iri for _, iri, named in clauses if not named]
    return _of(query, clauses, default, [iri for _, iri, named in clauses if named])


Clause = tuple[Span, str, bool]


def _of(query: str, clauses: Sequence[Clause], default: Sequence[str], named: Sequence[str]) -> Addressed:
    return Addressed(_without(query, clauses), _seen(default), _seen(named))


def _seen(graphs: Sequence[str]) -> Sequence[str]:
    """Those that a client may name; at least one, since without any an engine takes all that it has."""
    return [iri for iri in graphs if not iri.startswith(STORED)] or [NO_GRAPH]


def _clauses(query: str) -> Iterator[Clause]:
    """Each dataset clause (SPARQL 1.1, 13.2): where it is, its graph, whether that is a named one."""
    found = tokens(query)
    prologue = Prologue(found)
    for at, token in enumerate(found):
        if token.text == "{":
            return
        if token.kind is Kind.WORD and token.text.upper() in FROM:
            yield from _clause(token, found[at + 1 : at + 3], prologue)


def _clause(keyword: Token, after: Sequence[Token], prologue: Prologue) -> Iterator[Clause]:
    named = keyword.text.upper() == FROM[1] or after[0].text.upper() == "NAMED"
    graph = after[1] if named and keyword.text.upper() == FROM[0] else after[0]
    if iri := prologue.iri(graph):
        yield Span(keyword.start, graph.end), iri, named


def _without(query: str, clauses: Sequence[Clause]) -> str:
    pieces, at = [], 0
    for span, _, _ in clauses:
        pieces += [query[at : span.start], "\n" * query.count("\n", span.start, span.end)]
        at = span.end
    return " ".join([*pieces, query[at:]])
