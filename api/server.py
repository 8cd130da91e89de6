"""Listening: the application in a Granian server."""

import os
import socket

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from genoderm.graph.settings import PREFIX, Settings
from genoderm.ontology.errors import Conflict


def serve(chosen: Settings) -> None:
    """Listen until told to stop; the server's processes read the same settings from their environment.

    Conflict if the address is taken.
    """
    _probe(chosen)
    os.environ[f"{PREFIX}HOME"] = str(chosen.home)
    os.environ[f"{PREFIX}BASE"] = chosen.base
    Granian(
        "genoderm.api.app:create",
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.ASGI,
        factory=True,
        log_level=LogLevels.warning,
    ).serve()


def _probe(chosen: Settings) -> None:
    """Granian tells of a taken address only in a trace of its stack."""
    try:
        socket.create_server((chosen.host, chosen.port)).close()
    except OSError as fault:
        raise Conflict(
            f"nothing can listen at {chosen.host}:{chosen.port} ({fault}); choose another --port or --host"
        ) from fault
