"""The answers of the resolver as models: with names, addresses, and sentences that tell how precise a mapping is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from genoderm.api.addresses import address
from genoderm.api.mappings.sources import MappingSource, mapping_source
from genoderm.api.resolving.diseases import Disease, standing, successors
from genoderm.api.resolving.models import (
    DiseaseTold,
    MappingSourceTold,
    MappingTold,
    ReadingTold,
    Resolution,
    Status,
    Successor,
)
from genoderm.api.resolving.precision import CURIES, in_words
from genoderm.api.resolving.resolution import Meaning, Resolved, Some
from genoderm.api.resolving.statements import Statement
from genoderm.graph.manifest import Manifest
from genoderm.ontology.code_systems import CODE_SYSTEMS
from genoderm.ontology.terms import Iris


@dataclass(slots=True)
class Teller:
    """Tells what was resolved, to a client who knows this server by `base`; `sources` are those told of so far."""

    manifest: Manifest
    base: str
    language: str
    sources: dict[str, MappingSource] = field(default_factory=dict)

    def items(self, some: Some) -> Iterator[Resolution]:
        """Each code with what it means."""
        for item in some.items:
            yield self._item(item, some.diseases)

    def told_sources(self) -> dict[str, MappingSourceTold]:
        """The sources by name."""
        return {name: _source(self.sources[name]) for name in sorted(self.sources)}

    def _item(self, item: Resolved, diseases: Mapping[str, Disease]) -> Resolution:
        readings = tuple(self._reading(meaning, diseases) for meaning in item.meanings)
        return Resolution(
            asked=item.asked,
            status=_status(readings),
            ambiguous=sum(bool(reading.diseases or reading.left_out) for reading in readings) > 1,
            readings=readings,
            tried=item.tried,
            near=item.near,
        )

    def _reading(self, meaning: Meaning, diseases: Mapping[str, Disease]) -> ReadingTold:
        by_disease: dict[str, list[Statement]] = {}
        for statement in meaning.statements:
            by_disease.setdefault(statement.disease, []).append(statement)
        told = (self._disease(meaning.code, iri, found, diseases) for iri, found in by_disease.items())
        return ReadingTold(
            system=meaning.system,
            system_name=CODE_SYSTEMS[meaning.system].title,
            code=meaning.code,
            iri=meaning.iri,
            deprecated=meaning.deprecated,
            left_out=meaning.left_out,
            diseases=tuple(told),
        )

    def _disease(
        self, code: str, iri: str, statements: list[Statement], diseases: Mapping[str, Disease]
    ) -> DiseaseTold:
        disease = diseases.get(iri) or Disease(iri)
        mappings = tuple(self._mapping(code, disease, statement) for statement in statements)
        return DiseaseTold(
            **self._successor(disease).model_dump(),
            last_version=disease.last_version or None,
            gone_by=self._gone_by(disease),
            replaced_by=tuple(self._successor(one) for one in successors(disease, diseases)),
            now=tuple(self._successor(one) for one in standing(disease, diseases)),
            mappings=mappings,
        )

    def _successor(self, disease: Disease) -> Successor:
        name, language = disease.name(self.language)
        return Successor(
            iri=disease.iri,
            id=disease.id,
            code=disease.code,
            name=name,
            name_language=language if language != self.language else None,
            href=f"{self.base}{address(disease.iri, Iris(self.manifest.base))}",
            status="retired" if disease.retired_by else "current",
        )

    def _gone_by(self, disease: Disease) -> str | None:
        """The version of the graph that says that the code is retired."""
        told = (graph.versions for graph in self.manifest.graphs if graph.iri == disease.retired_by)
        return max(next(told, ()), default=None)

    def _mapping(self, code: str, disease: Disease, statement: Statement) -> MappingTold:
        if statement.source and statement.source not in self.sources:
            self.sources[statement.source] = mapping_source(statement.source, self.manifest)
        return MappingTold(
            precision=statement.precision,
            means=in_words(statement.precision, code, disease.code, self.language),
            predicate=CURIES.get(statement.precision),
            source=statement.source or None,
            through=statement.through,
        )


def _status(readings: tuple[ReadingTold, ...]) -> Status:
    if not readings:
        return "unknown"
    standing = {disease.status for reading in readings for disease in reading.diseases}
    if "current" in standing:
        return "found"
    return "retired" if standing else "unmapped"


def _source(source: MappingSource) -> MappingSourceTold:
    return MappingSourceTold(
        title=source.title,
        publisher=source.publisher,
        version=source.version or None,
        licence=source.licence or None,
        homepage=source.homepage or None,
    )
