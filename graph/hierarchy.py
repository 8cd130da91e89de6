"""How many levels lie between a disease and each group above it, by the shortest way.

SPARQL can follow a path but not tell its length, so this derivation is a walk and not a query. Each pair is said twice:
`skos:broaderTransitive`, and `gd:broader-by-3` for three levels, where `gd:broader-by-3 gd:levels 3`.
"""

from collections.abc import Iterator, Mapping

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from genoderm.ontology.terms import Disease, broader_by, levels
from genoderm.ontology.vocabularies import RDF_TYPE, SKOS_BROADER, SKOS_BROADER_TRANSITIVE, XSD_INTEGER

Parents = Mapping[NamedNode, set[NamedNode]]


def hierarchy(store: Store) -> Iterator[Triple]:
    """The statements about every disease and every group above it, in the default graph's hierarchy."""
    parents, deepest = _parents(store), 0
    for disease in parents:
        for above, distance in _above(disease, parents):
            deepest = max(deepest, distance)
            yield Triple(disease, SKOS_BROADER_TRANSITIVE, above)
            yield Triple(disease, broader_by(distance), above)
    for distance in range(1, deepest + 1):
        yield Triple(broader_by(distance), levels, Literal(str(distance), datatype=XSD_INTEGER))


def _parents(store: Store) -> Parents:
    diseases = {quad.subject for quad in store.quads_for_pattern(None, RDF_TYPE, Disease, DefaultGraph())}
    found: dict[NamedNode, set[NamedNode]] = {}
    for quad in store.quads_for_pattern(None, SKOS_BROADER, None, DefaultGraph()):
        match quad.subject, quad.object:
            case NamedNode() as child, NamedNode() as parent if child in diseases and parent in diseases:
                found.setdefault(child, set()).add(parent)
    return found


def _above(disease: NamedNode, parents: Parents) -> Iterator[tuple[NamedNode, int]]:
    """Everything above, nearest first; a loop ends where it began, and validation tells of it."""
    known: set[NamedNode] = set()
    level, distance = parents.get(disease, set()), 1
    while level:
        for above in level:
            yield above, distance
        known |= level
        level = {parent for above in level for parent in parents.get(above, ())} - known
        distance += 1
