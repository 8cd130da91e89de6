"""Blank nodes and collections of a pattern, written out as triple patterns (SPARQL 1.1 Query Language, 4.1.4, 4.2.3).

A blank node in a pattern is a variable that nothing else can see, so it gets a name that occurs nowhere else.
"""

from collections.abc import Callable, Iterator

from genoderm.ontology.vocabularies import RDF
from genoderm.sparql.prologue import Prologue
from genoderm.sparql.rewriting.cursor import Cursor, NotUnderstood
from genoderm.sparql.rewriting.patterns import Block, Path, Step, Term, Triple
from genoderm.sparql.rewriting.triples import another_follows, read_predicate, read_term
from genoderm.sparql.tokens import tokens

FIRST, REST, NIL = (f"<{RDF}{name}>" for name in ("first", "rest", "nil"))


def written_out(text: str, block: Block, prologue: Prologue, fresh: Callable[[], str]) -> list[Triple]:
    """The patterns of a block of a query; `fresh` tells the name of a new variable each time."""
    written = text[block.start : block.end]
    reader = _Reader(Cursor(written, tokens(written), prologue), fresh)
    return [*reader.block()]


def named(name: str) -> Term:
    """A variable."""
    return Term(f"?{name}", variable=name)


class _Reader:
    def __init__(self, cursor: Cursor, fresh: Callable[[], str]) -> None:
        self._cursor, self._fresh = cursor, fresh
        self._found: list[Triple] = []

    def block(self) -> Iterator[Triple]:
        """All patterns of one subject, and of those within it."""
        bracket = self._cursor.token.text == "["
        subject = self._node()
        if not (bracket and self._cursor.token.text in {".", ""}):
            self._properties(subject)
        self._cursor.accept(".")
        if self._cursor.token.text:
            raise NotUnderstood
        yield from self._found

    def _properties(self, subject: Term) -> None:
        while True:
            path = read_predicate(self._cursor)
            self._found.append(Triple(subject, path, self._node()))
            while self._cursor.accept(","):
                self._found.append(Triple(subject, path, self._node()))
            if self._cursor.token.text == "]" or not another_follows(self._cursor) or self._cursor.token.text == "]":
                return

    def _node(self) -> Term:
        if self._cursor.accept("["):
            node = named(self._fresh())
            if not self._cursor.accept("]"):
                self._properties(node)
                self._cursor.expect("]")
            return node
        return self._collection() if self._cursor.accept("(") else read_term(self._cursor)

    def _collection(self) -> Term:
        if self._cursor.accept(")"):
            return Term(NIL, constant=NIL)
        item = named(self._fresh())
        self._found.append(Triple(item, Path(Step.LINK, FIRST, iri=FIRST), self._node()))
        self._found.append(Triple(item, Path(Step.LINK, REST, iri=REST), self._collection()))
        return item
