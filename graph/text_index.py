"""The search index of a release: what its things are called, of which classes they are, where they are.

index/
  things.jsonl   a first line with all classes, then ["iri", [its classes by their place there], whether retired]
  labels.jsonl   [thing, role, language, label] for labels, synonyms and codes; a thing by its line, the first is 0
  places.jsonl   [thing, longitude, latitude]

Facts only, in the order of the IRIs: equal releases have equal bytes. How words are compared is up to the version that
searches (text_index_memory.py), so that an old release is searched no worse than a new one.
"""

import json
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any, Self

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Store, Variable

NAME = "index"
THINGS = f"{NAME}/things.jsonl"
LABELS = f"{NAME}/labels.jsonl"
PLACES = f"{NAME}/places.jsonl"
FILES = (THINGS, LABELS, PLACES)  # of a release, as its manifest has them
# As the shapes want it: no reference system, so CRS84, longitude first.
POINT = re.compile(r"\s*POINT\s*\(\s*([+-]?\d+(?:\.\d+)?)\s+([+-]?\d+(?:\.\d+)?)\s*\)\s*", re.IGNORECASE)


Bound = Mapping[Variable, NamedNode]  # variables of the queries


class Role(StrEnum):
    """How a label belongs to its thing."""

    PREFERRED = "p"
    SYNONYM = "s"
    HIDDEN = "h"
    CODE = "c"
    EXACT = "e"  # a code of another system that means the same
    NEAR = "n"  # one that means more, less, or about the same


@dataclass(frozen=True, slots=True)
class Told:
    """What an index tells: labels and points of things by their IRIs, and of those things classes and retirement."""

    labels: set[tuple[str, str, str, str]]  # thing, role, language, label
    places: set[tuple[str, float, float]]  # thing, longitude, latitude
    classes: Mapping[str, set[str]]
    retired: set[str]

    def things(self) -> list[str]:
        """The things, sorted: what has neither label nor point is not told of."""
        return sorted({label[0] for label in self.labels} | {place[0] for place in self.places})

    def amended(self, other: Self, about: Container[str]) -> Self:
        """The same, but what `other` tells of these things in place of what is told here."""
        kept = {thing: told for thing, told in self.classes.items() if thing not in about}
        return replace(
            self,
            labels={label for label in self.labels if label[0] not in about} | other.labels,
            places={place for place in self.places if place[0] not in about} | other.places,
            classes={**kept, **other.classes},
            retired={thing for thing in self.retired if thing not in about} | other.retired,
        )


def write_index(store: Store, folder: Path) -> None:
    """Write the index of a store's default graph to `folder/index`, in place of one that stands there."""
    write_told(_told(store, {}), folder)


def told_of(store: Store, things: Iterable[NamedNode]) -> Told:
    """What the index of this store tells of these things."""
    found = Told(set(), set(), {}, set())
    for thing in things:
        found = found.amended(_told(store, {Variable("thing"): thing}), ())
    return found


def write_told(told: Told, folder: Path) -> None:
    """Write an index to `folder/index`."""
    things = told.things()
    at = {iri: number for number, iri in enumerate(things)}
    place = {
        name: number
        for number, name in enumerate(sorted({name for iri in things for name in told.classes.get(iri, ())}))
    }
    classes = ((iri, sorted(place[name] for name in told.classes.get(iri, ())), iri in told.retired) for iri in things)
    (folder / NAME).mkdir(exist_ok=True)
    _write(folder / THINGS, chain([list(place)], classes))
    _write(folder / LABELS, ([at[iri], *label] for iri, *label in sorted(told.labels)))
    _write(folder / PLACES, ([at[iri], *place] for iri, *place in sorted(told.places)))


def read_told(release: Path) -> Told:
    """What the index of a release tells."""
    names, *rows = _read(release / THINGS)
    things = [iri for iri, _, _ in rows]
    return Told(
        labels={(things[at], role, language, label) for at, role, language, label in _read(release / LABELS)},
        places={(things[at], longitude, latitude) for at, longitude, latitude in _read(release / PLACES)},
        classes={iri: {names[number] for number in classes} for iri, classes, _ in rows},
        retired={iri for iri, _, is_retired in rows if is_retired},
    )


def point(wkt: str) -> tuple[float, float] | None:
    """Longitude and latitude, in degrees, of `POINT(2.35 48.85)`; None for what is no point on the globe."""
    told = POINT.fullmatch(wkt)
    if not told or abs(float(told[1])) > 180 or abs(float(told[2])) > 90:
        return None
    return float(told[1]), float(told[2])


def _told(store: Store, bound: Bound) -> Told:
    """What is told of the things that the variables let through."""
    labels = {*_labels(store, "labels", bound), *_labels(store, "codes", bound)}
    places = set(_places(store, bound))
    told = {label[0] for label in labels} | {place[0] for place in places}
    classes: dict[str, set[str]] = defaultdict(set)
    for row in _rows(store, "classes", bound):
        if (iri := row["thing"].value) in told:
            classes[iri].add(row["class"].value)
    retired = {iri for row in _rows(store, "retired", bound) if (iri := row["thing"].value) in told}
    return Told(labels, places, classes, retired)


def _labels(store: Store, question: str, bound: Bound) -> Iterator[tuple[str, str, str, str]]:
    for row in _rows(store, question, bound):
        label = row["label"]
        if isinstance(label, Literal):
            yield row["thing"].value, row["role"].value, label.language or "", label.value


def _places(store: Store, bound: Bound) -> Iterator[tuple[str, float, float]]:
    for row in _rows(store, "places", bound):
        if place := point(row["wkt"].value):
            yield row["thing"].value, *place


def _rows(store: Store, question: str, bound: Bound) -> Iterator[QuerySolution]:
    text = (files(__package__) / "indexed" / f"{question}.rq").read_text("utf-8")
    rows = store.query(text, substitutions=dict(bound))
    if not isinstance(rows, QuerySolutions):
        raise TypeError(f"indexed/{question}.rq is no SELECT query")
    return iter(rows)


def _write(path: Path, rows: Iterable[object]) -> None:
    write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    path.unlink(missing_ok=True)  # it may be a link to that of another release
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(write(row) + "\n" for row in rows)


def _read(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
