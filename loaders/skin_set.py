"""Which entities are rare skin diseases: those below Orphanet's two heads, and a few that it has not placed yet.

Expert centres, networks and associations of rare skin diseases name other diseases too: these ship beside the skin set.
"""

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from genoderm.loaders.disease import DiseaseRecord
from genoderm.loaders.opening import lines

ROOTS = ("89826", "68346")  # rare skin disease, rare genetic skin disease
# Orphanet 2025-12 gives these ectodermal dysplasias, and two types of Rothmund-Thomson syndrome, without parents
WITHOUT_PARENTS = ("708014", "708019", "708036", "708043", "715635", "715640")
# the directory tables that name diseases, each with the column that does
NAMING = {
    "associations": "diseases",
    "designations": "scope",
    "expertise": "disease",
    "groups": "scope",
    "networks": "scope",
    "resources": "diseases",
}


def skin_set(records: Iterable[DiseaseRecord]) -> frozenset[str]:
    """The codes of the rare skin diseases among the records."""
    parents = {record.orpha: record.parents for record in records}
    found = frozenset().union(*(below(root, parents) for root in ROOTS))
    return (found | frozenset(WITHOUT_PARENTS)) & parents.keys()


def named(folder: Path) -> frozenset[str]:
    """The codes that the directory tables in a folder name."""
    return frozenset(
        code.strip()
        for table, column in NAMING.items()
        for row in csv.DictReader(lines(folder / f"{table}.csv"))
        for code in row[column].split("|")
        if code.strip()
    )


def with_all_below(records: Iterable[DiseaseRecord], codes: Collection[str]) -> frozenset[str]:
    """Those of the codes that the records have, and all that descends from them."""
    parents = {record.orpha: record.parents for record in records}
    return frozenset().union(*(below(code, parents) for code in codes)) & parents.keys()


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
