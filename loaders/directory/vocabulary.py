"""The words that a cell of a vocabulary may hold: the notations of the concept schemes of the directory."""

from dataclasses import dataclass
from difflib import get_close_matches

from genoderm.ontology.terms import slug


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The notations of one scheme; `scheme` is "" where the words become classes or are the loader's own."""

    name: str
    scheme: str
    terms: tuple[str, ...]

    def check(self, text: object) -> str:
        """The notation that the text means, whatever its case, spaces and underscores; ValueError names the nearest."""
        if text in self.terms:
            return str(text)
        if (found := slug(str(text))) in self.terms:
            return found
        raise ValueError(f"a term of {self.name}, the nearest is '{nearest(found, self.terms)}'")


def nearest(text: str, terms: tuple[str, ...]) -> str:
    """The term that is spelled most like the text."""
    return next(iter(get_close_matches(text, terms, n=1, cutoff=0)), "")


def _vocabulary(name: str, scheme: str, terms: str) -> Vocabulary:
    return Vocabulary(name, scheme, tuple(terms.split()))


EVIDENCE = _vocabulary(
    "evidence",
    "evidence",
    "official-designation network-page institution-page care-pathway patient-organisation-page press "
    "publication-affiliation mention",
)
CENTRE_KIND = _vocabulary(
    "centre kinds",
    "centre-kind",
    "expert-centre specialised-consultation care-unit rehabilitation-clinic coordination-hub research-centre "
    "laboratory",
)
AGE_GROUP = _vocabulary("age groups", "age-group", "children adults both")
LEVEL = _vocabulary(
    "designation levels",
    "designation-level",
    "coordinating constitutive competence reference full-member affiliated-partner national-centre regional-centre "
    "certified collaborative-centre laboratory",
)
ROLE = _vocabulary(
    "membership roles",
    "network-role",
    "coordinator co-coordinator chair co-chair member partner affiliated-partner site national-hub founder",
)
NETWORK_KIND = _vocabulary(
    "network kinds",
    "network-kind",
    "ern national regional international european-programme reference-centre-network patient-alliance cohort "
    "research-consortium coordination foundation",
)
REGION = _vocabulary(
    "world regions",
    "world-region",
    "europe mediterranean middle-east asia south-america north-america africa oceania worldwide",
)
SPECIALTY = _vocabulary(
    "specialties",
    "specialty",
    "dermatology otolaryngology pediatrics gynecology urology ophthalmology oncology plastic-maxillofacial-surgery "
    "gastroenterology nephrology radiology radiotherapy odontology nutrition genetics psychology nursing pathology "
    "surgery neurology neurosurgery rheumatology internal-medicine anesthesiology neonatology psychiatry orthopedics "
    "laboratory-medicine vascular-medicine",
)
NEED = _vocabulary(
    "needs",
    "care-need",
    "medical-expertise diagnosis-techniques genetic-advice recommendations patient-education telemedicine research",
)
RESOURCE_KIND = _vocabulary(
    "resource kinds",
    "",
    "training-course e-training grant expert-meeting workshop research-project access awareness-event guideline "
    "registry patient-education patient-support directory",
)
STATUS = _vocabulary("statuses", "status", "current former planned")
ORGANISATION_KIND = _vocabulary("organisation kinds", "", "hospital research-institute university organisation")
AUTHORITY_KIND = _vocabulary(
    "authority kinds",
    "authority-kind",
    "ministry national-programme regional-authority ern-board patient-organisation professional-society health-service",
)
COUNT_UNIT = _vocabulary(
    "count units",
    "count-unit",
    "healthcare-providers countries centres sites partners organisations patients hospitals experts",
)
COLLABORATION_KIND = _vocabulary(
    "collaboration kinds", "collaboration-kind", "founded-from cooperation member-of successor-of same-programme"
)
COORDINATES_FROM = _vocabulary("origins of coordinates", "", "ror geonames source")
EQUIVALENCE_TABLE = _vocabulary("tables of things", "", "hospitals associations networks centres")
