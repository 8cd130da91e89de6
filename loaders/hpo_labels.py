"""HPO's labels in other languages, in Babelon tables (https://github.com/monarch-initiative/babelon).

Labels only: definitions are prose. An official translation is the term's name in that language, a further official one
a synonym; a candidate, which no translator has passed yet, is found by search and shown to nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader, Sample, Source
from genoderm.loaders.tsv import BadCell, Row, cells, rows
from genoderm.ontology.terms import code_iri
from genoderm.ontology.vocabularies import SKOS_ALT_LABEL, SKOS_HIDDEN_LABEL, SKOS_PREF_LABEL

COLUMNS = ("subject_id", "predicate_id", "translation_language", "translation_value", "translation_status")
SOURCE = Source(
    name="hpo-labels",
    title="Human Phenotype Ontology: labels in other languages",
    publisher="Monarch Initiative, The Jackson Laboratory",
    homepage="https://obophenotype.github.io/hpo-translations/",
    licence="https://hpo.jax.org/app/license",
    attribution="This uses the Human Phenotype Ontology and its translations, https://hpo.jax.org; shown unaltered",
)
HP = re.compile(r"HP:([0-9]{7})")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # RFC 5646, what of it is in use
LABELS = frozenset({"rdfs:label"})
STATUSES = frozenset({"OFFICIAL", "CANDIDATE"})


@dataclass(frozen=True, slots=True)
class HpoLabel:
    """One label in the edition's language; `predicate` says whether it is the name, a synonym or for search only."""

    hpo: str  # digits
    predicate: NamedNode
    text: str
    language: str


def recognise(sample: Sample) -> Edition | None:
    """A Babelon table whose first subject is an HPO term."""
    lines = sample.head.decode("utf-8", "replace").splitlines()
    table = [dict(zip(cells(lines[0]), cells(line), strict=False)) for line in lines[1:2]]
    if not table or not set(COLUMNS) <= table[0].keys() or not HP.fullmatch(table[0]["subject_id"]):
        return None
    language = table[0]["translation_language"]
    if not LANGUAGE.fullmatch(language):
        return None
    return Edition(SOURCE, sample.path, f"hpo-labels-{language.lower()}", "", language)


def records(edition: Edition, report: Report) -> Iterator[HpoLabel]:
    """The labels of a table, each term's first official one as its name; the candidates come last."""
    named: set[str] = set()
    told: set[tuple[str, str]] = set()
    candidates: list[HpoLabel] = []
    for row in rows(edition.path, COLUMNS, report):
        if reason := _aside(row):
            report.set_aside(reason)
        elif label := _kept(row, edition.language, named, report):
            if label.predicate == SKOS_HIDDEN_LABEL:
                candidates.append(label)
            else:
                yield from _once(label, told, report)
    for label in candidates:
        yield from _once(label, told, report)


def _once(label: HpoLabel, told: set[tuple[str, str]], report: Report) -> Iterator[HpoLabel]:
    if (label.hpo, label.text) in told:
        report.set_aside("the same label of the same term, a second time")
        return
    told.add((label.hpo, label.text))
    yield label


def _aside(row: Row) -> str:
    if row.cells["predicate_id"] not in LABELS:
        return "not a label: definitions are prose"
    if not row.cells["translation_value"].strip():
        return "not translated yet"
    return ""


def _kept(row: Row, language: str, named: set[str], report: Report) -> HpoLabel | None:
    try:
        hpo, status = _checked(row, language)
    except BadCell as fault:
        report.quarantine(row.where, *fault.told)
        return None
    text = " ".join(row.cells["translation_value"].split())
    if text != row.cells["translation_value"]:
        report.note("blanks too many in a label")
    return HpoLabel(hpo, _predicate(status, hpo, named), text, language)


def _checked(row: Row, language: str) -> tuple[str, str]:
    hpo, status = HP.fullmatch(row.cells["subject_id"]), row.cells["translation_status"]
    if not hpo:
        raise BadCell("subject_id", row.cells["subject_id"], "an id such as HP:0000670")
    if status not in STATUSES:
        raise BadCell("translation_status", status, "OFFICIAL or CANDIDATE")
    if row.cells["translation_language"] != language:
        raise BadCell("translation_language", row.cells["translation_language"], f"{language}, as in the first row")
    return hpo[1], status


def _predicate(status: str, hpo: str, named: set[str]) -> NamedNode:
    if status == "CANDIDATE":
        return SKOS_HIDDEN_LABEL
    if hpo in named:
        return SKOS_ALT_LABEL
    named.add(hpo)
    return SKOS_PREF_LABEL


def facts(label: HpoLabel, _: Context) -> Iterator[Triple]:
    """The label."""
    yield Triple(code_iri("HP", label.hpo), label.predicate, Literal(label.text, language=label.language))


LOADER = Loader(SOURCE, recognise, records, {"": facts})
