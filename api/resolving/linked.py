"""The answers of the resolver as JSON-LD: what the graph says of the diseases, and who says what of which code.

A statement stands in the graph of its source. What is unknown cannot be told as a statement, and is not there.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from genoderm.api.mappings.sources import SET
from genoderm.api.resolving.models import DiseaseTold, MappingTold, ReadingTold, Resolution, Successor
from genoderm.api.resolving.precision import Precision
from genoderm.graph.manifest import Manifest
from genoderm.ontology.files import context
from genoderm.ontology.terms import CODES, Iris

Node = dict[str, Any]
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch", "hasDbXref")
TERMS = ("id", "graph", "prefLabel", "notation", "deprecated", "isReplacedBy", "lastVersion", *MATCHES)
PREFIXES = ("skos", "owl", "dct", "gd", "oboInOwl", "xsd")


@lru_cache(maxsize=1)
def terms() -> Node:
    """The terms of our context that are used here."""
    whole = context()
    return {name: whole[name] for name in ("@version", *PREFIXES, *TERMS)}


def nodes(items: Iterable[Resolution], manifest: Manifest, language: str) -> Iterator[Node]:
    """The nodes of these codes; one that several codes lead to comes with each of them."""
    for item in items:
        for reading in item.readings:
            if reading.deprecated:
                yield {"id": reading.iri, "deprecated": "true"}
            for disease in reading.diseases:
                yield from _disease(disease, language)
                yield from (
                    _statement(reading, disease, mapping, manifest) for mapping in disease.mappings if mapping.source
                )


def _disease(disease: DiseaseTold, language: str) -> Iterator[Node]:
    named: Node = _named(disease, language)
    if disease.status == "retired":
        named["deprecated"] = "true"
    if disease.last_version:
        named["lastVersion"] = disease.last_version
    if disease.replaced_by:
        named["isReplacedBy"] = [one.iri for one in disease.replaced_by]
    yield named
    yield from (_named(one, language) for one in disease.replaced_by)


def _named(thing: Successor, language: str) -> Node:
    tongue = language if thing.name_language is None else thing.name_language
    return {"id": thing.iri, "notation": thing.code, "prefLabel": {tongue or "@none": thing.name}}


def _statement(reading: ReadingTold, disease: DiseaseTold, mapping: MappingTold, manifest: Manifest) -> Node:
    iris, graphs = Iris(manifest.base), {graph.name for graph in manifest.graphs}
    source = mapping.source or ""
    graph = iris.graph(source) if source in graphs else iris.thing(SET, source)
    return {"id": graph.value, "graph": list(_match(reading, disease, mapping))}


def _match(reading: ReadingTold, disease: DiseaseTold, mapping: MappingTold) -> Iterator[Node]:
    predicate = (mapping.predicate or "").partition(":")[2]
    if reading.system == "icd11.code" and mapping.through:  # diseases are matched to the foundation, that to the code
        between = CODES.expand(mapping.through) or ""
        yield {"id": disease.iri, predicate: between}
        yield {"id": between, "exactMatch": reading.iri}
    elif reading.system == "MONDO" and mapping.precision is Precision.NOT_TOLD:  # MONDO's reference to a disease
        yield {"id": reading.iri, predicate: disease.iri}
    else:
        yield {"id": disease.iri, predicate: reading.iri}
