"""An endpoint in a process of its own, to be killed: `python -m tests.bench.federation.mortal PORT THINGS`."""

import sys
from http.server import ThreadingHTTPServer

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from tests.federated_peers import Exchange, Peer


def main(port: int, things: int) -> None:
    """Answer until somebody ends it."""
    store = Store()
    for number in range(things):
        thing = NamedNode(f"urn:invented:thing:{number}")
        store.add(Quad(thing, NamedNode("urn:invented:next"), Literal("mortal"), DefaultGraph()))
    handler = type("Own", (Exchange,), {"peer": Peer(store)})
    ThreadingHTTPServer(("127.0.0.1", port), handler).serve_forever()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
