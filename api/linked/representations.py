"""The formats of a document about a thing: by suffix of its address, by name of `?format=`, by media type of Accept."""

from collections.abc import Mapping, Sequence

from genoderm.ontology.errors import BadInput, shown
from genoderm.sparql.formats import GRAPHS
from genoderm.sparql.negotiation import choose

HTML, JSON = "text/html", "application/json"
LINKSET, LINKSET_JSON = "application/linkset", "application/linkset+json"
# The first is what a client gets that asks for nothing in particular; the RDF ones are told as `alternate`.
PAGE: Mapping[str, str] = {"html": HTML}
STATEMENTS: Mapping[str, str] = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
RECORD: Mapping[str, str] = {"json": JSON}
LINKS: Mapping[str, str] = {"linkset.json": LINKSET_JSON, "linkset": LINKSET}
ALL: Mapping[str, str] = {**PAGE, **STATEMENTS, **RECORD, **LINKS}
SUFFIXES = tuple(sorted(ALL, key=len, reverse=True))  # `linkset.json` before `json`
RDF = {media_type: GRAPHS[media_type] for media_type in STATEMENTS.values()}


def parted(name: str) -> tuple[str, str]:
    """A name as an address has it, without the suffix of a format, and that suffix: `("fr-necker-magec", "ttl")`."""
    for suffix in SUFFIXES:
        stem = name.removesuffix(f".{suffix}")
        if stem and stem != name:
            return stem, suffix
    return name, ""


def named(format_: str, offered: Mapping[str, str]) -> str:
    """The media type that `?format=` asks for, by name or as it is; BadInput with the list."""
    asked = format_.strip().lower()
    if asked in offered.values():
        return asked
    if asked not in offered:
        raise BadInput(f"format is {shown(format_)}, expected one of {', '.join(offered)}")
    return offered[asked]


def chosen(accepts: Sequence[str], format_: str, offered: Mapping[str, str]) -> str:
    """The media type of an answer: what `?format=` or a suffix names, else what Accept likes best."""
    return named(format_, offered) if format_ else choose(", ".join(accepts), offered.values())


def suffix_of(media_type: str) -> str:
    """The suffix under which this format has an address of its own."""
    return next(suffix for suffix, known in ALL.items() if known == media_type)
