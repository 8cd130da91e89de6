"""What the requests of a query came to, for who asks for an explanation, and for the log."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from genoderm.sparql.federation.sending.requests import Sent

MOST = 20  # endpoints that a line of the log names


@dataclass(frozen=True, slots=True)
class Share:
    """What one endpoint had to do with a query; `milliseconds` are those of its requests together."""

    name: str
    url: str
    requests: int
    bindings: int
    rows: int
    bytes: int
    milliseconds: float
    errors: tuple[str, ...]


def shares(sent: Sequence[Sent]) -> list[Share]:
    """Endpoint by endpoint, in the order in which they answered first."""
    return [_share([one for one in sent if one.url == url]) for url in dict.fromkeys(one.url for one in sent)]


def explained(sent: Sequence[Sent]) -> dict[str, object]:
    """All requests, and what each endpoint had to do with them, as JSON has it."""
    return {"endpoints": [asdict(share) for share in shares(sent)], "requests": [asdict(one) for one in sent]}


def summary(sent: Sequence[Sent]) -> Mapping[str, object]:
    """In one line, without anybody's words."""
    told: dict[str, object] = {
        "requests": len(sent),
        "rows": sum(one.rows for one in sent),
        "bytes": sum(one.bytes for one in sent),
        "ms": round(sum(one.milliseconds for one in sent), 2),
        "endpoints": list(dict.fromkeys(one.endpoint for one in sent))[:MOST],
    }
    errors = sum(bool(one.error) for one in sent)
    return {**told, "errors": errors} if errors else told


def _share(sent: Sequence[Sent]) -> Share:
    return Share(
        name=sent[0].endpoint,
        url=sent[0].url,
        requests=len(sent),
        bindings=sum(one.bindings for one in sent),
        rows=sum(one.rows for one in sent),
        bytes=sum(one.bytes for one in sent),
        milliseconds=round(sum(one.milliseconds for one in sent), 2),
        errors=tuple(dict.fromkeys(one.error for one in sent if one.error)),
    )
