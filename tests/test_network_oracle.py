"""A plain query over the network has the answer of one store that holds what all nodes hold: generated queries.

Some nodes are dead, some describe nothing; triples are at several nodes, properties and classes at one or at many.
"""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from pyoxigraph import NamedNode, Quad, Store

from genoderm.ontology.vocabularies import RDF_TYPE
from genoderm.sparql.federation.blocks.correlation import Correlated
from genoderm.sparql.network.refusals import NotAcrossNodes
from genoderm.sparql.syntax import SyntaxFault, query_fault
from tests.federated_network import distributed, filled, merged, sources
from tests.federated_queries import LITERALS, PREDICATES, THINGS, Author, Group, Part, Query, Side
from tests.federated_scopes import closed
from tests.test_federation_oracle import NO_QUERY, SAME, SHOWN, told

EACH = 25  # queries over the same nodes
PROPERTIES = [*PREDICATES, "urn:x:p2", "urn:x:p3"]  # the last ones are each at one node
CLASSES = [NamedNode(f"urn:x:c{number}") for number in range(3)]
NODES = ("one", "two", "three")
DEAD = "dead"


class NetworkAuthor(Author):
    """Writes queries without SERVICE, GRAPH and LATERAL; with blank nodes, classes, and paths of all kinds."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self._here = (
            *((self._triple, 34), (self._unnamed, 5), (self._optional, 9), (self._union, 7), (self._minus, 5)),
            *((self._filter, 9), (self._exists, 8), (self._bind, 5), (self._values, 6), (self._subquery, 6)),
            (self._nested, 4),
        )

    def query(self) -> Query:
        self._made = 0
        return self._headed(self.group(3))

    def _triple(self, _: int) -> Part:
        subject, told = self._variable(), self._variable()
        if self._random.random() < 0.2:
            return Part(f"{subject} a {told if self._random.random() < 0.3 else self._random.choice(CLASSES)} .")
        if self._random.random() < 0.1:
            return self._either(subject, told)
        if self._random.random() < 0.2:
            subject = str(self._random.choice(THINGS)) if self._random.random() < 0.3 else subject
            told = str(self._random.choice(THINGS + LITERALS)) if self._random.random() < 0.5 else told
        return Part(f"{subject} {self._path()} {told} .")

    def _path(self) -> str:
        one, other = (f"<{name}>" for name in self._random.choices(PROPERTIES, k=2))
        kinds = {one: 12, self._variable(): 1, f"^{one}": 1, f"{one}/{other}": 1, f"{one}/^{other}": 1, f"{one}+": 1}
        return self._random.choices([*kinds], [*kinds.values()])[0]

    def _either(self, subject: str, told: str) -> Part:
        """Its twin is a union, since the engine tells once what both ways tell (18.2.2.4 tells it twice)."""
        one, other = (f"<{name}>" for name in self._random.choices(PROPERTIES, k=2))
        twin = f"{{ {subject} {one} {told} }} UNION {{ {told} {other} {subject} }}"
        return Part(f"{subject} {one}|^{other} {told} .", (Group(()),), twin)

    def _unnamed(self, _: int) -> Part:
        one, other = (f"<{name}>" for name in self._random.choices(PROPERTIES, k=2))
        kinds = [
            f"{self._variable()} {one} [ {other} {self._variable()} ] .",
            f"[] {one} {self._variable()} ; {other} {self._variable()} .",
            f"[ {one} {self._variable()} , {self._variable()} ] .",
        ]
        return Part(self._random.choice(kinds))


def triples(random: Random, own: str) -> Iterator[Quad]:
    """Of one node; few things, so that many triples are at several."""
    for _ in range(random.randrange(0, 16)):
        subject, told = (random.choice(THINGS[:4]) for _ in range(2))
        told = random.choice(LITERALS) if random.random() < 0.2 else told
        yield Quad(NamedNode(subject.value), NamedNode(random.choice([*PREDICATES, own])), told)
    for _ in range(random.randrange(0, 4)):
        yield Quad(NamedNode(random.choice(THINGS).value), RDF_TYPE, random.choice(CLASSES))


def verdict(written: Query, here: Store, there: dict[str, Store | None], random: Random, **bounds: int) -> str:
    """Whether the answers are the same, or how they differ, or why there is none."""
    nodes, query = sources(there, random), written.written(Side.SERVICE)
    if query_fault(query):
        with pytest.raises((SyntaxFault, NotAcrossNodes)):
            distributed(query, here, nodes, **bounds)
        return NO_QUERY
    expected = told(merged(here, *there.values()).query(closed(written.written(Side.TWIN))))
    try:
        text, errand = distributed(query, here, nodes, **bounds)
    except (NotAcrossNodes, Correlated) as refused:
        return f"{type(refused).__name__}: {str(refused)[:40]}"
    assert errand.complete is (DEAD not in there)
    found = told(here.query(closed(text)))
    return SAME if found == expected else f"{query}\nhas {found}\ninstead of {expected}\nas {text}"


def verdicts(seeds: range, **bounds: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for seed in seeds:
        random = Random(seed)  # noqa: S311 - the same each time
        here = filled(triples(random, PROPERTIES[2]))
        names = NODES[: random.randrange(1, 4)]
        there: dict[str, Store | None] = {name: filled(triples(random, PROPERTIES[3])) for name in names}
        if random.random() < 0.2:
            there[DEAD] = None
        author = NetworkAuthor(random)
        found.update(verdict(author.query(), here, there, random, **bounds) for _ in range(EACH))
    return found


def assert_same(found: Counter[str]) -> None:
    """That nothing differs, and that few are refused."""
    refused = Counter(
        {name: n for name, n in found.items() if name.startswith((NotAcrossNodes.__name__, "Correlated"))}
    )
    different = sorted(set(found) - {SAME, NO_QUERY} - set(refused), key=len)
    assert not different, f"{len(different)} of {found.total()}: {different[0][:SHOWN]}"
    assert found[SAME] > 0.7 * found.total(), refused


def test_a_query_over_the_network_has_the_answer_of_one_store() -> None:
    assert_same(verdicts(range(4)))


@pytest.mark.slow
def test_a_thousand_queries_over_the_network_have_the_answer_of_one_store() -> None:
    assert_same(verdicts(range(100, 140)))


def test_the_answers_over_the_network_are_the_same_if_slow_nodes_are_asked_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("genoderm.sparql.network.sources.Source.meanwhile", 8.0)  # rows: of some patterns, not of all
    assert_same(verdicts(range(300, 304)))


@pytest.mark.slow
def test_the_answers_over_the_network_are_the_same_in_small_batches_and_without_any(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("FIRST", "MOST"):
        monkeypatch.setattr(f"genoderm.sparql.federation.sending.batches.{name}", 2)
    monkeypatch.setattr("genoderm.sparql.federation.sending.outlook.FEW", 0)
    monkeypatch.setattr("genoderm.sparql.network.bundles.SMALL", 3)
    monkeypatch.setattr("genoderm.sparql.network.bundles.LARGE", 4)
    assert_same(verdicts(range(200, 210)))
    monkeypatch.setattr("genoderm.sparql.network.asking.MANY", 0)
    assert_same(verdicts(range(210, 220), bindings=3))
