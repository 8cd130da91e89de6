"""What can go wrong between this server and another that a query asks.

EndpointFailed           502   it could not be asked, or its answer is none; SERVICE SILENT passes over all of these
├── Rejected             502   it was asked, and said no to this request
├── AnswerCut            502   it answered, but not wholly
│   └── AnswerLimited    502   because it answers so much and no more, or because no more may be fetched
├── TooMuch              502   it has more rows for the query than one may fetch
├── EndpointSlow         504   it took too long
└── Forbidden            502   it leads to where requests may not go: a redirect, a private address
"""

from collections.abc import Mapping
from dataclasses import dataclass

from genoderm.ontology.errors import GenodermError

SHOWN = 300  # characters of what an endpoint said: its own words help, its pages do not


@dataclass(frozen=True, slots=True)
class Name:
    """Of an endpoint, as faults and reports have it."""

    name: str
    url: str


class EndpointFailed(GenodermError):
    """An endpoint could not be asked, or its answer is none."""

    status = 502

    def __init__(self, endpoint: Name, cause: str) -> None:
        """Of this endpoint, and why."""
        self.endpoint = endpoint
        self.cause = cause if len(cause) <= SHOWN else f"{cause[:SHOWN]}…"
        super().__init__(f"the endpoint {endpoint.name} (<{endpoint.url}>) {self.cause}")

    @property
    def members(self) -> Mapping[str, object]:
        """What a program can read of it."""
        return {"endpoint": self.endpoint.url, "name": self.endpoint.name, "cause": self.cause}


def shed(fault: BaseException) -> None:
    """Let go of what was read on the way to a fault, which its traceback would hold on to.

    A fault and the frames that it passed through hold each other, so that megabytes of an answer would stay until the
    collector looks at all that is old, which it seldom does.
    """
    seen, left = set[int](), [fault]
    while left:
        one = left.pop()
        seen.add(id(one))
        one.__traceback__ = None
        inner = one.exceptions if isinstance(one, BaseExceptionGroup) else ()
        others = (one.__cause__, one.__context__, *inner)
        left += [other for other in others if other is not None and id(other) not in seen]


class Rejected(EndpointFailed):
    """The endpoint said no; `code` is its status."""

    def __init__(self, endpoint: Name, cause: str, code: int) -> None:
        """Of this endpoint, its words, its status."""
        super().__init__(endpoint, cause)
        self.code = code


class AnswerCut(EndpointFailed):
    """The endpoint answered in part."""


class AnswerLimited(AnswerCut):
    """The endpoint answers in part, as it says itself, or more than may be fetched: less may be asked of it."""


class TooMuch(EndpointFailed):
    """The endpoint has more rows for a query than one may fetch; that is no fault of its own."""


class EndpointSlow(EndpointFailed):
    """The endpoint took too long."""

    status = 504


class Forbidden(EndpointFailed):
    """The endpoint leads to where requests may not go."""
