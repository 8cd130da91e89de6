"""What an answer holds, in a form that can be compared between servers: rows without order, terms as RDF has them.

Allowed differences: the order of rows (a query that orders has it checked by nobody here), the spelling of a number,
`typed-literal` for `literal` (as servers wrote it before SPARQL 1.1), a datatype that is xsd:string.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any

from pyoxigraph import RdfFormat, parse

from genoderm.ontology.vocabularies import XSD

NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")}
DIGEST = 8  # bytes


@dataclass(frozen=True, slots=True)
class Content:
    """How many rows of each digest an answer has, and one row of each by its digest for a difference to show."""

    rows: Counter[bytes]
    bytes: int

    @property
    def count(self) -> int:
        """How many rows, or triples."""
        return self.rows.total()

    @property
    def checksum(self) -> str:
        """The same for the same rows, whatever their order."""
        told = (digest + count.to_bytes(4, "big") for digest, count in sorted(self.rows.items()))
        return blake2b(b"".join(told), digest_size=DIGEST).hexdigest()

    def difference(self, other: "Content") -> str:
        """How this answer differs from another, in words; "" where it does not."""
        more, less = (self.rows - other.rows).total(), (other.rows - self.rows).total()
        told = [f"{more} rows more" if more else "", f"{less} rows less" if less else ""]
        return ", ".join(part for part in told if part)


def content(body: bytes, media_type: str) -> Content:
    """Read an answer in SPARQL JSON, or in N-Triples."""
    lines = _rows(body) if media_type.endswith("json") else _triples(body)
    return Content(Counter(blake2b(line.encode(), digest_size=DIGEST).digest() for line in lines), len(body))


def _triples(body: bytes) -> Iterator[str]:
    return (str(triple) for triple in {*parse(body, format=RdfFormat.N_TRIPLES)})


def _rows(body: bytes) -> Iterator[str]:
    for row in json.loads(body)["results"]["bindings"]:
        yield " ".join(f"{name}={_term(value)}" for name, value in sorted(row.items()))


def _term(value: dict[str, Any]) -> str:
    text = value["value"]
    if value["type"] in {"uri", "bnode"}:
        return f"<{text}>"
    datatype = value.get("datatype", f"{XSD}string")
    if datatype in NUMBERS:
        return f"number {_number(text)}"
    return f'"{text}"@{value["xml:lang"].lower()}' if "xml:lang" in value else f'"{text}"^^{datatype}'


def _number(text: str) -> str:
    try:
        return format(Decimal(text).normalize(), "f")
    except InvalidOperation:
        return text
