"""The pages for people, as OpenAPI has them."""

from collections.abc import Mapping

from genoderm.api.openapi.page import Page

HTML = ("text/html",)
PAGES: Mapping[str, Page] = {
    "/": Page("lookUp", "Pages", ("text/plain", *HTML), (406, 503, 504), tagged=True, summary="Look up care"),
    "/gaps": Page("gapsPage", "Pages", HTML, (503, 504), tagged=True, summary="Where expertise is missing"),
    "/data": Page("dataPage", "Pages", HTML, (503,), tagged=True, summary="Releases, sources, licences, quality"),
    "/federation": Page(
        "federationPage",
        "Pages",
        ("application/json", *HTML),
        (406,),
        summary="Nodes and endpoints that may be asked",
    ),
    "/about/{name}": Page("about", "Pages", HTML, (404,), tagged=True, summary="Introductions"),
    "/api/docs": Page("docs", "Pages", HTML, tagged=True, summary="This description, to read"),
    "/assets/{file}": Page("pageAsset", "Pages", ("text/css", "image/svg+xml"), (404,), summary="A file of the pages"),
}
