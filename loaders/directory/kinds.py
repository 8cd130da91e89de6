"""The kinds of tables: the name of each, its record, and what the IRIs of its rows begin with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic.fields import FieldInfo

from genoderm.loaders.directory.attested import Designation, Expertise, Membership
from genoderm.loaders.directory.cells import Refers
from genoderm.loaders.directory.columns import Row
from genoderm.loaders.directory.community import Association, Resource
from genoderm.loaders.directory.networks import Collaboration, Group, Network, NetworkCount
from genoderm.loaders.directory.organisations import Authority, Centre, Hospital
from genoderm.loaders.directory.registers import Equivalence, LedgerEntry, Need, Specialty


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of table; it has no slots, so that what follows from it is worked out once."""

    name: str  # of the table: "hospitals"
    record: type[Row]
    thing: str  # what `Iris.thing` is given: "hospital"
    key: str = "id"  # the column that names a row; "" if rows have no name of their own
    titles: tuple[str, ...] = ()  # what a file or sheet of it may be called in French and German

    @cached_property
    def columns(self) -> Mapping[str, FieldInfo]:
        """The columns in their order."""
        return self.record.model_fields

    @cached_property
    def must(self) -> tuple[str, ...]:
        """The columns that a header must have."""
        required = (name for name, field in self.columns.items() if field.is_required())
        return (*required, *self.record.marks)

    @cached_property
    def references(self) -> Mapping[str, tuple[str, ...]]:
        """The columns that hold ids of rows, and the tables that the ids may be of."""
        marks = ((name, mark) for name, field in self.columns.items() for mark in field.metadata)
        return {name: mark.tables for name, mark in marks if isinstance(mark, Refers)}


KINDS = (
    Kind("hospitals", Hospital, "hospital", titles=("hôpitaux", "établissements", "Krankenhäuser", "Kliniken")),
    Kind("authorities", Authority, "authority", titles=("autorités", "Behörden")),
    Kind("centres", Centre, "centre", titles=("Zentren",)),
    Kind("designations", Designation, "designation", titles=("labellisations", "Anerkennungen")),
    Kind("networks", Network, "network", titles=("réseaux", "Netzwerke")),
    Kind("network_counts", NetworkCount, "stated-size", "", ("effectifs", "Größen")),
    Kind("collaborations", Collaboration, "collaboration", "", ("Kooperationen",)),
    Kind("groups", Group, "group", titles=("groupes", "Gruppen")),
    Kind("memberships", Membership, "membership", "", ("appartenances", "Mitgliedschaften")),
    Kind("expertise", Expertise, "expertise", "", ("expertises", "Expertisen")),
    Kind("associations", Association, "association", titles=("Verbände", "Vereine")),
    Kind("resources", Resource, "resource", titles=("ressources", "Ressourcen")),
    Kind("equivalences", Equivalence, "equivalence", "", ("équivalences", "Entsprechungen")),
    Kind("specialties", Specialty, "specialty", "notation", ("spécialités", "Fachgebiete")),
    Kind("needs", Need, "need", "notation", ("besoins", "Bedarf")),
    Kind("ledger", LedgerEntry, "", "", ()),
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_RECORD = {kind.record: kind for kind in KINDS}
