"""Where a request asks from: a point, or a town that the graph knows."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from genoderm.api.collections.asked import Asked, AskedNear
from genoderm.api.collections.memory import PerRelease
from genoderm.api.collections.things import Place
from genoderm.graph.text_index import point
from genoderm.ontology.errors import BadInput, shown
from genoderm.sparql.composition import api_query
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool


@dataclass(frozen=True, slots=True)
class Town:
    """A town with hospitals or centres; `size` counts them."""

    name: str
    country: str
    size: int
    latitude: float
    longitude: float


async def _read(pool: Pool) -> list[Town]:
    return [town for row in await pool.rows(api_query("list-towns").text) for town in _town(row)]


def _town(row: Row) -> Iterable[Town]:
    told = {name: str(getattr(value, "value", "")) for name, value in row.items()}
    if place := point(told["point"]):
        yield Town(told["city"], told["country"], int(told["things"]), place[1], place[0])


TOWNS = PerRelease(_read)


async def located(asked: Asked, pool: Pool) -> tuple[Asked, Place | None]:
    """What is asked, with the point of the town that it names; BadInput for a town that the graph does not know."""
    if not isinstance(asked, AskedNear):
        return asked, None
    if asked.near and asked.place:
        raise BadInput("near and place are both told, expected one of them")
    if asked.within is not None and not (asked.near or asked.place):
        raise BadInput("within is told without a place, expected near or place beside it, such as near=48.85,2.35")
    if asked.near:
        latitude, longitude = (float(part) for part in asked.near.split(","))
        return asked, Place(latitude, longitude)
    if asked.place:
        town = _find(asked.place, await TOWNS.of(pool))
        near = f"{town.latitude},{town.longitude}"
        place = Place(town.latitude, town.longitude, town.name, town.country)
        return asked.model_copy(update={"near": near, "place": None}), place
    return asked, None


def _find(asked: str, towns: Sequence[Town]) -> Town:
    """The town of this name with the most hospitals; `Lyon, FR` asks for that of a country."""
    name, _, country = (part.strip() for part in asked.partition(","))
    key = _key(name)
    found = [town for town in towns if _key(town.name) == key and country.upper() in {"", town.country}]
    if found:
        return found[0]
    names = {_key(town.name): town.name for town in towns}
    near = get_close_matches(key, names, n=3, cutoff=0.7)
    right = " or ".join(names[one] for one in near) or "near=latitude,longitude instead"
    raise BadInput(f"place is {shown(asked)}, which is no town of this graph; expected {right}")


def _key(name: str) -> str:
    """Without accents and case: Köln, KOLN."""
    plain = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("-", " ")
