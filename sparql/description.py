"""What the service says of itself: SPARQL 1.1 Service Description, https://www.w3.org/TR/sparql11-service-description/.

It promises only what a test uses. So there is no sd:UnionDefaultGraph, since records of mappings are in no graph but
their own; sd:BasicFederatedQuery is told of where endpoints are listed that queries may ask; and updates are another
service, at an address of their own, told of where they are let in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.graph.manifest import Graph, Manifest
from genoderm.graph.partitions import DATASET as VOID_DATASET
from genoderm.graph.partitions import TRIPLES, number
from genoderm.graph.provenance import TITLES
from genoderm.graph.statistics import dataset_iri
from genoderm.ontology.terms import Iris, digest
from genoderm.ontology.vocabularies import DCT_LICENSE, DCT_TITLE, FORMATS, GEOF, RDF_TYPE, RDFS_COMMENT, RDFS_LABEL, SD

SERVICE = NamedNode(SD + "Service")
ENDPOINT = NamedNode(SD + "endpoint")
LANGUAGE = NamedNode(SD + "supportedLanguage")
QUERY_LANGUAGE = NamedNode(SD + "SPARQL11Query")
UPDATE_LANGUAGE = NamedNode(SD + "SPARQL11Update")
RESULT_FORMAT = NamedNode(SD + "resultFormat")
EXTENSION_FUNCTION = NamedNode(SD + "extensionFunction")
FUNCTION = NamedNode(SD + "Function")
LANGUAGE_EXTENSION = NamedNode(SD + "languageExtension")
FEATURE = NamedNode(SD + "Feature")
HAS_FEATURE = NamedNode(SD + "feature")
FEDERATED = NamedNode(SD + "BasicFederatedQuery")
ENTAILMENT = NamedNode(SD + "defaultEntailmentRegime")
SIMPLE = NamedNode("http://www.w3.org/ns/entailment/Simple")
DEFAULT_DATASET = NamedNode(SD + "defaultDataset")
DATASET = NamedNode(SD + "Dataset")
DEFAULT_GRAPH = NamedNode(SD + "defaultGraph")
GRAPH = NamedNode(SD + "Graph")
NAMED_GRAPH = NamedNode(SD + "namedGraph")
NAMED = NamedNode(SD + "NamedGraph")
NAME = NamedNode(SD + "name")
OF_GRAPH = NamedNode(SD + "graph")
# the formats of https://www.w3.org/ns/formats/ by their media types
NAMES: Mapping[str, str] = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
}
# GeoSPARQL's functions that pyoxigraph 0.5.13 has
FUNCTIONS = (
    *("asGeoJSON", "centroid", "convexHull", "coordinateDimension", "difference", "dimension", "distance", "envelope"),
    *("getSRID", "intersection", "isEmpty", "isSimple", "length", "perimeter", "relate", "spatialDimension"),
    *("symDifference", "union"),
    *(
        f"sf{name}"
        for name in ("Contains", "Crosses", "Disjoint", "Equals", "Intersects", "Overlaps", "Touches", "Within")
    ),
    *(f"eh{name}" for name in ("Contains", "CoveredBy", "Covers", "Disjoint", "Equals", "Inside", "Meet", "Overlap")),
    *(f"rcc8{name}" for name in ("dc", "ec", "eq", "ntpp", "ntppi", "po", "tpp", "tppi")),
)
AVAILABLE_GRAPHS = NamedNode(SD + "availableGraphs")
GRAPH_COLLECTION = NamedNode(SD + "GraphCollection")
NETWORK = {
    "en": (
        "all nodes of the network at once",
        "With scope=network, or the network's graph as default-graph-uri, a query without SERVICE asks the merge of "
        "the default graphs of all nodes; the header Genoderm-Complete tells whether all of them answered.",
    ),
    "fr": (
        "tous les nœuds du réseau à la fois",
        "Avec scope=network, ou le graphe du réseau comme default-graph-uri, une requête sans SERVICE interroge la "
        "fusion des graphes par défaut de tous les nœuds ; l’en-tête Genoderm-Complete dit si tous ont répondu.",
    ),
}
UNION = {
    "en": "What the named graphs say, each triple once; but not the graphs whose names end in -mappings.",
    "fr": "Ce que disent les graphes nommés, chaque triplet une fois, sauf ceux dont le nom finit par -mappings.",
}


@dataclass(frozen=True, slots=True)
class Offers:
    """What depends on how a deployment is run."""

    updates: str = ""  # the address of the update service; "": writes are not let in
    services: frozenset[str] = field(default_factory=frozenset)  # those of a SERVICE that are answered here
    others: bool = False  # whether a SERVICE may ask others
    network: bool = False  # whether there are other nodes, of which a query may ask all at once


def describe(manifest: Manifest, endpoint: str, offers: Offers = Offers()) -> list[Triple]:
    """The description of the service at this address, as the client sees it, which answers from this release."""
    service = NamedNode(endpoint)
    return [
        *_service(service, QUERY_LANGUAGE),
        Triple(service, ENTAILMENT, SIMPLE),
        *(Triple(service, RESULT_FORMAT, NamedNode(FORMATS + name)) for name in NAMES.values()),
        *_functions(service),
        *_extensions(service, offers.services),
        *((Triple(service, HAS_FEATURE, FEDERATED),) if offers.others else ()),
        *_dataset(service, manifest),
        *(_network(service, manifest) if offers.network else ()),
        *(_service(NamedNode(offers.updates), UPDATE_LANGUAGE) if offers.updates else ()),
    ]


def network_graph(iris: Iris) -> NamedNode:
    """What the merge of the default graphs of all nodes is called, for `default-graph-uri`."""
    return iris.thing("dataset", "network")


def _network(service: NamedNode, manifest: Manifest) -> Iterator[Triple]:
    """A feature of its own, and the graph by which the Protocol's parameters ask for it."""
    graph, feature = network_graph(Iris(manifest.base)), NamedNode(f"{service.value}#network")
    graphs, named = NamedNode(f"{service.value}#graphs"), NamedNode(f"{service.value}#network-graph")
    yield Triple(service, HAS_FEATURE, feature)
    yield Triple(feature, RDF_TYPE, FEATURE)
    yield Triple(service, AVAILABLE_GRAPHS, graphs)
    yield Triple(graphs, RDF_TYPE, GRAPH_COLLECTION)
    yield Triple(graphs, NAMED_GRAPH, named)
    yield Triple(named, RDF_TYPE, NAMED)
    yield Triple(named, NAME, graph)
    for language, (title, told) in NETWORK.items():
        yield Triple(feature, RDFS_LABEL, Literal(title, language=language))
        yield Triple(feature, RDFS_COMMENT, Literal(told, language=language))


def _service(service: NamedNode, language: NamedNode) -> Iterator[Triple]:
    yield Triple(service, RDF_TYPE, SERVICE)
    yield Triple(service, ENDPOINT, service)
    yield Triple(service, LANGUAGE, language)


def _functions(service: NamedNode) -> Iterator[Triple]:
    for name in FUNCTIONS:
        function = NamedNode(GEOF + name)
        yield Triple(service, EXTENSION_FUNCTION, function)
        yield Triple(function, RDF_TYPE, FUNCTION)


def _extensions(service: NamedNode, names: frozenset[str]) -> Iterator[Triple]:
    for name in sorted(names):
        yield Triple(service, LANGUAGE_EXTENSION, NamedNode(name))
        yield Triple(NamedNode(name), RDF_TYPE, FEATURE)


def _dataset(service: NamedNode, manifest: Manifest) -> Iterator[Triple]:
    dataset, graph = NamedNode(f"{service.value}#dataset"), dataset_iri(Iris(manifest.base))
    yield Triple(service, DEFAULT_DATASET, dataset)
    yield Triple(dataset, RDF_TYPE, DATASET)
    yield Triple(dataset, DEFAULT_GRAPH, graph)
    yield from _graph(graph, manifest.triples)
    for language, title in TITLES.items():
        yield Triple(graph, DCT_TITLE, Literal(title, language=language))
    for language, union in UNION.items() if manifest.union else ():
        yield Triple(graph, RDFS_COMMENT, Literal(union, language=language))
    for told in manifest.graphs:
        named = NamedNode(f"{service.value}#{digest(told.iri)}")
        yield Triple(dataset, NAMED_GRAPH, named)
        yield Triple(named, RDF_TYPE, NAMED)
        yield Triple(named, NAME, NamedNode(told.iri))
        yield Triple(named, OF_GRAPH, NamedNode(told.iri))
        yield from _graph(NamedNode(told.iri), told.triples)
        yield from _words(told)


def _graph(graph: NamedNode, triples: int) -> Iterator[Triple]:
    yield Triple(graph, RDF_TYPE, GRAPH)
    yield Triple(graph, RDF_TYPE, VOID_DATASET)
    yield Triple(graph, TRIPLES, number(triples))


def _words(told: Graph) -> Iterator[Triple]:
    yield Triple(NamedNode(told.iri), DCT_TITLE, Literal(told.title, language="en"))
    if told.licence:
        yield Triple(NamedNode(told.iri), DCT_LICENSE, NamedNode(told.licence))
