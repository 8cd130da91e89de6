"""What others were asked for a query, as its answer: `explain=federation`."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus

from starlette.types import Send

from genoderm.api.answering import Headers, Sent, reply
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.federation.errand import Errand
from genoderm.sparql.federation.sending.report import explained
from genoderm.sparql.network.errand import NetworkErrand
from genoderm.sparql.workers.answer import Answer

JSON: Headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]


class Unexplained(GenodermError):
    """A query that failed while it was explained: its fault, with the requests until then."""

    def __init__(self, fault: GenodermError, errand: Errand | NetworkErrand) -> None:
        """Of this kind."""
        super().__init__(str(fault))
        self.status = fault.status
        self._fault, self._errand = fault, errand

    @property
    def members(self) -> Mapping[str, object]:
        """What the fault tells, and the requests."""
        told: Mapping[str, object] = getattr(self._fault, "members", {})
        return {**told, "fault": type(self._fault).__name__, **explanation(self._errand)}


async def explain(answer: Answer, errand: Errand | NetworkErrand | None, send: Send) -> Sent:
    """Run the query to its end, keep nothing of its rows, and send what it took."""
    size = 0
    while (piece := await answer.piece()) is not None:
        size += len(piece)
    told = {"answer": _answer(answer, size), **explanation(errand)}
    body = json.dumps(told, ensure_ascii=False).encode()
    await reply(send, HTTPStatus.OK, JSON, body)
    return Sent(len(body))


def explanation(errand: Errand | NetworkErrand | None) -> Mapping[str, object]:
    """The requests; over a network what was asked of whom, too, and what came of each node."""
    told = explained(errand.sent if errand else ())
    if not isinstance(errand, NetworkErrand):
        return told
    nodes = [asdict(one) for one in errand.standings]
    return {"complete": errand.complete, "nodes": nodes, "patterns": errand.fragments, **told}


def _answer(answer: Answer, size: int) -> Mapping[str, object]:
    """Of the query once it asks nobody: its release, its rows where the format tells, its bytes, the engine's time."""
    told: dict[str, object] = {"release": answer.manifest.id, "bytes": size}
    if answer.end is not None:
        told |= {"rows": answer.end.rows, "milliseconds": round(1000 * answer.end.seconds, 2)}
    return told
