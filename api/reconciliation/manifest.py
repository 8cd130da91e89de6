"""The service manifest: what the service is, what it offers, and where (Reconciliation API 0.2, 3.1)."""

from genoderm import __version__
from genoderm.api.reconciliation.asked import BATCH
from genoderm.api.reconciliation.entities import TYPES, told
from genoderm.api.reconciliation.previews import HEIGHT, WIDTH
from genoderm.ontology.terms import GD, Iris

PATH = "/reconcile"
SETTINGS = [
    {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "At most so many values of each entity; 0 is all",
    },
    {
        "name": "language",
        "label": "Language",
        "type": "text",
        "default": "en",
        "help_text": "The language of names, such as fr; English where there is none in it",
    },
    {
        "name": "precision",
        "label": "Precision of codes",
        "type": "select",
        "default": "any",
        "help_text": "Codes that mean exactly the disease, or all that are mapped to it",
        "choices": [{"value": "any", "name": "Any"}, {"value": "exact", "name": "Exact"}],
    },
]


def manifest(base: str, iris: Iris) -> dict[str, object]:
    """The manifest of the service at this address."""
    service = f"{base}{PATH}"
    return {
        "versions": ["0.2"],
        "name": "Genoderm: rare skin diseases and their experts",
        "identifierSpace": iris.base,
        "schemaSpace": GD,
        "defaultTypes": told(TYPES),
        "documentation": f"{base}/about/api",
        "serviceVersion": __version__,
        "view": {"url": f"{service}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{service}/feature?id={{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {name: _suggest(service, name) for name in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": SETTINGS,
        },
        "batchSize": BATCH,
    }


def _suggest(service: str, name: str) -> dict[str, str]:
    return {
        "service_url": service,
        "service_path": f"/suggest/{name}",
        "flyout_service_url": service,
        "flyout_service_path": f"/flyout/{name}?id=${{id}}",
    }
