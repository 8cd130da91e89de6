"""Codes of other systems for a disease, chained through MONDO: ORPHA = MONDO term -> code.

MONDO's own predicate to the code is kept. Where a MONDO term is the exact match of several ORPHA codes they cannot all
equal what it equals, so the chained relation is only close. graph/derivations/mappings-through-mondo.rq says the same
in SPARQL.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from genoderm.loaders.disease import CodeMapping
from genoderm.loaders.sssom import Code, SssomMapping
from genoderm.ontology import vocabularies as v

RELATIONS = {
    v.SKOS_EXACT_MATCH: "exact",
    v.SKOS_BROAD_MATCH: "broad",
    v.SKOS_NARROW_MATCH: "narrow",
    v.SKOS_CLOSE_MATCH: "close",
    v.SKOS_RELATED_MATCH: "related",
    v.HAS_DB_XREF: "xref",
}
CHAIN = "MappingChaining"  # SEMAPV's word for a mapping that follows from two others
MONDO_SET, CHAIN_SET = "mondo", "mondo-chains"  # names of mapping sets


@dataclass(frozen=True, slots=True)
class Terms:
    """What MONDO says: which diseases each term equals, and which codes of which systems each term leads to."""

    diseases: Mapping[str, frozenset[str]]  # MONDO's digits -> ORPHA codes
    codes: Mapping[str, tuple[SssomMapping, ...]]  # MONDO's digits -> mappings to all but Orphanet


def terms(mondo: Iterable[SssomMapping], diseases: Collection[str]) -> Terms:
    """Sort MONDO's mappings; an ORPHA code that is none of the diseases (a type, a retired code) does not count."""
    equal: dict[str, set[str]] = defaultdict(set)
    codes: dict[str, list[SssomMapping]] = defaultdict(list)
    for mapping in mondo:
        if mapping.object.prefix != "ORPHA":
            codes[mapping.subject.code].append(mapping)
        elif mapping.predicate == v.SKOS_EXACT_MATCH and mapping.object.code in diseases:
            equal[mapping.subject.code].add(mapping.object.code)
    return Terms(
        {term: frozenset(found) for term, found in equal.items()}, {term: tuple(found) for term, found in codes.items()}
    )


def chained(found: Terms, systems: Collection[str]) -> dict[str, tuple[CodeMapping, ...]]:
    """For each ORPHA code its MONDO terms, and the codes of the systems (prefixes of terms.PREFIXES) through them."""
    result: dict[str, list[CodeMapping]] = defaultdict(list)
    for term, diseases in found.diseases.items():
        for orpha in diseases:
            result[orpha].append(CodeMapping("MONDO", term, "exact", mapping_set=MONDO_SET))
            result[orpha].extend(_through(term, found.codes.get(term, ()), systems, shared=len(diseases) > 1))
    return {orpha: tuple(dict.fromkeys(mappings)) for orpha, mappings in result.items()}


def _through(
    term: str, mappings: Iterable[SssomMapping], systems: Collection[str], *, shared: bool
) -> Iterator[CodeMapping]:
    for mapping in mappings:
        relation = RELATIONS[mapping.predicate]
        if mapping.object.prefix in systems:
            close = "close" if shared and relation != "xref" else relation
            yield _chain(mapping.object, close, f"MONDO:{term}")


def _chain(code: Code, relation: str, through: str) -> CodeMapping:
    return CodeMapping(code.prefix, code.code, relation, CHAIN, through, mapping_set=CHAIN_SET)
