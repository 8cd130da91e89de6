"""ICD-11's foundation ids with the codes that its linearisation for mortality and morbidity statistics gives them.

MONDO matches diseases to foundation ids; hospitals code with MMS. The set has no header, and says no version.
"""

from collections.abc import Iterator

from pyoxigraph import Triple

from genoderm.loaders.code_nodes import code_triples
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader, Sample, Source
from genoderm.loaders.sssom import COLUMNS, SssomMapping, header, mappings
from genoderm.ontology.terms import PREFIXES, code_iri
from genoderm.ontology.vocabularies import SKOS

SOURCE = Source(
    name="icd11",
    title="ICD-11: foundation ids and MMS codes",
    publisher="World Health Organization; mapping set by the Monarch Initiative",
    homepage="https://icd.who.int",
    licence="https://creativecommons.org/licenses/by-nd/3.0/igo/",
    attribution="ICD-11, World Health Organization, https://icd.who.int (CC BY-ND 3.0 IGO); codes only, no wording",
)
FOUNDATION, MMS = "icd11.foundation", "icd11.code"
# The file calls the foundation "icd11"; both prefixes are Bioregistry's.
CURIE_MAP = {"icd11": PREFIXES[FOUNDATION], MMS: PREFIXES[MMS], "skos": SKOS}


def recognise(sample: Sample) -> Edition | None:
    """A mapping set whose first row leads from a foundation id to an MMS code."""
    text = sample.head.decode("utf-8", "replace").splitlines()
    table = [line for line in text if not line.startswith("#")][:2]
    if len(table) < 2 or not set(COLUMNS) <= set(table[0].split("\t")):
        return None
    if not table[1].startswith(("icd11:", f"{FOUNDATION}:")) or f"\t{MMS}:" not in table[1]:
        return None
    return Edition(SOURCE, sample.path, "icd11", header(text).version)


def records(edition: Edition, report: Report) -> Iterator[SssomMapping]:
    """The pairs of foundation id and code."""
    for mapping in mappings(edition.path, report, CURIE_MAP):
        if (mapping.subject.prefix, mapping.object.prefix) == (FOUNDATION, MMS):
            yield mapping
        else:
            report.set_aside("not from a foundation id to an MMS code")


def facts(mapping: SssomMapping, _: Context) -> Iterator[Triple]:
    """The two nodes and the match between them."""
    yield from code_triples(mapping.subject.prefix, mapping.subject.code)
    yield from code_triples(mapping.object.prefix, mapping.object.code)
    yield Triple(
        code_iri(mapping.subject.prefix, mapping.subject.code),
        mapping.predicate,
        code_iri(mapping.object.prefix, mapping.object.code),
    )


LOADER = Loader(SOURCE, recognise, records, {"": facts})
