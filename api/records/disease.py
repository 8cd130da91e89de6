"""The record of a disease, from the rows of disease.rq."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from genoderm.api.records.asking import Row
from genoderm.api.records.common import all_named, by_name, named, told
from genoderm.api.records.desk import Desk
from genoderm.api.records.findings import (
    GeneLink,
    PhenotypeLink,
    Prevalence,
    excluded,
    genes,
    phenotypes,
    prevalences,
)
from genoderm.api.records.parts import Card, Named, Record, Stated
from genoderm.api.records.statements import Node, Statements
from genoderm.ontology.terms import GD
from genoderm.ontology.vocabularies import DCT, SKOS

Rank = Literal["disorder", "group", "subtype"]
RANKS: dict[str, Rank] = {
    f"{GD}Disorder": "disorder",
    f"{GD}DisorderGroup": "group",
    f"{GD}DisorderSubtype": "subtype",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestor(Named):
    """A group above the disease, so many levels by the shortest way."""

    levels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper(Card):
    """Who, or what, is for the disease itself, or for a group above it: `via` is that group."""

    via: Named | None = None
    levels: int = 0
    stated_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerName:
    """A name that the disease had until an edition of Orphanet's changed it."""

    name: str
    language: str | None = None
    since: str | None = None
    stated_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disease(Record):
    """A rare disease, a group of them, or a subtype; `centres` is where the finder answers who has the expertise."""

    code: str
    rank: Rank | None = None
    disease_type: Named | None = None
    skin: bool = False
    retired: bool = False
    last_version: str | None = None
    replaced_by: tuple[Named, ...] = ()
    inheritance: tuple[Stated, ...] = ()
    onset: tuple[Stated, ...] = ()
    prevalences: tuple[Prevalence, ...] = ()
    genes: tuple[GeneLink, ...] = ()
    phenotypes: tuple[PhenotypeLink, ...] = ()
    excluded_phenotypes: tuple[PhenotypeLink, ...] = ()
    parents: tuple[Stated, ...] = ()
    children: tuple[Stated, ...] = ()
    ancestors: tuple[Ancestor, ...] = ()
    classifications: tuple[Named, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    covered_by: tuple[Named, ...] = ()
    associations: tuple[Helper, ...] = ()
    resources: tuple[Helper, ...] = ()
    centres: str


def statements_of(iri: str, rows: Iterable[Row]) -> Statements:
    """What disease.rq says of the disease itself."""
    node = Node(iri)
    for row in rows:
        if "value" in row:
            node.said.setdefault(row["property"]["value"], []).append((row["value"], row["graph"]["value"]))
    return Statements(node)


def disease(iri: str, rows: list[Row], desk: Desk) -> Disease:
    """From all rows about a disease."""
    found = statements_of(iri, rows)
    node = found.thing
    ancestors = _ancestors(rows, desk)
    levels = {one.iri: one.levels for one in ancestors}
    common = told(found, desk)
    common["sources"] = desk.sources(row["graph"]["value"] for row in rows if "graph" in row)
    return Disease(
        kind="disease",
        **common,
        code=f"ORPHA:{common['id']}",
        rank=next((rank for class_, rank in RANKS.items() if node.is_a(class_)), None),
        disease_type=named(node, f"{GD}disorderType", desk),
        skin=node.text(f"{GD}inSkinSet") == "true",
        retired=is_retired(node),
        last_version=node.text(f"{GD}lastVersion"),
        replaced_by=all_named(node, f"{DCT}isReplacedBy", desk),
        inheritance=_stated(node, f"{GD}inheritance", desk),
        onset=_stated(node, f"{GD}onset", desk),
        prevalences=prevalences(rows, desk),
        genes=genes(rows, desk),
        phenotypes=phenotypes(rows, desk),
        excluded_phenotypes=excluded(rows, desk),
        parents=_stated(node, f"{SKOS}broader", desk),
        children=_children(rows, desk),
        ancestors=ancestors,
        classifications=all_named(node, f"{SKOS}inScheme", desk),
        former_names=_former_names(rows, desk),
        covered_by=by_name(desk.named(one) for one in {row["covered"]["value"] for row in rows if "covered" in row}),
        associations=_helpers("association", rows, levels, desk),
        resources=_helpers("resource", rows, levels, desk),
        centres=f"{desk.reader.base}/api/v1/diseases/{common['id']}/centres",
    )


def is_retired(node: Node) -> bool:
    """Whether its publisher took the disease back."""
    return node.text("http://www.w3.org/2002/07/owl#deprecated") == "true"


def _stated(node: Node, name: str, desk: Desk) -> tuple[Stated, ...]:
    return by_name(desk.stated(cell["value"], graphs) for cell, graphs in node.with_graphs(name))


def _ancestors(rows: Iterable[Row], desk: Desk) -> tuple[Ancestor, ...]:
    nearest: dict[str, int] = {}
    for row in rows:
        if "ancestor" in row:
            levels, iri = int(row["levels"]["value"]), row["ancestor"]["value"]
            nearest[iri] = min(nearest.get(iri, levels), levels)
    found = (Ancestor(**desk.fields(iri), levels=levels) for iri, levels in nearest.items())
    return tuple(sorted(found, key=lambda one: (one.levels, one.name.casefold())))


def _children(rows: Iterable[Row], desk: Desk) -> tuple[Stated, ...]:
    graphs: dict[str, list[str]] = {}
    for row in rows:
        if "child" in row:
            graphs.setdefault(row["child"]["value"], []).append(row["graph"]["value"])
    return by_name(desk.stated(iri, of_it) for iri, of_it in graphs.items())


def _helpers(column: str, rows: Iterable[Row], levels: dict[str, int], desk: Desk) -> tuple[Helper, ...]:
    """Each once, by the nearest group that it is for; those for the disease itself first."""
    nearest: dict[str, tuple[int, str, str]] = {}
    for row in rows:
        if column in row:
            via = row["via"]["value"] if "via" in row else ""
            told_of = (levels.get(via, 0), via, row["graph"]["value"])
            iri = row[column]["value"]
            nearest[iri] = min(nearest.get(iri, told_of), told_of)
    found = (_helper(iri, told_of, desk) for iri, told_of in nearest.items())
    return tuple(sorted(found, key=lambda one: (one.levels, one.name.casefold(), one.iri)))


def _helper(iri: str, told_of: tuple[int, str, str], desk: Desk) -> Helper:
    levels, via, graph = told_of
    return Helper(
        **desk.card_fields(iri),
        levels=levels,
        via=desk.named(via) if via else None,
        stated_by=desk.stated_by([graph]),
    )


def _former_names(rows: Iterable[Row], desk: Desk) -> tuple[FormerName, ...]:
    found = {
        FormerName(
            name=row["formerName"]["value"],
            language=str(row["formerName"].get("xml:lang", "")) or None,
            since=row["since"]["value"] if "since" in row else None,
            stated_by=desk.stated_by([row["graph"]["value"]]),
        )
        for row in rows
        if "formerName" in row
    }
    return tuple(sorted(found, key=lambda one: (one.since or "", one.name)))
