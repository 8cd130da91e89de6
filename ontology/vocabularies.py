"""The terms of other vocabularies that the graph uses, each as a node; our own are in terms.py."""

from pyoxigraph import NamedNode

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
PROV = "http://www.w3.org/ns/prov#"
ORG = "http://www.w3.org/ns/org#"
SCHEMA = "https://schema.org/"
GEO = "http://www.opengis.net/ont/geosparql#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
SSSOM = "https://w3id.org/sssom/"
SEMAPV = "https://w3id.org/semapv/vocab/"
OBO = "http://purl.obolibrary.org/obo/"
OBO_IN_OWL = "http://www.geneontology.org/formats/oboInOwl#"
ORDO = "http://www.orpha.net/ORDO/Orphanet_"
VOID = "http://rdfs.org/ns/void#"
VOID_EXT = "http://ldf.fi/void-ext#"  # what VoID lacks: the datatypes that a property leads to
FOAF = "http://xmlns.com/foaf/0.1/"
SHACL = "http://www.w3.org/ns/shacl#"
SPEX = "https://purl.expasy.org/sparql-examples/ontology#"
SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
GEOF = "http://www.opengis.net/def/function/geosparql/"
UOM = "http://www.opengis.net/def/uom/OGC/1.0/"

RDF_TYPE = NamedNode(RDF + "type")
RDFS_LABEL = NamedNode(RDFS + "label")
RDFS_COMMENT = NamedNode(RDFS + "comment")
RDFS_SEE_ALSO = NamedNode(RDFS + "seeAlso")
OWL_DEPRECATED = NamedNode(OWL + "deprecated")
OWL_ANNOTATED_SOURCE = NamedNode(OWL + "annotatedSource")
OWL_ANNOTATED_PROPERTY = NamedNode(OWL + "annotatedProperty")
OWL_ANNOTATED_TARGET = NamedNode(OWL + "annotatedTarget")

XSD_ANY_URI = NamedNode(XSD + "anyURI")
XSD_BOOLEAN = NamedNode(XSD + "boolean")
XSD_DATE = NamedNode(XSD + "date")
XSD_GYEAR = NamedNode(XSD + "gYear")
XSD_GYEAR_MONTH = NamedNode(XSD + "gYearMonth")
XSD_DECIMAL = NamedNode(XSD + "decimal")
XSD_DOUBLE = NamedNode(XSD + "double")
XSD_INTEGER = NamedNode(XSD + "integer")

SKOS_CONCEPT = NamedNode(SKOS + "Concept")
SKOS_CONCEPT_SCHEME = NamedNode(SKOS + "ConceptScheme")
SKOS_PREF_LABEL = NamedNode(SKOS + "prefLabel")
SKOS_ALT_LABEL = NamedNode(SKOS + "altLabel")
SKOS_HIDDEN_LABEL = NamedNode(SKOS + "hiddenLabel")
SKOS_NOTATION = NamedNode(SKOS + "notation")
SKOS_BROADER = NamedNode(SKOS + "broader")
SKOS_BROADER_TRANSITIVE = NamedNode(SKOS + "broaderTransitive")
SKOS_IN_SCHEME = NamedNode(SKOS + "inScheme")
SKOS_TOP_CONCEPT_OF = NamedNode(SKOS + "topConceptOf")
SKOS_EXACT_MATCH = NamedNode(SKOS + "exactMatch")
SKOS_BROAD_MATCH = NamedNode(SKOS + "broadMatch")
SKOS_NARROW_MATCH = NamedNode(SKOS + "narrowMatch")
SKOS_CLOSE_MATCH = NamedNode(SKOS + "closeMatch")
SKOS_RELATED_MATCH = NamedNode(SKOS + "relatedMatch")
SKOS_EDITORIAL_NOTE = NamedNode(SKOS + "editorialNote")
HAS_DB_XREF = NamedNode(OBO_IN_OWL + "hasDbXref")
CONSIDER = NamedNode(OBO_IN_OWL + "consider")

DCT_TITLE = NamedNode(DCT + "title")
DCT_LICENSE = NamedNode(DCT + "license")
DCT_SUBJECT = NamedNode(DCT + "subject")
DCT_SOURCE = NamedNode(DCT + "source")
DCT_IS_REPLACED_BY = NamedNode(DCT + "isReplacedBy")
DCT_IDENTIFIER = NamedNode(DCT + "identifier")

ORG_MEMBER = NamedNode(ORG + "member")
ORG_ORGANIZATION = NamedNode(ORG + "organization")
ORG_ROLE = NamedNode(ORG + "role")
ORG_MEMBER_OF = NamedNode(ORG + "memberOf")
ORG_UNIT_OF = NamedNode(ORG + "unitOf")
ORG_SUB_ORGANIZATION_OF = NamedNode(ORG + "subOrganizationOf")

FOAF_HOMEPAGE = NamedNode(FOAF + "homepage")
SCHEMA_URL = NamedNode(SCHEMA + "url")
GEO_HAS_GEOMETRY = NamedNode(GEO + "hasGeometry")
GEO_GEOMETRY = NamedNode(GEO + "Geometry")
GEO_AS_WKT = NamedNode(GEO + "asWKT")
GEO_WKT_LITERAL = NamedNode(GEO + "wktLiteral")
VCARD_HAS_ADDRESS = NamedNode(VCARD + "hasAddress")
VCARD_ADDRESS = NamedNode(VCARD + "Address")
VCARD_LOCALITY = NamedNode(VCARD + "locality")

SSSOM_MAPPING = NamedNode(SSSOM + "Mapping")
SSSOM_MAPPING_JUSTIFICATION = NamedNode(SSSOM + "mapping_justification")
SSSOM_MAPPING_SET = NamedNode(SSSOM + "mapping_set")

# Relation Ontology, http://purl.obolibrary.org/obo/ro.owl
HAS_PHENOTYPE = NamedNode(OBO + "RO_0002200")
GERMLINE_BASIS = NamedNode(OBO + "RO_0004003")  # has material basis in germline mutation in
SOMATIC_BASIS = NamedNode(OBO + "RO_0004004")  # has material basis in somatic mutation in
