"""A row of a directory table as triples."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Triple

from genoderm.loaders.directory.kinds import Kind
from genoderm.loaders.directory.naming import canonical, iri, own_iri
from genoderm.loaders.directory.networks import Group
from genoderm.loaders.directory.placing import COUNTRY, PLACED, placing
from genoderm.loaders.directory.references import IN_SCHEMES, Entry
from genoderm.loaders.directory.registers import Equivalence
from genoderm.loaders.directory.sayings import CLASSES, COMMON, OF_TABLE, REFERENCES, named
from genoderm.loaders.source import Context
from genoderm.ontology import terms as gd
from genoderm.ontology import vocabularies as v
from genoderm.ontology.lines import line, literal, resource, triples

NAMED_BY = {  # column: property, the language where no column tells it
    "name": (v.SKOS_PREF_LABEL, ""),
    "name_fr": (v.SKOS_PREF_LABEL, "fr"),
    "title": (v.DCT_TITLE, ""),
    "label_en": (v.SKOS_PREF_LABEL, "en"),
    "label_fr": (v.SKOS_PREF_LABEL, "fr"),
}


TYPE, ALSO_NAMED = str(v.RDF_TYPE), str(v.SKOS_ALT_LABEL)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said of the rows of one kind of table, worked out once: columns with their property and maker."""

    classes: Mapping[str, tuple[str, ...]]  # by kind of thing; "" is every row
    names: tuple[tuple[str, str, str], ...]  # column, property, language where no column tells it
    cells: tuple[tuple[str, str, Callable[[str], str]], ...]
    cells_merged: tuple[tuple[str, str, Callable[[str], str]], ...]  # of a thing that goes by another source's IRI
    links: tuple[tuple[str, str], ...]


def statements(entry: Entry, context: Context) -> Iterator[Triple]:
    """All that a row says."""
    return triples(lines(entry, context))


def lines(entry: Entry, context: Context) -> Iterator[str]:
    """All that a row says, as N-Triples.

    A row whose thing goes by another source's IRI says its name as a further one, and leaves place and kind to there.
    """
    own = own_iri(entry, context.iris)
    node = canonical(own, context)
    merged, subject, plan = node is not own, str(node), _plan(entry.kind)
    values = vars(entry.record)
    for kind in plan.classes.get("") or plan.classes[values["kind"]]:
        yield line(subject, TYPE, kind)
    yield from _names(subject, values, plan, ALSO_NAMED if merged else "")
    yield from _cells(subject, values, plan.cells_merged if merged else plan.cells)
    for column, predicate in plan.links:
        for target in entry.links[column]:
            yield line(subject, predicate, str(iri(target, context)))
    for country in values.get("countries", ()):
        yield line(subject, COUNTRY, str(context.iris.thing("country", country)))
    yield from _register(subject, entry, context)
    if not merged:
        yield from placing(subject, entry, context)


@cache
def _plan(kind: Kind) -> Plan:
    english = {"name": "en"} if kind.record is Group else {}
    sayings = {**COMMON, **OF_TABLE.get(kind.name, {})}
    said = [(column, *sayings[column]) for column in kind.columns if column in sayings and column not in PLACED]
    cells = tuple((column, str(predicate), make) for column, predicate, make in said)
    return Plan(
        classes={name: tuple(map(str, classes)) for name, classes in CLASSES[kind.name].items()},
        names=tuple(
            (column, str(predicate), english.get(column, language))
            for column, (predicate, language) in NAMED_BY.items()
            if column in kind.columns
        ),
        cells=cells,
        cells_merged=tuple(saying for saying in cells if saying[0] != "kind"),
        links=tuple((column, str(predicate)) for column, predicate in REFERENCES.get(kind.name, {}).items()),
    )


def _names(subject: str, values: Mapping[str, str], plan: Plan, instead: str) -> Iterator[str]:
    for column, predicate, language in plan.names:
        if text := values[column]:
            name = named(text, language or values.get(f"{column}_language", ""))
            yield line(subject, instead or predicate, name)


def _cells(
    subject: str, values: Mapping[str, object], sayings: Iterable[tuple[str, str, Callable[[str], str]]]
) -> Iterator[str]:
    for column, predicate, make in sayings:
        value = values[column]
        if isinstance(value, tuple):
            for one in value:
                yield line(subject, predicate, make(one))
        elif value not in ("", None):
            yield line(subject, predicate, make(str(value)))


def _register(subject: str, entry: Entry, context: Context) -> Iterator[str]:
    if isinstance(entry.record, Equivalence):
        same = resource(entry.record.same_as)
        yield line(subject, str(v.OWL_ANNOTATED_PROPERTY), str(gd.sameThingAs))
        yield line(subject, str(v.OWL_ANNOTATED_TARGET), same)
        yield line(str(iri(entry.links["id"][0], context)), str(gd.sameThingAs), same)
    elif entry.kind.name in IN_SCHEMES:
        yield line(subject, str(v.SKOS_IN_SCHEME), str(gd.scheme_iri(IN_SCHEMES[entry.kind.name].scheme)))
        yield line(subject, str(v.SKOS_NOTATION), literal(vars(entry.record)["notation"]))
