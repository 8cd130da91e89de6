"""Ten queries in the manner of FedBench and FedShop over ten nodes: how long each takes, and whether answers are equal.

Each is asked its rounds of a query one after the other, so that connections stay open; answers are compared, as
multisets, with that of one store which holds what all nodes hold, each triple once.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import geometric_mean, median

from pyoxigraph import Quad, Store

from genoderm.graph.home import Home
from genoderm.graph.revision_bare import bare_release
from genoderm.graph.statistics import GRAPH, statistics
from genoderm.ontology.terms import Iris
from tests.bench.federation.ten.askers import Ask, Told, comunica, fedx, genoderm
from tests.bench.federation.ten.data import Sizes, nodes
from tests.bench.sparql.installing import NotInstalled
from tests.clients.questions import Answer, of_engine
from tests.network import settings_file
from tests.serving import started

QUERIES = Path(__file__).parent / "queries"
OURS, COMUNICA, FEDX = "Genoderm", "Comunica", "FedX"
WARM_UP, ROUNDS = 1, 7
ENOUGH = 10.0  # seconds of rounds of one query for one who is asked
# Two workers a node, for there are few cores; nobody is refused, and no answer is kept.
LIGHT = {"workers": "2", "per_client": "256", "queue": "256", "cache_bytes": "0"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Of one query and one who is asked: the median of the seconds, and what is wrong with the answer, if anything."""

    seconds: float
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """By query: its rows, and what came of it, by who was asked."""

    triples: int
    rows: Mapping[str, int]
    found: Mapping[str, Mapping[str, Asked]]

    def mean(self, name: str) -> float:
        """The geometric mean of the seconds of all queries."""
        return geometric_mean(each[name].seconds for each in self.found.values())


def catalogue() -> Mapping[str, str]:
    """The queries, by name."""
    return {file.stem: file.read_text("utf-8") for file in sorted(QUERIES.glob("*.rq"))}


def measured(folder: Path, sizes: Sizes | None = None, rounds: int = ROUNDS) -> Measured:
    """All queries, of all that are installed."""
    held = nodes(sizes or Sizes())
    whole = Store()
    for quads in held.values():
        whole.extend(quads)
    expected = {name: of_engine(whole, query) for name, query in catalogue().items()}
    with network(held, folder) as askers:
        found = {name: _asked(query, expected[name], askers, rounds) for name, query in catalogue().items()}
    return Measured(len(whole), {name: _size(answer) for name, answer in expected.items()}, found)


@contextmanager
def network(held: Mapping[str, Sequence[Quad]], folder: Path) -> Iterator[Mapping[str, Ask]]:
    """The nodes, and who asks them: ours is an eleventh that holds nothing itself, as the others do not."""
    with ExitStack() as stack:
        urls = {
            name: stack.enter_context(started(_home(folder / name, quads), **LIGHT)) for name, quads in held.items()
        }
        own = _home(folder / "asked", [])
        config = str(settings_file(folder, urls))
        address = stack.enter_context(started(own, config=config, **LIGHT))
        endpoints = [f"{url}/sparql" for url in urls.values()]
        askers = {OURS: stack.enter_context(genoderm(address))}
        others: dict[str, AbstractContextManager[Ask]] = {COMUNICA: comunica(endpoints), FEDX: fedx(endpoints, folder)}
        for name, asker in others.items():
            try:
                askers[name] = stack.enter_context(asker)
            except (NotInstalled, OSError) as fault:
                sys.stderr.write(f"{name} is left out: {fault}\n")
        yield askers


def _home(folder: Path, quads: Sequence[Quad]) -> Path:
    """Of a release as it is, which no shape has to like, but described by VoID as a built one is."""
    iris = Iris()
    lines = sorted(f"{quad.triple} .\n".encode() for quad in quads)
    described, _ = statistics({}, lambda: lines, iris)
    folder.mkdir(parents=True)
    bare_release(
        Home(folder), [*quads, *(Quad(one.subject, one.predicate, one.object, iris.graph(GRAPH)) for one in described)]
    )
    return folder


def _asked(query: str, expected: Answer, askers: Mapping[str, Ask], rounds: int) -> Mapping[str, Asked]:
    told: dict[str, list[Told]] = {name: [] for name in askers}
    for name, ask in askers.items():
        while len(told[name]) <= WARM_UP or (
            len(told[name]) < WARM_UP + rounds and sum(one.seconds for one in told[name]) < ENOUGH
        ):
            told[name].append(ask(query))
    return {name: _summed(each, expected) for name, each in told.items()}


def _summed(told: Sequence[Told], expected: Answer) -> Asked:
    wrong = next((one.fault or "another answer" for one in told if one.fault or one.answer != expected), "")
    return Asked(median(one.seconds for one in told[WARM_UP:]), wrong)


def _size(answer: Answer) -> int:
    return answer if isinstance(answer, bool) else len(answer) if isinstance(answer, frozenset) else answer.total()
