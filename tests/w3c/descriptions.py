"""The service description cases, which the manifest tells by their names only.

SPARQL 1.1 Service Description: 2 (how it is had), 3 (its vocabulary).
"""

from collections.abc import Iterator

from genoderm.ontology.vocabularies import RDF
from tests.w3c.conversations import Request, Send
from tests.w3c.manifests import Case
from tests.w3c.solutions import Triples, answer
from tests.w3c.statements import Node, Statements, text

SD = "http://www.w3.org/ns/sparql-service-description#"
AUTHORITY = "www.example"
ACCEPTED = ("", "text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")
CLASSES = {
    "Service",
    "Language",
    "Function",
    "Aggregate",
    "EntailmentRegime",
    "EntailmentProfile",
    "GraphCollection",
    "Dataset",
    "Graph",
    "NamedGraph",
    "Feature",
}
SUPERCLASSES = {"Dataset": "GraphCollection"}
INSTANCES = {
    "SPARQL10Query": "Language",
    "SPARQL11Query": "Language",
    "SPARQL11Update": "Language",
    "DereferencesURIs": "Feature",
    "UnionDefaultGraph": "Feature",
    "RequiresDataset": "Feature",
    "EmptyGraphs": "Feature",
    "BasicFederatedQuery": "Feature",
}
PROPERTIES = {  # name: domain, range; "" is any resource, such as a regime of http://www.w3.org/ns/entailment/
    "endpoint": ("Service", ""),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", ""),
    "entailmentRegime": ("NamedGraph", ""),
    "defaultSupportedEntailmentProfile": ("Service", ""),
    "supportedEntailmentProfile": ("NamedGraph", ""),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", ""),
    "inputFormat": ("Service", ""),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
}


def described(case: Case, send: Send) -> str:
    """What is wrong with the description of a service; "" if nothing is."""
    told = [_description(send, accept) for accept in ACCEPTED]
    match case.name:
        case "returns-rdf":
            return "" if all(told) else "there is none"
        case "has-endpoint-triple":
            wanted = f"http://{AUTHORITY}/sparql"
            return "" if all(wanted in _endpoints(one) for one in told) else f"no sd:endpoint <{wanted}>"
        case "conforms-to-schema":
            return "; ".join(fault for one in told for fault in _faults(one))
    return f"{case.name} is not known"


def _description(send: Send, accept: str) -> Triples:
    headers = (("accept", accept),) if accept else ()
    response = send(Request(AUTHORITY, "GET", "/sparql", headers, b""))
    assert response.status == 200, response
    found = answer(response.body, response.media_type)
    assert isinstance(found, Triples)
    assert found.quads
    return found


def _endpoints(told: Triples) -> list[str]:
    found = Statements(told.quads)
    services = found.instances(f"{SD}Service")
    return [text(endpoint) for service in services for endpoint in found.values(service, f"{SD}endpoint")]


def _faults(told: Triples) -> Iterator[str]:
    """Where the description is not as its vocabulary has it: unknown terms, and things that are not of their class."""
    found = Statements(told.quads)
    for quad in told.quads:
        if quad.predicate.value == f"{RDF}type" and text(quad.object).startswith(SD):
            if text(quad.object).removeprefix(SD) not in CLASSES:
                yield f"{quad.object} is no class"
        elif quad.predicate.value.startswith(SD):
            name = quad.predicate.value.removeprefix(SD)
            domain, range_ = PROPERTIES.get(name, ("no such property", ""))
            if domain not in _classes(found, quad.subject):
                yield f"{quad} says sd:{name} of what is not sd:{domain}"
            if range_ and range_ not in _classes(found, quad.object):
                yield f"{quad} has an object that is not sd:{range_}"


def _classes(found: Statements, node: Node) -> set[str]:
    said = {text(kind).removeprefix(SD) for kind in found.values(node, f"{RDF}type")}
    above = {SUPERCLASSES[name] for name in said & SUPERCLASSES.keys()}
    return said | above | {INSTANCES.get(text(node).removeprefix(SD), "")}
