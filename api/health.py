"""Is it up, does it answer, and with which release: what a monitor asks."""

import asyncio
from collections.abc import Iterator

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from genoderm.api.problems import no_parameters
from genoderm.api.serving import Current
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.remote.pool import EnginePool
from genoderm.sparql.workers.generation import Place
from genoderm.sparql.workers.pool import Pool

router = APIRouter(dependencies=[Depends(no_parameters)])
SOON = 2  # seconds that a release may take for an answer to nothing; monitors give up after a few
TRIFLE = "SELECT (1 AS ?one) {}"


class NotReady(GenodermError):
    """No release answers."""

    status = 503
    retry_after = 5


class EngineHealth(BaseModel):
    """An engine behind this server: the release that it holds, and what is wrong with it, "" for nothing."""

    name: str
    release: str
    fault: str


class Health(BaseModel):
    """What is being served."""

    release: str
    created: str
    triples: int
    graphs: int
    held: Place  # where: a large release answers from the disk, slowly, until it is in memory
    engines: tuple[EngineHealth, ...] = ()  # where it is held by engines


class Live(BaseModel):
    """That the process is up; whether a release answers is another question."""

    live: bool = True


@router.head("/health", include_in_schema=False)
@router.get("/health", response_model_exclude_defaults=True)
def health(current: Current) -> Health:
    """The release that answers now; 503 while there is none."""
    manifest = current.manifest
    return Health(
        release=manifest.id,
        created=manifest.created,
        triples=manifest.triples,
        graphs=len(manifest.graphs),
        held=current.place,
        engines=tuple(_engines(current)),
    )


def _engines(pool: Pool) -> Iterator[EngineHealth]:
    for one in pool.engines.outlook if isinstance(pool, EnginePool) else ():
        yield EngineHealth(name=one.name, release=one.release, fault=one.fault)


@router.head("/health/live", include_in_schema=False)
@router.get("/health/live")
def live() -> Live:
    """The process is up: one that does not say so is to be started anew."""
    return Live()


@router.head("/health/ready", include_in_schema=False)
@router.get("/health/ready", response_model_exclude_defaults=True)
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
