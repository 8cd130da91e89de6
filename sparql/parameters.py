"""The parameters of SPARQL requests: those that mean something here, and those of other engines that are passed over.

A parameter that is passed over would change nothing in the answer: `limit`, `callback` or a `maxrows` that could cut
an answer off would, and are refused like any other that is unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pyoxigraph import NamedNode

from genoderm.ontology.errors import LONG, BadInput, shown

SPONGE = "Virtuoso: fetch what is not there yet; nothing is fetched here"
PIVOT = "Virtuoso: links in its own pages"
LOGGED = "Virtuoso: messages beside the answer"
INFERENCE = "with inferred statements or without; what is derived is part of every release"
PASSED_OVER: Mapping[str, str] = {
    "results": "SPARQLWrapper: its format once more, beside `format`, `output` and Accept",
    "ac": "the SPARQL editor of SIB: leave this query out of the statistics",
    "force-accept": "Jena: the format of errors in a browser",
    "stylesheet": "Fuseki: a stylesheet for XML in a browser",
    "queryLn": "RDF4J: the query language, which is SPARQL here",
    "infer": f"RDF4J: {INFERENCE}",
    "includeInferred": f"Blazegraph: {INFERENCE}",
    "reasoning": f"Stardog: {INFERENCE}",
    "queryId": "Blazegraph: a name to cancel the query by; closing the connection cancels it here",
    "analytic": "Blazegraph: how memory is taken",
    "debug": LOGGED,
    "log_debug_info": LOGGED,
    "signal_void": LOGGED,
    "signal_unconnected": LOGGED,
    "run": "Virtuoso: the button of its form",
    "should-sponge": SPONGE,
    "CXML_redir_for_subjs": PIVOT,
    "CXML_redir_for_hrefs": PIVOT,
    "version": "SPARQL 1.2 Protocol (draft): the version of the language; 1.1 and 1.2 are read alike",
    "_": "jQuery: a number that keeps caches from answering",
}
MAX_ROWS = "maxrows"
MANY_ROWS = 10_000_000  # what Virtuoso sends with every SERVICE: more rows than a query brings within its time


@dataclass(frozen=True, slots=True)
class Known:
    """The parameters of a query or of an update, and where those of the other belong."""

    kind: str
    names: tuple[str, ...]
    elsewhere: Mapping[str, str]


OF_UPDATES = ("update", "using-graph-uri", "using-named-graph-uri")
OF_QUERIES = (
    *("query", "default-graph-uri", "named-graph-uri", "timeout"),
    *("format", "output", "explain", "scope", "deadline"),
)
QUERIES = Known("a query", OF_QUERIES, dict.fromkeys(OF_UPDATES, "updates are sent to /update"))
UPDATES = Known("an update", OF_UPDATES, dict.fromkeys(OF_QUERIES[:4], "queries are sent to /sparql"))


class Parameters:
    """What was sent, by name; BadInput for a name that is not known."""

    def __init__(self, pairs: Iterable[tuple[str, str]], known: Known) -> None:
        """Of these names and values, in whatever order."""
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            if name in known.names:
                self._values.setdefault(name, []).append(value)
            elif not (_passed_over(name, value) or (known is UPDATES and name in {"format", "output"})):
                raise BadInput(_unknown(name, known))

    def __len__(self) -> int:
        """How many names were sent that mean something."""
        return len(self._values)

    def __contains__(self, name: str) -> bool:
        """Whether it was sent at least once."""
        return name in self._values

    def one(self, name: str) -> str | None:
        """The value of a parameter that may be sent once."""
        values = self._values.get(name, [None])
        if len(values) > 1:
            raise BadInput(f"{name!r} was sent {len(values)} times, expected one")
        return values[0]

    def graphs(self, name: str) -> tuple[str, ...]:
        """The absolute IRIs of a parameter that may be sent often."""
        values = tuple(self._values.get(name, ()))
        for value in values:
            try:
                NamedNode(value)
            except ValueError as fault:
                raise BadInput(f"{name} is {shown(value)}, expected an absolute IRI ({fault})") from fault
        return values


def _passed_over(name: str, value: str) -> bool:
    if name == MAX_ROWS:
        return value.isdecimal() and len(value) < LONG and int(value) >= MANY_ROWS
    return name in PASSED_OVER


def _unknown(name: str, known: Known) -> str:
    told = f"{shown(name)} is no parameter of {known.kind}"
    if name in known.elsewhere:
        return f"{told}; {known.elsewhere[name]}"
    if name == MAX_ROWS:
        return f"{told} below {MANY_ROWS}; a LIMIT in the query says how many rows it wants"
    near = get_close_matches(name[:LONG], known.names, n=1)
    return f"{told}; is {near[0]!r} meant?" if near else f"{told}; there are {', '.join(known.names)}"
