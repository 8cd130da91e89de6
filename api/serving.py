"""What requests are answered with: the settings, the pool of workers, the answers that are kept, other endpoints."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from genoderm.api.occupancy import Occupancy
from genoderm.graph.home import Home
from genoderm.graph.settings import Settings
from genoderm.sparql.cache import Cache
from genoderm.sparql.federation.directory import Directory
from genoderm.sparql.remote.pool import EnginePool
from genoderm.sparql.remote.watching import Engines
from genoderm.sparql.workers.pool import Limits, Pool


@dataclass(frozen=True, slots=True)
class Serving:
    """One deployment at work."""

    settings: Settings
    pool: Pool
    cache: Cache
    occupancy: Occupancy
    directory: Directory


def serving_of(settings: Settings) -> Serving:
    """Made from these settings; the pool is not started yet."""
    limits = Limits(
        workers=settings.workers,
        seconds=settings.timeout,
        most_seconds=settings.max_timeout,
        memory=settings.worker_memory << 20,
        queue=settings.queue,
        quads_in_memory=settings.memory_limit_quads,
    )
    home, cache = Home(settings.home), Cache(settings.cache_bytes)
    pool = EnginePool(home, limits, Engines(settings.store)) if settings.store.remote else Pool(home, limits)
    return Serving(settings, pool, cache, Occupancy(settings.per_client), Directory(settings.federation))


async def _pool(request: Request) -> Pool:
    pool: Pool = request.app.state.pool
    return pool


Current = Annotated[Pool, Depends(_pool)]
