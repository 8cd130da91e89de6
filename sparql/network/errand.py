"""A query over the network, from its text to the text that asks nobody, whatever becomes of the nodes meanwhile."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from genoderm.graph.federation_settings import HERE, Federation
from genoderm.ontology.examples import Form
from genoderm.sparql.evaluation import WHOLE
from genoderm.sparql.federation.blocks.correlation import Correlated
from genoderm.sparql.federation.blocks.written import Block, Text, read_text
from genoderm.sparql.federation.mediator import Mediator
from genoderm.sparql.federation.sending.local import Ask, Local, Question
from genoderm.sparql.federation.sending.report import shares
from genoderm.sparql.federation.sending.requests import Requests, Sent
from genoderm.sparql.federation.understanding import Understood, foreign, put_together
from genoderm.sparql.network.asking import NetworkAsker
from genoderm.sparql.network.fragments import Distributed, Distribution
from genoderm.sparql.network.lost import Lost, NodesLost
from genoderm.sparql.network.means import Means
from genoderm.sparql.network.refusals import CORRELATED, DESCRIBE, FROM, SERVICE, NotAcrossNodes
from genoderm.sparql.network.selection import Selection, select
from genoderm.sparql.network.sources import Source, widened
from genoderm.sparql.network.structure import Structure, structure
from genoderm.sparql.tokens import Kind

MOST_CHARACTERS = 1 << 16


@dataclass(frozen=True, slots=True)
class Standing:
    """What came of one node; `why` is set if the answer is without all that it holds."""

    name: str
    url: str
    why: str | None
    requests: int = 0
    rows: int = 0
    milliseconds: float = 0.0


class NetworkErrand:
    """One query, asked of all nodes once `run` is; `sent` and `standings` tell of them, whatever came of it."""

    def __init__(self, question: Question, sources: Mapping[str, Source], bounds: Federation, deadline: float) -> None:
        """NotAcrossNodes if it is of a kind that cannot be."""
        self._question, self._sources = question, sources
        self._bounds, self._deadline = widened(bounds, len(sources)), deadline
        self._lost = Lost()
        self._requests: list[Requests] = []
        self._text = read_text(question.text, question.base)
        self._distributed: Distributed | None = None
        self._refuse()

    def _refuse(self) -> None:
        reading = self._text.reading
        if reading.form is Form.DESCRIBE:
            raise NotAcrossNodes(DESCRIBE)
        if reading.dataset or self._question.dataset != WHOLE:
            raise NotAcrossNodes(FROM)
        if reading.services:
            raise NotAcrossNodes(SERVICE)
        if len(self._question.text) > MOST_CHARACTERS:
            told = f"expected at most {MOST_CHARACTERS:,} of a query that goes to all nodes"
            raise NotAcrossNodes(f"the query has {len(self._question.text):,} characters, {told}")

    @property
    def sent(self) -> Sequence[Sent]:
        """The requests for triples that went out, in the order in which they ended."""
        return [sent for requests in self._requests for sent in requests.sent]

    @property
    def standings(self) -> Sequence[Standing]:
        """What came of each node, in the order of the list."""
        told = {share.name: share for share in shares(self.sent)}
        return [
            Standing(
                name,
                source.name.url,
                self._lost.get(name),
                told[name].requests if name in told else 0,
                told[name].rows if name in told else 0,
                told[name].milliseconds if name in told else 0.0,
            )
            for name, source in self._sources.items()
        ]

    @property
    def complete(self) -> bool:
        """Whether the answer is that over all nodes, rather than over those that are left."""
        return not self._lost

    @property
    def fragments(self) -> Sequence[Mapping[str, object]]:
        """What was asked of whom, and of this node beside them."""
        found = self._distributed.fragments.values() if self._distributed else ()
        return [{"pattern": one.pattern, "nodes": [*((HERE,) if one.here else ()), *one.there]} for one in found]

    async def run(self, ask: Ask, lasting: Ask | None = None) -> str:
        """The query with rows in place of what others hold; `ask` asks this server's store, as `lasting` does.

        GenodermError where it cannot be, which no node's failure is.
        """
        until = asyncio.get_running_loop().time() + self._deadline
        local = Local(ask, self._question, lasting)
        await local.check(self._question.text, self._text.reading.form)
        told = structure(self._question.text, self._text.reading.form)
        names = await local.told(self._question.text) if told.star else ()
        requests = Requests(self._bounds, until)
        self._requests.append(requests)
        means = Means(self._sources, local, requests, self._lost, until)
        try:
            selection = await select(told, means)
            return await self._mediated(told, names, selection, means)
        finally:
            await requests.close()

    async def _mediated(self, told: Structure, names: Sequence[str], selection: Selection, means: Means) -> str:
        """Without those that are lost; when more are, it begins again without them, and asks nobody the same twice."""
        while True:
            nodes = [name for name in self._sources if name not in self._lost]
            self._distributed = Distribution(selection, nodes).of(told, names)
            text, blocks = foreign(self._distributed.text, self._question.base, self._distributed.fragments.keys())
            try:
                known = _expecting(await put_together(text, blocks, _offers(text, blocks)), self._distributed)
                asker = NetworkAsker(known.text, self._distributed, means)
                asker.ask_ahead(known.blocks)
                return await Mediator(known, means.local, asker, self._bounds.bindings).mediated()
            except NodesLost:
                continue
            except Correlated as fault:
                raise NotAcrossNodes(CORRELATED) from fault


def _offers(text: Text, blocks: Iterable[Block]) -> Sequence[tuple[str, ...]]:
    """The variables of blocks that are triple patterns and nothing else."""
    named = [token for token in text.found if token.kind is Kind.VARIABLE]
    inside = [
        [one.text[1:] for one in named if span.start < one.start < span.end] for span in (b.group for b in blocks)
    ]
    return [tuple(dict.fromkeys(names)) for names in inside]


def _expecting(known: Understood, distributed: Distributed) -> Understood:
    """With what the nodes are known to have of each block."""
    blocks = [replace(one, expected=distributed.fragments[one.service.iri or ""].rows) for one in known.blocks]
    return replace(known, blocks=blocks)
