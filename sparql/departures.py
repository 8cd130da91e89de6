"""Queries that would leave this process: SERVICE reaches any host from inside the engine, so it is refused.

Telling a keyword from the same letters in a comment, a string, an IRI, a variable or a prefixed name takes the engine's
own grammar: it reads `SERVICE:x` as keyword and name, `?a<?b)SERVICE#>` as keyword and comment, and a codepoint escape
in a string only after the string. So the engine itself is asked: all occurrences of the letters are changed by one, and
if the query still parses, then none of them was the keyword, since no query has a SERVICF in it.

LOAD is a word of SPARQL Update, which the engine's queries do not know.
"""

import re

from pyoxigraph import Store

from genoderm.ontology.errors import GenodermError

LETTERS = re.compile("(servic)(e)", re.IGNORECASE)


class LeavesProcess(GenodermError):
    """The query would have this server send requests to others."""

    status = 403


def refuse_departure(query: str) -> None:
    """Raise LeavesProcess for a query with SERVICE in it, whatever its disguise."""
    if not LETTERS.search(query):
        return
    try:
        Store().query(LETTERS.sub(_changed, query))
    except SyntaxError as fault:
        place = str(fault).partition(": expected")[0]
        raise LeavesProcess(
            f"SERVICE is not allowed here, since this server asks no other; without it this is no query ({place})"
        ) from fault


def _changed(letters: re.Match[str]) -> str:
    return letters[1] + ("F" if letters[2].isupper() else "f")
