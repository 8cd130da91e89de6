"""A FILTER on the letters of a text, spared the walk through all texts: those with the letters come in as VALUES.

Every solution of a triple pattern has one of the property's texts for its object. Those that the FILTER of the same
group lets through are among the ones with the letters. So the pattern may be joined with these at once, and the FILTER
stays (SPARQL 1.1 Query Language, 18.2.2.2: a FILTER is of the whole group, wherever it stands in it).
"""

from collections.abc import Iterator

from genoderm.sparql.rewriting.edits import Edit
from genoderm.sparql.rewriting.patterns import Filter, Group, Path, Query, Step, Triple, Triples, Union
from genoderm.sparql.shortcuts.conditions import Condition, conditions
from genoderm.sparql.shortcuts.known import Known
from genoderm.sparql.shortcuts.texts import any_found
from genoderm.sparql.tokens import tokens

MOST = 900  # texts: from 1000 on the engine (pyoxigraph 0.5.13) takes other patterns first, and is slower than before
LONG = 60_000  # characters of them: the planner takes longer queries as they are
EMPTY = Edit(0, 0, "")


def text_edits(query: Query, known: Known) -> list[Edit]:
    """What is to be put into a query over the whole default graph."""
    return [edit for group in _groups(query.group) for edit in _edits(group, query.text, known)]


def _groups(group: Group) -> Iterator[Group]:
    """Groups whose solutions are joined or told as they are, in the default graph."""
    if group.select is not None:
        yield from _groups(group.select.where)
        return
    yield group
    for element in group.elements:
        if isinstance(element, Union):
            for inner in element.groups:
                yield from _groups(inner)


def _edits(group: Group, text: str, known: Known) -> list[Edit]:
    """The texts of the variable that has the fewest, if they are few."""
    elements = [element for element in group.elements if isinstance(element, Triples)]
    if any(_is_quick(triple, known) for element in elements for triple in element.patterns):
        return []
    asked = [condition for condition in _conditions(group, text) if condition.shortest]
    fewest: tuple[int, Edit] = MOST + 1, EMPTY
    for element in elements:
        for triple in element.patterns:
            for condition in asked:
                if condition.variable == triple.object.variable:
                    fewest = min(fewest, _told(condition, triple.path, element.start, known))
    return [fewest[1]] if fewest[0] <= MOST else []


def _is_quick(triple: Triple, known: Known) -> bool:
    """Whether a pattern gives so few solutions that there is nothing to be gained."""
    if not triple.subject.variable:
        return True
    is_pair = triple.path.step is Step.LINK and not triple.object.variable
    return is_pair and (triple.path.iri, triple.object.constant) not in known.counts.pairs


def _conditions(group: Group, text: str) -> Iterator[Condition]:
    for element in group.elements:
        if isinstance(element, Filter) and not element.groups:
            yield from conditions(tokens(text[element.start : element.end])[1:])


def _told(condition: Condition, path: Path, place: int, known: Known) -> tuple[int, Edit]:
    names = _names(path, known)
    searched = names is not None and (names <= known.textual or not condition.any_term)
    held = [known.texts[name] for name in names or () if name in known.texts] if searched else []
    found = any_found(held, condition.needles, MOST) if held else None
    if found is None:
        return MOST + 1, EMPTY
    written = b" ".join(sorted(found)).decode()
    return len(found) if len(written) <= LONG else MOST + 1, Edit(
        place, place, f"VALUES ?{condition.variable} {{ {written} }} "
    )


def _names(path: Path, known: Known) -> frozenset[str] | None:
    """The properties whose values a path leads to; None if that is not known."""
    match path.step:
        case Step.LINK if path.iri in known.counts.properties:
            return frozenset([path.iri])
        case Step.VARIABLE:
            return frozenset(known.counts.properties)
        case Step.SEQUENCE:
            return _names(path.parts[-1], known)
        case Step.ALTERNATIVE:
            names = [_names(part, known) for part in path.parts]
            return None if None in names else frozenset().union(*(some for some in names if some is not None))
    return None
