"""Whether a pattern with a value in place of a variable has the solutions that it has with this value anyway.

It does where the variable is bound before anything that works on what is bound: `OPTIONAL { ?d :p ?d } ?e :q ?d` finds
more with a `?d` that has no `:p`, than it finds with that `?d` among its solutions.
"""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from genoderm.sparql.rewriting.patterns import (
    Block,
    Element,
    Filter,
    Graph,
    Group,
    Names,
    Triples,
    Union,
    Values,
    element_certain,
    groups_of,
)

JOINED = (Triples, Block, Values, Union, Graph, Filter)


def substitutable(group: Group) -> Names:
    """The variables of a group of which this is so."""
    return frozenset(name for name in group.mentioned if _is_alike(group, name))


def _is_alike(group: Group, name: str) -> bool:
    """In this group, and in each within it that has the variable."""
    if group.select is not None:
        return False
    early = _first(group.elements)
    if not any(name in element_certain(element) for element in early):
        return False
    inner = (one for element in group.elements for one in groups_of(element) if name in one.mentioned)
    return all(_is_alike(one, name) for one in inner)


def _first(elements: Iterable[Element]) -> Iterator[Element]:
    return takewhile(lambda element: isinstance(element, JOINED), elements)
