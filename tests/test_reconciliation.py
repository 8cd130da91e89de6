"""The reconciliation service over a real socket, in the shipped release; its answers by the specification's schemas."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from genoderm.api.reconciliation.asked import MOST, TooMany, read_batch, read_extension
from genoderm.api.reconciliation.entities import TYPES, entity_id, entity_iri
from genoderm.api.reconciliation.properties import PROPERTIES, properties_of
from genoderm.api.reconciliation.scoring import Candidate, matched, ranked, same
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import Iris
from genoderm.sparql.composition import api_query
from tests.patience import PATIENCE

Document = dict[str, Any]
SPECIFICATION = "reconciliation/0.2"
NEVER: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shipped_address, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def schemas(shared: Path) -> Mapping[str, Any]:
    """Validators by the names of the schemas. Their `$schema` is an address that no draft has."""
    told = {
        path.stem: json.loads(path.read_text("utf-8")) for path in (shared / SPECIFICATION / "schemas").glob("*.json")
    }
    for schema in told.values():
        schema.pop("$schema", None)
    registry = jsonschema_rs.Registry([(schema["$id"].rstrip("#"), schema) for schema in told.values()])
    return {
        name: jsonschema_rs.Draft7Validator(schema, registry=registry)
        for name, schema in told.items()
        if name != "openapi"
    }


def asked(client: httpx.Client, **query: object) -> list[Document]:
    """The candidates for one query."""
    return batch(client, {"q": query})["q"]


def batch(client: httpx.Client, queries: Mapping[str, object]) -> dict[str, list[Document]]:
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return {key: told["result"] for key, told in answer.json().items()}


def extended(client: httpx.Client, ids: list[str], *properties: str | Document) -> Document:
    wanted = [{"id": one} if isinstance(one, str) else one for one in properties]
    answer = client.post("/reconcile", data={"extend": json.dumps({"ids": ids, "properties": wanted})})
    assert answer.status_code == 200, answer.text
    told: Document = answer.json()
    return told


# By the schemas


def test_the_manifest_is_valid(client: httpx.Client, schemas: Mapping[str, Any]) -> None:
    schemas["manifest"].validate(client.get("/reconcile").json())


def test_candidates_are_valid(client: httpx.Client, schemas: Mapping[str, Any]) -> None:
    queries = {
        "q0": {"query": "Netherton syndrome"},
        "q1": {"query": "Hôpital Necker", "type": "Hospital", "properties": [{"pid": "country", "v": "FR"}]},
        "q2": {"query": "nothing like it qqqq"},
        "q3": {"query": "disease/79361", "limit": 1},
    }
    schemas["reconciliation-query-batch"].validate(queries)
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    schemas["reconciliation-result-batch"].validate(answer.json())


@pytest.mark.parametrize("what", ["entity", "type", "property"])
def test_suggestions_are_valid(what: str, client: httpx.Client, schemas: Mapping[str, Any]) -> None:
    name = {"entity": "entities", "type": "types", "property": "properties"}[what]
    told = client.get(f"/reconcile/suggest/{what}", params={"prefix": "d"}).json()
    assert told["result"]
    schemas[f"suggest-{name}-response"].validate(told)


def test_data_of_every_property_of_every_type_are_valid(client: httpx.Client, schemas: Mapping[str, Any]) -> None:
    ids = [
        "disease/79408",
        "disease/48104",
        "disease/634",
        "centre/fr-necker-magec",
        "hospital/fr-necker",
        "network/ern-skin",
        "association/fr-debra-france",
        "specialty/dermatology",
    ]
    told = extended(client, ids, *(known.id for known in PROPERTIES))
    schemas["data-extension-response"].validate(told)
    assert [column["id"] for column in told["meta"]] == [known.id for known in PROPERTIES]
    assert all(set(told["rows"][name]) == {known.id for known in PROPERTIES} for name in ids)
    told_of = {known.id for known in PROPERTIES if any(told["rows"][name][known.id] for name in ids)}
    assert {known.id for known in PROPERTIES} - told_of <= {"replacedBy", "language", "icd11", "snomed", "association"}


@pytest.mark.parametrize("kind", [kind.id for kind in TYPES])
def test_proposed_properties_are_valid(kind: str, client: httpx.Client, schemas: Mapping[str, Any]) -> None:
    told = client.get("/reconcile/properties", params={"type": kind}).json()
    schemas["data-extension-property-proposal"].validate(told)
    assert told["type"] == kind
    assert (
        client.get("/reconcile/properties", params={"type": kind, "limit": 2}).json()["properties"]
        == told["properties"][:2]
    )


def test_the_examples_of_the_specification_are_read_and_its_counterexamples_refused(shared: Path) -> None:
    folder = shared / SPECIFICATION / "examples"
    valid = [*folder.glob("reconciliation-query-batch/valid/*.json")]
    assert len([read_batch(path.read_text("utf-8")) for path in valid]) == 4
    extensions = [*folder.glob("data-extension-query/valid/*.json")]
    assert len([read_extension(path.read_text("utf-8")) for path in extensions]) == 2
    for path in folder.glob("reconciliation-query-batch/invalid/*.json"):
        with pytest.raises(BadInput):
            read_batch(path.read_text("utf-8"))


# Candidates


@pytest.mark.parametrize(
    ("query", "kind", "first"),
    [
        ("Netherton syndrome", "Disease", "disease/634"),
        ("Nethertn syndrom", "Disease", "disease/634"),
        ("syndrome de Netherton", "Disease", "disease/634"),
        ("Epidermolysis bullosa, hereditary", "Disease", "disease/79361"),
        ("ORPHA:79361", "Disease", "disease/79361"),
        ("orphanet 79361", "Disease", "disease/79361"),
        ("http://www.orpha.net/ORDO/Orphanet_79361", "Disease", "disease/79361"),
        ("disease/79361", "Disease", "disease/79361"),
        ("OMIM:226600", "Disease", "disease/79408"),
        ("Hopital Necker Enfants-Malades", "Hospital", "hospital/fr-necker"),
        ("ERN Skin", "Network", "network/ern-skin"),
        ("DEBRA France", "PatientAssociation", "association/fr-debra-france"),
        ("dermatologie", "Specialty", "specialty/dermatology"),
        ("TOXIBUL Necker", "Centre", "centre/fr-necker-toxibul"),
    ],
)
def test_what_is_meant_comes_first(query: str, kind: str, first: str, client: httpx.Client) -> None:
    found = asked(client, query=query, type=kind)
    assert found[0]["id"] == first
    assert {one["type"][0]["id"] for one in found} == {kind}
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)


def test_without_a_type_all_are_looked_at(client: httpx.Client) -> None:
    found = asked(client, query="dermatology", limit=30)
    assert {"specialty", "centre"} <= {one["id"].partition("/")[0] for one in found}


def test_several_types_and_broader_ones_are_alternatives(client: httpx.Client) -> None:
    found = asked(client, query="Debra", type=["Network", "PatientAssociation"], limit=20)
    assert {one["type"][0]["id"] for one in found} <= {"Network", "PatientAssociation"}
    assert asked(client, query="Necker", type="Organisation")[0]["id"] == "hospital/fr-necker"


def test_a_limit_bounds_the_candidates_and_decides_nothing_else(client: httpx.Client) -> None:
    many, one = asked(client, query="ichthyosis", limit=12), asked(client, query="ichthyosis", limit=1)
    assert (len(many), one) == (12, many[:1])
    assert len(asked(client, query="ichthyosis", limit=0)) == 5


def test_queries_of_a_batch_do_not_know_of_each_other(client: httpx.Client) -> None:
    queries: dict[str, object] = {f"q{at}": {"query": name} for at, name in enumerate(("Netherton", "necker", "debra"))}
    assert batch(client, queries) == {key: batch(client, {key: query})[key] for key, query in queries.items()}


@pytest.mark.parametrize(
    ("pid", "value", "speaks"),
    [
        ("country", "FR", "for"),
        ("country", "France", "for"),
        ("country", {"id": "https://w3id.org/genoderm/id/country/FR", "name": "France"}, "for"),
        ("country", "Germany", "against"),
        ("city", "paris", "for"),
        ("city", ["Lyon", "Paris"], "for"),
        ("city", "Bordeaux", "against"),
        ("ror", "https://ror.org/05tr67282", "for"),
        ("ror", "05tr67282", "for"),
    ],
)
def test_what_the_entity_has_speaks_for_or_against_it(
    pid: str, value: object, speaks: str, client: httpx.Client
) -> None:
    plain = asked(client, query="Necker hospital", type="Hospital")[0]
    [told] = [
        one
        for one in asked(client, query="Necker hospital", type="Hospital", properties=[{"pid": pid, "v": value}])
        if one["id"] == plain["id"]
    ]
    assert {"id": f"{pid}_match", "value": speaks == "for"} in told["features"]
    assert (told["score"] > plain["score"]) is (speaks == "for")


def test_a_code_finds_what_the_name_does_not(client: httpx.Client) -> None:
    hint = [{"pid": "omim", "v": 226600}]
    assert asked(client, query="EB, serious kind of it", type="Disease", properties=hint)[0]["id"] == "disease/79408"
    assert asked(client, type="Disease", properties=hint)[0]["id"] == "disease/79408"


def test_a_place_alone_lists_what_is_there(client: httpx.Client) -> None:
    there = [{"pid": "city", "v": "Paris"}, {"pid": "country", "v": "FR"}]
    found = asked(client, type="Centre", properties=there, limit=50)
    assert "centre/fr-necker-magec" in {one["id"] for one in found}
    assert not any(one["match"] for one in found)
    assert asked(client, properties=[{"pid": "website", "v": "https://example.org/"}]) == []


# Matches


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("Netherton syndrome", 1),
        ("NETHERTON-SYNDROME", 1),
        ("syndrome, Netherton", 1),
        ("Syndrome de Netherton", 1),
        ("ORPHA:634", 1),
        ("disease/634", 1),
        ("Nethertn syndrome", 0),  # a misspelling
        ("634", 0),  # of which system?
        ("Netherton", 0),  # not the whole name
        ("EBS", 0),  # an acronym, which others bear
        ("OMIM:226600", 1),
        ("epidermolysis bullosa dystrophica of the toes", 0),
    ],
)
def test_only_what_is_certain_is_a_match(query: str, matches: int, client: httpx.Client) -> None:
    found = asked(client, query=query, type="Disease")
    assert [one["match"] for one in found] == [at < matches for at in range(len(found))]


def test_a_match_is_not_made_against_what_is_known(client: httpx.Client) -> None:
    found = asked(
        client, query="Debra France", type="PatientAssociation", properties=[{"pid": "country", "v": "Spain"}]
    )
    assert not any(one["match"] for one in found)


def test_of_two_that_bear_the_name_none_is_a_match() -> None:
    twins = [Candidate("urn:a", 1.0, "Netherton syndrome"), Candidate("urn:b", 0.98, "Syndrome, Netherton")]
    assert matched("Netherton syndrome", twins, NEVER) is None
    assert matched("Netherton syndrome", twins[:1], NEVER) == "urn:a"
    assert matched("Netherton syndrome", twins, frozenset({"urn:b"})) == "urn:a"
    assert matched("Netherton syndrome", twins[:1], frozenset({"urn:a"})) is None


def test_a_candidate_that_has_what_is_told_passes_one_that_has_not() -> None:
    here = Candidate("urn:a", 0.9, "Clinic", {"city": True})
    there = Candidate("urn:b", 1.0, "Clinic", {"city": False})
    unknown = Candidate("urn:c", 0.95, "Clinic", {"city": None})
    assert [one.iri for one in ranked([there, unknown, here])] == ["urn:a", "urn:c", "urn:b"]


@given(st.text(max_size=80), st.text(max_size=80))
def test_whether_words_are_the_same_does_not_depend_on_who_asks(one: str, other: str) -> None:
    if ":" not in one + other:
        assert same(one, other) == same(other, one)


# Ids


@pytest.mark.parametrize(
    ("written", "iri"),
    [
        ("disease/79361", "http://www.orpha.net/ORDO/Orphanet_79361"),
        ("ORPHA:79361", "http://www.orpha.net/ORDO/Orphanet_79361"),
        ("http://www.orpha.net/ORDO/Orphanet_79361", "http://www.orpha.net/ORDO/Orphanet_79361"),
        ("centre/fr-necker-magec", "https://w3id.org/genoderm/id/centre/fr-necker-magec"),
        ("https://w3id.org/genoderm/id/hospital/fr-necker", "https://w3id.org/genoderm/id/hospital/fr-necker"),
        ("specialty/dermatology", "https://w3id.org/genoderm/ns#specialty/dermatology"),
        ("phenotype/0008066", None),
        ("https://example.org/79361", None),
        ("centre/", None),
        ("centre/a b", None),
        ("centre/100%", None),
        ("centre/[", None),
        ("https://w3id.org/genoderm/id/centre/[", None),
        ("Netherton syndrome", None),
    ],
)
def test_an_id_stands_for_an_iri_however_it_is_written(written: str, iri: str | None) -> None:
    assert entity_iri(written, Iris()) == iri
    if iri:
        assert entity_iri(entity_id(iri, Iris()), Iris()) == iri


def test_the_view_of_an_entity_is_its_page(client: httpx.Client) -> None:
    template = client.get("/reconcile").json()["view"]["url"]
    answer = httpx.get(template.replace("{{id}}", quote("centre/fr-necker-magec", safe="")))
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/centre/fr-necker-magec")


# Previews


def test_a_preview_is_a_small_page_that_others_may_frame_and_that_runs_nothing(client: httpx.Client) -> None:
    manifest = client.get("/reconcile").json()
    answer = httpx.get(manifest["preview"]["url"].replace("{{id}}", "hospital%2Ffr-necker"))
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert len(answer.content) < 5_000
    page = html.fromstring(answer.text)
    assert page.findtext(".//h1") == "Hôpital Necker-Enfants Malades"
    assert not page.xpath("//script | //img | //link | //@onclick")
    assert page.xpath("//a/@href") == [f"{str(client.base_url).rstrip('/')}/hospital/fr-necker"]


@pytest.mark.parametrize(("what", "name"), [("entity", "disease/79361"), ("type", "Disease"), ("property", "omim")])
def test_a_flyout_is_a_piece_of_html(what: str, name: str, client: httpx.Client) -> None:
    suggest = client.get("/reconcile").json()["suggest"][what]
    address = suggest["flyout_service_url"] + suggest["flyout_service_path"].replace("${id}", quote(name, safe=""))
    told = httpx.get(address).json()
    assert told["id"] == name
    assert "<p>" in told["html"]
    assert "<script" not in told["html"]


def test_an_entity_that_is_not_there_has_no_preview(client: httpx.Client) -> None:
    for name in ("disease/1", "nonsense", "<script>"):
        answer = client.get("/reconcile/preview", params={"id": name})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


# Suggestions


def test_entities_are_suggested_as_one_types(client: httpx.Client) -> None:
    for typed in ("nethe", "netherton synd", "netherton snyd", "ORPHA:634", "disease/634"):
        found = client.get("/reconcile/suggest/entity", params={"prefix": typed}).json()["result"]
        assert "disease/634" in [one["id"] for one in found], typed
    hospitals = client.get("/reconcile/suggest/entity", params={"prefix": "necker", "type": "Hospital"}).json()[
        "result"
    ]
    assert {one["notable"][0]["id"] for one in hospitals} == {"Hospital"}


def test_a_cursor_skips_suggestions(client: httpx.Client) -> None:
    pages = [
        client.get(
            "/reconcile/suggest/entity", params={"prefix": "ichth", "type": "Disease", "cursor": at, "limit": 4}
        ).json()
        for at in (0, 4)
    ]
    ids = [one["id"] for page in pages for one in page["result"]]
    assert len(set(ids)) == len(ids) == 8


def test_types_and_properties_are_suggested_by_name_and_id(client: httpx.Client) -> None:
    types = client.get("/reconcile/suggest/type", params={"prefix": "patient"}).json()["result"]
    assert [one["id"] for one in types] == ["PatientAssociation"]
    found = client.get("/reconcile/suggest/property", params={"prefix": "icd", "type": "Disease"}).json()["result"]
    assert [one["id"] for one in found] == ["icd10", "icd10cm", "icd11", "icd11foundation"]
    assert (
        client.get("/reconcile/suggest/property", params={"prefix": "icd", "schema": "Hospital"}).json()["result"] == []
    )
    assert len(client.get("/reconcile/suggest/type", params={"prefix": ""}).json()["result"]) == len(TYPES)


# Data


def test_values_are_told_as_entities_numbers_and_texts(client: httpx.Client) -> None:
    told = extended(client, ["centre/fr-necker-magec"], "hospital", "specialty", "city", "country", "latitude")
    row = told["rows"]["centre/fr-necker-magec"]
    assert row["hospital"] == [{"id": "hospital/fr-necker", "name": "Hôpital Necker-Enfants Malades"}]
    assert {"id": "specialty/dermatology", "name": "dermatology"} in row["specialty"]
    assert (row["city"], row["country"]) == ([{"str": "Paris"}], [{"str": "FR"}])
    assert 48 < row["latitude"][0]["float"] < 49
    assert told["meta"][0]["type"] == {"id": "Hospital", "name": "hospital"}


def test_settings_bound_translate_and_narrow(client: httpx.Client) -> None:
    name = {"id": "name", "settings": {"language": "fr"}}
    few = {"id": "phenotype", "settings": {"limit": "3"}}
    exact, anyhow = {"id": "omim", "settings": {"precision": "exact"}}, {"id": "omim", "settings": {"limit": 0}}
    row = extended(client, ["disease/634"], name, few)["rows"]["disease/634"]
    assert row["name"] == [{"str": "Syndrome de Netherton"}]
    assert len(row["phenotype"]) == 3
    every = extended(client, ["disease/90307", "disease/79408"], anyhow)["rows"]
    narrow = extended(client, ["disease/90307", "disease/79408"], exact)["rows"]
    assert narrow["disease/79408"]["omim"] == [{"str": "OMIM:226600"}]
    assert all(one in every[name]["omim"] for name in narrow for one in narrow[name]["omim"])
    assert every != narrow


def test_an_id_that_is_none_has_no_values(client: httpx.Client) -> None:
    told = extended(client, ["disease/79361", "nobody", "disease/1"], "code")
    assert told["rows"] == {
        "disease/79361": {"code": [{"str": "ORPHA:79361"}]},
        "nobody": {"code": []},
        "disease/1": {"code": []},
    }


def test_every_property_is_a_part_of_the_query() -> None:
    text = api_query("reconcile-extend").text
    missing = [known.id for known in PROPERTIES if f"# if {known.asked}\n" not in text]
    assert missing == []
    assert {known.id for kind in TYPES for known in properties_of([kind])} == {known.id for known in PROPERTIES}


# What is refused


@pytest.mark.parametrize(
    ("queries", "told"),
    [
        ("{", "no JSON"),
        ("[]", "queries"),
        ('{"q": {}}', "neither"),
        ('{"q": {"limit": 3}}', "neither"),
        ('{"q": {"query": "x", "type": "Diseases"}}', "the nearest is disease"),
        ('{"q": {"query": "x", "properties": [{"pid": "contry", "v": "FR"}]}}', "the nearest is country"),
        ('{"q": {"query": "x", "limit": -1}}', "q.limit"),
        ('{"q": {"query": "x", "props": []}}', "q.props"),
        ('{"q": {"query": "\\ud800"}}', "surrogate"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_batch_that_is_none_is_refused_with_what_would_be_right(
    queries: str, told: str, client: httpx.Client
) -> None:
    answer = client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


def test_a_batch_that_is_too_long_is_refused() -> None:
    with pytest.raises(TooMany):
        read_batch(json.dumps({f"q{at}": {"query": "x"} for at in range(MOST + 1)}))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("?querys={}", "the nearest is queries"),
        ("/suggest/entity?prefx=a", "prefix"),
        ("/suggest/entity", "prefix"),
        ("/properties?type=Diseaze", "Disease"),
        ("/feature?id=tfidf", "there is no property"),
        ("?callback=alert(1)", "callback"),
    ],
)
def test_a_request_that_is_none_is_refused(path: str, told: str, client: httpx.Client) -> None:
    answer = client.get(f"/reconcile{path}")
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


@pytest.mark.parametrize("query", ["", " ", "?", "x" * 5_000, "a " * 900, 'say "aaah" } #', "\x00", "\n\u2028"])
def test_whatever_the_name_is_the_answer_is_a_list(query: str, client: httpx.Client) -> None:
    assert isinstance(asked(client, query=query), list)


def test_neither_and_both_of_a_batch_and_a_request_for_data_are_refused(client: httpx.Client) -> None:
    assert client.post("/reconcile", data={}).status_code == 400
    assert client.post("/reconcile", data={"queries": "{}", "extend": "{}"}).status_code == 400
    assert client.post("/reconcile", data={"queries": "{}"}).json() == {}
