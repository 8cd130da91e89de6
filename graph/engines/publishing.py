"""Publishing a release on engines: staged on all of them, then switched on all of them; and the way back."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from genoderm.graph.engines.connection import Connection
from genoderm.graph.engines.content import Content
from genoderm.graph.engines.errors import EngineAway, EngineFailed, NotPublished
from genoderm.graph.engines.mark import Mark, mark_of
from genoderm.graph.engines.planning import Place, Published, connections, numbered, place_of, sequence_of
from genoderm.graph.engines.staging import Bench, Tell, put_steps, put_whole
from genoderm.graph.engines.switching import NOTICE, announced, drop_staged, revoked, switch, wrong_counts
from genoderm.graph.home import Home
from genoderm.graph.lock import locked
from genoderm.graph.store_settings import StoreSettings
from genoderm.ontology.errors import GenodermError, NotFound

STANDING = "nothing was switched: what was served is served on"
LOOKING = 10.0  # seconds for a mark; an engine that hangs is passed over
Wait = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class State:
    """How an engine is: `faults` are in sentences."""

    engine: str
    release: str = ""
    sequence: int = 0
    before: str = ""
    triples: int = 0
    faults: tuple[str, ...] = ()


def publish(home: Home, store: StoreSettings, to: str = "", *, tell: Tell, wait: Wait = time.sleep) -> list[Published]:
    """Put the current release on all engines, or on the one named `to`; what was served is served on if that fails."""
    with _planned(home, store, to, tell) as (places, content, bench):
        with _standing():
            for place in places:
                _stage(place, content, bench)
        _switch([place for place in places if place.mark and not place.is_there], wait)
        return [place.told() for place in places]


def plan(home: Home, store: StoreSettings, to: str = "", *, tell: Tell) -> list[Published]:
    """What `publish` would do; nothing is written."""
    with _planned(home, store, to, tell) as (places, _, _):
        return [place.told() for place in places]


def rollback(home: Home, store: StoreSettings, to: str = "", *, wait: Wait = time.sleep) -> list[Published]:
    """Have all engines, or the one named `to`, hold the release again that they held before the last switch."""
    with ExitStack() as opened, locked(home.path, "publish"), _standing():
        places = [_returning(connection, home) for connection in connections(opened, store, to)]
        sequence = max(place.target.sequence for place in places)
        _switch([numbered(place, sequence) for place in places], wait)
        return [numbered(place, sequence).told() for place in places]


def status(store: StoreSettings) -> list[State]:
    """How all engines are, replicas that copy by themselves among them."""
    found = []
    for server in store.servers():
        try:
            with Connection(server, store.kind, store.timeout) as connection:
                found.append(_state(connection))
        except GenodermError as fault:
            found.append(State(server.name, faults=(str(fault),)))
    return found


def held(store: StoreSettings) -> str:
    """The release that was switched to last on any engine that answers; NotPublished if there is none, EngineAway."""
    return holding(store)[0].release


def holding(store: StoreSettings) -> tuple[Mark, tuple[int, ...]]:
    """The newest mark, and the numbers of the engines that have it; NotPublished if there is none, EngineAway."""
    marks, faults = dict[int, Mark | None](), []
    for number, server in enumerate(store.servers()):
        try:
            with Connection(server, store.kind, LOOKING) as connection:
                marks[number] = mark_of(connection)
        except EngineFailed as fault:
            faults.append(str(fault))
    known = {number: mark for number, mark in marks.items() if mark is not None}
    if not known and not marks:
        raise EngineAway("; ".join(faults))
    if not known:
        raise NotPublished("nothing is published on the engine yet: `genoderm publish` puts the current release there")
    newest = max(known.values(), key=lambda mark: mark.sequence)
    return newest, tuple(number for number, mark in known.items() if mark.sequence == newest.sequence)


def _state(connection: Connection) -> State:
    mark, name = mark_of(connection), connection.server.name
    if mark is None:
        return State(name, faults=("nothing was published there yet",))
    faults = wrong_counts(connection, mark, list(mark.graphs))
    if mark.switching:
        faults.append(f"a switch was announced at {time.ctime(mark.switching)}: it is under way, or broke off")
    triples = sum(mark.graphs[iri].triples for iri in mark.named)
    return State(name, mark.release, mark.sequence, mark.before, triples, tuple(faults))


@contextmanager
def _planned(home: Home, store: StoreSettings, to: str, tell: Tell) -> Iterator[tuple[Sequence[Place], Content, Bench]]:
    with ExitStack() as opened:
        opened.enter_context(locked(home.path, "publish"))
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="genoderm-publish-")))
        chosen = connections(opened, store, to)
        content = Content(home.current_release(), folder / "after")
        opened.callback(content.close)
        bench = Bench(home, folder, tell)
        with _standing():
            marks = {connection: mark_of(connection) for connection in chosen}
            sequence = sequence_of([*marks.values()], content.manifest.id)
            places = [place_of(connection, mark, content, sequence, bench) for connection, mark in marks.items()]
        yield places, content, bench


def _stage(place: Place, content: Content, bench: Bench) -> None:
    if place.mark is None:
        put_whole(place.connection, content, bench)
    if place.mark is None or place.is_there:
        place.connection.update(place.target.told())
        return
    staged = [graph.value for change in place.target.changes for graph in change.staged]
    note = place.mark.model_copy(update={"staged": tuple(dict.fromkeys((*place.mark.staged, *staged)))})
    place.connection.update(note.told())  # so that whoever comes after one that breaks off can remove what it left
    put_steps(place.connection, place.steps, bench)


def _switch(places: Sequence[Place], wait: Wait) -> None:
    """Announced on all, then done on each: from the first on, readers follow."""
    if not places:
        return
    with _standing():
        before = [_announced(place) for place in places]
        wait(NOTICE)
    try:
        for place, mark in zip(places, before, strict=True):
            switch(place.connection, mark, place.target)
    finally:
        for place, mark in zip(places, before, strict=True):
            with suppress(EngineFailed):
                _settle(place, mark)


def _announced(place: Place) -> Mark:
    mark = mark_of(place.connection)
    if mark is None:
        raise EngineFailed(f"the mark of {place.connection.server.name} has vanished")
    return announced(place.connection, mark)


def _settle(place: Place, before: Mark) -> None:
    """Take back the announcement where there was no switch; remove what is needed no more where there was."""
    now = mark_of(place.connection)
    if now == before:
        revoked(place.connection, before)
    elif now is not None:
        drop_staged(place.connection, now)


def _returning(connection: Connection, home: Home) -> Place:
    mark = mark_of(connection)
    if mark is None or not mark.before:
        raise NotFound(f"the engine {connection.server.name} held no release before the one that it holds")
    home.release(mark.before)  # whose index and reports are read there
    target = Mark(
        release=mark.before,
        sequence=mark.sequence + 1,
        graphs=mark.graphs_before,
        before=mark.release,
        graphs_before=mark.graphs,
        changes=tuple(change.reversed() for change in mark.changes),
    )
    return Place(connection, mark, target, [])


@contextmanager
def _standing() -> Iterator[None]:
    """Until something is switched, a fault says that nothing is."""
    try:
        yield
    except EngineFailed as fault:
        raise _Standing(f"{fault}; {STANDING}") from fault


class _Standing(EngineFailed):
    """A fault before the switch."""
