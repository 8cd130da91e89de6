"""The parts that the application is made of, each with a router of its own, in the order in which paths are tried."""

from genoderm.api import (
    catalogue,
    changes,
    conformance,
    descriptions,
    health,
    metrics,
    openapi,
    queries,
    reconciliation,
    search,
    updates,
    workbench_page,
)
from genoderm.api.collections import routes as collections
from genoderm.api.dumps import routes as dumps
from genoderm.api.finder import routes as finder
from genoderm.api.gaps import routes as gaps
from genoderm.api.linked import ontology_document, sitemap
from genoderm.api.mappings import routes as mappings
from genoderm.api.pages import about, assets, data_page, federation_page, front, gaps_page, reference
from genoderm.api.records import routes as records
from genoderm.api.resolving import routes as resolving

PARTS = (
    about,
    assets,
    catalogue,
    changes,
    collections,
    conformance,
    data_page,
    descriptions,
    dumps,
    federation_page,
    finder,
    front,
    gaps,
    gaps_page,
    health,
    mappings,
    metrics,
    ontology_document,
    openapi,
    queries,
    reconciliation,
    records,
    reference,
    resolving,
    search,
    sitemap,
    updates,
    workbench_page,
)
ROUTERS = tuple(part.router for part in PARTS)
