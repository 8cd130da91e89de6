"""Makes the outlines that place maps are drawn with, from Natural Earth (public domain) as world-atlas packs it.

python -m tests.regenerate_outlines api/workbench/node_modules/world-atlas/countries-50m.json
"""

import json
import sys
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from genoderm.api.records.outlines import FILE, STEP

Point = tuple[int, int]


def main(world: Path) -> None:
    """Read the topology, write the outlines."""
    told = json.loads(world.read_text("utf-8"))
    arcs = [_coarser(arc, told["transform"]) for arc in told["arcs"]]
    polygons = [polygon for one in told["objects"]["countries"]["geometries"] for polygon in _polygons(one)]
    text = json.dumps({"arcs": [_steps(arc) for arc in arcs], "polygons": polygons}, separators=(",", ":"))
    FILE.write_text(text + "\n", "utf-8")


def _coarser(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """The positions of an arc on our grid; those that fall together are one."""
    across = accumulate(step[0] for step in arc)
    up = accumulate(step[1] for step in arc)
    (width, height), (left, bottom) = transform["scale"], transform["translate"]
    grid = (
        (round((x * width + left) / STEP), round((y * height + bottom) / STEP)) for x, y in zip(across, up, strict=True)
    )
    points = list(dict.fromkeys(grid))
    return points if len(points) > 1 else points * 2


def _steps(points: list[Point]) -> list[int]:
    """The first position, and from each to the next."""
    steps = [points[0]]
    steps += [(x - left, y - below) for (left, below), (x, y) in pairwise(points)]
    return [number for step in steps for number in step]


def _polygons(geometry: dict[str, Any]) -> list[list[int]]:
    """The outer ring of each polygon, as numbers of arcs; a lake is no matter here."""
    arcs = geometry.get("arcs", [])
    several = arcs if geometry["type"] == "MultiPolygon" else [arcs]
    return [polygon[0] for polygon in several if polygon]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
