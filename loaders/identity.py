"""One thing under several names or in several sources: the IRI that each of its IRIs stands for.

A hospital, association, network or centre of two tables is one thing if both rows have one ROR id or one Wikidata id,
or if a person registered that they are the same (equivalences.csv). The shipped tables take precedence, then the order
of the editions. What is only likely to be the same is listed for a person to decide: see duplicates.py.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from genoderm.loaders.directory.dataset import dataset
from genoderm.loaders.directory.loader import files_of
from genoderm.loaders.directory.naming import own_iri
from genoderm.loaders.directory.references import Entry
from genoderm.loaders.directory.registers import Equivalence
from genoderm.loaders.directory.shipped import SHIPPED
from genoderm.loaders.source import Edition
from genoderm.ontology.terms import Iris, code_iri

THINGS = ("hospitals", "associations", "networks", "centres")
SPELLINGS = {"ROR": ("http://ror.org/",), "WIKIDATA": ("https://www.wikidata.org/", "http://www.wikidata.org/")}
CODES = {"ror": "ROR", "wikidata": "WIKIDATA"}


@dataclass(frozen=True, slots=True)
class Refused:
    """Two things of one Wikidata id and different ROR ids: only a registered equivalence makes them one."""

    one: str
    other: str
    through: str  # the IRI that both name


@dataclass(frozen=True, slots=True)
class Identities:
    """Which IRI each IRI stands for; what stands for itself is not in the mapping, unless a code is its other name."""

    canonical: Mapping[str, str]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """An IRI as a name of a thing; a code names a thing of each table: a network and an association may share one."""

    iri: str
    table: str = ""


@dataclass(slots=True)
class Classes:
    """Sets of nodes that are one thing, by union-find."""

    parents: dict[Node, Node] = field(default_factory=dict)
    rors: dict[Node, set[Node]] = field(default_factory=dict)  # of a set's root

    def root(self, node: Node) -> Node:
        """The node that stands for the set."""
        if node not in self.parents:
            self.parents[node] = node
            self.rors[node] = {node} if node.iri.startswith(code_iri("ROR", "").value) else set()
        while self.parents[node] != node:
            self.parents[node] = self.parents[self.parents[node]]
            node = self.parents[node]
        return node

    def unite(self, one: Node, other: Node) -> None:
        """Both sets are one thing."""
        kept, gone = self.root(one), self.root(other)
        if kept != gone:
            self.parents[gone] = kept
            self.rors[kept] |= self.rors.pop(gone)

    def disagree(self, one: Node, other: Node) -> bool:
        """Both sets have ROR ids, and none in common."""
        ours, theirs = self.rors[self.root(one)], self.rors[self.root(other)]
        return bool(ours and theirs and not ours & theirs)

    def sets(self) -> Iterable[list[Node]]:
        """The nodes of each set, as they came."""
        found: dict[Node, list[Node]] = {}
        for node in list(self.parents):
            found.setdefault(self.root(node), []).append(node)
        return found.values()


def identities(editions: Iterable[Edition], iris: Iris) -> Identities:
    """The identities that the directory tables of a plan tell; give `canonical` to the Context of every loader."""
    return among(list(entries(editions)), iris)


def entries(editions: Iterable[Edition]) -> Iterator[Entry]:
    """The rows of the editions that name things or register equivalences, the shipped ones first."""
    ordered = sorted(editions, key=lambda edition: edition.details["dataset"] != SHIPPED)
    for edition in ordered:
        for entry in dataset(edition.details["dataset"], files_of(edition)).entries[edition.path]:
            if entry.kind.name in (*THINGS, "equivalences"):
                yield entry


def among(rows: Sequence[Entry], iris: Iris) -> Identities:
    """The identities that these rows tell, the first row of a thing giving its IRI."""
    classes = Classes()
    things = [row for row in rows if row.kind.name in THINGS]
    for row in things:
        classes.root(Node(own_iri(row, iris)))
    for row in rows:
        if isinstance(row.record, Equivalence):
            classes.unite(Node(own_iri(row.links["id"][0], iris)), _registered(row.record, iris))
    refused = [told for column in CODES for told in _by_code(column, things, classes, iris)]
    order = {own_iri(row, iris): at for at, row in reversed(list(enumerate(things)))}
    return Identities(_canonical(classes, order), tuple(refused))


def _registered(record: Equivalence, iris: Iris) -> Node:
    ours = record.same_as.startswith(iris.base)
    return Node(_code_form(record.same_as), "" if ours else record.table)


def _code_form(iri: str) -> str:
    """ROR and Wikidata ids are written in several ways."""
    for prefix, starts in SPELLINGS.items():
        if iri.startswith(starts):
            return code_iri(prefix, iri.rstrip("/").rsplit("/", 1)[-1]).value
    return iri


def _by_code(column: str, things: Sequence[Entry], classes: Classes, iris: Iris) -> Iterator[Refused]:
    for row in things:
        if code := dict(row.record).get(column):
            thing = Node(own_iri(row, iris))
            named = Node(code_iri(CODES[column], code).value, row.kind.name)
            if column != "ror" and classes.disagree(thing, named):
                yield Refused(thing.iri, _first_thing(classes, named), named.iri)
            else:
                classes.unite(thing, named)


def _first_thing(classes: Classes, node: Node) -> str:
    root = classes.root(node)
    return next((other.iri for other in list(classes.parents) if not other.table and classes.root(other) == root), "")


def _canonical(classes: Classes, order: Mapping[str, int]) -> Mapping[str, str]:
    """A code that things of several tables have stands for the one that comes first by THINGS."""
    told: dict[str, str] = {}
    ranked = sorted(classes.sets(), key=lambda nodes: min((_rank(node) for node in nodes if node.table), default=-1))
    for nodes in ranked:
        ours = [node.iri for node in nodes if node.iri in order]
        if ours:
            first = min(ours, key=order.__getitem__)
            told = {node.iri: first for node in nodes if node.iri != first} | told
    return told


def _rank(node: Node) -> int:
    return THINGS.index(node.table)
