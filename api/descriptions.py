"""What this server says of itself: its VoID, its service, its examples and prefixes, and the dump of its release."""

import json
from collections.abc import Callable, Iterable
from importlib.resources import files

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pyoxigraph import RdfFormat, Triple, parse, serialize
from werkzeug.http import parse_range_header

from genoderm.api.keeping import KEPT
from genoderm.api.model_version import MODELS
from genoderm.api.problems import no_parameters
from genoderm.api.proxies import public_base
from genoderm.api.serving import Current
from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.home import Home
from genoderm.graph.provenance import GRAPH as PROVENANCE
from genoderm.graph.settings import Settings
from genoderm.graph.statistics import GRAPH as STATISTICS
from genoderm.ontology.errors import GenodermError, shown
from genoderm.ontology.examples import GROUPS, Example, example, examples
from genoderm.ontology.prefixes import VOCABULARIES, prefixes
from genoderm.ontology.terms import Iris
from genoderm.sparql.description import Offers, describe
from genoderm.sparql.evaluation import Dataset
from genoderm.sparql.formats import GRAPHS
from genoderm.sparql.negotiation import choose
from genoderm.sparql.virtual.rewriting import LOCAL
from genoderm.sparql.void_document import void_document
from genoderm.sparql.workers.tasks import Task

router = APIRouter(dependencies=[Depends(no_parameters)])
N_TRIPLES = "application/n-triples"
N_QUADS = "application/n-quads"
QUERY = "application/sparql-query; charset=utf-8"
JSON = "application/json"
NEGOTIATED = KEPT | {"Vary": "Accept"}


class NoSuchRange(GenodermError):
    """What is asked for is no part of the file, or more than one."""

    status = 416


def offers(settings: Settings, base: str) -> Offers:
    """What a deployment with these settings, at this address, offers beside queries."""
    writes = not settings.read_only and (settings.token is not None or settings.tokens is not None)
    others = settings.federation
    return Offers(f"{base}/update" if writes else "", LOCAL, bool(others.endpoints), bool(others.peers))


@router.head("/.well-known/void", include_in_schema=False)
@router.get("/.well-known/void", response_class=Response)
async def void(request: Request, pool: Current) -> Response:
    """The VoID description of the release: its size, graphs, classes, properties, and links to other datasets."""
    iris = Iris(pool.manifest.base)
    query = (files("genoderm.sparql") / "queries" / "void.rq").read_text("utf-8")
    dataset = Dataset(default=(iris.graph(STATISTICS).value, iris.graph(PROVENANCE).value))
    async with pool.answer(Task(query, N_TRIPLES, dataset)) as answer:
        told = await answer.whole()
    base, versions = public_base(request.scope, request.app.state.settings), await MODELS.of(pool)

    def document() -> Iterable[Triple]:
        return void_document((quad.triple for quad in parse(told, format=RdfFormat.N_TRIPLES)), iris, base, versions)

    return await _graph(request, document)


@router.head("/sparql/description", include_in_schema=False)
@router.get("/sparql/description", response_class=Response)
async def service(request: Request, pool: Current) -> Response:
    """The description of the SPARQL service, as `/sparql` gives it where no query is sent."""
    base = public_base(request.scope, request.app.state.settings)
    offered = offers(request.app.state.settings, base)
    return await _graph(request, lambda: describe(pool.manifest, f"{base}/sparql", offered))


@router.head("/sparql/examples.json", include_in_schema=False)
@router.get("/sparql/examples.json", response_class=Response)
def all_examples(pool: Current) -> Response:
    """The example queries, group by group, in English and French."""
    return _json([_told(one) for one in examples(Iris(pool.manifest.base)).values()])


@router.head("/sparql/prefixes.json", include_in_schema=False)
@router.get("/sparql/prefixes.json", response_class=Response)
def all_prefixes(pool: Current) -> Response:
    """The prefixes that the examples are written with, and those of the code systems."""
    return _json(prefixes(Iris(pool.manifest.base)))


@router.head("/examples/{name}.rq", include_in_schema=False)
@router.get("/examples/{name}.rq", response_class=Response)
def one_example(name: str, pool: Current) -> Response:
    """An example query as a file that runs as it stands."""
    return Response(example(name, Iris(pool.manifest.base)).file.encode(), media_type=QUERY, headers=KEPT)


@router.head("/dump.nq", include_in_schema=False)
@router.get("/dump.nq", response_class=Response)
def dump(request: Request, pool: Current) -> Response:
    """All named graphs of the release, as sorted N-Quads."""
    settings: Settings = request.app.state.settings
    release = Home(settings.home).release(pool.manifest.id)
    refuse_other_range(request.headers.get("range"), (release / DUMP).stat().st_size)
    return FileResponse(release / DUMP, media_type=N_QUADS, filename=f"genoderm-{release.name}.nq")


def refuse_other_range(asked: str | None, size: int) -> None:
    """Leave to FileResponse what it can send, since its own refusals are no problem documents."""
    if asked is None:
        return
    known = parse_range_header(asked)
    if known is None or known.range_for_length(size) is None:
        raise NoSuchRange(f"range is {shown(asked)}, expected one part of {size:,} bytes, such as bytes=0-65535")


def _told(one: Example) -> dict[str, object]:
    group = GROUPS[one.group]
    return {
        "name": one.name,
        "question": {"en": one.english, "fr": one.french},
        "group": {"en": group.english, "fr": group.french},
        "keywords": {"en": one.keywords, "fr": one.mots_cles},
        "form": one.form,
        "query": one.query,
    }


async def _graph(request: Request, triples: Callable[[], Iterable[Triple]]) -> Response:
    """The statements in the format that Accept asks for."""
    chosen = choose(", ".join(request.headers.getlist("accept")), GRAPHS)
    body = await run_in_threadpool(_written, triples, GRAPHS[chosen])
    return Response(body, media_type=chosen, headers=NEGOTIATED)


def _written(triples: Callable[[], Iterable[Triple]], format_: RdfFormat) -> bytes:
    """Sorted, so that equal descriptions are equal bytes, and what is said of one thing stands together."""
    return serialize(sorted(triples(), key=str), format=format_, prefixes=dict(VOCABULARIES)) or b""


def _json(told: object) -> Response:
    return Response(json.dumps(told, ensure_ascii=False).encode(), media_type=JSON, headers=KEPT)
