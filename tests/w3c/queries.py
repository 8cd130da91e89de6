"""The query and syntax cases, each a real request to /sparql."""

import re
from dataclasses import replace
from pathlib import Path

import httpx

from genoderm.api.conformance.table import Outcome
from tests.w3c.archive import Archive
from tests.w3c.corpus import EMPTY
from tests.w3c.manifests import Case, Kind
from tests.w3c.outcomes import PASSED, Verdict, wrong
from tests.w3c.solutions import GRAPH, MEDIA_TYPES, YES_OR_NO, Result, Solutions, answer, expected, reduced, same

ORDER = re.compile(r"\border\s+by\b", re.IGNORECASE)
FROM = re.compile(r"^from\b", re.IGNORECASE | re.MULTILINE)
EVALUATED = {Kind.QUERY, Kind.CSV}
POSITIVE = {Kind.POSITIVE, Kind.POSITIVE_10}
DIRECT = {"content-type": "application/sparql-query"}


def asked(case: Case, archive: Archive, client: httpx.Client) -> Verdict:
    """How a query or syntax case comes out; no regime of entailment is promised, so those are not asked."""
    if case.folder == "sparql11/entailment":
        return Verdict(Outcome.NOT_RUN)
    text = archive.text(case.asked)
    if case.kind in EVALUATED:
        return _evaluated(case, text, expected_of(case, archive), client)
    response = client.post("/sparql", params={"default-graph-uri": EMPTY}, content=text, headers=DIRECT)
    return _unlike(response, 200 if case.kind in POSITIVE else 400) or PASSED


def _evaluated(case: Case, text: str, wanted: Result, client: httpx.Client) -> Verdict:
    headers = DIRECT | {"accept": _media_type(case, wanted)}
    based = f"BASE <{case.asked}>\n{text}"
    response = client.post("/sparql", params=dataset(case, text), content=based, headers=headers)
    media_type = response.headers["content-type"].partition(";")[0]
    if unlike := _unlike(response, 200):
        return unlike
    if media_type != headers["accept"]:
        return wrong(f"{media_type} for {headers['accept']}")
    return compared(case, wanted, answer(response.content, media_type))


def compared(case: Case, wanted: Result, found: Result) -> Verdict:
    """Whether this is the expected result."""
    return PASSED if (reduced if case.lax else same)(wanted, found) else wrong(f"expected {wanted}, got {found}")


def _unlike(response: httpx.Response, status: int) -> Verdict | None:
    """The verdict on a response that is not of this status."""
    if response.status_code == status:
        return None
    told = f"{response.status_code}, expected {status}: {response.text}"
    return Verdict(Outcome.REFUSED, told) if response.status_code == 403 else wrong(told)


def dataset(case: Case, text: str) -> dict[str, list[str]]:
    """The parameters that make the dataset of a case, where its query does not say itself which it asks."""
    if FROM.search(text):
        return {}
    default = [*case.given.default] or [EMPTY]
    return {"default-graph-uri": default, "named-graph-uri": [name for name, _ in case.given.named]}


def expected_of(case: Case, archive: Archive) -> Result:
    """The order of a result counts if the query ends in ORDER BY, and the format of the result can tell an order."""
    wanted = expected(archive, case.result)
    ends = archive.text(case.asked).rpartition("}")[2]
    if isinstance(wanted, Solutions) and Path(case.result).suffix in MEDIA_TYPES and ORDER.search(ends):
        return replace(wanted, ordered=True)
    return wanted


def _media_type(case: Case, wanted: Result) -> str:
    """The format of the expected result, where it is one for results."""
    match wanted:
        case Solutions() | bool():
            return MEDIA_TYPES.get(Path(case.result).suffix, YES_OR_NO)
    return GRAPH
