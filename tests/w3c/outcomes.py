"""How a case came out, and the row of the conformance page's table that tells it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from genoderm.api.conformance import table
from genoderm.api.conformance.table import Outcome
from tests.w3c.manifests import Case, Kind

DEVIATIONS = Path(__file__).with_name("deviations.csv")  # case, reason: kept by hand, for every case that does not pass
FOLDERS = {
    "sparql11/json-res": "results-json",
    "sparql11/csv-tsv-res": "results-csv-tsv",
    "sparql11/service": "federated-query",
    "sparql11/syntax-fed": "federated-query",
    "sparql11/entailment": "entailment",
}
KINDS = {
    Kind.QUERY: "query",
    Kind.POSITIVE: "query-syntax",
    Kind.NEGATIVE: "query-syntax",
    Kind.UPDATE: "update",
    Kind.POSITIVE_UPDATE: "update-syntax",
    Kind.NEGATIVE_UPDATE: "update-syntax",
    Kind.POSITIVE_10: "syntax-1.0",
    Kind.NEGATIVE_10: "syntax-1.0",
    Kind.PROTOCOL: "protocol",
    Kind.GRAPH_STORE: "graph-store-protocol",
    Kind.DESCRIPTION: "service-description",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a case came out, and what there is to say of it."""

    outcome: Outcome
    told: str = ""


PASSED = Verdict(Outcome.PASSED)


def wrong(told: str) -> Verdict:
    """Passed if there is nothing to tell."""
    return Verdict(Outcome.DEVIATES, told) if told else PASSED


def suite(case: Case) -> str:
    """The suite of the page that a case belongs to."""
    if case.kind is Kind.QUERY and case.folder.startswith("sparql10/"):
        return "query-1.0"
    return FOLDERS.get(case.folder) or KINDS[case.kind]


def row(case: Case, verdict: Verdict) -> table.Case:
    """The row of a case; a reason is told for every case that did not pass, and for no other."""
    reason = deviations().get(case.iri, "")
    return table.Case(case.iri, case.folder, suite(case), verdict.outcome, reason)


@cache
def deviations() -> Mapping[str, str]:
    """The reasons of the cases that do not pass."""
    with DEVIATIONS.open(encoding="utf-8", newline="") as file:
        return {told["case"]: told["reason"] for told in csv.DictReader(file)}
