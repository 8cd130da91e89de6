"""Connections of httpx, on which whatever goes wrong is told as httpx tells it.

uvloop takes the socket from a connection that its other end resets. Where that comes just after the connection was
made, anyio still expects a socket, and an AttributeError comes out of httpx instead of its ConnectError.
"""

import httpx


class Connections(httpx.AsyncHTTPTransport):
    """A pool of them."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One request (httpx, custom transports); httpx.TransportError, OSError."""
        try:
            return await super().handle_async_request(request)
        except (httpx.TransportError, OSError):
            raise
        except Exception as fault:  # from under httpx, which cannot name it; the other end is lost, and nothing else
            told = f"the connection ended as it was made ({type(fault).__name__}: {fault})"
            raise httpx.ConnectError(told, request=request) from fault
