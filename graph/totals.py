"""The numbers of a release: those of its files, and those that it will have with the statements that tell them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from genoderm.graph.census import TYPE, Edges, Nodes, Size, Tally
from genoderm.graph.spaces import Spaces, few

Lines = Callable[[], Iterable[bytes]]  # the sorted N-Triples of a graph, from their beginning each time
Two = tuple[NamedNode, NamedNode]
Three = tuple[NamedNode, NamedNode, NamedNode]


@dataclass(frozen=True, slots=True)
class Totals:
    """What a graph holds, by what; classes are counted by their entities, all else by statements."""

    size: Size
    classes: Counter[NamedNode]
    properties: Counter[NamedNode]
    class_properties: Counter[Two]
    object_classes: Counter[Three]  # class of the subject, property, class of the object; rdf:type left out
    datatypes: Counter[Three]  # class of the subject, property, datatype of the object
    links: Counter[tuple[str, NamedNode]]  # prefix of a code system, property that leads to its codes from elsewhere
    spaces: Mapping[NamedNode, Spaces]  # of the subjects of a property; without those of which that cannot be told


class Census:
    """What the default graph of a release holds, and what it would hold with further statements."""

    def __init__(self, default: Lines, classes: Mapping[NamedNode, NamedNode], about: Iterable[NamedNode]) -> None:
        """Count the default graph by its sorted lines; a line may come several times.

        `classes` are those that further statements will give to nodes which these may tell of already; the subjects of
        further statements are those, or begin as one of `about`.
        """
        self._nodes = Nodes(keep=tuple(str(node).removesuffix(">").encode() for node in (*classes, *about)))
        self._nodes.note(default())
        self._entities = Counter(self._nodes.classes.values())
        self._subjects = len(self._nodes.classes)
        given = {str(node).encode(): str(of).encode() for node, of in classes.items()}
        self._before = {node: self._nodes.classes.get(node) for node in given}
        for node, of in given.items():
            self._nodes.add(node, of)
        self._tally = Tally(default(), self._nodes)

    def with_further(self, lines: Sequence[bytes]) -> Totals:
        """The totals with these sorted lines, some of which may be there already."""
        new = [line for line in lines if line not in self._nodes.kept]
        nodes = Nodes(self._nodes.classes)
        nodes.note(new)
        tally = Tally(new, nodes)
        edges = Counter(self._tally.edges)
        edges.update(tally.edges)
        entities = Counter(self._entities)
        entities.update(tuple(set(nodes.classes[node]) - set(self._was(node) or ())) for node in nodes.classes)
        subjects = self._subjects + sum(self._was(node) is None for node in nodes.classes)
        objects = len(self._tally.objects) + len(tally.objects.keys() - self._tally.objects.keys())
        spaces = {one: self._tally.spaces.get(one, set()) | tally.spaces.get(one, set()) for _, one, _ in edges}
        return _totals(edges, entities, (subjects, objects), spaces)

    def first(self, of: NamedNode) -> NamedNode | None:
        """The first entity of a class, by its IRI; None where there is none."""
        wanted = str(of).encode()
        return (
            _node(found)
            if (found := min((n for n, c in self._nodes.classes.items() if wanted in c), default=b""))
            else None
        )

    def _was(self, node: bytes) -> tuple[bytes, ...] | None:
        """The classes of a node without the further statements; None if they tell nothing of it."""
        return self._before[node] if node in self._before else self._nodes.classes.get(node)


def _totals(
    edges: Edges, entities: Mapping[tuple[bytes, ...], int], ends: tuple[int, int], spaces: Mapping[bytes, set[bytes]]
) -> Totals:
    """`ends` are how many subjects and objects there are."""
    classes = Counter[NamedNode]()
    for together, number in entities.items():
        classes.update(dict.fromkeys(map(_node, together), number))
    properties = Counter[NamedNode]()
    links = Counter[tuple[str, NamedNode]]()
    for (source, predicate, target), number in edges.items():
        properties[_node(predicate)] += number
        if target.system not in ("", source.system):
            links[target.system, _node(predicate)] += number
    size = Size(sum(edges.values()), *ends, len(classes), len(properties))
    told = {_node(predicate): known for predicate, found in spaces.items() if (known := few(found))}
    return Totals(size, classes, properties, *_joined(edges), links, told)


def _joined(edges: Edges) -> tuple[Counter[Two], Counter[Three], Counter[Three]]:
    pairs, object_classes, datatypes = Counter[Two](), Counter[Three](), Counter[Three]()
    for (source, predicate, target), number in edges.items():
        for of in source.classes:
            pair = _node(of), _node(predicate)
            pairs[pair] += number
            if target.datatype:
                datatypes[*pair, _node(target.datatype)] += number
            if predicate != TYPE:
                object_classes.update({(*pair, _node(to)): number for to in target.classes})
    return pairs, object_classes, datatypes


def _node(term: bytes) -> NamedNode:
    return NamedNode(term[1:-1].decode())
