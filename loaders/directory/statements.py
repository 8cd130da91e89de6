"""A row of a directory table as triples."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyoxigraph import Triple

from genoderm.loaders.directory.kinds import Kind
from genoderm.loaders.directory.naming import iri, own_iri
from genoderm.loaders.directory.networks import Group
from genoderm.loaders.directory.placing import COUNTRY, PLACED, placing
from genoderm.loaders.directory.references import IN_SCHEMES, Entry
from genoderm.loaders.directory.registers import Equivalence
from genoderm.loaders.directory.sayings import CLASSES, COMMON, OF_TABLE, REFERENCES, named
from genoderm.loaders.source import Context
from genoderm.ontology import terms as gd
from genoderm.ontology import vocabularies as v
from genoderm.ontology.lines import about, literal, resource, triples

NAMED_BY = {  # column: property, the language where no column tells it
    "name": (v.SKOS_PREF_LABEL, ""),
    "name_fr": (v.SKOS_PREF_LABEL, "fr"),
    "title": (v.DCT_TITLE, ""),
    "label_en": (v.SKOS_PREF_LABEL, "en"),
    "label_fr": (v.SKOS_PREF_LABEL, "fr"),
}


TYPE, ALSO_NAMED = str(v.RDF_TYPE), str(v.SKOS_ALT_LABEL)
Spoken = tuple[str, str, Callable[[Any], str]]  # column, property, what makes the term


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said of the rows of one kind of table, worked out once."""

    classes: Mapping[str, tuple[str, ...]]  # by kind of thing; "" is every row
    names: tuple[tuple[str, str, str, str], ...]  # column, property, its language, or the column that tells it
    cells: tuple[Spoken, ...]
    cells_merged: tuple[Spoken, ...]  # of a thing that goes by another source's IRI
    links: tuple[tuple[str, str], ...]


def statements(entry: Entry, context: Context) -> Iterator[Triple]:
    """All that a row says."""
    return triples(lines(entry, context))


def lines(entry: Entry, context: Context) -> list[str]:
    """All that a row says, as N-Triples.

    A row whose thing goes by another source's IRI says its name as a further one, and leaves place and kind to there.
    """
    own = own_iri(entry, context.iris)
    iri_of_thing = context.identities.get(own, own)
    merged, plan, values = iri_of_thing != own, _plan(entry.kind), vars(entry.record)
    said = [(TYPE, kind) for kind in plan.classes.get("") or plan.classes[values["kind"]]]
    said += _names(values, plan, ALSO_NAMED if merged else "")
    said += _cells(values, plan.cells_merged if merged else plan.cells)
    said += _links(entry, plan, context)
    subject = resource(iri_of_thing)
    return [
        *about(subject, said),
        *_register(subject, entry, context),
        *(() if merged else placing(subject, entry, context)),
    ]


@cache
def _plan(kind: Kind) -> Plan:
    sayings = {**COMMON, **OF_TABLE.get(kind.name, {})}
    said = [(column, *sayings[column]) for column in kind.columns if column in sayings and column not in PLACED]
    cells = tuple((column, str(predicate), make) for column, predicate, make in said)
    return Plan(
        classes={name: tuple(map(str, classes)) for name, classes in CLASSES[kind.name].items()},
        names=tuple(_naming(kind)),
        cells=cells,
        cells_merged=tuple(saying for saying in cells if saying[0] != "kind"),
        links=tuple((column, str(predicate)) for column, predicate in REFERENCES.get(kind.name, {}).items()),
    )


def _naming(kind: Kind) -> Iterator[tuple[str, str, str, str]]:
    english = {"name": "en"} if kind.record is Group else {}
    for column, (predicate, language) in NAMED_BY.items():
        if column in kind.columns:
            yield column, str(predicate), english.get(column, language), f"{column}_language"


def _names(values: Mapping[str, str], plan: Plan, instead: str) -> Iterator[tuple[str, str]]:
    for column, predicate, language, told in plan.names:
        if text := values[column]:
            yield instead or predicate, named(text, language or values.get(told, ""))


def _cells(values: Mapping[str, Any], sayings: Iterable[Spoken]) -> list[tuple[str, str]]:
    said = []
    for column, predicate, make in sayings:
        value = values[column]
        if isinstance(value, tuple):
            said += [(predicate, make(one)) for one in value]
        elif value or value == 0:
            said.append((predicate, make(value)))
    return said


def _links(entry: Entry, plan: Plan, context: Context) -> Iterator[tuple[str, str]]:
    for column, predicate in plan.links:
        for target in entry.links[column]:
            yield predicate, resource(iri(target, context))
    for country in vars(entry.record).get("countries", ()):
        yield COUNTRY, resource(context.iris.iri("country", country))


def _register(subject: str, entry: Entry, context: Context) -> list[str]:
    if isinstance(entry.record, Equivalence):
        same = resource(entry.record.same_as)
        known = resource(iri(entry.links["id"][0], context))
        told = [(str(v.OWL_ANNOTATED_PROPERTY), str(gd.sameThingAs)), (str(v.OWL_ANNOTATED_TARGET), same)]
        return [*about(subject, told), *about(known, [(str(gd.sameThingAs), same)])]
    if entry.kind.name not in IN_SCHEMES:
        return []
    scheme = str(gd.scheme_iri(IN_SCHEMES[entry.kind.name].scheme))
    notation = literal(vars(entry.record)["notation"])
    return about(subject, [(str(v.SKOS_IN_SCHEME), scheme), (str(v.SKOS_NOTATION), notation)])
