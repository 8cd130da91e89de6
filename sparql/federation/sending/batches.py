"""Bindings on their way to an endpoint: in batches, side by side, whose size follows how it answers."""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from genoderm.sparql.federation.peers.endpoint import Endpoint
from genoderm.sparql.federation.peers.errors import AnswerCut, EndpointFailed, EndpointSlow, Rejected
from genoderm.sparql.federation.peers.form import Form
from genoderm.sparql.federation.peers.received import Row, Rows
from genoderm.sparql.federation.peers.terms import UNDEF
from genoderm.sparql.federation.sending.asking import Asking, Bindings, Tuple
from genoderm.sparql.federation.sending.requests import Requests, side_by_side

FIRST = 100  # tuples of the first batches
MOST = 1_000  # a query of some 50 kB
CHARACTERS = 100_000  # of the tuples of a batch; few servers read forms of more than a megabyte
QUICK, SLOW = 0.5, 4.0  # seconds
FORMS = tuple(Form)
NOT_UNDERSTOOD = {400, 422, 501}
DOUBTFUL = {*NOT_UNDERSTOOD, 500}  # may mean that the form of the bindings is not understood
TOO_LARGE = {400, 413, 414, 431, 500, 502, 503, 504}  # may mean that a batch is


@dataclass(frozen=True, slots=True)
class Fetched:
    """Rows of some variables; those that stand `apart` are joined as a table, not looked through for each other row."""

    names: tuple[str, ...]
    rows: Sequence[Row]
    apart: bool = False


async def fetched(asking: Asking, endpoint: Endpoint, sent: Bindings | None, requests: Requests) -> Fetched:
    """The solutions of a block that fit its bindings; all of them where there are no bindings."""
    if sent is None:
        whole = await requests.ask(endpoint, asking.text(Form.WHOLE, None))
        return Fetched(asking.names, arranged(whole, asking.names))
    fetching = _Fetching(asking, endpoint, sent, requests)
    answers = await fetching.all()
    if len(answers) > 1 and any(blank for _, blank in answers):  # whether two of them are one can be told within one
        answers = [await fetching.at_once()]
    return Fetched(asking.names, [row for rows, _ in answers for row in rows])


class _Fetching:
    """Of one block, at one endpoint."""

    def __init__(self, asking: Asking, endpoint: Endpoint, sent: Bindings, requests: Requests) -> None:
        self._asking, self._endpoint, self._requests = asking, endpoint, requests
        self._names, self._all = sent.names, sent.tuples
        self._left = deque(sent.tuples)
        self._size = FIRST
        self._form = endpoint.form or Form.VALUES

    async def all(self) -> list[tuple[list[Row], int]]:
        """The rows of each batch, and how many blank nodes they named."""
        parallel = min(self._endpoint.listed.requests, -(-len(self._left) // FIRST))
        answers = await side_by_side(self._some() for _ in range(parallel))
        return [one for some in answers for one in some]

    async def at_once(self) -> tuple[list[Row], int]:
        """The same in one answer."""
        try:
            return await self._of(list(self._all))
        except (Rejected, AnswerCut, EndpointSlow):
            whole = await self._requests.ask(self._endpoint, self._asking.text(Form.WHOLE, None))
            return self._fitting(whole, self._all), whole.blank

    async def _some(self) -> list[tuple[list[Row], int]]:
        answers = []
        while batch := self._next():
            began = time.monotonic()
            try:
                answers.append(await self._of(batch))
            except EndpointFailed as fault:
                self._again(batch, fault)
                continue
            self._adapt(time.monotonic() - began)
        return answers

    def _next(self) -> list[Tuple]:
        batch: list[Tuple] = []
        characters = 0
        while self._left and len(batch) < self._size and characters < CHARACTERS:
            batch.append(self._left.popleft())
            characters += sum(map(len, batch[-1]))
        return batch

    def _again(self, batch: list[Tuple], fault: EndpointFailed) -> None:
        """In halves, if the batch may have been too large."""
        large = isinstance(fault, (EndpointSlow, AnswerCut)) or (
            isinstance(fault, Rejected) and fault.code in TOO_LARGE
        )
        if len(batch) == 1 or not large:
            raise fault
        self._size = max(1, len(batch) // 2)
        self._left.extendleft(reversed(batch))

    def _adapt(self, seconds: float) -> None:
        if seconds < QUICK:
            self._size = min(MOST, 2 * self._size)
        elif seconds > SLOW:
            self._size = max(1, self._size // 2)

    async def _of(self, batch: list[Tuple]) -> tuple[list[Row], int]:
        rows = await self._answer(batch)
        return self._fitting(rows, batch), rows.blank

    async def _answer(self, batch: list[Tuple]) -> Rows:
        """Of the first form that is taken; which one that is, is remembered."""
        refusal: Rejected | None = None
        for form in FORMS[FORMS.index(self._form) :]:
            try:
                rows = await self._in(form, batch)
            except Rejected as fault:
                refusal = refusal or fault
                if fault.code not in DOUBTFUL or (self._endpoint.form is form and len(batch) > 1):
                    raise
            else:
                self._remember(form, refusal)
                return rows
        raise refusal or AssertionError("there is a form to ask in")

    async def _in(self, form: Form, batch: Sequence[Tuple]) -> Rows:
        text = self._asking.text(form, Bindings(self._names, batch))
        return await self._requests.ask(self._endpoint, text, 0 if form is Form.WHOLE else len(batch))

    def _remember(self, form: Form, refusal: Rejected | None) -> None:
        """For this block; and for others if it is sure that the endpoint has understood, or has not understood, it."""
        self._form = form
        if form is not Form.WHOLE and (refusal is None or refusal.code in NOT_UNDERSTOOD):
            self._endpoint.form = form

    def _fitting(self, rows: Rows, batch: Sequence[Tuple]) -> list[Row]:
        return fitting(rows, self._asking.names, Bindings(self._names, batch))


def fitting(rows: Rows, names: tuple[str, ...], sent: Bindings) -> list[Row]:
    """Those that were asked for: whatever else an endpoint sends would come again with the next batch."""
    wanted, at = set(sent.tuples), [names.index(name) for name in sent.names]
    return [row for row in arranged(rows, names) if tuple(row[place] for place in at) in wanted]


def arranged(rows: Rows, names: tuple[str, ...]) -> list[Row]:
    """The rows with these variables in this order."""
    if rows.names == names:
        return rows.rows
    places = [rows.names.index(name) if name in rows.names else None for name in names]
    return [tuple(UNDEF if place is None else row[place] for place in places) for row in rows.rows]
