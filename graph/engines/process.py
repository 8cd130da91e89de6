"""Publishing in a process of its own, for a server whose store is an engine: a write is served once it is there.

    python -m genoderm.graph.engines.process HOME STORE

STORE has the settings of the engines, as JSON. The fault, if there is one, is on standard error; then the status is 1.
"""

import sys
from pathlib import Path

from genoderm.graph.engines.publishing import publish
from genoderm.graph.home import Home
from genoderm.graph.store_settings import StoreSettings
from genoderm.ontology.errors import GenodermError

COMMAND = (sys.executable, "-m", "genoderm.graph.engines.process")


def main(home: str, store: str) -> int:
    """Publish the current release; the exit status."""
    try:
        publish(Home(Path(home)), StoreSettings.model_validate_json(store), tell=lambda _: None)
    except (GenodermError, OSError) as fault:
        sys.stderr.write(str(fault))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
