"""The resolver over HTTP: codes of all systems, how precisely they mean a disease, and what became of them."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from genoderm.loaders.recognise import Found
from genoderm.ontology import vocabularies as v
from genoderm.ontology.terms import Iris, code_iri, disease_iri
from tests.in_process import client_of
from tests.patience import PATIENCE
from tests.releases import edition, made, turtle

Document = dict[str, Any]
ENCODED = "%3Chttps%3A%2F%2Fwww.orpha.net%2FORDO%2FOrphanet_79361%3E"
EB, SEVERE, INVERSA = "ORPHA:79361", "ORPHA:79408", "ORPHA:79409"
RETIRED = """
orpha:10 a gd:Disease ; skos:notation "ORPHA:10" ; skos:prefLabel "Old name"@en ; owl:deprecated true ;
  gd:lastVersion "2024-06-27" ; dct:isReplacedBy orpha:20 .
orpha:20 a gd:Disease ; skos:notation "ORPHA:20" ; skos:prefLabel "Middle name"@en ; owl:deprecated true ;
  gd:lastVersion "2024-12-03" ; dct:isReplacedBy orpha:30 .
orpha:30 a gd:Disease ; skos:notation "ORPHA:30" ; skos:prefLabel "New name"@en, "Nouveau nom"@fr ;
  skos:closeMatch <https://omim.org/entry/100000> ; skos:broadMatch <http://purl.obolibrary.org/obo/MONDO_0000001> .
orpha:40 a gd:Disease ; skos:notation "ORPHA:40" ; skos:prefLabel "Another name"@en ;
  skos:relatedMatch <https://omim.org/entry/100000> .
<https://omim.org/entry/100000> a gd:Code ; gd:codeSystem "OMIM" ; skos:notation "OMIM:100000" .
<https://omim.org/entry/100001> a gd:Code ; gd:codeSystem "OMIM" ; skos:notation "OMIM:100001" .
<http://purl.obolibrary.org/obo/MONDO_0000001> a gd:Code ; gd:codeSystem "MONDO" ; skos:notation "MONDO:0000001" ;
  owl:deprecated true ; <http://www.geneontology.org/formats/oboInOwl#hasDbXref> orpha:40 ;
  skos:narrowMatch orpha:40 .
"""


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{shipped_address}/api/v1", timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A release in which codes were retired, one after the other."""
    home = tmp_path_factory.mktemp("retired") / "home"
    source: Found = edition(turtle(home.parent / "retired.ttl", RETIRED), "nomenclature", "2025-12-09")
    made(home, source)
    with client_of(home) as client:
        yield client


def resolved(client: httpx.Client, code: str, **asked: str | list[str]) -> Document:
    answer = client.get(f"/resolve/{code}", params=asked)
    assert answer.status_code == 200, answer.text
    told: Document = answer.json()
    return told


def diseases(told: Document) -> dict[str, Document]:
    return {disease["code"]: disease for reading in told["readings"] for disease in reading["diseases"]}


def said(disease: Document) -> set[tuple[str, str | None, str | None]]:
    return {(one["precision"], one.get("source"), one.get("through")) for one in disease["mappings"]}


# One code


@pytest.mark.parametrize(
    "code",
    ["ORPHA:79361", "orpha79361", "Orphanet_79361", "http://www.orpha.net/ORDO/Orphanet_79361", ENCODED],
)
def test_an_orpha_code_in_any_spelling_is_its_disease(code: str, client: httpx.Client) -> None:
    told = resolved(client, code)
    assert (told["status"], list(diseases(told))) == ("found", [EB])
    found = diseases(told)[EB]
    assert found["name"] == "Inherited epidermolysis bullosa"
    assert found["href"].endswith("/disease/79361")
    assert said(found) == {("itself", None, None)}


@pytest.mark.parametrize(
    ("code", "disease"),
    [
        ("MONDO:0009179", SEVERE),
        ("UMLS:C0079474", SEVERE),
        ("MEDGEN:36311", SEVERE),
        ("DOID:0060642", SEVERE),
        ("GARD:6308", SEVERE),
        ("EC32", "ORPHA:303"),
        ("http://id.who.int/icd/entity/1060981106", "ORPHA:303"),
        ("mesh:D016109", None),
        ("PS131760", None),
        ("NCIT:C84690", None),
        ("ICD10CM:Q81.2", None),
    ],
)
def test_a_code_of_another_system_leads_to_a_disease(code: str, disease: str | None, client: httpx.Client) -> None:
    told = resolved(client, code)
    assert told["status"] == "found"
    assert disease is None or disease in diseases(told)


def test_the_precision_is_told_of_the_code_by_each_source(client: httpx.Client) -> None:
    told = resolved(client, "OMIM:226600")
    assert said(diseases(told)[SEVERE]) == {
        ("exact", "orphanet-packets", None),
        ("exact", "mondo-chains", "MONDO:0009179"),
    }
    assert said(diseases(told)[INVERSA]) == {("broad", "orphanet-packets", None)}
    assert diseases(told)[INVERSA]["mappings"][0]["means"] == "OMIM:226600 means more than ORPHA:79409"
    assert told["sources"]["orphanet-packets"]["version"] == "2025-12-09"
    assert told["sources"]["mondo-chains"]["version"] == "2026-08-04"


def test_a_wish_for_a_precision_leaves_out_the_others_and_says_how_many(client: httpx.Client) -> None:
    told = resolved(client, "OMIM:226600", precision="exact")
    assert list(diseases(told)) == [SEVERE]
    assert told["readings"][0]["left_out"] == 1
    assert list(diseases(resolved(client, "OMIM:226600", precision="broad,narrow"))) == [INVERSA]
    none = resolved(client, "OMIM:226600", precision="related")
    assert (none["status"], none["readings"][0]["left_out"]) == ("unmapped", 3)


def test_a_code_of_icd_11_is_found_through_its_foundation_id(client: httpx.Client) -> None:
    [mapping] = diseases(resolved(client, "icd11.code:EC32"))["ORPHA:303"]["mappings"]
    assert (mapping["precision"], mapping["through"]) == ("exact", "icd11.foundation:1060981106")


def test_a_bare_number_is_told_in_each_reading_that_the_graph_knows(client: httpx.Client) -> None:
    told = resolved(client, "36311")
    assert [reading["code"] for reading in told["readings"]] == ["MEDGEN:36311"]
    both = resolved(client, "79361")
    assert both["readings"][0]["code"] == EB
    assert resolved(client, "36311", system="medgen")["readings"] == told["readings"]
    assert resolved(client, "79361", system="GARD")["status"] == "unknown"


def test_an_unknown_code_comes_back_with_near_spellings(client: httpx.Client) -> None:
    told = resolved(client, "ORPHA:79631")
    assert told["status"] == "unknown"
    assert EB in told["near"]
    assert told["tried"] == ["ORPHA:79631"]
    assert resolved(client, "ORHPA:79361")["near"] == [EB]
    assert resolved(client, "nothing of the kind") | {"sources": {}} == {
        "asked": "nothing of the kind", "status": "unknown", "ambiguous": False,
        "readings": [], "tried": [], "near": [], "sources": {},
    }  # fmt: skip


def test_names_are_in_the_language_asked_for_and_say_so_where_they_are_not(client: httpx.Client) -> None:
    french = diseases(resolved(client, EB, lang="fr"))[EB]
    assert french["name"] == "Epidermolyse bulleuse héréditaire"
    assert "name_language" not in french
    german = client.get(f"/resolve/{EB}", headers={"Accept-Language": "de, en;q=0.5"})
    assert german.headers["content-language"] == "de"
    assert diseases(resolved(client, EB, lang="ja"))[EB]["name_language"] == "en"


# Retired codes


def test_a_retired_code_names_the_last_edition_that_had_it(client: httpx.Client) -> None:
    told = resolved(client, "ORPHA:202")
    found = diseases(told)["ORPHA:202"]
    assert (told["status"], found["status"]) == ("retired", "retired")
    assert (found["last_version"], found["gone_by"], found["replaced_by"]) == ("2024-06-27", "2025-12-09", [])


def test_a_retired_code_leads_to_its_successor_and_on_to_the_one_that_stands(changed: httpx.Client) -> None:
    found = diseases(resolved(changed, "ORPHA:10"))["ORPHA:10"]
    assert found["gone_by"] == "2025-12-09"
    named = {
        field: [(one["code"], one["name"], one["status"]) for one in found[field]] for field in ("replaced_by", "now")
    }
    assert named["replaced_by"] == [("ORPHA:20", "Middle name", "retired")]
    assert named["now"] == [("ORPHA:30", "New name", "current")]
    [row] = rows(changed.get("/resolve/ORPHA:10", params={"format": "csv"}))
    assert (row["last_version"], row["replaced_by"]) == ("2024-06-27", "ORPHA:30")


def test_a_relation_told_from_the_code_is_turned_round(changed: httpx.Client) -> None:
    told = resolved(changed, "MONDO:0000001")
    assert told["readings"][0]["deprecated"] is True
    assert said(diseases(told)["ORPHA:40"]) == {("broad", "nomenclature", None)}  # the disease is the narrower
    assert said(diseases(told)["ORPHA:30"]) == {("broad", "nomenclature", None)}


def test_close_and_related_codes_are_told_apart(changed: httpx.Client) -> None:
    told = resolved(changed, "OMIM:100000", lang="fr")
    assert {code: said(found) for code, found in diseases(told).items()} == {
        "ORPHA:30": {("close", "nomenclature", None)},
        "ORPHA:40": {("related", "nomenclature", None)},
    }
    assert diseases(told)["ORPHA:30"]["name"] == "Nouveau nom"


def test_a_code_of_no_disease_is_unmapped(changed: httpx.Client) -> None:
    told = resolved(changed, "OMIM:100001")
    assert (told["status"], told["readings"][0]["code"]) == ("unmapped", "OMIM:100001")


# Many codes


def test_a_batch_keeps_the_order_and_drops_nothing(client: httpx.Client) -> None:
    codes = ["OMIM:226600", "nonsense", EB, "OMIM:226600", "ORPHA:202", "OMIM:999999"]
    told = client.post("/resolve", json=codes).json()
    assert [item["asked"] for item in told["items"]] == codes
    assert [item["status"] for item in told["items"]] == ["found", "unknown", "found", "found", "retired", "unknown"]
    counts = {name: told[name] for name in ("total", "found", "retired", "unmapped", "unknown")}
    assert counts == {"total": 6, "found": 3, "retired": 1, "unmapped": 0, "unknown": 2}


def test_an_item_of_a_batch_is_the_answer_for_that_code(client: httpx.Client) -> None:
    alone = resolved(client, "OMIM:226600")
    told = client.post("/resolve", json=["OMIM:226600"]).json()
    assert told["items"] == [{name: value for name, value in alone.items() if name != "sources"}]
    assert told["sources"] == alone["sources"]


def test_a_list_an_object_and_lines_are_the_same(client: httpx.Client) -> None:
    codes = ["226600", EB]
    listed = client.post("/resolve", json=codes).json()
    assert client.post("/resolve", json={"codes": codes}).json() == listed
    lines = client.post("/resolve", content="226600\r\n\nORPHA:79361\n", headers={"Content-Type": "text/plain"})
    assert lines.json() == listed


def test_a_few_codes_stand_in_the_address(client: httpx.Client) -> None:
    wish = {"code": ["226600", EB], "system": "OMIM"}
    answer = client.get("/resolve", params=wish)
    assert answer.json() == client.post("/resolve", json=wish["code"], params={"system": "OMIM"}).json()
    assert client.get("/resolve", params=wish, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert client.get("/resolve").status_code == 400


def test_wishes_stand_in_the_object_or_in_the_address(client: httpx.Client) -> None:
    wish = {"precision": "exact", "system": "OMIM", "lang": "fr"}
    told = client.post("/resolve", json={"codes": ["226600"], **wish}).json()
    assert client.post("/resolve", json=["226600"], params=wish).json() == told
    assert list(diseases(told["items"][0])) == [SEVERE]


def test_ten_thousand_codes_are_resolved_and_no_more(client: httpx.Client) -> None:
    codes = [f"ORPHA:{number}" for number in range(1, 10_001)]
    told = client.post("/resolve", json=codes).json()
    assert told["total"] == 10_000
    assert told["found"] > 500
    assert client.post("/resolve", json=[*codes, "ORPHA:1"]).status_code == 400


def test_no_codes_are_none_and_a_very_long_one_is_unknown(client: httpx.Client) -> None:
    assert client.post("/resolve", json=[]).json() == {
        "items": [], "total": 0, "found": 0, "retired": 0, "unmapped": 0, "unknown": 0, "sources": {},
    }  # fmt: skip
    lines = client.post("/resolve", content=b"1" * 100_000 + b"\n\n", headers={"Content-Type": "text/plain"}).json()
    assert (lines["total"], lines["items"][0]["status"]) == (1, "unknown")
    assert client.get(f"/resolve/{'1' * 301}").status_code == 400


@pytest.mark.parametrize(
    ("content", "media_type", "status", "told"),
    [
        (b"{}", "application/json", 400, "codes"),
        (b'{"codes": ["1"], "precison": "exact"}', "application/json", 400, "precison"),
        (b'[{"a": 1}]', "application/json", 400, "codes.0"),
        (b"[1", "application/json", 400, "JSON"),
        (b"\xff", "text/plain", 400, "UTF-8"),
        (b"1", "application/xml", 415, "text/plain"),
    ],
)
def test_a_body_that_is_none_is_refused_and_told_why(
    content: bytes, media_type: str, status: int, told: str, client: httpx.Client
) -> None:
    answer = client.post("/resolve", content=content, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert told in answer.json()["detail"]


@pytest.mark.parametrize("asked", [{"precision": "good"}, {"system": "nobody"}, {"lang": "Klingon!"}, {"langs": "fr"}])
def test_a_wish_that_is_none_is_refused(asked: dict[str, str], client: httpx.Client) -> None:
    answer = client.get(f"/resolve/{EB}", params=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


# Formats


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(StringIO(answer.text)))


def test_a_table_has_a_line_for_each_mapping_and_for_each_code_without_one(client: httpx.Client) -> None:
    codes = ["OMIM:226600", "ORPHA:79631"]
    found = rows(client.post("/resolve", json=codes, headers={"Accept": "text/csv"}))
    assert [(row["asked"], row["precision"], row["disease"], row["source"]) for row in found] == [
        ("OMIM:226600", "exact", SEVERE, "orphanet-packets"),
        ("OMIM:226600", "exact", SEVERE, "mondo-chains"),
        ("OMIM:226600", "broad", INVERSA, "orphanet-packets"),
        ("ORPHA:79631", "", "", ""),
    ]
    assert EB in found[3]["near"].split(" | ")
    assert rows(client.get("/resolve/OMIM:226600", params={"format": "csv"})) == found[:3]


def statements(answer: httpx.Response) -> set[Quad]:
    assert answer.headers["content-type"] == "application/ld+json"
    return set(parse(answer.content, format=RdfFormat.JSON_LD))


def test_json_ld_says_what_the_graph_says_and_who_says_it(client: httpx.Client) -> None:
    found = statements(client.get("/resolve/OMIM:226600", headers={"Accept": "application/ld+json"}))
    severe, inversa, code = disease_iri("79408"), disease_iri("79409"), code_iri("OMIM", "226600")
    source = Iris().thing("mapping-set", "orphanet-packets")
    assert Quad(severe, v.SKOS_EXACT_MATCH, code, source) in found
    assert Quad(inversa, v.SKOS_BROAD_MATCH, code, source) in found
    assert Quad(severe, v.SKOS_NOTATION, Literal(SEVERE)) in found
    assert {quad.predicate for quad in found} == {
        v.SKOS_EXACT_MATCH, v.SKOS_BROAD_MATCH, v.SKOS_NOTATION, v.SKOS_PREF_LABEL,
    }  # fmt: skip
    many = client.post("/resolve", json=["OMIM:226600", "unknown"], headers={"Accept": "application/ld+json"})
    assert statements(many) == found


def test_json_ld_tells_of_successors_and_of_both_ends_of_a_reference(changed: httpx.Client) -> None:
    found = statements(changed.get("/resolve/ORPHA:10", params={"format": "jsonld"}))
    assert Quad(disease_iri("10"), v.DCT_IS_REPLACED_BY, disease_iri("20")) in found
    assert not [quad for quad in found if isinstance(quad.subject, NamedNode) and ":" not in quad.subject.value]


def test_an_answer_leads_to_the_query_that_made_it(client: httpx.Client) -> None:
    answer = client.get("/resolve/OMIM:226600")
    assert answer.headers["vary"].startswith("Accept, Accept-Language")
    address = answer.links["describedby"]["url"]
    query = client.get(address).text
    assert "<https://omim.org/entry/226600>" in query
    sparql = client.base_url.join("/sparql")
    found = client.post(sparql, data={"query": query}, headers={"Accept": "text/csv"})
    assert "http://www.orpha.net/ORDO/Orphanet_79409" in found.text
    again = client.get("/resolve/OMIM:226600", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
