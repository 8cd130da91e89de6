"""Triple patterns and property paths, read from tokens (SPARQL 1.1 Query Language, 19.8, [55] and [75] to [98])."""

from pyoxigraph import Literal

from genoderm.ontology.vocabularies import RDF_TYPE, XSD_BOOLEAN, XSD_INTEGER
from genoderm.sparql.rewriting.cursor import Cursor, NotUnderstood
from genoderm.sparql.rewriting.patterns import Block, Element, Path, Step, Term, Triple, Triples
from genoderm.sparql.tokens import Kind

TYPE = str(RDF_TYPE)
MARKS = {"+": Step.REPEATED, "*": Step.REPEATED_OR_NONE, "?": Step.OPTIONAL}
PLAIN = f"^^{Literal('').datatype}"
NAMED = (Kind.IRI, Kind.PREFIXED)
UNNAMED = {"[", "("}
BEGINS = {Kind.VARIABLE, Kind.IRI, Kind.PREFIXED, Kind.STRING, Kind.NUMBER}
BOOLEANS = {"TRUE", "FALSE"}


def begins_triples(cursor: Cursor) -> bool:
    """Whether the next token can only be a subject."""
    return cursor.token.kind in BEGINS or cursor.word in BOOLEANS or cursor.token.text in UNNAMED


def read_triples(cursor: Cursor) -> Element:
    """The triple patterns of one subject with the full stop behind them, if there is one."""
    since, start = cursor.place, cursor.token.start
    if cursor.token.text in UNNAMED:
        return _block(cursor, since)
    patterns: list[Triple] = []
    subject = read_term(cursor)
    while True:
        path = read_predicate(cursor)
        while True:
            if cursor.token.text in UNNAMED:
                return _block(cursor, since)
            patterns.append(Triple(subject, path, read_term(cursor)))
            if not cursor.accept(","):
                break
        if not another_follows(cursor):
            break
    cursor.accept(".")
    return Triples(start=start, end=cursor.before.end, mentioned=cursor.mentioned(since), patterns=tuple(patterns))


def another_follows(cursor: Cursor) -> bool:
    """Whether another predicate follows; semicolons may stand in a row, and at the end."""
    semicolon = False
    while cursor.accept(";"):
        semicolon = True
    return semicolon and not (cursor.word not in {"", "A"} or cursor.token.text in {".", "}", "{", ""})


def _block(cursor: Cursor, since: int) -> Block:
    """To the end of the patterns of this subject, whatever they are."""
    cursor.place = since
    start = cursor.token.start
    while not (cursor.token.text in {".", "}", "{", ""} or cursor.word not in {"", "A", *BOOLEANS}):
        if cursor.token.text in UNNAMED:
            cursor.skip(cursor.token.text)
        else:
            cursor.take()
    cursor.accept(".")
    return Block(start=start, end=cursor.before.end, mentioned=cursor.mentioned(since))


def read_term(cursor: Cursor) -> Term:
    """A variable, an IRI or a literal; NotUnderstood for anything else."""
    since, token = cursor.place, cursor.take()
    match token.kind:
        case Kind.VARIABLE:
            return Term(token.text, variable=token.text[1:])
        case Kind.IRI | Kind.PREFIXED:
            return Term(token.text, constant=_iri(cursor, since))
        case Kind.STRING:
            suffix = _suffix(cursor)
            return Term(cursor.written(since), constant=_string(token.text, suffix))
        case Kind.NUMBER if token.text[0] not in "+-":  # signs belong to a path before them, or not: see read_predicate
            return Term(token.text, constant=f'"{token.text}"^^{XSD_INTEGER}' if token.text.isdigit() else "")
        case Kind.WORD if token.text.upper() in BOOLEANS:
            return Term(token.text, constant=f'"{token.text}"^^{XSD_BOOLEAN}')
    raise NotUnderstood


def _iri(cursor: Cursor, place: int) -> str:
    """In angle brackets; nothing known can be said of one whose prefix is not declared."""
    iri = cursor.prologue.iri(cursor.before) if cursor.place == place + 1 else None
    if iri is None:
        raise NotUnderstood
    return f"<{iri}>"


def _suffix(cursor: Cursor) -> str:
    if cursor.token.kind is Kind.LANGUAGE:
        return cursor.take().text
    if cursor.accept("^^"):
        if cursor.take().kind not in NAMED:
            raise NotUnderstood
        return f"^^{_iri(cursor, cursor.place - 1)}"
    return ""


def _string(text: str, suffix: str) -> str:
    """As N-Triples have it; nothing if that takes more than a look."""
    if "\\" in text or text[:3] in {'"""', "'''"}:
        return ""
    return f'"{text[1:-1]}"{"" if suffix == PLAIN else suffix}'


def read_predicate(cursor: Cursor) -> Path:
    """A variable or a path; what follows has to stand apart, since `?` and `+` may begin what comes then."""
    if cursor.token.kind is Kind.VARIABLE:
        token = cursor.take()
        return Path(Step.VARIABLE, token.text, variable=token.text[1:])
    path = _alternative(cursor)
    if cursor.token.start == cursor.before.end and cursor.token.kind is not Kind.STRING:
        raise NotUnderstood
    return path


def _alternative(cursor: Cursor) -> Path:
    since, parts = cursor.place, [_sequence(cursor)]
    while cursor.accept("|"):
        parts.append(_sequence(cursor))
    return parts[0] if len(parts) == 1 else Path(Step.ALTERNATIVE, cursor.written(since), parts=tuple(parts))


def _sequence(cursor: Cursor) -> Path:
    since, parts = cursor.place, [_inverse(cursor)]
    while cursor.accept("/"):
        parts.append(_inverse(cursor))
    return parts[0] if len(parts) == 1 else Path(Step.SEQUENCE, cursor.written(since), parts=tuple(parts))


def _inverse(cursor: Cursor) -> Path:
    since = cursor.place
    if cursor.accept("^"):
        return Path(Step.INVERSE, parts=(_repeated(cursor),), text=cursor.written(since))
    return _repeated(cursor)


def _repeated(cursor: Cursor) -> Path:
    since, path = cursor.place, _primary(cursor)
    mark = MARKS.get(cursor.token.text)
    if mark is None or cursor.token.start != cursor.before.end:
        return path
    cursor.take()
    return Path(mark, cursor.written(since), parts=(path,))


def _primary(cursor: Cursor) -> Path:
    since = cursor.place
    if cursor.accept("("):
        inner = _alternative(cursor)
        cursor.expect(")")
        return Path(inner.step, cursor.written(since), inner.iri, parts=inner.parts)
    if cursor.accept("!"):
        return _negated(cursor, since)
    token = cursor.take()
    if token.kind is Kind.WORD and token.text == "a":
        return Path(Step.LINK, "a", iri=TYPE)
    if token.kind not in NAMED:
        raise NotUnderstood
    return Path(Step.LINK, token.text, iri=_iri(cursor, since))


def _negated(cursor: Cursor, since: int) -> Path:
    if cursor.token.text == "(":
        cursor.skip("(")
    else:
        cursor.accept("^")
        cursor.take()
    return Path(Step.NEGATED, cursor.written(since))
