"""`/robots.txt` and `/sitemap.xml` (https://www.sitemaps.org/protocol.html): what a search engine is to read here."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from lxml import etree
from pyoxigraph import NamedNode

from genoderm.api.addresses import address
from genoderm.api.keeping import KEPT
from genoderm.api.problems import no_parameters
from genoderm.api.proxies import public_base
from genoderm.api.queries import Asking
from genoderm.api.serving import Current
from genoderm.graph.manifest import Manifest
from genoderm.ontology.errors import NotFound
from genoderm.ontology.terms import Iris
from genoderm.sparql.workers.pool import Pool

router = APIRouter(dependencies=[Depends(no_parameters)])
MOST = 50_000  # addresses in one file: sitemaps.org
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML = "application/xml"
THINGS = Asking("things")
PAGES = ("/", "/gaps", "/data", "/about/api", "/about/sparql", "/about/ranking", "/api/docs")
# A search engine has no use for answers to what it makes up itself, and takes the time of those who have.
ROBOTS = """\
User-agent: *
Disallow: {root}/sparql?
Disallow: {root}/graphs
Disallow: {root}/reconcile
Disallow: {root}/api/v1/search
Disallow: {root}/api/v1/resolve
Allow: /

Sitemap: {base}/sitemap.xml
"""


class NoSuchPart(NotFound):
    """The sitemap has fewer parts."""


@router.head("/robots.txt", include_in_schema=False)
@router.get("/robots.txt", response_class=Response)
def robots(request: Request) -> Response:
    """What a search engine may read (RFC 9309), and where the list of all pages is."""
    base = _base(request)
    root = "/".join(["", *base.split("/")[3:]])
    return Response(ROBOTS.format(base=base, root=root), media_type="text/plain; charset=utf-8", headers=KEPT)


@router.head("/sitemap.xml", include_in_schema=False)
@router.get("/sitemap.xml", response_class=Response)
async def sitemap(request: Request, pool: Current) -> Response:
    """All pages; the parts of that list, where it is longer than one may be."""
    pages, base = await _pages(pool), _base(request)
    if len(pages) <= MOST:
        return _answer(_written("urlset", "url", [base + page for page in pages], pool.manifest))
    parts = [f"{base}/sitemap-{number}.xml" for number in range(1, -(-len(pages) // MOST) + 1)]
    return _answer(_written("sitemapindex", "sitemap", parts, pool.manifest))


@router.head("/sitemap-{number}.xml", include_in_schema=False)
@router.get("/sitemap-{number}.xml", response_class=Response)
async def part(number: Annotated[int, Path(ge=1)], request: Request, pool: Current) -> Response:
    """One part of the list of all pages, counted from 1."""
    pages, base = await _pages(pool), _base(request)
    some = pages[(number - 1) * MOST : number * MOST]
    if not some:
        raise NoSuchPart(f"part {number} of the sitemap is beyond its {-(-len(pages) // MOST)}")
    return _answer(_written("urlset", "url", [base + page for page in some], pool.manifest))


async def _pages(pool: Pool) -> Sequence[str]:
    """The paths of all pages, in the order of the things' IRIs."""
    iris = Iris(pool.manifest.base)
    things = (row["thing"] for row in await pool.rows(THINGS.text(iris)))
    paths = (address(thing.value, iris) for thing in things if isinstance(thing, NamedNode))
    return [*PAGES, *filter(None, paths)]


def _written(root: str, item: str, addresses: Sequence[str], manifest: Manifest) -> bytes:
    whole = etree.fromstring(f'<{root} xmlns="{SITEMAP}"/>')
    for one in addresses:
        entry = etree.SubElement(whole, f"{{{SITEMAP}}}{item}")
        etree.SubElement(entry, f"{{{SITEMAP}}}loc").text = one
        etree.SubElement(entry, f"{{{SITEMAP}}}lastmod").text = manifest.created
    return etree.tostring(whole, xml_declaration=True, encoding="UTF-8")


def _answer(body: bytes) -> Response:
    return Response(body, media_type=XML, headers=KEPT)


def _base(request: Request) -> str:
    return public_base(request.scope, request.app.state.settings)
