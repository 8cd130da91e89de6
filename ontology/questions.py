"""The catalogue of questions: each a `.rq` file that runs as it stands, named by its stem.

The first comment is the question; `# fr:` gives it in French; `# group:` tells the group of questions that it is in,
`# keywords:` and `# mots-clés:` the words that it is found by; a line such as `# disease (disease) e.g. ORPHA:79361`
names a parameter, its kind and an example. A parameter is a variable that the query projects: the engine binds it, text
is never pasted in. What comes after a bare `#` are notes to whoever reads the query.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from genoderm.ontology.errors import BadInput, NotFound

FOLDER = files(__package__) / "questions"
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
    """A query with its question in English and French, the words that it is found by, and its parameters."""

    name: str
    english: str
    french: str
    group: str
    keywords: tuple[str, ...]
    mots_cles: tuple[str, ...]
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
    return read_folder(FOLDER)


def question(name: str) -> Question:
    """The question of this name; UnknownQuestion with the nearest one."""
    if name in catalogue():
        return catalogue()[name]
    near = get_close_matches(name, catalogue(), n=1, cutoff=0)
    raise UnknownQuestion(f"there is no question {name!r}; the nearest is {near[0]!r}" if near else f"no {name!r}")


def read_folder(folder: Traversable) -> Mapping[str, Question]:
    """The query files in a folder, by name, in the order of their names."""
    texts = {
        file.name.removesuffix(".rq"): file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".rq")
    }
    return {name: read_question(name, texts[name]) for name in sorted(texts)}


def read_question(name: str, text: str) -> Question:
    """Read the header of a query file."""
    header = [line for line in text.splitlines() if line.startswith("#")]
    return Question(
        name=name,
        english=header[0].removeprefix("#").strip() if header else "",
        french=_told(header, "fr"),
        group=_told(header, "group"),
        keywords=_words(_told(header, "keywords")),
        mots_cles=_words(_told(header, "mots-clés")),
        parameters=tuple(Parameter(**told.groupdict()) for line in header if (told := PARAMETER.fullmatch(line))),
        text=text,
    )


def _told(header: Iterable[str], key: str) -> str:
    start = f"# {key}:"
    return next((line.removeprefix(start).strip() for line in header if line.startswith(start)), "")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
