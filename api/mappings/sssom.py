"""A mapping set in SSSOM (https://mapping-commons.github.io/sssom/spec/), as a table and as JSON, piece by piece.

Both say the same: TSV with its metadata as YAML in comments before it, and JSON that is JSON-LD by its own context.
"""

import csv
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from genoderm import __version__
from genoderm.api.mappings.sets import MappingSet, predicate
from genoderm.ontology import vocabularies as v
from genoderm.ontology.code_systems import CODE_SYSTEMS
from genoderm.ontology.terms import CODES, PREFIXES, Iris
from genoderm.sparql.workers.answer import Answer

TSV, JSON, JSON_LD = "text/tab-separated-values", "application/json", "application/ld+json"
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "other",
)
Row = Sequence[str]  # of the query: subject, label, relation, object, label, justification, through; "" for nothing
Metadata = dict[str, Any]
BUILT_IN: Mapping[str, str] = {"skos": v.SKOS, "semapv": v.SEMAPV, "sssom": v.SSSOM, "owl": v.OWL, "rdfs": v.RDFS}
DCT, PAV = "http://purl.org/dc/terms/", "http://purl.org/pav/"
# What SSSOM's slots are in RDF, as its own context has them.
TERMS: Mapping[str, object] = {
    "mappings": {"@id": f"{v.SSSOM}mappings", "@type": "@id", "@container": "@set"},
    "mapping_set_id": "@id",
    "mapping_set_title": f"{DCT}title",
    "mapping_set_description": f"{DCT}description",
    "mapping_set_version": f"{PAV}version",
    "mapping_set_source": {"@id": "http://www.w3.org/ns/prov#wasDerivedFrom", "@type": "@id", "@container": "@set"},
    "license": {"@id": f"{DCT}license", "@type": "@id"},
    "mapping_provider": {"@id": f"{v.SSSOM}mapping_provider", "@type": "@id"},
    "mapping_tool": f"{v.SSSOM}mapping_tool",
    "mapping_tool_version": f"{v.SSSOM}mapping_tool_version",
    "subject_id": {"@id": f"{v.OWL}annotatedSource", "@type": "@id"},
    "subject_label": f"{v.SSSOM}subject_label",
    "predicate_id": {"@id": f"{v.OWL}annotatedProperty", "@type": "@id"},
    "object_id": {"@id": f"{v.OWL}annotatedTarget", "@type": "@id"},
    "object_label": f"{v.SSSOM}object_label",
    "mapping_justification": {"@id": f"{v.SSSOM}mapping_justification", "@type": "@id"},
    "other": f"{v.SSSOM}other",
}


def metadata(one: MappingSet, iris: Iris) -> Metadata:
    """What is said of the whole set; what is not known is left out."""
    source = one.source
    systems = f"from {CODE_SYSTEMS[one.subject].title} to {CODE_SYSTEMS[one.object].title}"
    told: Metadata = {
        "mapping_set_id": one.iri(iris),
        "mapping_set_title": f"{source.title}: {systems}",
        "mapping_set_description": source.attribution,
        "mapping_set_version": source.version,
        "mapping_set_source": [iri for iri in one.sets if not iri.startswith(iris.base)],
        "license": source.licence or "https://w3id.org/sssom/license/unspecified",
        "mapping_provider": source.homepage,
        "mapping_tool": "Genoderm",
        "mapping_tool_version": __version__,
    }
    return {name: value for name, value in told.items() if value}


def curie_map(one: MappingSet) -> Mapping[str, str]:
    """The prefixes that the set uses."""
    own = {prefix: PREFIXES[prefix] for prefix in sorted({one.subject, one.object, "MONDO"})}
    return own | {"oboInOwl": v.OBO_IN_OWL, "semapv": v.SEMAPV, "skos": v.SKOS}


def mapping(row: Row) -> dict[str, str]:
    """A row of the query as SSSOM has it; what is not known is left out."""
    subject, subject_label, relation, target, object_label, justification, through = row
    cells = (
        CODES.compress(subject) or "",
        subject_label,
        predicate(relation),
        CODES.compress(target) or "",
        object_label,
        f"semapv:{justification.removeprefix(v.SEMAPV)}",
        f"mapped_through={CODES.compress(through)}" if through else "",
    )
    return {name: cell for name, cell in zip(COLUMNS, cells, strict=True) if cell}


async def table(one: MappingSet, answer: Answer, iris: Iris) -> AsyncIterator[bytes]:
    """SSSOM/TSV."""
    yield _header({"curie_map": curie_map(one)} | metadata(one, iris)) + _lines([COLUMNS])
    async for rows in _rows(answer):
        yield _lines([told.get(name, "") for name in COLUMNS] for told in map(mapping, rows))


async def document(one: MappingSet, answer: Answer, iris: Iris) -> AsyncIterator[bytes]:
    """SSSOM/JSON."""
    head = {"@context": _context(one), "@type": "sssom:MappingSet"}
    yield _json(head | metadata(one, iris))[:-1] + b',"mappings":['
    begun = False
    async for rows in _rows(answer):
        yield (b"," if begun else b"") + b",".join(_json(mapping(row)) for row in rows)
        begun = True
    yield b"]}"


async def _rows(answer: Answer) -> AsyncIterator[list[Row]]:
    """The rows of an answer in CSV, some at a time; a line end within quotes does not end a row."""
    left, first = b"", True
    while (piece := await answer.piece()) is not None:
        whole, _, left = (left + piece).rpartition(b"\r\n")
        if whole.count(b'"') % 2:
            left = whole + b"\r\n" + left
            continue
        rows: list[Row] = [*csv.reader(StringIO(whole.decode(), newline=""))]
        if told := rows[1:] if first else rows:
            yield told
        first = first and not rows


def _context(one: MappingSet) -> Metadata:
    """Prefixes and slots; a prefix that ends in a letter is none in JSON-LD, unless it is said to be (9.3)."""
    prefixes = dict(BUILT_IN) | dict(curie_map(one))
    return {name: {"@id": start, "@prefix": True} for name, start in prefixes.items()} | dict(TERMS)


def _header(told: Mapping[str, Any]) -> bytes:
    """Metadata as YAML in comments; a string of JSON is one of YAML."""
    return "".join(f"# {line}\n" for line in _yaml(told)).encode()


def _yaml(told: Mapping[str, Any]) -> Iterable[str]:
    for name, value in told.items():
        if isinstance(value, Mapping):
            yield f"{name}:"
            yield from (f"  {line}" for line in _yaml(value))
        elif isinstance(value, list):
            yield f"{name}:"
            yield from (f"  - {json.dumps(one, ensure_ascii=False)}" for one in value)
        else:
            yield f"{name}: {json.dumps(value, ensure_ascii=False)}"


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    written = StringIO(newline="")
    csv.writer(written, delimiter="\t", lineterminator="\n").writerows(rows)
    return written.getvalue().encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
