"""What a build is made of: what ships with the package, what `genoderm.toml` names, and the folders given to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from genoderm.graph.settings import NamedSource, Settings
from genoderm.loaders import rml
from genoderm.loaders.catalogue import LOADERS
from genoderm.loaders.directory.loader import LOADER as DIRECTORY
from genoderm.loaders.directory.loader import named, together
from genoderm.loaders.identity import identities
from genoderm.loaders.nomenclature import with_one_nomenclature
from genoderm.loaders.pulled import pulled
from genoderm.loaders.recognise import Found, Plan, recognise, supersede
from genoderm.loaders.shipped import shipped
from genoderm.loaders.source import Context, Edition, Source
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import Iris, slug


@dataclass(frozen=True, slots=True)
class Sources:
    """The plan of a build, and what its loaders may know beside their files."""

    plan: Plan
    context: Context


def sources(folders: Iterable[Path], chosen: Settings) -> Sources:
    """Recognise everything that a build will read; NotFound for a folder that is not there."""
    given = recognise(folders, LOADERS)
    named = [known for entry in chosen.sources for known in _named(entry, chosen)]
    found = [*given.editions, *named, *pulled(chosen.home)]
    fuller = {known.loader.source.name for known in found}
    ours = [known for known in _ours(chosen) if known.edition.details.get("fallback") not in fuller]
    editions, superseded = supersede(_told_of_each_other([*ours, *with_one_nomenclature(found)]))
    plan = Plan(tuple(editions), (*given.superseded, *superseded), given.unrecognised)
    return Sources(plan, _context(plan, chosen))


def _ours(chosen: Settings) -> list[Found]:
    """What ships, without the directory where a node is to speak for its own tables alone."""
    return [known for known in shipped() if chosen.shipped_directory or not _is_directory(known)]


def _named(entry: NamedSource, chosen: Settings) -> list[Found]:
    if entry.mapping:
        return [_mapped(entry, entry.mapping, chosen)]
    found = recognise([entry.path], LOADERS)
    for path, reason in found.unrecognised:
        raise BadInput(f"{path} is named as a source, but {reason}")
    return [Found(_renamed(known, entry), known.loader) for known in found.editions]


def _mapped(entry: NamedSource, mapping: Path, chosen: Settings) -> Found:
    name = entry.name or slug(entry.path.stem)
    title = entry.title or name
    source = Source(f"directory-{name}", title, title, entry.homepage, entry.licence, title)
    return Found(rml.edition(entry.path, mapping, name, chosen.rml_python, source), rml.LOADER)


def _renamed(known: Found, entry: NamedSource) -> Edition:
    if not (entry.name and _is_directory(known)):
        return known.edition
    return named(known.edition, entry.name, entry.title, entry.licence, entry.homepage)


def _is_directory(known: Found) -> bool:
    return known.loader is DIRECTORY


def _told_of_each_other(found: list[Found]) -> list[Found]:
    """A partner's tables refer to each other, so each is told which files are of its dataset."""
    others = [known for known in found if not _is_directory(known)]
    tables = together([known.edition for known in found if _is_directory(known)])
    return [*(Found(edition, DIRECTORY) for edition in tables), *others]


def _context(plan: Plan, chosen: Settings) -> Context:
    iris = Iris(chosen.base)
    tables = [known.edition for known in plan.editions if _is_directory(known)]
    terminologies = "yes" if chosen.clinical_terminologies else "no"
    return Context(
        iris=iris,
        identities=identities(tables, iris).canonical,
        settings={"clinical_terminologies": terminologies},
    )
