"""What can be searched for: kinds of things, each with the class by which the index knows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from genoderm.api.addresses import address
from genoderm.ontology import terms
from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import SKOS


@dataclass(frozen=True, slots=True)
class Searched:
    """A kind: the class to search in, and how its addresses begin."""

    name: str
    sought: NamedNode
    path: str


CONCEPT = NamedNode(SKOS + "Concept")  # the index knows no closer class of what is a concept of one of our schemes
KINDS = (
    Searched("disease", terms.Disease, "/disease/"),
    Searched("centre", terms.Centre, "/centre/"),
    Searched("hospital", terms.Hospital, "/hospital/"),
    Searched("network", terms.Network, "/network/"),
    Searched("group", terms.ThematicGroup, "/group/"),
    Searched("association", terms.PatientAssociation, "/association/"),
    Searched("specialty", CONCEPT, "/specialty/"),
    Searched("need", CONCEPT, "/need/"),
    Searched("resource", terms.Resource, "/resource/"),
    Searched("phenotype", terms.Phenotype, "/phenotype/"),
    Searched("gene", terms.Gene, "/hgnc/"),
    Searched("country", terms.Country, "/country/"),
)
BY_NAME: Mapping[str, Searched] = {kind.name: kind for kind in KINDS}


def kind_of(thing: str, sought: str, iris: Iris) -> tuple[Searched, str] | None:
    """The kind of a thing that was found in a class, and its id there; None for one that is of no kind of ours."""
    path = address(thing, iris) or ""
    for kind in KINDS:
        if kind.sought.value == sought and path.startswith(kind.path):
            return kind, path.removeprefix(kind.path)
    return None
