"""Lists as JSON-LD by ontology/context.jsonld: the statements behind the fields, as the release has them, alone."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pyoxigraph import Literal, NamedNode

from genoderm.api.collections.fields import Field, Shape
from genoderm.api.collections.names import UNKNOWN, Called
from genoderm.ontology.values import Term
from genoderm.ontology.vocabularies import XSD

Document = dict[str, object]
Said = Mapping[NamedNode, Sequence[Term]]
STRING = XSD + "string"
ALWAYS = ("id", "type", "graph", "xsd")  # terms of the context that every document uses


@lru_cache(maxsize=1)
def context() -> Mapping[str, Any]:
    """The context that the ontology ships."""
    known: dict[str, Any] = json.loads((files("genoderm.ontology") / "context.jsonld").read_text("utf-8"))
    return dict(known["@context"])


def document(
    said: Mapping[str, Said], called: Mapping[str, Called], fields: Sequence[Field], name_term: str = "prefLabel"
) -> Document:
    """Things with what is said of them, and the part of the context that this takes."""
    nodes = [_node(iri, one, called.get(iri, UNKNOWN), fields, name_term) for iri, one in said.items()]
    terms = {term for node in nodes for term in node}
    return {"@context": _part({*terms, *ALWAYS}), "graph": nodes}


def _node(iri: str, said: Said, called: Called, fields: Sequence[Field], name_term: str) -> Document:
    node: Document = {"id": iri}
    if called.labels:
        node[name_term] = {tongue or "@none": name for tongue, name in called.labels.items()}
    for field in fields:
        if field.term and (values := said.get(field.property)):
            node[field.term] = _values(field, values)
    return node


def _values(field: Field, values: Iterable[Term]) -> object:
    if _by_language(field.term):
        by_language: dict[str, list[str]] = {}
        for value in values:
            if isinstance(value, Literal):
                by_language.setdefault(value.language or "@none", []).append(value.value)
        return by_language
    return [value.value if field.shape is Shape.CLASS else _value(value) for value in values]


def _value(value: Term) -> Mapping[str, str]:
    if isinstance(value, NamedNode):
        return {"id": value.value}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    plain = value.datatype.value == STRING
    return {"@value": value.value} | ({} if plain else {"@type": value.datatype.value})


def _by_language(term: str) -> bool:
    told = context().get(term)
    return isinstance(told, dict) and "@language" in str(told.get("@container", ""))


def _part(terms: Iterable[str]) -> Document:
    """The terms that are used, with the prefixes that these are written with."""
    whole, wanted = context(), set(terms)
    for term in [*wanted]:
        told = whole.get(term)
        for text in [told] if isinstance(told, str) else [*map(str, (told or {}).values())]:
            prefix = text.partition(":")[0]
            if prefix in whole:
                wanted.add(prefix)
    return {"@version": 1.1} | {term: whole[term] for term in whole if term in wanted}
