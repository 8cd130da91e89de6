"""Where the document about a thing is: its kind and its name in an address, and what its links say of it."""

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from pyoxigraph import NamedNode

from genoderm.api.addresses import address, thing_at
from genoderm.api.linked.representations import ALL
from genoderm.api.linked.signposts import Signposted
from genoderm.api.proxies import public_base
from genoderm.api.records.errors import UnknownThing
from genoderm.ontology.errors import shown
from genoderm.ontology.terms import Iris


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document is: its kind and its name, decoded, and the request that asks for it."""

    kind: str
    name: str
    request: Request
    iris: Iris

    @property
    def base(self) -> str:
        """The address of the server."""
        return public_base(self.request.scope, self.request.app.state.settings)

    @property
    def thing(self) -> NamedNode:
        """The thing that it is about; UnknownThing for what is no IRI."""
        try:
            return thing_at(self.kind, self.name, self.iris)
        except ValueError as fault:
            raise UnknownThing(f"{shown(self.name)} is no name of a thing") from fault

    @property
    def signposted(self) -> Signposted:
        """The document as its links tell of it, at its one address, by whichever it was found."""
        path = address(self.thing.value, self.iris) or f"/{self.kind}/{quote(self.name, safe='/:')}"
        kind = path.split("/")[1]
        return Signposted(self.base, path, kind, self.thing.value, ALL)

    def page_of(self, iri: str) -> str:
        """The address of the page of another thing; its IRI if it has none."""
        path = address(iri, self.iris)
        return f"{self.base}{path}" if path else iri
