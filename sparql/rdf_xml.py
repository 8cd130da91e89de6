"""What cannot be said in RDF/XML: a property whose IRI does not end in a name, characters that XML does not have.

https://www.w3.org/TR/rdf-syntax-grammar/, 7.3; XML 1.0, 2.2. The engine (pyoxigraph 0.5.13) writes it all the same, and
no parser reads that.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pyoxigraph import Literal, Triple

from genoderm.sparql.negotiation import NotAcceptable
from genoderm.sparql.tokens import BASE, NAME

ENDS_IN_NAME = re.compile(rf"[{BASE}_][{NAME}.]*\Z")
NO_CHARACTER = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
INSTEAD = "text/turtle and application/n-triples can hold it"


def writable(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The triples as they come; NotAcceptable at the first that XML cannot hold."""
    for triple in triples:
        predicate = triple.predicate.value
        if not _ends_in_name(predicate):
            raise NotAcceptable(f"RDF/XML has no name for the property <{predicate}>; {INSTEAD}")
        if isinstance(triple.object, Literal) and NO_CHARACTER.search(triple.object.value):
            raise NotAcceptable(f"XML has not all characters of a value of <{predicate}>; {INSTEAD}")
        yield triple


@lru_cache(maxsize=1024)
def _ends_in_name(iri: str) -> bool:
    return ENDS_IN_NAME.search(iri) is not None
