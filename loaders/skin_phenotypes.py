"""The HPO terms that the skin diseases use, with all that is above them, as rows of the shipped table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from genoderm.loaders.disease_columns import Row
from genoderm.loaders.disease_tables import LANGUAGES
from genoderm.loaders.hpo import HpoTerm
from genoderm.loaders.hpo_labels import HpoLabel
from genoderm.ontology.vocabularies import SKOS_PREF_LABEL


@dataclass(frozen=True, slots=True)
class Phenotypes:
    """HPO's terms, and their labels in other languages."""

    terms: tuple[HpoTerm, ...]
    labels: tuple[HpoLabel, ...]


def phenotype_rows(used: Mapping[str, str], known: Phenotypes) -> Iterator[Row]:
    """A row for each term in use (digits -> the name that Orphanet gives), for its successors and its ancestors."""
    terms = {term.id: term for term in known.terms}
    merged = {old: term.id for term in known.terms for old in term.merged}
    labels = {(label.hpo, label.language): label.text for label in known.labels if label.predicate == SKOS_PREF_LABEL}
    for code in sorted(_with_ancestors(used, terms, merged)):
        term = terms.get(code) or _unknown(code, used[code], merged)
        translated = (labels.get((code, language), "") for language in LANGUAGES[1:])
        yield (code, term.name, *translated, "|".join(term.parents), "|".join(term.replaced_by))


def _unknown(code: str, name: str, merged: Mapping[str, str]) -> HpoTerm:
    """A term that was merged into another, or that is newer than this HPO; Orphanet tells its name."""
    return HpoTerm(code, name, replaced_by=(merged[code],) if code in merged else ())


def _with_ancestors(used: Mapping[str, str], terms: Mapping[str, HpoTerm], merged: Mapping[str, str]) -> set[str]:
    found, waiting = set(used), list(used)
    while waiting:
        code = waiting.pop()
        term = terms.get(code)
        above = (*term.parents, *term.replaced_by) if term else tuple(merged[c] for c in (code,) if c in merged)
        new = [one for one in above if one not in found]
        found.update(new)
        waiting += new
    return found
