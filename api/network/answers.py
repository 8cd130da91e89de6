"""What the finder of a node answers, as this node takes it: strictly, since others wrote it.

A later node may tell more; what is not named here is passed over, and what is named has to be of its kind. Addresses
are of HTTP, so that no page ever links to anything else.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST = 200  # values of one kind that are told of one centre
Address = Annotated[str, Field(pattern=r"^https?://[^\x00-\x20<>\"{}|\\^`]+$", max_length=2_000)]
Text = Annotated[str, Field(max_length=2_000)]
Word = Annotated[str, Field(max_length=200)]
Score = Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)]
Status = Literal["current", "planned", "former"]
Kind = Literal["expert-centre", "coordination-hub", "laboratory"]


class Told(BaseModel):
    """Somebody else's words."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class Thing(Told):
    """A thing by its names."""

    iri: Address
    id: Word
    name: Text
    href: Address | None = None
    code: Word | None = None
    name_language: Word | None = None


Things = Annotated[tuple[Thing, ...], Field(max_length=MOST)]
Texts = Annotated[tuple[Text, ...], Field(max_length=MOST)]


class Evidence(Told):
    """What a statement rests on."""

    kind: Word
    label: Text
    source: Address | None
    as_of: Word | None


class Reason(Told):
    """Why a centre is there: a statement of expertise."""

    match: Literal["itself", "group", "subtype"]
    levels: Annotated[int, Field(ge=0, le=100)]
    via: Thing
    general: bool
    status: Status
    score: Score
    evidence: Evidence
    published_as: Text | None = None
    age_group: Thing | None = None
    designation: Thing | None = None


class Role(Told):
    """A part that a centre plays in a network."""

    network: Thing | None = None
    group: Thing | None = None
    role: Thing | None = None


class Designation(Thing):
    """What a centre is designated as."""

    authority: Thing | None = None
    level: Thing | None = None
    scope: Things = ()
    labelled: Word | None = None
    renewed: Word | None = None
    ended: Word | None = None


class Centre(Thing):
    """A centre that matches, with all that its node tells of it."""

    centre_kind: Thing | None = None
    other_names: Texts = ()
    country: Thing | None = None
    city: Text | None = None
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    hospital: Thing | None = None
    unit: Text | None = None
    age_group: Thing | None = None
    specialties: Things = ()
    needs: Things = ()
    languages: Texts = ()
    networks: Things = ()
    groups: Things = ()
    expertise: Annotated[tuple[Thing, ...], Field(max_length=20_000)] = ()
    website: Address | None = None
    source: Address | None = None
    as_of: Word | None = None
    distance: Annotated[float | None, Field(ge=0, le=21_000)] = None
    kind: Kind
    status: Status
    score: Score
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1, max_length=5_000)]
    roles: Annotated[tuple[Role, ...], Field(max_length=MOST)]
    designations: Annotated[tuple[Designation, ...], Field(max_length=MOST)]


class Choice(Told):
    """A value of a facet, for its name."""

    value: Word
    name: Text


class Page(Told):
    """A page of the finder's answer."""

    total: Annotated[int, Field(ge=0)]
    offset: Annotated[int, Field(ge=0)]
    items: Annotated[tuple[Centre, ...], Field(max_length=10_000)]
    facets: dict[Word, Annotated[tuple[Choice, ...], Field(max_length=1_000)]] = {}


class Hospital(Told):
    """A hospital, with what it is in registers."""

    iri: Address
    codes: Annotated[tuple[Address, ...], Field(max_length=MOST)] = ()


class Hospitals(Told):
    """A page of a list of hospitals."""

    total: Annotated[int, Field(ge=0)]
    items: Annotated[tuple[Hospital, ...], Field(max_length=10_000)]
