"""Blocks and their bindings asked of whom they are for: one endpoint, or each that a variable is bound to."""

from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

from genoderm.ontology.errors import BadInput
from genoderm.sparql.departures import LeavesProcess
from genoderm.sparql.federation.blocks.written import Block, Text, not_listed
from genoderm.sparql.federation.peers.endpoint import Endpoint
from genoderm.sparql.federation.peers.errors import EndpointFailed
from genoderm.sparql.federation.peers.terms import Received, cell
from genoderm.sparql.federation.sending.answers import asked_of, failed_at, together
from genoderm.sparql.federation.sending.asking import Asking, asking
from genoderm.sparql.federation.sending.batches import Fetched, fetched
from genoderm.sparql.federation.sending.local import Solution
from genoderm.sparql.federation.sending.outlook import Outlook, addresses, sendable, without
from genoderm.sparql.federation.sending.requests import Requests, side_by_side
from genoderm.sparql.reading import position


class NoEndpoint(BadInput):
    """A variable that is to tell whom SERVICE asks tells nobody; `line` and `column` of the keyword."""

    def __init__(self, told: str, line: int, column: int) -> None:
        """Say what it is bound to instead."""
        super().__init__(f"line {line}, column {column}: {told}")
        self.line = line
        self.column = column


class Asker:
    """Asks on behalf of one query."""

    def __init__(self, text: Text, directory: Mapping[str, Endpoint], requests: Requests) -> None:
        """The endpoints of this directory."""
        self._text = text
        self._directory = directory
        self._requests = requests

    async def rows(self, outlook: Outlook) -> Fetched:
        """The solutions of a block that can matter."""
        block = outlook.block
        if block.variable is not None:
            return await self._of_each(outlook, block.variable)
        return await self._of(block, self._directory[block.service.iri or ""], outlook.names, outlook.solutions)

    async def _of(
        self, block: Block, endpoint: Endpoint, names: Sequence[str], solutions: Sequence[Solution] | None
    ) -> Fetched:
        ask = self._asking(block)
        if solutions is None:
            return await fetched(ask, endpoint, None, self._requests)
        if not solutions:
            return Fetched(ask.names, ())
        return await fetched(ask, endpoint, sendable(names, solutions), self._requests)

    async def _of_each(self, outlook: Outlook, variable: str) -> Fetched:
        """Of each endpoint that the variable is bound to (SPARQL 1.1 Federated Query, 4)."""
        if outlook.solutions is None or variable not in outlook.names:
            raise self._nobody(outlook.block, "is not bound, or to too much, by what stands beside the SERVICE")
        bound = addresses(variable, outlook.names, outlook.solutions)
        parts = await side_by_side(self._of_one(outlook, variable, term, rows) for term, rows in bound.items())
        names = self._asking(outlook.block).names
        return together(names if variable in names else (*names, variable), parts)

    async def _of_one(
        self, outlook: Outlook, variable: str, term: Received | None, rows: Sequence[Solution]
    ) -> Fetched:
        block, address = outlook.block, cell(term, str)
        try:
            endpoint = self._endpoint(block, term)
            left, solutions = without(variable, outlook.names, rows)
            return asked_of(variable, address, await self._of(block, endpoint, left, solutions if left else None))
        except (EndpointFailed, LeavesProcess, NoEndpoint):
            if block.service.silent:
                return failed_at(variable, address, self._asking(block).names)
            raise

    def _endpoint(self, block: Block, term: Received | None) -> Endpoint:
        if term is None:
            raise self._nobody(block, "is not bound in some rows of what stands beside the SERVICE")
        if not isinstance(term, NamedNode):
            raise self._nobody(block, f"is {term}, expected the address of an endpoint")
        if term.value not in self._directory:
            raise not_listed(self._text.source, block.service, term.value)
        return self._directory[term.value]

    def _nobody(self, block: Block, told: str) -> NoEndpoint:
        return NoEndpoint(f"?{block.variable} {told}", *position(self._text.source, block.clause.start))

    def _asking(self, block: Block) -> Asking:
        return asking(self._text, block, block.early)
