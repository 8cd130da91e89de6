"""The things of a release that have a point, nearest first.

Distances are along the great circle, on a sphere of the Earth's mean radius, by the haversine formula: just as the
engine's geof:distance (pyoxigraph 0.5.13) has them, so that a query can use either.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import asin, cos, inf, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode

from genoderm.graph.text_index import PLACES
from genoderm.graph.text_index_things import Thing, Things

RADIUS = 6371.0088  # kilometres; IUGG mean radius, Moritz, Geodetic Reference System 1980, 2000
# The sine of an angle is known to 16 digits; a parallel that is this much farther away than the bound is too far.
MARGIN = 1e-9


@dataclass(frozen=True, slots=True)
class Near:
    """A thing and how far away it is."""

    thing: NamedNode
    kilometres: float


class Place(NamedTuple):
    """A point of a thing."""

    longitude: float
    latitude: float
    thing: Thing


@dataclass(frozen=True, slots=True)
class Places:
    """All points of a release."""

    things: Things
    points: Sequence[Place]

    def nearest(  # noqa: PLR0913 - a place, and what to look for around it
        self,
        latitude: float,
        longitude: float,
        *,
        classes: Collection[str] = (),
        thing: str = "",
        within: float = inf,
        limit: int = 100,
    ) -> list[Near]:
        """Things that are of all these classes, at most `within` kilometres from a place in degrees, nearest first."""
        best: dict[str, float] = {}
        for place in self._among(classes, thing, radians(latitude), within / RADIUS + MARGIN):
            kilometres = distance(latitude, longitude, place.latitude, place.longitude)
            if kilometres <= within:
                best[place.thing.iri] = min(kilometres, best.get(place.thing.iri, inf))
        found = nsmallest(limit, ((kilometres, iri) for iri, kilometres in best.items()))
        return [Near(NamedNode(iri), kilometres) for kilometres, iri in found]

    def _among(self, classes: Collection[str], thing: str, here: float, height: float) -> Iterator[Place]:
        """What may be near enough: no point is nearer than its parallel, which is `height` from `here` in radians."""
        wanted = self.things.class_numbers(classes)
        for place in self.points:
            fits = wanted.issubset(place.thing.classes) and thing in {"", place.thing.iri}
            if fits and abs(radians(place.latitude) - here) <= height:
                yield place


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Kilometres along the great circle between two places in degrees."""
    up = sin(radians(other_latitude - latitude) / 2) ** 2
    aside = sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * RADIUS * asin(sqrt(up + cos(radians(latitude)) * cos(radians(other_latitude)) * aside))


def read_places(release: Path, things: Things) -> Places:
    """Read the points in a release's index."""
    lines = (release / PLACES).read_text("utf-8").splitlines()
    told = (json.loads(line) for line in lines)
    return Places(things, [Place(longitude, latitude, things[number]) for number, longitude, latitude in told])
