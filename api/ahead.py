"""A large release that has come into memory, or onto an engine, is read ahead, for what many answers are made of.

It begins once the release answers, so no start waits for it. A small one is read as fast as it is asked.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from genoderm.api.finder.ahead import read_ahead
from genoderm.api.languages import PAGES
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.workers.pool import WORTH_WAITING, Pool

log = logging.getLogger(__name__)
LOOK = 1.0  # seconds between two looks at which release it is


@asynccontextmanager
async def reading_ahead(pool: Pool) -> AsyncIterator[None]:
    """Read ahead of each release that comes, as long as the block runs."""
    watching = asyncio.create_task(_watch(pool))
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch(pool: Pool) -> None:
    read = ""
    while True:
        await asyncio.sleep(LOOK)
        if is_worth_it(pool) and pool.manifest.id != read:
            read = pool.manifest.id
            await _read(pool)


def is_worth_it(pool: Pool) -> bool:
    """Whether a large release answers from memory, or from an engine."""
    if not pool.ready or pool.place == "disk":
        return False
    return pool.manifest.triples + sum(graph.triples for graph in pool.manifest.graphs) > WORTH_WAITING


async def _read(pool: Pool) -> None:
    try:
        await read_ahead(pool, PAGES[0])
    except GenodermError as fault:  # such as too many who ask already: then it is read as they ask
        log.info("not all of %s was read ahead: %s", pool.manifest.id, fault)
