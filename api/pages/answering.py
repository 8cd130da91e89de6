"""What the care look-up finds: the centres for a disease, the diseases of a sign, or what a text may mean."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from genoderm.api.collections.asked import AssociationsAsked, DiseasesAsked
from genoderm.api.collections.listing import listed
from genoderm.api.collections.things import Listing, Thing
from genoderm.api.finder.finding import found
from genoderm.api.finder.found import Found
from genoderm.api.finder.understanding import SeveralDiseases, UnknownDisease
from genoderm.api.network.shown import FoundByAll, found_by_all
from genoderm.api.pages.looking import SHOWN, LookUp
from genoderm.api.search.answers import Context, Hit
from genoderm.api.search.finding import Wanted
from genoderm.api.search.finding import found as alike
from genoderm.api.serving import Serving
from genoderm.ontology import terms
from genoderm.ontology.errors import BadInput
from genoderm.sparql.workers.pool import Pool

SURE = 0.85  # how like the name of a sign a text must be to mean it
CLEAR = 0.02  # and how much better than the best disease
FEW = 8  # things to choose from
DISEASES_AND_SIGNS = (terms.Disease.value, terms.Phenotype.value)
SIGN = "phenotype"  # what the search calls one
MANY = 100  # associations of a disease: none has as many


@dataclass(frozen=True, slots=True)
class Answer:
    """What there is to show; `fault` is the name of a text that says why there is nothing."""

    found: Found | FoundByAll | None = None
    associations: Listing | None = None
    sign: Thing | None = None
    diseases: Listing | None = None  # that show the sign
    choices: tuple[Thing, ...] = field(default=())
    fault: str | None = None


async def answered(asked: LookUp, serving: Serving, language: str, base: str) -> Answer:
    """The answer; nothing of it if nothing was asked. `base` is the address of this server as its client knows it."""
    pool = serving.pool
    if not asked.text:
        return Answer()
    if asked.sign:
        known = await _alike(asked.sign, pool, language)
        return await _signed(asked, _thing(known[0]), pool, language) if known else Answer(fault="care.unknown")
    try:
        return await _found(asked, serving, language, base)
    except SeveralDiseases as fault:
        return await _otherwise(asked, fault.choices, pool, language)
    except UnknownDisease:
        return await _otherwise(asked, (), pool, language)
    except BadInput:
        if not asked.place or asked.land:
            raise
        return Answer(fault="care.no_place")


async def _found(asked: LookUp, serving: Serving, language: str, base: str) -> Answer:
    if asked.scope:
        centres: Found | FoundByAll = await found_by_all(asked.centres(), serving, language, base)
    else:
        centres = await found(asked.centres(), serving.pool, language)
    served = AssociationsAsked(disease=centres.understood.disease.code, limit=MANY)
    return Answer(found=centres, associations=await listed(served, serving.pool, language))


async def _otherwise(asked: LookUp, several: tuple[Thing, ...], pool: Pool, language: str) -> Answer:
    """No one disease: a sign by its name, one of several diseases, or what is called nearly so."""
    found = await _alike(asked.text, pool, language)
    if _means_a_sign(found):
        return replace(await _signed(asked, _thing(found[0]), pool, language), choices=several)
    if several:
        return Answer(choices=several, fault="care.unclear")
    return Answer(choices=tuple(map(_thing, found)), fault="care.unknown")


async def _signed(asked: LookUp, sign: Thing, pool: Pool, language: str) -> Answer:
    wanted = DiseasesAsked(hpo=(sign.id,), skin=True, offset=asked.offset, limit=2 * SHOWN)
    return Answer(sign=sign, diseases=await listed(wanted, pool, language))


async def _alike(text: str, pool: Pool, language: str) -> list[Hit]:
    """Diseases and signs whose names are most like a text, best first."""
    told = await alike(Wanted(DISEASES_AND_SIGNS, FEW, language), Context(text, language, ""), pool)
    return sorted((hit for group in told.groups for hit in group.items), key=lambda hit: -hit.score)[:FEW]


def _means_a_sign(found: Sequence[Hit]) -> bool:
    """Whether the name of a sign is clearly the best."""
    diseases = max((hit.score for hit in found if hit.kind != SIGN), default=0.0)
    return bool(found) and found[0].kind == SIGN and found[0].score >= max(SURE, diseases + CLEAR)


def _thing(hit: Hit) -> Thing:
    code = f"HP:{hit.iri.rpartition('_')[2]}" if hit.kind == SIGN else hit.code
    return Thing(hit.iri, code or hit.id, hit.name, hit.href, code, hit.name_language)
