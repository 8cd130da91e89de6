"""Queries with SERVICE made at random, each with its twin that has the same answer in one store that holds all data.

A query is a tree, so that one at fault can be cut down: see `smaller`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from genoderm.ontology.vocabularies import XSD_INTEGER
from tests.federated_scopes import alone

FIRST, SECOND, DEAD, UNLISTED = (f"http://{name}.example/sparql" for name in ("first", "second", "dead", "unlisted"))
LIVE = (FIRST, SECOND)
GRAPH = "urn:x:graph"
VARIABLES = "abcde"
PREDICATES = [f"urn:x:p{number}" for number in range(2)]
AT = "urn:x:at"  # leads to the address of an endpoint
THINGS: list[NamedNode | Literal] = [NamedNode(f"urn:x:services{number % 3}:t{number}") for number in range(5)]
LITERALS: list[NamedNode | Literal] = [
    *(Literal(str(number), datatype=XSD_INTEGER) for number in range(4)),
    *(Literal("x"), Literal("y"), Literal("x", language="en"), Literal("x", language="en-GB")),
]
ADDRESSES = " ".join(f"<{url}>" for url in LIVE)
LOST = f"{ADDRESSES} <{DEAD}> <{UNLISTED}>"
MINUS = "MINUS [0]"  # never first: the engine has it remove what is not in scope there
ORDER = "ORDER BY {} LIMIT {}"


class Side(StrEnum):
    """As it is sent, or as the twin has it."""

    SERVICE = "service"
    TWIN = "twin"


@dataclass(frozen=True)
class Part:
    """A pattern: text with a hole for each group in it, [0], [1]; `twin` is what a SERVICE is in the twin."""

    text: str
    groups: tuple["Group", ...] = ()
    twin: str | None = None

    def written(self, side: Side) -> str:
        if side is Side.TWIN and self.twin is not None:
            return self.twin.replace("[0]", alone(self.groups[0].written(side), "there"))
        text = self.text
        for at, group in enumerate(self.groups):
            text = text.replace(f"[{at}]", group.written(side))
        return text


@dataclass(frozen=True)
class Group:
    """Parts in braces."""

    parts: tuple[Part, ...]

    def written(self, side: Side) -> str:
        return "{ " + " ".join(part.written(side) for part in self.parts) + " }"


@dataclass(frozen=True)
class Query:
    """A group with what stands around it."""

    head: str
    group: Group
    tail: str = ""

    def written(self, side: Side) -> str:
        return f"{self.head} {self.group.written(side)} {self.tail}"


def smaller(query: Query) -> Iterator[Query]:
    """The query with one part less, or one part in place of its group."""
    yield from (replace(query, group=group) for group in _smaller(query.group))


def _smaller(group: Group) -> Iterator[Group]:
    for at, part in enumerate(group.parts):
        before, after = group.parts[:at], group.parts[at + 1 :]
        yield Group(before + after)
        for inner in part.groups:
            yield Group(before + inner.parts + after)
        for place, inner in enumerate(part.groups):
            for less in _smaller(inner):
                groups = (*part.groups[:place], less, *part.groups[place + 1 :])
                yield Group((*before, replace(part, groups=groups), *after))


@dataclass
class Graphs:
    """What is here, what is at the endpoints, and all of it in one store."""

    here: Store = field(default_factory=Store)
    there: dict[str, Store | None] = field(default_factory=dict)
    all: Store = field(default_factory=Store)


def graphs(random: Random) -> Graphs:
    """Small ones, full of joins."""
    made = Graphs(there={url: Store() for url in LIVE} | {DEAD: None})
    endpoints = [Triple(NamedNode(thing.value), NamedNode(AT), NamedNode(random.choice(LIVE))) for thing in THINGS[:3]]
    for name, number in {None: 16, GRAPH: 12, FIRST: 20, SECOND: 20}.items():
        graph = NamedNode(name) if name else DefaultGraph()
        for triple in [*_triples(random, number), *endpoints]:
            made.all.add(_quad(triple, graph))
            if name not in LIVE:
                made.here.add(_quad(triple, graph))
                continue
            for url, store in made.there.items():
                if store is not None:
                    store.add(_quad(triple, graph))
                    if url == name:
                        store.add(_quad(triple, DefaultGraph()))
    return made


def _quad(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _triples(random: Random, number: int) -> Iterator[Triple]:
    for _ in range(number):
        told = random.choice(THINGS if random.random() < 0.7 else LITERALS)
        yield Triple(NamedNode(random.choice(THINGS).value), NamedNode(random.choice(PREDICATES)), told)


class Author:
    """Writes queries."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._made = 0  # endpoints told by variables, and variables of expressions
        self._here: tuple[tuple[Callable[[int], Part], int], ...] = (
            *((self._triple, 30), (self._service, 24), (self._told, 5), (self._optional, 9), (self._union, 7)),
            *((self._minus, 5), (self._filter, 9), (self._exists, 6), (self._bind, 5), (self._values, 6)),
            *((self._subquery, 6), (self._nested, 4), (self._graph, 3), (self._lateral, 2)),
        )
        self._there: tuple[tuple[Callable[[int], Part], int], ...] = (
            *((self._triple, 40), (self._optional, 7), (self._union, 6), (self._minus, 4), (self._filter, 9)),
            *((self._exists, 4), (self._bind, 5), (self._values, 5), (self._subquery, 4), (self._nested, 3)),
            (self._inner_service, 3),
        )
        self._away = False

    def query(self) -> Query:
        """With at least one SERVICE."""
        while True:
            self._made = 0
            query = self._headed(self.group(3))
            if "SERVICE" in query.written(Side.SERVICE):
                return query

    def _headed(self, group: Group) -> Query:
        one, other = self._random.sample(VARIABLES, 2)
        order = ORDER.format(_order(one), self._random.randrange(1, 6))
        heads = {
            ("SELECT *", ""): 12,
            (f"SELECT ?{one} ?{other}", ""): 4,
            (f"SELECT DISTINCT ?{one}", ""): 2,
            (f"SELECT ?{one}", order): 2,
            (f"SELECT DISTINCT ?{one}", order): 1,
            (f"SELECT ?{one} (COUNT(*) AS ?n)", f"GROUP BY ?{one}"): 2,
            (f"SELECT ?{one} (COUNT(DISTINCT ?{other}) AS ?n)", f"GROUP BY ?{one} HAVING(COUNT(*) > 1)"): 1,
            (f"SELECT (SUM(?{one}) AS ?n) (MIN(STR(?{other})) AS ?m)", ""): 1,
            ("ASK", ""): 1,
            (f"CONSTRUCT {{ ?{one} <urn:x:made> ?{other} }}", ""): 1,
        }
        head, tail = self._random.choices([*heads], [*heads.values()])[0]
        if self._random.random() < 0.15:
            tail = f"{tail} {self._values(0).text}"
        return Query(f"{head} WHERE" if head != "ASK" else head, group, tail)

    def group(self, depth: int) -> Group:
        """One to four parts."""
        kinds = self._there if self._away else self._here
        parts = [self._triple(depth)] if self._random.random() < 0.7 else []
        for _ in range(self._random.randrange(0 if parts else 1, 4)):
            writers, weights = zip(*kinds[: None if depth > 0 else 1], strict=True)
            parts.append(self._random.choices(writers, weights)[0](depth - 1))
        if self._random.random() < 0.3:
            self._random.shuffle(parts)
        if all(part.text == MINUS for part in parts):
            parts.append(self._triple(depth))
        return Group(tuple(sorted(parts, key=lambda part: part.text == MINUS)))

    def _variable(self) -> str:
        return f"?{self._random.choice(VARIABLES)}"

    def _triple(self, _: int) -> Part:
        subject = self._variable() if self._random.random() < 0.93 else str(self._random.choice(THINGS))
        told = self._variable() if self._random.random() < 0.88 else str(self._random.choice(THINGS + LITERALS))
        path = f"<{self._random.choice(PREDICATES)}>"
        if self._random.random() < 0.08:
            path += self._random.choice(("+", f"/<{PREDICATES[0]}>", f"|<{PREDICATES[1]}>"))
        if self._random.random() < 0.06:
            path = self._variable()
        return Part(f"{subject} {path} {told} .")

    def _service(self, depth: int) -> Part:
        url, group = self._random.choice(LIVE), self._remote(depth)
        if self._random.random() < 0.08:
            return Part(f"SERVICE SILENT <{DEAD}> [0]", (group,), "{ }")
        silent = "SILENT " if self._random.random() < 0.15 else ""
        return Part(f"SERVICE {silent}<{url}> [0]", (group,), f"GRAPH <{url}> [0]")

    def _told(self, depth: int) -> Part:
        """By a variable: each endpoint that it is bound to is asked."""
        self._made += 1
        name, group = f"?u{self._made}", self._remote(depth)
        each = [f"{{ GRAPH <{url}> [0] VALUES {name} {{ <{url}> }} }}" for url in LIVE]
        silent = self._random.random() < 0.4
        if silent:
            each.append(f"{{ VALUES {name} {{ <{DEAD}> <{UNLISTED}> }} }}")
        bound = [f"VALUES {name} {{ {LOST if silent else ADDRESSES} }}", f"{self._variable()} <{AT}> {name} ."]
        first = self._random.choice(bound)
        return Part(
            f"{first} SERVICE {'SILENT ' if silent else ''}{name} [0]",
            (group,),
            f"{first} {{ {' UNION '.join(each)} }}",
        )

    def _inner_service(self, depth: int) -> Part:
        url = self._random.choice(LIVE)
        return Part(f"SERVICE <{url}> [0]", (self.group(min(depth, 0)),), f"GRAPH <{url}> [0]")

    def _remote(self, depth: int) -> Group:
        self._away = True
        group = self.group(min(depth, 1))
        self._away = False
        return group

    def _optional(self, depth: int) -> Part:
        return Part("OPTIONAL [0]", (self.group(depth),))

    def _union(self, depth: int) -> Part:
        return Part("[0] UNION [1]", (self.group(depth), self.group(depth)))

    def _minus(self, depth: int) -> Part:
        return Part(MINUS, (self.group(depth),))

    def _lateral(self, depth: int) -> Part:
        return Part("LATERAL [0]", (self.group(depth),))

    def _nested(self, depth: int) -> Part:
        return Part("[0]", (self.group(depth),))

    def _graph(self, depth: int) -> Part:
        return Part(f"GRAPH <{GRAPH}> [0]", (self.group(depth),))

    def _exists(self, depth: int) -> Part:
        return Part(f"FILTER {self._random.choice(('', 'NOT '))}EXISTS [0]", (self.group(depth),))

    def _filter(self, _: int) -> Part:
        one, other = self._variable(), self._variable()
        term = self._random.choice(THINGS + LITERALS)
        kinds = [
            *(f"{one} != {other}", f"{one} != {term}", f"BOUND({one})", f"!BOUND({one})", f"ISIRI({one})"),
            *(f"{one} < 3 || ISIRI({one})", f'STR({one}) < "{THINGS[3].value}"', f"COALESCE({one} = {other}, true)"),
            *(f"{one} IN ({term}, {other}, {THINGS[1]})", f"!BOUND({one}) || {one} != {other}"),
        ]
        return Part(f"FILTER({self._random.choice(kinds)})")

    def _bind(self, _: int) -> Part:
        self._made += 1
        one, other = self._variable(), self._variable()
        made = other if self._random.random() < 0.5 else f"?m{self._made}"
        kinds = [one, f"STR({one})", f"{one} + 1", f"IF(BOUND({one}), {one}, {THINGS[0]})", str(THINGS[1])]
        return Part(f"BIND({self._random.choice(kinds)} AS {made})")

    def _values(self, _: int) -> Part:
        one, other = self._random.sample(VARIABLES, 2)
        terms = [*map(str, THINGS * 3 + LITERALS), *["UNDEF"] * 5]
        rows = " ".join(
            f"({' '.join(self._random.choices(terms, k=2))})" for _ in range(self._random.choice((0, 2, 3, 4, 5)))
        )
        return Part(f"VALUES (?{one} ?{other}) {{ {rows} }}")

    def _subquery(self, depth: int) -> Part:
        one, other = self._random.sample(VARIABLES, 2)
        kinds = [
            *(f"SELECT ?{one} ?{other} [0]", f"SELECT DISTINCT ?{one} [0]", "SELECT * [0]"),
            f"SELECT ?{one} (COUNT(*) AS ?n) [0] GROUP BY ?{one}",
            f"SELECT ?{one} [0] {ORDER.format(_order(one), self._random.randrange(1, 4))}",
        ]
        return Part(f"{{ {self._random.choice(kinds)} }}", (self.group(depth),))


def _order(name: str) -> str:
    """The same each time, for the terms that there are here."""
    return f"ISIRI(?{name}) STR(?{name}) LANG(?{name}) STR(DATATYPE(?{name}))"
