"""What is said of the things of a page, as the fields of their collection."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

from pyoxigraph import Literal, NamedNode

from genoderm.api.collections.fields import FIELDS, Field, Shape
from genoderm.api.collections.memory import Remembered
from genoderm.api.collections.names import Names, names
from genoderm.api.collections.things import Item, Value
from genoderm.api.collections.words import WORDS
from genoderm.graph.text_index import point
from genoderm.ontology.values import Term
from genoderm.sparql.composition import api_query, composed
from genoderm.sparql.workers.pool import Pool

REMEMBERED = 20_000  # things, of some kilobytes each
Said = Mapping[NamedNode, Sequence[Term]]  # by property
SAID = Remembered[tuple[str, str], Said](REMEMBERED)  # by collection and thing
ITEMS = Remembered[tuple[str, str, str], Item](REMEMBERED)  # by collection, language, thing


async def said(things: Sequence[str], collection: str, pool: Pool) -> dict[str, Said]:
    """What the release says of these things of a collection, property by property."""
    keys = ((collection, iri) for iri in things)
    found = await SAID.of(keys, pool, partial(_read, pool, collection))
    return {iri: told for (_, iri), told in found.items()}


async def _read(pool: Pool, collection: str, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Said]:
    things = [iri for _, iri in keys]
    found: dict[str, dict[NamedNode, list[Term]]] = {iri: {} for iri in things}
    given = {
        "thing": [NamedNode(iri) for iri in things],
        "property": [field.property for field in FIELDS[collection]],
    }
    for row in await pool.rows(composed(api_query("list-facts"), given)):
        match row["thing"], row["property"], row["value"]:
            case NamedNode() as thing, NamedNode() as name, (NamedNode() | Literal()) as value:
                found[thing.value].setdefault(name, []).append(value)
    return {(collection, iri): told for iri, told in found.items()}


async def items(things: Sequence[str], collection: str, pool: Pool, language: str) -> tuple[Item, ...]:
    """The things as items of their collection, in this order."""
    keys = [(collection, language, iri) for iri in things]
    found = await ITEMS.of(keys, pool, partial(_made, pool, collection, language))
    return tuple(found[key] for key in keys)


async def _made(
    pool: Pool, collection: str, language: str, keys: Collection[tuple[str, str, str]]
) -> dict[tuple[str, str, str], Item]:
    things = [iri for _, _, iri in keys]
    known = await said(things, collection, pool)
    called = await names({*things, *_named(known.values(), collection)}, pool, language)
    return {(collection, language, iri): _item(iri, known[iri], collection, called) for iri in things}


def _item(iri: str, known: Said, collection: str, called: Names) -> Item:
    """One of them."""
    facts = {field.name: _values(field, known.get(field.property, ()), called) for field in FIELDS[collection]}
    return Item(called.thing(iri), {name: values for name, values in facts.items() if values})


def _named(known: Iterable[Said], collection: str) -> Iterable[str]:
    """The things whose names are needed."""
    shapes = {field.property for field in FIELDS[collection] if field.shape in {Shape.THING, Shape.CLASS}}
    for said_of_one in known:
        for name in shapes & said_of_one.keys():
            yield from (value.value for value in said_of_one[name] if isinstance(value, NamedNode))


def _values(field: Field, terms: Sequence[Term], called: Names) -> tuple[Value, ...]:
    found = [value for term in terms for value in _value(field, term, called)]
    if not field.many:
        return tuple(found[:1] if field.shape is not Shape.POINT else found)
    return tuple(found)


def _value(field: Field, term: Term, called: Names) -> Iterable[Value]:
    match field.shape, term:
        case Shape.THING, NamedNode():
            thing = called.thing(term.value)
            if not field.kind or (thing.path or "").startswith(f"/{field.kind}/"):
                yield thing
        case Shape.CLASS, NamedNode() if term.value in WORDS:
            yield called.thing(term.value)
        case Shape.NAME, Literal() if (term.language or "und") in {called.language, "und"}:
            yield term.value
        case Shape.POINT, Literal() if place := point(term.value):
            yield place[1]
            yield place[0]
        case Shape.FLAG, Literal():
            yield term.value == "true"
        case ((Shape.TEXT | Shape.LINK), _):
            yield term.value
