"""Search and reconciliation, as OpenAPI has them."""

from collections.abc import Mapping

from genoderm.api.openapi.page import Page

PAGES: Mapping[str, Page] = {
    "/api/v1/search": Page("search", "Search", faults=(503, 504), tagged=True),
}
