"""Our own vocabulary as a source: the ontology and its concept schemes, so that a release explains its own words."""

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from genoderm.loaders.opening import stream
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader, Sample, Source
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import GD, ONTOLOGY

SOURCE = Source(
    name="genoderm-ontology",
    title="The Genoderm ontology and its concept schemes",
    publisher="The Genoderm project",
    homepage=ONTOLOGY.value,
    licence="https://creativecommons.org/licenses/by/4.0/",
    attribution="Genoderm ontology, CC BY 4.0",
)
GRAPH = "ontology"


def recognise(sample: Sample) -> Edition | None:
    """Turtle that declares our namespace, without shapes."""
    text = sample.head.decode("utf-8", "replace")
    if GD not in text or "@prefix" not in text or "sh:NodeShape" in text:
        return None
    return Edition(SOURCE, sample.path, GRAPH, version="")


def records(edition: Edition, report: Report) -> Iterator[Triple]:
    """The triples of the file; a blank node has no name that two builds could share, so it is kept out."""
    for triple in _parsed(edition):
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            report.set_aside("a blank node: the parts of an OWL expression")
        else:
            yield triple


def _parsed(edition: Edition) -> Iterator[Triple]:
    with stream(edition.path) as file:
        try:
            yield from (quad.triple for quad in parse(file, format=RdfFormat.TURTLE))
        except SyntaxError as fault:
            raise BadInput(f"{edition.path.name} is no Turtle, or breaks off: {fault}") from fault


def itself(triple: Triple, _: Context) -> Iterable[Triple]:
    """A record here is a triple already."""
    return (triple,)


LOADER = Loader(source=SOURCE, recognise=recognise, records=records, graphs={"": itself})
