"""The blocks of a query over the network, each asked of all nodes that hold something of it; a triple counts once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from genoderm.sparql.federation.blocks.written import Block, Text
from genoderm.sparql.federation.peers.errors import EndpointFailed, Name
from genoderm.sparql.federation.peers.received import Row
from genoderm.sparql.federation.peers.terms import BLANK, cell
from genoderm.sparql.federation.sending.asking import Asking, Bindings, asking, values
from genoderm.sparql.federation.sending.asking_blocks import Asker
from genoderm.sparql.federation.sending.batches import Fetched
from genoderm.sparql.federation.sending.outlook import Outlook, sendable
from genoderm.sparql.federation.sending.requests import side_by_side
from genoderm.sparql.network.bundles import Bundles, Coming, Part
from genoderm.sparql.network.fragments import Distributed, Fragment
from genoderm.sparql.network.lost import NodesLost, in_time
from genoderm.sparql.network.means import Means
from genoderm.sparql.network.narrowing import narrowed
from genoderm.sparql.network.sources import Source
from genoderm.sparql.tokens import Kind

ITSELF = re.compile(r'<[^<].*|".*"(?:@[a-z]+)?', re.DOTALL)
MANY = 2_000  # rows; beside a UNION the engine looks at all of them for each row there is, 26 ns at a time
UNNAMED = "tells of blank nodes, which nobody can ask it about again"


class NetworkAsker(Asker):
    """Asks on behalf of one query over the network."""

    def __init__(self, text: Text, distributed: Distributed, means: Means) -> None:
        """About its fragments."""
        super().__init__(text, {}, means.requests)
        self._fragments = distributed.fragments
        self._means = means
        self._left = len(distributed.fragments)
        self._early: dict[tuple[str, str], Coming] = {}
        longest = max((len(one.text) for one in text.found if one.kind is Kind.VARIABLE), default=0)
        self._bundles = {
            name: Bundles(source.endpoint, means.requests, longest) for name, source in means.sources.items()
        }

    def ask_ahead(self, blocks: Iterable[Block]) -> None:
        """Ask slow nodes for the whole of what they have little of: they let each question wait that comes later."""
        for block in blocks:
            iri = block.service.iri or ""
            for name, rows in self._fragments[iri].there.items():
                if rows <= self._means.sources[name].meanwhile:
                    self._early[iri, name] = self._bundles[name].ask(Part(self._asking(block), None))

    async def rows(self, outlook: Outlook) -> Fetched:
        """The solutions of a block that can matter; NodesLost if some node has none to tell."""
        iri = outlook.block.service.iri or ""
        fragment, ask = self._fragments[iri], self._asking(outlook.block)
        if outlook.solutions is not None and not outlook.solutions:
            return Fetched(ask.names, ())
        sent = None if outlook.solutions is None else sendable(outlook.names, outlook.solutions)
        if sent is not None and len(sent.tuples) > outlook.whole:
            sent = None
        limit = self._means.limit(self._left)
        self._left -= 1
        sources = [self._means.sources[name] for name in fragment.there]
        asked = [Part(ask, sent and narrowed(sent, fragment.spaces[name])) for name in fragment.there]
        found = await side_by_side(self._told(*one, iri, limit) for one in zip(sources, asked, strict=True))
        parts = [part for part in found if part is not None]
        if len(parts) < len(sources):
            raise NodesLost(", ".join(self._means.lost))
        rows = [row for part in parts for row in part.rows]
        told = await self._once(fragment, ask.names, rows) if fragment.is_shared and rows else rows
        return Fetched(ask.names, told, apart=len(told) > MANY)

    async def _told(self, source: Source, part: Part, iri: str, limit: float) -> Fetched | None:
        """What a node tells; None if it is lost. Who can know none of the bindings is not asked."""
        name = source.name.name
        if part.sent and not part.sent.tuples:
            return Fetched(part.asking.names, ())
        try:
            async with in_time(source.name, limit):
                early = self._early.get((iri, name))
                told = part.of(await early.fetched()) if early else await self._bundles[name].ask(part).fetched()
            _refuse_unnamed(source.name, told.rows)
        except EndpointFailed as fault:
            self._means.lost.lose(fault)
            return None
        return told

    async def _once(self, fragment: Fragment, names: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
        """Each row once, and none that this node has itself: the engine knows which terms are one."""
        if not fragment.here and all(_is_itself(term) for row in rows for term in row):
            return [*dict.fromkeys(rows)]
        told = values(Bindings(tuple(names), [*dict.fromkeys(rows)]))
        others = f"{{ {told} }} FILTER NOT EXISTS {{ {fragment.pattern} }}" if fragment.here else told
        found = await self._means.local.rows(
            f"{self._text.declarations}\nSELECT DISTINCT {' '.join(f'?{name}' for name in names)} {{ {others} }}"
        )
        return [tuple(cell(term, str) for term in row) for row in found]

    def _asking(self, block: Block) -> Asking:
        """With all variables where rows are to be told apart."""
        fragment = self._fragments[block.service.iri or ""]
        return asking(self._text, replace(block, used=block.offered) if fragment.is_shared else block, block.early)


def _is_itself(term: str) -> bool:
    """Whether nothing else that is written otherwise is the same term: an IRI, or a text."""
    return ITSELF.fullmatch(term) is not None


def _refuse_unnamed(name: Name, rows: Iterable[Row]) -> None:
    if any(term.startswith(BLANK) for row in rows for term in row):
        raise EndpointFailed(name, UNNAMED)
