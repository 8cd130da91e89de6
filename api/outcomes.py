"""How a query ended, for the log and the counters."""

from collections.abc import Mapping

from genoderm.api.query_log import Outcome
from genoderm.graph.engines.errors import EngineFailed
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.federation.peers.errors import EndpointFailed
from genoderm.sparql.syntax import SyntaxFault
from genoderm.sparql.workers.tasks import Busy, Cancelled, TooLarge, TooSlow

OUTCOMES: Mapping[type[GenodermError], Outcome] = {
    SyntaxFault: Outcome.SYNTAX,
    TooSlow: Outcome.TIMEOUT,
    TooLarge: Outcome.MEMORY,
    Busy: Outcome.BUSY,
    Cancelled: Outcome.CANCELLED,
}


def outcome_of(fault: Exception) -> Outcome:
    """The outcome that a fault stands for."""
    if not isinstance(fault, GenodermError):
        return Outcome.FAULT
    elsewhere = isinstance(fault, EndpointFailed | EngineFailed)
    return OUTCOMES.get(type(fault), Outcome.ELSEWHERE if elsewhere else Outcome.REFUSED)
