"""What a query says that the entity has, compared with what the candidates have."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pycountry
from pyoxigraph import Literal, NamedNode

from genoderm.api.reconciliation.asked import Asked, Reference, Value
from genoderm.api.reconciliation.asking import Asker, values
from genoderm.api.reconciliation.entities import entity_iri
from genoderm.api.reconciliation.properties import OF_CODES, SPACES, Property, parts_of, property_called
from genoderm.graph.text_index_words import code_key, code_keys, words
from genoderm.ontology.terms import Iris

Told = Mapping[str, Mapping[str, Sequence[str]]]  # values and their names, as texts, by thing and part of the query


@dataclass(frozen=True, slots=True)
class Known:
    """What the entity is known to have: any of these values of a property."""

    property: Property
    values: tuple[Value, ...]

    def agrees(self, told: Sequence[str], iris: Iris) -> bool | None:
        """Whether an entity that is told to have this has one of the values; None if nothing is told."""
        if not told:
            return None
        return any(_agrees(self.property, given, one, iris) for given in self.values for one in told)

    def codes(self) -> list[str]:
        """The values as codes that can be searched for, if that is what they are."""
        if self.property.id not in OF_CODES:
            return []
        texts = (text(value) for value in self.values)
        return [self._code(one) for one in texts if code_key(one)]

    def _code(self, given: str) -> str:
        bare = given.rpartition("/")[2].rpartition("_")[2]
        prefix = {"code": "ORPHA", "ror": "ROR", "wikidata": "WIKIDATA"}.get(self.property.id, self.property.system)
        return given if ":" in given and not given.startswith("http") else f"{prefix}:{bare}"


def known_of(asked: Asked) -> list[Known]:
    """The hints of a query; BadInput for a property that there is not."""
    return [Known(property_called(hint.pid), tuple(hint.values)) for hint in asked.properties]


async def told_of(things: Iterable[str], hints: Iterable[Known], asker: Asker) -> Told:
    """What these things have of all properties that the hints name."""
    properties = {hint.property for hint in hints}
    systems = sorted({known.system for known in properties if known.system})
    if not properties:
        return {}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in await asker.all_rows(values(things, parts_of(properties), systems)):
        thing, known = row["thing"], row["property"]
        if isinstance(thing, NamedNode) and isinstance(known, Literal):
            terms = (term for term in (row["value"], row["name"]) if isinstance(term, NamedNode | Literal))
            found[thing.value][known.value] += [term.value for term in terms]
    return found


def answers(hints: Iterable[Known], thing: str, told: Told, iris: Iris) -> dict[str, bool | None]:
    """Which hints agree with a thing, by property."""
    has = told.get(thing, {})
    return {hint.property.id: hint.agrees(has.get(_key(hint.property), ()), iris) for hint in hints}


def text(value: Value) -> str:
    """A value as a text: of a reference its name, else its id; of 42.0, 42."""
    match value:
        case Reference():
            return value.name or value.id
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()


def _key(known: Property) -> str:
    return known.system or known.asked


def _agrees(known: Property, given: Value, told: str, iris: Iris) -> bool:
    if isinstance(given, Reference) and told in {given.id, entity_iri(given.id, iris)}:
        return True
    wanted = text(given)
    if known.id in OF_CODES:
        return bool(key := code_key(wanted)) and key in _codes(known, told)
    if known.id == "country" and _same_country(wanted, told):
        return True
    return _alike(wanted, told)


def _codes(known: Property, told: str) -> set[str]:
    """The keys of a code: of an IRI of ROR, its last part and the whole."""
    if space := SPACES.get(known.id):
        return {code_key(told.removeprefix(space)), code_key(told)} if told.startswith(space) else set()
    return code_keys(told)


def _same_country(given: str, told: str) -> bool:
    """Countries by any code or name of ISO 3166-1."""
    code = alpha_2(given)
    return code is not None and told == code


def alpha_2(given: str) -> str | None:
    """The code of a country by any code or name of ISO 3166-1; None if it is none."""
    try:
        return str(pycountry.countries.lookup(given).alpha_2)
    except LookupError:
        return None


def _alike(given: str, told: str) -> bool:
    """Whether all words of one are among those of the other: Necker is Hôpital Necker-Enfants malades."""
    some, others = set(words(given)), set(words(told))
    return bool(some and others) and (some <= others or others <= some)
