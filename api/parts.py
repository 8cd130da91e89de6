"""The parts that the application is made of, each with a router of its own, in the order in which paths are tried."""

from genoderm.api import (
    care,
    conformance,
    descriptions,
    health,
    metrics,
    openapi,
    queries,
    search,
    updates,
    workbench_page,
)

PARTS = (
    care,
    conformance,
    descriptions,
    health,
    metrics,
    openapi,
    queries,
    search,
    updates,
    workbench_page,
)
ROUTERS = tuple(part.router for part in PARTS)
