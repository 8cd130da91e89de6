"""What one query has to do with others, from its text to the text that asks nobody."""

import asyncio
from collections.abc import Mapping, Sequence

from genoderm.graph.federation_settings import Federation
from genoderm.sparql.federation.mediator import Mediator
from genoderm.sparql.federation.peers.endpoint import Endpoint
from genoderm.sparql.federation.peers.errors import EndpointFailed, shed
from genoderm.sparql.federation.sending.asking_blocks import Asker
from genoderm.sparql.federation.sending.local import Ask, Local, Question
from genoderm.sparql.federation.sending.requests import Requests, Sent
from genoderm.sparql.federation.understanding import foreign, understood


class Errand:
    """The blocks of one query, asked once `run` is; `sent` tells of the requests, whatever came of them."""

    def __init__(self, question: Question, directory: Mapping[str, Endpoint], federation: Federation) -> None:
        """LeavesProcess if it asks who is not in the directory."""
        self._question = question
        self._text, self._blocks = foreign(question.text, question.base, directory)
        self._directory = directory
        self._bounds = federation
        self._requests: list[Requests] = []

    @property
    def is_due(self) -> bool:
        """Whether it asks others at all."""
        return bool(self._blocks)

    @property
    def sent(self) -> Sequence[Sent]:
        """The requests that went out, in the order in which they ended."""
        return [sent for requests in self._requests for sent in requests.sent]

    async def run(self, ask: Ask, lasting: Ask | None = None) -> str:
        """The query with rows in place of its blocks; `ask` asks this server's store, as `lasting` does.

        GenodermError where it cannot be: a fault of the query, or EndpointFailed.
        """
        requests = Requests(self._bounds, asyncio.get_running_loop().time() + self._bounds.timeout)
        self._requests.append(requests)
        local = Local(ask, self._question, lasting)
        try:
            known = await understood(self._text, self._blocks, local)
            asker = Asker(known.text, self._directory, requests)
            return await Mediator(known, local, asker, self._bounds.bindings).mediated()
        except EndpointFailed as fault:
            shed(fault)
            raise
        finally:
            await requests.close()
