"""What an id in a cell means: a row of the partner's own tables, of the shipped ones, or a concept of the ontology."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from genoderm.loaders.directory.columns import Row
from genoderm.loaders.directory.kinds import Kind
from genoderm.loaders.directory.organisations import Hospital
from genoderm.loaders.directory.reading import Placed
from genoderm.loaders.directory.vocabulary import NEED, SPECIALTY
from genoderm.loaders.report import Fault

NAMED_TABLE = ""  # of Refers: the row's own column `table` names it
MOST_COMPARED = 5_000  # ids that a reference to nothing is compared with, to name the nearest


class Target(NamedTuple):
    """What a reference means: a row of a table, by a name that no other partner's row has."""

    table: str
    name: str  # "fr-necker" of the shipped tables, "fimarad.fr-necker" of a partner's
    record: Row | None = None  # None for a concept that the ontology ships


Known = dict[tuple[str, str], Target]  # by table and id

Beyond = Callable[[], Known]  # the shipped tables, read when a first reference leads there

IN_SCHEMES = {"specialties": SPECIALTY, "needs": NEED}  # tables that add to a scheme that the ontology ships
CONCEPTS: Known = {
    (table, term): Target(table, term) for table, vocabulary in IN_SCHEMES.items() for term in vocabulary.terms
}


class Entry(NamedTuple):
    """A record ready to be said: named, and with what it refers to."""

    kind: Kind
    record: Row
    dataset: str
    name: str  # "" for rows without an id
    links: Mapping[str, tuple[Target, ...]]  # by column
    where: str


def entry(row: Placed, name: str, dataset: str, own: Known, beyond: Beyond) -> Entry:
    """The row with its references resolved; KeyError if one leads nowhere, which `faults` tells first."""
    links = {
        column: tuple(_chosen(tables, wanted, own, beyond) for wanted in ids)
        for column, tables, ids in _references(row)
    }
    return Entry(row.kind, row.record, dataset, name, links, row.where)


def host(centre: Entry) -> Hospital | None:
    """The hospital of a centre, if it has one."""
    records = (target.record for target in centre.links.get("hospital", ()))
    return next((record for record in records if isinstance(record, Hospital)), None)


def faults(row: Placed, own: Known, beyond: Beyond) -> list[Fault]:
    """The references of a row that lead nowhere."""
    return [
        Fault(row.file.name, row.where, f"{row.kind.name}.{column}", wanted, _expected(tables, wanted, own, beyond))
        for column, tables, ids in _references(row)
        for wanted in ids
        if not _found(tables, wanted, own, beyond)
    ]


def _references(row: Placed) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Column, tables, ids."""
    values = vars(row.record)
    for column, tables in row.kind.references.items():
        named = (values["table"],) if tables == (NAMED_TABLE,) else tables
        value = values[column]
        ids = value if isinstance(value, tuple) else (value,) if value else ()
        yield column, named, ids


def _found(tables: tuple[str, ...], wanted: str, own: Known, beyond: Beyond) -> Target | None:
    return _among(tables, wanted, own) or _among(tables, wanted, beyond())


def _among(tables: tuple[str, ...], wanted: str, known: Known) -> Target | None:
    return next((known[table, wanted] for table in tables if (table, wanted) in known), None)


def _chosen(tables: tuple[str, ...], wanted: str, own: Known, beyond: Beyond) -> Target:
    if target := _found(tables, wanted, own, beyond):
        return target
    raise KeyError(wanted)


def _expected(tables: tuple[str, ...], wanted: str, own: Known, beyond: Beyond) -> str:
    ids = [name for known in (own, beyond()) for table, name in known if table in tables]
    near = get_close_matches(wanted, ids[:MOST_COMPARED], n=1, cutoff=0.6)
    nearest = f", the nearest is '{near[0]}'" if near else ""
    return f"an id of {' or '.join(tables)}{nearest}"
