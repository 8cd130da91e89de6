"""The outlines of countries around a place, as the path of an SVG: Natural Earth 1:50 million, public domain.

The file has arcs as positions on a grid, and polygons as numbers of arcs; `~3` is arc 3 walked backwards, as TopoJSON
has it. Regions are drawn on an equirectangular map that is true to scale at the place.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import cos, radians
from pathlib import Path

FILE = Path(str(files(__package__))) / "data" / "outlines.json"
STEP = 0.04  # degrees of the grid: 4 km, which is a pixel of the map
WIDTH, HEIGHT = 480, 300  # of the drawing
SPAN = 7.0  # degrees of latitude from its top to its bottom: neighbours can be seen
REMEMBERED = 512  # maps, of some kilobytes each
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ring:
    """An outline in degrees, and the box that it lies in: west, south, east, north."""

    points: tuple[Point, ...]
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Window:
    """What a map shows, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, box: tuple[float, float, float, float]) -> bool:
        """Whether something in this box may be seen."""
        west, south, east, north = box
        return west <= self.east and east >= self.west and south <= self.north and north >= self.south


def around(latitude: float, longitude: float) -> Window:
    """The window of the map whose middle is a place."""
    across = SPAN * WIDTH / HEIGHT / max(cos(radians(latitude)), 0.2)
    return Window(longitude - across / 2, latitude - SPAN / 2, longitude + across / 2, latitude + SPAN / 2)


@lru_cache(maxsize=REMEMBERED)
def land(latitude: float, longitude: float) -> str:
    """The countries around a place, as the `d` of an SVG path in a drawing of WIDTH by HEIGHT; "" in mid-ocean."""
    window = around(latitude, longitude)
    shapes = (_clipped(ring.points, window) for ring in _rings() if window.meets(ring.box))
    return "".join(_path(shape, window) for shape in shapes if len(shape) > 2)


@cache
def _rings() -> tuple[Ring, ...]:
    told = json.loads(FILE.read_text("utf-8"))
    arcs = [tuple(_positions(steps)) for steps in told["arcs"]]
    return tuple(_ring(polygon, arcs) for polygon in told["polygons"])


def _positions(steps: Sequence[int]) -> Iterator[Point]:
    x = y = 0
    for across, up in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + across, y + up
        yield x * STEP, y * STEP


def _ring(polygon: Iterable[int], arcs: Sequence[tuple[Point, ...]]) -> Ring:
    points = [point for number in polygon for point in (arcs[number] if number >= 0 else arcs[~number][::-1])]
    across, up = [x for x, _ in points], [y for _, y in points]
    return Ring(tuple(points), (min(across), min(up), max(across), max(up)))


def _clipped(points: Sequence[Point], window: Window) -> list[Point]:
    """The part of a polygon within a window, side by side (Sutherland and Hodgman 1974)."""
    shape = list(points)
    for axis, bound, sign in ((0, window.west, 1), (0, window.east, -1), (1, window.south, 1), (1, window.north, -1)):
        shape = list(_beyond(shape, axis, bound, sign))
    return shape


def _beyond(points: Sequence[Point], axis: int, bound: float, sign: int) -> Iterator[Point]:
    before = points[-1] if points else None
    for point in points:
        if before is not None and (sign * (before[axis] - bound) >= 0) != (sign * (point[axis] - bound) >= 0):
            share = (bound - before[axis]) / (point[axis] - before[axis])
            yield before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])
        if sign * (point[axis] - bound) >= 0:
            yield point
        before = point


def _path(points: Iterable[Point], window: Window) -> str:
    """Whole pixels; those that fall together are one."""
    across, up = WIDTH / (window.east - window.west), HEIGHT / (window.north - window.south)
    pixels = dict.fromkeys((round((x - window.west) * across), round((window.north - y) * up)) for x, y in points)
    return "M" + "L".join(f"{x} {y}" for x, y in pixels) + "Z"
