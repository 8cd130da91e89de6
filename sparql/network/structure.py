"""A query as it is read before it goes to all nodes: where its patterns stand, and what of it cannot go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from genoderm.ontology.examples import Form
from genoderm.sparql.federation.blocks.stand_ins import masked, plain
from genoderm.sparql.network.flat import Part, flattened
from genoderm.sparql.network.refusals import EXISTS, GRAPH, LATERAL, STAR, STRANGE, NotAcrossNodes
from genoderm.sparql.prologue import Prologue, end_of_declarations
from genoderm.sparql.rewriting.cursor import NotUnderstood
from genoderm.sparql.rewriting.edits import Edit, edited
from genoderm.sparql.rewriting.groups import read_query
from genoderm.sparql.rewriting.patterns import Block, Graph, Group, Other, Query, Triple, Triples, groups_of
from genoderm.sparql.rewriting.unnamed import written_out
from genoderm.sparql.service_clauses import Span
from genoderm.sparql.tokens import Kind, Token, tokens

Run = Sequence[Triples | Block]


@dataclass(frozen=True, slots=True)
class Place:
    """Triple patterns that stand together in a group: where, and what they are a join of."""

    span: Span
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """A query and its patterns; `star` is where `SELECT *` has its star, `declarations` what the query begins with.

    `made` is set if variables were made that it must not tell.
    """

    text: str
    declarations: str
    places: tuple[Place, ...]
    star: Span | None
    made: bool


def structure(source: str, form: Form | None) -> Structure:
    """Read a query that the engine has found to be one; NotAcrossNodes where it cannot go to all nodes."""
    text = _with_template(source) if form is Form.CONSTRUCT else source
    found = tokens(text)
    opening = _where(text, found, form)
    text = edited(text, _labels(found, opening))
    found = tokens(text)
    query = _read(text, found, form)
    _refuse(query.group, found)
    names = (f"{query.fresh}{number}" for number in count())
    places = tuple(_places(text, query.group, Prologue(found), names))
    made = any(token.kind is Kind.BLANK for token in tokens(source)) or next(names) != f"{query.fresh}0"
    star = _star(found, query.group.start, made=made)
    return Structure(text, text[: end_of_declarations(found)], places, star, made)


def _with_template(text: str) -> str:
    """CONSTRUCT WHERE { … } with its template written out (SPARQL 1.1 Query Language, 16.2.4)."""
    found = tokens(text)
    at = next(place for place, token in enumerate(found) if token.text.upper().startswith("CONSTRUCT"))
    if found[at + 1].text == "{":
        return text
    opening = next(token for token in found[at:] if token.text == "{")
    end = next(token for token in found[at:] if token.text == "}")
    return f"{text[: found[at].end]} {text[opening.start : end.end]} {text[found[at].end :]}"


def _where(text: str, found: Sequence[Token], form: Form | None) -> int:
    """Where the group of the query opens."""
    braces = [token.start for token in found if token.text == "{"]
    if form is not Form.CONSTRUCT:
        return braces[0] if braces else len(text)
    closing = next(token.start for token in found if token.text == "}")
    return next((start for start in braces if start > closing), len(text))


def _labels(found: Sequence[Token], opening: int) -> Iterator[Edit]:
    """Labels of blank nodes as variables; `_:a` is none of another query, nor of another group."""
    longest = max((len(token.text) for token in found if token.kind in {Kind.VARIABLE, Kind.BLANK}), default=0)
    for token in found:
        if token.kind is Kind.BLANK and token.start > opening:
            name = "".join(letter if letter.isalnum() else f"_{ord(letter):x}_" for letter in token.text[2:])
            yield Edit(token.start, token.end, f"?{'node'.ljust(longest, '_')}_{name}")


def _read(text: str, found: Sequence[Token], form: Form | None) -> Query:
    """Its template has nothing to say here."""
    hidden: list[tuple[Span, str]] = []
    if form is Form.CONSTRUCT:
        start = next(token.end for token in found if token.text == "{")
        hidden.append((Span(start, next(token.start for token in found if token.text == "}")), ""))
    try:
        return read_query(plain(masked(text, hidden)))
    except (NotUnderstood, RecursionError) as fault:
        raise NotAcrossNodes(STRANGE) from fault


def _refuse(whole: Group, found: Sequence[Token]) -> None:
    known = set[int]()
    for group in _groups(whole):
        known.add(group.start)
        for element in group.elements:
            if isinstance(element, Graph | Other):
                raise NotAcrossNodes(GRAPH if isinstance(element, Graph) else LATERAL)
    for token, after in pairwise(found):
        if token.kind is Kind.WORD and token.text.upper().endswith("EXISTS") and after.start not in known:
            raise NotAcrossNodes(EXISTS)


def _groups(group: Group) -> Iterator[Group]:
    yield group
    if group.select is not None:
        yield from _groups(group.select.where)
    for element in group.elements:
        for inner in groups_of(element):
            yield from _groups(inner)


def _places(text: str, whole: Group, prologue: Prologue, names: Iterator[str]) -> Iterator[Place]:
    for group in _groups(whole):
        run = list[Triples | Block]()
        for element in (*group.elements, None):
            if isinstance(element, Triples | Block):
                run.append(element)
            elif run:
                triples = [one for each in run for one in _triples(text, each, prologue, names)]
                parts = tuple(flattened(triples, lambda: next(names)))
                yield Place(Span(run[0].start, run[-1].end), parts)
                run = []


def _triples(text: str, element: Triples | Block, prologue: Prologue, names: Iterator[str]) -> Sequence[Triple]:
    if isinstance(element, Triples):
        return element.patterns
    try:
        return written_out(text, element, prologue, lambda: next(names))
    except NotUnderstood as fault:
        raise NotAcrossNodes(STRANGE) from fault


def _star(found: Sequence[Token], opening: int, *, made: bool) -> Span | None:
    """The star of the query's own SELECT; where variables were made, no other star could leave them out."""
    pairs = pairwise(found)
    stars = [token for before, token in pairs if token.text == "*" and before.kind is Kind.WORD]
    own = next((one for one in stars if one.start < opening and not _counted(found, one)), None)
    if made and any(one is not own for one in stars):
        raise NotAcrossNodes(STAR)
    return Span(own.start, own.end) if own else None


def _counted(found: Sequence[Token], star: Token) -> bool:
    """Whether it is that of COUNT(DISTINCT *)."""
    return found[found.index(star) + 1].text == ")"
