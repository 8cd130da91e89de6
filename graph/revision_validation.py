"""Validation of a release that a write made of a valid one: what the write cannot have changed is not judged again.

The constraints of the shapes look at a thing's own statements and at the classes of the things that it names (see
`slices`), so only things of which either changed are judged; the queries, which look at everything, all run.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse

from genoderm.graph.findings import SHOWN, Finding, InvalidRelease, read_findings
from genoderm.graph.manifest import REPORT, Manifest
from genoderm.graph.progress import Silent
from genoderm.graph.slices import node_findings, nodes_of
from genoderm.graph.validation import WRITTEN, checks, rows, rules, validate
from genoderm.ontology.files import SHAPES, ontology_file
from genoderm.ontology.vocabularies import RDF_TYPE


def validate_again(store: Store, release: Path, manifest: Manifest, changed: Iterable[bytes]) -> list[Finding]:
    """The findings in this store, made of `release` by changing these lines of its default graph; sorted.

    InvalidRelease if there are errors that were not there before.
    """
    before = read_findings(release / REPORT)
    if manifest.rules == rules():
        found = _found(store, before, set(_affected(store, changed)))
    else:
        found = validate(store, Silent())
    _refuse(set(found).difference(before))
    return found


def _found(store: Store, before: Iterable[Finding], affected: set[NamedNode]) -> list[Finding]:
    things = [node for node in nodes_of(store, WRITTEN) if node in affected]
    names = {node.value for node in affected}
    found = [finding for finding in before if finding.check.startswith(SHAPES) and finding.focus not in names]
    if things:
        found += node_findings(store, things, ontology_file(SHAPES).read_text("utf-8"))
    for name, severity, query in checks():
        found += rows(store, name, severity, query)
    return sorted(set(found))


def _affected(store: Store, changed: Iterable[bytes]) -> Iterator[NamedNode]:
    """The things of which a statement changed, and those that name one of which a class changed."""
    classified: set[NamedNode] = set()
    for quad in parse(b"".join(changed), format=RdfFormat.N_TRIPLES):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject
            if quad.predicate == RDF_TYPE:
                classified.add(quad.subject)
    for thing in classified:
        for quad in store.quads_for_pattern(None, None, thing, DefaultGraph()):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject


def _refuse(findings: Iterable[Finding]) -> None:
    errors = sorted(finding for finding in findings if finding.severity == "error")
    if errors:
        first = "\n".join(f"  {error}" for error in errors[:SHOWN])
        raise InvalidRelease(f"nothing was written, since errors would come of it, {len(errors)} in all:\n{first}")
