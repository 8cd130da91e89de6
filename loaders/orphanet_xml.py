"""Orphanet's XML products as a stream: no entities, no DTD, no network, and one element in memory at a time.

The schemas differ over the years: `OrphaNumber` became `OrphaCode`, `date` was `ExtractionDate` for a while, and both
UTF-8 and ISO-8859-1 are declared. What a file is, is told by its first 64 kB.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from genoderm.loaders.opening import members
from genoderm.loaders.orphanet_values import Flaw, digits
from genoderm.loaders.report import Report
from genoderm.loaders.source import Edition, Sample
from genoderm.ontology.errors import BadInput, HostileFile

Element = etree._Element  # noqa: SLF001  lxml's name for the type that its stubs give

ENTITY = "Disorder"  # every product tells of an entity inside an element of this name
SMALLEST = 10_000  # bytes; the smallest product has 100 kB, and Orphanet's samples of its schema are below 7 kB
LARGEST = 16 << 20  # bytes of one entity; Orphanet's largest has 0.2 MB
ROOT = re.compile(rb"<JDBOR\s[^>]*?\b(?:date|ExtractionDate)=\"(\d{4}-\d\d-\d\d)")
LANGUAGE = re.compile(rb"<Name lang=\"([a-z]{2})\"")
# what tells a product from the others, in the order to ask: gene products hold cross-references too, and so on
PRODUCTS = (
    ("classification", b"<ClassificationList"),
    ("phenotypes", b"<HPODisorderAssociationList"),
    ("genes", b"<DisorderGeneAssociationList"),
    ("prevalence", b"<PrevalenceList"),
    ("natural-history", b"<AverageAgeOfOnsetList"),
    ("nomenclature", b"<ExternalReferenceList"),
    ("linearisation", b"<DisorderDisorderAssociationList"),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the beginning of a product tells."""

    product: str  # of PRODUCTS
    date: str
    language: str


def heading(sample: Sample) -> Heading | None:
    """Which product this is, of which day, in which language; None if it is none of Orphanet's.

    BadInput for a sample of the schema: its facts are partly invented.
    """
    head = sample.head
    root = ROOT.search(head)
    language = LANGUAGE.search(head)
    product = next((name for name, mark in PRODUCTS if mark in head), None)
    if not root or not language or not product:
        return None
    if len(head) < SMALLEST:
        raise BadInput(
            f"{sample.path.name} has {len(head):,} bytes: a sample of the schema, not the product, which is larger "
            f"than {SMALLEST:,}"
        )
    return Heading(product, root[1].decode(), language[1].decode())


class Meter:
    """A stream that refuses to give one entity more bytes than any entity needs."""

    def __init__(self, inner: BinaryIO, name: str) -> None:
        self._inner = inner
        self._name = name
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; HostileFile for an element without end."""
        data = self._inner.read(size)
        self._read += len(data)
        if self._read > LARGEST:
            raise HostileFile(f"{self._name} has an element of more than {LARGEST:,} bytes")
        return data

    def next_entity(self) -> None:
        """The last entity is done with: start counting anew."""
        self._read = 0


def entities(edition: Edition, report: Report) -> Iterator[Element]:
    """The whole `Disorder` elements of a product, each good until the next is asked for.

    Where a file is cut or damaged, all whole elements before the place come first, then one fault is quarantined.
    HostileFile for a document type declaration.
    """
    for member in members(edition.path):
        meter = Meter(member.stream, member.name)
        try:
            for element in _parsed(meter, member.name):
                yield element
                meter.next_entity()
        except etree.XMLSyntaxError as error:
            expected = "well-formed XML to the end; what stands whole before this place is loaded"
            report.quarantine(f"{member.name}, line {error.lineno}", "XML", error.msg, expected)


def _parsed(meter: Meter, name: str) -> Iterator[Element]:
    context = etree.iterparse(
        meter,
        events=("end",),
        tag=ENTITY,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for number, (_, element) in enumerate(context):
        if number == 0 and element.getroottree().docinfo.internalDTD is not None:
            raise HostileFile(f"{name} declares a document type, which Orphanet's files never do")
        yield element
        _forget(element)


def _forget(element: Element) -> None:
    """Empty the element, and drop whatever stands finished before it and before what it is in."""
    element.clear()
    for one in (element, *element.iterancestors()):
        parent = one.getparent()
        while parent is not None and one.getprevious() is not None:
            del parent[0]


def orpha_code(element: Element) -> str:
    """The ORPHA code of an entity, under either of its names."""
    return digits("OrphaCode", text(element, "OrphaCode") or text(element, "OrphaNumber"))


def text(element: Element, path: str) -> str:
    """The text at a path below the element, "" if there is none."""
    return (element.findtext(path) or "").strip()


def place(element: Element) -> str:
    """Where an entity stands, for a fault."""
    try:
        return f"line {element.sourceline}, ORPHA:{orpha_code(element)}"
    except Flaw:
        return f"line {element.sourceline}"
