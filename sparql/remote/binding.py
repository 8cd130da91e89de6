"""Values in the text of a query, for engines that bind none: as pyoxigraph does with `substitutions`.

A variable is replaced by its value wherever it stands, and told under its name where the query tells it. Where that
makes no query, as in one that binds the variable itself, the value is joined at the beginning.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import lru_cache

from genoderm.ontology.examples import with_values
from genoderm.ontology.values import Term
from genoderm.sparql.syntax import query_fault
from genoderm.sparql.tokens import Kind, Token, tokens

REMEMBERED = 256  # texts of the API, which are asked again and again
CLAUSES = ("SELECT", "WHERE", "FROM", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


class Place(Enum):
    """Where a variable stands."""

    USED = auto()
    SELECTED = auto()
    NEEDLESS = auto()


def bound(query: str, values: Mapping[str, Term]) -> str:
    """The query with these values."""
    if not values:
        return query
    replaced = "".join(_pieces(query, values))
    return replaced if query_fault(replaced) is None else _joined(query, values)


def _pieces(query: str, values: Mapping[str, Term]) -> Iterator[str]:
    at = 0
    for token, place in _mentions(query):
        name = token.text[1:]
        if name in values:
            yield query[at : token.start]
            yield _instead(name, values[name], place)
            at = token.end
    yield query[at:]


def _instead(name: str, value: Term, place: Place) -> str:
    """A subquery need not tell what is known, nor group by it; the query itself tells it."""
    match place:
        case Place.SELECTED:
            return f"({value} AS ?{name})"
        case Place.NEEDLESS:
            return ""
    return str(value)


@lru_cache(maxsize=REMEMBERED)
def _mentions(query: str) -> Sequence[tuple[Token, Place]]:
    """The variables of a text, and where each stands."""
    found, depth, brackets, clause = [], 0, 0, ""
    for token in tokens(query):
        word = token.text.upper() if token.kind is Kind.WORD else token.text
        if word in {"{", "}"}:
            depth, clause = depth + (1 if word == "{" else -1), ""
        elif word in {"(", ")"}:
            brackets += 1 if word == "(" else -1
        elif token.kind is Kind.WORD and brackets == 0:
            clause = next((known for known in CLAUSES if word.startswith(known)), clause)
        elif token.kind is Kind.VARIABLE:
            found.append((token, _place(clause if brackets == 0 else "", nested=depth > 0)))
    return found


def _place(clause: str, *, nested: bool) -> Place:
    if clause == "SELECT":
        return Place.NEEDLESS if nested else Place.SELECTED
    return Place.NEEDLESS if clause in {"GROUP", "ORDER"} else Place.USED


def _joined(query: str, values: Mapping[str, Term]) -> str:
    if (everywhere := with_values(query, values)) != query:
        return everywhere
    start = next(token.end for token in tokens(query) if token.text == "{" and token.kind is Kind.PUNCTUATION)
    given = " ".join(f"VALUES ?{name} {{ {value} }}" for name, value in values.items())
    return f"{query[:start]} {given} {query[start:]}"
