import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders import json_elements, ror
from genoderm.loaders.directory.loader import LOADER as DIRECTORY
from genoderm.loaders.directory.loader import together
from genoderm.loaders.identity import identities
from genoderm.loaders.json_elements import elements
from genoderm.loaders.opening import sample
from genoderm.loaders.report import Report
from genoderm.loaders.ror_triples import Entry
from genoderm.loaders.shipped import shipped
from genoderm.ontology import terms
from genoderm.ontology import vocabularies as v
from genoderm.ontology.errors import BadInput, HostileFile
from genoderm.ontology.terms import Iris

from .loading import Loaded, load, objects, subjects

NECKER, APHP, ERN_SKIN, NEW, OLD = "05tr67282", "00pg5jh14", "0446wcg70", "00njt2653", "00hr1eg19"
V2: dict[str, Any] = {
    "external_ids": [{"all": ["Q1", "Q2"], "preferred": "Q2", "type": "wikidata"}, {"all": ["x"], "type": "isni"}],
    "id": f"https://ror.org/{NECKER}",
    "links": [{"type": "wikipedia", "value": "https://w.example/"}, {"type": "website", "value": "https://h.example/"}],
    "locations": [
        {
            "geonames_details": {"country_code": "FR", "name": "Paris", "lat": 48.85341, "lng": 2.3488},
            "geonames_id": 2988507,
        },
        {"geonames_details": {"country_code": "BE", "name": "Brussels"}, "geonames_id": 2800866},
    ],
    "names": [
        {"lang": None, "types": ["acronym"], "value": "HN"},
        {"lang": "en", "types": ["label"], "value": "Necker Hospital"},
        {"lang": "fr", "types": ["label", "ror_display"], "value": "Hôpital Necker"},
        {"lang": "fr", "types": ["label"], "value": "Necker"},
    ],
    "relationships": [{"type": "parent", "id": f"https://ror.org/{APHP}", "label": "AP-HP"}],
    "status": "active",
    "types": ["healthcare", "funder"],
}
V1: dict[str, Any] = {
    "id": f"https://ror.org/{NECKER}",
    "name": "Hôpital Necker",
    "labels": [{"label": "Necker Hospital", "iso639": "en"}],
    "aliases": ["Necker"],
    "acronyms": ["HN"],
    "addresses": [{"city": "Paris", "lat": 48.85341, "lng": 2.3488, "geonames_city": {"id": 2988507}}],
    "country": {"country_code": "FR"},
    "links": ["https://h.example/"],
    "external_ids": {"Wikidata": {"preferred": None, "all": ["Q2"]}},
    "relationships": [{"type": "Parent", "id": f"https://ror.org/{APHP}", "label": "AP-HP"}],
    "status": "active",
    "types": ["Healthcare"],
}
SUBJECT = terms.Iris().thing("hospital", f"ror-{NECKER}")
OURS = terms.Iris().thing("hospital", "fr-necker")


def other(ror_id: str, **more: object) -> dict[str, Any]:
    return V2 | {"id": f"https://ror.org/{ror_id}", "relationships": []} | more


def loaded(tmp_path: Path, *values: object, **identities: str) -> Loaded:
    path = tmp_path / "any-name"
    path.write_text("".join(json.dumps(value) + "\n" for value in values), "utf-8")
    return load(ror.LOADER, path, identities={f"https://ror.org/{key}": iri for key, iri in identities.items()})


@pytest.fixture(scope="module")
def real(shared: Path) -> Loaded:
    return load(ror.LOADER, shared / "ror" / "ror-2026-06-23-partial.jsonl.xz")


@pytest.mark.slow
def test_both_schemas_of_the_real_file_are_read_and_no_organisation_is_faulty(real: Loaded) -> None:
    assert (real.edition.graph, real.edition.version) == ("ror", "2026-06-23")
    assert (real.report.read, real.report.faults) == (51_370, [])


@pytest.mark.slow
def test_the_health_care_organisations_are_kept_and_the_rest_set_aside(real: Loaded) -> None:
    # 4,595 in the extract beside it, 11 of which are associations and foundations, not health care
    assert real.report.loaded == len(real.records) == 4_584
    assert real.report.aside == {ror.NO_HEALTH_CARE: 51_370 - 4_584}


@pytest.mark.slow
def test_no_two_hospitals_of_the_real_file_carry_one_wikidata_id(real: Loaded) -> None:
    carried = [entry.told.wikidata for entry in real.records if entry.told.wikidata]
    assert len(carried) == len(set(carried))
    assert sum(real.report.notes.values()) == 14


@pytest.mark.slow
def test_ern_skin_is_a_network_of_ours_and_no_hospital(shared: Path) -> None:
    ours = identities(together([known.edition for known in shipped() if known.loader is DIRECTORY]), Iris()).canonical
    found = load(ror.LOADER, shared / "ror" / "ror-2026-06-23-partial.jsonl.xz", identities=ours)
    network = Iris().thing("network", "ern-skin")
    assert ours[f"https://ror.org/{ERN_SKIN}"] == network.value
    assert objects(found.triples, network, v.SKOS_EXACT_MATCH) == {f"https://ror.org/{ERN_SKIN}"}
    assert not objects(found.triples, network, v.RDF_TYPE)
    assert Iris().thing("hospital", f"ror-{ERN_SKIN}").value not in subjects(found.triples)
    above = {t.object.value for t in found.triples if t.predicate == v.ORG_SUB_ORGANIZATION_OF}  # type: ignore[union-attr]
    assert network.value not in above


@pytest.mark.slow
def test_every_hospital_of_the_real_file_has_a_name_a_country_and_a_town(real: Loaded) -> None:
    hospitals: list[Entry] = [entry for entry in real.records if entry.told.healthcare]
    assert all(entry.told.names and entry.told.place and entry.told.place.city for entry in hospitals)
    assert sum(bool(entry.told.place and entry.told.place.point) for entry in hospitals) == 4_584
    assert sum(entry.told.status != "active" for entry in hospitals) == 249


def test_a_hospital_says_who_and_where_it_is(tmp_path: Path) -> None:
    triples = loaded(tmp_path, V2).triples
    assert objects(triples, SUBJECT, v.RDF_TYPE) == {terms.Hospital.value}
    assert Triple(SUBJECT, v.SKOS_PREF_LABEL, Literal("Hôpital Necker", language="fr")) in triples
    assert objects(triples, SUBJECT, terms.country) == {terms.Iris().thing("country", "FR").value}
    assert objects(triples, SUBJECT, terms.city) == {"Paris"}
    assert objects(triples, SUBJECT, v.DCT_SOURCE) == {f"https://ror.org/{NECKER}"}
    assert objects(triples, SUBJECT, v.RDFS_SEE_ALSO) == {"https://sws.geonames.org/2988507/"}
    assert objects(triples, SUBJECT, v.SKOS_EXACT_MATCH) == {
        f"https://ror.org/{NECKER}",
        "http://www.wikidata.org/entity/Q2",
    }
    assert objects(triples, SUBJECT, v.SCHEMA_URL) == {"https://h.example/"}
    geometry = NamedNode(objects(triples, SUBJECT, v.GEO_HAS_GEOMETRY).pop())
    assert objects(triples, geometry, v.GEO_AS_WKT) == {"POINT(2.3488 48.85341)"}


def test_both_schemas_say_the_same_of_a_hospital_but_for_the_language_that_version_1_does_not_tell(
    tmp_path: Path,
) -> None:
    second, first = loaded(tmp_path, V2).triples, loaded(tmp_path, V1).triples
    naming = {v.SKOS_PREF_LABEL, v.SKOS_ALT_LABEL}
    assert {triple for triple in first if triple.predicate not in naming} == {
        triple for triple in second if triple.predicate not in naming
    }
    assert {str(triple.object) for triple in first if triple.predicate in naming} == {
        '"Hôpital Necker"@und',
        '"Necker Hospital"@en',
        '"Necker"@und',
        '"HN"@und',
    }


def test_a_language_has_one_name_to_show_and_the_others_are_synonyms(tmp_path: Path) -> None:
    triples = loaded(tmp_path, V2).triples
    assert objects(triples, SUBJECT, v.SKOS_PREF_LABEL) == {"Hôpital Necker", "Necker Hospital"}
    assert objects(triples, SUBJECT, v.SKOS_ALT_LABEL) == {"Necker", "HN"}


def test_a_thing_of_ours_is_the_subject_and_keeps_its_name_class_and_point(tmp_path: Path) -> None:
    triples = loaded(tmp_path, V2, other(APHP), **{NECKER: OURS.value}).triples
    assert not any(triple.subject == SUBJECT for triple in triples)
    assert objects(triples, OURS, v.SKOS_ALT_LABEL) == {"Hôpital Necker", "Necker Hospital", "Necker", "HN"}
    assert objects(triples, OURS, terms.country) == {terms.Iris().thing("country", "FR").value}
    for predicate in (v.SKOS_PREF_LABEL, v.RDF_TYPE, v.GEO_HAS_GEOMETRY, v.ORG_SUB_ORGANIZATION_OF):
        assert not objects(triples, OURS, predicate)


def test_what_our_tables_name_is_loaded_though_it_is_no_health_care(tmp_path: Path) -> None:
    association = other(ERN_SKIN, types=["nonprofit"])
    ours = terms.Iris().thing("association", "debra").value
    found = loaded(tmp_path, association, **{ERN_SKIN: ours})
    assert ours in subjects(found.triples)
    without = loaded(tmp_path, association)
    assert (without.records, without.report.aside) == ([], {ror.NO_HEALTH_CARE: 1})


def test_a_hospital_can_have_several_parents_none_of_which_is_a_network(tmp_path: Path) -> None:
    parents = [{"type": "parent", "id": f"https://ror.org/{one}"} for one in (APHP, NEW, ERN_SKIN)]
    network = terms.Iris().thing("network", "ern-skin").value
    hospital = V2 | {"relationships": parents}
    found = loaded(tmp_path, hospital, other(APHP), other(NEW), other(ERN_SKIN), **{ERN_SKIN: network})
    above = {terms.Iris().thing("hospital", f"ror-{one}").value for one in (APHP, NEW)}
    assert objects(found.triples, SUBJECT, v.ORG_SUB_ORGANIZATION_OF) == above


def test_a_wikidata_id_of_two_hospitals_is_told_of_neither(tmp_path: Path) -> None:
    alone = other(NEW, external_ids=[{"type": "wikidata", "all": ["Q5"], "preferred": None}])
    found = loaded(tmp_path, V2, other(APHP), alone)
    assert [entry.told.wikidata for entry in found.records] == ["", "", "Q5"]
    assert sum(found.report.notes.values()) == 2


@pytest.mark.parametrize(("types", "parents"), [(["healthcare"], 1), (["government"], 0)])
def test_a_parent_is_stated_where_it_is_loaded_even_if_it_comes_later(
    tmp_path: Path, types: list[str], parents: int
) -> None:
    triples = loaded(tmp_path, V2, other(APHP, types=types)).triples
    assert len(objects(triples, SUBJECT, v.ORG_SUB_ORGANIZATION_OF)) == parents


def test_a_withdrawn_hospital_is_a_tombstone_with_its_successor(tmp_path: Path) -> None:
    successor = [{"type": "Successor", "id": f"https://ror.org/{NEW}"}]
    old = V1 | {"id": f"https://ror.org/{OLD}", "status": "withdrawn", "relationships": successor}
    triples = loaded(tmp_path, old, other(NEW)).triples
    node = terms.Iris().thing("hospital", f"ror-{OLD}")
    assert objects(triples, node, v.OWL_DEPRECATED) == {"true"}
    assert objects(triples, node, v.DCT_IS_REPLACED_BY) == {terms.Iris().thing("hospital", f"ror-{NEW}").value}
    assert objects(triples, terms.code_iri("ROR", OLD), v.DCT_IS_REPLACED_BY) == {f"https://ror.org/{NEW}"}


def test_a_thing_of_ours_outlives_its_ror_id(tmp_path: Path) -> None:
    triples = loaded(tmp_path, V2 | {"status": "inactive"}, **{NECKER: OURS.value}).triples
    assert not objects(triples, OURS, v.OWL_DEPRECATED)
    assert objects(triples, terms.code_iri("ROR", NECKER), v.OWL_DEPRECATED) == {"true"}


@pytest.mark.parametrize("indent", [None, 4])
def test_an_array_and_json_lines_give_the_same(tmp_path: Path, indent: int | None) -> None:
    path = tmp_path / "array.json"
    path.write_text(json.dumps([V2, other(APHP)], indent=indent), "utf-8")
    assert load(ror.LOADER, path).triples == loaded(tmp_path, V2, other(APHP)).triples


@pytest.mark.parametrize("names", [("ror-data.json", "ror-data.csv"), ("ror-data.csv", "ror-data.json")])
def test_a_release_is_a_zip_of_which_the_json_is_read(tmp_path: Path, names: tuple[str, ...]) -> None:
    path = tmp_path / "v2.1-2026-01-15-ror-data.zip"
    texts = {
        "ror-data.json": json.dumps([V2]),
        "ror-data.csv": "id,admin.created.date,names.types.ror_display\nx,y,z\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, texts[name])
    found = load(ror.LOADER, path)
    assert (found.edition.version, found.report.read) == ("2026-01-15", 1)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"id": "https://ror.org/nonsense"}, "id"),
        ({"names": []}, "names"),
        ({"status": "asleep"}, "status"),
        (
            {"locations": [{"geonames_id": 1, "geonames_details": {"country_code": "fr"}}]},
            "locations.0.geonames_details",
        ),
        ({"locations": [{"geonames_id": 1, "geonames_details": {"country_code": "FR", "lat": 91}}]}, "locations.0"),
    ],
)
def test_a_faulty_organisation_is_quarantined_with_its_line(tmp_path: Path, change: dict[str, Any], what: str) -> None:
    found = loaded(tmp_path, other(APHP), V2 | change)
    (fault,) = found.report.faults
    assert (fault.where, found.report.quarantined, found.report.loaded) == ("line 2", 1, 1)
    assert fault.what.startswith(what)


def test_a_broken_line_a_bare_value_and_a_repeated_organisation_do_not_stop_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join([json.dumps(V2), '{"id": "htt', "[1]", json.dumps(V2), json.dumps(other(APHP))]), "utf-8")
    report = load(ror.LOADER, path).report
    assert (report.loaded, report.quarantined, sum(report.aside.values()), report.read) == (2, 2, 1, 5)
    assert [fault.where for fault in report.faults] == ["line 2", "line 3"]


def test_an_array_that_breaks_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    path.write_text(json.dumps([V2, V2])[:-40], "utf-8")
    with pytest.raises(BadInput, match=r"cut\.json is no JSON array to its end: .* after element 1"):
        load(ror.LOADER, path)


@pytest.mark.parametrize("start", ["[", ""])
def test_an_element_without_end_is_refused_before_it_is_held_whole(start: str) -> None:
    endless = BytesIO(f'{start}{{"id": "'.encode() + b"x" * (json_elements.MOST + 3 * json_elements.CHUNK))
    with pytest.raises(HostileFile, match="an element longer than"):
        list(elements(endless, "endless.json", Report("endless.json")))
    assert endless.tell() < json_elements.MOST + 2 * json_elements.CHUNK + 100


def test_an_array_nested_without_end_is_refused() -> None:
    deep = BytesIO(b"[" + b'{"a":' * 200_000)
    with pytest.raises(HostileFile, match="no reader takes"):
        list(elements(deep, "deep.json", Report("deep.json")))


@given(
    st.lists(st.dictionaries(st.text(), st.integers() | st.text() | st.none()), max_size=8), st.sampled_from([1, 7, 64])
)
def test_elements_come_back_whatever_the_pieces_they_are_read_in(values: list[dict[str, Any]], chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_elements, "CHUNK", chunk)
        for text in (json.dumps(values, ensure_ascii=False), "".join(json.dumps(value) + "\n" for value in values)):
            report = Report("x")
            assert [found.value for found in elements(BytesIO(text.encode()), "x", report)] == values
            assert not report.faults


@pytest.mark.parametrize("text", ["", "[]", '{"id": "https://example.org/1"}', "id,name\n"])
def test_other_files_are_not_taken(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.json"
    path.write_text(text, "utf-8")
    assert ror.recognise(sample(path)) is None


def test_the_extract_that_somebody_made_is_not_taken(shared: Path) -> None:
    assert ror.recognise(sample(shared / "ror" / "ror_healthcare.tsv")) is None
