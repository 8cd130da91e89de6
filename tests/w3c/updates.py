"""The update cases: a release of the dataset before, the request sent to /update, the dataset after read by a query."""

from collections import defaultdict

import httpx
from pyoxigraph import BlankNode, NamedNode, Quad

from genoderm.api.conformance.table import Outcome
from genoderm.graph.home import Home
from tests.w3c.archive import Archive
from tests.w3c.corpus import release_of
from tests.w3c.manifests import Case, Kind, State
from tests.w3c.outcomes import PASSED, Verdict, wrong
from tests.w3c.solutions import YES_OR_NO, Solutions, Triples, answer, same
from tests.w3c.statements import parse_file, text

EVERYTHING = "SELECT ?s ?p ?o ?g WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
DIRECT = {"content-type": "application/sparql-update"}
RIGHT = {Kind.NEGATIVE_UPDATE: range(400, 401)}
DONE = range(200, 300)
Graphs = dict[str, Triples]  # by name, "" is the default graph; an empty graph is as good as none


def updated(case: Case, archive: Archive, home: Home, client: httpx.Client) -> Verdict:
    """How an update case comes out, of a server of this home, by a client that may write."""
    release_of(home, archive, case.given)
    told = archive.text(case.asked)
    if case.kind is Kind.UPDATE:
        told = f"BASE <{case.asked}>\n{told}"
    response = client.post("/update", content=told, headers=DIRECT)
    if response.status_code not in RIGHT.get(case.kind, DONE):
        refused = response.status_code == 403
        return Verdict(Outcome.REFUSED if refused else Outcome.DEVIATES, f"{response.status_code}: {response.text}")
    return compared(left(archive, case.left), found(client)) if case.kind is Kind.UPDATE else PASSED


def compared(wanted: Graphs, got: Graphs) -> Verdict:
    """Whether these are the same graphs, each by itself: which of them share a blank node, the files cannot tell."""
    if wanted.keys() != got.keys():
        return wrong(f"expected the graphs {sorted(wanted)}, got {sorted(got)}")
    unlike = [name for name in wanted if not same(wanted[name], got[name])]
    return wrong("; ".join(f"in {name!r} expected {wanted[name]}, got {got[name]}" for name in unlike))


def left(archive: Archive, state: State) -> Graphs:
    """The graphs that a case expects."""
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for name, file in (*(("", file) for file in state.default), *state.named):
        graphs[name] += parse_file(archive.file(file), file)
    return {name: Triples(tuple(quads)) for name, quads in graphs.items() if quads}


def found(client: httpx.Client) -> Graphs:
    """The graphs that a server holds."""
    response = client.post("/sparql", data={"query": EVERYTHING}, headers={"accept": YES_OR_NO})
    solutions = answer(response.content, YES_OR_NO)
    assert isinstance(solutions, Solutions)
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for row in solutions.rows:
        subject, predicate = row["s"], row["p"]
        assert isinstance(subject, NamedNode | BlankNode)
        assert isinstance(predicate, NamedNode)
        graphs[text(row["g"]) if "g" in row else ""].append(Quad(subject, predicate, row["o"]))
    return {name: Triples(tuple(quads)) for name, quads in graphs.items()}
