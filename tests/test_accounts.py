"""Nothing is lost unseen: what a build reads of each real file is what somebody else counts in it."""

import csv
import json
import lzma
import re
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

from genoderm.graph.home import Home
from genoderm.graph.manifest import read_manifest
from genoderm.graph.settings import Settings
from genoderm.graph.sources import Sources, sources

pytestmark = pytest.mark.slow


def text(path: Path) -> str:
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    return data.decode("latin-1")


def written_lines(path: Path) -> list[str]:
    return [line for line in text(path).split("\n") if line]


def rows(path: Path) -> int:
    """The rows of a table whose cells hold no line breaks, without comments and header."""
    return sum(not line.startswith("#") for line in written_lines(path)) - 1


def packets(path: Path) -> int:
    with tarfile.open(path) as archive:
        return sum(member.isfile() for member in archive)


def classification(path: Path) -> int:
    """Its entities, each once, and the classification itself."""
    return len(set(re.findall(r"<Disorder id=[^>]*>\s*<Orpha(?:Code|Number)>([0-9]+)<", text(path)))) + 1


def product_cut_short(path: Path) -> int:
    """Its whole entities, and the one that it breaks off in."""
    return text(path).count("</Disorder>") + 1


def hpo(path: Path) -> int:
    return len(re.findall(r"^\[(?:Term|Typedef)\]$", text(path), re.MULTILINE))


def shipped_table(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return len(list(csv.DictReader(file)))


def turtle(path: Path) -> int:
    return len(rdflib.Graph().parse(path))


def countries(path: Path) -> int:
    return len(json.loads(path.read_text("utf-8"))["3166-1"]) + 1  # Kosovo, which ISO 3166-1 leaves out


COUNTS: dict[str, Callable[[Path], int]] = {
    "orphanet-packets": packets,
    "orphanet-classifications": classification,
    "orphanet-names": classification,
    "orphanet-xml": product_cut_short,
    "mondo": rows,
    "icd11": rows,
    "hpo": hpo,
    "hpo-annotations": rows,
    "hpo-labels": rows,
    "ror": lambda path: len(written_lines(path)),
    "genoderm": shipped_table,
    "genoderm-diseases": shipped_table,
    "genoderm-ontology": turtle,
    "countries": countries,
}


@pytest.fixture(scope="module")
def everything(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Sources:
    return sources((shared,), Settings(home=tmp_path_factory.mktemp("home")))


def test_each_record_of_each_real_file_is_loaded_set_aside_or_quarantined(everything: Sources, full_home: Path) -> None:
    manifest = read_manifest(Home(full_home).current_release())
    told = {(account.file, account.graph): account for account in manifest.inputs if account.role == "current"}
    seen = set()
    for known in everything.plan.editions:
        if known.edition.role == "current":
            name, edition = known.loader.source.name, known.edition
            seen.add(name)
            assert told[edition.path.name, edition.graph].read == COUNTS[name](edition.path), edition.path.name
    assert seen == COUNTS.keys()


def test_a_build_with_packets_takes_the_names_and_codes_of_today_only(everything: Sources) -> None:
    series = {known.edition.details.get("series") for known in everything.plan.editions}
    assert "disease_vanished" in series
    assert not series & {"disease", "disease_names", "disease_renamed", "genes", "phenotypes", "disease_icd11"}
    older = [known.edition for known in everything.plan.editions if known.edition.beside]
    assert {edition.beside[0].name for edition in older} == {"orphapackets-2025-12-09.tar.xz"}
    assert {edition.graph for edition in older} >= {"orphanet-classification-187", "orphanet-names-fr"}
    assert not [known for known in everything.plan.editions if "schema-samples" in known.edition.path.parts]
