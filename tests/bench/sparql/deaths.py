"""Queries of death: each would take hours, or all memory; a server ends them at their time, or it is down."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from tests.bench.sparql.client import RESULTS, Connection, Refused, request
from tests.bench.sparql.running import Server

LATE = 30  # seconds beyond its limit that an answer may take before it counts as none
DEATHS = (
    # everything with everything
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }",
    # whatever is connected to whatever
    "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<urn:none>|^(!<urn:none>))* ?b }",
    # a sort of everything
    "SELECT * WHERE { ?a ?b ?c . ?d ?b ?f } ORDER BY DESC(STR(?f)) STR(?c)",
)


@dataclass(frozen=True, slots=True)
class Death:
    """Queries of death for a server, each with this time limit in seconds; no two have the same text."""

    server: Server
    seconds: float

    def ask(self, connection: Connection, number: int) -> str:
        """The status that the query of this number was answered with, or how the connection broke."""
        text = f"{DEATHS[number % len(DEATHS)]} # {number}"
        limit = {"timeout": f"{self.seconds:g}"}
        message = request(self.server.path, text, RESULTS, {**self.server.parameters, **limit})
        try:
            return str(connection.ask(message).status)
        except (OSError, Refused) as fault:
            connection.close()
            return type(fault).__name__

    def connection(self) -> Connection:
        """One on which such queries can be asked."""
        return Connection(self.server.port, self.seconds + LATE)

    @contextmanager
    def ongoing(self, clients: int) -> Iterator[Counter[str]]:
        """So many clients that ask one after another; the counter fills with what they are answered."""
        over, told = threading.Event(), Counter[str]()

        def die(first: int) -> None:
            with self.connection() as connection:
                for number in count(first, clients):
                    told[self.ask(connection, number)] += 1
                    if over.is_set():
                        break

        threads = [threading.Thread(target=die, args=(at,)) for at in range(clients)]
        for thread in threads:
            thread.start()
        time.sleep(min(self.seconds, 1))
        try:
            yield told
        finally:
            over.set()
            for thread in threads:
                thread.join()
