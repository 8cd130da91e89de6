"""The same query with a name of its own for each variable that is seen in one group only.

The engine (pyoxigraph 0.5.13) lets bindings from outside reach variables that are out of scope: with `?b` bound beside
it, `{ ?e :p ?e FILTER EXISTS { ?c :p ?b } }` is not what it is alone. With other names, it is (SPARQL 1.1 Query
Language, 18.2.1). In EXISTS all names stay, since what is bound outside does reach into it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import QuerySolutions, Store

from genoderm.sparql.tokens import Kind, Token, tokens

NOTHING = Store()
VARIABLE = re.compile(r"\?(\w+)")


class Braces(NamedTuple):
    """A group in a text, how deep it is, and the word before it."""

    start: int
    end: int
    depth: int
    word: str


def closed(query: str) -> str:
    """The query with such names, from its innermost groups outwards."""
    names = iter(range(len(query)))
    groups = list(_groups(tokens(query)))
    exists = [group for group in groups if group.word == "EXISTS"]
    for at, group in enumerate(groups):
        inside = any(one.start <= group.start < one.end for one in exists)
        if inside or group.word == "OPTIONAL" or (group.depth == 0 and group.word not in {"WHERE", "ASK"}):
            continue
        text = alone(query[group.start : group.end], f"own{next(names)}")
        longer = len(text) - (group.end - group.start)
        query = query[: group.start] + text + query[group.end :]
        groups[at:] = [_moved(one, group, longer) for one in groups[at:]]
        exists = [_moved(one, group, longer) for one in exists]
    return query


def alone(group: str, own: str) -> str:
    """A group with names that begin so for the variables that it does not offer; VALUES and the like as they are."""
    try:
        found = NOTHING.query(f"SELECT * {group}")
    except SyntaxError:
        return group
    assert isinstance(found, QuerySolutions)
    offered = {variable.value for variable in found.variables}
    return VARIABLE.sub(lambda name: name[0] if name[1] in offered else f"?{own}_{name[1]}", group)


def _groups(found: list[Token]) -> Iterator[Braces]:
    open_ones: list[int] = []
    for at, token in enumerate(found):
        if token.text == "{":
            open_ones.append(at)
        elif token.text == "}":
            first = open_ones.pop()
            before = found[first - 1] if first else None
            word = before.text.upper() if before is not None and before.kind is Kind.WORD else ""
            yield Braces(found[first].start, token.end, len(open_ones), word)


def _moved(one: Braces, group: Braces, longer: int) -> Braces:
    start = one.start + (longer if one.start >= group.end else 0)
    return one._replace(start=start, end=one.end + (longer if one.end >= group.end else 0))
