"""Mapping sets in SSSOM/TSV (https://mapping-commons.github.io/sssom/): a commented YAML header, then a table.

Every CURIE goes through the file's own curie_map to an IRI and from there to the prefix that the graph gives the
system, so that a code is one node whatever a file calls it ("Orphanet:79361" and "ORPHA:79361").
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from curies import Converter
from pyoxigraph import NamedNode

from genoderm.loaders.opening import lines
from genoderm.loaders.report import Report
from genoderm.loaders.tsv import BadCell, Row, comments, rows
from genoderm.ontology.terms import CODES, PREFIXES
from genoderm.ontology.vocabularies import (
    HAS_DB_XREF,
    SEMAPV,
    SKOS_BROAD_MATCH,
    SKOS_CLOSE_MATCH,
    SKOS_EXACT_MATCH,
    SKOS_NARROW_MATCH,
    SKOS_RELATED_MATCH,
)

COLUMNS = ("subject_id", "predicate_id", "object_id", "mapping_justification")
NO_PREFIXES: Mapping[str, str] = {}
NO_TERM = "sssom:NoTermFound"
RELATIONS = (
    SKOS_EXACT_MATCH,
    SKOS_BROAD_MATCH,
    SKOS_NARROW_MATCH,
    SKOS_CLOSE_MATCH,
    SKOS_RELATED_MATCH,
    HAS_DB_XREF,
)
PREDICATES = {node.value: node for node in RELATIONS}
# A key and a scalar, quoted or not: all that a header says in YAML, but for lists of people, which nobody needs here.
ENTRY = re.compile(r"#(?P<indent>\s*)(?P<key>[^\s:\-][^\s:]*):(?:\s+(?P<quote>['\"]?)(?P<value>.*?)(?P=quote))?\s*")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,63}")  # "I00-I99", "1F66.31"; several codes in a cell are not one
FORMS = {"MONDO": re.compile(r"[0-9]{7}"), "ORPHA": re.compile(r"[0-9]{1,7}"), "HP": re.compile(r"[0-9]{7}")}
SEMAPV_TERM = re.compile(re.escape(SEMAPV) + "[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Header:
    """What the comments say of the whole mapping set; an empty string for what they do not."""

    curies: Converter
    mapping_set: str
    version: str  # an IRI in MONDO's sets
    licence: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code under the prefix that the graph gives its system: Code("ORPHA", "79361")."""

    prefix: str  # of terms.PREFIXES
    code: str

    def __str__(self) -> str:
        """The CURIE."""
        return f"{self.prefix}:{self.code}"


@dataclass(frozen=True, slots=True)
class SssomMapping:
    """One row: subject, predicate and object, why somebody holds it true, and the labels where there are any."""

    subject: Code
    predicate: NamedNode  # one of RELATIONS
    object: Code
    justification: NamedNode
    subject_label: str = ""
    object_label: str = ""
    mapping_set: str = ""
    version: str = ""


def header(text: Iterable[str], prefixes: Mapping[str, str] = NO_PREFIXES) -> Header:
    """The header in the first lines of a file; `prefixes` stand in for a curie_map that it does not have."""
    values: dict[str, str] = {}
    curie_map: dict[str, str] = {}
    for line in comments(text):
        if entry := ENTRY.fullmatch(line.rstrip()):
            within = curie_map if len(entry["indent"]) > 1 else values
            within[entry["key"]] = entry["value"] or ""
    # Not strict: a map may give one system two prefixes, and both are then right.
    curies = Converter.from_prefix_map({"semapv": SEMAPV, **prefixes, **curie_map}, strict=False)
    return Header(
        curies, values.get("mapping_set_id", ""), values.get("mapping_set_version", ""), values.get("license", "")
    )


def mappings(path: Path, report: Report, prefixes: Mapping[str, str] = NO_PREFIXES) -> Iterator[SssomMapping]:
    """The mappings of a file; a row that says that there is none is set aside, a faulty one quarantined."""
    told = header(lines(path), prefixes)
    for row in rows(path, COLUMNS, report):
        if reason := _says_nothing(row):
            report.set_aside(reason)
        elif mapping := _mapping(row, told, report):
            yield mapping


def _says_nothing(row: Row) -> str:
    if row.cells.get("predicate_modifier") == "Not":
        return "a mapping that is denied (predicate_modifier Not)"
    if NO_TERM in (row.cells["subject_id"], row.cells["object_id"]):
        return "no term found on the other side"
    return ""


def _mapping(row: Row, told: Header, report: Report) -> SssomMapping | None:
    try:
        return SssomMapping(
            _code(row, "subject_id", told.curies),
            _predicate(row, told.curies),
            _code(row, "object_id", told.curies),
            _justification(row, told.curies),
            row.cells.get("subject_label", ""),
            row.cells.get("object_label", ""),
            told.mapping_set,
            told.version,
        )
    except BadCell as fault:
        report.quarantine(row.where, *fault.told)
        return None


def _code(row: Row, column: str, curies: Converter) -> Code:
    curie = row.cells[column]
    known = CODES.parse_uri(_expanded(curie, curies))
    if known is None:
        raise BadCell(column, curie, f"a CURIE of the curie_map in a code system that we know: {', '.join(PREFIXES)}")
    form = FORMS.get(known.prefix, CODE)
    if not form.fullmatch(known.identifier):
        raise BadCell(column, curie, f"one {known.prefix} code of the form {form.pattern}")
    return Code(known.prefix, known.identifier)


def _expanded(curie: str, curies: Converter) -> str:
    return (curies.expand(curie) or "") if ":" in curie else ""


def _predicate(row: Row, curies: Converter) -> NamedNode:
    curie = row.cells["predicate_id"]
    if node := PREDICATES.get(_expanded(curie, curies)):
        return node
    raise BadCell("predicate_id", curie, "a SKOS mapping relation or oboInOwl:hasDbXref")


def _justification(row: Row, curies: Converter) -> NamedNode:
    curie = row.cells["mapping_justification"]
    iri = _expanded(curie, curies)
    if SEMAPV_TERM.fullmatch(iri):
        return _node(iri)
    raise BadCell("mapping_justification", curie, "a term such as semapv:ManualMappingCuration")


@lru_cache
def _node(iri: str) -> NamedNode:
    return NamedNode(iri)
