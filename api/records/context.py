"""Statements in JSON-LD with the short words of ontology/context.jsonld; JSON-LD 1.1.

Keys and classes are words of the context, values are whole IRIs. The document carries those words that it uses, so that
it can be read without asking for a context.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.ontology.vocabularies import RDF_TYPE, XSD

STRING = f"{XSD}string"
BASIC = ("@version", "id", "type", "graph")


@dataclass(frozen=True, slots=True)
class Word:
    """A term of the context: the IRI that it stands for, the type that its values have, and how they are held."""

    name: str
    iri: str
    type: str = ""
    by_language: bool = False


@dataclass(slots=True)
class Written:
    """Nodes as they are written, and the words used so far."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def compacted(triples: Iterable[Triple]) -> bytes:
    """These statements, no more and no fewer; the nodes in the order in which they come."""
    written = Written()
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            node = written.nodes.setdefault(triple.subject.value, {"id": triple.subject.value})
            _put(node, triple, written.used)
    graph = [{key: _alone(value) for key, value in node.items()} for node in written.nodes.values()]
    return json.dumps({"@context": _context(written.used), "graph": graph}, ensure_ascii=False).encode()


def _put(node: dict[str, Any], triple: Triple, used: set[str]) -> None:
    predicate, value = triple.predicate, triple.object
    if predicate == RDF_TYPE and isinstance(value, NamedNode):
        node.setdefault("type", []).append(_class(value.value, used))
        return
    word = _words().get(predicate.value)
    language = value.language if isinstance(value, Literal) else None
    if word is None or (word.by_language and not language):
        node.setdefault(predicate.value, []).append(_whole(value))
    elif word.by_language and isinstance(value, Literal):
        used.add(word.name)
        node.setdefault(word.name, {}).setdefault(language, []).append(value.value)
    else:
        used.add(word.name)
        node.setdefault(word.name, []).append(_short(value, word))


def _class(iri: str, used: set[str]) -> str:
    word = _words().get(iri)
    if word is None:
        return iri
    used.add(word.name)
    return word.name


def _short(value: object, word: Word) -> object:
    """A value as the word's type lets it be written."""
    match value:
        case NamedNode() if word.type == "@id":
            return value.value
        case Literal() if not value.language and value.datatype.value == (word.type or STRING):
            return value.value
    return _whole(value)


def _whole(value: object) -> object:
    """A value with all that there is to tell of it."""
    match value:
        case NamedNode():
            return {"id": value.value}
        case Literal() if value.language:
            return {"@value": value.value, "@language": value.language}
        case Literal():
            return {"@value": value.value, "@type": value.datatype.value}
    raise TypeError(f"{value} is no value of a statement of ours")


def _alone(value: object) -> object:
    """One value needs no list."""
    match value:
        case dict():
            return {key: _alone(inner) for key, inner in value.items()}
        case [one]:
            return one
    return value


@cache
def _told() -> Mapping[str, Any]:
    text = (files("genoderm.ontology") / "context.jsonld").read_text("utf-8")
    told: Mapping[str, Any] = json.loads(text)["@context"]
    return told


@cache
def _words() -> Mapping[str, Word]:
    """By what they stand for; a prefix is no word."""
    words = (_word(name, told) for name, told in _told().items() if not name.startswith("@"))
    return {word.iri: word for word in words if not word.iri.endswith(("/", "#", "_", ":", "="))}


def _word(name: str, told: str | Mapping[str, Any]) -> Word:
    if isinstance(told, str):
        return Word(name, _expanded(told))
    kept = told.get("@container", ())
    return Word(name, _expanded(told["@id"]), _expanded(told.get("@type", "")), "@language" in kept)


def _expanded(text: str) -> str:
    prefix, colon, rest = text.partition(":")
    begin = _told().get(prefix)
    return f"{begin}{rest}" if colon and isinstance(begin, str) and not rest.startswith("//") else text


def _context(used: set[str]) -> dict[str, Any]:
    """The words that are used, and the prefixes that these are told with."""
    told = {name: _told()[name] for name in sorted(used)}
    texts = [text for one in told.values() for text in (one.values() if isinstance(one, dict) else [one])]
    prefixes = {text.partition(":")[0] for text in texts if isinstance(text, str) and ":" in text}
    known = [*(name for name in BASIC if name in _told()), *sorted(prefixes & _told().keys())]
    return {name: _told()[name] for name in known} | told
