"""The release that a request is answered from: the current one, and the same for the whole of the request."""

from typing import Annotated

from fastapi import Depends, Request

from genoderm.graph.serving import Open, Serving


def _current(request: Request) -> Open:
    serving: Serving = request.app.state.serving
    return serving.current()


Current = Annotated[Open, Depends(_current)]
