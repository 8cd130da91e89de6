"""What is asked of a node at the same time, as one request: each question a way of a union, its rows marked.

A request costs a node more than the few rows that it mostly brings, and a node that is slow is so once for all of them.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from genoderm.sparql.federation.peers.endpoint import Endpoint
from genoderm.sparql.federation.peers.errors import AnswerCut, AnswerLimited, EndpointFailed, Rejected
from genoderm.sparql.federation.peers.form import Form
from genoderm.sparql.federation.peers.received import Row, Rows
from genoderm.sparql.federation.sending.asking import Asking, Bindings
from genoderm.sparql.federation.sending.batches import Fetched, arranged, fetched, fitting
from genoderm.sparql.federation.sending.requests import Requests, side_by_side

SMALL = 500  # tuples that a part may send; more go out in batches, side by side
LARGE = 1_000  # of all parts
MARK = "part"


@dataclass(frozen=True, slots=True)
class Part:
    """A block, and the bindings that it is sent; without, it is asked as a whole."""

    asking: Asking
    sent: Bindings | None

    @property
    def size(self) -> int:
        """How many tuples go out."""
        return len(self.sent.tuples) if self.sent else 0

    def answer(self, rows: Rows) -> Fetched:
        """Those of the rows that were asked for."""
        names = self.asking.names
        found = fitting(rows, names, self.sent) if self.sent else arranged(rows, names)
        return Fetched(names, found)

    def of(self, whole: Fetched) -> Fetched:
        """The same, of what there is without bindings."""
        return self.answer(Rows(whole.names, [*whole.rows]))


@dataclass(slots=True)
class _Gathered:
    """The parts that came together, and their answers."""

    parts: list[Part] = field(default_factory=list)
    answers: "asyncio.Task[list[Fetched]] | None" = None


@dataclass(frozen=True, slots=True)
class Coming:
    """An answer that is on its way, one of those that came together."""

    gathered: _Gathered
    at: int

    async def fetched(self) -> Fetched:
        """The answer."""
        assert self.gathered.answers is not None  # noqa: S101 - set when it was made
        return (await asyncio.shield(self.gathered.answers))[self.at]


class Bundles:
    """All that one query asks of one node. `longest` is the length of the longest name of a variable in it."""

    def __init__(self, endpoint: Endpoint, requests: Requests, longest: int) -> None:
        """Nothing is asked yet."""
        self._endpoint, self._requests = endpoint, requests
        self._mark = MARK.ljust(longest + 1, "_")
        self._open: _Gathered | None = None

    def ask(self, part: Part) -> Coming:
        """Ask for the rows of a part; whoever asks in the same turn of the loop asks in the same request."""
        gathered = self._open
        if gathered is None:
            gathered = self._open = _Gathered()
            gathered.answers = asyncio.create_task(self._closed(gathered))
            gathered.answers.add_done_callback(_noticed)
        gathered.parts.append(part)
        return Coming(gathered, len(gathered.parts) - 1)

    async def _closed(self, gathered: _Gathered) -> list[Fetched]:
        """The answers; a task begins when all that were about to ask have asked."""
        self._open = None
        together = _together(gathered.parts)
        if self._endpoint.form not in {None, Form.VALUES}:
            together = []
        alone = [part for part in gathered.parts if part not in together]
        answers = await side_by_side([self._united(together), *(self._alone([part]) for part in alone)])
        found = {id(part): answer for each in answers for part, answer in each}
        return [found[id(part)] for part in gathered.parts]

    async def _alone(self, parts: Sequence[Part]) -> list[tuple[Part, Fetched]]:
        answers = await side_by_side(fetched(part.asking, self._endpoint, part.sent, self._requests) for part in parts)
        return list(zip(parts, answers, strict=True))

    async def _united(self, parts: Sequence[Part]) -> list[tuple[Part, Fetched]]:
        """In one request; each by itself if that is more than the node takes."""
        if len(parts) < 2 and not any(part.sent for part in parts):
            return await self._alone(parts)
        try:
            rows = await self._requests.ask(self._endpoint, self._text(parts), sum(part.size for part in parts))
        except (Rejected, AnswerCut, AnswerLimited):
            return await self._alone(parts)
        return [(part, part.answer(of)) for part, of in zip(parts, self._apart(rows, len(parts)), strict=True)]

    def _text(self, parts: Sequence[Part]) -> str:
        """The union, each way of which is a subquery."""
        if len(parts) == 1:
            return parts[0].asking.text(Form.VALUES, parts[0].sent)
        declared = dict.fromkeys(line for part in parts for line in part.asking.prologue.splitlines(keepends=True))
        names = dict.fromkeys(name for part in parts for name in part.asking.names)
        ways = " UNION ".join(
            f"{{ {part.asking.select(Form.VALUES, part.sent, f'({at} AS ?{self._mark})')} }}"
            for at, part in enumerate(parts)
        )
        return f"{''.join(declared)}SELECT {' '.join(f'?{name}' for name in (self._mark, *names))} {{ {ways} }}"

    def _apart(self, rows: Rows, parts: int) -> list[Rows]:
        """The rows of each part."""
        if parts == 1:
            return [rows]
        if self._mark not in rows.names:
            raise EndpointFailed(self._endpoint.name, "leaves out a variable that it was asked for")
        at = rows.names.index(self._mark)
        found: dict[str, list[Row]] = {}
        for row in rows.rows:
            found.setdefault(row[at], []).append(row)
        marks = [f'"{part}"^^<http://www.w3.org/2001/XMLSchema#integer>' for part in range(parts)]
        return [Rows(rows.names, found.get(mark, []), rows.blank) for mark in marks]


def _together(parts: Sequence[Part]) -> list[Part]:
    """As many of the small ones as go into one request, the smallest first."""
    chosen, size = list[Part](), 0
    for part in sorted(parts, key=lambda one: one.size):
        size += part.size
        if part.size <= SMALL and size <= LARGE:
            chosen.append(part)
    return chosen


def _noticed(done: "asyncio.Task[list[Fetched]]") -> None:
    """A fault of which nobody heard, since nobody waited any more."""
    if not done.cancelled():
        done.exception()
