"""Typed links (RFC 8288), as headers and as link sets (RFC 9264): FAIR Signposting, https://signposting.org/FAIR/."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

ASCII = "".join(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True)
class Link:
    """One link: where it leads, in which sense, what media type is there, and from where, if not from the answer."""

    target: str
    rel: str
    type: str = ""
    anchor: str = ""

    def __str__(self) -> str:
        """As a header has it."""
        anchor = f'; anchor="{uri(self.anchor)}"' if self.anchor else ""
        kind = f'; type="{self.type}"' if self.type else ""
        return f'<{uri(self.target)}>; rel="{self.rel}"{kind}{anchor}'


def uri(iri: str) -> str:
    """An IRI as a URI, which is all that a header can hold: RFC 3987, 3.1."""
    return iri if iri.isascii() else quote(iri, safe=ASCII)


def header(links: Iterable[Link]) -> str:
    """The value of one Link header."""
    return ", ".join(str(link) for link in links)


def link_set(links: Iterable[Link]) -> bytes:
    """As `application/linkset`: RFC 9264, 4.1."""
    return ",\n".join(str(link) for link in links).encode() + b"\n"


def link_set_json(links: Iterable[Link]) -> bytes:
    """As `application/linkset+json`: RFC 9264, 4.2."""
    contexts: dict[str, dict[str, list[dict[str, str]]]] = {}
    for link in links:
        target = {"href": link.target} | ({"type": link.type} if link.type else {})
        contexts.setdefault(link.anchor, {}).setdefault(link.rel, []).append(target)
    told = [{"anchor": anchor, **relations} for anchor, relations in contexts.items()]
    return json.dumps({"linkset": told}, ensure_ascii=False, indent=1).encode()
