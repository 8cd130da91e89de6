"""VoID linksets: which statements lead from this dataset to those of others, and how many (VoID, 5).

A statement between two codes of one system, such as a group of Orphanet's above a disease of Orphanet's, is no link
from here to there, and not counted.
"""

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.graph.partitions import DATASET, TRIPLES, number
from genoderm.ontology.code_systems import CODE_SYSTEMS
from genoderm.ontology.terms import Iris, digest, slug
from genoderm.ontology.vocabularies import DCT_TITLE, FOAF_HOMEPAGE, RDF_TYPE, VOID

LINKSET = NamedNode(VOID + "Linkset")
SUBSET = NamedNode(VOID + "subset")
SUBJECTS_TARGET = NamedNode(VOID + "subjectsTarget")
OBJECTS_TARGET = NamedNode(VOID + "objectsTarget")
LINK_PREDICATE = NamedNode(VOID + "linkPredicate")
URI_SPACE = NamedNode(VOID + "uriSpace")


def linksets(links: Mapping[tuple[str, NamedNode], int], dataset: NamedNode, iris: Iris) -> Iterator[Triple]:
    """A linkset for each system and property, given how many statements lead to the codes of the one by the other."""
    for prefix in {prefix for prefix, _ in links}:
        yield from _target(prefix, _dataset(prefix, iris))
    for (prefix, predicate), count in links.items():
        linkset = iris.thing("linkset", digest(prefix, predicate.value))
        yield Triple(dataset, SUBSET, linkset)
        yield Triple(linkset, RDF_TYPE, LINKSET)
        yield Triple(linkset, SUBJECTS_TARGET, dataset)
        yield Triple(linkset, OBJECTS_TARGET, _dataset(prefix, iris))
        yield Triple(linkset, LINK_PREDICATE, predicate)
        yield Triple(linkset, TRIPLES, number(count))


def _target(prefix: str, target: NamedNode) -> Iterator[Triple]:
    system = CODE_SYSTEMS[prefix]
    yield Triple(target, RDF_TYPE, DATASET)
    yield Triple(target, DCT_TITLE, Literal(system.title, language="en"))
    yield Triple(target, FOAF_HOMEPAGE, NamedNode(system.homepage))
    yield Triple(target, URI_SPACE, Literal(system.uri_space))


def _dataset(prefix: str, iris: Iris) -> NamedNode:
    return iris.thing("dataset", slug(prefix))
