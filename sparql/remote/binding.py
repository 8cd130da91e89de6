"""Values in the text of a query, for engines that bind none: as pyoxigraph does with `substitutions`.

A variable is replaced by its value wherever it stands, and told under its name where the query tells it. Where that
makes no query, as in one that binds the variable itself, the value is joined at the beginning.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from genoderm.ontology.values import Term
from genoderm.sparql.syntax import query_fault
from genoderm.sparql.tokens import Kind, Token, tokens

REMEMBERED = 256  # texts of the API, which are asked again and again


def bound(query: str, values: Mapping[str, Term]) -> str:
    """The query with these values."""
    if not values:
        return query
    replaced = "".join(_pieces(query, values))
    return replaced if query_fault(replaced) is None else _joined(query, values)


def _pieces(query: str, values: Mapping[str, Term]) -> Iterator[str]:
    at = 0
    for token, told, nested in _mentions(query):
        name = token.text[1:]
        if name in values:
            yield query[at : token.start]
            yield _instead(name, values[name], told=told, nested=nested)
            at = token.end
    yield query[at:]


def _instead(name: str, value: Term, *, told: bool, nested: bool) -> str:
    """A subquery need not tell what is known; the query itself does."""
    if not told:
        return str(value)
    return "" if nested else f"({value} AS ?{name})"


@lru_cache(maxsize=REMEMBERED)
def _mentions(query: str) -> Sequence[tuple[Token, bool, bool]]:
    """The variables of a text, and whether each is told by a SELECT, and that of a subquery."""
    found, depth, brackets, selecting = [], 0, 0, False
    for token in tokens(query):
        word = token.text.upper() if token.kind is Kind.WORD else token.text
        match word:
            case "{" | "}":
                depth, selecting = depth + (1 if word == "{" else -1), False
            case "(" | ")":
                brackets += 1 if word == "(" else -1
            case "WHERE" | "FROM":
                selecting = False
            case _ if word.startswith("SELECT"):
                selecting = True
        if token.kind is Kind.VARIABLE:
            found.append((token, selecting and brackets == 0, depth > 0))
    return found


def _joined(query: str, values: Mapping[str, Term]) -> str:
    start = next(token.end for token in tokens(query) if token.text == "{" and token.kind is Kind.PUNCTUATION)
    given = " ".join(f"VALUES ?{name} {{ {value} }}" for name, value in values.items())
    return f"{query[:start]} {given} {query[start:]}"
