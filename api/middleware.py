"""What stands around the application, from the outside in.

Access     tells the log and the counters of each request, whichever way it ended
Proxies    corrects the client's address, scheme and host, if a listed proxy tells them
Coding     compresses whole answers for clients that read that
Security   adds headers to every answer, of what stands within too, and answers OPTIONS
Limits     refuses addresses and bodies that are too long

They are plain ASGI, and make no coroutine of their own where they need none: together they cost some 15 µs of a
query, of which its line in the log takes 10.
"""

from starlette.types import ASGIApp

from genoderm.api.access import Access
from genoderm.api.coding import Coding
from genoderm.api.limits import Limits
from genoderm.api.logs import AccessLog
from genoderm.api.metrics import Metrics
from genoderm.api.proxies import Proxies
from genoderm.api.security import Methods, Security
from genoderm.graph.settings import Settings


def wrapped(app: ASGIApp, settings: Settings, metrics: Metrics, methods: Methods) -> ASGIApp:
    """The application as it faces the world; `methods` tells those of a path.

    Around it, rather than added to it: Starlette's own answer to an unforeseen fault is sent from outside of what is
    added.
    """
    limits = Limits(app, settings.max_body, {"/graphs": settings.max_upload})
    coding = Coding(Security(limits, settings.cors, methods))
    return Access(Proxies(coding, settings.trusted_proxies), AccessLog(settings), metrics)
