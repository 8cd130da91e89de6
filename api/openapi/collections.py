"""Lists, the finder and gaps, as OpenAPI has them."""

from collections.abc import Mapping

from genoderm.api.openapi.page import Page

LISTS = ("application/json", "application/ld+json", "text/csv")
TABLES = ("application/json", "text/csv")
COLLECTIONS = (
    "diseases",
    "centres",
    "hospitals",
    "networks",
    "groups",
    "specialties",
    "associations",
    "needs",
    "resources",
)
PAGES: Mapping[str, Page] = {
    **{f"/api/v1/{name}": Page(name, "Lists", LISTS, (404, 406, 503, 504), tagged=True) for name in COLLECTIONS},
    "/api/v1/diseases/{code}/centres": Page("centresFor", "Finder", LISTS, (404, 406, 503, 504), tagged=True),
    "/api/v1/gaps": Page("gaps", "Gaps", TABLES, (404, 406, 503, 504), tagged=True),
}
