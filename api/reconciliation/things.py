"""What is told of an entity wherever it is shown: its name, its types, and what tells it from its namesakes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from genoderm.api.reconciliation.asking import Asker, facts
from genoderm.api.reconciliation.entities import Type, entity_id, type_of
from genoderm.ontology import terms
from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import DCT_IS_REPLACED_BY, OWL, RDF_TYPE, SKOS_NOTATION, SKOS_PREF_LABEL

DEPRECATED = NamedNode(OWL + "deprecated")
# What an entity is called beside its type, where that says more.
CLOSER: Mapping[str, str] = {
    terms.DisorderGroup.value: "group of diseases",
    terms.DisorderSubtype.value: "subtype of a disease",
    terms.ExpertCentre.value: "expert centre",
    terms.Laboratory.value: "laboratory",
    terms.CoordinationHub.value: "coordination hub",
}
Terms = Mapping[str, list[NamedNode | Literal]]


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity."""

    iri: str
    id: str
    type: Type
    name: str
    description: str
    code: str
    retired: bool

    @property
    def types(self) -> list[dict[str, object]]:
        """As documents have them."""
        return [self.type.told()]


async def entities(things: Iterable[str], asker: Asker) -> dict[str, Entity]:
    """The entities with these IRIs that the release knows."""
    found: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for row in await asker.all_rows(facts(things)):
        thing, known, value = row["thing"], row["property"], row["value"]
        if isinstance(thing, NamedNode) and isinstance(known, NamedNode) and isinstance(value, NamedNode | Literal):
            found[thing.value][known.value].append(value)
    made = {iri: _entity(iri, told, asker.iris) for iri, told in found.items()}
    return {iri: entity for iri, entity in made.items() if entity}


def _entity(iri: str, told: Terms, iris: Iris) -> Entity | None:
    kind = type_of(iri, iris)
    names = [name for name in told.get(SKOS_PREF_LABEL.value, []) if isinstance(name, Literal)]
    if kind is None or not names:
        return None
    code = next((value.value for value in told.get(SKOS_NOTATION.value, [])), "")
    retired = any(value.value == "true" for value in told.get(DEPRECATED.value, []))
    return Entity(
        iri, entity_id(iri, iris), kind, best_name(names), _description(told, kind, code, iris), code, retired
    )


def best_name(names: Iterable[Literal], language: str = "en") -> str:
    """The name in a language, else in English, else one of no particular language, else the first of all."""
    order = {language: 0, "en": 1, "und": 2, None: 2}
    return min(names, key=lambda name: (order.get(name.language, 3), name.language or "", name.value)).value


def _description(told: Terms, kind: Type, code: str, iris: Iris) -> str:
    closer = [CLOSER[one.value] for one in told.get(RDF_TYPE.value, []) if one.value in CLOSER]
    successors = [entity_id(one.value, iris) for one in told.get(DCT_IS_REPLACED_BY.value, [])]
    retired = any(value.value == "true" for value in told.get(DEPRECATED.value, []))
    country = iris.iri("country", "")
    pieces = [
        closer[0] if closer else kind.name,
        code if kind.kind == "disease" else "",
        *sorted({one.value for one in told.get(terms.city.value, [])}),
        *sorted({one.value.removeprefix(country) for one in told.get(terms.country.value, [])}),
        f"retired{', replaced by ' + ', '.join(successors) if successors else ''}" if retired else "",
    ]
    return ", ".join(piece for piece in pieces if piece)
