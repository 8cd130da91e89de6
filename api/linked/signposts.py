"""The signposts of a document about a thing: what leads from its page to its formats, and from each back.

The page is what Signposting calls a landing page, the formats in RDF are metadata that describe it, and the collection
that the thing is an item of is the dataset, told by `/catalog`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from genoderm.api.linked.links import Link
from genoderm.api.linked.representations import HTML, LINKS, PAGE, RECORD, STATEMENTS
from genoderm.graph.provenance import OURS
from genoderm.ontology.vocabularies import SCHEMA

CATALOGUE = "/catalog"
QUERY = "application/sparql-query"
ABOUT_PAGE = f"{SCHEMA}AboutPage"
ORGANISATION = "Organization"
# What things of a kind are in schema.org, whatever else they are; of the other kinds nothing is sure.
TYPES: Mapping[str, str] = {
    "disease": "MedicalCondition",
    "centre": ORGANISATION,
    "hospital": ORGANISATION,
    "network": ORGANISATION,
    "group": ORGANISATION,
    "association": ORGANISATION,
    "authority": ORGANISATION,
    "specialty": "DefinedTerm",
    "need": "DefinedTerm",
    "country": "Country",
    "graph": "Dataset",
    "dataset": "Dataset",
}


@dataclass(frozen=True, slots=True)
class Signposted:
    """A document: the server that has it, its path there (encoded), its kind, the thing, and the formats it is in."""

    base: str
    path: str
    kind: str
    thing: str
    offered: Mapping[str, str]

    @property
    def page(self) -> str:
        """The address at which the format is chosen by Accept."""
        return self.base + self.path

    def at(self, suffix: str) -> str:
        """The address of one format."""
        return f"{self.page}.{suffix}"


def of_page(document: Signposted) -> list[Link]:
    """What the page itself says, whichever format was chosen there."""
    return [
        Link(document.thing, "cite-as"),
        Link(OURS.homepage, "author"),
        Link(ABOUT_PAGE, "type"),
        *(Link(document.at(suffix), "describedby", kind) for suffix, kind in STATEMENTS.items()),
        *_of_all(document),
        *(Link(document.at(suffix), "alternate", kind) for suffix, kind in _alternates(document)),
    ]


def of_format(document: Signposted) -> list[Link]:
    """What the document says at the address of one format."""
    kind = HTML if HTML in document.offered.values() else ""
    return [Link(document.page, "describes", kind), Link(document.thing, "cite-as"), *_of_all(document)]


def of_both(document: Signposted) -> Iterator[Link]:
    """Everything, as a link set tells it: each link says from where it leads."""
    for link in of_page(document):
        yield replace(link, anchor=document.page)
    for suffix in STATEMENTS:
        for link in of_format(document):
            yield replace(link, anchor=document.at(suffix))


def _of_all(document: Signposted) -> Iterator[Link]:
    yield Link(document.page, "canonical")
    if document.kind in TYPES:
        yield Link(f"{SCHEMA}{TYPES[document.kind]}", "type")
    yield Link(OURS.licence, "license")
    yield Link(document.base + CATALOGUE, "collection")
    for suffix, kind in LINKS.items():
        yield Link(document.at(suffix), "linkset", kind)


def _alternates(document: Signposted) -> Iterator[tuple[str, str]]:
    known = {**PAGE, **STATEMENTS, **RECORD}
    return ((suffix, kind) for suffix, kind in known.items() if suffix in document.offered)
