"""Times and peak memory, as a Markdown table: `make bench`, or `python -m tests.bench.run --data DIR --json FILE`.

Only loopback is used, and only processes started here are ended.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.build_times import build_times
from tests.bench.mapping_times import mapping_times
from tests.bench.measures import Measure, as_json, machine, markdown
from tests.bench.morph_kgc_times import morph_kgc_times, morph_kgc_version
from tests.bench.serve_times import serve_times

ROOT = Path(__file__).resolve().parents[2]
GENODERM = str(Path(sys.executable).with_name("genoderm"))


def main() -> int:
    """Measure what was asked for; 1 if a target was missed."""
    asked = _arguments().parse_args()
    where = machine(**morph_kgc_version(asked.rml))
    with tempfile.TemporaryDirectory(prefix="genoderm-bench-") as folder:
        measures = [measure for part in asked.only for measure in _shown(PARTS[part](asked, Path(folder)))]
    sys.stdout.write(markdown(where, measures))
    if asked.json:
        asked.json.write_text(as_json(where, measures), "utf-8")
    return int(any(measure.met is False for measure in measures))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="a folder of sources")
    parser.add_argument("--json", type=Path, help="write the measures here as well")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="measure these only")
    parser.add_argument("--rml", type=Path, default=ROOT / ".venv-rml", help="the environment of morph-kgc")
    parser.add_argument("--rows", type=int, default=20_000, help="of the table that morph-kgc maps too")
    return parser


PARTS: dict[str, Callable[[argparse.Namespace, Path], Iterator[Measure]]] = {
    "serve": lambda _, folder: serve_times(GENODERM, folder),
    "build": lambda asked, folder: build_times(GENODERM, asked.data, folder) if asked.data.is_dir() else iter(()),
    "mapping": lambda asked, folder: mapping_times(asked.data, folder) if asked.data.is_dir() else iter(()),
    "morph-kgc": lambda asked, folder: morph_kgc_times(asked.rml, asked.rows, folder),
}


def _shown(measures: Iterator[Measure]) -> Iterator[Measure]:
    """Tell each on standard error as it comes: the whole takes minutes."""
    for measure in measures:
        took = "not measured" if measure.seconds is None else f"{measure.seconds:.2f} s"
        sys.stderr.write(f"{measure.what}: {took}\n")
        yield measure


if __name__ == "__main__":
    sys.exit(main())
