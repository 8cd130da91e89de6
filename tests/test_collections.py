"""Lists of every collection: filters, facets, order, pages, formats, and the queries behind them."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import RdfFormat, Store, parse

from genoderm.api.collections.asked import ASKED, Asked
from genoderm.api.collections.fields import FIELDS
from genoderm.graph.home import Home
from genoderm.sparql.composition import api_query
from tests.patience import PATIENCE

Answer = dict[str, Any]
COLLECTIONS = [model.collection for model in ASKED]


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shipped_address, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def release(shipped_home: Path) -> Store:
    return Store.read_only(str(Home(shipped_home).current_release() / "store"))


def listed(client: httpx.Client, collection: str, **asked: str | float) -> Answer:
    answer = client.get(f"/api/v1/{collection}", params=asked)
    assert answer.status_code == 200, answer.text
    told: Answer = answer.json()
    return told


def ids(told: Answer) -> list[str]:
    return [item["id"] for item in told["items"]]


def rows(name: str) -> list[dict[str, str]]:
    path = Path(__file__).parents[1] / "loaders" / "data" / f"{name}.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


@pytest.mark.parametrize("collection", ["centres", "hospitals", "networks", "groups", "associations", "resources"])
def test_a_collection_has_all_that_its_table_has(client: httpx.Client, collection: str) -> None:
    assert listed(client, collection)["total"] == len(rows(collection))


def test_needs_and_specialties_are_those_of_the_schemes(client: httpx.Client) -> None:
    assert (listed(client, "needs")["total"], listed(client, "specialties")["total"]) == (7, 29)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_pages_follow_each_other_to_the_end_and_hold_everything_once(client: httpx.Client, collection: str) -> None:
    asked: dict[str, str | float] = {"limit": 100, "kind": "group"} if collection == "diseases" else {"limit": 100}
    answer = client.get(f"/api/v1/{collection}", params=asked)
    seen = [item["iri"] for item in answer.json()["items"]]
    while following := re.search(r'<([^>]*)>; rel="next"', answer.headers["link"]):
        answer = client.get(following[1])
        seen += [item["iri"] for item in answer.json()["items"]]
    assert len(seen) == len(set(seen)) == answer.json()["total"]


def test_links_lead_to_the_first_and_last_page_and_only_to_pages_that_there_are(client: httpx.Client) -> None:
    def rels(**asked: str | float) -> dict[str, str]:
        link = client.get("/api/v1/groups", params=asked).headers["link"]
        return {rel: address for address, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', link)}

    assert set(rels(limit=5)) == {"first", "next", "last", "describedby"}
    assert set(rels(limit=5, offset=5)) == {"first", "prev", "next", "last", "describedby"}
    assert set(rels(limit=5, offset=10)) == {"first", "prev", "last", "describedby"}
    assert rels(limit=5)["last"].endswith("offset=10")
    assert set(rels(limit=12)) == {"first", "last", "describedby"}
    assert rels(limit=5, offset=50)["prev"].endswith("offset=10")


# What is asked, and how many rows of the tables fit, counted here by hand or by another reading of them.
COUNTED: list[tuple[str, dict[str, str | float], int]] = [
    ("centres", {"country": "IR"}, 4),
    ("centres", {"status": "planned"}, 2),
    ("centres", {"hospital": "fr-necker", "kind": "expert-centre"}, 5),
    ("centres", {"network": "ern-skin", "role": "coordinator"}, 2),  # of the network, and of its group ALLOCATE Skin
    ("centres", {"group": "ern-skin-ippk"}, 1),
    ("networks", {"kind": "ern", "disease": "79361"}, 1),
    ("groups", {"network": "ern-skin"}, 9),
    ("associations", {"umbrella": "debra-international", "country": "CA"}, 1),
    ("resources", {"kind": "grant"}, 5),
    ("resources", {"kind": "grant,workshop"}, 9),
    ("specialties", {"q": "dermatology"}, 1),
]


@pytest.mark.parametrize(("collection", "asked", "count"), COUNTED)
def test_filters_find_what_the_tables_say(
    client: httpx.Client, collection: str, asked: dict[str, str | float], count: int
) -> None:
    assert listed(client, collection, **asked)["total"] == count


def test_filters_narrow_together(client: httpx.Client) -> None:
    asked: dict[str, str | float] = {}
    totals = []
    for name, value in (
        ("country", "FR"),
        ("specialty", "dermatology"),
        ("network", "fimarad"),
        ("role", "member"),
    ):
        asked[name] = value
        totals.append(listed(client, "centres", **asked)["total"])
    assert totals == sorted(totals, reverse=True)
    assert totals[0] > totals[-1] > 0


def test_several_values_of_a_filter_are_any_and_several_signs_are_all_of_them(client: httpx.Client) -> None:
    either = listed(client, "centres", country="BE,AT")["total"]
    assert either == listed(client, "centres", country="BE")["total"] + listed(client, "centres", country="AT")["total"]
    blisters = listed(client, "diseases", hpo="HP:0008066", limit=1)["total"]
    with_teeth = listed(client, "diseases", hpo="HP:0008066,HP:0000164", limit=1)["total"]
    assert 0 < with_teeth < blisters


def test_a_disease_is_found_by_gene_by_sign_by_code_and_by_a_name_with_a_slip(client: httpx.Client) -> None:
    assert "79408" in ids(listed(client, "diseases", gene="COL7A1", limit=100))
    assert ids(listed(client, "diseases", gene="HGNC:2214")) == ids(listed(client, "diseases", gene="col7a1"))
    assert "79408" in ids(listed(client, "diseases", code="OMIM:226600"))
    assert ids(listed(client, "diseases", code="Orphanet_79408")) == ["79408"]
    assert ids(listed(client, "diseases", q="xeroderma pigmentosun"))[0] == "910"


def test_a_group_of_diseases_takes_in_all_below_it(client: httpx.Client) -> None:
    below = ids(listed(client, "diseases", disease="ORPHA:79361", limit=100))
    assert {"79361", "303", "79408"} <= set(below)


def test_places_are_points_or_towns_and_distances_are_told(client: httpx.Client) -> None:
    told = listed(client, "hospitals", place="lyon", within=20, sort="distance")
    assert told["place"]["country"] == "FR"
    far = [item["distance"] for item in told["items"]]
    assert far == sorted(far)
    assert max(far) <= 20
    assert "Lyon" in {item["city"] for item in told["items"]}
    point: dict[str, str | float] = {
        "near": f"{told['place']['latitude']},{told['place']['longitude']}",
        "within": 20,
        "sort": "distance",
    }
    assert ids(listed(client, "hospitals", **point)) == ids(told)


def test_a_hospital_hosts_the_centres_for_a_disease(client: httpx.Client) -> None:
    assert "at-salzburg" in ids(listed(client, "hospitals", disease="79361", country="AT"))
    assert ids(listed(client, "hospitals", code="ROR:05tr67282")) == ["fr-necker"]


def test_resources_are_the_newest_first_unless_asked_otherwise(client: httpx.Client) -> None:
    years = [
        item["year"]
        for item in listed(client, "resources", kind="expert-meeting", limit=100)["items"]
        if "year" in item
    ]
    assert years == sorted(years, reverse=True)
    oldest = listed(client, "resources", kind="expert-meeting", sort="year", limit=1)["items"][0]
    assert oldest["year"] == min(years)


def test_dates_leave_out_what_was_told_before_or_after(client: httpx.Client) -> None:
    since = listed(client, "associations", since="2020", limit=100)["items"]
    assert since
    assert all(item["as_of"] >= "2020" for item in since)
    until = listed(client, "associations", as_of="2015", limit=100)["items"]
    assert all(item["as_of"][:4] <= "2015" for item in until)


@pytest.mark.parametrize("collection", ["centres", "hospitals", "associations", "resources", "networks"])
def test_a_facet_counts_what_its_filter_gives(client: httpx.Client, collection: str) -> None:
    facets = listed(client, collection, limit=1)["facets"]
    for facet, choices in facets.items():
        for choice in choices[:3]:
            assert listed(client, collection, limit=1, **{facet: choice["value"]})["total"] == choice["count"]


def test_a_chosen_value_is_marked_and_has_a_name(client: httpx.Client) -> None:
    choices = listed(client, "centres", country="FR", lang="fr", limit=1)["facets"]["country"]
    assert choices == [{"value": "FR", "name": "France", "count": choices[0]["count"], "chosen": True}]


def test_fields_choose_what_is_told(client: httpx.Client) -> None:
    item = listed(client, "centres", fields="city,country", limit=1, q="necker")["items"][0]
    assert (
        {"iri", "id", "name", "href"} <= set(item) <= {"iri", "id", "name", "href", "name_language", "city", "country"}
    )


def test_names_are_in_the_language_asked_and_say_where_they_are_not(client: httpx.Client) -> None:
    assert listed(client, "needs", lang="fr", q="telemedicine")["items"][0]["name"] == "télémédecine"
    german = listed(client, "centres", lang="de", q="necker magec")["items"][0]
    assert german["name_language"] == "fr"
    french = [item["name"] for item in listed(client, "needs", lang="fr")["items"]]
    assert french == sorted(french, key=str.lower)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_table_has_all_things_with_as_many_cells_as_columns(client: httpx.Client, collection: str) -> None:
    asked = {"format": "csv"} | ({"limit": "50"} if collection == "diseases" else {})
    answer = client.get(f"/api/v1/{collection}", params=asked)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, *told = list(csv.reader(io.StringIO(answer.text)))
    assert {len(row) for row in told} == {len(header)}
    total = listed(client, collection, limit=1)["total"]
    assert len(told) == (50 if collection == "diseases" else total)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_json_ld_says_what_the_release_says_and_nothing_else(
    client: httpx.Client, release: Store, collection: str
) -> None:
    answer = client.get(f"/api/v1/{collection}?limit=30", headers={"accept": "application/ld+json"})
    assert answer.headers["content-type"] == "application/ld+json"
    triples = {quad.triple for quad in parse(answer.content, format=RdfFormat.JSON_LD)}
    known = {
        (quad.subject, quad.predicate, quad.object)
        for one in {t.subject for t in triples}
        for quad in release.quads_for_pattern(one, None, None, None)
    }
    assert len(triples) > 20
    assert {(one.subject, one.predicate, one.object) for one in triples} - known == set()


@pytest.mark.parametrize("model", ASKED, ids=lambda model: model.collection)
def test_every_filter_and_every_order_is_part_of_a_query_that_runs(client: httpx.Client, model: type[Asked]) -> None:
    query = api_query(f"list-{model.collection}")
    headers = {"accept": "text/csv", "content-type": "application/sparql-query"}
    assert len(client.post("/sparql", content=query.text, headers=headers).text.splitlines()) > 1
    near = {"near": "48.85,2.35"} if "distance" in model.orders else {}
    for order in model.orders:
        assert listed(client, model.collection, limit=1, sort=order, **near)["total"] > 0


def test_the_query_behind_a_list_gives_the_same_things_in_the_same_order(client: httpx.Client) -> None:
    answer = client.get("/api/v1/centres", params={"country": "FR", "specialty": "dermatology", "sort": "-name"})
    address = re.search(r'<([^>]*)>; rel="describedby"', answer.headers["link"])
    assert address
    headers = {"accept": "text/csv", "content-type": "application/sparql-query"}
    told = client.post("/sparql", content=client.get(address[1]).text, headers=headers).text.splitlines()[1:]
    assert [line.partition(",")[0] for line in told[:20]] == [item["iri"] for item in answer.json()["items"]]
    assert len(told) == answer.json()["total"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("centres?contry=FR", "the nearest is country"),
        ("centres?country=Atlantis", "expected an ISO 3166-1 country code"),
        ("centres?role=coordinater", "the nearest is 'coordinator'"),
        ("resources?kind=guidline", "expected guideline"),
        ("diseases?hpo=blisters", "expected an HPO term"),
        ("diseases?status=gone", "status is 'gone'"),
        ("centres?fields=citty", "expected city"),
        ("centres?sort=size", "expected name"),
        ("centres?limit=1000", "less than or equal to 100"),
        ("centres?format=xml", "format is 'xml'"),
        ("centres?lang=1", "the tag of a language"),
        ("needs?offset=-1", "offset"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_would_be_right(
    client: httpx.Client, address: str, told: str
) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert told in answer.json()["detail"]


def test_what_nothing_can_hold_is_refused_with_the_list(client: httpx.Client) -> None:
    answer = client.get("/api/v1/centres", headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["detail"]


def test_an_answer_is_kept_and_told_by_its_tag(client: httpx.Client) -> None:
    answer = client.get("/api/v1/networks?limit=1")
    assert answer.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    again = client.get("/api/v1/networks?limit=1", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_every_field_has_a_term_of_the_context_but_the_point() -> None:
    context = json.loads((Path(__file__).parents[1] / "ontology" / "context.jsonld").read_text("utf-8"))["@context"]
    terms = {field.term for fields in FIELDS.values() for field in fields}
    assert terms - set(context) == {""}
    assert set(FIELDS) == set(COLLECTIONS)
