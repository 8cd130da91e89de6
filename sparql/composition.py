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

from pyoxigraph import Literal

from genoderm.ontology.questions import Question, UnknownQuestion, read_folder
from genoderm.ontology.values import Term

CONDITION = re.compile(r"\s*# (?P<word>if|unless) (?P<names>[\w ]+)")
END = re.compile(r"\s*# end")
VALUES = re.compile(r"(?P<margin>\s*)VALUES \?(?P<name>\w+) \{[^{}]*\}\s*")
WINDOW = re.compile(r"(?P<margin>\s*)(?P<word>LIMIT|OFFSET) \d+\s*")

Given = Mapping[str, Sequence[Term]]  # by parameter


class BadQuery(ValueError):
    """A query file whose parts are not closed, or not opened: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that stand together, and when: if any of `names` is given, or unless one is; always, if there are none."""

    names: frozenset[str]
    wanted: bool
    lines: tuple[str, ...]

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
    """The text to run: the parts for what is given, with its values, and for what else is asked, such as an order."""
    names = {name for name, terms in given.items() if terms} | set(asked)
    kept = (line for part in _parts(query.text) if part.stays(names) for line in part.lines)
    return "\n".join(_filled(line, given) for line in kept) + "\n"


def _filled(line: str, given: Given) -> str:
    if (values := VALUES.fullmatch(line)) and given.get(values["name"]):
        terms = " ".join(map(str, given[values["name"]]))
        return f"{values['margin']}VALUES ?{values['name']} {{ {terms} }}"
    if (window := WINDOW.fullmatch(line)) and given.get(window["word"].lower()):
        return f"{window['margin']}{window['word']} {_number(given[window['word'].lower()][0])}"
    return line


def _number(term: Term) -> int:
    if not isinstance(term, Literal):
        raise TypeError(f"{term} is no number")
    return int(term.value)


@lru_cache(maxsize=256)
def _parts(text: str) -> tuple[Part, ...]:
    return tuple(_read(iter(text.splitlines())))


def _read(lines: Iterator[str]) -> Iterator[Part]:
    for line in lines:
        if told := CONDITION.fullmatch(line):
            yield Part(frozenset(told["names"].split()), told["word"] == "if", tuple(_until_end(lines)))
        elif END.fullmatch(line):
            raise BadQuery("# end without # if or # unless")
        else:
            yield Part(frozenset(), wanted=True, lines=(line,))


def _until_end(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if END.fullmatch(line):
            return
        if CONDITION.fullmatch(line):
            raise BadQuery(f"{line.strip()} stands within another: conditions do not nest")
        yield line
    raise BadQuery("# if or # unless without # end")
