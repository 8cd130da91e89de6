"""The sections of a packet, each with its shapes ironed out and its values checked, one bad entry at a time."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from genoderm.loaders.disease import CodeMapping, GeneLink, Name, PhenotypeLink, PrevalenceRecord
from genoderm.loaders.orphanet_codes import code_of
from genoderm.loaders.orphanet_values import Flaw, concept, digits, kept, matched, mean, name, pubmed, relation
from genoderm.loaders.report import Report

Json = object  # what json.loads gives, before it is looked at
Entry = dict[str, Json]
Value = TypeVar("Value")

HP = re.compile(r"HP:\d{7}")


def entries(value: Json, key: str) -> Iterator[Entry]:
    """The entries under a key, whichever shape they have; none for a missing value and for "no data".

    `[{key: {…}}, {key: {…}}]`, `{key: [{…}]}`, `[{key: [{…}]}]` and `[{…}]` give the inner objects; `[{key: "text"}]`
    gives its objects as they are.
    """
    match value:
        case None | "no data":
            return
        case list():
            for item in value:
                yield from entries(item, key)
        case dict() if key in value and not isinstance(value[key], str):
            yield from entries(value[key], key)
        case dict():
            yield value
        case _:
            raise Flaw(key, value, "an object, a list of them, or nothing")


@dataclass(frozen=True, slots=True)
class Parts:
    """One packet, the place to name in a fault, and the report that faults go to."""

    packet: Entry
    where: str
    report: Report

    def synonyms(self) -> tuple[Name, ...]:
        """English synonyms, each once."""
        return _each_once(Name(text, "en") for text in self._built("Synonyms", "Synonym", _synonym))

    def parents(self) -> tuple[str, ...]:
        """The parents in all classifications together, each once."""
        return _each_once(self._built("Parents", "Parent", _parent))

    def concepts(self, section: str, key: str, scheme: str) -> tuple[str, ...]:
        """The slugs of a section of bare values, without "No data available"."""
        found = self._built(section, key, lambda entry: concept(f"{key}.value", scheme, entry.get("value")))
        return _each_once(slug for slug in found if slug)

    def mappings(self) -> tuple[CodeMapping, ...]:
        """The codes of other systems."""
        return self._built("ExternalReferences", "ExternalReference", _mapping)

    def genes(self) -> tuple[GeneLink, ...]:
        """The associated genes."""
        return self._built("Genes", "Gene", _gene)

    def phenotypes(self) -> tuple[PhenotypeLink, ...]:
        """The phenotypes; 39 diseases have one of them twice, and so it is kept."""
        return self._built("Phenotypes", "Phenotype", _phenotype)

    def prevalences(self) -> tuple[PrevalenceRecord, ...]:
        """The prevalences, without those that say "no data" throughout."""
        found = self._built("Prevalences", "Prevalence", _prevalence)
        told = tuple(record for record in found if record.kind)
        if len(told) < len(found):
            self.report.note("prevalence without any data left out")
        return told

    def _built(self, section: str, key: str, build: Callable[[Entry], Value]) -> tuple[Value, ...]:
        found = kept(lambda: tuple(entries(self.packet.get(section), key)), self.where, self.report) or ()
        built = (kept(partial(build, entry), self.where, self.report) for entry in found)
        return tuple(value for value in built if value is not None)


def _each_once(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))


def _synonym(entry: Entry) -> str:
    return name("Synonym", entry.get("Synonym"))


def _parent(entry: Entry) -> str:
    return digits("Parent.ORPHAcode", entry.get("ORPHAcode"))


def _mapping(entry: Entry) -> CodeMapping:
    prefix, code = code_of("ExternalReference", entry.get("Source"), entry.get("Reference"))
    return CodeMapping(prefix, code, relation("DisorderMappingRelation", entry.get("DisorderMappingRelation")))


def _gene(entry: Entry) -> GeneLink:
    codes = _codes(entry)
    what = "DisorderGeneAssociationType"
    return GeneLink(
        symbol=name("Gene.Symbol", entry.get("Symbol")),
        name=name("Gene.Name", entry.get("Name")),
        association=concept(what, "association-type", entry.get(what)),
        hgnc=digits("Gene.HGNC", codes["HGNC"]) if "HGNC" in codes else "",
        omim=code_of("Gene", "OMIM", codes["OMIM"])[1] if "OMIM" in codes else "",
    )


def _codes(gene: Entry) -> dict[Json, str]:
    """A gene's codes by their systems; in 2025-06 some have a system and no code."""
    found = {code.get("Source"): code.get("Reference") for code in entries(gene.get("ExternalReferences"), "")}
    return {system: code for system, code in found.items() if isinstance(code, str)}


def _phenotype(entry: Entry) -> PhenotypeLink:
    hpo = matched("HPOId", entry.get("HPOId"), HP, "an HPO id such as 'HP:0000670'")
    frequency = concept("HPOFrequency", "frequency", entry.get("HPOFrequency"))
    return PhenotypeLink(hpo.removeprefix("HP:"), name("HPOTerm", entry.get("HPOTerm")), frequency)


def _prevalence(entry: Entry) -> PrevalenceRecord:
    area = name("PrevalenceGeographic", entry.get("PrevalenceGeographic"))
    return PrevalenceRecord(
        kind=concept("PrevalenceType", "prevalence-type", entry.get("PrevalenceType")),
        qualification=concept(
            "PrevalenceQualification", "prevalence-qualification", entry.get("PrevalenceQualification")
        ),
        prevalence_class=concept("PrevalenceClass", "prevalence-class", entry.get("PrevalenceClass")),
        mean=mean(entry.get("ValMoy")),
        area="" if area == "no data" else area,
        validation="",
        references=pubmed(entry.get("Source")),
    )
