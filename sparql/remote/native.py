"""What a query could have an engine do beside answering it: its own functions, by names that are SPARQL for others.

Virtuoso calls its database by <bif:…> and <sql:…>, Jena loads classes by <java:…>.
"""

import re

from genoderm.ontology.errors import BadInput, shown
from genoderm.sparql.reading import position
from genoderm.sparql.tokens import Kind, tokens

LETTERS = re.compile("(bif|sql|java):", re.IGNORECASE)


class Native(BadInput):
    """A query that calls a function of the engine's own."""

    status = 403


def refuse_native(query: str) -> None:
    """Raise Native for a query with such an IRI in it, be it as the beginning of others."""
    if not LETTERS.search(query):
        return
    for token in tokens(query):
        if token.kind is Kind.IRI and LETTERS.match(token.text[1:]):
            line, column = position(query, token.start)
            raise Native(f"line {line}, column {column}: {shown(token.text)} is for the engine alone, not for queries")
