"""The entities of the service: their types, and their ids, which follow the identifier space as in `disease/79361`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pyoxigraph import NamedNode

from genoderm.api.addresses import NAME, address, thing_at
from genoderm.api.search.kinds import CONCEPT
from genoderm.ontology import terms
from genoderm.ontology.errors import BadInput, NotFound, shown
from genoderm.ontology.terms import GD, Iris, disease_iri

ORPHA = re.compile(r"(?:ORPHA|Orphanet)[:_ ]?(\d{1,7})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Type:
    """A type of entities: its id follows the schema space; `sought` is the class by which the index knows them."""

    id: str
    name: str
    kind: str  # of the addresses
    sought: NamedNode
    broader: tuple[str, str] | None = None

    def told(self) -> dict[str, object]:
        """As documents have it."""
        above = [{"id": self.broader[0], "name": self.broader[1]}] if self.broader else None
        return {"id": self.id, "name": self.name} | ({"broader": above} if above else {})


ORGANISATION = ("Organisation", "organisation")
TYPES = (
    Type("Disease", "disease", "disease", terms.Disease),
    Type("Centre", "centre", "centre", terms.Centre),
    Type("Hospital", "hospital", "hospital", terms.Hospital, ORGANISATION),
    Type("Network", "network", "network", terms.Network),
    Type("PatientAssociation", "patient association", "association", terms.PatientAssociation, ORGANISATION),
    Type("Specialty", "specialty", "specialty", CONCEPT),
)
BY_KIND: Mapping[str, Type] = {kind.kind: kind for kind in TYPES}
CALLED: Mapping[str, tuple[Type, ...]] = {
    **{name.lower(): (kind,) for kind in TYPES for name in (kind.id, kind.kind, kind.name)},
    "organisation": tuple(kind for kind in TYPES if kind.broader == ORGANISATION),
}


class UnknownEntity(NotFound):
    """No entity of the service has this id."""


def types_called(names: Iterable[str]) -> tuple[Type, ...]:
    """The types of these ids; all of them, if none is given. BadInput with the nearest for one that there is not."""
    found: dict[Type, None] = {}
    for name in names:
        known = name.removeprefix(GD).lower()
        if known not in CALLED:
            near = get_close_matches(known, CALLED, n=1, cutoff=0)
            told = ", ".join(kind.id for kind in TYPES)
            raise BadInput(f"there is no type {shown(name)}; the nearest is {near[0]}, and all are {told}")
        found |= dict.fromkeys(CALLED[known])
    return tuple(found) or TYPES


def type_of(iri: str, iris: Iris) -> Type | None:
    """The type of an entity, which its address tells; None for a thing that is no entity of the service."""
    path = address(iri, iris) or ""
    return BY_KIND.get(path.removeprefix("/").partition("/")[0])


def entity_id(iri: str, iris: Iris) -> str:
    """`disease/79361` of Orphanet's IRI; the IRI itself of a thing that has no address here."""
    path = address(iri, iris)
    return path.removeprefix("/") if path else iri


def entity_iri(name: str, iris: Iris) -> str | None:
    """The IRI of an id, in whatever way it is written: `disease/79361`, `ORPHA:79361`, an IRI; None if it is no id."""
    if told := ORPHA.fullmatch(name.strip()):
        return disease_iri(told[1]).value
    kind, _, rest = name.partition("/")
    try:
        if name.startswith(("http://", "https://")):
            return NamedNode(name).value if type_of(name, iris) else None
        if kind in BY_KIND and NAME.fullmatch(rest):
            return thing_at(kind, rest, iris).value
    except ValueError:
        pass  # such as centre/100%, which begins no IRI
    return None


def known_iri(name: str, iris: Iris) -> str:
    """The same; UnknownEntity if it is no id."""
    found = entity_iri(name, iris)
    if found is None:
        raise UnknownEntity(f"{shown(name)} is the id of no entity; disease/79361 is one")
    return found


def told(types: Sequence[Type]) -> list[dict[str, object]]:
    """Types as documents have them."""
    return [kind.told() for kind in types]
