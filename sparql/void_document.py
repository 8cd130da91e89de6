"""The VoID description of a release as the document at `/.well-known/void` (VoID, 7.2, registers that address).

In the graph itself, places have addresses that last; in the document, those at which the client reached this server.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.graph.statistics import IN_DATASET, dataset_iri
from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import DCT, DCT_TITLE, FOAF, RDF_TYPE, VOID

PATH = ".well-known/void"
PLACES = ("sparql", "dump.nq")
DESCRIPTION = NamedNode(VOID + "DatasetDescription")
PRIMARY_TOPIC = NamedNode(FOAF + "primaryTopic")
CONFORMS_TO = NamedNode(DCT + "conformsTo")
TITLES = {"en": "What Genoderm holds", "fr": "Ce que contient Genoderm"}


def void_document(told: Iterable[Triple], iris: Iris, base: str, models: Iterable[NamedNode] = ()) -> Iterator[Triple]:
    """What the release tells of itself, with addresses below `base`, in a document that links back to the dataset.

    `models` are the versions of the ontology that its statements conform to, as the release has them.
    """
    here: dict[object, NamedNode] = {iris.place(path): NamedNode(f"{base}/{path}") for path in PLACES}
    for triple in told:
        yield Triple(triple.subject, triple.predicate, here.get(triple.object, triple.object))
    for model in models:
        yield Triple(dataset_iri(iris), CONFORMS_TO, model)
    yield from backlink(NamedNode(f"{base}/{PATH}"), iris)


def backlink(document: NamedNode, iris: Iris) -> Iterator[Triple]:
    """What a document about the dataset, or about anything in it, says of itself (VoID, 6.3)."""
    yield Triple(document, RDF_TYPE, DESCRIPTION)
    yield Triple(document, PRIMARY_TOPIC, dataset_iri(iris))
    yield Triple(document, IN_DATASET, dataset_iri(iris))
    for language, title in TITLES.items():
        yield Triple(document, DCT_TITLE, Literal(title, language=language))
