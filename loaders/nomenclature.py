"""Whose names count, where several sources name the same diseases in one language.

A disease has one preferred name in a language. Orphanet's packets give the English ones; without them, and in other
languages, the nomenclature (product 1) does; without that, the newest classification. The other files of a plan are
read for what else they hold, since a name of an older file would stand beside the name of today. Where there are
packets they also say which codes stand: see orphanet_retired.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from genoderm.loaders import orphanet_packets, orphanet_xml_classification, orphanet_xml_disorders
from genoderm.loaders.recognise import Found
from genoderm.loaders.source import Edition

ELSEWHERE = {"names": "elsewhere"}
PACKETS, NOMENCLATURE, CLASSIFICATION, OTHER = 4, 3, 2, 1
Rank = tuple[int, str]  # what names in a language are worth: the kind of source, then its version


def with_one_nomenclature(found: Sequence[Found]) -> list[Found]:
    """The same editions, those told whose names another edition of the plan gives better, or which codes stand."""
    best: dict[str, Rank] = {}
    for known in found:
        language = known.edition.language
        best[language] = max(best.get(language, (0, "")), _rank(known))
    packets = [known.edition for known in found if _rank(known)[0] == PACKETS and known.edition.role == "current"]
    beside = tuple(edition.path for edition in packets[:1])
    return [Found(_told(known, best, beside), known.loader) for known in found]


def _told(known: Found, best: Mapping[str, Rank], packets: tuple[Path, ...]) -> Edition:
    edition, rank = known.edition, _rank(known)
    if rank[0] and rank != best[edition.language]:
        edition = replace(edition, details={**edition.details, **ELSEWHERE})
    return replace(edition, beside=packets) if 0 < rank[0] < NOMENCLATURE else edition


def _rank(known: Found) -> Rank:
    match known.loader.source.name:
        case orphanet_packets.SOURCE.name:
            return PACKETS, ""
        case orphanet_xml_disorders.SOURCE.name:
            complete = known.edition.details["product"] == "nomenclature"
            return NOMENCLATURE if complete else OTHER, known.edition.version
        case orphanet_xml_classification.SOURCE.name | orphanet_xml_classification.NAMES.name:
            return CLASSIFICATION, known.edition.version
    return 0, ""
