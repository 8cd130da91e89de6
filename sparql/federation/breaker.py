"""A circuit breaker: who fails again and again is left in peace for a while, then tried with a single request."""

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
        self.failures, self._rest, self._trying = 0, REST, False

    def failed(self) -> None:
        """A request was not."""
        self.failures += 1
        if self.failures > FAILURES and self._trying:
            self._rest = min(LONGEST, 2 * self._rest)
        if self.failures >= FAILURES:
            self._until = self.now() + self._rest
        self._trying = False

    def let_go(self) -> None:
        """A request was given up, so that nothing is known."""
        self._trying = False
