"""Whose names count, and which codes stand, where several of Orphanet's files are loaded together."""

from pathlib import Path

from genoderm.loaders import orphanet_packets, orphanet_xml_classification, orphanet_xml_disorders, ror
from genoderm.loaders.nomenclature import with_one_nomenclature
from genoderm.loaders.recognise import Found
from genoderm.loaders.source import Edition

PACKETS = Path("packets.tar.xz")


def packets(role: str = "current") -> Found:
    edition = Edition(orphanet_packets.SOURCE, PACKETS, "orphanet-packets", "2025-12-09", "en", role)
    return Found(edition, orphanet_packets.LOADER)


def names(language: str, version: str) -> Found:
    source = orphanet_xml_classification.NAMES
    edition = Edition(source, Path(f"{version}.xml"), f"orphanet-names-{language}", version, language)
    return Found(edition, orphanet_xml_classification.NAMES_LOADER)


def product(name: str, language: str = "en") -> Found:
    details = {"product": name}
    edition = Edition(
        orphanet_xml_disorders.SOURCE, Path(f"{name}.xml"), f"orphanet-{name}", "2024-12-03", language, details=details
    )
    return Found(edition, orphanet_xml_disorders.LOADER)


def naming(*found: Found) -> list[str]:
    """The files whose names count."""
    told = with_one_nomenclature(found)
    return [known.edition.path.name for known in told if "names" not in known.edition.details]


def test_packets_give_the_english_names_and_the_newest_classification_those_of_another_language() -> None:
    found = (packets(), product("nomenclature"), product("genes"), names("fr", "2019"), names("fr", "2025"))
    assert naming(*found) == ["packets.tar.xz", "2025.xml"]


def test_the_nomenclature_gives_the_names_of_a_language_that_packets_do_not_have() -> None:
    assert naming(packets(), product("nomenclature", "fr"), names("fr", "2025")) == [
        "packets.tar.xz",
        "nomenclature.xml",
    ]


def test_without_packets_or_nomenclature_the_other_products_name_their_diseases_themselves() -> None:
    assert naming(product("genes")) == ["genes.xml"]


def test_the_packets_of_today_tell_every_other_file_which_codes_stand() -> None:
    elsewhere = Found(Edition(ror.SOURCE, Path("ror.json"), "ror", ""), ror.LOADER)
    found = (packets("former"), packets(), product("genes"), product("nomenclature"), names("fr", "2025"), elsewhere)
    beside = {known.edition.path.name: known.edition.beside for known in with_one_nomenclature(found)}
    assert beside == {
        "packets.tar.xz": (),
        "genes.xml": (PACKETS,),
        "nomenclature.xml": (),  # it tells itself which codes are obsolete, and what replaced them
        "2025.xml": (PACKETS,),
        "ror.json": (),
    }
    assert not any(known.edition.beside for known in with_one_nomenclature([packets("former"), product("genes")]))
