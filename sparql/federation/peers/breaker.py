"""A circuit breaker: who fails again and again is left in peace for a while, then tried with a single request.

A request that takes all the time that its endpoint is given tells not who is at fault: the endpoint, or a query that
nobody answers sooner. So it opens nothing; after some of them in a row the endpoint is `doubted`, and who would ask it
next makes sure first, with the least that can be asked, that it answers at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

FAILURES = 5  # in a row
REST = 30.0  # seconds; twice as many after each trial that fails, up to the longest
LONGEST = 600.0


class State(StrEnum):
    """Whether requests pass."""

    CLOSED = "closed"  # they do
    OPEN = "open"  # they do not
    HALF_OPEN = "half-open"  # one does, to see


@dataclass(slots=True)
class Breaker:
    """Of one endpoint; `now` is a clock in seconds that never goes back."""

    now: Callable[[], float]
    failures: int = 0
    slow: int = 0  # requests in a row that took all the time there is
    _rest: float = REST
    _until: float = 0.0
    _trying: bool = False

    @property
    def state(self) -> State:
        """As of now."""
        if self.failures < FAILURES:
            return State.CLOSED
        return State.HALF_OPEN if self.now() >= self._until else State.OPEN

    @property
    def seconds(self) -> float:
        """How long it stays open."""
        return max(0.0, self._until - self.now()) if self.state is State.OPEN else 0.0

    @property
    def doubted(self) -> bool:
        """Whether it is to be made sure first that it answers at all."""
        return self.state is State.CLOSED and self.slow >= FAILURES

    def admit(self) -> bool:
        """Whether a request may go out; who is let in has to tell how it went."""
        if self.state is State.CLOSED:
            return True
        if self.state is State.OPEN or self._trying:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """A request was answered, be it with a no."""
        self.failures, self.slow, self._rest, self._trying = 0, 0, REST, False

    def failed(self) -> None:
        """A request was not."""
        self.failures += 1
        if self.failures > FAILURES and self._trying:
            self._rest = min(LONGEST, 2 * self._rest)
        if self.failures >= FAILURES:
            self._until = self.now() + self._rest
        self._trying = False

    def timed_out(self) -> None:
        """A request took all the time there is; the single one that is to show whether it is back, in vain."""
        if self._trying:
            self.failed()
        else:
            self.slow += 1

    def gave_no_sign(self) -> None:
        """It does not even answer the least that can be asked: as if it had failed often enough."""
        self.slow, self.failures = 0, max(self.failures, FAILURES - 1)
        self.failed()

    def let_go(self) -> None:
        """A request was given up, so that nothing is known."""
        self._trying = False
