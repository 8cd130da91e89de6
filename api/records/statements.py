"""The rows of thing.rq by what they are about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from genoderm.api.records.asking import Cell, Row
from genoderm.ontology.vocabularies import DCT, RDF, RDFS, SCHEMA

OUTSIDE = {f"{DCT}source", f"{SCHEMA}url", f"{RDFS}seeAlso"}  # properties that lead to pages of others
Said = tuple[Cell, str]  # a value, and the graph that has it


@dataclass(slots=True)
class Node:
    """What is said of one node, by property."""

    iri: str
    said: dict[str, list[Said]] = field(default_factory=dict)

    def cells(self, name: str) -> list[Cell]:
        """The values of a property, each once, in the order of their text."""
        return [cell for cell, _ in self.with_graphs(name)]

    def with_graphs(self, name: str) -> list[tuple[Cell, list[str]]]:
        """The values of a property, each once, and the graphs that have it."""
        graphs: dict[tuple[str, str], tuple[Cell, list[str]]] = {}
        for cell, graph in self.said.get(name, ()):
            graphs.setdefault((cell["value"], str(cell.get("xml:lang", ""))), (cell, []))[1].append(graph)
        return [graphs[key] for key in sorted(graphs)]

    def texts(self, name: str) -> tuple[str, ...]:
        """Values as text."""
        return tuple(dict.fromkeys(cell["value"] for cell in self.cells(name)))

    def text(self, name: str) -> str | None:
        """The first value as text."""
        return next(iter(self.texts(name)), None)

    def is_a(self, class_: str) -> bool:
        """Whether it is of a class."""
        return class_ in self.texts(f"{RDF}type")


@dataclass(slots=True)
class Statements:
    """What is said of a thing, of the nodes that tell of it, and what else leads to it."""

    thing: Node
    others: dict[str, Node] = field(default_factory=dict)
    coming: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # by property, node: the graphs

    def of_class(self, class_: str) -> list[Node]:
        """The nodes of a class that tell of the thing."""
        return [node for node in self.others.values() if node.is_a(class_)]

    def whence(self, name: str) -> tuple[str, ...]:
        """What leads to the thing by a property, in the order of IRIs."""
        return tuple(sorted(self.coming.get(name, ())))

    @property
    def graphs(self) -> set[str]:
        """All that say something of it."""
        nodes = [self.thing, *self.others.values()]
        return {graph for node in nodes for said in node.said.values() for _, graph in said}


def gathered(iri: str, rows: Iterable[Row]) -> Statements:
    """The rows of thing.rq about a thing."""
    found = Statements(Node(iri))
    for row in rows:
        node, name, value = row["node"]["value"], row["property"]["value"], row["value"]
        graph = row["graph"]["value"]
        if value["value"] == iri and node != iri:
            graphs = found.coming.setdefault(name, {}).setdefault(node, [])
            if graph not in graphs:
                graphs.append(graph)
        about = found.thing if node == iri else found.others.setdefault(node, Node(node))
        about.said.setdefault(name, []).append((value, graph))
    return found


def mentioned(found: Statements) -> Iterator[str]:
    """The IRIs of all that may have a name here."""
    for node in (found.thing, *found.others.values()):
        for name, said in node.said.items():
            yield name
            if name not in OUTSIDE:
                yield from (cell["value"] for cell, _ in said if cell["type"] == "uri")
    for name, nodes in found.coming.items():
        yield name
        yield from nodes
