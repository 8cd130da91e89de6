"""A row of a directory table as triples."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders.directory.naming import iri, own_iri
from genoderm.loaders.directory.networks import Group
from genoderm.loaders.directory.placing import PLACED, placing
from genoderm.loaders.directory.references import IN_SCHEMES, Entry
from genoderm.loaders.directory.registers import Equivalence
from genoderm.loaders.directory.sayings import CLASSES, COMMON, OF_TABLE, REFERENCES, Saying, named
from genoderm.loaders.source import Context
from genoderm.ontology import terms as gd
from genoderm.ontology import vocabularies as v

NAMED_BY = {  # column: property, the language where no column tells it
    "name": (v.SKOS_PREF_LABEL, ""),
    "name_fr": (v.SKOS_PREF_LABEL, "fr"),
    "title": (v.DCT_TITLE, ""),
    "label_en": (v.SKOS_PREF_LABEL, "en"),
    "label_fr": (v.SKOS_PREF_LABEL, "fr"),
}


def statements(entry: Entry, context: Context) -> Iterator[Triple]:
    """All that a row says.

    A row whose thing goes by another source's IRI says its name as a further one, and leaves place and kind to there.
    """
    subject = iri(entry, context)
    merged = subject != own_iri(entry, context.iris)
    yield from ((Triple(subject, v.RDF_TYPE, kind)) for kind in _classes(entry))
    yield from _names(subject, entry, v.SKOS_ALT_LABEL if merged else None)
    yield from _cells(subject, entry, ("kind", *PLACED) if merged else PLACED)
    yield from _links(subject, entry, context)
    yield from _countries(subject, entry, context)
    yield from _register(subject, entry, context)
    if not merged:
        yield from placing(subject, entry, context)


def _classes(entry: Entry) -> tuple[NamedNode, ...]:
    classes = CLASSES[entry.kind.name]
    return classes.get("") or classes[dict(entry.record)["kind"]]


def _names(subject: NamedNode, entry: Entry, instead: NamedNode | None) -> Iterator[Triple]:
    english = {"name_language": "en"} if isinstance(entry.record, Group) else {}
    values = dict(entry.record) | english
    for column, (predicate, language) in NAMED_BY.items():
        if text := values.get(column):
            yield Triple(subject, instead or predicate, named(text, language or values.get(f"{column}_language", "")))


def _cells(subject: NamedNode, entry: Entry, without: tuple[str, ...]) -> Iterator[Triple]:
    sayings = {**COMMON, **OF_TABLE.get(entry.kind.name, {})}
    for column, value in entry.record:
        if column in sayings and column not in without:
            yield from _said(subject, sayings[column], value)


def _said(subject: NamedNode, saying: Saying, value: object) -> Iterator[Triple]:
    predicate, make = saying
    for one in value if isinstance(value, tuple) else (value,):
        if one not in ("", None):
            yield Triple(subject, predicate, make(str(one)))


def _links(subject: NamedNode, entry: Entry, context: Context) -> Iterator[Triple]:
    for column, predicate in REFERENCES.get(entry.kind.name, {}).items():
        for target in entry.links[column]:
            yield Triple(subject, predicate, iri(target, context))


def _countries(subject: NamedNode, entry: Entry, context: Context) -> Iterator[Triple]:
    for country in dict(entry.record).get("countries", ()):
        yield Triple(subject, gd.country, context.iris.thing("country", country))


def _register(subject: NamedNode, entry: Entry, context: Context) -> Iterator[Triple]:
    if isinstance(entry.record, Equivalence):
        same = NamedNode(entry.record.same_as)
        yield Triple(subject, v.OWL_ANNOTATED_PROPERTY, gd.sameThingAs)
        yield Triple(subject, v.OWL_ANNOTATED_TARGET, same)
        yield Triple(iri(entry.links["id"][0], context), gd.sameThingAs, same)
    elif entry.kind.name in IN_SCHEMES:
        yield Triple(subject, v.SKOS_IN_SCHEME, gd.scheme_iri(IN_SCHEMES[entry.kind.name].scheme))
        yield Triple(subject, v.SKOS_NOTATION, Literal(dict(entry.record)["notation"]))
