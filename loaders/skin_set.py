"""Which entities are rare skin diseases: those below Orphanet's two heads, and a few that it has not placed yet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from genoderm.loaders.disease import DiseaseRecord

ROOTS = ("89826", "68346")  # rare skin disease, rare genetic skin disease
# Orphanet 2025-12 gives these ectodermal dysplasias, and two types of Rothmund-Thomson syndrome, without parents
WITHOUT_PARENTS = ("708014", "708019", "708036", "708043", "715635", "715640")


def skin_set(records: Iterable[DiseaseRecord]) -> frozenset[str]:
    """The codes of the rare skin diseases among the records."""
    parents = {record.orpha: record.parents for record in records}
    found = frozenset().union(*(below(root, parents) for root in ROOTS))
    return (found | frozenset(WITHOUT_PARENTS)) & parents.keys()


def below(root: str, parents: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The root and all that descend from it, on any path."""
    children = defaultdict(list)
    for code, above in parents.items():
        for parent in above:
            children[parent].append(code)
    found, waiting = {root}, [root]
    while waiting:
        new = [child for child in children[waiting.pop()] if child not in found]
        found.update(new)
        waiting += new
    return frozenset(found)
