"""Build a release without validating it: `python -m tests.bench.sparql.enlarging HOME SOURCES…`.

Shapes are checked in memory, and a million statements would take 20 GB; what comes out is as valid as its tables, which
are ours. All else is as `genoderm build` does it. A process of its own, since a build keeps what memory it took.
"""

import sys
from pathlib import Path
from unittest.mock import patch

from pyoxigraph import Store

from genoderm.graph import assembly
from genoderm.graph.build import build
from genoderm.graph.findings import Finding
from genoderm.graph.home import Home
from genoderm.graph.progress import Silent, Watch
from genoderm.graph.settings import settings
from genoderm.graph.sources import sources


def main() -> None:
    """Build and switch."""
    home, *places = map(Path, sys.argv[1:])
    chosen = settings(home=home)
    found = sources(places, chosen)
    with patch.object(assembly, "validate", _nothing_found):
        build(found.plan, found.context, Home(chosen.home), chosen.processes, Silent())


def _nothing_found(_store: Store, _watch: Watch) -> list[Finding]:
    return []


if __name__ == "__main__":
    main()
