"""Watching requests from the outermost place: status, bytes and seconds of each, told when it is over."""

from collections.abc import Awaitable, Callable
from time import perf_counter, time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BROKEN = 500
LEFT = 499  # the client went before there was an answer, as nginx's log has it


class Exchange:
    """A request and what became of it; `seconds` are those until the last byte was handed over."""

    __slots__ = ("_began", "_send", "at", "scope", "seconds", "sent", "status", "whole")

    def __init__(self, scope: Scope, send: Send) -> None:
        """Begin it now."""
        self.scope = scope
        self.at = time()
        self.status = 0
        self.sent = 0
        self.whole = False
        self.seconds = 0.0
        self._send = send
        self._began = perf_counter()

    def send(self, message: Message) -> Awaitable[None]:
        """Pass a message on; no coroutine of its own, which would cost as much as all the rest."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.sent += len(message.get("body", b""))
            self.whole = not message.get("more_body", False)
        return self._send(message)

    def end(self) -> None:
        """Stop the clock; an application that broke off before it began is answered for by the server, with 500."""
        self.seconds = perf_counter() - self._began
        self.status = self.status or BROKEN


Told = Callable[[Exchange], None]


class Access:
    """Tells of each exchange when it is over, whichever way it ended."""

    def __init__(self, app: ASGIApp, *told: Told) -> None:
        """Around this application; each of `told` is called once for a request, and must not fail."""
        self._app = app
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Watch one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(scope, send)
        try:
            await self._app(scope, receive, exchange.send)
            exchange.status = exchange.status or LEFT
        finally:
            exchange.end()
            for tell in self._told:
                tell(exchange)
