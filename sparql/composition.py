"""The queries of the API: files in `queries/`, of which a request takes the parts that it asks for.

Each is a question like those of the ontology (genoderm.ontology.questions): it runs as it stands, its header names its
parameters and their kinds. Beside that, lines between `# if country` and `# end` stay only if `country` was given (any
of several names: `# if country region`; none of them: `# unless country`). In a line such as `VALUES ?country { … }`
what was given, as the engine writes it, takes the place of the example; `LIMIT 20` and `OFFSET 0` likewise take the
numbers given as `limit` and `offset`. No text of a client's is ever part of a query.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import dropwhile, takewhile

from pyoxigraph import Literal

from genoderm.ontology.questions import Question, UnknownQuestion, read_folder
from genoderm.ontology.values import Term

CONDITION = re.compile(r"\s*# (?P<word>if|unless) (?P<names>[\w ]+)")
END = re.compile(r"\s*# end")
SLOT = re.compile(r"(?P<start>\s*VALUES \?(?P<name>\w+) \{)[^{}]*\}\s*|(?P<window>\s*(?P<word>LIMIT|OFFSET) )\d+\s*")

Given = Mapping[str, Sequence[Term]]  # by parameter


class BadQuery(ValueError):
    """A query file whose parts are not closed, or not opened: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line; in one with a place for what is given as `name`, that takes the place of the example."""

    text: str
    name: str = ""
    start: str = ""  # what stands before it
    end: str = ""  # what stands after it: nothing after a number

    def filled(self, given: Given) -> str:
        """The line with what is given."""
        if not self.name or not (terms := given.get(self.name)):
            return self.text
        told = " ".join(map(str, terms)) if self.end else _number(terms[0])
        return f"{self.start}{told}{self.end}"


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that stand together, and when: if any of `names` is given, or unless one is; always, if there are none."""

    names: frozenset[str]
    wanted: bool
    lines: tuple[Line, ...]

    def stays(self, given: Collection[str]) -> bool:
        """Whether a request with these parameters takes it."""
        return not self.names or self.wanted is not self.names.isdisjoint(given)


@lru_cache(maxsize=1)
def queries() -> Mapping[str, Question]:
    """All queries of the API by name."""
    return read_folder(files(__package__) / "queries")


def api_query(name: str) -> Question:
    """The query of this name; UnknownQuestion if there is none."""
    if name not in queries():
        raise UnknownQuestion(f"there is no query {name!r}; those that there are: {', '.join(queries())}")
    return queries()[name]


def composed(query: Question, given: Given, asked: Collection[str] = ()) -> str:
    """The text to run: the parts for what is given, with its values, and for what else is asked, such as an order.

    The comments at its beginning are left out: the engine and all that reads a query would read them each time.
    """
    names = {name for name, terms in given.items() if terms} | set(asked)
    kept = (line for part in _parts(query.text) if part.stays(names) for line in part.lines)
    return "\n".join(line.filled(given) for line in kept) + "\n"


def heading(query: Question) -> str:
    """The comments at its beginning."""
    return "".join(f"{line}\n" for line in takewhile(_is_comment, query.text.splitlines()))


def _is_comment(line: str) -> bool:
    return line.startswith("#") and not CONDITION.fullmatch(line)


def _number(term: Term) -> str:
    if not isinstance(term, Literal):
        raise TypeError(f"{term} is no number")
    return str(int(term.value))


@lru_cache(maxsize=256)
def _parts(text: str) -> tuple[Part, ...]:
    return tuple(_read(dropwhile(_is_comment, text.splitlines())))


def _read(lines: Iterator[str]) -> Iterator[Part]:
    for line in lines:
        if told := CONDITION.fullmatch(line):
            yield Part(frozenset(told["names"].split()), told["word"] == "if", tuple(_until_end(lines)))
        elif END.fullmatch(line):
            raise BadQuery("# end without # if or # unless")
        else:
            yield Part(frozenset(), wanted=True, lines=(_line(line),))


def _line(text: str) -> Line:
    slot = SLOT.fullmatch(text)
    if slot is None:
        return Line(text)
    if slot["name"]:
        return Line(text, slot["name"], f"{slot['start']} ", " }")
    return Line(text, slot["word"].lower(), slot["window"])


def _until_end(lines: Iterator[str]) -> Iterator[Line]:
    for line in lines:
        if END.fullmatch(line):
            return
        if CONDITION.fullmatch(line):
            raise BadQuery(f"{line.strip()} stands within another: conditions do not nest")
        yield _line(line)
    raise BadQuery("# if or # unless without # end")
