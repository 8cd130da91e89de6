"""Genoderm's own terms, and the only place where IRIs are minted.

The terms equal those of genoderm.ttl, tested. `Iris` mints the things of one deployment, below its base; the things of
others (a disease of Orphanet's, a term of HPO's, a code of OMIM's) keep the IRIs that their publishers gave them.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urljoin

from curies import Converter, Record
from pyoxigraph import NamedNode

from genoderm.ontology.vocabularies import OBO, ORDO

GD = "https://w3id.org/genoderm/ns#"
ONTOLOGY = NamedNode("https://w3id.org/genoderm/ns")
DEFAULT_BASE = "https://w3id.org/genoderm/id/"


STORED = "urn:genoderm:store:"  # of what an engine behind the API holds beside a release: no answer has it


def stored(name: str) -> NamedNode:
    """A graph or a thing that only an engine behind the API has: the default graph, what is staged, its mark."""
    return NamedNode(STORED + name)


def _gd(name: str) -> NamedNode:
    return NamedNode(GD + name)


# Diseases and what is known of them
Disease = _gd("Disease")
Disorder = _gd("Disorder")
DisorderGroup = _gd("DisorderGroup")
DisorderSubtype = _gd("DisorderSubtype")
Classification = _gd("Classification")
Code = _gd("Code")
Gene = _gd("Gene")
GeneAssociation = _gd("GeneAssociation")
Phenotype = _gd("Phenotype")
PhenotypeAnnotation = _gd("PhenotypeAnnotation")
ExcludedPhenotypeAnnotation = _gd("ExcludedPhenotypeAnnotation")
Prevalence = _gd("Prevalence")
NameChange = _gd("NameChange")

disorderType = _gd("disorderType")
preferentialParent = _gd("preferentialParent")
codeSystem = _gd("codeSystem")
inheritance = _gd("inheritance")
onset = _gd("onset")
disease = _gd("disease")
gene = _gd("gene")
associatedGene = _gd("associatedGene")
associationType = _gd("associationType")
symbol = _gd("symbol")
phenotype = _gd("phenotype")
frequency = _gd("frequency")
criterion = _gd("criterion")
validatedBy = _gd("validatedBy")
prevalenceType = _gd("prevalenceType")
prevalenceQualification = _gd("prevalenceQualification")
prevalenceClass = _gd("prevalenceClass")
meanValue = _gd("meanValue")
geographicArea = _gd("geographicArea")
validationStatus = _gd("validationStatus")
inSkinSet = _gd("inSkinSet")
levels = _gd("levels")
formerName = _gd("formerName")
currentName = _gd("currentName")
sinceVersion = _gd("sinceVersion")
lastVersion = _gd("lastVersion")
mappedThrough = _gd("mappedThrough")

# Who has the expertise
Organisation = _gd("Organisation")
Hospital = _gd("Hospital")
ResearchInstitute = _gd("ResearchInstitute")
University = _gd("University")
Centre = _gd("Centre")
ExpertCentre = _gd("ExpertCentre")
Laboratory = _gd("Laboratory")
CoordinationHub = _gd("CoordinationHub")
Authority = _gd("Authority")
Designation = _gd("Designation")
Expertise = _gd("Expertise")
Membership = _gd("Membership")
Network = _gd("Network")
ThematicGroup = _gd("ThematicGroup")
StatedSize = _gd("StatedSize")
Collaboration = _gd("Collaboration")
PatientAssociation = _gd("PatientAssociation")
Country = _gd("Country")
Equivalence = _gd("Equivalence")

centre = _gd("centre")
centreKind = _gd("centreKind")
unitName = _gd("unitName")
ageGroup = _gd("ageGroup")
specialty = _gd("specialty")
language = _gd("language")
country = _gd("country")
region = _gd("region")
city = _gd("city")
coordinatesFrom = _gd("coordinatesFrom")
status = _gd("status")
evidenceKind = _gd("evidenceKind")
evidenceStrength = _gd("evidenceStrength")
asOf = _gd("asOf")
publishedAs = _gd("publishedAs")
scope = _gd("scope")
scopePublished = _gd("scopePublished")
designates = _gd("designates")
designation = _gd("designation")
authority = _gd("authority")
authorityKind = _gd("authorityKind")
level = _gd("level")
network = _gd("network")
networkKind = _gd("networkKind")
withNetwork = _gd("withNetwork")
collaborationKind = _gd("collaborationKind")
groupOf = _gd("groupOf")
groupCode = _gd("groupCode")
groupOrder = _gd("groupOrder")
labelled = _gd("labelled")
renewed = _gd("renewed")
start = _gd("start")
end = _gd("end")
founded = _gd("founded")
coordinatedBy = _gd("coordinatedBy")
count = _gd("count")
countUnit = _gd("countUnit")
acronym = _gd("acronym")
hasExpertiseIn = _gd("hasExpertiseIn")
servesDisease = _gd("servesDisease")
umbrella = _gd("umbrella")
sameThingAs = _gd("sameThingAs")

# What else answers a need
Resource = _gd("Resource")
TrainingCourse = _gd("TrainingCourse")
ETraining = _gd("ETraining")
Grant = _gd("Grant")
ExpertMeeting = _gd("ExpertMeeting")
Workshop = _gd("Workshop")
ResearchProject = _gd("ResearchProject")
AccessProgramme = _gd("AccessProgramme")
AwarenessEvent = _gd("AwarenessEvent")
Guideline = _gd("Guideline")
Registry = _gd("Registry")
PatientEducation = _gd("PatientEducation")
PatientSupport = _gd("PatientSupport")
Directory = _gd("Directory")

answersNeed = _gd("answersNeed")
concerns = _gd("concerns")
topicPublished = _gd("topicPublished")
organisedBy = _gd("organisedBy")
organisersPublished = _gd("organisersPublished")
year = _gd("year")
placeName = _gd("placeName")

# Where a statement comes from
SourceGraph = _gd("SourceGraph")
Release = _gd("Release")
attribution = _gd("attribution")
checksum = _gd("checksum")

# What the endpoint answers of itself, called by SERVICE
textSearch = _gd("textSearch")
nearby = _gd("nearby")

matches = _gd("matches")
inLanguage = _gd("inLanguage")
score = _gd("score")
matchedLabel = _gd("matchedLabel")
near = _gd("near")
latitude = _gd("latitude")
longitude = _gd("longitude")
within = _gd("within")
distance = _gd("distance")
rank = _gd("rank")
limit = _gd("limit")

# Orphanet's E, NTBT… and MONDO's files name code systems by these prefixes; the IRIs are those that MONDO's own
# mapping sets expand to, so that both sources mean the same node.
PREFIXES = {
    "ORPHA": ORDO,
    "MONDO": OBO + "MONDO_",
    "HP": OBO + "HP_",
    "DOID": OBO + "DOID_",
    "NCIT": OBO + "NCIT_",
    "EFO": "http://www.ebi.ac.uk/efo/EFO_",
    "OMIM": "https://omim.org/entry/",
    "OMIMPS": "https://omim.org/phenotypicSeries/PS",
    "ICD10WHO": "https://icd.who.int/browse10/2019/en#/",
    "ICD10CM": "http://purl.bioontology.org/ontology/ICD10CM/",
    "icd11.foundation": "http://id.who.int/icd/entity/",
    "icd11.code": "https://icd.who.int/browse11/l-m/en#/",
    "MESH": "http://identifiers.org/mesh/",
    "UMLS": "http://linkedlifedata.com/resource/umls/id/",
    "MEDGEN": "http://identifiers.org/medgen/",
    "GARD": "https://rarediseases.info.nih.gov/diseases/",
    "SCTID": "http://snomed.info/id/",
    "MEDDRA": "http://identifiers.org/meddra/",
    "NORD": "https://bioregistry.io/nord:",
    "ENSEMBL": "http://identifiers.org/ensembl/",
    "HGNC": "http://identifiers.org/hgnc/",
    "PMID": "http://identifiers.org/pubmed/",
    "ROR": "https://ror.org/",
    "WIKIDATA": "http://www.wikidata.org/entity/",
    "GEONAMES": "https://sws.geonames.org/",
}
# What else these systems are, or were, expanded to: MONDO's releases before 2026, and the systems' own sites.
ALSO_EXPANDED = {
    "SCTID": ("http://identifiers.org/snomedct/",),
    "NORD": ("http://purl.obolibrary.org/obo/mondo#nord_",),
    "MESH": ("http://id.nlm.nih.gov/mesh/",),
    "OMIM": ("http://omim.org/entry/", "http://identifiers.org/omim/"),
    "icd11.foundation": ("https://id.who.int/icd/entity/",),
}
CODES = Converter(
    Record(prefix=prefix, uri_prefix=uri, uri_prefix_synonyms=list(ALSO_EXPANDED.get(prefix, ())))
    for prefix, uri in PREFIXES.items()
)


@lru_cache(maxsize=1 << 17)
def code_iri(prefix: str, code: str) -> NamedNode:
    """The node of a code in a foreign system: `code_iri("OMIM", "226600")`; KeyError for a prefix not in PREFIXES."""
    return NamedNode(PREFIXES[prefix] + code + ("/" if prefix == "GEONAMES" else ""))


@lru_cache(maxsize=1 << 15)
def disease_iri(orpha: str) -> NamedNode:
    """Orphanet's own IRI of an ORPHA code in digits: `disease_iri("79361")`."""
    return NamedNode(ORDO + orpha)


def concept_iri(scheme: str, notation: str) -> NamedNode:
    """A concept of one of our schemes: `concept_iri("evidence", "press")`; the scheme itself is `scheme_iri`."""
    return NamedNode(f"{GD}{scheme}/{notation}")


def scheme_iri(scheme: str) -> NamedNode:
    """One of our concept schemes: `scheme_iri("status")` is gd:scheme/status, since gd:status is the property."""
    return NamedNode(f"{GD}scheme/{scheme}")


def broader_by(distance: int) -> NamedNode:
    """The property between a disease and a group so many levels above it: gd:broader-by-3, a name in XML, too."""
    return NamedNode(f"{GD}broader-by-{distance}")


def digest(*parts: str) -> str:
    """Sixteen hex digits that stand for these strings, in an IRI of a thing that has no name of its own."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens: `slug("Very frequent (99-80%)") == "very-frequent-99-80"`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints the IRIs of one deployment's own things, below its base."""

    base: str = DEFAULT_BASE

    def thing(self, kind: str, name: str) -> NamedNode:
        """`thing("centre", "fr-necker-magec")` is `<base>centre/fr-necker-magec`."""
        return NamedNode(self.iri(kind, name))

    def iri(self, kind: str, name: str) -> str:
        """The same as text, for names that are known to be slugs."""
        return f"{self.base}{kind}/{name}"

    def place(self, path: str) -> NamedNode:
        """A place of the site whose things these are: beside `…/id/`, `place("sparql")` is `…/sparql`."""
        return NamedNode(urljoin(self.base, f"../{path}"))

    def graph(self, name: str) -> NamedNode:
        """The named graph of a source: `graph("orphanet-packets")`; a name that is an IRI stands for itself."""
        return NamedNode(name if ":" in name else f"{self.base}graph/{name}")

    def graph_name(self, iri: str) -> str:
        """The name of a graph, of which `graph` gives the IRI: short for one of ours, else the IRI itself."""
        name = iri.removeprefix(f"{self.base}graph/")
        return iri if ":" in name or not name else name

    def skolem(self, name: str) -> NamedNode:
        """The node that stands for a blank node in what somebody wrote: RDF 1.1 Concepts and Abstract Syntax, 3.5."""
        return self.thing("genid", name)
