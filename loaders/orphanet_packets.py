"""Orphanet's packets: one JSON file an entity, in a folder, a zip or a tar; https://www.orphadata.com/orphapackets/.

The JSON was made from XML, so one entry and several have different shapes: `entries` irons them out. Definitions
(TextSection) are prose and are never read. Names are English.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pyoxigraph import Triple

from genoderm.loaders.disease import DiseaseRecord, Name
from genoderm.loaders.disease_triples import facts, mappings
from genoderm.loaders.opening import Member, members
from genoderm.loaders.orphanet_history import history, history_triples
from genoderm.loaders.orphanet_packet_parts import Entry, Json, Parts
from genoderm.loaders.orphanet_source import orphanet
from genoderm.loaders.orphanet_values import Flaw, digits, name, rank
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader, Sample
from genoderm.ontology.errors import HostileFile
from genoderm.ontology.orphanet_concepts import is_concept

SOURCE = orphanet("orphanet-packets", "Orphanet packets", "https://www.orphadata.com/orphapackets/")
LARGEST = 8 << 20  # bytes; the largest packet has 0.2 MB
CREATED = re.compile(rb'"creationDate": *"(\d{4}-\d\d-\d\d)')
TYPE_PURL = re.compile(r"http://www\.orpha\.net/ORDO/Orphanet_(\d+)")


def recognise(sample: Sample) -> Edition | None:
    """An edition if the first member is a packet; its version is the day of its creation."""
    created = CREATED.search(sample.head)
    if b'"Orphapacket"' not in sample.head[:200] or not created:
        return None
    return Edition(SOURCE, sample.path, SOURCE.name, created[1].decode(), "en")


def records(edition: Edition, report: Report) -> Iterator[DiseaseRecord]:
    """The entities of an edition, as they come in the archive."""
    for member in members(edition.path):
        if PurePosixPath(member.name).suffix.lower() != ".json":
            report.set_aside("not a JSON file")
            continue
        try:
            record = _packet(_parsed(member), PurePosixPath(member.name).name, edition.version, report)
        except Flaw as flaw:
            report.quarantine(member.name, flaw.what, flaw.found, flaw.expected)
            continue
        yield record


def codes(path: Path) -> frozenset[str]:
    """The ORPHA codes of an edition; what is wrong with a packet is told where the packets are loaded."""
    return _codes(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)  # every older file of a build asks for them
def _codes(path: Path, _changed: int) -> frozenset[str]:
    found = set()
    for member in members(path):
        with suppress(Flaw):
            found.add(digits("ORPHAcode", _parsed(member).get("ORPHAcode")))
    return frozenset(found)


def _parsed(member: Member) -> Entry:
    try:
        packet = json.loads(_bytes(member))
    except (ValueError, RecursionError) as error:
        raise Flaw("packet", error, "one JSON object") from error
    inner = packet.get("Orphapacket") if isinstance(packet, dict) else None
    if not isinstance(inner, dict):
        raise Flaw("packet", packet, "an object with the key Orphapacket")
    return inner


def _bytes(member: Member) -> bytes:
    data = member.stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise HostileFile(f"{member.name} is longer than {LARGEST:,} bytes")
    return data


def _packet(packet: Entry, file: str, version: str, report: Report) -> DiseaseRecord:
    orpha = digits("ORPHAcode", packet.get("ORPHAcode"))
    kind = _type(packet.get("DisorderType"))
    label = Name(name("Label", packet.get("Label")), "en")
    parts = Parts(packet, f"{file}, ORPHA:{orpha}", report)
    return DiseaseRecord(
        orpha=orpha,
        rank=rank(kind),
        type=kind,
        names=(label,),
        synonyms=parts.synonyms(),
        parents=parts.parents(),
        inheritance=parts.concepts("TypeOfInheritances", "TypeOfInheritance", "inheritance"),
        onset=parts.concepts("AverageAgeOfOnsets", "AverageAgeOfOnset", "onset"),
        mappings=parts.mappings(),
        genes=parts.genes(),
        phenotypes=parts.phenotypes(),
        prevalences=parts.prevalences(),
        version=version,
    )


def _type(value: Json) -> str:
    purl = value.get("PURL") if isinstance(value, dict) else value
    found = TYPE_PURL.fullmatch(purl) if isinstance(purl, str) else None
    if not found or not is_concept("disorder-type", found[1]):
        raise Flaw(
            "DisorderType.PURL", purl, "one of Orphanet's types, such as http://www.orpha.net/ORDO/Orphanet_377788"
        )
    return found[1]


def changes(former: Edition, current: Edition, context: Context) -> Iterable[Triple]:
    """What vanished and what was renamed between two editions."""
    before, after = (records(edition, Report(edition.path.name)) for edition in (former, current))
    return history_triples(history(before, after), context)


LOADER = Loader(
    source=SOURCE,
    recognise=recognise,
    records=records,
    graphs={"": facts, "-mappings": mappings(SOURCE.name)},
    takes_folders=True,
    changes=changes,
)
