"""The full build from a folder of published files, and the build after it with nothing changed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.bench.measures import GB, Measure
from tests.bench.processes import watched

SECONDS, PEAK, AGAIN = 120.0, 2.5 * GB, 10.0


def build_times(genoderm: str, data: Path, folder: Path) -> Iterator[Measure]:
    """Both measures, in one new home."""
    first, told = _build("`genoderm build`, all sources", genoderm, data, folder)
    if told is None:
        yield first
        return
    fits = first.seconds is not None and first.seconds < SECONDS and (first.peak or 0) < PEAK
    note = f"release {told['id']}; {first.note}"
    yield replace(first, target="< 120 s, < 2.5 GB", quads=told["triples"], met=fits, note=note)
    again, second = _build("`genoderm build` again, nothing changed", genoderm, data, folder)
    same = second is not None and second["id"] == told["id"] and not second["fresh"]
    quick = again.seconds is not None and again.seconds < AGAIN
    yield replace(again, target="< 10 s, same id", met=same and quick, note="same id" if same else "ANOTHER RELEASE")


def _build(what: str, genoderm: str, data: Path, folder: Path) -> tuple[Measure, dict[str, Any] | None]:
    command = (genoderm, "build", "--json", "--sources", str(data), "--home", str(folder / "home-of-build"))
    with watched(command, folder / "build.json") as running:
        status = running.process.wait()
        seconds = running.seconds
    if status:
        fault = f"exit status {status}: {running.errors()[-300:]} ({running.stages()})"
        return Measure(what, seconds, running.peak, target="a release", met=False, note=fault), None
    return Measure(what, seconds, running.peak, note=running.stages()), json.loads(running.told())
