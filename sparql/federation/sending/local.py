"""What the store of this server tells the mediator: whether a text is a query, and which bindings there are."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from genoderm.ontology.examples import Form
from genoderm.sparql.evaluation import Dataset
from genoderm.sparql.federation.peers.terms import Received
from genoderm.sparql.syntax import NO_GRAPH
from genoderm.sparql.workers.tasks import Task

JSON = "application/sparql-results+json"
TRIPLES = "application/n-triples"
NOTHING = Dataset(default=(NO_GRAPH,))
NONE_OF_IT = " LIMIT 0"

SECONDS = 10.0  # for what only makes requests smaller

Ask = Callable[[Task], Awaitable[bytes]]  # the whole answer; GenodermError where there is none
Solution = tuple[Received | None, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A query, its codepoint escapes resolved, and what it is asked of; `seconds` are those that it may take here."""

    text: str
    dataset: Dataset
    base: str = ""
    seconds: float | None = None


class Local:
    """The store of this server, asked on behalf of one query; the same is asked once."""

    def __init__(self, ask: Ask, question: Question, lasting: Ask | None = None) -> None:
        """By way of `ask`; what is the same for each query of this release, of `lasting`, which may know it."""
        self._ask, self._lasting = ask, lasting or ask
        self._question = question
        self._known: dict[str, asyncio.Task[list[Solution]]] = {}

    async def check(self, query: str, form: Form | None) -> None:
        """SyntaxFault if it is none, LeavesProcess if there is a SERVICE hidden in it; asked of nothing at all."""
        await self._about(query, TRIPLES if form in {Form.CONSTRUCT, Form.DESCRIBE} else JSON)

    async def variables(self, query: str) -> tuple[str, ...]:
        """The variables of the rows of a SELECT; the same faults."""
        found = _solutions(await self._about(query + NONE_OF_IT, JSON))
        return tuple(variable.value for variable in found.variables)

    async def told(self, query: str) -> tuple[str, ...]:
        """The variables that a SELECT tells, whichever modifiers it has."""
        found = _solutions(await self._about(query, JSON))
        return tuple(variable.value for variable in found.variables)

    async def rows(self, query: str) -> Sequence[Solution]:
        """The solutions of a SELECT over the dataset of the question; TooSlow if they are not had soon."""
        if query not in self._known or self._known[query].cancelled():
            self._known[query] = asyncio.create_task(self._rows(query))
        return await self._known[query]

    async def held(self, query: str) -> Solution:
        """The one solution of a SELECT that tells what there is, whoever asks; the same faults."""
        (row,) = _solutions(await self._lasting(self._task(query)))
        return tuple(row)

    async def _rows(self, query: str) -> list[Solution]:
        return [tuple(row) for row in _solutions(await self._ask(self._task(query)))]

    def _task(self, query: str) -> Task:
        seconds = min(self._question.seconds or SECONDS, SECONDS)
        return Task(query, JSON, self._question.dataset, self._question.base, seconds=seconds)

    async def _about(self, query: str, media_type: str) -> bytes:
        """What is told of a text, rather than of any data."""
        return await self._lasting(Task(query, media_type, NOTHING, self._question.base, seconds=SECONDS))


def distinct(pattern: str, names: Iterable[str], head: tuple[str, str], most: int) -> str:
    """The query for the tuples of these variables; `head` are its declarations and its FROM clauses."""
    declarations, dataset = head
    told = " ".join(f"?{name}" for name in names)
    return f"{declarations}\nSELECT DISTINCT {told} {dataset} WHERE {pattern} LIMIT {most}"


def _solutions(body: bytes) -> QuerySolutions:
    found = parse_query_results(body, format=QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT was answered with yes or no")
    return found
