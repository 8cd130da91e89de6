"""How an endpoint has done since this process began."""

from dataclasses import dataclass, field
from datetime import UTC, datetime


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Health:
    """Counts and last times; `since` is when it began to answer, or to fail, without a break.

    `up` is None as long as nothing was asked. `seconds` are those of all answers together, and so are `rows`.
    """

    up: bool | None = None
    since: datetime = field(default_factory=_now)
    requests: int = 0
    failures: int = 0
    timeouts: int = 0  # of the failures, those that took all the time there is
    seconds: float = 0.0
    rows: int = 0
    last_answer: datetime | None = None
    last_fault: str = ""
    last_fault_at: datetime | None = None

    def answered(self, seconds: float) -> None:
        """A request was answered in so many seconds."""
        self.requests += 1
        self.seconds += seconds
        self.last_answer = _now()
        self._is(up=True)

    def failed(self, cause: str) -> None:
        """A request was not."""
        self.requests += 1
        self.failures += 1
        self.last_fault, self.last_fault_at = cause, _now()
        self._is(up=False)

    def timed_out(self, cause: str) -> None:
        """A request took all the time there is, which tells nothing of whether it is up."""
        self.requests += 1
        self.failures += 1
        self.timeouts += 1
        self.last_fault, self.last_fault_at = cause, _now()

    def refused(self, cause: str) -> None:
        """The endpoint said no to a request: it is up, and the query may be at fault."""
        self.requests += 1
        self.failures += 1
        self.last_fault, self.last_fault_at = cause, _now()
        self._is(up=True)

    @property
    def milliseconds(self) -> float | None:
        """The mean of those that were answered."""
        answered = self.requests - self.failures
        return 1000 * self.seconds / answered if answered else None

    def _is(self, *, up: bool) -> None:
        if self.up is not up:
            self.up, self.since = up, _now()
