"""How a request went, told to the breaker and the health of its endpoint."""

import time

from genoderm.sparql.federation.peers.breaker import Breaker
from genoderm.sparql.federation.peers.errors import AnswerLimited, EndpointFailed, EndpointSlow, Rejected, TooMuch
from genoderm.sparql.federation.peers.health import Health

LEEWAY = 0.1  # seconds


class Watch:
    """Of one request, for as long as the block runs."""

    def __init__(self, breaker: Breaker, health: Health, timeout: float) -> None:
        """Of an endpoint that is given so many seconds, if the query has them left."""
        self._breaker, self._health, self._timeout = breaker, health, timeout
        self._began = time.monotonic()

    def __enter__(self) -> None:
        """The request goes out."""

    def __exit__(self, _: object, fault: BaseException | None, __: object) -> None:
        """It was answered, or not."""
        seconds = time.monotonic() - self._began
        match fault:
            case None:
                self._breaker.succeeded()
                self._health.answered(seconds)
            case Rejected() if fault.code < 500:  # it is there, and knows what it wants
                self._breaker.succeeded()
                self._health.refused(fault.cause)
            case AnswerLimited() | TooMuch():  # it does what it can, and the query may be at fault
                self._breaker.succeeded()
                self._health.refused(fault.cause)
            case EndpointSlow() if seconds < self._timeout - LEEWAY:
                self._breaker.let_go()  # it was not given its time
            case EndpointSlow():  # be it for the query, which another might have waited for as long
                self._breaker.timed_out()
                self._health.timed_out(fault.cause)
            case EndpointFailed():
                self._breaker.failed()
                self._health.failed(fault.cause)
            case _:
                self._breaker.let_go()
