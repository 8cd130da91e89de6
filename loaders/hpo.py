"""The Human Phenotype Ontology (hp.obo): terms, hierarchy, names, and the ids that went; no definitions."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fastobo.term import (
    AltIdClause,
    ConsiderClause,
    IsAClause,
    IsObsoleteClause,
    NameClause,
    ReplacedByClause,
    SynonymClause,
    TermFrame,
)
from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders import obo
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader, Sample, Source
from genoderm.ontology.terms import Phenotype, code_iri
from genoderm.ontology.vocabularies import (
    CONSIDER,
    DCT_IS_REPLACED_BY,
    OWL_DEPRECATED,
    RDF_TYPE,
    SKOS_ALT_LABEL,
    SKOS_BROADER,
    SKOS_HIDDEN_LABEL,
    SKOS_NOTATION,
    SKOS_PREF_LABEL,
    XSD_BOOLEAN,
)

SOURCE = Source(
    name="hpo",
    title="Human Phenotype Ontology",
    publisher="Monarch Initiative, The Jackson Laboratory",
    homepage="https://hpo.jax.org",
    licence="https://hpo.jax.org/app/license",
    attribution="This uses the Human Phenotype Ontology, https://hpo.jax.org; its content is shown unaltered",
)
RELEASE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
HP = re.compile(r"HP:([0-9]{7})")
TRUE = Literal("true", datatype=XSD_BOOLEAN)


@dataclass(frozen=True, slots=True)
class HpoTerm:
    """One term; ids are the seven digits after HP:."""

    id: str
    name: str
    synonyms: tuple[str, ...] = ()  # exact ones
    near_synonyms: tuple[str, ...] = ()  # broader, narrower, related or discarded ones: for finding, not for naming
    parents: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()  # ids of terms that became this one
    obsolete: bool = False
    replaced_by: tuple[str, ...] = ()
    consider: tuple[str, ...] = ()


def recognise(sample: Sample) -> Edition | None:
    """An OBO header of the ontology hp."""
    if not sample.head.startswith(b"format-version:") or not re.search(rb"^ontology: hp\b", sample.head, re.MULTILINE):
        return None
    told = obo.VERSION.search(sample.head)
    release = RELEASE.search(told[1].decode("utf-8", "replace")) if told else None
    return Edition(SOURCE, sample.path, "hpo", release[0] if release else "", language="en")


def records(edition: Edition, report: Report) -> Iterator[HpoTerm]:
    """The terms of HPO's own; those of other ontologies in the file are set aside."""
    for frame in obo.terms(edition.path, report):
        term = _term(frame)
        if not term.id:
            report.set_aside("a term of another ontology")
        elif not term.name:
            report.quarantine(f"term {frame.id}", "name", "", "a name in every term")
        else:
            yield term


def _term(frame: TermFrame) -> HpoTerm:
    of: dict[type, list[Any]] = defaultdict(list)
    for clause in frame:
        of[type(clause)].append(clause)
    synonyms = [clause.synonym for clause in of[SynonymClause]]
    exact = dict.fromkeys(synonym.desc for synonym in synonyms if _is_exact(synonym))
    return HpoTerm(
        id=next(_digits([frame.id]), ""),
        name=next((clause.name for clause in of[NameClause]), ""),
        synonyms=tuple(exact),
        near_synonyms=tuple(dict.fromkeys(synonym.desc for synonym in synonyms if synonym.desc not in exact)),
        parents=tuple(_digits(clause.term for clause in of[IsAClause])),
        merged=tuple(_digits(clause.alt_id for clause in of[AltIdClause])),
        obsolete=any(clause.obsolete for clause in of[IsObsoleteClause]),
        replaced_by=tuple(_digits(clause.term for clause in of[ReplacedByClause])),
        consider=tuple(_digits(clause.term for clause in of[ConsiderClause])),
    )


def _is_exact(synonym: Any) -> bool:
    return synonym.scope == "EXACT" and str(synonym.type) != "obsolete_synonym"


def _digits(idents: Iterable[object]) -> Iterator[str]:
    for ident in idents:
        if match := HP.fullmatch(str(ident)):
            yield match[1]


def facts(term: HpoTerm, _: Context) -> Iterator[Triple]:
    """A term, and a tombstone for each id that was merged into it."""
    node = code_iri("HP", term.id)
    yield from _identity(node, term.id)
    yield Triple(node, SKOS_PREF_LABEL, Literal(term.name, language="en"))
    for predicate, names in ((SKOS_ALT_LABEL, term.synonyms), (SKOS_HIDDEN_LABEL, term.near_synonyms)):
        for name in names:
            if name != term.name:
                yield Triple(node, predicate, Literal(name, language="en"))
    for parent in term.parents:
        yield Triple(node, SKOS_BROADER, code_iri("HP", parent))
    if term.obsolete:
        yield from _tombstone(node, term.replaced_by, term.consider)
    for merged in term.merged:
        yield from _identity(code_iri("HP", merged), merged)
        yield from _tombstone(code_iri("HP", merged), (term.id,), ())


def _identity(node: NamedNode, digits: str) -> Iterator[Triple]:
    yield Triple(node, RDF_TYPE, Phenotype)
    yield Triple(node, SKOS_NOTATION, Literal(f"HP:{digits}"))


def _tombstone(node: NamedNode, successors: Iterable[str], candidates: Iterable[str]) -> Iterator[Triple]:
    yield Triple(node, OWL_DEPRECATED, TRUE)
    for digits in successors:
        yield Triple(node, DCT_IS_REPLACED_BY, code_iri("HP", digits))
    for digits in candidates:
        yield Triple(node, CONSIDER, code_iri("HP", digits))


LOADER = Loader(SOURCE, recognise, records, {"": facts})
