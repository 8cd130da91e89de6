"""The files of this room as they ship: the ontology, its concept schemes, the shapes, the JSON-LD context."""

import json
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse

VOCABULARY = ("genoderm.ttl", "schemes.ttl", "schemes-orphanet.ttl")  # what the named graph `ontology` holds
SHAPES = "shapes.ttl"
CONTEXT = "context.jsonld"


def ontology_file(name: str) -> Traversable:
    """One file of this room, wherever the package is installed: `ontology_file("shapes.ttl").read_bytes()`."""
    return files(__package__) / name


def vocabulary() -> Iterator[Triple]:
    """The terms and the concepts of every scheme; no blank nodes."""
    for name in VOCABULARY:
        yield from turtle(name)


def turtle(name: str) -> Iterator[Triple]:
    """The triples of one Turtle file of this room."""
    for quad in parse(ontology_file(name).read_bytes(), format=RdfFormat.TURTLE):
        yield quad.triple


def context() -> dict[str, Any]:
    """The JSON-LD 1.1 context, as the value of `@context`."""
    document: dict[str, dict[str, Any]] = json.loads(ontology_file(CONTEXT).read_text("utf-8"))
    return document["@context"]
