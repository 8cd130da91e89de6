"""What a query over the network is asked with."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from genoderm.sparql.federation.sending.local import Local
from genoderm.sparql.federation.sending.requests import Requests
from genoderm.sparql.network.lost import Lost
from genoderm.sparql.network.sources import Source

SHARE = 0.7  # of the time that is left, for a round of answers that may be the last: something is done with them


@dataclass(frozen=True, slots=True)
class Means:
    """The other nodes, this one, the requests and who is lost; until some time of the loop's clock."""

    sources: Mapping[str, Source]
    local: Local
    requests: Requests
    lost: Lost
    until: float

    def limit(self, rounds: int = 1) -> float:
        """Until when answers to what is asked now are waited for; who is late leaves the others some time.

        With so many rounds to go, this one counted, of which the later ones are asked less.
        """
        now = asyncio.get_running_loop().time()
        return now + SHARE / sqrt(max(1, rounds)) * max(0.0, self.until - now)
