"""Listening: the application in a uvicorn server, one process, since the work is done by the pool's."""

import socket

import uvicorn

from genoderm.api.app import create
from genoderm.api.connections import Connection
from genoderm.api.logs import configure
from genoderm.graph.settings import Settings
from genoderm.ontology.errors import Conflict
from genoderm.sparql.workers.garbage import OFTEN, settle


def serve(chosen: Settings) -> None:
    """Listen until told to stop, then let running answers end for `grace` seconds; Conflict if the address is taken."""
    configure(chosen)
    with _listening(chosen) as listener:
        config = uvicorn.Config(
            create(chosen),
            loop="uvloop",
            http=Connection,
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=chosen.grace,
        )
        settle(OFTEN)
        uvicorn.Server(config).run(sockets=[listener])


def _listening(chosen: Settings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
        return socket.create_server((chosen.host, chosen.port), family=family, backlog=1024)
    except OSError as fault:
        raise Conflict(
            f"nothing can listen at {chosen.host}:{chosen.port} ({fault}); choose another --port or --host"
        ) from fault
