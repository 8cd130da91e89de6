"""What a source says of a disease as triples: one way of saying it for packets, XML products and our own tables.

`facts` goes into the source's graph, `mappings` (SSSOM records) into the graph beside it.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders.code_nodes import code_triples, concept, may_tell
from genoderm.loaders.disease import CodeMapping, DiseaseRecord, Name
from genoderm.loaders.disease_links import gene_triples, phenotype_triples, prevalence_triples
from genoderm.loaders.source import Context, Triples
from genoderm.ontology import terms
from genoderm.ontology import vocabularies as v

TRUE = Literal("true", datatype=v.XSD_BOOLEAN)
RANKS = {"disorder": terms.Disorder, "group": terms.DisorderGroup, "subtype": terms.DisorderSubtype}
PREDICATES = {
    "exact": v.SKOS_EXACT_MATCH,
    "broad": v.SKOS_BROAD_MATCH,
    "narrow": v.SKOS_NARROW_MATCH,
    "close": v.SKOS_CLOSE_MATCH,
    "related": v.SKOS_RELATED_MATCH,
    "xref": v.HAS_DB_XREF,
}  # "not-exact" (Orphanet's W, until 2023) says what a code does not mean, so there is nothing to state


def facts(record: DiseaseRecord, context: Context) -> Iterator[Triple]:
    """Everything that a record says, without the SSSOM records of its mappings."""
    disease = terms.disease_iri(record.orpha)
    yield from _identity(disease, record)
    yield from _labels(disease, record)
    yield from _place(disease, record, context)
    yield from _nature(disease, record)
    for mapping in record.mappings:
        if may_tell(mapping.prefix, context):
            yield from _match(disease, mapping)
    yield from gene_triples(record, context)
    yield from phenotype_triples(record, context)
    yield from prevalence_triples(record, context)


def _identity(disease: NamedNode, record: DiseaseRecord) -> Iterator[Triple]:
    yield Triple(disease, v.RDF_TYPE, terms.Disease)
    yield Triple(disease, v.SKOS_NOTATION, Literal(f"ORPHA:{record.orpha}"))
    if record.rank:
        yield Triple(disease, v.RDF_TYPE, RANKS[record.rank])
    if record.type:
        yield Triple(disease, terms.disorderType, terms.disease_iri(record.type))
    if record.deprecated:
        yield Triple(disease, v.OWL_DEPRECATED, TRUE)
    if record.last_version:
        yield Triple(disease, terms.lastVersion, Literal(record.last_version))
    for successor in record.replaced_by:
        yield Triple(disease, v.DCT_IS_REPLACED_BY, terms.disease_iri(successor))


def _labels(disease: NamedNode, record: DiseaseRecord) -> Iterator[Triple]:
    yield from _named(disease, v.SKOS_PREF_LABEL, record.names)
    yield from _named(disease, v.SKOS_ALT_LABEL, (name for name in record.synonyms if name not in record.names))
    yield from _named(disease, v.SKOS_HIDDEN_LABEL, record.former_names)


def _named(subject: NamedNode, predicate: NamedNode, names: Iterable[Name]) -> Iterator[Triple]:
    for name in names:
        yield Triple(subject, predicate, Literal(name.text, language=name.language))


def _place(disease: NamedNode, record: DiseaseRecord, context: Context) -> Iterator[Triple]:
    for parent in record.parents:
        yield Triple(disease, v.SKOS_BROADER, terms.disease_iri(parent))
    if record.classification:
        scheme = context.iris.thing("classification", record.classification)
        yield Triple(disease, v.SKOS_IN_SCHEME, scheme)
    if record.preferential_parent:
        yield Triple(disease, terms.preferentialParent, terms.disease_iri(record.preferential_parent))
    if record.skin_set:
        yield Triple(disease, terms.inSkinSet, TRUE)


def _nature(disease: NamedNode, record: DiseaseRecord) -> Iterator[Triple]:
    for slug in record.inheritance:
        yield Triple(disease, terms.inheritance, concept("inheritance", slug))
    for slug in record.onset:
        yield Triple(disease, terms.onset, concept("onset", slug))


def _match(disease: NamedNode, mapping: CodeMapping) -> Iterator[Triple]:
    if predicate := PREDICATES.get(mapping.relation):
        yield Triple(disease, predicate, terms.code_iri(mapping.prefix, mapping.code))
        yield from code_triples(mapping.prefix, mapping.code)


def mappings(mapping_set: str) -> Triples[DiseaseRecord]:
    """The SSSOM records of a record's mappings, as members of the set of that name: `mappings("orphanet-packets")`."""

    def of_record(record: DiseaseRecord, context: Context) -> Iterator[Triple]:
        for mapping in record.mappings:
            if mapping.relation in PREDICATES and may_tell(mapping.prefix, context):
                within = context.iris.thing("mapping-set", mapping.mapping_set or mapping_set)
                yield from _mapping(record, mapping, within, context)

    return of_record


def _mapping(record: DiseaseRecord, mapping: CodeMapping, within: NamedNode, context: Context) -> Iterator[Triple]:
    predicate = PREDICATES[mapping.relation]
    subject, target = f"ORPHA:{record.orpha}", f"{mapping.prefix}:{mapping.code}"
    node = context.iris.thing("mapping", terms.digest(subject, predicate.value, target, record.version))
    yield Triple(node, v.RDF_TYPE, v.SSSOM_MAPPING)
    yield Triple(node, v.OWL_ANNOTATED_SOURCE, terms.disease_iri(record.orpha))
    yield Triple(node, v.OWL_ANNOTATED_PROPERTY, predicate)
    yield Triple(node, v.OWL_ANNOTATED_TARGET, terms.code_iri(mapping.prefix, mapping.code))
    yield Triple(node, v.SSSOM_MAPPING_JUSTIFICATION, _justification(mapping.justification))
    yield Triple(node, v.SSSOM_MAPPING_SET, within)
    if mapping.through:
        prefix, code = mapping.through.split(":", 1)
        yield Triple(node, terms.mappedThrough, terms.code_iri(prefix, code))


@lru_cache(maxsize=16)
def _justification(term: str) -> NamedNode:
    return NamedNode(v.SEMAPV + term)
