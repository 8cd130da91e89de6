"""In what engines differ, as far as it matters to us."""

from collections.abc import Mapping
from dataclasses import dataclass

from genoderm.graph.store_settings import Kind


@dataclass(frozen=True, slots=True)
class Dialect:
    """An engine's ways."""

    atomic: bool  # an update request is one transaction, and a query sees all of it or nothing
    digest: bool = False  # HTTP Digest (RFC 7616) rather than Basic
    piece: int = 1 << 20  # lines that it takes in one request
    loading: Mapping[str, str] | None = None  # parameters that make it load quicker what nobody sees yet
    describe: str = ""  # what stands before a DESCRIBE, so that it tells of a thing what others do
    as_written: bool = True  # literals come back as they went in, so that graphs can be told by checksum


DIALECTS: Mapping[Kind, Dialect] = {
    # an update request is one transaction, queries see a snapshot (oxigraph 0.5, oxigraph::store)
    "oxigraph": Dialect(atomic=True, loading={"no_transaction": "", "lenient": ""}),
    # TDB2 and the store in memory: many readers, one writer, snapshots (Jena, "TDB2 - Transactions")
    "fuseki": Dialect(atomic=True),
    # each operation commits row by row, and queries read what is there (Virtuoso, "SPARQL and transactions")
    "virtuoso": Dialect(
        atomic=False,
        digest=True,
        piece=20_000,
        describe='define sql:describe-mode "CBD" ',
        as_written=False,
    ),
    "sparql": Dialect(atomic=False),
}
