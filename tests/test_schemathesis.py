"""What the OpenAPI description says is so: every answer of every path is one that it tells of."""

from collections.abc import Iterator, Mapping
from math import ceil
from operator import attrgetter
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple, serialize
from requests import Session
from schemathesis import GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)
from starlette.routing import Route

from genoderm import __version__
from genoderm.api import graphs
from genoderm.api.linked import things
from genoderm.api.openapi import described
from genoderm.api.openapi.queries import EXAMPLES
from genoderm.api.parts import ROUTERS
from genoderm.graph.settings import Settings
from genoderm.sparql.formats import GRAPHS
from tests.releases import copied
from tests.serving import served

WRITTEN = (
    *EXAMPLES.values(),
    "ASK {}",
    "SELECT ?s WHERE { ?s ?p 'é' } LIMIT 1",
    "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2",
)
Case = schemathesis.Case[Any]
Operation = schemathesis.APIOperation[Any, Any, Any, Any]
TOKEN = "a-token-of-this-test-alone-" + "x" * 16
MANY, FEW = 40, 6  # cases at the borders that are asked of an operation; HEAD is answered as GET is
# name, what excludes it, on which path ("": on all)
EXCLUDED = (
    ("place", "near", ""),
    ("gene", "disease", "/api/v1/centres"),
    ("hpo", "disease", "/api/v1/centres"),
    ("sort", "disease", "/api/v1/centres"),
    ("extend", "queries", "/reconcile"),
)
NEEDED = {"distance": "near", "relevance": "q", "rank": "disease"}  # by an order, what gives it something to go by
BOUNDS = ["503", "504", "507"]  # answers of a server that keeps its bounds


def description() -> dict[str, Any]:
    app = FastAPI(title="Genoderm")
    for router in ROUTERS:
        app.include_router(router)
    return described(app, Settings(timeout=2, max_timeout=10))


schemathesis.openapi.format("sparql-query", st.sampled_from(WRITTEN))
schemathesis.openapi.format("reconciliation-queries", st.sampled_from(['{"a": {"query": "epidermolysis"}}', "{}"]))
schemathesis.openapi.format(
    "reconciliation-extension", st.just('{"ids": ["centre/x"], "properties": [{"id": "city"}]}')
)
schemathesis.openapi.format("sparql-update", st.sampled_from(["INSERT DATA {}", "DELETE WHERE { <urn:x> ?p ?o }"]))
STATEMENT = Triple(NamedNode("urn:x:thing"), NamedNode("urn:x:says"), Literal("é"))
for media_type, format_ in GRAPHS.items():
    schemathesis.openapi.media_type(media_type, st.just(serialize([STATEMENT], format=format_) or b""))


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def as_it_is(_: schemathesis.SerializationContext, text: object) -> bytes:
    return str(text).encode()


def described_schema() -> schemathesis.BaseSchema:
    schema = schemathesis.openapi.from_dict(description())
    checks = schema.config.checks
    checks.not_a_server_error.expected_statuses = ["2xx", "3xx", "4xx", *BOUNDS]
    checks.positive_data_acceptance.expected_statuses = ["2xx", "3xx", "404", "406", *BOUNDS]
    checks.negative_data_rejection.expected_statuses = ["400", "401", "404", "405", "406", "415", *BOUNDS]
    return schema


def operations(schema: schemathesis.BaseSchema) -> list[Operation]:
    """All of them: what Schemathesis' own parametrisation makes of them shares one id in pytest, and runs but once."""
    found = [*schema.get_all_operations()]
    assert all(isinstance(told, Ok) for told in found)
    return [told.ok() for told in found if isinstance(told, Ok)]


def borders(operation: Operation) -> Iterator[Case]:
    """What lies on both sides of the borders of all that its parameters take, spread over them where that is much."""
    chosen = operation.schema.config.generation_for(operation=operation, phase="coverage")
    cases = operation.schema.iter_coverage_cases(operation, generation_modes=chosen.modes, generation_config=chosen)
    every = [*cases]
    step = ceil(len(every) / (FEW if operation.method == "head" else MANY))
    return map(possible, every[::step])


def possible(case: Case) -> Case:
    """Without parameters that others of the case exclude, for which OpenAPI has no words."""
    asked = case.query or {}
    for name, other, path in EXCLUDED:
        if other in asked and path in {"", case.path}:
            asked.pop(name, None)
    return case


def anything(operation: Operation) -> st.SearchStrategy[Case]:
    """What is as it should be, and what is not."""
    return st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode])


READS = operations(described_schema().exclude(tag="Writing"))
WRITES = operations(described_schema().include(tag="Writing", path=["/update", "/graphs", "/graphs/{name}"]))


@pytest.fixture(scope="module")
def server(sample_home: Path) -> Iterator[str]:
    """The address of a server."""
    with served(sample_home, timeout="2", max_timeout="10", per_client="64") as address:
        yield address


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """Connections that are used again."""
    with Session() as kept:
        yield kept


@pytest.fixture(scope="module")
def written(two_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that may be written to."""
    home = copied(two_releases, tmp_path_factory.mktemp("written"))
    with served(home, token=TOKEN) as address:
        yield address


def test_the_description_is_openapi() -> None:
    described_schema().validate()
    assert description()["openapi"].startswith("3.1")


def test_every_route_is_described() -> None:
    routers = (*ROUTERS, graphs.router(Settings().base), things.router(Settings()))
    routes = {
        route.path.replace(":path", "") for router in routers for route in router.routes if isinstance(route, Route)
    }
    assert routes | {"/", "/sparql"} == set(description()["paths"])


def test_the_served_description_is_the_same_with_the_address_of_the_server(server: str) -> None:
    told = httpx.get(f"{server}/api/openapi.json").json()
    assert told.pop("servers") == [{"url": server}]
    assert set(told["paths"]) == set(description()["paths"])
    assert told["info"]["version"] == __version__


@pytest.mark.parametrize("operation", READS, ids=attrgetter("label"))
def test_every_answer_at_the_borders_is_one_that_is_described(
    operation: Operation, server: str, session: Session
) -> None:
    for case in borders(operation):
        case.call_and_validate(base_url=server, session=session, excluded_checks=beyond_words(case))


@pytest.mark.parametrize("operation", READS, ids=attrgetter("label"))
@settings(max_examples=1, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_answer_is_one_that_is_described(
    operation: Operation, server: str, session: Session, data: st.DataObject
) -> None:
    case = possible(data.draw(anything(operation)))
    case.call_and_validate(base_url=server, session=session, excluded_checks=beyond_words(case))


@pytest.mark.slow
@pytest.mark.parametrize("operation", WRITES, ids=attrgetter("label"))
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_write_is_answered_as_it_is_described(operation: Operation, written: str, data: st.DataObject) -> None:
    case = data.draw(anything(operation))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    case.call_and_validate(base_url=written, headers=headers, excluded_checks=beyond_words(case))


def beyond_words(case: Case) -> list[CheckFunction]:
    """What OpenAPI 3.1 has no words for: a method that is not HTTP/1.1's own, parameters that depend on others."""
    asked, sent = set(case.query or {}), set(case.body) if isinstance(case.body, dict) else set()
    if case.path == "/sparql" and case.method in {"QUERY", "OPTIONS"}:
        return [unsupported_method, allow_header_conformance]
    if case.path == "/update" and not str(case.body).strip():
        return [negative_data_rejection]  # no operation is an update (SPARQL 1.1, grammar rule 29), whatever its format
    lacking = case.path == "/sparql" and case.method != "POST" and "query" not in asked
    either = case.path == "/graphs" and asked not in ({"graph"}, {"default"})
    statements = case.path == "/api/v1/resolve" and case.method == "POST"  # what is sent as JSON here is JSON-LD
    told = {**(case.query or {}), **(case.body if isinstance(case.body, dict) else {})}
    network = told.get("scope") == "network"  # of the finder with a disease, in JSON; of a query with no DESCRIBE
    undecided = asked & sent or lacking or either or statements or network or not can_be_asked(case.query or {})
    return [positive_data_acceptance] if undecided else []


def can_be_asked(asked: Mapping[str, Any]) -> bool:
    """Whether what depends on others has them: an order on something to go by, a distance on a place.

    A town is one of the release.
    """
    need = NEEDED.get(str(asked.get("sort")), "")
    return "place" not in asked and ("within" not in asked or "near" in asked) and (not need or need in asked)
