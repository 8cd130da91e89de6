"""The services that answer from the dataset, as the catalogue tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """Where it answers, where it describes itself, and the standard that it keeps."""

    name: str
    titles: Mapping[str, str]
    path: str
    description: str
    standard: str


SERVICES = (
    Service(
        "sparql",
        {"en": "SPARQL endpoint", "fr": "Point d’accès SPARQL"},
        "/sparql",
        "/sparql/description",
        "https://www.w3.org/TR/sparql11-protocol/",
    ),
    Service(
        "api",
        {"en": "Query API", "fr": "Interface de programmation"},
        "/api/v1",
        "/api/openapi.json",
        "https://spec.openapis.org/oas/v3.1.0",
    ),
    Service(
        "reconciliation",
        {"en": "Reconciliation service", "fr": "Service de réconciliation"},
        "/reconcile",
        "/reconcile",
        "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/",
    ),
)
