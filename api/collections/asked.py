"""The parameters of each collection, as a client may give them; an unknown one is refused.

A parameter that takes several values takes them repeated (`country=FR&country=BE`) or with commas between them, and
means any of them; of `hpo`, all of them.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from genoderm.loaders.directory.territories import country_code
from genoderm.ontology.errors import BadInput, shown

MOST = 100  # things of a page
LONGEST = 200  # characters of a text to search for: no name is longer
LATITUDE = r"[+-]?(90(\.0+)?|[0-8]?[0-9](\.[0-9]+)?)"
LONGITUDE = r"[+-]?(180(\.0+)?|(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]+)?)"
PLACE = rf"^ *{LATITUDE} *, *{LONGITUDE} *$"
DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
LONGEST_WAIT = 60  # seconds, after which proxies have given up
EARTH = 20_040  # kilometres: nothing is further away


def _parted(told: object) -> object:
    """One text, or several, each perhaps with commas, as several without repeats."""
    texts = [told] if isinstance(told, str) else told
    if not isinstance(texts, list | tuple):
        return texts
    words = (word.strip() for text in texts for word in str(text).split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _country(told: str) -> str:
    try:
        return country_code(told)
    except ValueError as fault:
        raise BadInput(f"country is {shown(told)}, expected {fault}") from fault


def _countries(told: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_country, told)))


Many = Annotated[tuple[str, ...], BeforeValidator(_parted), Field(max_length=50)]
Status = Literal["current", "planned", "former"]
Text = Annotated[str | None, Field(min_length=1, max_length=LONGEST)]
Date = Annotated[str | None, Field(pattern=DATE)]
Countries = Annotated[
    Many, AfterValidator(_countries), Field(description="codes of ISO 3166-1", examples=[["FR", "BE"]])
]
Diseases = Annotated[Text, Field(description="a disease by any code of it", examples=["ORPHA:79361"])]
Genes = Annotated[Many, Field(description="symbols, or ids of HGNC", examples=[["COL7A1"]])]
Signs = Annotated[Many, Field(description="HPO terms, all of which are to be there", examples=[["HP:0008066"]])]
Evidence = Annotated[Many, Field(description="kinds of evidence", examples=[["official-designation"]])]
Languages = Annotated[Many, Field(description="languages spoken, as ISO 639-1 has them", examples=[["fr"]])]
Since = Annotated[Date, Field(description="told at this date or later", examples=["2020"])]
AsOf = Annotated[Date, Field(description="told by this date", examples=["2025-06"])]
Near = Annotated[
    str | None,
    Field(pattern=PLACE, description="latitude,longitude: distances are told from there", examples=["48.85,2.35"]),
]
Town = Annotated[Text, Field(description="a town of the graph's, in place of `near`", examples=["Lyon", "Lyon, FR"])]
Within = Annotated[float | None, Field(gt=0, le=EARTH, description="at most so many kilometres away", examples=[100])]
Search = Annotated[Text, Field(description="words of a name, in any language, however spelt", examples=["necker"])]
Ids = Annotated[Many, Field(description="ids, as in the addresses of their pages")]


class Asked(BaseModel):
    """What every collection takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    collection: ClassVar[str]
    orders: ClassVar[tuple[str, ...]] = ("name", "-name")  # the first is the one in force; `relevance` where q is given

    q: Search = None
    sort: Annotated[Text, Field(description="the order; with - before it, the other way round")] = None
    fields: Annotated[Many, Field(description="the fields wanted; all, if none is named")] = ()
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int | None, Field(ge=1, le=MOST, description="20 of JSON, all of CSV, if it is not told")] = None
    lang: Annotated[Text, Field(description="the language of names", examples=["fr"])] = None
    format: Annotated[Literal["json", "jsonld", "csv"] | None, Field(description="instead of Accept")] = None


class AskedNear(Asked):
    """What collections of things with a place take beside."""

    near: Near = None
    place: Town = None
    within: Within = None


class DiseasesAsked(Asked):
    """Diseases, groups of them and subtypes, current and retired."""

    collection = "diseases"
    orders = ("name", "-name", "code", "-code")

    code: Annotated[Many, Field(description="codes in any system", examples=[["OMIM:226600"]])] = ()
    disease: Annotated[Text, Field(description="a group: itself and all below it", examples=["ORPHA:79361"])] = None
    kind: Annotated[Many, Field(description="disorder, group, subtype")] = ()
    gene: Genes = ()
    hpo: Signs = ()
    inheritance: Many = ()
    onset: Many = ()
    country: Annotated[Countries, Field(description="with a current expert centre for the disease itself")] = ()
    evidence: Annotated[Evidence, Field(description="kinds of evidence of expertise in the disease itself")] = ()
    status: Annotated[Literal["current", "retired"] | None, Field(description="of its code")] = None
    skin: Annotated[bool | None, Field(description="whether it is a rare skin disease")] = None


class CentresAsked(AskedNear):
    """Centres; with `disease` those with expertise in it, ranked, each with its reasons: the finder."""

    collection = "centres"
    orders = ("name", "-name", "country", "distance")

    disease: Diseases = None
    gene: Genes = ()
    hpo: Signs = ()
    kind: Annotated[Many, Field(description="kinds of centre", examples=[["expert-centre"]])] = ()
    country: Countries = ()
    hospital: Ids = ()
    network: Ids = ()
    group: Annotated[Ids, Field(description="thematic groups")] = ()
    role: Annotated[Many, Field(description="roles in a network", examples=[["coordinator"]])] = ()
    specialty: Annotated[Many, Field(description="specialties at hand", examples=[["dermatology"]])] = ()
    need: Annotated[Many, Field(description="care needs that it answers", examples=[["genetic-advice"]])] = ()
    evidence: Evidence = ()
    age_group: Annotated[Many, Field(description="children, adults; `both` counts for either")] = ()
    language: Languages = ()
    status: Annotated[tuple[Status, ...], BeforeValidator(_parted), Field(description="of the centre")] = ()
    since: Since = None
    as_of: AsOf = None
    scope: Annotated[
        Literal["local", "network"],
        Field(
            description="whom to ask: this node, or with `disease` all nodes of its network, answered in JSON or CSV"
        ),
    ] = "local"
    deadline: Annotated[
        float | None,
        Field(gt=0, le=LONGEST_WAIT, description="of `scope=network`: seconds after which no node is waited for"),
    ] = None
    fresh: Annotated[
        bool, Field(description="of `scope=network`: ask every node anew, and use nothing that it said before")
    ] = False


class HospitalsAsked(AskedNear):
    """Hospitals, institutes and universities."""

    collection = "hospitals"
    orders = ("name", "-name", "country", "distance")

    code: Annotated[Many, Field(description="ROR ids or Wikidata ids", examples=[["ROR:05tr67282"]])] = ()
    disease: Diseases = None
    kind: Annotated[Many, Field(description="hospital, research-institute, university, organisation")] = ()
    country: Countries = ()
    network: Ids = ()
    centres: Annotated[bool | None, Field(description="whether it hosts a centre")] = None
    since: Since = None
    as_of: AsOf = None


class NetworksAsked(Asked):
    """Networks of centres, of organisations, of patients."""

    collection = "networks"

    disease: Diseases = None
    kind: Annotated[Many, Field(description="kinds of network", examples=[["ern"]])] = ()
    country: Countries = ()
    region: Annotated[Many, Field(description="regions of the world", examples=[["mediterranean"]])] = ()
    since: Since = None
    as_of: AsOf = None


class GroupsAsked(Asked):
    """Thematic groups of networks."""

    collection = "groups"
    orders = ("order", "name", "-name")

    disease: Diseases = None
    network: Ids = ()
    since: Since = None
    as_of: AsOf = None


class SpecialtiesAsked(Asked):
    """Specialties of medicine, and professions."""

    collection = "specialties"
    orders = ("name", "-name", "-centres")

    country: Annotated[Countries, Field(description="countries with a centre that has it")] = ()


class AssociationsAsked(Asked):
    """Patient associations."""

    collection = "associations"
    orders = ("name", "-name", "country")

    disease: Diseases = None
    gene: Genes = ()
    country: Countries = ()
    language: Languages = ()
    network: Ids = ()
    umbrella: Ids = ()
    evidence: Evidence = ()
    since: Since = None
    as_of: AsOf = None


class NeedsAsked(Asked):
    """Care needs."""

    collection = "needs"


class ResourcesAsked(AskedNear):
    """Trainings, grants, meetings, projects, guidelines, events, registries, programmes of access and others."""

    collection = "resources"
    orders = ("-year", "year", "name", "-name", "distance")

    disease: Diseases = None
    gene: Genes = ()
    hpo: Signs = ()
    kind: Annotated[Many, Field(description="kinds of resource", examples=[["guideline", "training-course"]])] = ()
    country: Countries = ()
    need: Annotated[Many, Field(description="care needs that it answers", examples=[["telemedicine"]])] = ()
    network: Annotated[Ids, Field(description="networks that organise it")] = ()
    language: Languages = ()
    year: Annotated[Many, Field(examples=[["2024"]])] = ()
    evidence: Evidence = ()
    since: Since = None
    as_of: AsOf = None


ASKED: tuple[type[Asked], ...] = (
    DiseasesAsked,
    CentresAsked,
    HospitalsAsked,
    NetworksAsked,
    GroupsAsked,
    SpecialtiesAsked,
    AssociationsAsked,
    NeedsAsked,
    ResourcesAsked,
)
