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
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from pyoxigraph import Literal, QuerySolution, QuerySolutions, Store

NAME = "index"
THINGS = f"{NAME}/things.jsonl"
LABELS = f"{NAME}/labels.jsonl"
PLACES = f"{NAME}/places.jsonl"
FILES = (THINGS, LABELS, PLACES)  # of a release, as its manifest has them
# As the shapes want it: no reference system, so CRS84, longitude first.
POINT = re.compile(r"\s*POINT\s*\(\s*([+-]?\d+(?:\.\d+)?)\s+([+-]?\d+(?:\.\d+)?)\s*\)\s*", re.IGNORECASE)


class Role(StrEnum):
    """How a label belongs to its thing."""

    PREFERRED = "p"
    SYNONYM = "s"
    HIDDEN = "h"
    CODE = "c"
    EXACT = "e"  # a code of another system that means the same
    NEAR = "n"  # one that means more, less, or about the same


def write_index(store: Store, folder: Path) -> None:
    """Write the index of a store's default graph to `folder/index`, in place of one that stands there."""
    labels = sorted({*_labels(store, "labels"), *_labels(store, "codes")})
    places = sorted(set(_places(store)))
    names = {label[0] for label in labels} | {place[0] for place in places}
    things = {iri: at for at, iri in enumerate(sorted(names))}
    (folder / NAME).mkdir(exist_ok=True)
    _write(folder / THINGS, _things(store, things))
    _write(folder / LABELS, ([things[iri], *told] for iri, *told in labels))
    _write(folder / PLACES, ([things[iri], *told] for iri, *told in places))


def point(wkt: str) -> tuple[float, float] | None:
    """Longitude and latitude, in degrees, of `POINT(2.35 48.85)`; None for what is no point on the globe."""
    told = POINT.fullmatch(wkt)
    if not told or abs(float(told[1])) > 180 or abs(float(told[2])) > 90:
        return None
    return float(told[1]), float(told[2])


def _things(store: Store, things: Mapping[str, int]) -> Iterator[object]:
    classes: dict[str, set[str]] = defaultdict(set)
    for row in _rows(store, "classes"):
        if (iri := row["thing"].value) in things:
            classes[iri].add(row["class"].value)
    retired = {row["thing"].value for row in _rows(store, "retired")}
    place = {name: at for at, name in enumerate(sorted(set().union(*classes.values())))}
    yield list(place)
    for iri in things:
        yield iri, sorted(place[name] for name in classes[iri]), iri in retired


def _labels(store: Store, question: str) -> Iterator[tuple[str, str, str, str]]:
    for row in _rows(store, question):
        label = row["label"]
        if isinstance(label, Literal):
            yield row["thing"].value, row["role"].value, label.language or "", label.value


def _places(store: Store) -> Iterator[tuple[str, float, float]]:
    for row in _rows(store, "places"):
        if place := point(row["wkt"].value):
            yield row["thing"].value, *place


def _rows(store: Store, question: str) -> Iterator[QuerySolution]:
    rows = store.query((files(__package__) / "indexed" / f"{question}.rq").read_text("utf-8"))
    if not isinstance(rows, QuerySolutions):
        raise TypeError(f"indexed/{question}.rq is no SELECT query")
    return iter(rows)


def _write(path: Path, rows: Iterable[object]) -> None:
    write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    path.unlink(missing_ok=True)  # it may be a link to that of another release
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(write(row) + "\n" for row in rows)
