"""A row of a directory table as triples."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders.directory.kinds import Kind
from genoderm.loaders.directory.naming import canonical, iri, own_iri
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


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said of the rows of one kind of table, worked out once: columns with their property and maker."""

    names: tuple[tuple[str, NamedNode, str], ...]  # column, property, language where no column tells it
    cells: tuple[tuple[str, Saying], ...]
    cells_merged: tuple[tuple[str, Saying], ...]  # of rows whose thing goes by another source's IRI
    links: tuple[tuple[str, NamedNode], ...]


def statements(entry: Entry, context: Context) -> Iterator[Triple]:
    """All that a row says.

    A row whose thing goes by another source's IRI says its name as a further one, and leaves place and kind to there.
    """
    own = own_iri(entry, context.iris)
    subject = canonical(own, context)
    merged = subject is not own
    plan = _plan(entry.kind)
    for kind in _classes(entry):
        yield Triple(subject, v.RDF_TYPE, kind)
    yield from _names(subject, entry, plan, v.SKOS_ALT_LABEL if merged else None)
    yield from _cells(subject, entry, plan.cells_merged if merged else plan.cells)
    yield from _links(subject, entry, plan, context)
    yield from _countries(subject, entry, context)
    yield from _register(subject, entry, context)
    if not merged:
        yield from placing(subject, entry, context)


@cache
def _plan(kind: Kind) -> Plan:
    english = {"name": "en"} if kind.record is Group else {}
    sayings = {**COMMON, **OF_TABLE.get(kind.name, {})}
    cells = tuple((column, sayings[column]) for column in kind.columns if column in sayings and column not in PLACED)
    return Plan(
        names=tuple(
            (column, predicate, english.get(column, language))
            for column, (predicate, language) in NAMED_BY.items()
            if column in kind.columns
        ),
        cells=cells,
        cells_merged=tuple((column, saying) for column, saying in cells if column != "kind"),
        links=tuple(REFERENCES.get(kind.name, {}).items()),
    )


def _classes(entry: Entry) -> tuple[NamedNode, ...]:
    classes = CLASSES[entry.kind.name]
    return classes.get("") or classes[vars(entry.record)["kind"]]


def _names(subject: NamedNode, entry: Entry, plan: Plan, instead: NamedNode | None) -> Iterator[Triple]:
    values = vars(entry.record)
    for column, predicate, language in plan.names:
        if text := values[column]:
            yield Triple(subject, instead or predicate, named(text, language or values.get(f"{column}_language", "")))


def _cells(subject: NamedNode, entry: Entry, sayings: Iterable[tuple[str, Saying]]) -> Iterator[Triple]:
    values = vars(entry.record)
    for column, (predicate, make) in sayings:
        value = values[column]
        if isinstance(value, tuple):
            for one in value:
                yield Triple(subject, predicate, make(one))
        elif value not in ("", None):
            yield Triple(subject, predicate, make(str(value)))


def _links(subject: NamedNode, entry: Entry, plan: Plan, context: Context) -> Iterator[Triple]:
    for column, predicate in plan.links:
        for target in entry.links[column]:
            yield Triple(subject, predicate, iri(target, context))


def _countries(subject: NamedNode, entry: Entry, context: Context) -> Iterator[Triple]:
    for country in vars(entry.record).get("countries", ()):
        yield Triple(subject, gd.country, context.iris.thing("country", country))


def _register(subject: NamedNode, entry: Entry, context: Context) -> Iterator[Triple]:
    if isinstance(entry.record, Equivalence):
        same = NamedNode(entry.record.same_as)
        yield Triple(subject, v.OWL_ANNOTATED_PROPERTY, gd.sameThingAs)
        yield Triple(subject, v.OWL_ANNOTATED_TARGET, same)
        yield Triple(iri(entry.links["id"][0], context), gd.sameThingAs, same)
    elif entry.kind.name in IN_SCHEMES:
        yield Triple(subject, v.SKOS_IN_SCHEME, gd.scheme_iri(IN_SCHEMES[entry.kind.name].scheme))
        yield Triple(subject, v.SKOS_NOTATION, Literal(vars(entry.record)["notation"]))
