"""What requests are answered with: the settings, the pool, the answers that are kept, who else may be asked."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from genoderm.api.network.kept import Shares
from genoderm.api.occupancy import Occupancy
from genoderm.graph.home import Home
from genoderm.graph.settings import Settings
from genoderm.sparql.cache import Cache
from genoderm.sparql.federation.peers.directory import Directory
from genoderm.sparql.federation.peers.node import Nodes
from genoderm.sparql.network.sources import Sources
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
    nodes: Nodes = field(default_factory=Nodes)
    shares: Shares = field(default_factory=lambda: Shares(0))
    sources: Sources = field(default_factory=Sources)


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
    federation, occupancy = settings.federation, Occupancy(settings.per_client, settings.timeout)
    directory, nodes, shares = Directory(federation), Nodes.of(federation), Shares(federation.answers_bytes)
    return Serving(settings, pool, cache, occupancy, directory, nodes, shares, Sources(nodes))


async def _pool(request: Request) -> Pool:
    pool: Pool = request.app.state.pool
    return pool


Current = Annotated[Pool, Depends(_pool)]
