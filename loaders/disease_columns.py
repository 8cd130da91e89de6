"""The shipped tables of diseases: their columns, the rows that a record becomes, and the record that a row becomes.

Facts only. Several values in one cell are separated by "|"; ORPHA, MONDO, HPO and HGNC codes are digits.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from genoderm.loaders.disease import CodeMapping, DiseaseRecord, GeneLink, Name, PhenotypeLink, PrevalenceRecord
from genoderm.loaders.mapping_chain import CHAIN_SET, MONDO_SET
from genoderm.loaders.orphanet_values import Flaw, digits, rank
from genoderm.ontology.orphanet_concepts import is_concept
from genoderm.ontology.terms import PREFIXES

Row = tuple[str, ...]
Cells = Mapping[str, str]
LANGUAGES = ("en", "fr", "de", "es", "it")  # of the names of diseases
RELATIONS = frozenset({"exact", "broad", "narrow", "close", "related", "xref", "not-exact"})


@dataclass(frozen=True, slots=True)
class DiseaseTable:
    """One table: a row tells a part of what is known of a disease."""

    name: str
    columns: Row
    rows: Callable[[DiseaseRecord], Iterable[Row]]
    part: Callable[[Cells], DiseaseRecord]


def many(cell: str) -> tuple[str, ...]:
    """The values of a cell."""
    return tuple(cell.split("|")) if cell else ()


def of_scheme(scheme: str, slug: str) -> str:
    """The slug, which must be one of the scheme's; an empty one stays empty."""
    if slug and not is_concept(scheme, slug):
        raise Flaw(scheme, slug, f"a value of the scheme {scheme}")
    return slug


def one_of(what: str, value: str, known: Iterable[str]) -> str:
    """The value, which must be one of those known."""
    if value not in known:
        raise Flaw(what, value, f"one of {', '.join(sorted(known))}")
    return value


def _orpha(cells: Cells) -> str:
    return digits("orpha", cells["orpha"])


def _disease_rows(record: DiseaseRecord) -> Iterator[Row]:
    inside = "yes" if record.skin_set else ""
    yield record.orpha, record.type, "|".join(record.inheritance), "|".join(record.onset), inside


def _disease(cells: Cells) -> DiseaseRecord:
    kind = of_scheme("disorder-type", cells["type"])
    return DiseaseRecord(
        orpha=_orpha(cells),
        rank=rank(kind),
        type=kind,
        inheritance=tuple(of_scheme("inheritance", slug) for slug in many(cells["inheritance"])),
        onset=tuple(of_scheme("onset", slug) for slug in many(cells["onset"])),
        skin_set=bool(one_of("skin_set", cells["skin_set"], ("", "yes"))),
    )


def _vanished_rows(record: DiseaseRecord) -> Iterator[Row]:
    named = {name.language: name.text for name in reversed(record.names)}
    labels = (named.get(language, "") for language in LANGUAGES)
    synonyms = "|".join(name.text for name in record.synonyms)
    yield (record.orpha, record.type, record.last_version, "|".join(record.replaced_by), *labels, synonyms)


def _vanished(cells: Cells) -> DiseaseRecord:
    kind = of_scheme("disorder-type", cells["type"])
    labels = ((cells[f"label_{language}"], language) for language in LANGUAGES)
    return DiseaseRecord(
        orpha=_orpha(cells),
        rank=rank(kind),
        type=kind,
        names=tuple(Name(text, language) for text, language in labels if text),
        synonyms=tuple(Name(text, "en") for text in many(cells["synonyms"])),
        deprecated=True,
        last_version=cells["last_version"],
        replaced_by=tuple(digits("replaced_by", code) for code in many(cells["replaced_by"])),
    )


def _name_rows(record: DiseaseRecord) -> Iterator[Row]:
    for kind, names in (("label", record.names), ("synonym", record.synonyms)):
        for name in names:
            yield record.orpha, name.language, kind, name.text


def _name(cells: Cells) -> DiseaseRecord:
    name = (Name(cells["name"], cells["language"]),)
    if one_of("kind", cells["kind"], ("label", "synonym")) == "label":
        return DiseaseRecord(_orpha(cells), names=name)
    return DiseaseRecord(_orpha(cells), synonyms=name)


def _parent_rows(record: DiseaseRecord) -> Iterator[Row]:
    for parent in record.parents:
        yield record.orpha, parent


def _parent(cells: Cells) -> DiseaseRecord:
    return DiseaseRecord(_orpha(cells), parents=(digits("parent", cells["parent"]),))


def _code_rows(record: DiseaseRecord) -> Iterator[Row]:
    for mapping in record.mappings:
        told = (mapping.prefix, mapping.code, mapping.relation, mapping.justification, mapping.through)
        yield (record.orpha, *told)


def _code(cells: Cells) -> DiseaseRecord:
    through = cells["through"]
    mapping = CodeMapping(
        one_of("system", cells["system"], PREFIXES),
        cells["code"],
        one_of("relation", cells["relation"], RELATIONS),
        cells["justification"],
        through,
        mapping_set=CHAIN_SET if through else MONDO_SET if cells["system"] == "MONDO" else "",
    )
    return DiseaseRecord(_orpha(cells), mappings=(mapping,))


def _gene_rows(record: DiseaseRecord) -> Iterator[Row]:
    for link in record.genes:
        yield record.orpha, link.hgnc, link.symbol, link.association


def _gene(cells: Cells) -> DiseaseRecord:
    association = of_scheme("association-type", cells["association"])
    hgnc = digits("hgnc", cells["hgnc"]) if cells["hgnc"] else ""
    return DiseaseRecord(_orpha(cells), genes=(GeneLink(cells["symbol"], "", association, hgnc),))


def _phenotype_rows(record: DiseaseRecord) -> Iterator[Row]:
    for link in record.phenotypes:
        yield record.orpha, link.hpo, link.frequency


def _phenotype(cells: Cells) -> DiseaseRecord:
    frequency = of_scheme("frequency", cells["frequency"])
    return DiseaseRecord(_orpha(cells), phenotypes=(PhenotypeLink(digits("hpo", cells["hpo"]), "", frequency),))


def _prevalence_rows(record: DiseaseRecord) -> Iterator[Row]:
    for told in record.prevalences:
        value = (told.kind, told.qualification, told.prevalence_class, told.mean, told.area)
        yield (record.orpha, *value, "|".join(told.references))


def _prevalence(cells: Cells) -> DiseaseRecord:
    told = PrevalenceRecord(
        kind=of_scheme("prevalence-type", cells["kind"]),
        qualification=of_scheme("prevalence-qualification", cells["qualification"]),
        prevalence_class=of_scheme("prevalence-class", cells["class"]),
        mean=cells["mean"],
        area=cells["area"],
        validation="",
        references=many(cells["references"]),
    )
    return DiseaseRecord(_orpha(cells), prevalences=(told,))


DISEASE_TABLES = (
    DiseaseTable(
        "disease",
        ("orpha", "type", "inheritance", "onset", "skin_set"),
        _disease_rows,
        _disease,
    ),
    DiseaseTable("disease_names", ("orpha", "language", "kind", "name"), _name_rows, _name),
    DiseaseTable("disease_parents", ("orpha", "parent"), _parent_rows, _parent),
    DiseaseTable(
        "disease_codes", ("orpha", "system", "code", "relation", "justification", "through"), _code_rows, _code
    ),
    DiseaseTable("disease_genes", ("orpha", "hgnc", "symbol", "association"), _gene_rows, _gene),
    DiseaseTable("disease_phenotypes", ("orpha", "hpo", "frequency"), _phenotype_rows, _phenotype),
    DiseaseTable(
        "disease_prevalences",
        ("orpha", "kind", "qualification", "class", "mean", "area", "references"),
        _prevalence_rows,
        _prevalence,
    ),
)
VANISHED = DiseaseTable(
    "disease_vanished",
    ("orpha", "type", "last_version", "replaced_by", *(f"label_{language}" for language in LANGUAGES), "synonyms"),
    _vanished_rows,
    _vanished,
)
