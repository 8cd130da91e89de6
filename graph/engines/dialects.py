"""In what engines differ, as far as it matters to us."""

from collections.abc import Mapping
from dataclasses import dataclass

from genoderm.graph.store_settings import Kind
from genoderm.ontology.terms import stored
from genoderm.ontology.vocabularies import GEO_WKT_LITERAL, XSD

JSON, N_TRIPLES = f'"{XSD}boolean", "value": "%s"', f'"%s"^^<{XSD}boolean>'
BOOLEANS = {  # Virtuoso has numbers for them
    (form % number).encode(): (form % word).encode()
    for form in (JSON, N_TRIPLES)
    for number, word in (("1", "true"), ("0", "false"))
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """An engine's ways."""

    atomic: bool  # an update request is one transaction, and a query sees all of it or nothing
    digest: bool = False  # HTTP Digest (RFC 7616) rather than Basic
    piece: int = 1 << 20  # lines that it takes in one request
    loading: Mapping[str, str] | None = None  # parameters that make it load quicker what nobody sees yet
    describe: str = ""  # what stands before a DESCRIBE, so that it tells of a thing what others do
    stand_ins: Mapping[str, str] | None = None  # datatypes that it would change the values of, and what it gets instead
    blames: str = r"(?!)"  # what is in its words where the query is at fault, whatever its status
    mended: Mapping[bytes, bytes] | None = None  # what it writes into answers, and what was meant

    def sent(self, lines: bytes) -> bytes:
        """Triples as it gets them."""
        for datatype, instead in (self.stand_ins or {}).items():
            lines = lines.replace(f"^^<{datatype}> .\n".encode(), f"^^<{instead}> .\n".encode())
        return lines

    def meant(self, lines: bytes) -> bytes:
        """What it answers as it was meant."""
        for written, meant in (self.mended or {}).items():
            lines = lines.replace(written, meant)
        for datatype, instead in (self.stand_ins or {}).items():
            lines = lines.replace(instead.encode(), datatype.encode())
        return lines


DIALECTS: Mapping[Kind, Dialect] = {
    # an update request is one transaction, queries see a snapshot (oxigraph 0.5, oxigraph::store)
    "oxigraph": Dialect(
        atomic=True, loading={"no_transaction": "", "lenient": ""}, blames="custom function .* is not supported"
    ),
    # TDB2 and the store in memory: many readers, one writer, snapshots (Jena, "TDB2 - Transactions")
    "fuseki": Dialect(atomic=True),
    # each operation commits row by row, and queries read what is there (Virtuoso, "SPARQL and transactions")
    "virtuoso": Dialect(
        atomic=False,
        digest=True,
        piece=20_000,
        describe='define sql:describe-mode "CBD" ',
        stand_ins={
            GEO_WKT_LITERAL.value: stored("wktLiteral").value
        },  # a point would come back rounded, as another type
        blames=r"Virtuoso (22|37|42)\d{3} Error",  # the classes of SQLSTATE for data, syntax and access
        mended=BOOLEANS,
    ),
    "sparql": Dialect(atomic=False),
}
