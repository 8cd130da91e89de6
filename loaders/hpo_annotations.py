"""HPO's annotations of diseases (phenotype.hpoa): those of ORPHA codes, as Orphanet's packets give them too.

Format: https://obophenotype.github.io/human-phenotype-ontology/annotations/phenotype_hpoa. A row becomes the disease
record that a packet would give, so that one annotation is one thing whichever file it comes from.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from genoderm.loaders.disease import DiseaseRecord, PhenotypeLink
from genoderm.loaders.disease_links import EXCLUDED, phenotype_triples
from genoderm.loaders.report import Report
from genoderm.loaders.source import Edition, Loader, Sample, Source
from genoderm.loaders.tsv import BadCell, Row, rows

COLUMNS = ("database_id", "qualifier", "hpo_id", "frequency")
SOURCE = Source(
    name="hpo-annotations",
    title="Human Phenotype Ontology: annotations of rare diseases",
    publisher="Monarch Initiative, The Jackson Laboratory",
    homepage="https://hpo.jax.org",
    licence="https://hpo.jax.org/app/license",
    attribution="This uses the Human Phenotype Ontology annotations, https://hpo.jax.org; shown unaltered",
)
VERSION = re.compile(rb"^#version: ([0-9]{4}-[0-9]{2}-[0-9]{2})", re.MULTILINE)
DISEASE = re.compile(r"ORPHA:([0-9]{1,7})")
PHENOTYPE = re.compile(r"HP:([0-9]{7})")
FREQUENCY = re.compile(r"HP:(004028[0-5])")
COUNTED = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")
PERCENTAGE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)%")
# The least share of patients of each frequency term, as the terms themselves define it, from obligate downwards
SHARES = (("0040280", 100), ("0040281", 80), ("0040282", 30), ("0040283", 5))
VERY_RARE = "0040284"


def recognise(sample: Sample) -> Edition | None:
    """The header of phenotype.hpoa, below its comments."""
    header = next((line for line in sample.head.splitlines() if not line.startswith(b"#")), b"")
    if not set(COLUMNS) <= set(header.decode("utf-8", "replace").split("\t")):
        return None
    told = VERSION.search(sample.head)
    return Edition(SOURCE, sample.path, "hpo-annotations", told[1].decode() if told else "")


def records(edition: Edition, report: Report) -> Iterator[DiseaseRecord]:
    """One record a row, of the rows of ORPHA codes."""
    for row in rows(edition.path, COLUMNS, report):
        database, _, code = row.cells["database_id"].partition(":")
        if database in ("OMIM", "DECIPHER") and code:
            report.set_aside(f"of {database}, and no ORPHA code")
        elif record := _kept(row, edition.version, report):
            yield record


def _kept(row: Row, version: str, report: Report) -> DiseaseRecord | None:
    try:
        link = PhenotypeLink(hpo=_matched(row, "hpo_id", PHENOTYPE, "HP:0000670"), term="", frequency=_frequency(row))
        orpha = _matched(row, "database_id", DISEASE, "ORPHA:79361")
    except BadCell as fault:
        report.quarantine(row.where, *fault.told)
        return None
    return DiseaseRecord(orpha, phenotypes=(link,), version=version)


def _matched(row: Row, column: str, pattern: re.Pattern[str], example: str) -> str:
    if match := pattern.fullmatch(row.cells[column]):
        return match[1]
    raise BadCell(column, row.cells[column], f"an id such as {example}")


def _frequency(row: Row) -> str:
    match row.cells["qualifier"], row.cells["frequency"]:
        case "NOT", _:
            return EXCLUDED
        case "", "":
            return ""
        case "", told:
            return frequency_term(told)
        case found, _:
            raise BadCell("qualifier", found, "NOT or an empty cell")


def frequency_term(told: str) -> str:
    """The digits of the HPO frequency term for a term, a count of patients or a percentage: "3/7" is "0040282"."""
    if term := FREQUENCY.fullmatch(told):
        return term[1]
    if counted := COUNTED.fullmatch(told):
        seen, examined = int(counted[1]), int(counted[2])
        if seen <= examined and examined:
            return _of_share(Fraction(100 * seen, examined))
    if (percentage := PERCENTAGE.fullmatch(told)) and Fraction(percentage[1]) <= 100:
        return _of_share(Fraction(percentage[1]))
    raise BadCell("frequency", told, "HP:0040280 to HP:0040285, a count such as 3/7 or a percentage such as 45%")


def _of_share(percent: Fraction) -> str:
    if not percent:
        return EXCLUDED
    return next((term for term, least in SHARES if percent >= least), VERY_RARE)


LOADER = Loader(SOURCE, recognise, records, {"": phenotype_triples})
