"""Where in its group the rows of a service go: as far to the front as the meaning stays the same.

The engine joins the parts of a group in the order in which they stand (pyoxigraph 0.5.13), so that a hundred rows at
the front spare it a walk through the graph. A join can be moved before triples, groups, UNION, GRAPH, VALUES and
FILTER; what comes before OPTIONAL, MINUS and BIND is what they work on, so it stays behind the last of those (SPARQL
1.1 Query Language, 18.2.2). LATERAL is the engine's own and of the same kind.
"""

from collections.abc import Sequence

from genoderm.sparql.tokens import Kind, Token

BARRIERS = ("OPTIONAL", "MINUS", "BIND", "LATERAL")
OPENING, CLOSING = {"{", "("}, {"}", ")"}


def opening(found: Sequence[Token], service: int) -> int | None:
    """The brace that opens the group around a token; None if there is none, which the engine will tell of."""
    depth = 0
    for place in range(service - 1, -1, -1):
        depth += (found[place].text == "}") - (found[place].text == "{")
        if depth < 0:
            return place
    return None


def placing(found: Sequence[Token], service: int) -> int:
    """The token before which the rows of a service can stand; `service` itself if nothing is gained by moving them."""
    first = opening(found, service)
    if first is None:
        return service
    depth, place, behind = 0, first + 1, False
    for at in range(first + 1, service):
        token = found[at]
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth == 0 and token.kind is Kind.WORD and any(name in token.text.upper() for name in BARRIERS):
            behind = True
        elif depth == 0 and behind and token.text in CLOSING:
            place, behind = at + 1, False
    passed = [token for token in found[place:service] if token.text != "."]
    return place if passed and not behind else service
