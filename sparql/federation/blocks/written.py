"""The SERVICE blocks of a query that ask others: which they are, whether they may, and what each says.

Everything is read by tokens: the engine's parser, which a deep text ends, is for the workers. What they are given to
read has every character at its place, so that a fault is told where the writer sees it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from genoderm.sparql.departures import LeavesProcess
from genoderm.sparql.federation.blocks.stand_ins import blank, masked, plain, rows_of
from genoderm.sparql.federation.blocks.substitution import substitutable
from genoderm.sparql.federation.blocks.trailing import with_trailing_values
from genoderm.sparql.prologue import Prologue, end_of_declarations
from genoderm.sparql.reading import Reading, position, read
from genoderm.sparql.rewriting.cursor import NotUnderstood
from genoderm.sparql.rewriting.groups import read_query
from genoderm.sparql.rewriting.patterns import Block as Patterns
from genoderm.sparql.rewriting.patterns import (
    Filter,
    Graph,
    Names,
    Path,
    Query,
    Step,
    Triples,
    Union,
    Values,
    certain,
    element_certain,
    every_triple,
)
from genoderm.sparql.service_clauses import Service, Span
from genoderm.sparql.tokens import Kind, Token, tokens
from genoderm.sparql.virtual.rewriting import LOCAL

SELECT = "SELECT*"  # as long as SERVICE, whose place it takes
NOTHING: Names = frozenset()
EMPTY = {Step.REPEATED_OR_NONE, Step.OPTIONAL}
JOINED = (Triples, Patterns, Values, Union, Graph)


@dataclass(frozen=True, slots=True)
class Block:
    """A SERVICE that asks another endpoint.

    `group` goes from brace to brace. `offered` are the variables that its solutions may bind, in order; `certain` are
    those that each of them binds, `early` those of them that its first parts bind, before OPTIONAL and its like, and
    `alike` those that could as well be replaced by what they are bound to.
    `used` are those of the offered ones that anything else in the query may see. `fixed` counts triple patterns with a
    constant for subject or object. `expected` is how many rows it has, if that is known.
    """

    service: Service
    clause: Span
    group: Span
    offered: tuple[str, ...] = ()
    certain: Names = NOTHING
    early: Names = NOTHING
    alike: Names = NOTHING
    used: tuple[str, ...] = ()
    fixed: int = 0
    expected: int | None = None

    @property
    def variable(self) -> str | None:
        """The variable, without its mark, that tells whom it asks."""
        return self.service.variable[1:] if self.service.variable else None


@dataclass(frozen=True, slots=True)
class Text:
    """A query and its tokens."""

    source: str
    found: Sequence[Token]
    reading: Reading
    base: str

    @property
    def declarations(self) -> str:
        """What it begins with: BASE and PREFIX."""
        return self.source[: end_of_declarations(self.found)]


def read_text(source: str, base: str) -> Text:
    """A query whose codepoint escapes are resolved; relative IRIs are relative to `base`, if it declares no other."""
    return Text(source, tokens(source), read(source), base)


def outgoing(text: Text, listed: Collection[str]) -> list[Block]:
    """The blocks that ask others, without those inside another; LeavesProcess for one that asks who is not listed.

    A SERVICE inside another is for that endpoint to ask, so it goes there as it stands; but what it is told may hold
    bindings from here, so that it has to ask a listed one too.
    """
    found: list[Block] = []
    end, local = 0, 0
    for service in text.reading.services:
        if service.clause is None or service.group is None:
            raise _unread(text.source, service)
        inside = service.start < end
        if service.iri in LOCAL and service.start >= local:
            local = local if inside else service.clause.end
        elif service.start < local or (inside and service.iri not in listed) or not _may(service, listed):
            raise not_listed(text.source, service, service.iri or "")
        elif not inside:
            end = service.clause.end
            found.append(Block(service, service.clause, service.group))
    return found


def _may(service: Service, listed: Collection[str]) -> bool:
    """What a variable stands for is looked at once it is known."""
    return service.iri in listed or service.variable is not None


def _unread(source: str, service: Service) -> LeavesProcess:
    """The refusal of a SERVICE of which nobody can tell whom it asks, most often since its group does not end."""
    line, column = position(source, service.start)
    told = "SERVICE is not allowed here, expected the address of an endpoint and a group in { } behind it"
    return LeavesProcess(f"line {line}, column {column}: {told}", line, column)


def not_listed(source: str, service: Service, iri: str) -> LeavesProcess:
    """The refusal of a SERVICE."""
    line, column = position(source, service.start)
    whom = f" to <{iri}>" if iri else ""
    told = "since it is not among the endpoints in [federation] of this server's settings"
    return LeavesProcess(f"line {line}, column {column}: SERVICE{whom} is not allowed here, {told}", line, column)


def without_blocks(text: Text, blocks: Iterable[Block]) -> str:
    """The query without rows in the place of each block: as good a query as the whole, each fault at its place."""
    return masked(text.source, ((block.clause, rows_of(block.offered)) for block in blocks))


def alone(text: Text, block: Block) -> str:
    """What a block asks, as a query of its own: what it offers are the variables of its answer.

    What stands in for a SERVICE inside it offers all that is mentioned there.
    """
    inner = ((span, rows_of(_mentioned(text.found, span))) for span in _nested(text, block))
    return _alone(text, block, inner)


def bound(text: Text, block: Block) -> Block:
    """The block, with what is certainly bound; that is nothing where it is not understood."""
    try:
        group = read_query(plain(_alone(text, block, ((span, "{}") for span in _nested(text, block))))).group
    except (NotUnderstood, RecursionError):
        return block
    first = takewhile(lambda element: isinstance(element, (*JOINED, Filter)), group.elements)
    patterns = [pattern for element in group.elements if isinstance(element, Triples) for pattern in element.patterns]
    fixed = sum(not (pattern.subject.variable and pattern.object.variable) for pattern in patterns)
    firm = NOTHING.union(*(pattern.variables for pattern in patterns if not _may_be_empty(pattern.path)))
    loose = NOTHING.union(*(one.variables for one in every_triple(group) if _may_be_empty(one.path))) - firm
    early = NOTHING.union(*map(element_certain, first))
    told = certain(group) - loose
    return replace(block, certain=told, early=early - loose, alike=substitutable(group) & told, fixed=fixed)


def _may_be_empty(path: Path) -> bool:
    """Whether it may lead from a node to itself: with a node given, engines find one that is in no triple, too."""
    return path.step in EMPTY or any(map(_may_be_empty, path.parts))


def structure(text: Text, blocks: Iterable[Block]) -> Query | None:
    """The groups of a query; where each SERVICE stands there are VALUES for what it binds; None if not understood."""
    ours = ((service.clause, _told_here(text.found, service)) for service in text.reading.services if service.clause)
    others = {block.clause: _stand_in(block) for block in blocks}
    spans = {span: others.get(span, told) for span, told in ours}
    outermost = [span for span in spans if not any(o.start < span.start < o.end for o in spans)]
    try:
        query = read_query(plain(masked(text.source, ((span, spans[span]) for span in outermost))))
    except (NotUnderstood, RecursionError):
        return None
    return with_trailing_values(query, text.found)


def mentions(found: Sequence[Token], spans: Collection[Span]) -> Names:
    """The variables that occur outside of these spans."""
    tokens_ = (token for token in found if token.kind is Kind.VARIABLE)
    return frozenset(t.text[1:] for t in tokens_ if not any(s.start <= t.start < s.end for s in spans))


def takes_all(text: Text) -> bool:
    """Whether some SELECT or DESCRIBE takes all variables, whichever they are."""
    return any(
        token.text == "*" and before.kind is Kind.WORD
        for before, token in zip(text.found, text.found[1:], strict=False)
    )


def datasets(text: Text) -> str:
    """The FROM clauses of a query, to be repeated; NotUnderstood where they are none to the eye."""
    clauses: list[str] = []
    for place, token in enumerate(text.found):
        if token.kind is Kind.WORD and token.text.upper().startswith("FROM"):
            end = place + 1 + (text.found[place + 1].text.upper() == "NAMED")
            if token.text.upper() != "FROM" or Prologue(text.found).iri(text.found[end]) is None:
                raise NotUnderstood
            clauses.append(text.source[token.start : text.found[end].end])
    return " ".join(clauses)


def _alone(text: Text, block: Block, inner: Iterable[tuple[Span, str]]) -> str:
    source = masked(text.source, inner)
    head, start, group = len(text.declarations), block.clause.start, block.group
    before = blank(source[head:start])
    return (
        f"{source[:head]}{before}{SELECT}{blank(source[start + len(SELECT) : group.start])}"
        + (source[group.start : group.end])
    )


def _nested(text: Text, block: Block) -> Iterator[Span]:
    """The clauses inside a block, without those inside one of them."""
    end = block.group.start
    for service in text.reading.services:
        if service.clause and end <= service.start < block.group.end:
            end = service.clause.end
            yield service.clause


def _mentioned(found: Sequence[Token], span: Span) -> list[str]:
    inside = (token for token in found if span.start <= token.start < span.end and token.kind is Kind.VARIABLE)
    return list(dict.fromkeys(token.text[1:] for token in inside))


def _stand_in(block: Block) -> str:
    """What the block binds; one that may fail in silence may bind nothing."""
    return rows_of(sorted(block.certain), "UNDEF" if block.service.silent else "")


def _told_here(found: Sequence[Token], service: Service) -> str:
    """One of ours binds what it mentions, unless it fails in silence."""
    if service.clause is None or service.silent or service.iri not in LOCAL:
        return "{}"
    return rows_of(_mentioned(found, service.clause))
