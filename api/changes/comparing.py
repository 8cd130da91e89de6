"""Working out what releases changed, in a process of its own that leaves the machine to all others.

    python -m genoderm.api.changes.comparing HOME RELEASE

Of the release, and of those before it as far as they are there. Each step is written aside and moved into place whole.
"""

import os
import sys
from pathlib import Path

from filelock import FileLock

from genoderm.api.changes.history import Counts, Step, change_of, lacking, path_of
from genoderm.graph.difference import difference
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.graph.storage import storage
from genoderm.graph.usage import Hold
from genoderm.ontology.errors import GenodermError

LAST = 19  # the least that a process can ask for
STANDING = "what was compared before stands"


def compare(home: Home, release: str) -> None:
    """Work out the steps that lead to this release and are lacking; StorageFailed if the disk gives out."""
    current = read_manifest(home.release(release))
    folder = path_of(home, release).parent
    with storage(folder, STANDING):
        folder.mkdir(exist_ok=True)
        with FileLock(folder / "lock"):
            for manifest in lacking(home, current):
                _keep(home, _step(home, manifest))


def _step(home: Home, manifest: Manifest) -> Step:
    before, after = home.release(manifest.previous), home.release(manifest.id)
    holds = Hold(before), Hold(after)
    try:
        found = difference(before, after)
    finally:
        for hold in holds:
            hold.close()
    return Step(
        release=manifest.id,
        created=manifest.created,
        previous=manifest.previous,
        changes=tuple(map(change_of, found.things)),
        graphs=tuple(Counts(graph=told.graph, added=told.added, removed=told.removed) for told in found.graphs),
    )


def _keep(home: Home, step: Step) -> None:
    path = path_of(home, step.release)
    partial = path.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as file:
        file.write(step.model_dump_json(indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def main(home: str, release: str) -> int:
    """Compare them, with what is left of the machine; the exit status."""
    os.nice(LAST)
    try:
        compare(Home(Path(home)), release)
    except GenodermError as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - to the log of the server that started this
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
