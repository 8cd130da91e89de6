"""The operations of an update, as their tokens tell them (SPARQL 1.1 Update, 3; the grammar's productions 29 to 54).

The engine reads some texts otherwise than the grammar has them: keywords without spaces between them, and a `<` in a
filter where the grammar sees an IRI. What is not clearly one of the grammar's operations is None here, and whoever asks
has to do without knowing more of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from genoderm.sparql.prologue import DECLARATIONS
from genoderm.sparql.tokens import Kind, Token, tokens

IRI = "iri"
DEFAULT = "DEFAULT"
FRESH = frozenset({"[", "(", "<<", "{|", "~"})  # what makes a blank node that has no label
VERBS = frozenset({"a"})
VALUES = frozenset({"TRUE", "FALSE"})
OPERANDS = frozenset({Kind.VARIABLE, Kind.STRING, Kind.NUMBER, Kind.LANGUAGE, Kind.IRI, Kind.PREFIXED, Kind.WORD})


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between braces, and where: `source[start:end]` is that with the braces."""

    tokens: tuple[Token, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Triples:
    """Some triples of a template: of which graph ("" is the default graph), their text, and whether they make nodes."""

    graph: str
    text: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, and the declarations before it: `source[start:end]` without them."""

    prologue: str
    tokens: tuple[Token, ...]

    def alone(self, source: str) -> str:
        """The operation with its declarations, as an update of its own."""
        return self.prologue + source[self.start : self.end]

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.tokens[-1].end


def operations(source: str) -> list[Operation]:
    """The operations of an update that parses; a semicolon outside of braces is between two of them."""
    found: list[Operation] = []
    declared = ""
    for part in _parts(tokens(source)):
        first = next((at for at, token in enumerate(part) if _begins(part, at)), len(part))
        if first:
            declared += f"{source[part[0].start : part[first - 1].end]}\n"
        if part[first:]:
            found.append(Operation(declared, tuple(part[first:])))
    return found


def is_well_separated(source: str) -> bool:
    """Whether one semicolon stands between any two operations, and at most one after the last."""
    return all(list(_parts(tokens(source)))[:-1])


def is_ambiguous(source: str) -> bool:
    """Whether the engine may see a comment where the grammar sees an IRI: `?a<?b)#>`, and IRIs in collections."""
    depth = 0
    before: Token | None = None
    for token in tokens(source):
        depth += (token.text == "(") - (token.text == ")") if token.kind is Kind.PUNCTUATION else 0
        operand = before is not None and (before.kind in OPERANDS or before.text == ")")
        if token.kind is Kind.IRI and "#" in token.text and operand and depth:
            return True
        before = token
    return False


def signs(items: Iterable[Token | Block]) -> list[str]:
    """What each item is: a keyword in capitals, `iri`, `{}`, or the kind of another token."""
    return [_sign(item) for item in items]


def blocks(operation: Operation) -> list[Token | Block] | None:
    """The tokens of an operation, with one item for each pair of braces and all that is between them."""
    return _blocks(operation.tokens)


def template(block: Block, source: str, graph: str) -> list[Triples] | None:
    """The triples of a template by graph, those outside of GRAPH being of `graph`; None if that is not clear."""
    items = _blocks(block.tokens)
    if items is None:
        return None
    found: list[Triples] = []
    loose: list[Token] = []
    stream = iter(items)
    for item in stream:
        if isinstance(item, Block):
            return None
        if item.kind is Kind.WORD and item.text.upper() == "GRAPH":
            term, inner = next(stream, None), next(stream, None)
            if not _names(term) or not isinstance(inner, Block) or not isinstance(term, Token):
                return None
            found += [*_triples(loose, source, graph), *_triples(inner.tokens, source, term.text)]
            loose = []
        else:
            loose.append(item)
    found += _triples(loose, source, graph)
    return found if all(map(_is_plain, block.tokens)) else None


def _names(term: Token | Block | None) -> bool:
    return isinstance(term, Token) and term.kind in {Kind.IRI, Kind.PREFIXED, Kind.VARIABLE}


def _triples(found: Sequence[Token], source: str, graph: str) -> Iterator[Triples]:
    while found and found[0].text == ".":  # that after the braces of a GRAPH
        found = found[1:]
    if found:
        fresh = any(token.kind is Kind.PUNCTUATION and token.text in FRESH for token in found)
        yield Triples(graph, source[found[0].start : found[-1].end], fresh)


def _is_plain(token: Token) -> bool:
    """Whether a token in a template is one that belongs there: of words only `a`, GRAPH, true and false."""
    if token.kind is Kind.WORD:
        return token.text in VERBS or token.text.upper() in VALUES | {"GRAPH"}
    return True


def _blocks(found: Sequence[Token]) -> list[Token | Block] | None:
    items: list[Token | Block] = []
    opened: list[int] = []
    for at, token in enumerate(found):
        if token.kind is Kind.PUNCTUATION and token.text == "{":
            opened.append(at)
        elif token.kind is Kind.PUNCTUATION and token.text == "}":
            if not opened:
                return None
            start = opened.pop()
            if not opened:
                items.append(Block(tuple(found[start + 1 : at]), found[start].start, token.end))
        elif not opened:
            items.append(token)
    return None if opened else items


def _parts(found: Sequence[Token]) -> Iterator[list[Token]]:
    depth, part = 0, list[Token]()
    for token in found:
        if token.kind is Kind.PUNCTUATION:
            depth += (token.text == "{") - (token.text == "}")
            if token.text == ";" and depth == 0:
                yield part
                part = []
                continue
        part.append(token)
    yield part


def _begins(part: Sequence[Token], at: int) -> bool:
    """Whether the declarations are over: each is a keyword with its names."""
    return part[at].kind is Kind.WORD and part[at].text.upper() not in DECLARATIONS


def _sign(item: Token | Block) -> str:
    if isinstance(item, Block):
        return "{}"
    if item.kind is Kind.WORD:
        return item.text.upper()
    return IRI if item.kind in {Kind.IRI, Kind.PREFIXED} else item.kind
