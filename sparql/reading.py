"""What the tokens of a query or an update tell of it before any engine has seen it.

The engine (pyoxigraph 0.5.13) wants no space between keywords: `SELECTDISTINCT*{}ORDERBYRAND()` is a query to it. So a
word is looked at for the keywords in it; no other keyword has SERVICE, LOAD, NOW, RAND, UUID or BNODE in it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile

from genoderm.ontology.examples import Form
from genoderm.sparql.numerals import apart
from genoderm.sparql.prologue import DECLARATIONS, Prologue
from genoderm.sparql.service_clauses import Service, service_clauses
from genoderm.sparql.tokens import Kind, Token, each_token, tokens

LONG = 1 << 13  # characters; a longer text is rare, and a cache of them would be large
REMEMBERED = 512
FLEETING = ("NOW", "RAND", "UUID", "BNODE")  # and STRUUID, which has one of them in it
FLEETING_LETTERS = re.compile("|".join(FLEETING), re.IGNORECASE)
OPENING = frozenset({Kind.WORD, Kind.IRI, Kind.PREFIXED, Kind.STRING})  # what declarations are made of
MOST_OPENING = 10_000  # tokens before the form, which is more declarations than there are vocabularies
OPERATIONS = ("LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "INSERT", "DELETE")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of an update by its first keyword, WITH aside, and where the operation begins."""

    name: str
    start: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of itself; what is no query has no form, and what is no update no operations."""

    form: Form | None
    fleeting: bool  # the same question may be answered otherwise the next time, so that no cache may keep it
    services: tuple[Service, ...]
    operations: tuple[Operation, ...]
    loads: tuple[int, ...]  # where words with LOAD in them begin
    dataset: bool  # FROM in a query; USING or WITH in an update
    prefixes: Mapping[str, str]  # as declared, without the colon
    base: str


@dataclass(frozen=True, slots=True)
class Glance:
    """Of a Reading what can be told of a text of any length at once."""

    form: Form | None
    fleeting: bool
    services: bool  # whether SPARQL's grammar sees a SERVICE in it; unknown, and False, of a long text


def read(text: str) -> Reading:
    """Read a text whose codepoint escapes are resolved; never fails, since the engine tells of faults better."""
    return _remembered(text) if len(text) <= LONG else _read(text)


def glance(text: str) -> Glance:
    """What decides of an answer's format and of its keeping, at once: a long text is read as far as its form.

    The letters of a fleeting function anywhere in a long text have it taken for one that is not kept.
    """
    if len(text) <= LONG:
        return _glanced(apart(text).between)
    opening = takewhile(lambda token: token.kind in OPENING, islice(each_token(text), MOST_OPENING))
    return Glance(_form(opening), FLEETING_LETTERS.search(text) is not None, services=False)


@lru_cache(maxsize=REMEMBERED)
def _glanced(between: tuple[str, ...]) -> Glance:
    """Of a text by what is between its numerals: whatever these are, its tokens are of the same kinds."""
    known = _read("0".join(between))
    return Glance(known.form, known.fleeting, bool(known.services))


def position(text: str, start: int) -> tuple[int, int]:
    """The line and the column of a character, both from 1."""
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


@lru_cache(maxsize=REMEMBERED)
def _remembered(text: str) -> Reading:
    return _read(text)


def _read(text: str) -> Reading:
    found = tokens(text)
    words = {token.text.upper() for token in found if token.kind is Kind.WORD}
    form, prologue = _form(found), Prologue(found)
    return Reading(
        form=form,
        fleeting=any(name in word for word in words for name in FLEETING),
        services=tuple(service_clauses(found, prologue)) if any("SERVICE" in word for word in words) else (),
        operations=() if form else tuple(_operations(found)),
        loads=tuple(token.start for token in found if token.kind is Kind.WORD and "LOAD" in token.text.upper()),
        dataset=any(name in word for word in words for name in (("FROM",) if form else ("USING", "WITH"))),
        prefixes=prologue.prefixes,
        base=prologue.base,
    )


def _form(found: Iterable[Token]) -> Form | None:
    words = (token.text.upper() for token in found if token.kind is Kind.WORD)
    first = next((word for word in words if word not in DECLARATIONS), "")
    return next((form for form in Form if first.startswith(form)), None)


def _operations(found: Sequence[Token]) -> Iterator[Operation]:
    """Each begins the text or follows a semicolon outside of all braces, its declarations aside."""
    depth, start = 0, -1
    awaited = True
    for token in found:
        if token.kind is Kind.PUNCTUATION:
            depth += (token.text == "{") - (token.text == "}")
            awaited = awaited or (token.text == ";" and depth == 0)
        elif token.kind is Kind.WORD and awaited:
            start = token.start if token.text.upper() == "WITH" else start
            if name := next((name for name in OPERATIONS if token.text.upper().startswith(name)), None):
                yield Operation(name, token.start if start < 0 else start)
                awaited, start = False, -1
