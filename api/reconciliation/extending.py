"""Data extension: what entities have of the properties that are asked for (Reconciliation API 0.2, 7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from genoderm.api.reconciliation.asked import Extension, Wanted
from genoderm.api.reconciliation.asking import Asker, values
from genoderm.api.reconciliation.entities import entity_id, entity_iri
from genoderm.api.reconciliation.properties import SPACES, Property, parts_of, property_called
from genoderm.api.reconciliation.things import best_name
from genoderm.graph.text_index import point
from genoderm.ontology.errors import BadInput, shown
from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import SKOS
from genoderm.sparql.evaluation import Row

EXACT = SKOS + "exactMatch"
POINTS = {"longitude": 0, "latitude": 1}
LITERALS = {"name", "synonym"}  # texts in several languages
Cell = dict[str, object]


@dataclass(frozen=True, slots=True)
class Column:
    """A property that is asked for, with its settings."""

    property: Property
    limit: int
    language: str
    exact: bool

    def told(self) -> dict[str, object]:
        """As the answer has it."""
        kind = self.property.leads_to
        return {"id": self.property.id, "name": self.property.name} | (
            {"type": {"id": kind.id, "name": kind.name}} if kind else {}
        )


async def extended(asked: Extension, asker: Asker) -> dict[str, object]:
    """The values, by entity and property; an id that is none has no values."""
    columns = [_column(wanted) for wanted in asked.properties]
    things = {name: iri for name in asked.ids if (iri := entity_iri(name, asker.iris))}
    systems = sorted({one.property.system for one in columns if one.property.system})
    parts = parts_of(one.property for one in columns)
    rows = await asker.all_rows(values(things.values(), parts, systems)) if parts or systems else []
    told: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        told[_text(row, "thing"), _text(row, "property")].append(row)
    return {
        "meta": [column.told() for column in columns],
        "rows": {name: _cells(things.get(name, ""), columns, told, asker.iris) for name in asked.ids},
    }


def _cells(
    thing: str, columns: Iterable[Column], told: Mapping[tuple[str, str], Sequence[Row]], iris: Iris
) -> dict[str, list[Cell]]:
    return {
        one.property.id: _values(one, told.get((thing, one.property.system or one.property.asked), ()), iris)
        for one in columns
    }


def _values(column: Column, rows: Sequence[Row], iris: Iris) -> list[Cell]:
    known = column.property
    cells: list[Cell]
    if known.id in POINTS:
        cells = [{"float": place[POINTS[known.id]]} for row in rows if (place := point(_text(row, "value")))]
    elif known.id in LITERALS:
        cells = _literals(column, rows)
    elif known.system:
        cells = [{"str": _text(row, "value")} for row in rows if not column.exact or _text(row, "relation") == EXACT]
    elif space := SPACES.get(known.id):
        cells = [{"str": iri.removeprefix(space)} for row in rows if (iri := _text(row, "value")).startswith(space)]
    else:
        cells = _named(column, rows, iris)
    distinct = list({str(cell): cell for cell in cells}.values())
    return distinct[: column.limit or None]


def _literals(column: Column, rows: Sequence[Row]) -> list[Cell]:
    """Names in the language asked for, else in English, else all; of a preferred name, one."""
    literals = [value for row in rows if isinstance(value := row["value"], Literal)]
    if column.property.id == "name":
        return [{"str": best_name(literals, column.language)}] if literals else []
    for language in (column.language, "en"):
        if fitting := [one for one in literals if one.language in {language, None, "und"}]:
            literals = fitting
            break
    return [{"str": one.value} for one in literals]


def _named(column: Column, rows: Sequence[Row], iris: Iris) -> list[Cell]:
    """Things by their names, as entities where they are some; and texts as they are."""
    names: dict[str, list[Literal]] = defaultdict(list)
    for row in rows:
        if isinstance(value := row["name"], Literal):
            names[_text(row, "value")].append(value)
        else:
            names[_text(row, "value")] += []
    called = {value: best_name(told, column.language) if told else value for value, told in names.items()}
    if column.property.id == "country":
        return [{"str": value.removeprefix(iris.iri("country", ""))} for value in called]
    ordered = sorted(called.items(), key=lambda one: (one[1].casefold(), one[0]))
    if column.property.leads_to:
        return [{"id": entity_id(value, iris), "name": name} for value, name in ordered]
    return [{"str": name} for _, name in ordered]


def _column(wanted: Wanted) -> Column:
    settings = wanted.settings
    limit = str(settings.get("limit", "") or 0).removesuffix(".0")
    if not limit.isdigit():
        raise BadInput(f"the limit of {wanted.id} is {shown(limit)}, expected a whole number such as 5")
    precision = str(settings.get("precision", "") or "any")
    if precision not in {"any", "exact"}:
        raise BadInput(f"the precision of {wanted.id} is {shown(precision)}, expected any or exact")
    language = str(settings.get("language", "") or "en").lower()
    return Column(property_called(wanted.id), int(limit), language, precision == "exact")


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, NamedNode | Literal) else ""
