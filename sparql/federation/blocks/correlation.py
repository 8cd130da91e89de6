"""Blocks that would need the bindings of the rows around them, one row at a time, which no endpoint is told.

In EXISTS, what is bound outside is put in place of its variables wherever they stand (SPARQL 1.1 Query Language, 18.6),
so into the block, too. For variables that the block's patterns bind before all else, joining its rows is the same; for
others, such as one that only a FILTER in the block reads, it is not. LATERAL, of the engine alone, is of that kind, and
takes no rows that bind what is bound before it.
"""

from collections.abc import Iterable, Iterator

from genoderm.ontology.errors import BadInput
from genoderm.sparql.federation.blocks.written import Block, Text, mentions
from genoderm.sparql.reading import position
from genoderm.sparql.service_clauses import Span
from genoderm.sparql.tokens import Kind, Token

EXISTS, LATERAL = "EXISTS", "LATERAL"  # the engine wants no space before them


class Correlated(BadInput):
    """A SERVICE whose answer would be another one for each row; `line` and `column` of its keyword."""

    def __init__(self, told: str, line: int, column: int) -> None:
        """Say what it would have to know."""
        super().__init__(f"line {line}, column {column}: {told}")
        self.line = line
        self.column = column


def refuse_correlated(text: Text, blocks: Iterable[Block]) -> None:
    """Raise Correlated if a block would have to be told what a variable is bound to in the row that is looked at."""
    for block in blocks:
        _refuse(text, block)


def _refuse(text: Text, block: Block) -> None:
    for word, span in _around(text, block.clause):
        if word.endswith(LATERAL):
            raise _refused(text, block, "this SERVICE stands in LATERAL, expected it in a group, OPTIONAL or subquery")
        if word.endswith(EXISTS) and (told := _reaching(text, block, span)):
            names = ", ".join(f"?{name}" for name in told)
            raise _refused(
                text,
                block,
                f"this SERVICE stands in EXISTS and reads {names}, which its first triple patterns do not bind; "
                "expected one that does, in each group that reads it, or a FILTER outside of the SERVICE",
            )


def _refused(text: Text, block: Block, told: str) -> Correlated:
    return Correlated(told, *position(text.source, block.clause.start))


def _reaching(text: Text, block: Block, exists: Span) -> list[str]:
    """The variables of a block that may be bound outside of EXISTS, and of which it makes more than a join."""
    outside, elsewhere = mentions(text.found, [exists]), mentions(text.found, [block.clause])
    within = {token.text[1:] for token in text.found if _inside(token, block.group)}
    return sorted((within - block.alike) & outside & elsewhere)


def _around(text: Text, clause: Span) -> Iterator[tuple[str, Span]]:
    """The groups that a clause stands in, from within, each with the word before it."""
    open_ones: list[int] = []
    for place, token in enumerate(text.found):
        if token.text == "{":
            open_ones.append(place)
        elif token.text == "}" and open_ones:
            first = open_ones.pop()
            if text.found[first].start < clause.start < token.start:
                yield _word(text.found[first - 1]) if first else "", Span(text.found[first].start, token.end)


def _inside(token: Token, span: Span) -> bool:
    return token.kind is Kind.VARIABLE and span.start <= token.start < span.end


def _word(token: Token) -> str:
    return token.text.upper() if token.kind is Kind.WORD else ""
