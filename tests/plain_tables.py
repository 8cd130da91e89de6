"""The shipped tables as rows, and what follows from them by plain Python, to hold answers against."""

import csv
from collections.abc import Container, Iterator
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "loaders" / "data"
ORDO = "http://www.orpha.net/ORDO/Orphanet_"
BASE = "https://w3id.org/genoderm/id/"
GENERAL = {"89826", "68346"}  # rare skin disease, rare genetic skin disease
CLASSES = {"laboratory": "laboratory", "research-centre": "laboratory", "coordination-hub": "coordination hub"}
Row = dict[str, str]


@cache
def rows(table: str) -> tuple[Row, ...]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def by_id(table: str) -> dict[str, Row]:
    return {row["id"]: row for row in rows(table)}


def several(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


@cache
def levels(disease: str, way: str) -> dict[str, int]:
    """How many steps each entity is from a disease, "up" or "down", by the shortest path."""
    start, end = ("orpha", "parent") if way == "up" else ("parent", "orpha")
    found, edge, steps = {disease: 0}, {disease}, 0
    while edge:
        steps += 1
        edge = {row[end] for row in rows("disease_parents") if row[start] in edge} - found.keys()
        found |= dict.fromkeys(edge, steps)
    del found[disease]
    return found


@cache
def reach(disease: str) -> dict[str, tuple[str, int]]:
    """The entities whose expertise is one in this disease, each with the reason and the distance."""
    return (
        {disease: ("itself", 0)}
        | {code: ("group", steps) for code, steps in levels(disease, "up").items()}
        | {code: ("subtype", steps) for code, steps in levels(disease, "down").items()}
    )


def kind_of(centre: str) -> str:
    return CLASSES.get(by_id("centres")[centre]["kind"], "expert centre")


def status_of(row: Row) -> str:
    told = {row["status"], by_id("centres")[row["centre"]]["status"]}
    return "former" if "former" in told else "planned" if "planned" in told else "current"


def place_of(centre: str, column: str) -> str:
    row = by_id("centres")[centre]
    return row[column] or (by_id("hospitals")[row["hospital"]][column] if row["hospital"] else "")


def current_expertise() -> Iterator[Row]:
    """Statements of expertise of the present, of expert centres."""
    for row in rows("expertise"):
        if status_of(row) == "current" and kind_of(row["centre"]) == "expert centre":
            yield row


@cache
def skin() -> set[str]:
    """The rare skin diseases: below one of the two roots, and those that Orphanet gives without a parent yet."""
    orphans = {"708019", "708036", "708014", "708043", "715635", "715640"}
    below = set().union(*(levels(root, "down") for root in GENERAL)) | GENERAL | orphans
    return below & {row["orpha"] for row in rows("disease")}


@cache
def disorders() -> set[str]:
    """Those at the level at which patients are counted: neither group (category, clinical group) nor subtype."""
    beside = {"377794", "377795", "377796", "377797", "557495"}
    return skin() & {row["orpha"] for row in rows("disease") if row["type"] not in beside}


def covered(centres: Container[str]) -> set[str]:
    """The diseases that these centres are expert in, by themselves or by a skin group not too general."""
    known = {row["disease"] for row in current_expertise() if row["centre"] in centres}
    return known.union(*(levels(code, "down") for code in (known & skin()) - GENERAL))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two latitudes and longitudes, on a sphere of the Earth's mean radius: within 0.6 % of the ellipsoid."""
    (south, west), (north, east) = [tuple(map(radians, place)) for place in (one, other)]
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * 6371.009 * asin(sqrt(chord))


def orpha(iri: str) -> str:
    return iri.removeprefix(ORDO)


def bare(iri: str) -> str:
    """The id at the end of an IRI of ours."""
    return iri.removeprefix(BASE).partition("/")[2]
