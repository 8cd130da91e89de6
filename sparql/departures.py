"""Queries and updates that would leave this process: SERVICE and LOAD reach any host from inside the engine.

They are found twice. By the tokens of SPARQL's grammar, which tell the keyword from its letters in a comment, a string,
an IRI, a variable or a prefixed name. And by the engine itself, since its grammar is another: it reads `SERVICE:x` as
keyword and name, and `?a<?b)SERVICE#>` as keyword and comment. There all occurrences of the letters are changed by one;
if the text still parses, then none of them was the keyword, since no text has a SERVICF in it.
"""

import re
from collections.abc import Container

from genoderm.ontology.errors import GenodermError
from genoderm.sparql.reading import Reading, glance, position, read
from genoderm.sparql.syntax import query_fault, update_fault

IN_QUERIES = re.compile("(servic)(e)", re.IGNORECASE)
IN_UPDATES = re.compile("(servic|loa)(e|d)", re.IGNORECASE)
NOWHERE: frozenset[str] = frozenset()
HIDDEN = "SERVICE is not allowed here, since this server asks no other; the engine sees one in this text"


class LeavesProcess(GenodermError):
    """The query would have this server send requests to others; `line` and `column` of the keyword, where known."""

    status = 403

    def __init__(self, told: str, line: int | None = None, column: int | None = None) -> None:
        """Say what would leave, and from where."""
        super().__init__(told)
        self.line = line
        self.column = column


def refuse_plain_departure(query: str, local: Container[str] = NOWHERE) -> None:
    """Raise LeavesProcess for a query in which SPARQL's grammar sees a SERVICE; `refuse_departure` sees more.

    For the process that must live on: the engine's parser has no part in it, which calls itself for every brace, so
    that 6 kB of them end the process, and takes seconds for a hundred collections within each other. A text that is
    long to read is passed.
    """
    if glance(query).services:
        _refuse_found(query, read(query), _answered(query, local))


def refuse_departure(query: str, local: Container[str] = NOWHERE) -> None:
    """Raise LeavesProcess for a query with SERVICE in it, whatever its disguise.

    `local` are the IRIs of services that are answered here: such a clause passes, to be replaced before the engine sees
    it, or to be refused by a later call without `local`. Nothing is evaluated, but the engine parses it: see above.
    """
    if not IN_QUERIES.search(query):
        return
    here = _answered(query, local)
    _refuse_found(query, read(query), here)
    if query_fault(_changed(query, IN_QUERIES, here)):
        if fault := query_fault(query):
            raise fault
        raise LeavesProcess(HIDDEN)


def refuse_departing_update(update: str) -> None:
    """Raise LeavesProcess for an update with SERVICE or LOAD in it, SyntaxFault where only the engine sees one.

    SPARQL's grammar knows no such hidden ones: `LOAD:x` is a name, which no operation begins with. Nothing is carried
    out, and the engine never sees the update as it is.
    """
    if not IN_UPDATES.search(update):
        return
    _refuse_found(update, read(update), ())
    if fault := update_fault(update, read_as=_changed(update, IN_UPDATES, ())):
        raise fault


def _answered(query: str, local: Container[str]) -> set[int]:
    """Where the clauses begin that are answered here."""
    return {service.start for service in read(query).services if service.clause and service.iri in local}


def _refuse_found(text: str, reading: Reading, here: Container[int]) -> None:
    services = (service.start for service in reading.services if service.start not in here)
    for keyword, starts in (("SERVICE", services), ("LOAD", reading.loads)):
        for start in starts:
            line, column = position(text, start)
            told = f"line {line}, column {column}: {keyword} is not allowed here, since this server asks no other"
            raise LeavesProcess(told, line, column)


def _changed(text: str, letters: re.Pattern[str], here: Container[int]) -> str:
    def other(found: re.Match[str]) -> str:
        return found[0] if found.start() in here else found[1] + ("F" if found[2].isupper() else "f")

    return letters.sub(other, text)
