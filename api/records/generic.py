"""The record of what has no kind of its own: what is said of it, statement by statement, and what leads to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from genoderm.api.records.asking import Cell, language_of
from genoderm.api.records.common import told
from genoderm.api.records.desk import Desk
from genoderm.api.records.parts import Named, Record
from genoderm.api.records.statements import Said, Statements

MOST = 200  # things that lead to this one which are shown of one property


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of a property: another thing, or a text, with who says so."""

    thing: Named | None = None
    text: str | None = None
    language: str | None = None
    stated_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property and its values; `total` counts those that are not shown, too."""

    property: Named
    values: tuple[Value, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything(Record):
    """Anything that has an IRI."""

    statements: tuple[Property, ...] = ()
    mentions: tuple[Property, ...] = ()


def anything(kind: str, found: Statements, desk: Desk) -> Anything:
    """From what is said of a thing."""
    said = [_property(name, values, desk) for name, values in found.thing.said.items()]
    coming = [_coming(name, nodes, desk) for name, nodes in found.coming.items()]
    return Anything(
        kind=kind,
        **told(found, desk),
        statements=tuple(sorted(said, key=lambda one: one.property.name.casefold())),
        mentions=tuple(sorted(coming, key=lambda one: one.property.name.casefold())),
    )


def _property(name: str, said: list[Said], desk: Desk) -> Property:
    graphs: dict[tuple[str, str], tuple[Cell, list[str]]] = {}
    for cell, graph in said:
        graphs.setdefault((cell["value"], language_of(cell)), (cell, []))[1].append(graph)
    values = tuple(_value(cell, of_it, desk) for cell, of_it in graphs.values())
    return Property(
        property=desk.named(name),
        values=tuple(sorted(values, key=lambda one: one.thing.name if one.thing else one.text or ""))[:MOST],
        total=len(values),
    )


def _value(cell: Cell, graphs: list[str], desk: Desk) -> Value:
    stated_by = desk.stated_by(graphs)
    if cell["type"] == "uri":
        return Value(thing=desk.named(cell["value"]), stated_by=stated_by)
    return Value(text=cell["value"], language=language_of(cell) or None, stated_by=stated_by)


def _coming(name: str, nodes: Mapping[str, list[str]], desk: Desk) -> Property:
    values = sorted(
        (Value(thing=desk.named(iri), stated_by=desk.stated_by(graphs)) for iri, graphs in nodes.items()),
        key=lambda one: one.thing.name.casefold() if one.thing else "",
    )
    return Property(property=desk.named(name), values=tuple(values)[:MOST], total=len(values))
