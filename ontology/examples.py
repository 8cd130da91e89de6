"""Example queries: every question with the examples of its parameters written into it, and files that show a technique.

A question's parameters become a VALUES block, so that any SPARQL 1.1 engine can run the example as it stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from genoderm.ontology.errors import NotFound
from genoderm.ontology.questions import Question, catalogue, read_folder
from genoderm.ontology.terms import Iris
from genoderm.ontology.values import Term, bound

FOLDER = files(__package__) / "examples"
FORM = re.compile(r"^(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.MULTILINE)
SELECTION = re.compile(r"^(?P<margin> *)SELECT\b(?P<projected>[^{}]*?)\bWHERE \{", re.MULTILINE)
AGGREGATE = re.compile(
    r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
)  # (COUNT(DISTINCT ?centre) AS ?centres): projects no ?centre


class UnknownExample(NotFound):
    """No example query goes by that name."""


class Form(StrEnum):
    """The four forms of a query (SPARQL 1.1 Query Language, 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that a menu shows together."""

    english: str
    french: str


@dataclass(frozen=True, slots=True)
class Example:
    """A query that runs as it stands, with what it asks."""

    name: str
    english: str
    french: str
    group: str
    keywords: tuple[str, ...]
    mots_cles: tuple[str, ...]
    form: Form
    query: str

    @property
    def file(self) -> str:
        """The query as a `.rq` file, its question in the first comments."""
        words = {"group": self.group, "keywords": ", ".join(self.keywords), "mots-clés": ", ".join(self.mots_cles)}
        told = "".join(f"# {key}: {value}\n" for key, value in {"fr": self.french, **words}.items())
        notes = "#\n" if self.query.startswith("#") else ""
        return f"# {self.english}\n{told}{notes}{self.query}"


GROUPS: Mapping[str, Group] = {
    "care": Group("Where to find care", "Où se faire soigner"),
    "diseases": Group("Diseases, their names and codes", "Maladies, leurs noms et leurs codes"),
    "genetics": Group("Genes, inheritance and signs", "Gènes, transmission et signes"),
    "networks": Group("Networks and designations", "Réseaux et labellisations"),
    "coverage": Group("Who covers what, and the gaps", "Qui couvre quoi, et les lacunes"),
    "resources": Group("Training, research and other resources", "Formations, recherche et autres ressources"),
    "provenance": Group("Sources, and what has changed", "Sources, et ce qui a changé"),
    "techniques": Group("SPARQL by example", "SPARQL par l’exemple"),
    "description": Group("The graph about itself", "Le graphe sur lui-même"),
}


@lru_cache(maxsize=8)
def examples(iris: Iris) -> Mapping[str, Example]:
    """All examples by name: first by the order of their groups, then of their names."""
    found = [_example(told, iris) for told in (*catalogue().values(), *read_folder(FOLDER).values())]
    order = list(GROUPS)
    return {one.name: one for one in sorted(found, key=lambda one: (order.index(one.group), one.name))}


def example(name: str, iris: Iris) -> Example:
    """The example of this name; UnknownExample with the nearest one."""
    known = examples(iris)
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0)[0]
        raise UnknownExample(f"there is no example {name!r}; the nearest is {near!r}")
    return known[name]


def with_values(query: str, values: Mapping[str, Term]) -> str:
    """The query with a VALUES block for these values, in every SELECT that projects one of them.

    Also in a subquery, since what is bound outside of it is not known inside (SPARQL 1.1 Query Language, 12).
    """
    return SELECTION.sub(lambda select: select[0] + _block(select, values), query)


def _block(select: re.Match[str], values: Mapping[str, Term]) -> str:
    projected = set(re.findall(r"\?(\w+)", AGGREGATE.sub("", select["projected"])))
    here = {name: term for name, term in values.items() if name in projected}
    margin = f"\n{select['margin']}  "
    return "".join(f"{margin}VALUES ?{name} {{ {term} }}" for name, term in here.items())


def _example(asked: Question, iris: Iris) -> Example:
    query = _without_header(asked.text)
    form = FORM.search(query)
    if form is None:
        raise ValueError(f"{asked.name} is no query")
    values = bound(asked, {parameter.name: parameter.example for parameter in asked.parameters}, iris)
    return Example(
        name=asked.name,
        english=asked.english,
        french=asked.french,
        group=asked.group,
        keywords=asked.keywords,
        mots_cles=asked.mots_cles,
        form=Form(form[1]),
        query=with_values(query, values),
    )


def _without_header(text: str) -> str:
    """The query with the notes to its readers, which follow a bare `#`, and without what is told elsewhere."""
    lines = text.splitlines(keepends=True)
    header = next(at for at, line in enumerate(lines) if not line.startswith("#"))
    notes = lines.index("#\n", 0, header) + 1 if "#\n" in lines[:header] else header
    return "".join(lines[notes:])
