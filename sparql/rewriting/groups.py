"""The groups of a query, read from tokens (SPARQL 1.1 Query Language, 19.8, [8] and [53] to [68])."""

from collections.abc import Callable, Sequence

from genoderm.sparql.prologue import Prologue, end_of_declarations
from genoderm.sparql.rewriting.cursor import Cursor, NotUnderstood
from genoderm.sparql.rewriting.patterns import (
    Bind,
    Element,
    Filter,
    Graph,
    Group,
    Minus,
    Optional,
    Other,
    Query,
    Select,
    Term,
    Union,
    Values,
)
from genoderm.sparql.rewriting.triples import begins_triples, read_triples
from genoderm.sparql.tokens import Kind, Token, tokens

STRANGE = {"<<", "<<(", "{|", "~", "NOW", "RAND", "UUID", "STRUUID", "BNODE"}  # SPARQL 1.2; not the same each time
FEW = {"ASK", "LIMIT"}  # words of a query that may end before all rows are found
NAMED = (Kind.IRI, Kind.PREFIXED)


def read_query(text: str) -> Query:
    """A query with its groups; NotUnderstood if there is anything in it that is not read here."""
    found = tokens(text)
    if any(token.kind is Kind.BLANK or token.text.upper() in STRANGE for token in found):
        raise NotUnderstood
    cursor = Cursor(text, found, Prologue(found))
    _skip_declarations(cursor, found)
    _head(cursor)
    group = _group(cursor)
    longest = max((len(token.text) for token in found if token.kind is Kind.VARIABLE), default=0)
    few = any(token.text.upper() in FEW for token in found)
    return Query(text, group, few, "step".ljust(longest, "_"))


def _skip_declarations(cursor: Cursor, found: Sequence[Token]) -> None:
    end = end_of_declarations(found)
    while cursor.token.text and cursor.token.start < end:
        cursor.take()


def _head(cursor: Cursor) -> None:
    """To the brace that opens the query's group."""
    match cursor.take().text.upper():
        case "SELECT":
            _projection(cursor)
        case "CONSTRUCT":
            cursor.skip("{")
        case "ASK" | "DESCRIBE":
            pass
        case _:
            raise NotUnderstood
    while cursor.token.text != "{":
        if cursor.word not in {"", "FROM", "NAMED", "WHERE"}:
            raise NotUnderstood
        cursor.take()


def _projection(cursor: Cursor) -> tuple[tuple[str, ...] | None, frozenset[str], bool]:
    """What a SELECT tells, as it is and as it makes it; whether it tells each row once."""
    distinct = cursor.accept("DISTINCT")
    cursor.accept("REDUCED")
    if cursor.accept("*"):
        return None, frozenset(), distinct
    told, made = list[str](), set[str]()
    while cursor.token.kind is Kind.VARIABLE or cursor.token.text == "(":
        if cursor.token.kind is Kind.VARIABLE:
            told.append(cursor.variable())
        else:
            made.add(_named_expression(cursor))
    return tuple(told), frozenset(made), distinct


def _named_expression(cursor: Cursor) -> str:
    """`( expression AS ?variable )`, without groups in it."""
    since = cursor.place
    cursor.skip("(")
    if "{" in cursor.written(since):
        raise NotUnderstood
    return _last_variable(cursor)


def _last_variable(cursor: Cursor) -> str:
    cursor.place -= 2
    name = cursor.variable()
    cursor.expect(")")
    return name


def _group(cursor: Cursor) -> Group:
    since, start = cursor.place, cursor.token.start
    cursor.expect("{")
    if cursor.word == "SELECT":
        return _subselect(cursor, since, start)
    elements: list[Element] = []
    while not cursor.accept("}"):
        if elements and cursor.accept("."):
            continue
        elements.append(_element(cursor))
    return Group(start=start, end=cursor.before.end, mentioned=cursor.mentioned(since), elements=tuple(elements))


def _element(cursor: Cursor) -> Element:
    if begins_triples(cursor):
        return read_triples(cursor)
    if cursor.token.text == "{":
        return _union(cursor)
    reader = READERS.get(cursor.word)
    if reader is None:
        raise NotUnderstood
    since, start = cursor.place, cursor.take().start
    return reader(cursor, since, start)


def _union(cursor: Cursor) -> Element:
    since, start = cursor.place, cursor.token.start
    groups = [_group(cursor)]
    while cursor.accept("UNION"):
        groups.append(_group(cursor))
    return Union(start=start, end=cursor.before.end, mentioned=cursor.mentioned(since), groups=tuple(groups))


def _subselect(cursor: Cursor, since: int, start: int) -> Group:
    cursor.take()
    told, made, distinct = _projection(cursor)
    cursor.accept("WHERE")
    where = _group(cursor)
    grouped, limit = _modifiers(cursor)
    return Group(
        start=start,
        end=cursor.before.end,
        mentioned=cursor.mentioned(since),
        elements=(),
        select=Select(where, told, made, distinct, grouped or (bool(made) and not told), limit),
    )


def _modifiers(cursor: Cursor) -> tuple[bool, int | None]:
    """To the end of a subselect; whether it groups, and how many rows it tells at most."""
    grouped, limit = False, None
    while not cursor.accept("}"):
        grouped = grouped or cursor.word == "GROUP"
        if cursor.token.text in {"(", "{"}:
            cursor.skip(cursor.token.text)
        elif cursor.take().text.upper() == "LIMIT" and cursor.token.kind is Kind.NUMBER:
            limit = int(float(cursor.token.text))
    return grouped, limit


def _filter(cursor: Cursor, since: int, start: int) -> Element:
    negated = cursor.accept("NOT")
    exists = cursor.accept("EXISTS")
    groups: tuple[Group, ...]
    if exists:
        groups = (_group(cursor),)
    elif negated:
        raise NotUnderstood
    else:
        if cursor.token.kind is Kind.WORD or cursor.token.kind in NAMED:
            cursor.take()
        groups = _expression(cursor)
    return Filter(
        start=start,
        end=cursor.before.end,
        mentioned=cursor.mentioned(since),
        groups=groups,
        exists=exists,
        negated=negated,
    )


def _expression(cursor: Cursor) -> tuple[Group, ...]:
    """From bracket to bracket; the groups of EXISTS in it."""
    groups: list[Group] = []
    cursor.expect("(")
    depth = 1
    while depth:
        if cursor.token.text == "{":
            if cursor.before.text.upper() != "EXISTS":
                raise NotUnderstood
            groups.append(_group(cursor))
            continue
        token = cursor.take()
        if token.kind is Kind.PUNCTUATION:
            depth += (token.text == "(") - (token.text == ")")
    return tuple(groups)


def _optional(cursor: Cursor, since: int, start: int) -> Element:
    group = _group(cursor)
    return Optional(start=start, end=group.end, mentioned=cursor.mentioned(since), group=group)


def _minus(cursor: Cursor, since: int, start: int) -> Element:
    group = _group(cursor)
    return Minus(start=start, end=group.end, mentioned=cursor.mentioned(since), group=group)


def _graph(cursor: Cursor, since: int, start: int) -> Element:
    token = cursor.take()
    if token.kind is Kind.VARIABLE:
        name = Term(token.text, variable=token.text[1:])
    elif token.kind in NAMED:
        name = Term(token.text)
    else:
        raise NotUnderstood
    group = _group(cursor)
    return Graph(start=start, end=group.end, mentioned=cursor.mentioned(since), name=name, group=group)


def _bind(cursor: Cursor, since: int, start: int) -> Element:
    groups = _expression(cursor)
    return Bind(
        start=start,
        variable=_last_variable(cursor),
        end=cursor.before.end,
        mentioned=cursor.mentioned(since),
        groups=groups,
    )


def _values(cursor: Cursor, since: int, start: int) -> Element:
    single = cursor.token.kind is Kind.VARIABLE
    if single:
        cursor.take()
    else:
        cursor.skip("(")
    variables = cursor.mentioned(since)
    place = cursor.place
    cursor.skip("{")
    rows, undefined = cursor.counted(place, single=single)
    return Values(start=start, end=cursor.before.end, mentioned=variables, rows=rows, undefined=undefined)


def _lateral(cursor: Cursor, since: int, start: int) -> Element:
    cursor.skip("{")
    return Other(start=start, end=cursor.before.end, mentioned=cursor.mentioned(since))


READERS: dict[str, Callable[[Cursor, int, int], Element]] = {
    "FILTER": _filter,
    "OPTIONAL": _optional,
    "MINUS": _minus,
    "GRAPH": _graph,
    "BIND": _bind,
    "VALUES": _values,
    "LATERAL": _lateral,
}
