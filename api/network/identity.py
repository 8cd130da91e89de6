"""Which centres of several nodes are one: by their IRI, by what is registered as the same, by hospital and name."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from genoderm.api.network.answers import Centre
from genoderm.api.network.shares import Share

Pair = tuple[str, str]


class Classes:
    """Things that are the same, as they become known."""

    def __init__(self) -> None:
        """Nothing is the same as anything else."""
        self._parents: dict[str, str] = {}

    def of(self, thing: str) -> str:
        """What stands for all that are the same as this."""
        while (parent := self._parents.get(thing, thing)) != thing:
            self._parents[thing] = self._parents.get(parent, parent)
            thing = parent
        return thing

    def join(self, one: str, other: str) -> None:
        """They are the same."""
        first, second = sorted((self.of(one), self.of(other)))
        self._parents[second] = first


def identities(shares: Sequence[Share], registered: Iterable[Pair]) -> Classes:
    """Of the centres of all shares; `registered` are pairs of IRIs that this node holds to be the same."""
    classes = Classes()
    for one, other in registered:
        classes.join(one, other)
    for share in shares:
        for hospital, codes in share.codes.items():
            for code in codes:
                classes.join(hospital, code)
    for by_node in _alike(shares, classes).values():
        if all(len(iris) == 1 for iris in by_node.values()):
            first, *others = (iris[0] for iris in by_node.values())
            for other in others:
                classes.join(first, other)
    return classes


def _alike(shares: Sequence[Share], classes: Classes) -> Mapping[Pair, Mapping[str, list[str]]]:
    """The centres of each node by hospital and name; a node may have two of one name, which are two."""
    found: dict[Pair, dict[str, list[str]]] = {}
    for share in shares:
        for centre in share.centres:
            if centre.hospital:
                key = classes.of(centre.hospital.iri), plain(centre)
                found.setdefault(key, {}).setdefault(share.name, []).append(centre.iri)
    return found


def plain(centre: Centre) -> str:
    """Its name without accents and case."""
    bare = unicodedata.normalize("NFKD", centre.name.casefold())
    return " ".join("".join(sign for sign in bare if not unicodedata.combining(sign)).split())
