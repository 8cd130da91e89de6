"""An answer as it comes: unpacked within bounds, told by its first bytes whatever its media type says, read as rows."""

import re
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from genoderm.ontology.errors import shown
from genoderm.sparql.federation.peers.errors import AnswerCut, AnswerLimited, EndpointFailed, Name, TooMuch
from genoderm.sparql.federation.peers.terms import cell

Row = tuple[str, ...]  # terms as they can stand in VALUES


class Unpacker(Protocol):
    """What zlib has for it, which has no name there."""

    @property
    def eof(self) -> bool:
        """Whether the end has been read."""

    @property
    def unconsumed_tail(self) -> bytes:
        """What is left for the next call."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """So many bytes at most."""


PIECE = 1 << 16  # bytes unpacked at once
GZIP = 32 + zlib.MAX_WBITS  # of gzip and of zlib, whichever it is
XML_END = re.compile(rb"</(?:[\w.-]+:)?sparql\s*>\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL)
HTML = re.compile(rb"<(!doctype\s+html|html)\b", re.IGNORECASE)
TABLE = re.compile(rb"\?\w+[^\r\n]*")
LOOKED_AT = 400  # bytes
DEEP = 200  # levels
DISGUISED = re.compile(rb"\\u00[67]", re.IGNORECASE)  # a letter that needs no escape
BRACKETS = {  # strings are passed over, since there may be brackets in them
    QueryResultsFormat.JSON: re.compile(rb'"(?:[^"\\]++|\\.)*+"|\{|\}', re.DOTALL),
    QueryResultsFormat.XML: re.compile(rb"</?(?:[\w.-]+:)?triple[\s>]"),
}
HEADER = re.compile(rb"[\w ]+(,[\w ]+)*\r?\n")


@dataclass(frozen=True, slots=True)
class Rows:
    """What came: a row for each solution, one term for each of these variables; how many blank nodes it named."""

    names: tuple[str, ...]
    rows: list[Row]
    blank: int = 0


async def unpacked(pieces: AsyncIterator[bytes], encoding: str, most: int, endpoint: Name) -> bytes:
    """The body; AnswerLimited beyond so many bytes, of which never more than a piece too many is held.

    What comes after the end of something compressed is not waited for.
    """
    packed = _packed(encoding, endpoint)
    body = bytearray()
    async for piece in pieces:
        for part in _unpacked(piece, packed, endpoint):
            body += part
            if len(body) > most:
                raise AnswerLimited(endpoint, f"sends more than {most:,} bytes, which is all that may be fetched")
        if packed is not None and packed.eof:
            break
    if packed is not None and body and not packed.eof:
        raise AnswerCut(endpoint, "broke off in the middle of its compressed answer")
    return bytes(body)


def _packed(encoding: str, endpoint: Name) -> Unpacker | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip" | "deflate":
            return zlib.decompressobj(GZIP)
    raise EndpointFailed(endpoint, f"compresses its answer as {shown(encoding)}, which it was not asked for")


def _unpacked(piece: bytes, packed: Unpacker | None, endpoint: Name) -> Iterator[bytes]:
    if packed is None:
        yield piece
    else:
        yield from _inflated(piece, packed, endpoint)


def _inflated(piece: bytes, packed: Unpacker, endpoint: Name) -> Iterator[bytes]:
    left = piece
    try:
        while True:
            part = packed.decompress(left, PIECE)
            yield part
            left = packed.unconsumed_tail
            if not left and len(part) < PIECE:
                return
    except zlib.error as fault:
        raise EndpointFailed(endpoint, f"sends what cannot be unpacked: {fault}") from fault


def read_rows(body: bytes, endpoint: Name, node: Callable[[str], str], most: int) -> Rows:
    """The rows of a SELECT; AnswerCut if the document is not whole, EndpointFailed if it is none, TooMuch."""
    format_ = sniffed(body, endpoint)
    _refuse_deep(body, format_, endpoint)
    if format_ is QueryResultsFormat.XML and not XML_END.search(body[-(1 << 12) :]):
        raise AnswerCut(endpoint, "broke off in the middle of its answer: the XML document has no end")
    named: set[str] = set()

    def noted(label: str) -> str:
        named.add(label)
        return node(label)

    try:
        found = parse_query_results(body, format=format_)
        if not isinstance(found, QuerySolutions):
            raise EndpointFailed(endpoint, "answers yes or no to a SELECT")
        names = tuple(variable.value for variable in found.variables)
        rows = [tuple(cell(term, noted) for term in row) for row in islice(found, most + 1)]
    except (SyntaxError, ValueError) as fault:
        if "end of file" in str(fault) or "before end" in str(fault):
            raise AnswerCut(endpoint, f"broke off in the middle of its answer: {fault}") from fault
        raise EndpointFailed(endpoint, f"sends what is no result of a SELECT: {fault}") from fault
    if len(rows) > most:
        raise TooMuch(endpoint, f"sends more rows than may be fetched, which are {most:,} by now")
    return Rows(names, rows, len(named))


def _refuse_deep(body: bytes, format_: QueryResultsFormat, endpoint: Name) -> None:
    """The engine's readers of JSON and XML call themselves for each triple term in another, to their end."""
    if format_ not in BRACKETS or (body.count(b"triple") <= DEEP and not DISGUISED.search(body)):
        return
    depth = 0
    for found in BRACKETS[format_].finditer(body):
        bracket = found[0]
        depth += 0 if bracket[:1] == b'"' else -1 if bracket == b"}" or bracket[:2] == b"</" else 1
        if depth > DEEP:
            raise EndpointFailed(endpoint, "sends triple terms within each other, deeper than anyone reads")


def sniffed(body: bytes, endpoint: Name) -> QueryResultsFormat:
    """The format that the first bytes tell."""
    start = body[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return QueryResultsFormat.JSON
    if HTML.match(start):
        raise EndpointFailed(endpoint, "answers with a page (HTML), expected SPARQL results")
    if start.startswith(b"<"):
        return QueryResultsFormat.XML
    if TABLE.match(start):
        return QueryResultsFormat.TSV
    if HEADER.match(start):
        raise EndpointFailed(endpoint, "answers with CSV, which does not tell IRIs from texts; expected JSON or XML")
    raise EndpointFailed(endpoint, f"sends no SPARQL results; they begin with {start[:40]!r}")
