"""The SERVICE clauses of a query: where each stands, whom it asks, what it asks (SPARQL 1.1 Federated Query, 2)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from genoderm.sparql.prologue import Prologue
from genoderm.sparql.tokens import Kind, Token

KEYWORDS = {"SERVICE": False, "SERVICESILENT": True}  # the engine wants no space between the two


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Service:
    """One SERVICE: `clause` goes from the keyword to the closing brace, `group` from brace to brace, both included.

    Either `iri` or `variable` (with its mark) tells whom it asks. Neither is set, nor are the spans, if the text after
    the keyword is not what it should be, or the keyword is written together with another word: `trueSERVICE<…>{}`.
    """

    start: int
    silent: bool = False
    iri: str | None = None
    variable: str | None = None
    clause: Span | None = None
    group: Span | None = None


def service_clauses(found: Sequence[Token], prologue: Prologue) -> Iterator[Service]:
    """The clauses among these tokens in the order of their keywords; an outer one before those within it."""
    closing = _closing(found)
    for place, token in enumerate(found):
        if token.kind is Kind.WORD and "SERVICE" in token.text.upper():
            yield _clause(found, place, closing, prologue)


def _clause(found: Sequence[Token], place: int, closing: Mapping[int, int], prologue: Prologue) -> Service:
    keyword = found[place]
    silent = KEYWORDS.get(keyword.text.upper())
    endpoint = place + 1
    if silent is False and _is_silent(found[endpoint : endpoint + 1]):
        silent, endpoint = True, endpoint + 1
    end = closing.get(endpoint + 1)
    if silent is None or end is None:
        return Service(keyword.start)
    asked = found[endpoint]
    return Service(
        start=keyword.start,
        silent=silent,
        iri=prologue.iri(asked),
        variable=asked.text if asked.kind is Kind.VARIABLE else None,
        clause=Span(keyword.start, found[end].end),
        group=Span(found[endpoint + 1].start, found[end].end),
    )


def _is_silent(after: Sequence[Token]) -> bool:
    return any(token.kind is Kind.WORD and token.text.upper() == "SILENT" for token in after)


def _closing(found: Sequence[Token]) -> Mapping[int, int]:
    """For the place of each opening brace that of its closing one; an opening one that is never closed has none."""
    open_ones: list[int] = []
    pairs: dict[int, int] = {}
    for place, token in enumerate(found):
        if token.text == "{":
            open_ones.append(place)
        elif token.text == "}" and open_ones:
            pairs[open_ones.pop()] = place
    return pairs
