"""Which graph a request of the Graph Store Protocol is about, in what state it has to be, and what is sent for it.

SPARQL 1.1 Graph Store HTTP Protocol, https://www.w3.org/TR/sparql11-http-rdf-update/: a graph is named by the address
itself (4.1: `/graphs/<name>` is the graph `<base>graph/<name>`) or by `?graph=IRI` and `?default` in it (4.2). An IRI
that is an address below `/graphs/` names the graph that has that address.

Functions of the request alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import parse_qsl, quote

from pyoxigraph import NamedNode, RdfFormat
from werkzeug.http import parse_options_header

from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import Iris
from genoderm.sparql.formats import GRAPHS
from genoderm.sparql.protocol import CHARSETS, NoSuchMethod, UnsupportedMedia

READS = ("GET", "HEAD")
WRITES = ("PUT", "POST", "DELETE", "PATCH")
ON_GRAPHS = "GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS"
ON_STORE = "GET, HEAD, POST, OPTIONS"
MULTIPART = "multipart/form-data"
UPDATE = "application/sparql-update"
ANYTHING = "application/octet-stream"  # what a client sends that does not know, and a form for a file it does not know
ALSO_READ = {"text/xml": "application/rdf+xml", "application/x-turtle": "text/turtle"}
ENDINGS: Mapping[str, str] = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".rdf": "application/rdf+xml",
    ".owl": "application/rdf+xml",
    ".xml": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".json": "application/ld+json",
}
PLAIN = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=@%/-]+", re.ASCII)  # names that stand in a path as they are
ENTITY_TAG = re.compile(r'(W/)?"([^"]*)"|(\*)')  # RFC 9110, 8.8.3
DEFAULT = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A graph by its IRI, DEFAULT, or None: the store itself, which makes graphs of what is posted to it."""

    graph: str | None

    @property
    def is_store(self) -> bool:
        """Whether it is the store itself."""
        return self.graph is None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the graphs are: the address of the store as clients know it, and the base of the release."""

    store: str  # without a slash at its end
    base: str

    def iri(self, name: str) -> str:
        """The IRI of the graph at `<store>/<name>`, which is written as in the address."""
        return f"{Iris(self.base).graph('').value}{name}"

    def address(self, graph: str) -> str:
        """Where a graph can be read."""
        name = Iris(self.base).graph_name(graph) if graph else ""
        if not graph:
            return f"{self.store}?default"
        return f"{self.store}/{name}" if PLAIN.fullmatch(name) else f"{self.store}?graph={quote(graph, safe='')}"


def target(path: str, query: str, place: Place) -> Target:
    """The graph that a request is about: `path` is what follows the store's address, `query` what follows the `?`.

    BadInput for a name that is no absolute IRI, and for two names at once.
    """
    name = path.removeprefix("/")
    named = _parameters(query)
    if name and named:
        raise BadInput("the address names a graph, and so does its parameter; expected one of them")
    if name:
        return Target(_sound(place.iri(name)))
    if not named:
        return Target(None)
    if len(named) > 1:
        raise BadInput("more than one graph is named, expected 'graph' or 'default', once")
    ((key, value),) = named
    return Target(DEFAULT) if key == "default" else Target(_at(_sound(value), place))


def check_method(method: str, about: Target) -> None:
    """Raise NoSuchMethod, with those that there are, where a method does not fit."""
    allowed = ON_STORE if about.is_store else ON_GRAPHS
    if method not in allowed.split(", "):
        asked = "no graph is named, by `?graph=IRI`, `?default` or the address" if about.is_store else "this is a graph"
        raise NoSuchMethod(f"{method} does not fit here: {asked}, so there are {allowed}", allowed)


def media_type(content_type: str, name: str = "", *, empty: bool = False) -> str:
    """The media type of RDF that was sent; by the ending of its name where the sender does not know it.

    UnsupportedMedia, with those that can be read. A body that is empty needs none.
    """
    told, options = parse_options_header(content_type)
    told = told.strip().lower()
    if options.get("charset", "").strip().lower() not in CHARSETS:
        raise UnsupportedMedia(f"the body is in {options['charset']}, expected UTF-8")
    if told in {"", ANYTHING}:
        told = ENDINGS.get(PurePath(name).suffix.lower(), "text/turtle" if empty else told)
    told = ALSO_READ.get(told, told)
    if told not in GRAPHS:
        raise UnsupportedMedia(f"{name or 'the body'} is {told or 'of no type'}, expected {', '.join(readable())}")
    return told


def readable() -> list[str]:
    """The media types that a graph can be sent in, each format once."""
    formats: dict[RdfFormat, str] = {}
    for name, format_ in GRAPHS.items():
        formats.setdefault(format_, name)
    return list(formats.values())


def is_multipart(content_type: str) -> bool:
    """Whether several documents come in one body (5.5 of the protocol)."""
    return content_type.partition(";")[0].strip().lower() == MULTIPART


def entity_tag(tag: str, media: str) -> str:
    """The tag of a graph's document in one format."""
    return f'"{tag}.{GRAPHS[media].file_extension}"'


def tags(header: str) -> tuple[str, ...]:
    """The states of a graph that If-Match or If-None-Match names, whatever the format: "*" is any.

    BadInput for what is no list of entity tags.
    """
    rest = ENTITY_TAG.sub("", header).replace(",", "").strip()
    if rest:
        raise BadInput(f'{header!r} is no list of entity tags such as "0123456789abcdef.ttl", nor *')
    return known_tags(header)


def known_tags(header: str) -> tuple[str, ...]:
    """The same of a request that reads, where what cannot be understood says nothing."""
    return tuple(star or opaque.partition(".")[0] for _, opaque, star in ENTITY_TAG.findall(header))


def _parameters(query: str) -> list[tuple[str, str]]:
    try:
        named = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=10)
    except ValueError as fault:
        raise BadInput(f"the parameters of the address cannot be read: {fault}") from fault
    for key, value in named:
        if key not in {"graph", "default"}:
            raise BadInput(f"{key!r} is no parameter of a graph; there are 'graph' and 'default'")
        if key == "default" and value:
            raise BadInput(f"default is {value!r}, expected no value")
    return named


def _at(iri: str, place: Place) -> str:
    below = f"{place.store}/"
    return _sound(place.iri(iri.removeprefix(below))) if iri.startswith(below) and iri != below else iri


def _sound(iri: str) -> str:
    try:
        return NamedNode(iri).value
    except ValueError as fault:
        raise BadInput(f"{iri!r} is no absolute IRI that names a graph ({fault})") from fault
