"""A disease's genes, phenotypes and prevalences as triples; each link is a thing of its own, with its evidence."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders.code_nodes import code_triples, concept
from genoderm.loaders.disease import DiseaseRecord, GeneLink, PhenotypeLink, PrevalenceRecord
from genoderm.loaders.source import Context
from genoderm.ontology import terms
from genoderm.ontology import vocabularies as v

EXCLUDED = "0040285"  # HPO's frequency term for a phenotype that the disease does not have
# what an association type says of the cause, in the Relation Ontology's words
BASES = {
    "disease-causing-germline": v.GERMLINE_BASIS,
    "disease-causing-germline-loss-of-function": v.GERMLINE_BASIS,
    "disease-causing-germline-gain-of-function": v.GERMLINE_BASIS,
    "disease-causing-somatic": v.SOMATIC_BASIS,
}


def gene_triples(record: DiseaseRecord, context: Context) -> Iterator[Triple]:
    """The genes of a disease, its associations with them, and the direct statements."""
    disease = terms.disease_iri(record.orpha)
    for link in record.genes:
        gene = gene_iri(link, context)
        yield from gene_node_triples(link, context)
        yield Triple(disease, terms.associatedGene, gene)
        if basis := BASES.get(link.association):
            yield Triple(disease, basis, gene)
        node = context.iris.thing("gene-association", f"{record.orpha}-{_gene_name(link)}-{link.association}")
        yield from _association(node, disease, gene, link)


def gene_iri(link: GeneLink, context: Context) -> NamedNode:
    """HGNC's node of the gene, or one of our own for a gene that HGNC does not know."""
    return terms.code_iri("HGNC", link.hgnc) if link.hgnc else context.iris.thing("gene", _gene_name(link))


def _gene_name(link: GeneLink) -> str:
    return link.hgnc or terms.slug(link.symbol)


def gene_node_triples(link: GeneLink, context: Context) -> Iterator[Triple]:
    """What is said of the gene itself."""
    gene = gene_iri(link, context)
    yield from _gene(gene, link.symbol, link.name, link.hgnc, link.synonyms)
    yield from _gene_codes(gene, link.omim, link.ensembl)


def _association(node: NamedNode, disease: NamedNode, gene: NamedNode, link: GeneLink) -> Iterator[Triple]:
    yield Triple(node, v.RDF_TYPE, terms.GeneAssociation)
    yield Triple(node, terms.disease, disease)
    yield Triple(node, terms.gene, gene)
    yield Triple(node, terms.associationType, concept("association-type", link.association))
    yield from _evidence(node, link.status, link.references)


@lru_cache(maxsize=1 << 13)
def _gene(gene: NamedNode, symbol: str, name: str, hgnc: str, synonyms: tuple[str, ...]) -> tuple[Triple, ...]:
    triples = [Triple(gene, v.RDF_TYPE, terms.Gene), Triple(gene, terms.symbol, Literal(symbol))]
    if name:
        triples.append(Triple(gene, v.SKOS_PREF_LABEL, Literal(name, language="en")))
    if hgnc:
        triples.append(Triple(gene, v.SKOS_NOTATION, Literal(f"HGNC:{hgnc}")))
    triples += [Triple(gene, v.SKOS_ALT_LABEL, Literal(text, language="en")) for text in synonyms]
    return tuple(triples)


def _gene_codes(gene: NamedNode, omim: str, ensembl: str) -> Iterator[Triple]:
    for prefix, code in (("OMIM", omim), ("ENSEMBL", ensembl)):
        if code:
            yield Triple(gene, v.SKOS_EXACT_MATCH, terms.code_iri(prefix, code))
            yield from code_triples(prefix, code)


def phenotype_triples(record: DiseaseRecord, context: Context) -> Iterator[Triple]:
    """The phenotypes of a disease with their frequency; an excluded one is told as such and not stated directly."""
    disease = terms.disease_iri(record.orpha)
    for link in record.phenotypes:
        phenotype = terms.code_iri("HP", link.hpo)
        if link.frequency != EXCLUDED:
            yield Triple(disease, v.HAS_PHENOTYPE, phenotype)
        node = context.iris.thing("phenotype-annotation", f"{record.orpha}-{link.hpo}-{link.frequency or 'unknown'}")
        yield from _annotation(node, disease, phenotype, link)


def _annotation(node: NamedNode, disease: NamedNode, phenotype: NamedNode, link: PhenotypeLink) -> Iterator[Triple]:
    excluded = link.frequency == EXCLUDED
    yield Triple(node, v.RDF_TYPE, terms.ExcludedPhenotypeAnnotation if excluded else terms.PhenotypeAnnotation)
    yield Triple(node, terms.disease, disease)
    yield Triple(node, terms.phenotype, phenotype)
    if link.frequency:
        yield Triple(node, terms.frequency, terms.code_iri("HP", link.frequency))
    if link.criterion:
        yield Triple(node, terms.criterion, Literal(link.criterion))


def prevalence_triples(record: DiseaseRecord, context: Context) -> Iterator[Triple]:
    """The published prevalences of a disease."""
    disease = terms.disease_iri(record.orpha)
    for link in record.prevalences:
        yield from _prevalence(context.iris.thing("prevalence", f"{record.orpha}-{_digest(link)}"), disease, link)


def _digest(link: PrevalenceRecord) -> str:
    told = (link.kind, link.qualification, link.prevalence_class, link.mean, link.area, link.validation)
    return terms.digest(*told, *link.references)


def _prevalence(node: NamedNode, disease: NamedNode, link: PrevalenceRecord) -> Iterator[Triple]:
    yield Triple(node, v.RDF_TYPE, terms.Prevalence)
    yield Triple(node, terms.disease, disease)
    for predicate, scheme, slug in (
        (terms.prevalenceType, "prevalence-type", link.kind),
        (terms.prevalenceQualification, "prevalence-qualification", link.qualification),
        (terms.prevalenceClass, "prevalence-class", link.prevalence_class),
    ):
        if slug:
            yield Triple(node, predicate, concept(scheme, slug))
    if link.mean:
        yield Triple(node, terms.meanValue, Literal(_canonical(link.mean), datatype=v.XSD_DECIMAL))
    if link.area:
        yield Triple(node, terms.geographicArea, Literal(link.area))
    yield from _evidence(node, link.validation, link.references)


def _evidence(node: NamedNode, status: str, references: tuple[str, ...]) -> Iterator[Triple]:
    if status:
        yield Triple(node, terms.validationStatus, Literal(status))
    for pmid in references:
        yield Triple(node, terms.validatedBy, terms.code_iri("PMID", pmid))


def _canonical(mean: str) -> str:
    """The one form of a decimal that a store keeps, so that what is read back is what was written: "6", not "6.0"."""
    return format(Decimal(mean).normalize(), "f")
