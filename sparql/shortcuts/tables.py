"""Which numbers are known of a pattern, as rows for VALUES."""

from collections.abc import Mapping
from dataclasses import dataclass

from genoderm.sparql.rewriting.edits import Edit
from genoderm.sparql.rewriting.patterns import Element, Graph, Names, Step, Triple, Triples
from genoderm.sparql.rewriting.triples import TYPE
from genoderm.sparql.shortcuts.known import Known

MOST = 5000  # rows: more are read no faster than the pattern is evaluated
VARIABLES = (Step.VARIABLE, Step.LINK)


@dataclass(frozen=True, slots=True)
class Table:
    """For values of the variables that are told: how many solutions, then how many values of each of some others."""

    told: tuple[str, ...]
    hidden: Names
    rows: tuple[tuple[str | int, ...], ...]
    distinct: tuple[str, ...] = ()  # the hidden variables whose values were counted, in the order of the last columns

    def column(self, name: str) -> int | None:
        """In which column of numbers the different values of a hidden variable are counted."""
        return 1 + self.distinct.index(name) if name in self.distinct else None

    def edit(self, element: Element, fresh: str) -> Edit:
        """The rows in place of an element; the columns of numbers are `fresh0`, `fresh1` and so on."""
        names = [*self.told, *(f"{fresh}{column}" for column in range(1 + len(self.distinct)))]
        rows = " ".join(f"({' '.join(map(str, row))})" for row in self.rows)
        return Edit(element.start, element.end, f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {rows} }} ")


def table(element: Element, known: Known, used: Names) -> Table | None:
    """What is known of an element of which other parts of the query use some variables; None if that is not enough."""
    match element:
        case Triples(patterns=(triple,)):
            made = _of_triple(triple, known, used)
        case Triples(patterns=(one, other)):
            made = _of_two(one, other, known) or _of_two(other, one, known)
        case Graph():
            made = _of_graph(element, known)
        case _:
            return None
    fits = made is not None and not made.hidden & used and len(made.rows) <= MOST and made.rows
    return made if fits else None


def _of_triple(triple: Triple, known: Known, used: Names) -> Table | None:
    subject, told = triple.subject.variable, triple.object.variable
    names = [name for name in (subject, triple.path.variable, told) if name]
    if not subject or len(set(names)) < len(names):
        return None
    if triple.path.step is Step.LINK and triple.path.iri == TYPE and (told in used or not told):
        return _of_classes(subject, told, triple.object.constant, known.classes)
    if told in used and triple.path.step is Step.LINK:
        return _of_values(triple, known, "")
    if told and triple.path.step in VARIABLES:
        return _of_properties(triple, known, used)
    return None


def _of_two(typed: Triple, triple: Triple, known: Known) -> Table | None:
    """The values of those things that are of a class."""
    of, thing, value = typed.object.constant, triple.subject.variable, triple.object.variable
    links = typed.path.iri == TYPE and triple.path.step is Step.LINK
    return _of_values(triple, known, of) if links and of and thing and value and thing != value else None


def _of_values(triple: Triple, known: Known, of: str) -> Table:
    """A thing has a value once: there are as many things as statements."""
    values = known.values.get((of, triple.path.iri), {})
    rows = tuple((value, number, number) for value, number in values.items())
    thing, told = triple.subject.variable, triple.object.variable
    return Table((told,), frozenset([thing]), rows, (thing,))


def _of_classes(thing: str, told: str, constant: str, classes: Mapping[str, int]) -> Table:
    """A thing is of a class once: there are as many things as statements."""
    hidden = frozenset([thing])
    if told:
        return Table((told,), hidden, tuple((name, number, number) for name, number in classes.items()), (thing,))
    rows = [(number, number) for name, number in classes.items() if name == constant]
    return Table((), hidden, tuple(rows), (thing,))


def _of_properties(triple: Triple, known: Known, used: Names) -> Table:
    subject, told, asked = triple.subject.variable, triple.object.variable, triple.path.variable
    properties, hidden, counted = known.counts.properties, frozenset([subject, told]), (subject, told)
    if asked and asked not in used:
        sizes = (known.counts.triples, known.subjects, len(properties), known.objects)
        rows = (sizes,) if known.counts.triples else ()  # without a solution there is no row
        return Table((), hidden | {asked}, rows, (subject, asked, told))
    known_sizes = {name: (size.triples, size.subjects, size.objects) for name, size in properties.items()}
    if asked:
        return Table((asked,), hidden, tuple((name, *size) for name, size in known_sizes.items()), counted)
    return Table((), hidden, tuple(size for name, size in known_sizes.items() if name == triple.path.iri), counted)


def _of_graph(element: Graph, known: Known) -> Table | None:
    """All that is in a graph."""
    match element.group.elements:
        case (Triples(patterns=(Triple() as triple,)),):
            names = (triple.subject.variable, triple.path.variable, triple.object.variable)
        case _:
            return None
    if not all(names) or len({*names, element.name.variable}) < 4:
        return None
    if element.name.variable:
        return Table((element.name.variable,), frozenset(names), tuple(known.graphs.items()))
    return None
