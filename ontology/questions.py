"""The catalogue of questions: each a `.rq` file that runs as it stands, named by its stem.

The first comment is the question; `# fr:` gives it in French; a line such as `# disease (disease) e.g. ORPHA:79361`
names a parameter, its kind and an example. A parameter is a variable that the query projects: the engine binds it, text
is never pasted in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files

from genoderm.ontology.errors import BadInput, NotFound

FOLDER = "questions"
PARAMETER = re.compile(r"# (?P<name>\w+) \((?P<kind>[\w-]+)\) e\.g\. (?P<example>.+)")


class UnknownQuestion(NotFound):
    """No question goes by that name."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the asker binds: its kind says how a value is written, the example is one that has answers."""

    name: str
    kind: str
    example: str


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its question in English and French, and its parameters."""

    name: str
    english: str
    french: str
    parameters: tuple[Parameter, ...]
    text: str

    def parameter(self, name: str) -> Parameter:
        """The parameter of this name; BadInput with the nearest one that there is."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = ", ".join(f"{parameter.name}={parameter.example}" for parameter in self.parameters) or "none"
        raise BadInput(f"{self.name} has no parameter {name!r}; it has {known}")


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Question]:
    """All questions by name, in the order of their names."""
    found = {name: read_question(name, text) for name, text in _texts()}
    return dict(sorted(found.items()))


def question(name: str) -> Question:
    """The question of this name; UnknownQuestion with the nearest one."""
    if name in catalogue():
        return catalogue()[name]
    near = get_close_matches(name, catalogue(), n=1, cutoff=0)
    raise UnknownQuestion(f"there is no question {name!r}; the nearest is {near[0]!r}" if near else f"no {name!r}")


def read_question(name: str, text: str) -> Question:
    """Read the header of a query file."""
    header = [line for line in text.splitlines() if line.startswith("#")]
    english = header[0].removeprefix("#").strip() if header else ""
    french = next((line.removeprefix("# fr:").strip() for line in header if line.startswith("# fr:")), "")
    parameters = tuple(Parameter(**told.groupdict()) for line in header if (told := PARAMETER.fullmatch(line)))
    return Question(name, english, french, parameters, text)


def _texts() -> Iterator[tuple[str, str]]:
    for file in (files(__package__) / FOLDER).iterdir():
        if file.name.endswith(".rq"):
            yield file.name.removesuffix(".rq"), file.read_text("utf-8")
