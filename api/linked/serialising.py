"""Statements in a format, with the prefixes that they need and no others, the same bytes each time."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from genoderm.ontology.prefixes import prefixes
from genoderm.ontology.terms import Iris
from genoderm.sparql.rdf_xml import writable

OWN = {"dcat", "dct", "foaf", "gd", "void", "xsd"}  # of what a document says of itself
# the namespaces that an IRI may be of: of HP_0008066 `obo:`, and `HP:` as well
SPACES = re.compile(rb"<([^<>]*[/#])((?:[^<>/#]*_)?)")


def document(
    triples: Iterable[Triple], format_: RdfFormat, base: str, further: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """Statements in any order, with those of our prefixes that they need, and further ones.

    NotAcceptable where RDF/XML has no way to say one of them.
    """
    in_order = sorted(set(triples), key=str)
    body = "\n".join(map(str, in_order)).encode()
    return serialised(in_order, format_, {**used(body, base), **further})


def serialised(statements: Iterable[Triple] | Iterable[Quad], format_: RdfFormat, declared: Mapping[str, str]) -> bytes:
    """Statements in this order; the engine has the prefixes of Turtle in none, so they are put into one."""
    told = statements if format_ is not RdfFormat.RDF_XML else writable(map(_triple, statements))
    body: bytes = serialize(told, format=format_, prefixes=dict(declared)) or b""
    if format_ is not RdfFormat.TURTLE:
        return body
    lines = body.split(b"\n", len(declared))
    return b"\n".join([*sorted(lines[: len(declared)]), lines[len(declared)]])


def _triple(statement: Triple | Quad) -> Triple:
    return statement.triple if isinstance(statement, Quad) else statement


def used(body: bytes, base: str) -> Mapping[str, str]:
    """The prefixes of the namespaces that occur in N-Triples, and those of what a document says of itself."""
    iris = {part.partition(b">")[0] for part in body.split(b"<")}  # each once: most come many times
    found = set(SPACES.findall(b"<" + b"<".join(iris)))
    spaces = {(space + further).decode() for space, start in found for further in (b"", start)}
    return {prefix: space for space, prefix in _by_namespace(base).items() if prefix in OWN or space in spaces}


@lru_cache(maxsize=8)
def _by_namespace(base: str) -> Mapping[str, str]:
    """Namespace -> prefix, one for each."""
    return {space: prefix for prefix, space in prefixes(Iris(base)).items()}
