"""What the finder found, as the page shows it: filters, pages of the list, points of the map, links to take along."""

from collections.abc import Iterator
from itertools import chain
from urllib.parse import quote, urlencode

from genoderm.api.collections.things import Choice, Item, Listing, Thing
from genoderm.api.finder.found import Found, Match
from genoderm.api.network.shown import FoundByAll
from genoderm.api.pages.frame import Frame
from genoderm.api.pages.looking import FILTERS, SHOWN, LookUp

MOST = 12  # choices of a filter; the rarer ones narrow a list too little to be worth the room
AROUND = 2  # pages before and after the one that is shown
CARRIED = ("q", "place", "within", "sort", "scope", "lang")  # what the form of the filters hands on
Linked = tuple[str, str]


def results(asked: LookUp, found: Found | FoundByAll, served: Listing, frame: Frame) -> dict[str, object]:
    """The values that the template asks for beside what was found."""
    land = asked.land or (found.place.country if found.place else None)
    points = [point for match in found.items if (point := _point(match, frame))]
    table = asked.centres().model_dump(exclude_defaults=True, exclude={"offset", "limit", "fresh"})
    table |= {"disease": found.understood.disease.code, "lang": frame.language}
    return {
        "points": points,
        "placeless": len(found.items) - len(points),
        "filters": list(_filters(found)),
        "removable": list(_removable(asked, found, frame)),
        "carried": [(name, value) for name, value in frame.query if name in CARRIED and value],
        "pages": list(_pages(found, frame)),
        "share": f"{frame.base}{frame.here(fresh=None).removeprefix(frame.root)}",
        "served": sorted(served.items, key=lambda item: _far(item, land)),
        "csv": _table(frame, table | {"format": "csv"}),
        "json": _table(frame, table),
    }


def _far(association: Item, land: str | None) -> int:
    """Those of a country first, then those of no country in particular."""
    countries = {one.id for one in association.all("countries") if isinstance(one, Thing)}
    return 0 if land in countries else 1 if not countries else 2


def _point(match: Match, frame: Frame) -> dict[str, object] | None:
    if match.latitude is None or match.longitude is None:
        return None
    thing, city = match.item.thing, match.item.one("city")
    return {
        "lat": match.latitude,
        "lon": match.longitude,
        "name": thing.name,
        "href": frame.page_of(thing),
        "note": city if isinstance(city, str) else "",
    }


def _filters(found: Found | FoundByAll) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    """Those that can narrow the list: some choice is taken, or there is one."""
    for name in FILTERS:
        choices = found.facets.get(name, ())
        if len(choices) > 1 or any(choice.chosen for choice in choices):
            taken = (choice for choice in choices[MOST:] if choice.chosen)
            yield name, (*choices[:MOST], *taken)


def _removable(asked: LookUp, found: Found | FoundByAll, frame: Frame) -> Iterator[Linked]:
    for name in FILTERS:
        chosen: tuple[str, ...] = getattr(asked, name)
        names = {choice.value: choice.name for choice in found.facets.get(name, ())}
        for value in chosen:
            others = [other for other in chosen if other != value]
            yield names.get(value, value), frame.here(**{name: others, "offset": None})


def _pages(found: Found | FoundByAll, frame: Frame) -> Iterator[tuple[str, int]]:
    """The first, the last, and those around the one that is shown, each with its offset."""
    last = (found.total - 1) // SHOWN
    now = found.offset // SHOWN
    near = range(max(0, now - AROUND), min(last, now + AROUND) + 1)
    for page in sorted(set(chain((0, last), near))) if last > 0 else ():
        yield frame.number(page + 1), page * SHOWN


def _table(frame: Frame, asked: dict[str, object]) -> str:
    pairs = {name: ",".join(value) if isinstance(value, tuple) else value for name, value in asked.items() if value}
    return f"{frame.root}/api/v1/centres?{urlencode(pairs, quote_via=quote)}"
