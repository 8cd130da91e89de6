"""Whether a text is SPARQL, as the engine (pyoxigraph 0.5.13) has it, and where it is not."""

import re

from pyoxigraph import NamedNode, Store

from genoderm.ontology.errors import BadInput
from genoderm.sparql.diagnosis import diagnosis
from genoderm.sparql.prologue import end_of_declarations
from genoderm.sparql.reading import position
from genoderm.sparql.service_clauses import Span
from genoderm.sparql.tokens import tokens

PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<words>.*)", re.DOTALL)
SOMEWHERE = "https://genoderm.invalid/"  # RFC 2606; to resolve relative IRIs against, where it matters not to what
NO_GRAPH = "urn:genoderm:no-graph"
FAILING = f"\nCLEAR GRAPH <{NO_GRAPH}> ;\n"


class SyntaxFault(BadInput):
    """A text that is no SPARQL; `line` and `column` count from 1, the column in characters."""

    def __init__(self, told: str, line: int, column: int) -> None:
        """Say what is wrong at this place."""
        super().__init__(f"line {line}, column {column}: {told}")
        self.line = line
        self.column = column


def syntax_fault(text: str, fault: SyntaxError) -> SyntaxFault:
    """What is wrong with this text, in words for its writer."""
    return _fault(text, fault, Span(0, 0))


def query_fault(text: str) -> SyntaxFault | None:
    """What is wrong with a query; it is parsed, which takes 0.1 ms, and nothing of it is evaluated.

    The engine has no function for that, but it refuses two ways of telling the dataset at once, and parses first.
    """
    try:
        Store().query(text, base_iri=SOMEWHERE, use_default_graph_as_union=True, default_graph=[NamedNode(NO_GRAPH)])
    except SyntaxError as fault:
        return syntax_fault(text, fault)
    except ValueError:
        return None
    raise AssertionError("the engine evaluates what it used to refuse")


def update_fault(text: str, *, read_as: str | None = None) -> SyntaxFault | None:
    """What is wrong with an update; nothing of it is carried out.

    All operations are parsed before the first is carried out, and the first is made to fail: there is no such graph.
    It stands right after the declarations, since the engine may see an operation where the grammar sees none: `LOAD:x`.
    `read_as` is what the engine reads in place of the text; it is of the same length.
    """
    start = end_of_declarations(tokens(text))
    given = read_as or text
    try:
        Store().update(f"{given[:start]}{FAILING}{given[start:]}", base_iri=SOMEWHERE)
    except SyntaxError as fault:
        return _fault(text, fault, Span(start, start + len(FAILING)))
    except RuntimeError:
        return None
    raise AssertionError("the engine carries out what it used to refuse")


def _fault(text: str, fault: SyntaxError, added: Span) -> SyntaxFault:
    """The fault of a text that the engine has read with something added to it."""
    place = PLACE.fullmatch(str(fault))
    if place is None:
        return SyntaxFault(str(fault), 1, 1)
    offset = _offset(text[: added.start] + FAILING[: added.end - added.start] + text[added.start :], place)
    offset = max(added.start, offset - added.end + added.start) if offset > added.start else offset
    told, start = diagnosis(text, place["words"], offset)
    return SyntaxFault(told, *position(text, start))


def _offset(text: str, place: re.Match[str]) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: int(place["line"]) - 1]) + int(place["column"]) - 1
