"""Is a release fit to be served? Shapes for what people write, and queries whose rows are faults for everything.

`violations/*-violation.rq` find errors, `violations/*-warning.rq` what is merely poor. A query's first comment is the
sentence that its rows mean; it selects ?focus, and ?value where there is one.
"""

from collections.abc import Iterator
from importlib.resources import files

from pyoxigraph import QuerySolutions, Store

from genoderm.graph.checksums import package_checksum
from genoderm.graph.findings import Finding
from genoderm.graph.progress import Watch
from genoderm.graph.slices import shape_findings
from genoderm.ontology import terms
from genoderm.ontology.files import SHAPES, ontology_file
from genoderm.ontology.vocabularies import GEO_GEOMETRY, VCARD_ADDRESS

# What people write in tables; diseases, genes, codes and annotations come by the hundred thousand from sources with
# schemas of their own, and the queries look at all of them at once.
WRITTEN = (
    terms.Hospital,
    terms.ResearchInstitute,
    terms.University,
    terms.Organisation,
    terms.Centre,
    terms.Authority,
    terms.Designation,
    terms.Expertise,
    terms.Membership,
    terms.Network,
    terms.ThematicGroup,
    terms.StatedSize,
    terms.Collaboration,
    terms.PatientAssociation,
    terms.Resource,
    terms.Equivalence,
    terms.Country,
    GEO_GEOMETRY,
    VCARD_ADDRESS,
)


def checks() -> Iterator[tuple[str, str, str]]:
    """The queries: (file name, severity, text)."""
    for file in sorted((files(__package__) / "violations").iterdir(), key=lambda file: file.name):
        stem, _, kind = file.name.removesuffix(".rq").rpartition("-")
        if stem and file.name.endswith(".rq"):
            yield file.name, {"violation": "error", "warning": "warning"}[kind], file.read_text("utf-8")


def validate(store: Store, watch: Watch) -> list[Finding]:
    """Everything that shapes and queries find in this store, sorted."""
    queries = list(checks())
    watch.stage("validating", len(queries) + 1)
    found = list(shape_findings(store, WRITTEN, ontology_file(SHAPES).read_text("utf-8")))
    watch.advance(1)
    for name, severity, query in queries:
        found += rows(store, name, severity, query)
        watch.advance(1)
    return sorted(set(found))


def rules() -> str:
    """The checksum of all that decides what validation finds."""
    return package_checksum("graph", "ontology")


def rows(store: Store, name: str, severity: str, query: str) -> Iterator[Finding]:
    """What one query finds in this store."""
    message = query.splitlines()[0].removeprefix("#").strip()
    solutions = store.query(query)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError(f"violations/{name} is no SELECT query")
    has_value = any(variable.value == "value" for variable in solutions.variables)
    for row in solutions:
        value = row["value"] if has_value else None
        yield Finding(name, severity, _text(row["focus"]), "", _text(value), message)


def _text(term: object) -> str:
    return "" if term is None else str(getattr(term, "value", term))
