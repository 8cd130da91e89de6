import io
import json
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from genoderm.loaders.disease import DiseaseRecord, Name, PrevalenceRecord
from genoderm.loaders.opening import sample
from genoderm.loaders.orphanet_packets import LOADER, codes, recognise
from genoderm.loaders.report import Report
from genoderm.loaders.skin_set import ROOTS, WITHOUT_PARENTS, below, skin_set
from genoderm.loaders.source import Context, Edition
from genoderm.ontology.errors import HostileFile
from tests.packets import DECEMBER, JUNE, packets

TYPE = {"value": "Disease", "PURL": "http://www.orpha.net/ORDO/Orphanet_377788"}


def packet(**more: object) -> bytes:
    inner = {"creationDate": "2025-12-09 10:41:42", "ORPHAcode": "79361", "Label": "EB", "DisorderType": TYPE} | more
    return json.dumps({"Orphapacket": inner}, indent=4).encode()


def read(path: Path) -> tuple[list[DiseaseRecord], Report]:
    edition = recognise(sample(path)) or Edition(LOADER.source, path, "orphanet-packets", "2025-12-09")
    report = Report(path.name)
    return list(LOADER.loaded(edition, Context(), report)), report


@pytest.fixture
def one(tmp_path: Path) -> Callable[..., tuple[DiseaseRecord, Report]]:
    """One packet in a folder, read."""

    def build(**more: object) -> tuple[DiseaseRecord, Report]:
        (tmp_path / "ORPHApacket_79361.json").write_bytes(packet(**more))
        found, report = read(tmp_path)
        return found[0], report

    return build


@pytest.fixture(scope="module")
def december(shared: Path) -> tuple[Sequence[DiseaseRecord], Report]:
    return packets(shared, DECEMBER)


def test_an_edition_has_the_day_of_its_creation_as_version(shared: Path) -> None:
    versions = {}
    for name in ("orphapackets-2025-12-09.tar.xz", "orphapackets-2025-06-30.tar.xz"):
        edition = recognise(sample(shared / "orphanet" / name))
        assert edition is not None
        versions[name] = (edition.version, edition.graph)
    assert versions["orphapackets-2025-12-09.tar.xz"] == ("2025-12-09", "orphanet-packets")
    assert versions["orphapackets-2025-06-30.tar.xz"] == ("2025-06-26", "orphanet-packets")  # four days before its name


def test_all_packets_of_december_are_loaded_without_a_fault(december: tuple[Sequence[DiseaseRecord], Report]) -> None:
    found, report = december
    assert (len(found), report.read, report.loaded, report.quarantined, report.faults) == (9_960, 9_960, 9_960, 0, [])


def test_the_packets_hold_as_much_as_orphanet_counts(december: tuple[Sequence[DiseaseRecord], Report]) -> None:
    found, report = december
    assert sizes(found) == {"mappings": 8_435, "genes": 8_018, "phenotypes": 115_878, "prevalences": 16_653}
    # Orphanet counts 16,654 prevalences: one of them says "no data" of everything, kind, class, value and place
    assert report.notes == Counter({"prevalence without any data left out": 1})


def sizes(found: Sequence[DiseaseRecord]) -> dict[str, int]:
    return {
        "mappings": sum(len(record.mappings) for record in found),
        "genes": sum(len(record.genes) for record in found),
        "phenotypes": sum(len(record.phenotypes) for record in found),
        "prevalences": sum(len(record.prevalences) for record in found),
    }


def test_the_skin_set_has_the_sizes_that_orphanet_gives(december: tuple[Sequence[DiseaseRecord], Report]) -> None:
    found, _ = december
    parents = {record.orpha: record.parents for record in found}
    assert [len(below(root, parents)) for root in ROOTS] == [1_092, 817]
    union = below(ROOTS[0], parents) | below(ROOTS[1], parents)
    inside = [record for record in found if record.orpha in union]
    assert len(inside) == 1_118
    assert Counter(record.rank for record in inside) == {"disorder": 834, "group": 168, "subtype": 116}
    assert sizes(inside) == {"mappings": 1_021, "genes": 891, "phenotypes": 17_593, "prevalences": 1_935}
    relations = Counter(mapping.relation for record in inside for mapping in record.mappings)
    assert relations == {"exact": 523, "narrow": 436, "broad": 61, "xref": 1}


def test_six_skin_disorders_without_parents_are_in_the_skin_set_all_the_same(
    december: tuple[Sequence[DiseaseRecord], Report],
) -> None:
    found, _ = december
    skin = skin_set(found)
    assert len(skin) == 1_118 + 6
    added = [record for record in found if record.orpha in WITHOUT_PARENTS]
    assert {record.orpha for record in added} == set(WITHOUT_PARENTS)
    assert all(not record.parents and record.orpha in skin for record in added)
    assert sizes(added) == {"mappings": 5, "genes": 6, "phenotypes": 0, "prevalences": 0}


def test_53_entities_have_no_parents_and_38_parents_are_no_packets(
    december: tuple[Sequence[DiseaseRecord], Report],
) -> None:
    found, _ = december
    assert sum(not record.parents for record in found) == 53
    named = {parent for record in found for parent in record.parents}
    missing = named - {record.orpha for record in found}
    assert (len(missing), "231957" in missing) == (38, True)
    assert sum("231957" in record.parents for record in found) == 95


def test_39_diseases_have_a_phenotype_twice(december: tuple[Sequence[DiseaseRecord], Report]) -> None:
    twice = [r for r in december[0] if len({link.hpo for link in r.phenotypes}) < len(r.phenotypes)]
    assert len(twice) == 39


def test_no_name_holds_a_tag_an_entity_or_a_control_character(december: tuple[Sequence[DiseaseRecord], Report]) -> None:
    names = [name.text for record in december[0] for name in record.names + record.synonyms]
    assert not [name for name in names if not name.isprintable() or "&" in name.replace(" & ", "") or "<" in name]


def test_the_older_edition_has_genes_without_codes_and_is_loaded_whole(shared: Path) -> None:
    found, report = packets(shared, JUNE)
    assert (len(found), report.faults) == (9_787, [])
    assert sizes(found) == {"mappings": 8_287, "genes": 7_936, "phenotypes": 115_627, "prevalences": 16_421}


def test_a_zip_a_folder_and_a_tar_give_the_same(tmp_path: Path) -> None:
    names = {f"json/ORPHApacket_{code}.json": packet(ORPHAcode=code) for code in ("3", "20", "100")}
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zipped, tarfile.open(tmp_path / "a.tgz", "w:gz") as tar:
        for name, data in names.items():
            zipped.writestr(name, data)
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
            (tmp_path / "a" / "json").mkdir(parents=True, exist_ok=True)
            (tmp_path / "a" / name).write_bytes(data)
    found = [{record.orpha for record in read(tmp_path / name)[0]} for name in ("a.zip", "a.tgz", "a")]
    assert found == [{"3", "20", "100"}] * 3


PARENTS = [
    [{"Parent": [{"ORPHAcode": "1", "Label": "a"}]}, {"Parent": [{"ORPHAcode": "2", "Label": "b"}]}],
    {"Parent": [{"ORPHAcode": "1", "Label": "a"}, {"ORPHAcode": "2", "Label": "b"}]},
    [{"Parent": {"ORPHAcode": "1", "Label": "a"}}, {"Parent": {"ORPHAcode": "2", "Label": "b"}}],
    [{"ORPHAcode": "1"}, {"ORPHAcode": "2"}, {"ORPHAcode": "1"}],
]


@pytest.mark.parametrize("parents", PARENTS)
def test_parents_have_several_shapes_and_one_meaning(
    one: Callable[..., tuple[DiseaseRecord, Report]], parents: object
) -> None:
    assert one(Parents=parents)[0].parents == ("1", "2")


PREVALENCE = {
    "Source": "11389160[PMID]_9689990[PMID]_ [EXPERT]",
    "PrevalenceType": "Point prevalence",
    "PrevalenceQualification": "Value and class",
    "PrevalenceClass": "1-9 / 100 000",
    "ValMoy": "2.5",
    "PrevalenceGeographic": "Europe",
}


@pytest.mark.parametrize("shape", [{"Prevalence": [PREVALENCE]}, [{"Prevalence": PREVALENCE}], [PREVALENCE]])
def test_one_prevalence_and_several_have_different_shapes(
    one: Callable[..., tuple[DiseaseRecord, Report]], shape: object
) -> None:
    expected = PrevalenceRecord(
        "point-prevalence", "value-and-class", "1-9-100000", "2.5", "Europe", "", ("11389160", "9689990")
    )
    assert one(Prevalences=shape)[0].prevalences == (expected,)


@pytest.mark.parametrize("mean", ["0.0", "no data", None])
def test_a_mean_of_nothing_is_no_mean(one: Callable[..., tuple[DiseaseRecord, Report]], mean: object) -> None:
    assert one(Prevalences=[PREVALENCE | {"ValMoy": mean}])[0].prevalences[0].mean == ""


def test_an_entity_with_html_in_its_name_loses_the_tags(one: Callable[..., tuple[DiseaseRecord, Report]]) -> None:
    record, _ = one(Label="Factor&nbsp;V and <i>F</i><sub>2</sub>\x92s  &lt;b&gt;type&lt;/b&gt;")
    assert record.names == (Name("Factor V and F2’s type", "en"),)


def test_no_data_is_nothing(one: Callable[..., tuple[DiseaseRecord, Report]]) -> None:
    record, report = one(Genes="no data", AverageAgeOfOnsets=[{"AverageAgeOfOnset": {"value": "No data available"}}])
    assert (record.genes, record.onset, report.faults) == ((), (), [])


def test_a_definition_is_never_loaded(one: Callable[..., tuple[DiseaseRecord, Report]]) -> None:
    record, _ = one(TextSection={"TextSectionType": "Definition", "Contents": "A rare disorder of prose."})
    assert "prose" not in repr(record)


def test_a_bad_entry_costs_the_entity_nothing_else(one: Callable[..., tuple[DiseaseRecord, Report]]) -> None:
    good = {"Source": "OMIM", "Reference": "226600", "DisorderMappingRelation": "NTBT (whatever it says)"}
    bad = good | {"Reference": "22660"}
    record, report = one(ExternalReferences=[{"ExternalReference": good}, {"ExternalReference": bad}])
    assert [(mapping.code, mapping.relation) for mapping in record.mappings] == [("226600", "broad")]
    assert [str(fault) for fault in report.faults] == [
        "ExternalReference.Reference is '22660', expected a code of OMIM "
        f"({report.file}, ORPHApacket_79361.json, ORPHA:79361)"
    ]
    assert (report.loaded, report.quarantined) == (1, 0)


BAD = {
    "no JSON": b"{",
    "deep": b"[" * 100_000,
    "another object": b"{}",
    "list": b"[]",
    "no code": packet(ORPHAcode=None),
    "a code in words": packet(ORPHAcode="ORPHA:3"),
    "no name": packet(Label=" "),
    "endless name": packet(Label="x" * 2_000),
    "unknown type": packet(DisorderType={"PURL": "http://www.orpha.net/ORDO/Orphanet_1"}),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_a_bad_packet_is_quarantined_and_the_rest_is_loaded(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.json").write_bytes(packet(ORPHAcode="1"))
    (tmp_path / "b.json").write_bytes(data)
    (tmp_path / "c.json").write_bytes(packet(ORPHAcode="2"))
    (tmp_path / "d.txt").write_bytes(b"")
    found, report = read(tmp_path)
    assert [record.orpha for record in found] == ["1", "2"]
    assert (report.read, report.loaded, report.quarantined, report.aside.total()) == (4, 2, 1, 1)
    assert "b.json" in str(report.faults[0])


def test_a_packet_without_end_is_hostile(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(packet(Label="x" * (9 << 20)))
    with pytest.raises(HostileFile, match=r"a\.json"):
        read(tmp_path)


def test_other_files_are_not_recognised(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"items": []}')
    assert recognise(sample(tmp_path)) is None


def test_the_codes_of_an_edition_are_had_without_its_records(tmp_path: Path) -> None:
    for number, data in enumerate((packet(ORPHAcode="1"), b"{", packet(ORPHAcode=None), packet(ORPHAcode="2"))):
        (tmp_path / f"{number}.json").write_bytes(data)
    assert codes(tmp_path) == {"1", "2"}
