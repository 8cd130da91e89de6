"""What a build is made of: what ships with the package, what `genoderm.toml` names, and the folders given to it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from genoderm.loaders.identity import identities

from genoderm.graph.settings import NamedSource, Settings
from genoderm.loaders.catalogue import LOADERS
from genoderm.loaders.recognise import Found, Plan, recognise, supersede
from genoderm.loaders.shipped import shipped
from genoderm.loaders.source import Context, Edition
from genoderm.ontology.terms import Iris

NOMENCLATURE = "orphanet-packets"  # the source that replaces our own disease tables where it is given


@dataclass(frozen=True, slots=True)
class Sources:
    """The plan of a build, and what its loaders may know beside their files."""

    plan: Plan
    context: Context


def sources(folders: Iterable[Path], chosen: Settings) -> Sources:
    """Recognise everything that a build will read; NotFound for a folder that is not there."""
    given = recognise(folders, LOADERS)
    named = [found for entry in chosen.sources for found in _named(entry)]
    found = [*given.editions, *named]
    full = any(known.loader.source.name == NOMENCLATURE for known in found)
    ours = [known for known in shipped() if not (full and known.edition.details.get("fallback"))]
    editions, superseded = supersede([*ours, *found])
    plan = Plan(tuple(editions), (*given.superseded, *superseded), given.unrecognised)
    return Sources(plan, _context(plan, chosen))


def _named(entry: NamedSource) -> list[Found]:
    found = recognise([entry.path], LOADERS).editions
    return [Found(_renamed(known.edition, entry), known.loader) for known in found]


def _renamed(edition: Edition, entry: NamedSource) -> Edition:
    source = replace(
        edition.source,
        title=entry.title or edition.source.title,
        licence=entry.licence or edition.source.licence,
        homepage=entry.homepage or edition.source.homepage,
    )
    return replace(edition, source=source, graph=f"directory-{entry.name}" if entry.name else edition.graph)


def _context(plan: Plan, chosen: Settings) -> Context:
    known = {"clinical_terminologies": "yes" if chosen.clinical_terminologies else "no"}
    context = Context(iris=Iris(chosen.base), settings=known)
    return replace(context, identities=identities(plan.editions, context))
