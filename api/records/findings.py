"""What is known of a disease beside its names: genes, signs, frequency; each with who says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from genoderm.api.records.asking import Row
from genoderm.api.records.desk import Desk
from genoderm.api.records.parts import Named

EXCLUDED = "http://purl.obolibrary.org/obo/HP_0040285"
RARELY = "~"  # after all IRIs: a sign whose frequency nobody tells comes last


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneLink(Named):
    """A gene by its symbol, and in what way it bears on the disease."""

    full_name: str | None = None
    association: Named | None = None
    validation: str | None = None
    references: tuple[str, ...] = ()
    stated_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhenotypeLink(Named):
    """A sign, and how often patients show it; sources that disagree stand side by side."""

    frequency: Named | None = None
    criterion: str | None = None
    stated_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevalence:
    """A published figure: `mean` is per 100,000 people, of cases and families their number."""

    measure: Named
    prevalence_class: Named | None = None
    mean: float | None = None
    area: str | None = None
    validation: str | None = None
    references: tuple[str, ...] = ()
    stated_by: tuple[str, ...] = ()


def genes(rows: Iterable[Row], desk: Desk) -> tuple[GeneLink, ...]:
    """By symbol."""
    found = []
    for of_it in _by_statement("gene", rows).values():
        row, iri = of_it[0], of_it[0]["gene"]["value"]
        found.append(
            GeneLink(
                **desk.fields(iri),
                full_name=desk.full_name(iri),
                association=_named(row, "associationType", desk),
                validation=_text(row, "validation"),
                references=_references(of_it),
                stated_by=_stated_by(of_it, desk),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.name, one.association.id if one.association else "")))


def phenotypes(rows: Iterable[Row], desk: Desk) -> tuple[PhenotypeLink, ...]:
    """The most frequent first, then by name."""
    return tuple(one for one in _phenotypes(rows, desk) if one.frequency is None or one.frequency.iri != EXCLUDED)


def excluded(rows: Iterable[Row], desk: Desk) -> tuple[PhenotypeLink, ...]:
    """Signs that are no part of the disease, as a source says."""
    return tuple(one for one in _phenotypes(rows, desk) if one.frequency and one.frequency.iri == EXCLUDED)


def prevalences(rows: Iterable[Row], desk: Desk) -> tuple[Prevalence, ...]:
    """Those for the whole world first, then by area."""
    found = []
    for of_it in _by_statement("measure", rows).values():
        row = of_it[0]
        mean = _text(row, "mean")
        found.append(
            Prevalence(
                measure=desk.named(row["measure"]["value"]),
                prevalence_class=_named(row, "class", desk),
                mean=float(mean) if mean else None,
                area=_text(row, "area"),
                validation=_text(row, "validation"),
                references=_references(of_it),
                stated_by=_stated_by(of_it, desk),
            )
        )
    return tuple(
        sorted(found, key=lambda one: (one.area != "Worldwide", one.area or "", one.measure.id, one.mean or 0))
    )


def _phenotypes(rows: Iterable[Row], desk: Desk) -> list[PhenotypeLink]:
    found = []
    for of_it in _by_statement("phenotype", rows).values():
        row = of_it[0]
        found.append(
            PhenotypeLink(
                **desk.fields(row["phenotype"]["value"]),
                frequency=_named(row, "frequency", desk),
                criterion=next((told for one in of_it if (told := _text(one, "criterion"))), None),
                stated_by=_stated_by(of_it, desk),
            )
        )
    return sorted(found, key=lambda one: (one.frequency.iri if one.frequency else RARELY, one.name.casefold()))


def _by_statement(column: str, rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """The rows of each statement: several where several graphs have it, or where it has several references."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if column in row:
            found.setdefault(row["statement"]["value"], []).append(row)
    return found


def _named(row: Row, column: str, desk: Desk) -> Named | None:
    return desk.named(row[column]["value"]) if column in row else None


def _text(row: Row, column: str) -> str | None:
    return row[column]["value"] if column in row else None


def _references(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted({row["reference"]["value"] for row in rows if "reference" in row}))


def _stated_by(rows: Iterable[Row], desk: Desk) -> tuple[str, ...]:
    return desk.stated_by(row["graph"]["value"] for row in rows)
