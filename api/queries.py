"""The queries behind the API: each answer names its own, as text that runs at `/sparql` or at any other endpoint."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response

from genoderm.api.keeping import KEPT
from genoderm.api.proxies import public_base
from genoderm.api.serving import Current
from genoderm.ontology.terms import Iris
from genoderm.ontology.values import Term, bound
from genoderm.sparql.composition import api_query, composed, heading

router = APIRouter(prefix="/queries")
MEDIA_TYPE = "application/sparql-query"
BOUND = frozenset({"bound"})  # the part without an example of what the engine binds: the text is always the same
WITH = "with"  # the parameter that names parts of a query which no value decides, such as an order


@dataclass(frozen=True, slots=True)
class Asking:
    """A query of the API, the values that a request gives it, as clients write them, and further parts of it."""

    name: str
    given: Mapping[str, Iterable[str]] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()

    def text(self, iris: Iris) -> str:
        """The query to run; BadInput names the parameter, what was given and what would be right."""
        query = api_query(self.name)
        terms: dict[str, list[Term]] = {
            name: [bound(query, {name: value}, iris)[name] for value in values] for name, values in self.given.items()
        }
        return composed(query, terms, self.parts)

    @property
    def address(self) -> str:
        """The path at which the query can be read."""
        pairs = [(name, value) for name, values in self.given.items() for value in values]
        pairs += [(WITH, part) for part in sorted(self.parts)]
        return f"/queries/{self.name}.rq" + (f"?{urlencode(pairs, quote_via=quote)}" if pairs else "")

    def link(self, request: Request) -> str:
        """The Link that leads from an answer to its query (RFC 8288; RFC 9264 has `describedby` so)."""
        base = public_base(request.scope, request.app.state.settings)
        return f'<{base}{self.address}>; rel="describedby"; type="{MEDIA_TYPE}"'


@router.head("/{name}.rq", include_in_schema=False)
@router.get("/{name}.rq", response_class=Response)
def one_query(name: str, request: Request, pool: Current) -> Response:
    """A query of the API as a file; parameters of the answer that it made give the very query."""
    given: dict[str, list[str]] = {}
    for key, value in request.query_params.multi_items():
        given.setdefault(key, []).append(value)
    parts = frozenset(given.pop(WITH, ()))
    query = api_query(name)
    composed = Asking(name, given, parts).text(Iris(pool.manifest.base)) if given or parts else ""
    return Response(
        heading(query) + composed if composed else query.text, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=KEPT
    )
