"""How a disease may be spelt in an address: `79361`, `ORPHA:79361`, `Orphanet_79361`, or a code of another system."""

from pyoxigraph import NamedNode

from genoderm.api.records.errors import UnknownThing
from genoderm.ontology.errors import BadInput, shown
from genoderm.ontology.questions import question
from genoderm.ontology.terms import Iris
from genoderm.ontology.values import ORPHA, bound
from genoderm.sparql.workers.pool import Pool

BY_CODE = "diseases-for-code"
RIGHT = "79361, ORPHA:79361 and Orphanet_79361 are right"


def digits_of(text: str) -> str | None:
    """The digits of an ORPHA code in any of its spellings; None if it is none."""
    told = ORPHA.fullmatch(text.strip())
    return str(int(told[1])) if told and int(told[1]) else None


async def disease_with(code: str, pool: Pool) -> str:
    """The digits of the one disease that a code of another system means exactly.

    UnknownThing for what is no code, for a code that no disease has, and for one that several have: with these.
    """
    try:
        values = bound(question(BY_CODE), {"code": code}, Iris(pool.manifest.base))
    except BadInput as fault:
        raise UnknownThing(f"{shown(code)} is no code of a disease: {RIGHT}") from fault
    rows = await pool.rows(question(BY_CODE).text, values)
    exact = {row["orpha"] for row in rows if str(row["precision"]) == '"exact"'}
    known = sorted({str(row["disease"].value) for row in rows if isinstance(row["disease"], NamedNode)})
    found = sorted(
        {str(row["disease"].value) for row in rows if row["orpha"] in exact and isinstance(row["disease"], NamedNode)}
    )
    if len(found) == 1:
        return found[0].rpartition("_")[2]
    near = [f"ORPHA:{iri.rpartition('_')[2]}" for iri in (found or known)[:10]]
    means = f"means {' or '.join(near)}" if near else f"is a code of no disease of this release: {RIGHT}"
    raise UnknownThing(f"{shown(code)} {means}", near)
