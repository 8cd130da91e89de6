"""The values that Orphanet chooses from, as concepts of our schemes: orphanet_concepts.csv.

Packets give a value by its English name, the XML products by Orphanet's id and a name in the file's language. The ids
are those seen in Orphanet's files; an empty one was never seen, and such a value is found by its name.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from genoderm.ontology.errors import NotFound

NO_DATA = frozenset({"", "no data", "no data available"})  # what Orphanet writes, in lower case, for "nothing is known"


class UnknownConcept(NotFound):
    """A value that none of our schemes holds."""


@dataclass(frozen=True, slots=True)
class OrphanetConcept:
    """One value: its scheme, its slug there, Orphanet's id if known, and its name in English and French."""

    scheme: str
    slug: str
    orphanet_id: str
    label_en: str
    label_fr: str


@lru_cache(maxsize=1)
def orphanet_concepts() -> tuple[OrphanetConcept, ...]:
    """All values, in the order of the table."""
    table = files("genoderm.ontology").joinpath("orphanet_concepts.csv").read_text(encoding="utf-8")
    return tuple(OrphanetConcept(**row) for row in csv.DictReader(table.splitlines()))


@lru_cache(maxsize=1)
def _slugs() -> dict[tuple[str, str], str]:
    by_id = {(concept.scheme, concept.orphanet_id): concept.slug for concept in orphanet_concepts()}
    french = {(concept.scheme, concept.label_fr.casefold()): concept.slug for concept in orphanet_concepts()}
    english = {(concept.scheme, concept.label_en.casefold()): concept.slug for concept in orphanet_concepts()}
    return by_id | french | english


def concept_slug(scheme: str, name: str, orphanet_id: str = "") -> str:
    """The slug of a value by its name (English or French) or Orphanet's id; "" for "no data"; else UnknownConcept.

    `concept_slug("onset", "Infancy") == concept_slug("onset", "Säuglingsalter", "23522") == "infancy"`
    """
    if name.casefold() in NO_DATA and not orphanet_id:
        return ""
    slug = _slugs().get((scheme, name.casefold())) or (orphanet_id and _slugs().get((scheme, orphanet_id)))
    if slug:
        return slug
    if name.casefold() in NO_DATA:
        return ""
    raise UnknownConcept(f"{name or orphanet_id!r} is no value of the scheme {scheme}")


def is_concept(scheme: str, slug: str) -> bool:
    """Whether a scheme has a value of that slug."""
    return any(concept.scheme == scheme and concept.slug == slug for concept in orphanet_concepts())
