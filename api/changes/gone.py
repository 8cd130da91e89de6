"""Things of ours that an earlier release had, and this one has not: they are gone, and not merely unknown."""

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from genoderm.api.changes.history import newest_changes
from genoderm.api.dumps.running import RUNNING
from genoderm.api.records.errors import Gone
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest

COMPARING = "genoderm.api.changes.comparing"


async def refuse_what_went(thing: str, path: str, request: Request, current: Manifest) -> None:
    """Gone if a release before this one had this thing; known once releases are compared, which this sets off."""
    home = Home(request.app.state.settings.home)
    changes = await run_in_threadpool(newest_changes, home, current)
    if changes is None:
        RUNNING.begin(COMPARING, str(home.path), current.id)
    elif thing in changes and changes[thing][0].change == "went":
        change, step = changes[thing]
        raise Gone(f"{change.before} ({path})", f"release {step.previous}")
