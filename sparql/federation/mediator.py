"""A query whose SERVICE blocks ask others, made into one that asks nobody: each block becomes its rows.

In turns: what stands beside a block tells which bindings its endpoint is sent, and its rows narrow the blocks that are
left. Blocks that would not narrow each other are asked side by side.
"""

from collections.abc import Collection, Iterable, Mapping

from genoderm.ontology.errors import GenodermError
from genoderm.sparql.federation.blocks.surroundings import Source, Surroundings, surroundings
from genoderm.sparql.federation.blocks.written import Block
from genoderm.sparql.federation.peers.errors import EndpointFailed
from genoderm.sparql.federation.sending.answers import UNIT, in_place, written
from genoderm.sparql.federation.sending.asking_blocks import Asker
from genoderm.sparql.federation.sending.local import Local, Solution, distinct
from genoderm.sparql.federation.sending.outlook import Outlook, chosen
from genoderm.sparql.federation.sending.requests import side_by_side
from genoderm.sparql.federation.understanding import Understood, aside
from genoderm.sparql.rewriting.edits import Edit, edited
from genoderm.sparql.workers.tasks import Busy, Cancelled

OPEN = "{ }"  # in place of rows that are still to come

Answered = Mapping[Block, Edit]


class Mediator:
    """Asks for the blocks of one query."""

    def __init__(self, understood: Understood, local: Local, asker: Asker, most: int) -> None:
        """With at most so many bindings for a block."""
        self._understood = understood
        self._local = local
        self._asker = asker
        self._most = most

    async def mediated(self) -> str:
        """The query with rows in place of its blocks; EndpointFailed if one that is not SILENT has none."""
        answered: dict[Block, Edit] = {}
        while left := [block for block in self._understood.blocks if block not in answered]:
            answered |= await self._turn(answered, left)
        return edited(self._understood.text.source, answered.values())

    async def _turn(self, answered: Answered, left: Collection[Block]) -> Answered:
        outlooks = await side_by_side(self._outlook(block, answered, left) for block in left)
        now = await aside(
            len(self._understood.text.source),
            lambda: chosen(outlooks, lambda one, other: self._narrows(one.block, other, answered, left)),
        )
        edits = await side_by_side(self._asked(outlook) for outlook in now)
        return {outlook.block: edit for outlook, edit in zip(now, edits, strict=True)}

    async def _asked(self, outlook: Outlook) -> Edit:
        block, source = outlook.block, self._understood.text.source
        try:
            found = await self._asker.rows(outlook)
            rows = await aside(len(found.rows), lambda: written(found))
        except EndpointFailed:
            if not block.service.silent:
                raise
            rows = UNIT
        return in_place(source, block.clause, rows)

    async def _outlook(self, block: Block, answered: Answered, left: Collection[Block]) -> Outlook:
        source = self._understood.text.source
        around = await aside(len(source), lambda: self._around(block, answered, left))
        names = _told(block, around)
        if not names:
            return Outlook(block, around.pattern)
        try:
            return await self._bindings(block, around.pattern, names)
        except (Busy, Cancelled):
            raise
        except GenodermError:  # the whole query may do where this part of it alone is too much, or cannot stand
            return Outlook(block, around.pattern)

    async def _bindings(self, block: Block, pattern: str, names: tuple[str, ...]) -> Outlook:
        """Of all these variables, or of the one that has the fewest values, if all have too many."""
        if (found := await self._rows(pattern, names)) is not None:
            return Outlook(block, pattern, names, found)
        alone = [(block.variable,)] if block.variable else [(name,) for name in names]
        each = await side_by_side(self._rows(pattern, one) for one in alone)
        told = [(one, rows) for one, rows in zip(alone, each, strict=True) if rows is not None]
        best = min(told, key=lambda pair: len(pair[1]), default=None)
        return Outlook(block, pattern, *best) if best else Outlook(block, pattern)

    async def _rows(self, pattern: str, names: Iterable[str]) -> "list[Solution] | None":
        """None if there are too many."""
        rows = await self._local.rows(distinct(pattern, names, self._understood.head, self._most + 1))
        return None if len(rows) > self._most else [*rows]

    def _around(self, block: Block, answered: Answered, left: Iterable[Block]) -> Surroundings:
        known = self._understood
        if known.query is None:
            return Surroundings("", frozenset())
        edits, unanswered = [*answered.values()], [one.clause.start for one in left]
        source = Source(known.text.source, known.services, known.unsteady, edits, unanswered)
        return surroundings(known.query, source, block.clause.start, _wanted(block))

    def _narrows(self, one: Block, other: Outlook, answered: Answered, left: Iterable[Block]) -> bool:
        """Whether the rows of one block would tell more of what the other is to be asked."""
        rows = Edit(one.clause.start, one.clause.end, OPEN)
        around = self._around(other.block, {**answered, one: rows}, [block for block in left if block is not one])
        return around.pattern != other.pattern and bool(_told(other.block, around))


def _wanted(block: Block) -> frozenset[str]:
    return block.certain | ({block.variable} if block.variable else frozenset())


def _told(block: Block, around: Surroundings) -> tuple[str, ...]:
    return tuple(sorted(_wanted(block) & around.names))
