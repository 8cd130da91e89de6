"""The same table to the same triples, by Genoderm's loader and by morph-kgc from a mapping: like with like.

The table has the columns of `hospitals.csv` and synthetic rows. Both sides run in one process each, read the CSV, map
it and write N-Triples without repeats; starting Python and importing libraries is counted for neither. That both wrote
the same set of triples is checked, not assumed. Genoderm's time holds its checks of every cell and reference.
"""

import csv
import subprocess
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from genoderm.graph.settings import Settings
from genoderm.graph.sources import sources
from genoderm.graph.tasks import tasks
from tests.bench.mapping_times import Mapped, mapped
from tests.bench.measures import Measure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MAPPING, DRIVER = HERE / "hospitals.yarrrml", HERE / "morph_kgc_run.py"
TIMES = 5  # faster
DATASET = "synthetic"
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def morph_kgc_version(environment: Path) -> dict[str, str]:
    """Its version, for the machine's line; nothing where it is not installed."""
    code = "from importlib.metadata import version; print(version('morph_kgc'))"
    python = environment / "bin" / "python"
    if not python.exists():
        return {}
    told = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return {"morph-kgc": told.stdout.strip()}


def morph_kgc_times(environment: Path, rows: int, folder: Path) -> Iterator[Measure]:
    """Ours, theirs, and how many times faster; one line that says so where morph-kgc is not installed."""
    table = write_table(folder / DATASET / "hospitals.csv", rows)
    own = _ours(table, folder)
    title = f"hospitals.csv, {rows:,} synthetic rows"
    yield Measure(f"{title}: Genoderm", own.seconds, own.peak, own.quads)
    if not (environment / "bin" / "python").exists():
        yield Measure(f"{title}: morph-kgc", note="not installed: make .venv-rml/ready")
        return
    theirs = _theirs(environment, table, folder)
    yield Measure(f"{title}: morph-kgc", theirs.seconds, theirs.peak, theirs.quads)
    same = _triples(next(folder.glob("*/directory-*.nt"))) == _triples(folder / "morph-kgc.nt")
    times = theirs.seconds / own.seconds
    yield Measure(
        f"{title}: how many times faster",
        target=f"{TIMES} times",
        met=same and times >= TIMES,
        note=f"{times:.1f} times; {'the same' if same else 'NOT THE SAME'} triples",
    )


def write_table(path: Path, rows: int) -> Path:
    """A table of invented hospitals, every other one without ids elsewhere."""
    path.parent.mkdir()
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, _columns(), lineterminator="\n")
        table.writeheader()
        table.writerows(_row(number) for number in range(rows))
    return path


def _columns() -> list[str]:
    with (ROOT / "loaders" / "data" / "hospitals.csv").open(encoding="utf-8") as shipped:
        return next(csv.reader(shipped))


def _row(number: int) -> dict[str, str]:
    row = {
        "id": f"fr-synthetic-{number}",
        "name": f"Synthetic hôpital {number}",
        "name_language": "fr",
        "other_names": f"SH{number}",
        "kind": "hospital",
        "country": "FR",
        "city": f"Ville-sur-{number % 700}",
        "geonames": str(2_900_000 + number % 700),
        "website": f"https://hospital-{number}.example.org/",
        "source": f"https://example.org/directory/{number}",
        "as_of": f"2024-{number % 12 + 1:02}",
        "latitude": f"{43 + number % 997 / 200:.5f}",
        "longitude": f"{number % 991 / 200:.5f}",
        "coordinates_from": "source",
        "note": "synthetic, for the benchmark",
    }
    if number % 2:
        row |= {"part_of": f"fr-synthetic-{number - 1}", "ror": _ror(number), "wikidata": f"Q{990_000_000 + number}"}
    return row


def _ror(number: int) -> str:
    """A ROR id with the right check digits (ISO 7064, mod 97-10), from the end of the numbers that there are."""
    value = 32**6 - 1 - number
    digits = "".join(CROCKFORD[(value >> shift) & 31] for shift in range(25, -1, -5))
    return f"0{digits}{98 - value * 100 % 97:02}"


def _ours(table: Path, folder: Path) -> Mapped:
    found = sources([table.parent], Settings(home=folder))
    planned = tasks(found.plan.editions, found.context)
    return mapped(next(task for task in planned if task.graph.startswith("directory-")), folder)


def _theirs(environment: Path, table: Path, folder: Path) -> Mapped:
    output = folder / "morph-kgc.nt"
    told = subprocess.run(
        [environment / "bin" / "python", DRIVER, MAPPING, table, output], capture_output=True, text=True, check=True
    )
    seconds, peak, quads = told.stdout.split()[-3:]
    return Mapped(float(seconds), int(peak), int(quads), 0)


def _triples(path: Path) -> set[str]:
    with path.open("rb") as file:
        return {str(quad.triple) for quad in parse(file, format=RdfFormat.N_TRIPLES)}
