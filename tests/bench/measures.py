"""What was measured, and on what machine: as a table for people and as JSON for scripts."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from genoderm import __version__

GB = 1e9
LIBRARIES = ("pyoxigraph", "lxml", "fastobo", "pydantic", "uvicorn")


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table; what was not measured is None."""

    what: str
    seconds: float | None = None
    peak: int | None = None  # bytes that all its processes held at once
    quads: int | None = None
    target: str = ""
    met: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and when, and with what."""

    date: str
    processor: str
    cores: int
    memory: int  # bytes
    load: float  # of the last minute, before the first measurement: above 0 others are at work
    system: str
    versions: dict[str, str]


def machine(**more: str) -> Machine:
    """This machine, now."""
    known = {"genoderm": __version__, "Python": platform.python_version()}
    return Machine(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        load=os.getloadavg()[0],
        system=f"{platform.system()} {platform.release()}",
        versions=known | {name: version(name) for name in LIBRARIES} | more,
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def markdown(where: Machine, measures: Sequence[Measure]) -> str:
    """A paragraph about the machine and a table of what was measured."""
    versions = ", ".join(f"{name} {told}" for name, told in where.versions.items())
    head = (
        f"{where.date}, {where.processor}, {where.cores} cores, {where.memory / GB:.1f} GB, {where.system}, "
        f"load before {where.load:.1f}; {versions}\n\n"
        "| what | seconds | peak memory | quads | quads a second | target | met | note |\n"
        "|---|--:|--:|--:|--:|---|---|---|\n"
    )
    return head + "".join(_line(measure) for measure in measures)


def _line(one: Measure) -> str:
    speed = f"{one.quads / one.seconds:,.0f}" if one.quads and one.seconds else ""
    cells = (
        one.what,
        "" if one.seconds is None else f"{one.seconds:.2f}",
        "" if one.peak is None else f"{one.peak / GB:.2f} GB",
        "" if one.quads is None else f"{one.quads:,}",
        speed,
        one.target,
        {None: "", True: "yes", False: "**no**"}[one.met],
        one.note,
    )
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


def as_json(where: Machine, measures: Sequence[Measure]) -> str:
    """The same, for scripts."""
    told = {"machine": asdict(where), "measures": [asdict(measure) for measure in measures]}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
