"""The prefixes that our queries are written with, and that an endpoint tells its users of (`sh:declare`)."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.ontology import vocabularies as v
from genoderm.ontology.files import vocabulary
from genoderm.ontology.terms import GD, PREFIXES, Iris, concept_iri, scheme_iri

VOCABULARIES = {
    "gd": GD,
    "rdf": v.RDF,
    "rdfs": v.RDFS,
    "owl": v.OWL,
    "xsd": v.XSD,
    "skos": v.SKOS,
    "dct": v.DCT,
    "dcat": v.DCAT,
    "prov": v.PROV,
    "org": v.ORG,
    "schema": v.SCHEMA,
    "geo": v.GEO,
    "geof": v.GEOF,
    "uom": v.UOM,
    "vcard": v.VCARD,
    "sssom": v.SSSOM,
    "semapv": v.SEMAPV,
    "obo": v.OBO,
    "oboInOwl": v.OBO_IN_OWL,
    "orpha": v.ORDO,
    "void": v.VOID,
    "void-ext": v.VOID_EXT,
    "foaf": v.FOAF,
    "sh": v.SHACL,
    "spex": v.SPEX,
    "sd": v.SD,
    "formats": v.FORMATS,
}
KINDS = ("association", "authority", "centre", "country", "graph", "group", "hospital", "network", "resource")
DECLARE = NamedNode(v.SHACL + "declare")
DECLARATION = NamedNode(v.SHACL + "PrefixDeclaration")
PREFIX = NamedNode(v.SHACL + "prefix")
NAMESPACE = NamedNode(v.SHACL + "namespace")
ONTOLOGY = NamedNode(v.OWL + "Ontology")


@lru_cache(maxsize=8)
def prefixes(iris: Iris) -> Mapping[str, str]:
    """Prefix -> namespace: vocabularies, our concept schemes, code systems, and the kinds of things of a deployment."""
    kinds = {kind: iris.iri(kind, "") for kind in KINDS}
    return VOCABULARIES | {scheme: concept_iri(scheme, "").value for scheme in schemes()} | PREFIXES | kinds


@lru_cache(maxsize=1)
def schemes() -> tuple[str, ...]:
    """The notations of our concept schemes."""
    start = scheme_iri("").value
    found = (
        t.subject.value for t in vocabulary() if t.object == v.SKOS_CONCEPT_SCHEME and isinstance(t.subject, NamedNode)
    )
    return tuple(sorted(scheme.removeprefix(start) for scheme in found if scheme.startswith(start)))


def declarations(node: NamedNode, iris: Iris) -> Iterator[Triple]:
    """The prefixes as SHACL declares them (SHACL, 5.2.1), by an ontology of this name."""
    yield Triple(node, v.RDF_TYPE, ONTOLOGY)
    for prefix, namespace in sorted(prefixes(iris).items()):
        declaration = iris.thing("prefix", prefix)
        yield Triple(node, DECLARE, declaration)
        yield Triple(declaration, v.RDF_TYPE, DECLARATION)
        yield Triple(declaration, PREFIX, Literal(prefix))
        yield Triple(declaration, NAMESPACE, Literal(namespace, datatype=v.XSD_ANY_URI))
