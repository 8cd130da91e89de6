"""Expertise gaps: counts of the release against what its tables say."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pycountry
import pytest

from genoderm.api.gaps.regions import NOBODY, REGIONS, regions_of
from genoderm.loaders.directory.vocabulary import EVIDENCE, REGION
from tests.patience import PATIENCE

Answer = dict[str, Any]


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shipped_address, timeout=PATIENCE) as client:
        yield client


def told(client: httpx.Client, **asked: str | float) -> Answer:
    answer = client.get("/api/v1/gaps", params={"limit": 100, **asked})
    assert answer.status_code == 200, answer.text
    found: Answer = answer.json()
    return found


def table(client: httpx.Client, **asked: str) -> dict[str, dict[str, str]]:
    answer = client.get("/api/v1/gaps", params={"format": "csv", **asked})
    assert answer.headers["content-type"].startswith("text/csv")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(answer.text))}


def test_every_country_where_somebody_lives_is_in_a_region() -> None:
    codes = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    assert set().union(*REGIONS.values()) == codes - NOBODY
    assert set(REGIONS) == set(REGION.terms) - {"worldwide"}
    assert regions_of("TR") == ["asia", "europe", "mediterranean", "middle-east"]


def test_diseases_without_anybody_come_first(client: httpx.Client) -> None:
    found = told(client)
    assert {row["centres"] for row in found["items"]} == {0}
    assert found["diseases"] == found["total"] == found["covered"] + found["without"]
    assert told(client, most=0)["total"] == found["without"]


def test_a_disease_has_its_centres_by_itself_and_by_its_groups(client: httpx.Client) -> None:
    rows = table(client)
    xeroderma = rows["ORPHA:910"]
    # three pages of institutions, two of patient organisations, and what the press and articles tell of
    assert (xeroderma["institution-page"], xeroderma["patient-organisation-page"]) == ("3", "2")
    assert int(xeroderma["centres"]) == int(xeroderma["by_itself"]) + int(xeroderma["by_group"])
    # nobody is expert in severe recessive dystrophic EB itself, many are in EB
    severe = rows["ORPHA:79408"]
    assert severe["by_itself"] == "0"
    assert int(severe["by_group"]) > 50
    assert rows["ORPHA:758"]["laboratories"] != "0"


def test_a_general_group_covers_no_disease(client: httpx.Client) -> None:
    assert table(client)["ORPHA:377"]["centres"] == "1"  # though 35 more know of rare skin diseases in general


def test_countries_are_counted_by_their_centres(client: httpx.Client) -> None:
    rows = table(client, by="country")
    assert len(rows) == 250 - len(NOBODY)
    assert rows["IS"]["centres"] == "0"
    assert rows["IR"]["centres"] == "2"  # two more are planned
    assert rows["FR"]["regions"] == "europe|mediterranean"
    assert int(rows["FR"]["centres"]) > int(rows["PT"]["centres"]) > 0


def test_regions_take_in_their_countries(client: httpx.Client) -> None:
    regions = {row["id"]: row for row in told(client, by="region")["items"]}
    countries = table(client, by="country", region="south-america")
    assert regions["south-america"]["centres"] == sum(int(row["centres"]) for row in countries.values())
    assert set(countries) == REGIONS["south-america"]


def test_evidence_narrows_what_counts(client: httpx.Client) -> None:
    strong = told(client, by="region", evidence="official-designation")["items"]
    assert {kind for row in strong for kind in row["evidence"]} <= {"official-designation"}
    assert told(client, evidence="official-designation")["covered"] < told(client)["covered"]
    assert list(told(client, by="country", sort="-centres", limit=1)["items"][0]["evidence"]) == [
        kind
        for kind in EVIDENCE.terms
        if kind in told(client, by="country", sort="-centres", limit=1)["items"][0]["evidence"]
    ]


def test_a_group_of_diseases_narrows_the_rows(client: httpx.Client) -> None:
    found = told(client, disease="79361")
    assert found["without"] == 0
    assert 20 < found["total"] < 60


def test_names_and_paging_are_as_in_the_lists(client: httpx.Client) -> None:
    answer = client.get("/api/v1/gaps", params={"by": "country", "lang": "fr", "sort": "name", "limit": 1})
    assert answer.json()["items"][0]["name"] == "Afghanistan"
    assert 'rel="next"' in answer.headers["link"]
    assert answer.headers["link"].count('rel="describedby"') == 3
    last = client.get("/api/v1/gaps", params={"by": "country", "offset": 246, "limit": 1})
    assert (last.json()["items"], 'rel="next"' in last.headers["link"]) == ([], False)


def test_a_country_goes_by_its_code_in_any_case_and_as_the_european_union_writes_it(client: httpx.Client) -> None:
    for written, code in (("fr", "FR"), ("UK", "GB"), ("aq", "AQ")):
        told = client.get("/api/v1/gaps", params={"by": "country", "country": written}).json()
        assert [row["id"] for row in told["items"]] == [code]
    chosen = client.get("/api/v1/centres", params={"country": "uk"}).json()
    assert [choice["value"] for choice in chosen["facets"]["country"] if choice.get("chosen")] == ["GB"]


@pytest.mark.parametrize(
    ("asked", "told_of"),
    [({"by": "town"}, "by is 'town'"), ({"country": "ZZ"}, "country is 'ZZ'"), ({"evidnce": "press"}, "evidence")],
)
def test_what_cannot_be_asked_is_told(client: httpx.Client, asked: dict[str, str], told_of: str) -> None:
    answer = client.get("/api/v1/gaps", params=asked)
    assert answer.status_code == 400
    assert told_of in answer.json()["detail"]
