"""An organisation of ROR as one record, whichever schema it came in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from genoderm.loaders.disease import Name
from genoderm.loaders.ror_schemas import Entry, EntryV1, EntryV2, ExternalIds, TownV1, TownV2

ROR = "https://ror.org/"
UNKNOWN = "und"  # BCP 47 for a language that nobody tells
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
WEBSITE = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
WIKIDATA = re.compile(r"Q[1-9][0-9]{0,11}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an organisation is; ROR's coordinates are those of the town in GeoNames."""

    country: str  # ISO 3166-1 alpha-2
    city: str = ""
    geonames: str = ""
    point: str = ""  # "2.3488 48.85341": longitude and latitude in degrees, WGS 84


@dataclass(frozen=True, slots=True)
class RorOrganisation:
    """What ROR says of an organisation; its ids are without https://ror.org/."""

    id: str
    healthcare: bool
    status: str  # "active", "inactive", "withdrawn"
    names: tuple[Name, ...]  # the one that ROR shows, then its names in other languages, one a language
    other_names: tuple[Name, ...]
    place: Place | None
    wikidata: str
    website: str
    parents: tuple[str, ...]
    successors: tuple[str, ...]


def organisation(entry: EntryV1 | EntryV2) -> RorOrganisation:
    """The record of a checked entry."""
    labels, others = _names_v2(entry) if isinstance(entry, EntryV2) else _names_v1(entry)
    first_of_language = {name.language: name for name in reversed(labels)}
    names = tuple(name for name in labels if first_of_language[name.language] is name)
    return RorOrganisation(
        id=entry.id.removeprefix(ROR),
        healthcare="healthcare" in entry.types,
        status=entry.status,
        names=names,
        other_names=tuple(name for name in dict.fromkeys([*labels, *others]) if name not in names),
        place=_place_v2(entry) if isinstance(entry, EntryV2) else _place_v1(entry),
        wikidata=_wikidata(entry),
        website=next((page for page in _pages(entry) if WEBSITE.fullmatch(page)), ""),
        parents=_related(entry, "parent"),
        successors=_related(entry, "successor"),
    )


def _names_v1(entry: EntryV1) -> tuple[list[Name], list[Name]]:
    labels = [_name(entry.name, None), *(_name(label.label, label.iso639) for label in entry.labels)]
    return labels, [_name(text, None) for text in (*entry.aliases, *entry.acronyms)]


def _names_v2(entry: EntryV2) -> tuple[list[Name], list[Name]]:
    shown_first = sorted(entry.names, key=lambda name: "ror_display" not in name.types)
    labels = [name for name in shown_first if not {"ror_display", "label"}.isdisjoint(name.types)]
    others = [name for name in shown_first if name not in labels]
    if not labels:  # no name is marked as the one to show
        labels, others = others[:1], others[1:]
    return [_name(name.value, name.lang) for name in labels], [_name(name.value, name.lang) for name in others]


def _name(text: str, language: str | None) -> Name:
    return Name(" ".join(text.split()), language if language and LANGUAGE.fullmatch(language) else UNKNOWN)


def _place_v1(entry: EntryV1) -> Place:
    return _place(entry.country, entry.addresses[0]) if entry.addresses else Place(entry.country)


def _place_v2(entry: EntryV2) -> Place | None:
    """The first location: ROR gives a few organisations several, the main one first."""
    return _place(entry.locations[0].country, entry.locations[0]) if entry.locations else None


def _place(country: str, town: TownV1 | TownV2) -> Place:
    known = town.lat is not None and town.lng is not None
    point = f"{town.lng:f} {town.lat:f}" if known else ""
    return Place(country, town.city or "", str(town.geonames_id or ""), point)


def _wikidata(entry: EntryV1 | EntryV2) -> str:
    ids = entry.external_ids.items() if isinstance(entry, EntryV1) else [(ids.type, ids) for ids in entry.external_ids]
    found = next((_best(ids) for registry, ids in ids if registry.lower() == "wikidata"), "")
    return found if WIKIDATA.fullmatch(found) else ""


def _best(ids: ExternalIds) -> str:
    every = [ids.all] if isinstance(ids.all, str) else ids.all
    return ids.preferred or next(iter(every or ()), "")


def _pages(entry: EntryV1 | EntryV2) -> Iterable[str]:
    if isinstance(entry, EntryV1):
        return entry.links
    return (link.value for link in entry.links if link.type == "website")


def _related(entry: Entry, kind: str) -> tuple[str, ...]:
    found = (other.id.removeprefix(ROR) for other in entry.relationships if other.type == kind)
    return tuple(dict.fromkeys(found))
