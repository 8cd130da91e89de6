"""What means something else to an engine than to SPARQL: functions of its own, datatypes that it changes.

Virtuoso calls its database by <bif:…> and <sql:…>, Jena loads classes by <java:…>.
"""

import re
from collections.abc import Iterator, Mapping

from genoderm.graph.engines.dialects import Dialect
from genoderm.ontology.errors import BadInput, shown
from genoderm.sparql.prologue import Prologue
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


def standing_in(query: str, dialect: Dialect) -> str:
    """The query with the datatypes that the engine has instead of those that it would change."""
    if not any(re.split("[#/]", iri)[-1] in query for iri in dialect.stand_ins or ()):
        return query
    return "".join(_pieces(query, dialect.stand_ins or {}))


def _pieces(query: str, stand_ins: Mapping[str, str]) -> Iterator[str]:
    found, at = tokens(query), 0
    prologue = Prologue(found)
    for token in found:
        if (instead := stand_ins.get(prologue.iri(token) or "")) is not None:
            yield f"{query[at : token.start]}<{instead}>"
            at = token.end
    yield query[at:]
