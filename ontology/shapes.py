"""The sentences of shapes.ttl, by shape.

SHACL engines differ in what they do with sh:message: pyrudof 0.3.35 puts a text of its own before it, and leaves it out
for sh:or, sh:not, sh:uniqueLang and qualified shapes. A result always names its shape, so the sentence is found here.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from genoderm.ontology.files import SHAPES, turtle

GSH = "https://w3id.org/genoderm/shapes#"
_MESSAGE = NamedNode("http://www.w3.org/ns/shacl#message")


@lru_cache(maxsize=1)
def shape_messages() -> Mapping[str, Mapping[str, str]]:
    """What is wrong and what would be right: IRI of a shape -> language ("en", "fr") -> sentence."""
    messages: dict[str, dict[str, str]] = defaultdict(dict)
    for triple in turtle(SHAPES):
        if triple.predicate == _MESSAGE and isinstance(triple.object, Literal):
            messages[str(triple.subject).strip("<>")][str(triple.object.language)] = triple.object.value
    return dict(messages)
