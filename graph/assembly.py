"""The content of a release: staged, derived, validated, described, dumped; all but its manifest."""

import csv
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from genoderm.graph import derivation, provenance, statistics
from genoderm.graph.census import merged
from genoderm.graph.degrees import Degrees, degrees
from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.dump import Section, write_dump
from genoderm.graph.findings import Finding, write_findings
from genoderm.graph.fragments import Fragment
from genoderm.graph.manifest import QUARANTINE, REPORT, Graph
from genoderm.graph.ntriples import Sorted
from genoderm.graph.progress import Watch
from genoderm.graph.staging import OWN_GRAPH_ONLY, Staging
from genoderm.graph.text_index import write_index
from genoderm.graph.validation import validate
from genoderm.loaders.report import Fault
from genoderm.loaders.source import Source
from genoderm.ontology import example_statements
from genoderm.ontology.terms import Iris

LOADING = 2  # graphs at a time: the engine loads each on one core, and a third would cost another 0.4 GB


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in the folder of a release."""

    graphs: tuple[Graph, ...]
    triples: int  # distinct, in the default graph
    findings: tuple[Finding, ...]
    degrees: Degrees


def assemble(folder: Path, fragments: Sequence[Fragment], iris: Iris, tool: str, watch: Watch) -> Content:
    """Fill `folder` with store, index, dump and reports; findings may hold errors, which the caller refuses."""
    with Staging(folder, iris) as staging:
        _load(staging, fragments, watch)
        derivation.derive(staging, watch)
        findings = validate(staging.store, watch)
        write_findings(findings, folder / REPORT)
        _write_quarantine(fragments, folder / QUARANTINE)
        watch.stage("describing", 4)
        triples = _describe(staging, fragments, iris, tool)
        most = degrees(merged(_union(staging)), staging.store)
        watch.advance(1)
        write_index(staging.store, folder)
        watch.advance(1)
        sections = write_dump(staging.files, folder / DUMP, iris)
        watch.advance(1)
        graphs = tuple(_graphs(staging, fragments, sections, iris))
        staging.finish()
    shutil.rmtree(folder / "graphs")
    watch.advance(1)
    return Content(graphs, triples, tuple(findings), most)


def _load(staging: Staging, fragments: Iterable[Fragment], watch: Watch) -> None:
    files: dict[str, list[Sorted]] = defaultdict(list)
    for fragment in fragments:
        for name, file in fragment.graphs.items():
            files[name].append(file)
    watch.stage("loading", sum(file.triples for parts in files.values() for file in parts))
    with ThreadPoolExecutor(LOADING) as pool:
        running = {pool.submit(staging.load, name, *parts): parts for name, parts in sorted(files.items())}
        for done in as_completed(running):
            done.result()
            watch.advance(sum(file.triples for file in running[done]))


def _describe(staging: Staging, fragments: Sequence[Fragment], iris: Iris, tool: str) -> int:
    own = (derivation.GRAPH, provenance.GRAPH, example_statements.GRAPH, statistics.GRAPH)
    staging.add(provenance.GRAPH, provenance.provenance(fragments, own, tool, iris))
    staging.add(example_statements.GRAPH, example_statements.example_statements(iris))
    named = {name: partial(merged, [file.path]) for name, file in staging.files.items()}
    described, triples = statistics.statistics(named, partial(merged, _union(staging)), iris)
    staging.add(statistics.GRAPH, described)
    return triples


def _union(staging: Staging) -> list[Path]:
    """The files whose triples make up the default graph."""
    return [file.path for name, file in staging.files.items() if not name.endswith(OWN_GRAPH_ONLY)]


def _graphs(
    staging: Staging, fragments: Iterable[Fragment], sections: dict[str, Section], iris: Iris
) -> Iterator[Graph]:
    origin: dict[str, tuple[Source, tuple[str, ...]]] = {
        name: (fragment.source, fragment.versions) for fragment in fragments for name in fragment.graphs
    }
    for name, file in sorted(staging.files.items()):
        source, versions = origin.get(name, (provenance.ours(name), ()))
        yield Graph(
            name=name,
            iri=iris.graph(name).value,
            title=source.title,
            publisher=source.publisher,
            licence=source.licence,
            homepage=source.homepage,
            attribution=source.attribution,
            versions=versions,
            triples=file.triples,
            sha256=file.sha256,
            offset=sections[name].offset,
            length=sections[name].length,
        )


def _write_quarantine(fragments: Iterable[Fragment], path: Path) -> None:
    """Every record kept out, with its place and what would be right, as a table that its keeper can work through."""
    faults: list[Fault] = sorted(fault for fragment in fragments for fault in fragment.faults)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("file", "where", "what", "found", "expected"))
        rows.writerows((fault.file, fault.where, fault.what, fault.found, fault.expected) for fault in faults)
