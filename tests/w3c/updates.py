"""The update cases: a release of the dataset before, the update, the dataset after.

Over HTTP an update is sent to /update and the dataset read by a query; or it is given to what the process does that
/update starts, and the dataset read from the release that this makes.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable

import httpx
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store

from genoderm.api.conformance.table import Outcome
from genoderm.graph.checksums import text_checksum
from genoderm.graph.home import Home
from genoderm.graph.manifest import STORE
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.write_orders import Order, read_outcome
from genoderm.sparql.write_process import outcome
from tests.w3c.archive import BASE, Archive
from tests.w3c.manifests import Case, Kind, State
from tests.w3c.outcomes import PASSED, Verdict, wrong
from tests.w3c.solutions import YES_OR_NO, Row, Solutions, Triples, answer, same
from tests.w3c.statements import parse_file, text

EVERYTHING = "SELECT ?s ?p ?o ?g WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
DIRECT = {"content-type": "application/sparql-update"}
DONE, CONFLICT, NO_UPDATE = 200, 409, 400
RIGHT = {  # CLEAR and DROP of a graph that is not there are well written, and fail (SPARQL 1.1 Update, 3.1.3 and 3.2.2)
    Kind.UPDATE: {DONE},
    Kind.POSITIVE_UPDATE: {DONE, CONFLICT},
    Kind.NEGATIVE_UPDATE: {NO_UPDATE},
}
PATIENCE = 30  # seconds: two cores may be busy with other tests
Graphs = dict[str, Triples]  # by name, "" is the default graph; an empty graph is as good as none
Write = Callable[[str], tuple[int, str]]  # an update; its status as HTTP has it, and what there is to say of it
Read = Callable[[], Graphs]


def updated(case: Case, archive: Archive, write: Write, read: Read) -> Verdict:
    """How an update case comes out; the release before is made already."""
    told = archive.text(case.asked)
    status, said = write(f"BASE <{case.asked}>\n{told}" if case.kind is Kind.UPDATE else told)
    if status not in RIGHT[case.kind]:
        return Verdict(Outcome.REFUSED if status == 403 else Outcome.DEVIATES, f"{status}: {said}")
    return compared(left(archive, case.left), read()) if case.kind is Kind.UPDATE else PASSED


def over_http(client: httpx.Client, home: Home) -> tuple[Write, Read]:
    """Write and read by a client that may write, of a server of this home."""

    def write(update: str) -> tuple[int, str]:
        response = client.post("/update", content=update, headers=DIRECT)
        return response.status_code, response.text

    def read() -> Graphs:
        release = home.current_release().name
        await_release(release, lambda: str(client.get("/health").json()["release"]))
        return _answered(client)

    return write, read


def within_process(home: Home, kept: int) -> tuple[Write, Read]:
    """Write as the process of /update does, which keeps so many releases, and read the one that it makes."""

    def write(update: str) -> tuple[int, str]:
        order = Order(kind="update", by="tests", request=text_checksum(update), base=BASE, text=update)
        try:
            return DONE, str(read_outcome(outcome(order, home, kept)))
        except GenodermError as fault:
            return fault.status, str(fault)

    return write, lambda: _stored(home)


def await_release(release: str, served: Callable[[], str]) -> None:
    """Servers look for a new release several times a second; one that they write themselves they know at once."""
    until = time.monotonic() + PATIENCE
    while served() != release:
        assert time.monotonic() < until, f"{release} is not served"
        time.sleep(0.02)


def compared(wanted: Graphs, found: Graphs) -> Verdict:
    """Whether these are the same graphs, each by itself: which of them share a blank node, the files cannot tell."""
    if wanted.keys() != found.keys():
        return wrong(f"expected the graphs {sorted(wanted)}, got {sorted(found)}")
    unlike = [name for name in wanted if not same(wanted[name], found[name])]
    return wrong("; ".join(f"in {name!r} expected {wanted[name]}, got {found[name]}" for name in unlike))


def left(archive: Archive, state: State) -> Graphs:
    """The graphs that a case expects."""
    files = [("", file) for file in state.default] + list(state.named)
    return _graphs((name, quad) for name, file in files for quad in parse_file(archive.file(file), file))


def _answered(client: httpx.Client) -> Graphs:
    response = client.post("/sparql", data={"query": EVERYTHING}, headers={"accept": YES_OR_NO})
    solutions = answer(response.content, YES_OR_NO)
    assert isinstance(solutions, Solutions)
    return _graphs((text(row["g"]) if "g" in row else "", _quad(row)) for row in solutions.rows)


def _quad(row: Row) -> Quad:
    subject, predicate = row["s"], row["p"]
    assert isinstance(subject, NamedNode | BlankNode)
    assert isinstance(predicate, NamedNode)
    return Quad(subject, predicate, row["o"])


def _stored(home: Home) -> Graphs:
    store = Store.read_only(str(home.current_release() / STORE))
    return _graphs((_name(quad), Quad(quad.subject, quad.predicate, quad.object)) for quad in store)


def _name(quad: Quad) -> str:
    return "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value


def _graphs(told: Iterable[tuple[str, Quad]]) -> Graphs:
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for name, quad in told:
        graphs[name].append(quad)
    return {name: Triples(tuple(quads)) for name, quads in graphs.items()}
