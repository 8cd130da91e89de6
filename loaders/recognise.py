"""What is in a folder of sources: each file is known by what is in it, whatever it is called.

plan = recognise([Path("../shared/data")])
plan.editions       what will be loaded, and into which graph
plan.superseded     older editions of the same, with the reason
plan.unrecognised   files that no loader knows
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from genoderm.loaders.opening import sample
from genoderm.loaders.source import Edition, Loader
from genoderm.ontology.errors import BadInput, NotFound

AnyLoader = Loader[Any]


@dataclass(frozen=True, slots=True)
class Found:
    """An edition and the loader that knows it."""

    edition: Edition
    loader: AnyLoader


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build will load, what it leaves out as superseded, and what no loader knows (with the reason)."""

    editions: tuple[Found, ...]
    superseded: tuple[tuple[Found, str], ...]
    unrecognised: tuple[tuple[Path, str], ...]


def recognise(places: Iterable[Path], loaders: Sequence[AnyLoader]) -> Plan:
    """Walk the places in order, ask the loaders about each file, and let the newest of each graph be current."""
    found: list[Found] = []
    unrecognised: list[tuple[Path, str]] = []
    for place in places:
        if not place.exists():
            raise NotFound(f"{place} does not exist; --sources names a file or a folder of sources")
        for path in _candidates(place, loaders):
            match _ask(path, loaders):
                case Found() as known:
                    found.append(known)
                case str() as reason:
                    unrecognised.append((path, reason))
    editions, superseded = supersede(found)
    return Plan(tuple(editions), tuple(superseded), tuple(unrecognised))


def supersede(found: Sequence[Found]) -> tuple[list[Found], list[tuple[Found, str]]]:
    """Of editions of one source and language that share a graph the newest is current; a loader may want the others.

    A loader that tells `changes` gets older editions too, marked "former": what vanished since is told from them.
    """
    newest = {_series(known): known for known in sorted(found, key=lambda known: known.edition.version)}
    editions: list[Found] = []
    superseded: list[tuple[Found, str]] = []
    for known in found:
        current = newest[_series(known)]
        if known.edition.version == current.edition.version:
            editions.append(known)
        elif known.loader.changes:
            editions.append(Found(replace(known.edition, role="former"), known.loader))
        else:
            superseded.append((known, f"{current.edition.path.name} is newer ({current.edition.version})"))
    return editions, superseded


def _series(known: Found) -> tuple[str, str, str]:
    return known.edition.source.name, known.edition.graph, known.edition.details.get("series", "")


def _candidates(place: Path, loaders: Sequence[AnyLoader]) -> Iterator[Path]:
    if not place.is_dir() or _is_one_source(place, loaders):
        yield place
    elif not (place.is_symlink() and place.resolve() in place.absolute().parents):  # a link upwards has no end
        for child in sorted(place.iterdir()):
            if not child.name.startswith("."):
                yield from _candidates(child, loaders)


def _is_one_source(folder: Path, loaders: Sequence[AnyLoader]) -> bool:
    taking = [loader for loader in loaders if loader.takes_folders]
    return any(child.is_file() for child in folder.iterdir()) and isinstance(_ask(folder, taking), Found)


def _ask(path: Path, loaders: Sequence[AnyLoader]) -> Found | str:
    if not (path.is_file() or path.is_dir()):
        return "neither a file nor a folder"
    try:
        head = sample(path)
        known = next((Found(edition, loader) for loader in loaders if (edition := loader.recognise(head))), None)
    except (BadInput, OSError) as fault:
        return str(fault)
    return known or ("no loader knows its content" if head.head else "empty")
