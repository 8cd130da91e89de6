"""The outcomes as an EARL report: Evaluation and Report Language 1.0, https://www.w3.org/TR/EARL10-Schema/."""

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from genoderm import __version__
from genoderm.api.conformance.table import Case, Outcome, reasons, run
from genoderm.ontology.vocabularies import DCT, DCT_TITLE, RDF_TYPE

EARL = "http://www.w3.org/ns/earl#"
DOAP = "http://usefulinc.com/ns/doap#"
OUTCOMES = {
    Outcome.PASSED: NamedNode(EARL + "passed"),
    Outcome.DEVIATES: NamedNode(EARL + "failed"),
    Outcome.REFUSED: NamedNode(EARL + "inapplicable"),
    Outcome.NOT_RUN: NamedNode(EARL + "untested"),
}


def report(told: Iterable[Case], endpoint: NamedNode) -> bytes:
    """The report on this endpoint, as Turtle."""
    prefixes = {"earl": EARL, "dct": DCT, "doap": DOAP}
    return serialize(_triples(told, endpoint), format=RdfFormat.TURTLE, prefixes=prefixes) or b""


def _triples(told: Iterable[Case], endpoint: NamedNode) -> Iterator[Triple]:
    yield Triple(endpoint, RDF_TYPE, NamedNode(EARL + "Software"))
    yield Triple(endpoint, DCT_TITLE, Literal("Genoderm"))
    yield Triple(endpoint, NamedNode(DOAP + "revision"), Literal(f"{__version__} ({run().engine})"))
    for case in told:
        yield from _assertion(case, endpoint, BlankNode(), BlankNode())


def _assertion(case: Case, endpoint: NamedNode, assertion: BlankNode, result: BlankNode) -> Iterator[Triple]:
    yield Triple(assertion, RDF_TYPE, NamedNode(EARL + "Assertion"))
    yield Triple(assertion, NamedNode(EARL + "assertedBy"), endpoint)
    yield Triple(assertion, NamedNode(EARL + "subject"), endpoint)
    yield Triple(assertion, NamedNode(EARL + "test"), NamedNode(case.iri))
    yield Triple(assertion, NamedNode(EARL + "mode"), NamedNode(EARL + "automatic"))
    yield Triple(assertion, NamedNode(EARL + "result"), result)
    yield Triple(result, RDF_TYPE, NamedNode(EARL + "TestResult"))
    yield Triple(result, NamedNode(EARL + "outcome"), OUTCOMES[case.outcome])
    if case.reason:
        yield Triple(result, NamedNode(EARL + "info"), Literal(reasons()[case.reason].english, language="en"))
