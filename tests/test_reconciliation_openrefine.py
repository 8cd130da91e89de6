"""What OpenRefine sends, from the moment that the service is added until its columns are filled, sent again.

The messages are those of OpenRefine 3.9 and of its widget for suggestions, as its code makes them: StandardReconConfig,
GuessTypesOfColumnCommand, ReconciledDataExtensionJob, recon-manager.js, suggest-4_3a.js, extend-data-preview-dialog.js.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

from tests.patience import PATIENCE

Document = dict[str, Any]
BROWSER = {
    "accept": "application/json, text/javascript, */*; q=0.01",
    "origin": "http://127.0.0.1:3333",
    "referer": "http://127.0.0.1:3333/",
}
JAVA = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8", "user-agent": "OpenRefine/3.9"}
# what the widget sends beside what was typed: its defaults, meant for the service that it was first made for
WIDGET = {"spell": "always", "exact": "false", "prefixed": "true"}


@pytest.fixture(scope="module")
def service(shipped_address: str) -> str:
    return f"{shipped_address}/reconcile"


@pytest.fixture(scope="module")
def manifest(service: str) -> Document:
    """As OpenRefine keeps it once the service is added."""
    told: Document = httpx.get(service, headers=BROWSER, timeout=PATIENCE).json()
    return told | {"url": service}


def posted(service: str, name: str, message: str) -> Document:
    """A form, as the Java side posts it."""
    answer = httpx.post(service, content=urlencode({name: message}), headers=JAVA, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    told: Document = answer.json()
    return told


def batch(queries: list[Mapping[str, object]]) -> str:
    """As batchRecon writes it: q0, q1, … and each query as Jackson does."""
    return "{" + ",".join(f'"q{at}":{json.dumps(query)}' for at, query in enumerate(queries)) + "}"


# Adding the service


def test_the_service_is_added_by_its_manifest_from_another_origin(service: str) -> None:
    answer = httpx.get(service, headers=BROWSER, timeout=PATIENCE)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert {"name", "identifierSpace", "schemaSpace", "defaultTypes", "view"} <= set(told)


def test_an_older_one_adds_it_by_jsonp(service: str) -> None:
    asked = {"callback": "jQuery35107642_1700000000000", "_": "1700000000001"}
    answer = httpx.get(service, params=asked, headers={"accept": "*/*"})
    assert answer.headers["content-type"].startswith("text/javascript")
    told = re.fullmatch(r"/\*\*/jQuery35107642_1700000000000\((.*)\);", answer.text, re.DOTALL)
    assert told
    assert json.loads(told[1]) == httpx.get(service).json()


def test_a_browser_may_post_from_another_origin(service: str) -> None:
    asks = {"origin": "http://127.0.0.1:3333", "access-control-request-method": "POST"}
    answer = httpx.options(service, headers=asks)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-origin"] == "*"


# Reconciling a column


def test_types_are_guessed_from_ten_cells(service: str) -> None:
    cells = ["Netherton syndrome", "Xeroderma pigmentosum", "Ichthyosis", "Marfan syndrome", "Albinism"]
    told = posted(service, "queries", batch([{"query": cell, "limit": 3} for cell in cells]))
    first = [told[f"q{at}"]["result"][0]["type"][0] for at in range(len(cells))]
    assert first == [{"id": "Disease", "name": "disease"}] * len(cells)
    assert all(len(told[key]["result"]) <= 3 for key in told)


def test_a_type_is_looked_for_by_its_name(manifest: Document) -> None:
    suggest = manifest["suggest"]["type"]
    asked = {"prefix": "hosp"} | WIDGET
    answer = httpx.get(suggest["service_url"] + suggest["service_path"], params=asked, headers=BROWSER)
    assert [one["id"] for one in answer.json()["result"]] == ["Hospital"]


def test_a_property_is_looked_for_by_its_name(manifest: Document) -> None:
    suggest = manifest["suggest"]["property"]
    asked = {"prefix": "count", "type": "Hospital"} | WIDGET
    answer = httpx.get(suggest["service_url"] + suggest["service_path"], params=asked, headers=BROWSER)
    assert [one["id"] for one in answer.json()["result"]] == ["country"]


def test_a_batch_with_a_type_and_details_of_other_columns(service: str) -> None:
    queries: list[Mapping[str, object]] = [
        {
            "query": "Hopital Necker",
            "type": "Hospital",
            "properties": [{"pid": "country", "v": "FR"}, {"pid": "city", "v": "Paris"}],
            "type_strict": "should",
        },
        {
            "query": "TOXIBUL",
            "type": "Centre",
            "properties": [{"pid": "hospital", "v": {"id": "hospital/fr-necker", "name": "Hôpital Necker"}}],
            "type_strict": "should",
        },
        {"query": "Nethertn syndrome", "type": "Disease", "type_strict": "should", "limit": 2},
    ]
    told = posted(service, "queries", batch(queries))
    assert list(told) == ["q0", "q1", "q2"]
    results = [told[key]["result"] for key in told]
    assert [result[0]["id"] for result in results] == [
        "hospital/fr-necker",
        "centre/fr-necker-toxibul",
        "disease/634",
    ]
    for candidate in (one for result in results for one in result):
        # what ReconResult reads, and of which kinds
        assert isinstance(candidate["id"], str)
        assert isinstance(candidate["name"], str)
        assert isinstance(candidate["score"], float)
        assert isinstance(candidate["match"], bool)
        assert all(set(one) >= {"id", "name"} for one in candidate["type"])
    assert {"id": "hospital_match", "value": True} in results[1][0]["features"]


def test_only_the_first_candidate_can_be_matched_without_asking(service: str) -> None:
    told = posted(service, "queries", batch([{"query": "Xeroderma pigmentosum", "type": "Disease"}]))
    first, *others = told["q0"]["result"]
    assert first["match"] is True
    assert others
    assert not any(one["match"] for one in others)


# Looking at candidates


def test_a_cell_is_matched_by_hand(manifest: Document) -> None:
    suggest = manifest["suggest"]["entity"]
    asked = {"prefix": "xeroderma pig", "type": "Disease", "type_strict": "should"} | WIDGET
    answer = httpx.get(suggest["service_url"] + suggest["service_path"], params=asked, headers=BROWSER)
    first = answer.json()["result"][0]
    assert first["id"] == "disease/910"
    assert {"name", "description", "notable"} <= set(first)


def test_the_widget_of_an_older_one_asks_by_jsonp(manifest: Document) -> None:
    suggest = manifest["suggest"]["entity"]
    asked = {"callback": "jQuery351_1", "prefix": "xeroderma pig", "cursor": "2"} | WIDGET
    answer = httpx.get(suggest["service_url"] + suggest["service_path"], params=asked, headers={"accept": "*/*"})
    assert answer.text.startswith('/**/jQuery351_1({"result":[')


def test_hovering_shows_a_flyout(manifest: Document) -> None:
    suggest = manifest["suggest"]["entity"]
    address = suggest["flyout_service_url"] + suggest["flyout_service_path"]
    answer = httpx.get(address.replace("${id}", quote("disease/910", safe="")) + "&callback=f")
    assert answer.text.startswith('/**/f({"id":"disease/910","html":"')


def test_a_candidate_is_previewed_in_a_frame_and_opened(manifest: Document) -> None:
    name = quote("disease/910", safe="")
    preview = httpx.get(manifest["preview"]["url"].replace("{{id}}", name))
    assert preview.headers["content-type"].startswith("text/html")
    assert "x-frame-options" not in preview.headers
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    view = httpx.get(manifest["view"]["url"].replace("{{id}}", name))
    assert (view.status_code, view.headers["location"].endswith("/disease/910")) == (303, True)


# Adding columns


def test_properties_are_proposed_for_the_type_of_the_column(manifest: Document) -> None:
    endpoint = manifest["extend"]["propose_properties"]
    address = endpoint["service_url"] + endpoint["service_path"] + "?type=Disease"
    told = httpx.get(address, headers=BROWSER).json()
    assert {"omim", "gene", "centre"} <= {one["id"] for one in told["properties"]}
    by_jsonp = httpx.get(f"{address}&callback=jQuery351_2&_=3")
    assert by_jsonp.text.startswith("/**/jQuery351_2(")


def test_columns_are_filled_from_entities(manifest: Document) -> None:
    settings = {field["name"]: str(field["default"]) for field in manifest["extend"]["property_settings"]}
    extension: Document = {
        "ids": ["disease/79408", "disease/634"],
        "properties": [
            {"id": "omim", "settings": settings | {"limit": "1"}},
            {"id": "gene"},
            {"id": "parent", "settings": {"limit": "0"}},
        ],
    }
    told = posted(manifest["url"], "extend", json.dumps(extension))
    assert [column["id"] for column in told["meta"]] == ["omim", "gene", "parent"]
    for name in extension["ids"]:
        row = told["rows"][name]
        assert all(isinstance(row[column["id"]], list) for column in told["meta"])
        assert len(row["omim"]) == 1
        assert all(set(cell) == {"id", "name"} for cell in row["parent"])
    assert {"str": "SPINK5"} in told["rows"]["disease/634"]["gene"]


def test_a_message_without_a_type_is_answered(service: str) -> None:
    told = posted(service, "queries", batch([{"query": "Debra France"}]))
    assert told["q0"]["result"][0]["id"] == "association/fr-debra-france"


def test_a_batch_may_come_in_the_address(service: str) -> None:
    asked = {"queries": batch([{"query": "Netherton syndrome", "type": "Disease", "limit": 1}])}
    answer = httpx.get(service, params=asked, headers=BROWSER)
    assert answer.json()["q0"]["result"][0]["id"] == "disease/634"
