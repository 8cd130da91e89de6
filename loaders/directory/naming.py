"""The IRIs of the rows: a thing by its id, a statement by what it says, one thing in several sources by one IRI."""

from genoderm.loaders.directory.kinds import BY_NAME
from genoderm.loaders.directory.references import IN_SCHEMES, Entry, Target
from genoderm.loaders.source import Context
from genoderm.ontology.terms import Iris, concept_iri, digest

SAID_BY = {  # the columns that tell one statement from another; references come as the names they resolve to
    "network_counts": ("network", "count", "unit", "as_of", "source"),
    "collaborations": ("network", "with_network", "kind", "source"),
    "memberships": ("centre", "of", "role", "start", "evidence", "source", "as_of", "published_as"),
    "equivalences": ("table", "id", "same_as"),
}


def own_iri(target: Target | Entry, iris: Iris) -> str:
    """The IRI of a row by its own name, or of a concept that the ontology ships."""
    if isinstance(target, Entry):
        return iris.iri(target.kind.thing, target.name or _name(target))
    if target.record is None:
        return concept_iri(IN_SCHEMES[target.table].scheme, target.name).value
    return iris.iri(BY_NAME[target.table].thing, target.name)


def iri(target: Target | Entry, context: Context) -> str:
    """The IRI that the thing goes by: its own, or that of the same thing in a source that takes precedence."""
    own = own_iri(target, context.iris)
    return context.identities.get(own, own)


def _name(entry: Entry) -> str:
    said = {column: " ".join(target.name for target in targets) for column, targets in entry.links.items()}
    values = {column: str(value) for column, value in vars(entry.record).items()} | said
    if entry.kind.name == "expertise":
        parts = (values[column] for column in ("evidence", "source", "as_of", "published_as"))
        return f"{values['centre']}-{values['disease']}-{digest(*parts)}"
    return digest(*(values[column] for column in SAID_BY[entry.kind.name]))
