"""What a list holds: things, what is said of each, and how many there are of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from genoderm.api.queries import Asking


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that has a name and, mostly, a page here.

    `id` is what parameters and addresses take: `79361`, `fr-necker-magec`, `FR`, `press`. `path` is that of its page,
    to be put behind the address of the server; None if it has none. `code` is there for what has one: `ORPHA:79361`.
    `name_language` is told where it is not the language that was asked for: "" if nobody said which it is. `elsewhere`
    is the address of its page at another node, where none is here.
    """

    iri: str
    id: str
    name: str
    path: str | None = None
    code: str | None = None
    name_language: str | None = None
    elsewhere: str | None = None


Value = Thing | str | float | int | bool


@dataclass(frozen=True, slots=True)
class Item:
    """A thing of a list; `facts` by the names of its fields, in their order, without those that nothing is known of."""

    thing: Thing
    facts: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    distance: float | None = None  # kilometres from the place that was asked for

    def one(self, name: str) -> Value | None:
        """The first value of a field."""
        values = self.facts.get(name, ())
        return values[0] if values else None

    def all(self, name: str) -> tuple[Value, ...]:
        """All values of a field."""
        return self.facts.get(name, ())


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which a list can be narrowed: what the parameter takes, its name, how many things have it."""

    value: str
    name: str
    count: int
    chosen: bool = False


Facets = Mapping[str, tuple[Choice, ...]]  # by the name of the parameter; most frequent first


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was asked for: degrees, and its name and country's code where the graph knows them."""

    latitude: float
    longitude: float
    name: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a collection: `total` counts the things that fit, `facets` count over all of them."""

    collection: str
    total: int
    offset: int
    limit: int
    items: tuple[Item, ...]
    facets: Facets
    asking: Asking  # the query that chose them
    place: Place | None = None
