"""Whose a mapping is: the source that tells it, with its version and licence.

A release of full files has a graph for each source. The shipped tables put the facts of several sources into one graph;
there the mapping set of a statement's SSSOM record names the source, and the table of sources beside them describes it.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from genoderm.graph.derivation import GRAPH as DERIVED
from genoderm.graph.manifest import Graph, Manifest
from genoderm.graph.provenance import OURS
from genoderm.loaders.mapping_chain import CHAIN_SET
from genoderm.ontology.terms import Iris

RECORDS = "-mappings"  # ends the name of the graph that has the SSSOM records of another
SET = "mapping-set"  # the kind of thing that a mapping set is
# of the sources in the table, which tells the rest; by what their names begin with
PUBLISHERS: Mapping[str, str] = {
    "orphanet": "Orphanet, INSERM",
    "mondo": "Monarch Initiative",
    "icd11": "World Health Organization; mapping set by the Monarch Initiative",
}
CHAINS = "Codes that MONDO gives for a disease, chained through its exact match with an ORPHA code"


@dataclass(frozen=True, slots=True)
class MappingSource:
    """Who tells mappings; what is not known is empty."""

    name: str
    title: str
    publisher: str
    version: str
    licence: str
    homepage: str
    attribution: str


def source_name(graph: str, sets: Iterable[str], iris: Iris) -> str:
    """The name of the source of a statement in this graph, whose SSSOM records are in these mapping sets, by IRI."""
    name = iris.graph_name(graph).removesuffix(RECORDS)
    if name == DERIVED:
        return CHAIN_SET
    own = iris.iri(SET, "")
    return next((told.removeprefix(own) for told in sorted(sets) if told.startswith(own)), name)


def mapping_source(name: str, manifest: Manifest) -> MappingSource:
    """The source of this name, as this release knows it."""
    graphs = {graph.name: graph for graph in manifest.graphs}
    if name in graphs:
        return _of_graph(name, graphs[name])
    if name == CHAIN_SET:
        version = mapping_source("mondo", manifest).version
        return MappingSource(name, CHAINS, OURS.publisher, version, OURS.licence, OURS.homepage, OURS.attribution)
    return _shipped().get(name) or MappingSource(name, name, "", "", "", "", "")


def _of_graph(name: str, graph: Graph) -> MappingSource:
    version = max(graph.versions, default="")
    return MappingSource(name, graph.title, graph.publisher, version, graph.licence, graph.homepage, graph.attribution)


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, MappingSource]:
    table = (files("genoderm.loaders") / "data" / "disease_sources.csv").read_text(encoding="utf-8")
    return {row["source"]: _of_row(row) for row in csv.DictReader(table.splitlines())}


def _of_row(row: Mapping[str, str]) -> MappingSource:
    publisher = next((who for start, who in PUBLISHERS.items() if row["source"].startswith(start)), "")
    told = row["version"], row["licence"], row["homepage"], row["attribution"]
    return MappingSource(row["source"], row["title"], publisher, *told)
