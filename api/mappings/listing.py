"""The list of mapping sets in its formats."""

import csv
import json
from collections.abc import Iterable
from io import StringIO

from genoderm.api.mappings.models import MappingSets, MappingSetTold
from genoderm.api.mappings.sets import MappingSet
from genoderm.api.mappings.sssom import DCT, metadata
from genoderm.ontology import vocabularies as v
from genoderm.ontology.terms import Iris

JSON, JSON_LD, CSV = "application/json", "application/ld+json", "text/csv"
LISTED = (JSON, JSON_LD, CSV)
COLUMNS = ("name", "subject_source", "object_source", "count", "source", "version", "licence", "title", "tsv")
CONTEXT = {
    "id": "@id",
    "type": "@type",
    "MappingSet": f"{v.SSSOM}MappingSet",
    "title": f"{DCT}title",
    "licence": {"@id": f"{DCT}license", "@type": "@id"},
    "version": "http://purl.org/pav/version",
    "tsv": {"@id": f"{v.DCAT}downloadURL", "@type": "@id"},
}


def listed(sets: Iterable[MappingSet], base: str, iris: Iris) -> MappingSets:
    """The sets, at the addresses that a client knows who knows this server by `base`."""
    items = tuple(_told(one, f"{base}/api/v1/mappings/{one.name}", iris) for one in sets)
    return MappingSets(total=len(items), offset=0, limit=len(items), items=items)


def written(told: MappingSets, media_type: str) -> bytes:
    """The list in one of its formats."""
    if media_type == CSV:
        return _table(told)
    if media_type == JSON_LD:
        return _graph(told)
    return told.model_dump_json(by_alias=True, exclude_none=True).encode()


def _told(one: MappingSet, href: str, iris: Iris) -> MappingSetTold:
    return MappingSetTold(
        name=one.name,
        iri=one.iri(iris),
        title=metadata(one, iris)["mapping_set_title"],
        subject_source=one.subject,
        object_source=one.object,
        count=one.count,
        predicates=dict(one.precisions),
        source=one.source.name,
        publisher=one.source.publisher or None,
        version=one.source.version or None,
        licence=one.source.licence or None,
        attribution=one.source.attribution or None,
        href=href,
        tsv=f"{href}.sssom.tsv",
        json_=f"{href}.sssom.json",
    )


def _table(told: MappingSets) -> bytes:
    written = StringIO(newline="")
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    lines.writerows([row[name] or "" for name in COLUMNS] for row in (item.model_dump() for item in told.items))
    return written.getvalue().encode()


def _graph(told: MappingSets) -> bytes:
    kept = ("title", "licence", "version", "tsv")
    nodes = [
        {"id": item.iri, "type": "MappingSet"} | {name: value for name in kept if (value := item.model_dump()[name])}
        for item in told.items
    ]
    return json.dumps({"@context": CONTEXT, "@graph": nodes}, ensure_ascii=False).encode()
