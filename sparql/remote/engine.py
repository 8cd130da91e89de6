"""The engine that a worker asks: one of several replicas, in the order that the server tells, until one answers."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cachetools import LRUCache

from genoderm.graph.engines.connection import Body, Connection
from genoderm.graph.engines.errors import EngineAway, EngineRefused
from genoderm.graph.engines.mark import mark_of
from genoderm.graph.engines.switching import LEASE
from genoderm.graph.store_settings import StoreSettings
from genoderm.ontology.errors import BadInput
from genoderm.ontology.examples import Form
from genoderm.sparql.evaluation import Asked, Output, term
from genoderm.sparql.reading import LONG, read
from genoderm.sparql.remote.answers import accepted, write_received
from genoderm.sparql.remote.binding import bound
from genoderm.sparql.remote.dataset import addressed
from genoderm.sparql.remote.native import refuse_native, standing_in
from genoderm.sparql.syntax import query_fault
from genoderm.sparql.workers.tasks import Moved, Route, Task

HELD = (
    1 << 24
)  # bytes of an answer that are held until all of it is there, where another replica could answer in its place
PATIENCE = 86_400.0  # seconds; the server ends a worker long before
REMEMBERED = 512  # texts of 8 kB at most that are known to be SPARQL
NOT_UNDERSTOOD = {400, 422, 501}


@dataclass(frozen=True, slots=True)
class Sendable:
    """A query as it goes out."""

    form: Form
    fields: dict[str, str | list[str]]


class RemoteEngine:
    """Answers tasks by asking."""

    def __init__(
        self,
        store: StoreSettings,
        graphs: Sequence[str],
        prepare: Callable[[Asked], str],
        patience: float = PATIENCE,
    ) -> None:
        """The engines of these settings; `graphs` are the release's, `prepare` answers what is ours in a query.

        An engine that says nothing for `patience` seconds counts as away.
        """
        self._connections = [Connection(server, store.kind, patience) for server in store.servers()]
        self._graphs = graphs
        self._prepare = prepare
        self._sound: LRUCache[str, bool] = LRUCache(REMEMBERED)

    def close(self) -> None:
        """Close the connections."""
        for connection in self._connections:
            connection.close()

    def answer(self, task: Task, output: Output) -> None:
        """Write the answer; EngineAway if no replica has it, Moved if the release is no more there."""
        if task.route is None:
            raise TypeError("a task for an engine has no route")
        sendable = self._sendable(task)
        fault = EngineAway("no engine holds the release now")
        for number in task.route.servers:
            held = _Held()
            try:
                with self._connections[number].asked(sendable.fields, accepted(sendable.form)) as response:
                    self._receive(held, self._connections[number].body(response), number, task.route)
                    write_received(held, sendable.form, task.media_type, output)
                    self._stood_still(held, number, task.route)
            except EngineAway as away:
                if held.passed:
                    raise
                fault = away
            except EngineRefused as refusal:
                raise self._told(refusal) from refusal
            else:
                return
        raise fault

    def _told(self, refusal: EngineRefused) -> BadInput | EngineRefused:
        """Whether the query is at fault, or the engine."""
        blamed = re.search(self._connections[0].dialect.blames, str(refusal))
        if refusal.code in NOT_UNDERSTOOD or blamed:
            return BadInput(f"the engine cannot evaluate this query: {refusal}")
        return refusal

    def _receive(self, held: "_Held", body: Body, number: int, route: Route) -> None:
        """Have the answer begin, or all of it where that is of use, and be sure of which release it is."""
        connection = self._connections[number]
        whole = len(route.servers) > 1 or not connection.dialect.atomic
        held.fill(body, HELD if whole else 1)
        if route.doubtful or held.seconds > LEASE:
            _refuse_another(connection, route)

    def _stood_still(self, held: "_Held", number: int, route: Route) -> None:
        """Once more after a long answer, of an engine that shows half of a switch."""
        connection = self._connections[number]
        if not connection.dialect.atomic and held.seconds > LEASE:
            _refuse_another(connection, route)

    def _sendable(self, task: Task) -> Sendable:
        values = {name: term(value) for name, value in task.values.items()}
        asked = Asked(task.query, task.dataset, task.base, values)
        self._refuse_what_is_none(task.query)
        ready = asked._replace(query=self._prepare(asked))
        dialect = self._connections[0].dialect
        text = addressed(standing_in(bound(ready.query, values), dialect), task.dataset, self._graphs)
        form = read(task.query).form or Form.SELECT
        before = dialect.describe if form is Form.DESCRIBE else ""
        base = f"BASE <{task.base}> " if task.base else ""
        graphs = {"default-graph-uri": [*text.default], "named-graph-uri": [*text.named]}
        return Sendable(form, {"query": before + base + text.text, **graphs})

    def _refuse_what_is_none(self, query: str) -> None:
        if query in self._sound:
            return
        if fault := query_fault(query):
            raise fault
        refuse_native(query)
        if len(query) <= LONG:
            self._sound[query] = True


def _refuse_another(connection: Connection, route: Route) -> None:
    mark = mark_of(connection)
    if mark is None or mark.sequence != route.sequence:
        raise Moved("the engine has switched to another release meanwhile; ask again")


class _Held:
    """An answer of which the beginning, or all, is here; `passed` once some of it was read."""

    def __init__(self) -> None:
        self.passed = False
        self._began = time.perf_counter()
        self._head = b""
        self._body: Body

    @property
    def seconds(self) -> float:
        """Since it was asked for."""
        return time.perf_counter() - self._began

    def fill(self, body: Body, size: int) -> None:
        """Wait for so many bytes, or the end."""
        self._body = body
        pieces, held = [], 0
        while held < size and (piece := body.read(size - held if size > 1 else 1 << 16)):
            pieces.append(piece)
            held += len(piece)
        self._head = b"".join(pieces)

    def read(self, size: int = -1, /) -> bytes:
        """As a file is read."""
        self.passed = True
        if not self._head:
            return self._body.read(size)
        taken = self._head if size < 0 else self._head[:size]
        self._head = self._head[len(taken) :]
        return taken if size >= 0 else taken + self._body.read()
