"""Whose names count, where several sources name the same diseases in one language.

A disease has one preferred name in a language. Orphanet's packets give the English ones; without them, and in other
languages, the nomenclature (product 1) does; without that, the newest classification. The other files of a plan are
read for what else they hold, since a name of an older file would stand beside the name of today.
"""

from collections.abc import Sequence
from dataclasses import replace

from genoderm.loaders import orphanet_packets, orphanet_xml_classification, orphanet_xml_disorders
from genoderm.loaders.recognise import Found

ELSEWHERE = {"names": "elsewhere"}
Rank = tuple[int, str]  # what names in a language are worth: the kind of source, then its version


def with_one_nomenclature(found: Sequence[Found]) -> list[Found]:
    """The same editions, those told whose names another edition of the plan gives better."""
    best: dict[str, Rank] = {}
    for known in found:
        language = known.edition.language
        best[language] = max(best.get(language, (0, "")), _rank(known))
    return [known if _names_count(known, best) else _without_names(known) for known in found]


def _names_count(known: Found, best: dict[str, Rank]) -> bool:
    rank = _rank(known)
    return rank[0] == 0 or rank == best[known.edition.language]


def _without_names(known: Found) -> Found:
    edition = replace(known.edition, details={**known.edition.details, **ELSEWHERE})
    return Found(edition, known.loader)


def _rank(known: Found) -> Rank:
    match known.loader.source.name:
        case orphanet_packets.SOURCE.name:
            return 4, ""
        case orphanet_xml_disorders.SOURCE.name:
            return (3 if known.edition.details["product"] == "nomenclature" else 1), known.edition.version
        case orphanet_xml_classification.SOURCE.name | orphanet_xml_classification.NAMES.name:
            return 2, known.edition.version
    return 0, ""
