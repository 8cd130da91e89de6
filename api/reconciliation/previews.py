"""Small pages that clients show beside a name: previews in a frame, flyouts (Reconciliation API 0.2, 5 and 6.4)."""

from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from genoderm.api.reconciliation.asked import Extension, Wanted
from genoderm.api.reconciliation.asking import Asker
from genoderm.api.reconciliation.entities import UnknownEntity, entity_id, known_iri
from genoderm.api.reconciliation.extending import Cell, extended
from genoderm.api.reconciliation.properties import properties_of
from genoderm.api.reconciliation.things import Entity, entities
from genoderm.ontology.errors import shown

WIDTH, HEIGHT = 430, 300  # pixels of the frame
FEW = 4  # values of a property
SHOWN = ("synonym", "omim", "icd10", "icd11", "gene", "hospital", "specialty", "network", "country", "city", "disease")
SHOWN_AT_MOST = 6  # properties: what has room in the frame
# A page of ours that other sites may frame; it loads nothing and runs nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors *"


async def preview(name: str, address: str, asker: Asker) -> str:
    """The page of an entity; UnknownEntity if there is none."""
    entity = await entity_called(name, asker)
    return _template().render(entity=entity, facts=await _facts(entity, asker), address=address, whole=True)


async def flyout(name: str, address: str, asker: Asker) -> str:
    """The same without the frame of a page."""
    entity = await entity_called(name, asker)
    return _template().render(entity=entity, facts=await _facts(entity, asker), address=address, whole=False)


def small(title: str, description: str) -> str:
    """A flyout of a type or a property."""
    return (
        _environment()
        .from_string("<p><strong>{{ title }}</strong><br>{{ description }}</p>")
        .render(title=title, description=description)
    )


async def entity_called(name: str, asker: Asker) -> Entity:
    """The entity with this id; UnknownEntity if there is none."""
    iri = known_iri(name, asker.iris)
    found = await entities([iri], asker)
    if iri not in found:
        raise UnknownEntity(f"this release has no entity {shown(entity_id(iri, asker.iris))}")
    return found[iri]


async def _facts(entity: Entity, asker: Asker) -> list[tuple[str, str]]:
    """Properties with their first values, as texts."""
    properties = [known for known in properties_of([entity.type]) if known.id in SHOWN]
    asked = Extension(ids=[entity.id], properties=[Wanted(id=known.id) for known in properties])
    told = await extended(asked, asker)
    rows = told["rows"]
    cells: dict[str, list[Cell]] = rows[entity.id] if isinstance(rows, dict) else {}
    said = [(known.name, _listed(cells[known.id])) for known in properties if cells.get(known.id)]
    return said[:SHOWN_AT_MOST]


def _listed(cells: list[Cell]) -> str:
    texts = [str(cell.get("str", cell.get("name", ""))) for cell in cells]
    more = f" and {len(texts) - FEW} more" if len(texts) > FEW else ""
    return ", ".join(texts[:FEW]) + more


@lru_cache(maxsize=1)
def _template() -> Template:
    text = (files(__package__) / "data" / "preview.html").read_text("utf-8")
    return _environment().from_string(text)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
