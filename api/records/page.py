"""The page of a thing: `/centre/fr-necker-magec`, in English or French, readable without a script."""

from dataclasses import dataclass
from itertools import groupby

from fastapi import Request

from genoderm.api.addresses import BY_NAME
from genoderm.api.collections.asked import CentresAsked
from genoderm.api.finder.finding import found
from genoderm.api.finder.found import Found
from genoderm.api.languages import PAGES, language
from genoderm.api.pages.frame import Frame, framed
from genoderm.api.pages.rendering import render
from genoderm.api.proxies import public_base
from genoderm.api.records.centre import Centre
from genoderm.api.records.desk import Reader
from genoderm.api.records.disease import Disease
from genoderm.api.records.errors import UnknownThing
from genoderm.api.records.finding import asking, gone, record
from genoderm.api.records.findings import PhenotypeLink
from genoderm.api.records.generic import Anything
from genoderm.api.records.network import Group, Network
from genoderm.api.records.organisation import Association, Hospital
from genoderm.api.records.outlines import HEIGHT, WIDTH, land
from genoderm.api.records.parts import Code, Named, Place, Record
from genoderm.api.records.resource import Resource
from genoderm.api.records.schema_org import data_block
from genoderm.ontology.terms import Iris
from genoderm.sparql.workers.pool import Pool

TEMPLATES = {"specialty": "concept", "need": "concept"}
OWN = {"disease", "centre", "hospital", "network", "group", "association", "resource", *TEMPLATES}
FORMATS = (
    ("ttl", "text/turtle", "Turtle"),
    ("jsonld", "application/ld+json", "JSON-LD"),
    ("nt", "application/n-triples", "N-Triples"),
    ("rdf", "application/rdf+xml", "RDF/XML"),
)
FIRST = 5  # centres of the finder's that the page of a disease shows


@dataclass(frozen=True, slots=True)
class Drawing:
    """A small map: the path of the land around a place, which is in its middle."""

    land: str
    width: int = WIDTH
    height: int = HEIGHT


def language_of(request: Request) -> str:
    """The language of the page that this request gets."""
    return language(request, request.query_params.get("lang"), PAGES)


async def page(kind: str, name: str, request: Request) -> bytes:
    """The page of a thing; UnknownThing and Gone have the page inside that says so."""
    pool: Pool = request.app.state.pool
    tongue = language_of(request)
    reader = Reader(tongue, public_base(request.scope, request.app.state.settings))
    try:
        told = await record(kind, name, reader, pool)
    except UnknownThing as fault:
        fault.page = _unknown(kind, name, fault, request)
        raise
    centres = await _centres(told, pool, tongue)
    body = _rendered(kind, told, centres, request)
    if isinstance(told, Disease) and told.retired:
        raise gone(told, Iris(pool.manifest.base), body)
    return body


async def _centres(told: Record, pool: Pool, tongue: str) -> Found | None:
    if not isinstance(told, Disease) or told.retired:
        return None
    return await found(CentresAsked(disease=told.code, limit=FIRST), pool, tongue)


def _rendered(kind: str, told: Record, centres: Found | None, request: Request) -> bytes:
    frame = framed(request, language_of(request))
    own = kind in OWN and not isinstance(told, Anything)
    template = TEMPLATES.get(kind, kind) if own else "anything"
    return render(
        request,
        f"records/{template}.html",
        frame.language,
        record=told,
        found=centres,
        numbers={source.id: number for number, source in enumerate(told.sources, 1)},
        codes=_codes(told),
        crumbs=_crumbs(told, frame),
        formats=[(suffix, media) for suffix, media, _ in FORMATS],
        downloads=_downloads(kind, told, frame),
        query=_query(kind, told, request),
        described=data_block(told),
        summary=_summary(told, frame),
        drawing=_drawing(told),
        by_frequency=_by_frequency(told.phenotypes) if isinstance(told, Disease) else (),
    )


def _codes(told: Record) -> list[Code]:
    """A cross-reference says nothing where a mapping of known precision leads to the same code."""
    precise = {one.code for one in told.codes if one.precision != "not-told"}
    return [one for one in told.codes if one.precision != "not-told" or one.code not in precise]


def _crumbs(told: Record, frame: Frame) -> list[tuple[str, str]]:
    """From the start by what the thing is a part of."""
    above: Named | None = None
    match told:
        case Disease():
            above = next(iter(told.parents), None)
        case Centre():
            above = told.hospital
        case Group():
            above = told.network
    start = (str(frame.text("records.crumb_start")), frame.link("/"))
    return [start, *([(above.name, frame.thing(above.iri))] if above else [])]


def _downloads(kind: str, told: Record, frame: Frame) -> list[tuple[str, str]]:
    here = frame.root + frame.path
    found = [(name, f"{here}.{suffix}") for suffix, _, name in FORMATS]
    if kind in BY_NAME:
        api = f"{frame.root}/api/v1/{BY_NAME[kind].collection}/{told.id}"
        found += [(str(frame.text("records.record")), api), (str(frame.text("records.table")), f"{api}?format=csv")]
    return found


def _query(kind: str, told: Record, request: Request) -> str:
    return framed(request, "en").root + asking(kind, told.iri).address


def _summary(told: Record, frame: Frame) -> str:
    if isinstance(told, Disease):
        return str(frame.text("records.summary_disease", name=told.name, code=told.code))
    return str(frame.text("records.summary", name=told.name))


def _drawing(told: Record) -> Drawing | None:
    match told:
        case Centre(place=Place() as at) | Hospital(place=Place() as at) | Network(place=Place() as at):
            pass
        case Association(place=Place() as at) | Resource(place=Place() as at):
            pass
        case _:
            return None
    return None if at.latitude is None or at.longitude is None else Drawing(land(at.latitude, at.longitude))


def _by_frequency(signs: tuple[PhenotypeLink, ...]) -> list[tuple[str | None, list[PhenotypeLink]]]:
    """Signs in the order of their frequency, by its name; None where nobody tells it."""
    groups = groupby(signs, key=lambda one: one.frequency.name if one.frequency else None)
    return [(name, list(group)) for name, group in groups]


def _unknown(kind: str, name: str, fault: UnknownThing, request: Request) -> bytes:
    near = [(told, f"/{kind}/{told.removeprefix('ORPHA:')}") for told in fault.near]
    return render(request, "records/unknown.html", language_of(request), asked=name, near=near)
