"""Which version of the model a release is of: the ontology's, as the release holds it."""

from pyoxigraph import NamedNode

from genoderm.api.collections.memory import PerRelease
from genoderm.ontology.terms import ONTOLOGY
from genoderm.ontology.vocabularies import OWL
from genoderm.sparql.workers.pool import Pool

QUERY = f"SELECT ?version {{ {ONTOLOGY} <{OWL}versionIRI> ?version }} ORDER BY ?version"


async def _read(pool: Pool) -> tuple[NamedNode, ...]:
    return tuple(row["version"] for row in await pool.rows(QUERY) if isinstance(row["version"], NamedNode))


MODELS = PerRelease(_read)  # none in a release without the ontology
