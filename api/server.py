"""Listening: the application in a Granian server."""

import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from genoderm.graph.settings import PREFIX, Settings


def serve(chosen: Settings) -> None:
    """Listen until told to stop; the server's processes read the same settings from their environment."""
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
