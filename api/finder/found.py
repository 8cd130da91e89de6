"""What the finder answers: which disease was understood, and the centres for it with all their reasons."""

from dataclasses import dataclass

from genoderm.api.collections.things import Facets, Item, Place, Thing
from genoderm.api.queries import Asking


@dataclass(frozen=True, slots=True)
class Understood:
    """The disease that was understood. `how` is "orpha", "retired" (a code that another replaced), "code" or "name".

    `precision` is how precisely a code of another system means it: exact, broad, narrow, close, related, "not told".
    """

    asked: str
    disease: Thing
    rank: str  # disorder, group, subtype; "" of a retired code
    how: str
    precision: str = "exact"
    label: str | None = None  # the name, or the code, by which it was found
    general: bool = False  # a group so general that expertise in it says little of one disease
    others: tuple[Thing, ...] = ()  # what else the text may have meant, less well


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a statement rests on: its kind, who says it, and the date that it speaks of (a year, a month, a day)."""

    kind: str
    label: str
    source: str | None
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a centre is here. `match` is itself, group or subtype; `levels` lie between the disease and `via`.

    `nodes` are those of a network that say so, by their names; () in an answer of this node alone.
    """

    match: str
    levels: int
    via: Thing
    general: bool
    evidence: Evidence
    status: str
    published_as: str | None
    age_group: Thing | None
    designation: Thing | None
    score: float
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """A node of a network that tells of a centre: where, and the page that it has that from."""

    node: str
    page: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Role:
    """A part that a centre plays in a network, or in one of its thematic groups."""

    network: Thing
    group: Thing | None
    role: Thing | None


@dataclass(frozen=True, slots=True)
class Named:
    """A designation that a centre holds."""

    designation: Thing
    authority: Thing | None
    level: Thing | None
    scope: tuple[Thing, ...]
    labelled: str | None
    renewed: str | None
    ended: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """A centre, its place in the ranking from 1, and why it is there: the best reason first.

    `item.facts` has its fields as in the list of centres (country, city, hospital, specialties, languages, website …).
    `kind` is expert-centre, coordination-hub or laboratory: who sees patients, who coordinates, who does neither.
    """

    rank: int
    item: Item
    kind: str
    status: str  # current, planned, former
    score: float
    reasons: tuple[Reason, ...]
    roles: tuple[Role, ...]
    designations: tuple[Named, ...]
    latitude: float | None
    longitude: float | None
    distance: float | None  # kilometres from the place that was asked for
    tellings: tuple[Telling, ...] = ()  # of a network


@dataclass(frozen=True, slots=True)
class NoneNear:
    """What to do where there is none near: the nearest ones, who covers the country, what helps from afar."""

    country: Thing | None
    nearest: tuple[Match, ...]
    networks: tuple[Item, ...]
    telemedicine: tuple[Item, ...]
    associations: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the finder's answer; `none_near` is there if no current expert centre is within what was asked."""

    understood: Understood
    total: int
    offset: int
    limit: int
    items: tuple[Match, ...]
    facets: Facets
    asking: Asking
    place: Place | None = None
    none_near: NoneNear | None = None
