"""The mapping sets of a release: for each source and pair of code systems, how many mappings, and how precise."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from genoderm.api.mappings.sources import RECORDS, MappingSource, mapping_source, source_name
from genoderm.api.queries import Asking
from genoderm.graph.manifest import Manifest
from genoderm.loaders.mapping_chain import CHAIN_SET
from genoderm.ontology.errors import NotFound, shown
from genoderm.ontology.terms import PREFIXES, Iris, slug
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool

ALL, ONE = "mapping-sets", "mapping-set"  # the queries
ICD11 = "icd11"  # a graph whose statements the query counts by themselves, wherever they are


class UnknownMappingSet(NotFound):
    """A name that no mapping set of the release has."""


@dataclass(frozen=True, slots=True)
class MappingSet:
    """Mappings from one code system to another, as one source tells them."""

    name: str
    subject: str  # prefixes of terms.PREFIXES
    object: str
    source: MappingSource
    graphs: tuple[str, ...]  # IRIs
    sets: tuple[str, ...]  # IRIs of the mapping sets that the source calls them; none of statements without records
    precisions: Mapping[str, int]  # CURIE of the predicate -> how many mappings

    @property
    def count(self) -> int:
        """How many mappings it has."""
        return sum(self.precisions.values())

    @property
    def asking(self) -> Asking:
        """The query for its mappings."""
        part = "facts" if not self.sets else "records"
        if self.source.name == CHAIN_SET:
            part = "chains" if self.sets else "derived"
        given = {
            "graph": self.graphs,
            "set": self.sets,
            "from": [PREFIXES[self.subject]],
            "to": [PREFIXES[self.object]],
        }
        return Asking(ONE, given, frozenset({part}))

    def iri(self, iris: Iris) -> str:
        """What the set is known by: its address on the site whose things these are."""
        return iris.place(f"api/v1/mappings/{self.name}").value


@dataclass(slots=True)
class _Counted:
    graphs: set[str] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    precisions: dict[str, int] = field(default_factory=lambda: defaultdict(int))


Sets = Mapping[str, MappingSet]
_KEPT: WeakKeyDictionary[Pool, tuple[str, Sets]] = WeakKeyDictionary()


async def mapping_sets(pool: Pool) -> Sets:
    """The sets of the current release by name, in the order of their names; asked once for each release."""
    manifest = pool.manifest
    release, sets = _KEPT.get(pool, ("", {}))
    if release == manifest.id:
        return sets
    rows = await pool.rows(listing(manifest).text(Iris(manifest.base)))
    sets = {one.name: one for one in sorted(_sets(rows, manifest), key=lambda one: one.name)}
    _KEPT[pool] = manifest.id, sets
    return sets


async def mapping_set(name: str, pool: Pool) -> MappingSet:
    """The set of this name; UnknownMappingSet with the nearest."""
    sets = await mapping_sets(pool)
    if name in sets:
        return sets[name]
    near = get_close_matches(name, sets, n=1)
    told = f"; the nearest is {near[0]}" if near else ""
    raise UnknownMappingSet(f"there is no mapping set {shown(name)}{told}; /api/v1/mappings lists all")


def listing(manifest: Manifest) -> Asking:
    """The query for all sets."""
    names = {graph.name for graph in manifest.graphs}
    bare = [graph.iri for graph in manifest.graphs if _holds_statements(graph.name, names)]
    return Asking(ALL, {"graph": bare})


def _holds_statements(name: str, names: set[str]) -> bool:
    """Whether the statements of a graph are counted, since it has no records of them."""
    return name != ICD11 and not name.endswith(RECORDS) and f"{name}{RECORDS}" not in names


def _sets(rows: Sequence[Row], manifest: Manifest) -> Iterator[MappingSet]:
    counted: dict[tuple[str, str, str], _Counted] = defaultdict(_Counted)
    for row in rows:
        if pair := _pair(row):
            _count(counted[_source(row, pair, Iris(manifest.base)), *pair], row)
    for (source, subject, target), told in counted.items():
        name = slug(f"{source}-{subject}-{target}")
        own = mapping_source(source, manifest)
        told_of = tuple(sorted(told.graphs)), tuple(sorted(told.sets)), dict(sorted(told.precisions.items()))
        yield MappingSet(name, subject, target, own, *told_of)


def _pair(row: Row) -> tuple[str, str] | None:
    """The two systems, known by an IRI of each; None if one is no code system of ours."""
    subject, target = _system(_text(row, "subject")), _system(_text(row, "object"))
    return (subject, target) if subject and target else None


def _source(row: Row, pair: tuple[str, str], iris: Iris) -> str:
    if pair == ("icd11.foundation", "icd11.code") and not _text(row, "set"):
        return ICD11
    return source_name(_text(row, "graph"), [_text(row, "set")], iris)


def _count(counted: _Counted, row: Row) -> None:
    counted.graphs.add(_text(row, "graph"))
    if told := _text(row, "set"):
        counted.sets.add(told)
    counted.precisions[predicate(_text(row, "relation"))] += int(_text(row, "mappings") or 0)


def predicate(iri: str) -> str:
    """The CURIE of a relation: "skos:exactMatch", "oboInOwl:hasDbXref"."""
    name = iri.rpartition("#")[2]
    return f"oboInOwl:{name}" if name == "hasDbXref" else f"skos:{name}"


def _system(iri: str) -> str:
    return max((prefix for prefix, start in PREFIXES.items() if iri.startswith(start)), key=_length, default="")


def _length(prefix: str) -> int:
    return len(PREFIXES[prefix])


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, NamedNode | Literal) else ""
