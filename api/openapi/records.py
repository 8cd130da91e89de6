"""The records of things, as OpenAPI has them."""

from collections.abc import Mapping

from genoderm.api.openapi.page import Page

FORMATS = ("application/json", "application/ld+json", "text/csv")
FAULTS = (404, 406, 503, 504)
ONE = {
    "centres": "centre",
    "hospitals": "hospital",
    "networks": "network",
    "groups": "group",
    "specialties": "specialty",
    "associations": "association",
    "needs": "need",
    "resources": "resource",
}
PAGES: Mapping[str, Page] = {
    "/api/v1/diseases/{id}": Page("disease", "Records", FORMATS, (*FAULTS, 410), tagged=True, sees=True),
    **{f"/api/v1/{several}/{{id}}": Page(one, "Records", FORMATS, FAULTS, tagged=True) for several, one in ONE.items()},
}
