"""The faults of an address that names a thing: there never was such a thing, or it is no more."""

from collections.abc import Sequence
from dataclasses import dataclass

from genoderm.ontology.errors import GenodermError, NotFound


class UnknownThing(NotFound):
    """Nothing goes by this name in this release; `near` are names that look like it."""

    def __init__(self, told: str, near: Sequence[str] = ()) -> None:
        """With what would be right."""
        super().__init__(told)
        self.near = tuple(near)
        self.page = b""  # in HTML, where a page was asked for

    @property
    def members(self) -> dict[str, object]:
        """What the problem document tells beside the detail."""
        return {"near": list(self.near)} if self.near else {}


@dataclass(frozen=True, slots=True)
class Successor:
    """What replaces a thing that is no more: its IRI, and the path of its page here."""

    iri: str
    path: str


class Gone(GenodermError):
    """Its publisher took it back; `successors` are what replaces it, as far as a source tells."""

    status = 410

    def __init__(
        self, name: str, last_version: str = "", successors: Sequence[Successor] = (), page: bytes = b""
    ) -> None:
        """`name` as in `ORPHA:202 (Crandall syndrome)`; `last_version` is the last edition that had it."""
        last = f"; the edition of {last_version} was the last to have it" if last_version else ""
        instead = " and ".join(one.path for one in successors)
        then = f"see {instead}" if instead else "no source tells what replaces it"
        super().__init__(f"{name} is retired{last}; {then}")
        self.name, self.last_version, self.successors, self.page = name, last_version, tuple(successors), page

    @property
    def members(self) -> dict[str, object]:
        """What the problem document tells beside the detail."""
        return {"successors": [{"iri": one.iri, "path": one.path} for one in self.successors]}
