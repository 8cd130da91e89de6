"""What is in the catalogue: the dataset, a version of it for each release, their files, the sources, the services.

Addresses are those at which the client reached this server; a file that is still being made is not told of.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.api.catalogue import names as n
from genoderm.api.catalogue.services import Service
from genoderm.api.dumps.shelf import COMPRESSED, Download, Dump
from genoderm.graph import provenance as p
from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.manifest import Graph, Manifest
from genoderm.graph.partitions import TRIPLES, number
from genoderm.graph.statistics import dataset_iri
from genoderm.ontology import terms
from genoderm.ontology.terms import Iris, digest
from genoderm.ontology.vocabularies import DCT_IDENTIFIER, DCT_LICENSE, DCT_SOURCE, DCT_TITLE, FOAF_HOMEPAGE, RDF_TYPE

Value = NamedNode | Literal
N_QUADS = "application/n-quads"
WORDS = {
    "en": "Who has expertise on genodermatoses and rare skin disorders, for which disease, where, in which network and "
    "attested by whom, with the diseases’ codes, names, genes and signs.",
    "fr": "Qui détient l’expertise des génodermatoses et des maladies rares de la peau, de quelle maladie, où, dans "
    "quel réseau et attestée par qui, avec les codes, les noms, les gènes et les signes des maladies.",
}
KEYWORDS = {
    "en": ("rare diseases", "genodermatoses", "expert centres", "ORPHA codes"),
    "fr": ("maladies rares", "génodermatoses", "centres experts", "codes ORPHA"),
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A deployment at an address, its releases, newest first, the dumps that were made, and its services."""

    base: str
    current: Manifest
    releases: Sequence[Manifest]
    dumps: Mapping[str, Dump] = field(default_factory=dict)
    services: Sequence[Service] = ()

    @property
    def iris(self) -> Iris:
        """Of this deployment."""
        return Iris(self.current.base)

    def triples(self) -> Iterator[Triple]:
        """All of it."""
        yield from self._itself()
        yield from self._dataset()
        for release in self.releases:
            yield from self._release(release)
        for graph in self.current.graphs:
            yield from self._source(graph)
        for service in self.services:
            yield from self._service(service)

    def _itself(self) -> Iterator[Triple]:
        node = n.catalogue_iri(self.iris)
        yield from _said(node, {RDF_TYPE: [p.CATALOG], n.MODIFIED: [_instant(self.current.created)]})
        yield from self._published(node)
        yield Triple(node, p.DCAT_DATASET, dataset_iri(self.iris))
        for service in self.services:
            yield Triple(node, n.SERVICE, n.entry(self.iris, "service", service.name))

    def _dataset(self) -> Iterator[Triple]:
        node = dataset_iri(self.iris)
        yield Triple(node, RDF_TYPE, p.DATASET)
        yield from self._published(node)
        yield Triple(node, n.LANDING_PAGE, NamedNode(f"{self.base}/data"))
        yield Triple(node, n.CURRENT_VERSION, self._version(self.current))
        for release in self.releases:
            yield Triple(node, n.HAS_VERSION, self._version(release))
        for language, words in KEYWORDS.items():
            yield from _said(node, {n.KEYWORD: [Literal(word, language=language) for word in words]})

    def _published(self, node: NamedNode) -> Iterator[Triple]:
        yield from _said(node, {DCT_TITLE: _in(p.TITLES), n.DESCRIPTION: _in(WORDS)})
        yield from _said(node, {DCT_LICENSE: [NamedNode(p.OURS.licence)], FOAF_HOMEPAGE: [NamedNode(p.OURS.homepage)]})
        yield from self._publisher(node, p.OURS.publisher)

    def _release(self, release: Manifest) -> Iterator[Triple]:
        node = self._version(release)
        yield from self._dated(node, release)
        before = next((other for other in self.releases if other.id == release.previous), None)
        if before:
            yield Triple(node, n.PREVIOUS_VERSION, self._version(before))
        if release.id == self.current.id:
            yield from _said(node, {n.HAS_PART: [NamedNode(graph.iri) for graph in release.graphs]})
            yield from self._plain_dump(node)
        dump = self.dumps.get(release.id)
        for file in dump.files if dump else ():
            if not file.graph:
                yield from self._file(node, file, release.id)

    def _dated(self, node: NamedNode, release: Manifest) -> Iterator[Triple]:
        titles = {language: f"{title}, {release.created[:10]}" for language, title in p.TITLES.items()}
        return _said(
            node,
            {
                RDF_TYPE: [p.DATASET, terms.Release],
                DCT_TITLE: _in(titles),
                DCT_IDENTIFIER: [Literal(release.id)],
                p.DCAT_VERSION: [Literal(release.id)],
                n.ISSUED: [_instant(release.created)],
                n.IS_VERSION_OF: [dataset_iri(self.iris)],
                DCT_LICENSE: [NamedNode(p.OURS.licence)],
                TRIPLES: [number(release.triples)],
            },
        )

    def _plain_dump(self, version: NamedNode) -> Iterator[Triple]:
        """The dump as it is in the release, at an address that leads to that of the current one."""
        current = self.current
        node = n.entry(self.iris, "file", current.files[DUMP][:16])
        size = sum(graph.length for graph in current.graphs) + (current.unnamed.length if current.unnamed else 0)
        yield Triple(version, p.DCAT_DISTRIBUTION, node)
        yield from self._distribution(node, f"{self.base}/dump.nq", "dump.nq", N_QUADS)
        yield from _summed(node, n.entry(self.iris, "checksum", current.files[DUMP][:16]), current.files[DUMP], size)

    def _file(self, of: NamedNode, file: Download, release: str) -> Iterator[Triple]:
        node = n.entry(self.iris, "file", file.sha256[:16])
        yield Triple(of, p.DCAT_DISTRIBUTION, node)
        yield from self._distribution(node, f"{self.base}/dumps/{release}/{file.name}", file.name, file.media_type)
        yield Triple(node, n.COMPRESS_FORMAT, n.media_type(COMPRESSED[file.compression]))
        yield from _summed(node, n.entry(self.iris, "checksum", file.sha256[:16]), file.sha256, file.bytes)

    def _distribution(self, node: NamedNode, address: str, title: str, media_type: str) -> Iterator[Triple]:
        return _said(
            node,
            {
                RDF_TYPE: [p.DISTRIBUTION],
                DCT_TITLE: [Literal(title)],
                n.ACCESS_URL: [NamedNode(address)],
                n.DOWNLOAD_URL: [NamedNode(address)],
                p.MEDIA_TYPE: [n.media_type(media_type)],
                DCT_LICENSE: [NamedNode(p.OURS.licence)],
            },
        )

    def _source(self, graph: Graph) -> Iterator[Triple]:
        node = NamedNode(graph.iri)
        yield Triple(dataset_iri(self.iris), DCT_SOURCE, node)
        yield from _said(node, {RDF_TYPE: [p.DATASET, terms.SourceGraph], TRIPLES: [number(graph.triples)]})
        yield Triple(node, DCT_TITLE, Literal(graph.title, language="en"))
        yield from self._publisher(node, graph.publisher)
        yield from _said(node, {p.DCAT_VERSION: [Literal(version) for version in graph.versions]})
        for property_, address in ((DCT_LICENSE, graph.licence), (n.LANDING_PAGE, graph.homepage)):
            if address:
                yield Triple(node, property_, NamedNode(address))
        dump = self.dumps.get(self.current.id)
        for file in dump.files if dump else ():
            if file.graph == graph.iri:
                yield from self._file(node, file, self.current.id)

    def _service(self, service: Service) -> Iterator[Triple]:
        return _said(
            n.entry(self.iris, "service", service.name),
            {
                RDF_TYPE: [n.DATA_SERVICE],
                DCT_TITLE: _in(service.titles),
                n.ENDPOINT_URL: [NamedNode(f"{self.base}{service.path}")],
                n.ENDPOINT_DESCRIPTION: [NamedNode(f"{self.base}{service.description}")],
                n.CONFORMS_TO: [NamedNode(service.standard)],
                n.SERVES: [dataset_iri(self.iris)],
                DCT_LICENSE: [NamedNode(p.OURS.licence)],
            },
        )

    def _publisher(self, of: NamedNode, name: str) -> Iterator[Triple]:
        if name:
            agent = n.entry(self.iris, "publisher", digest(name))
            yield Triple(of, p.PUBLISHER, agent)
            yield from _said(agent, {RDF_TYPE: [n.AGENT], n.NAME: [Literal(name)]})

    def _version(self, release: Manifest) -> NamedNode:
        return n.entry(self.iris, "release", release.id)


def _summed(node: NamedNode, checksum: NamedNode, sha256: str, size: int) -> Iterator[Triple]:
    yield Triple(node, n.BYTE_SIZE, Literal(str(size), datatype=n.SIZE))
    yield Triple(node, n.CHECKSUM, checksum)
    value = Literal(sha256, datatype=n.HEXADECIMAL)
    yield from _said(checksum, {RDF_TYPE: [n.CHECKSUM_CLASS], n.ALGORITHM: [n.SHA256], n.CHECKSUM_VALUE: [value]})


def _said(node: NamedNode, told: Mapping[NamedNode, Sequence[Value]]) -> Iterator[Triple]:
    for property_, values in told.items():
        for value in values:
            yield Triple(node, property_, value)


def _in(words: Mapping[str, str]) -> list[Literal]:
    return [Literal(text, language=language) for language, text in words.items()]


def _instant(told: str) -> Literal:
    return Literal(told, datatype=n.DATE_TIME)
