"""Is it up, does it answer, and with which release: what a monitor asks."""

import asyncio

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from genoderm.api.problems import no_parameters
from genoderm.api.serving import Current
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.workers.generation import Place

router = APIRouter(dependencies=[Depends(no_parameters)])
SOON = 2  # seconds that a release may take for an answer to nothing; monitors give up after a few
TRIFLE = "SELECT (1 AS ?one) {}"


class NotReady(GenodermError):
    """No release answers."""

    status = 503
    retry_after = 5


class Health(BaseModel):
    """What is being served."""

    release: str
    created: str
    triples: int
    graphs: int
    held: Place  # where: a large release answers from the disk, slowly, until it is in memory


class Live(BaseModel):
    """That the process is up; whether a release answers is another question."""

    live: bool = True


@router.head("/health", include_in_schema=False)
@router.get("/health")
def health(current: Current) -> Health:
    """The release that answers now; 503 while there is none."""
    manifest = current.manifest
    return Health(
        release=manifest.id,
        created=manifest.created,
        triples=manifest.triples,
        graphs=len(manifest.graphs),
        held=current.place,
    )


@router.head("/health/live", include_in_schema=False)
@router.get("/health/live")
def live() -> Live:
    """The process is up: one that does not say so is to be started anew."""
    return Live()


@router.head("/health/ready", include_in_schema=False)
@router.get("/health/ready")
async def ready(current: Current) -> Health:
    """A release answers: one that does not is to be sent no requests for a while. 503 says why."""
    try:
        async with asyncio.timeout(SOON):
            await current.rows(TRIFLE)
    except TimeoutError:
        raise NotReady(f"no worker answered within {SOON} seconds") from None
    except GenodermError as fault:
        raise NotReady(str(fault)) from fault
    return health(current)
