"""The properties of entities: what can be asked for of each type, and what helps to tell namesakes apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from genoderm.api.reconciliation.entities import TYPES, Type
from genoderm.ontology.errors import BadInput, shown
from genoderm.ontology.terms import GD

DISEASE, CENTRE, HOSPITAL, NETWORK, ASSOCIATION, SPECIALTY = TYPES
PLACED = (CENTRE, HOSPITAL, NETWORK, ASSOCIATION)


@dataclass(frozen=True, slots=True)
class Property:
    """A property: the part of the query `reconcile-extend` that asks for it, and the code system, if it is of codes.

    Its values are entities of the type that `leads_to`, or texts.
    """

    id: str
    name: str
    description: str
    types: tuple[Type, ...]
    part: str = ""
    system: str = ""
    leads_to: Type | None = None

    @property
    def asked(self) -> str:
        """The part of the query."""
        return self.part or ("system" if self.system else self.id)

    def told(self) -> dict[str, str]:
        """As documents have it."""
        return {"id": self.id, "name": self.name, "description": self.description}


def _of_codes(name: str, system: str, called: str) -> Property:
    return Property(name, called, f"codes of {called} that mean the disease, or about the same", (DISEASE,), "", system)


PROPERTIES = (
    Property("name", "name", "the preferred name, in the language that the settings ask for", TYPES),
    Property("synonym", "synonym", "other names and acronyms", TYPES),
    Property("code", "code", "its own code, such as ORPHA:79361", (DISEASE, SPECIALTY)),
    Property("website", "website", "its page on the web", PLACED, "website"),
    Property("country", "country", "the country, as ISO 3166-1 has it", PLACED),
    Property("city", "city", "the city", PLACED),
    Property("latitude", "latitude", "degrees north", (CENTRE, HOSPITAL), "point"),
    Property("longitude", "longitude", "degrees east", (CENTRE, HOSPITAL), "point"),
    Property("kind", "kind", "what kind of a disease, centre or network it is", (DISEASE, CENTRE, NETWORK)),
    Property("hospital", "hospital", "the hospital that hosts it", (CENTRE,), leads_to=HOSPITAL),
    Property("network", "network", "networks that it is a member of", (CENTRE, HOSPITAL), leads_to=NETWORK),
    Property("specialty", "specialty", "medical specialties", (CENTRE,), leads_to=SPECIALTY),
    Property(
        "disease", "disease", "diseases that it has expertise in, or serves", PLACED[:1] + PLACED[2:], leads_to=DISEASE
    ),
    Property(
        "centre",
        "centre",
        "centres with expertise in this very disease, or in this hospital",
        (DISEASE, HOSPITAL),
        leads_to=CENTRE,
    ),
    Property("association", "patient association", "associations that serve it", (DISEASE,), leads_to=ASSOCIATION),
    Property("umbrella", "umbrella", "the organisation that it belongs to", (ASSOCIATION,), leads_to=ASSOCIATION),
    Property("coordinator", "coordinator", "the centre that coordinates it", (NETWORK,), leads_to=CENTRE),
    Property("language", "language", "languages that it speaks", (CENTRE, ASSOCIATION)),
    Property("region", "region", "the region of the world", (NETWORK,)),
    Property("acronym", "acronym", "its acronym", (NETWORK, ASSOCIATION)),
    Property("founded", "founded", "when it was founded", (NETWORK, ASSOCIATION)),
    Property("ror", "ROR", "its id in the Research Organization Registry", PLACED, "exactMatch"),
    Property("wikidata", "Wikidata", "its item in Wikidata", PLACED, "exactMatch"),
    Property("parent", "parent", "groups right above it", (DISEASE,), leads_to=DISEASE),
    Property("replacedBy", "replaced by", "what is used in place of a retired disease", (DISEASE,), leads_to=DISEASE),
    Property("gene", "gene", "symbols of associated genes", (DISEASE,)),
    Property("phenotype", "phenotype", "signs and symptoms, as HPO calls them", (DISEASE,)),
    Property("inheritance", "inheritance", "modes of inheritance", (DISEASE,)),
    Property("onset", "onset", "ages of onset", (DISEASE,)),
    _of_codes("omim", "OMIM", "OMIM"),
    _of_codes("icd10", "ICD10WHO", "ICD-10"),
    _of_codes("icd10cm", "ICD10CM", "ICD-10-CM"),
    _of_codes("icd11", "icd11.code", "ICD-11"),
    _of_codes("icd11foundation", "icd11.foundation", "the foundation of ICD-11"),
    _of_codes("mondo", "MONDO", "MONDO"),
    _of_codes("mesh", "MESH", "MeSH"),
    _of_codes("umls", "UMLS", "UMLS"),
    _of_codes("snomed", "SCTID", "SNOMED CT"),
    _of_codes("gard", "GARD", "GARD"),
    _of_codes("medgen", "MEDGEN", "MedGen"),
    _of_codes("doid", "DOID", "Disease Ontology"),
    _of_codes("ncit", "NCIT", "NCI Thesaurus"),
)
BY_ID: Mapping[str, Property] = {known.id: known for known in PROPERTIES}
ALSO: Mapping[str, str] = {
    "orpha": "code",
    "orphacode": "code",
    "icd-10": "icd10",
    "icd-11": "icd11",
    "snomedct": "snomed",
}
OF_CODES = {known.id for known in PROPERTIES if known.system} | {"code", "ror", "wikidata"}
SPACES: Mapping[str, str] = {"ror": "https://ror.org/", "wikidata": "http://www.wikidata.org/entity/"}


def property_called(name: str) -> Property:
    """The property of this id; BadInput with the nearest if there is none."""
    known = name.removeprefix(GD)
    known = ALSO.get(known.lower(), known)
    if known in BY_ID:
        return BY_ID[known]
    near = get_close_matches(known, BY_ID, n=1, cutoff=0)
    raise BadInput(f"there is no property {shown(name)}; the nearest is {near[0]}, and all are {', '.join(BY_ID)}")


def properties_of(types: Sequence[Type]) -> list[Property]:
    """The properties that entities of any of these types have."""
    return [known for known in PROPERTIES if any(kind in known.types for kind in types)]


def parts_of(properties: Iterable[Property]) -> frozenset[str]:
    """The parts of the query that ask for these properties, but for those that a value decides."""
    return frozenset(known.asked for known in properties if not known.system)
