"""The nodes that many records point at, made once: codes of other systems, and concepts of our schemes."""

from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders.source import Context
from genoderm.ontology import terms
from genoderm.ontology import vocabularies as v

LICENSED = frozenset({"SCTID", "MEDDRA"})  # SNOMED CT by country, MedDRA by subscriber


def may_tell(prefix: str, context: Context) -> bool:
    """Whether this deployment tells codes of the system: those that need a licence only where it says it has one."""
    return prefix not in LICENSED or context.settings.get("clinical_terminologies") == "yes"


@lru_cache(maxsize=1 << 16)
def code_triples(prefix: str, code: str) -> tuple[Triple, ...]:
    """What is said of the node of a code: `code_triples("OMIM", "226600")`."""
    node = terms.code_iri(prefix, code)
    return (
        Triple(node, v.RDF_TYPE, terms.Code),
        Triple(node, v.SKOS_NOTATION, Literal(f"{prefix}:{code}")),
        Triple(node, terms.codeSystem, Literal(prefix)),
    )


@lru_cache(maxsize=1 << 10)
def concept(scheme: str, slug: str) -> NamedNode:
    """A concept of one of our schemes: `concept("onset", "infancy")`."""
    return terms.concept_iri(scheme, slug)
