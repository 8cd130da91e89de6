"""A release built from the shipped tables alone, and its answers to our questions as CSV."""

import csv
import re
from io import StringIO
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store

from genoderm.graph.build import build
from genoderm.graph.home import Home
from genoderm.graph.progress import Silent
from genoderm.graph.serving import Open, open_release
from genoderm.graph.settings import Settings
from genoderm.graph.sources import sources
from genoderm.ontology.examples import examples
from genoderm.ontology.questions import Question
from genoderm.ontology.terms import Iris
from genoderm.ontology.values import Term, bound
from genoderm.sparql.evaluation import Row, ask

FLEETING = {"checksum", "triples", "version"}  # other with every table edited and every library updated
ANSWERS = Path(__file__).with_name("answers")


def release_of(home: Path, *folders: Path) -> Open:
    """Build a release of the shipped tables, and of what is in these folders, into a fresh home, and open it."""
    chosen = Settings(home=home)
    planned = sources(folders, chosen)
    build(planned.plan, planned.context, Home(home), chosen.processes, Silent())
    return open_release(Home(home).current_release())


def example(question: Question) -> dict[str, Term]:
    """The example of each parameter, as the engine binds it."""
    return bound(question, {parameter.name: parameter.example for parameter in question.parameters}, Iris())


def answer(store: Store, question: Question) -> str:
    """The rows for the example parameters, as CSV with lines that end in LF."""
    return _csv(ask(store, question.text, example(question)), question)


def answer_of_example(store: Store, question: Question) -> str:
    """The same asked as of any SPARQL 1.1 engine: the example of the question, which runs as it stands."""
    return _csv(ask(store, examples(Iris())[question.name].query, {}), question)


def columns(question: Question) -> list[str]:
    """The variables that a question projects, in their order."""
    head = re.search(r"^SELECT (.*?)\s+WHERE \{", question.text, re.MULTILINE | re.DOTALL)
    assert head
    return re.findall(r"\?(\w+)(?=\)|\s|$)", re.sub(r"\([^()]*\((?:DISTINCT )?\?\w+\) AS ", "(", head[1]))


def _csv(rows: list[Row], question: Question) -> str:
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns(question))
    writer.writerows([_cell(name, row[name]) for name in columns(question)] for row in rows)
    return written.getvalue()


def _cell(name: str, term: object) -> str:
    match term:
        case NamedNode() | Literal():
            return "*" if name in FLEETING else term.value
    return ""
