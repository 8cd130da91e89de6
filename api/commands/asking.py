"""The commands that ask: a query, or one of the questions that ship."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from genoderm.api.commands.options import AsJson, HomeFolder
from genoderm.graph.settings import settings
from genoderm.graph.terminal import print_found
from genoderm.ontology.errors import NotFound
from genoderm.ontology.examples import Form
from genoderm.ontology.questions import catalogue, question
from genoderm.ontology.terms import Iris
from genoderm.ontology.values import bound
from genoderm.sparql.formats import OFFERED
from genoderm.sparql.negotiation import choose
from genoderm.sparql.once import answering
from genoderm.sparql.reading import read


def query(
    file: Annotated[Path, typer.Argument(help="A file with a SPARQL query, or - for standard input.")],
    accept: Annotated[str, typer.Option(help="Media type of the answer.")] = "text/csv, text/turtle;q=0.9, */*;q=0.1",
    home: HomeFolder = None,
) -> None:
    """Answer a SPARQL query over the current release, or over that of the engine that `[store]` names.

    Example: `echo 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }' | genoderm query -`
    """
    with answering(settings(home=home)) as release:
        text = _read(file)
        release.write(text, choose(accept, OFFERED[read(text).form or Form.SELECT]), sys.stdout.buffer)


def ask(
    name: Annotated[str | None, typer.Argument(help="The question's name; without it, all are listed.")] = None,
    values: Annotated[list[str] | None, typer.Argument(help="Parameters, as key=value.")] = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Ask one of the questions that ship, of the current release or of the engine that `[store]` names.

    Example: `genoderm ask centres-for-disease disease=ORPHA:79408`
    """
    if name is None:
        listed = [(known.name, known.english, _example(known.name)) for known in catalogue().values()]
        print_found(("question", "asks", "with"), listed, as_json=json)
        return
    asked = question(name)
    with answering(settings(home=home)) as release:
        terms = bound(asked, dict(_pair(value) for value in values or ()), Iris(release.manifest.base))
        rows = release.rows(asked.text, terms)
    header = tuple(rows[0]) if rows else ("no answer",)
    print_found(header, [tuple(_plain(term) for term in row.values()) for row in rows], as_json=json)


def _read(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.read()
    if not file.is_file():
        raise NotFound(f"{file} is no file")
    return file.read_text("utf-8")


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is no parameter; write key=value", param_hint="VALUES")
    return key, value


def _example(name: str) -> str:
    return " ".join(f"{told.name}={told.example}" for told in question(name).parameters)


def _plain(term: object) -> str:
    return "" if term is None else str(getattr(term, "value", term))
