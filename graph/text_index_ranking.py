"""What a label is worth beside others that are as like the phrase: by its role, and by what it names."""

from collections.abc import Collection, Mapping

from genoderm.graph.text_index import Role
from genoderm.ontology import terms

ROLES: Mapping[str, float] = {
    Role.PREFERRED: 1.0,
    Role.SYNONYM: 0.98,
    Role.HIDDEN: 0.96,
    Role.CODE: 1.0,
    Role.EXACT: 0.98,
    Role.NEAR: 0.92,
}
RETIRED = 0.9
# Among things of one name, what people look for first; last the code, since they look for what it stands for.
FIRST = (
    terms.Disease,
    terms.Centre,
    terms.Network,
    terms.ThematicGroup,
    terms.PatientAssociation,
    terms.Hospital,
    terms.Organisation,
    terms.Country,
    terms.Gene,
    terms.Phenotype,
    terms.Resource,
)
CLASSES = {node.value: 1 - 0.001 * at for at, node in enumerate(FIRST)} | {terms.Code.value: 0.9}
OTHER = 0.985


def worth(classes: Collection[str], *, retired: bool) -> float:
    """What to multiply the likeness of a thing's label with, at most 1."""
    sought = max((CLASSES.get(name, OTHER) for name in classes), default=OTHER)
    return sought * RETIRED if retired else sought
