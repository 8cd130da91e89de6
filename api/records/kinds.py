"""The names that the things of each kind go by: to tell somebody who misspelt one which it may be."""

from collections.abc import Iterable
from functools import partial

from pyoxigraph import NamedNode

from genoderm.api.addresses import VIEWS
from genoderm.api.collections.memory import Remembered
from genoderm.api.records.asking import Row, rows_of_all
from genoderm.ontology import terms as gd
from genoderm.ontology.terms import Iris
from genoderm.sparql.workers.pool import Pool

CLASSES: dict[str, tuple[NamedNode, ...]] = {
    "centre": (gd.Centre,),
    "hospital": (gd.Hospital, gd.ResearchInstitute, gd.University, gd.Organisation),
    "network": (gd.Network,),
    "group": (gd.ThematicGroup,),
    "association": (gd.PatientAssociation,),
    "resource": (gd.Resource,),
    "authority": (gd.Authority,),
    "country": (gd.Country,),
}
CONCEPTS = {"specialty": gd.scheme_iri("specialty"), "need": gd.scheme_iri("care-need")}
KINDS = 64

NAMES = Remembered[str, tuple[str, ...]](KINDS)


async def names_of(kind: str, pool: Pool) -> tuple[str, ...]:
    """All names of a kind of things in the release; none of kinds that are too many to be told."""
    return (await NAMES.of([kind], pool, partial(_read, pool)))[kind]


async def _read(pool: Pool, kinds: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found = {}
    for kind in kinds:
        start = VIEWS.get(kind) or Iris(pool.manifest.base).iri(kind, "")
        things = sorted(row["thing"]["value"] for row in await _rows(kind, pool))
        found[kind] = tuple(iri.removeprefix(start) for iri in things if iri.startswith(start))
    return found


async def _rows(kind: str, pool: Pool) -> list[Row]:
    if kind in CONCEPTS:
        return await rows_of_all({"scheme": (CONCEPTS[kind],)}, pool)
    return await rows_of_all({"class": CLASSES[kind]}, pool) if kind in CLASSES else []
