"""The ontology as a page has it: classes, properties and concept schemes, each in its own words and with its relations.

Where a term has several labels, that of the page's language is taken, else the English one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from genoderm.ontology import vocabularies as v
from genoderm.ontology.files import vocabulary
from genoderm.ontology.prefixes import prefixes
from genoderm.ontology.terms import DEFAULT_BASE, GD, ONTOLOGY, Iris

Said = Mapping[str, Sequence[NamedNode | Literal]]  # of one thing, by property
# The parts of the page: the name of each, and the class that its terms are of.
PARTS: Mapping[str, str] = {
    "classes": f"{v.OWL}Class",
    "relations": f"{v.OWL}ObjectProperty",
    "values": f"{v.OWL}DatatypeProperty",
    "annotations": f"{v.OWL}AnnotationProperty",
    "services": f"{v.OWL}NamedIndividual",
    "schemes": f"{v.SKOS}ConceptScheme",
}
LABELS = (f"{v.RDFS}label", f"{v.SKOS}prefLabel", f"{v.DCT}title")
WORDS = (f"{v.SKOS}definition", f"{v.RDFS}comment", f"{v.DCT}description")
# What is told of a term beside its words: the name of the text, and the properties that say it.
RELATIONS: Mapping[str, tuple[str, ...]] = {
    "above": (f"{v.RDFS}subClassOf", f"{v.RDFS}subPropertyOf"),
    "domain": (f"{v.RDFS}domain", f"{v.SCHEMA}domainIncludes"),
    "range": (f"{v.RDFS}range", f"{v.SCHEMA}rangeIncludes"),
    "same": (f"{v.OWL}equivalentClass", f"{v.OWL}equivalentProperty", f"{v.SKOS}exactMatch"),
    "close": (f"{v.SKOS}closeMatch",),
}


@dataclass(frozen=True, slots=True)
class Worded:
    """A text, and its language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another term: `text` is its label, or its name with a prefix if it is none of ours."""

    text: str
    href: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A term; `anchor` is what its IRI has behind the #, and `concepts` are those of a scheme."""

    iri: str
    anchor: str
    label: Worded
    words: Worded | None
    relations: Mapping[str, Sequence[Link]]
    concepts: Sequence["Term"] = ()


@dataclass(frozen=True, slots=True)
class Ontology:
    """The whole of it."""

    title: str
    words: str
    version: str
    parts: Mapping[str, Sequence[Term]]


@lru_cache(maxsize=2)
def ontology(language: str) -> Ontology:
    """What the page tells in a language: the same as long as this version of the package runs."""
    said = _said()
    itself = said[ONTOLOGY.value]
    title, words = _worded(itself, LABELS, language), _worded(itself, WORDS, language)
    return Ontology(
        title=title.text if title else "",
        words=words.text if words else "",
        version=_first(itself, f"{v.OWL}versionInfo"),
        parts={name: _terms(_of(said, kind), said, language) for name, kind in PARTS.items()},
    )


@lru_cache(maxsize=1)
def _said() -> Mapping[str, Said]:
    found: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for triple in vocabulary():
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            of_one = found.setdefault(triple.subject.value, {})
            of_one.setdefault(triple.predicate.value, []).append(triple.object)
    return found


def _of(said: Mapping[str, Said], kind: str) -> Iterator[str]:
    """The terms of ours that are of a class."""
    for iri, told in said.items():
        if iri.startswith(GD) and any(one.value == kind for one in told.get(v.RDF_TYPE.value, ())):
            yield iri


def _terms(iris: Iterable[str], said: Mapping[str, Said], language: str) -> tuple[Term, ...]:
    found = [_term(iri, said, language) for iri in iris]
    return tuple(sorted(found, key=lambda term: (term.label.text.casefold(), term.iri)))


def _term(iri: str, said: Mapping[str, Said], language: str) -> Term:
    told = said[iri]
    named = ((name, [*_links(told, properties, said, language)]) for name, properties in RELATIONS.items())
    return Term(
        iri=iri,
        anchor=iri.removeprefix(GD),
        label=_worded(told, LABELS, language) or Worded(iri.removeprefix(GD), ""),
        words=_worded(told, WORDS, language),
        relations={name: links for name, links in named if links},
        concepts=_terms(_members().get(iri, ()), said, language),
    )


@lru_cache(maxsize=1)
def _members() -> Mapping[str, Sequence[str]]:
    """The concepts of each scheme."""
    found: dict[str, list[str]] = {}
    for iri, told in _said().items():
        for scheme in told.get(v.SKOS_IN_SCHEME.value, ()):
            found.setdefault(scheme.value, []).append(iri)
    return found


def _links(told: Said, properties: Iterable[str], said: Mapping[str, Said], language: str) -> Iterator[Link]:
    for one in (one for name in properties for one in told.get(name, ())):
        known = _worded(said.get(one.value, {}), LABELS, language) if one.value.startswith(GD) else None
        yield Link(known.text, f"#{one.value.removeprefix(GD)}", ours=True) if known else _elsewhere(one.value)


def _elsewhere(iri: str) -> Link:
    spaces = prefixes(Iris(DEFAULT_BASE)).items()
    found = max(((space, name) for name, space in spaces if iri.startswith(space)), default=("", ""))
    return Link(f"{found[1]}:{iri.removeprefix(found[0])}" if found[0] else iri, iri, ours=False)


def _worded(told: Said, properties: Iterable[str], language: str) -> Worded | None:
    texts = [one for name in properties for one in told.get(name, ()) if isinstance(one, Literal)]
    by_language = {text.language or "": text.value for text in reversed(texts)}
    for tongue in (language, "en", *by_language):
        if tongue in by_language:
            return Worded(by_language[tongue], tongue)
    return None


def _first(told: Said, name: str) -> str:
    return next((one.value for one in told.get(name, ())), "")
