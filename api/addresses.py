"""Where the things of the graph have their pages: `/centre/fr-necker-magec` of `…/id/centre/fr-necker-magec`.

A thing of somebody else's (a disease of Orphanet's, a term of HPO's) keeps its IRI, and has a view here all the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from genoderm.ontology.terms import GD, PREFIXES, Iris

NAME = re.compile(r"[^/\x00-\x20<>\"{}|^`\\]+(?:/[^/\x00-\x20<>\"{}|^`\\]+)*")  # what an IRI may hold


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things that can be listed: the name in its addresses, and its collection in the API.

    `others` begins the IRIs of those that are not minted below the base of the deployment; "" if they are.
    """

    name: str
    collection: str
    others: str = ""


KINDS = (
    Kind("disease", "diseases", PREFIXES["ORPHA"]),
    Kind("centre", "centres"),
    Kind("hospital", "hospitals"),
    Kind("network", "networks"),
    Kind("group", "groups"),
    Kind("specialty", "specialties", f"{GD}specialty/"),
    Kind("association", "associations"),
    Kind("need", "needs", f"{GD}care-need/"),
    Kind("resource", "resources"),
)
BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
BY_COLLECTION: Mapping[str, Kind] = {kind.collection: kind for kind in KINDS}
# Views of what is nobody's collection: terms of HPO's, genes, concepts of our schemes, our words.
VIEWS: Mapping[str, str] = {
    **{kind.name: kind.others for kind in KINDS if kind.others},
    "phenotype": PREFIXES["HP"],
    "hgnc": PREFIXES["HGNC"],
    "ns": GD,
}


def thing_at(kind: str, name: str, iris: Iris) -> NamedNode:
    """The thing whose page is `/kind/name`."""
    return NamedNode(f"{VIEWS[kind]}{name}") if kind in VIEWS else iris.thing(kind, name)


def address(iri: str, iris: Iris) -> str | None:
    """The path of its page here, to be put behind the address of the server; None if it has none."""
    if iri.startswith(iris.base):
        return f"/{quote(iri.removeprefix(iris.base), safe='/:')}"
    for kind, start in VIEWS.items():
        if iri.startswith(start) and NAME.fullmatch(name := iri.removeprefix(start)):
            return f"/{kind}/{quote(unquote(name), safe='/:')}"
    return None
