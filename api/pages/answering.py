"""What the care look-up finds for what a visitor asked: a disease's centres, a sign's diseases, or what they may mean."""

from dataclasses import dataclass, field

from pyoxigraph import Literal

from genoderm.api.collections.asked import AssociationsAsked, DiseasesAsked
from genoderm.api.collections.listing import listed
from genoderm.api.collections.things import Listing, Thing
from genoderm.api.finder.finding import found
from genoderm.api.finder.found import Found
from genoderm.api.finder.understanding import SeveralDiseases, UnknownDisease
from genoderm.api.pages.looking import SHOWN, LookUp
from genoderm.api.queries import Asking
from genoderm.ontology import terms
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import Iris
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool

SURE = 0.85  # how like the name of a sign a text must be to mean it
FEW = 8  # signs to choose from
MANY = 100  # associations of a disease: none has as many


@dataclass(frozen=True, slots=True)
class Answer:
    """What there is to show; `fault` is the name of a text that says why there is nothing."""

    found: Found | None = None
    associations: Listing | None = None
    sign: Thing | None = None
    diseases: Listing | None = None  # that show the sign
    choices: tuple[Thing, ...] = field(default=())
    fault: str | None = None


async def answered(asked: LookUp, pool: Pool, language: str) -> Answer:
    """The answer; nothing of it if nothing was asked."""
    if not asked.text:
        return Answer()
    if asked.sign:
        return await _signed(asked, Thing(asked.sign, asked.sign, asked.sign), pool, language)
    try:
        return await _found(asked, pool, language)
    except SeveralDiseases as fault:
        return Answer(choices=fault.choices, fault="care.unclear")
    except UnknownDisease as fault:
        return await _otherwise(asked, fault.near, pool, language)
    except BadInput:
        return Answer(fault="care.no_place" if asked.place else "care.unknown")


async def _found(asked: LookUp, pool: Pool, language: str) -> Answer:
    centres = await found(asked.centres(), pool, language)
    disease = centres.understood.disease
    served = AssociationsAsked(disease=disease.code, limit=MANY)
    return Answer(found=centres, associations=await listed(served, pool, language))


async def _otherwise(asked: LookUp, near: tuple[Thing, ...], pool: Pool, language: str) -> Answer:
    """No disease: a sign by its name, or what is called nearly so."""
    signs = await _signs(asked.text, pool, language)
    if signs and signs[0][1] >= SURE:
        return await _signed(asked, signs[0][0], pool, language)
    choices = (*near, *(sign for sign, _ in signs))
    return Answer(choices=choices, fault="care.unknown")


async def _signed(asked: LookUp, sign: Thing, pool: Pool, language: str) -> Answer:
    wanted = DiseasesAsked(hpo=(sign.id,), skin=True, offset=asked.offset, limit=2 * SHOWN)
    return Answer(sign=sign, diseases=await listed(wanted, pool, language))


async def _signs(text: str, pool: Pool, language: str) -> list[tuple[Thing, float]]:
    """Signs whose names are most like a text, each with how like they are."""
    given = {"phrase": [str(Literal(text, language=language))], "kind": [terms.Phenotype.value]}
    asking = Asking("search", given | {"each": [str(FEW)], "language": [language]})
    rows = await pool.rows(asking.text(Iris(pool.manifest.base)))
    return [(_sign(row), float(_told(row, "score"))) for row in rows]


def _sign(row: Row) -> Thing:
    iri = _told(row, "thing")
    code = f"HP:{iri.rpartition('_')[2]}"
    name = next((told for key in ("asked", "other", "matched") if (told := _told(row, key))), code)
    return Thing(iri, code, name, code=code)


def _told(row: Row, name: str) -> str:
    term = row[name]
    return "" if term is None else str(getattr(term, "value", term))
