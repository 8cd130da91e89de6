"""The finder on the shipped tables: who comes first, and why; the query behind it gives the same."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from genoderm.api.finder.statements import Close
from genoderm.sparql.composition import api_query
from tests.patience import PATIENCE

Answer = dict[str, Any]
ORDER = {"current": 0, "planned": 1, "former": 2}
SEES = {"expert-centre": 0, "coordination-hub": 1, "laboratory": 2}


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shipped_address, timeout=PATIENCE) as client:
        yield client


def found(client: httpx.Client, disease: str, **asked: str | float) -> Answer:
    answer = client.get(f"/api/v1/diseases/{disease}/centres", params={"limit": 100, **asked})
    assert answer.status_code == 200, answer.text
    told: Answer = answer.json()
    return told


def ids(told: Answer) -> list[str]:
    return [item["id"] for item in told["items"]]


# By hand, out of the tables: what a physician who knows them would answer.
EXPECTED = {
    # the one centre that an authority designates for epidermolysis bullosa; then the Swedish one, which says that it is
    "79361": ["at-salzburg-eb-haus", "se-akademiska-gendermatoser"],
    # severe recessive dystrophic EB has nobody of its own: the centres for EB, two levels above, in the same order
    "79408": ["at-salzburg-eb-haus", "se-akademiska-gendermatoser"],
    # four centres for PXE itself: by its own page, by patient organisations (one an eye clinic), by the press
    "758": [
        "fr-raymond-poincare-geneo",
        "fr-chu-angers-dermatologie",
        "de-bonn-augenklinik-pxe",
        "de-bethesda-freudenberg-pxe",
    ],
    # Gorlin syndrome has one centre in Norway; all others are for rare skin diseases in general
    "377": ["no-ous-gorlin"],
    # the ectodermal dysplasia centre of Erlangen; then two that only an article's affiliation tells of
    "181": ["de-erlangen-ed"],
    # three centres for Darier disease, of which the group names two itself
    "218": ["se-akademiska-gendermatoser", "de-marburg-genodermatoses"],
}


@pytest.mark.parametrize(("disease", "first"), EXPECTED.items())
def test_the_first_centres_are_those_that_the_tables_speak_for(
    client: httpx.Client, disease: str, first: list[str]
) -> None:
    assert ids(found(client, disease))[: len(first)] == first


def test_in_marseille_the_centres_of_the_south_come_before_the_best_one_far_away(client: httpx.Client) -> None:
    first = ids(found(client, "79408", near="43.30,5.37"))
    assert first[0] == "fr-chu-nice-crebhn"
    assert first.index("fr-chu-toulouse-magec-sud") < first.index("at-salzburg-eb-haus")


def test_in_paris_the_reference_centre_for_rare_skin_diseases_comes_before_a_clinic_for_eb_abroad(
    client: httpx.Client,
) -> None:
    first = ids(found(client, "79408", near="48.85,2.35"))
    assert first[0] == "fr-necker-magec"
    assert "gb-gosh-eb" in first[:4]


def test_in_london_the_two_designated_clinics_come_first_and_the_order_by_distance_is_one(client: httpx.Client) -> None:
    assert set(ids(found(client, "79408", near="51.5,-0.12"))[:2]) == {"gb-gosh-eb", "gb-st-thomas-eb"}
    told = found(client, "79408", near="51.5,-0.12", sort="distance")["items"]
    clinics = [item for item in told if (item["status"], item["kind"]) == ("current", "expert-centre")]
    known = [item["distance"] for item in clinics if "distance" in item]
    assert known == sorted(known)
    assert all("distance" in item for item in clinics[: len(known)])  # those that nobody places come last


@pytest.mark.parametrize("disease", ["79361", "636", "910", "89826"])
def test_what_is_planned_and_who_sees_no_patients_never_stands_before(client: httpx.Client, disease: str) -> None:
    ranks = [(ORDER[item["status"]], SEES[item["kind"]], -item["score"]) for item in found(client, disease)["items"]]
    assert ranks == sorted(ranks)


def test_beds_that_are_only_pledged_are_told_as_planned(client: httpx.Client) -> None:
    status = {item["id"]: item["status"] for item in found(client, "79361", country="IR")["items"]}
    assert status["ir-baqiyatallah-eb"] == status["ir-najmiyeh-eb"] == "planned"
    assert list(status.values())[:2] == ["current", "current"]


def test_a_laboratory_is_not_a_clinic(client: httpx.Client) -> None:
    told = found(client, "758")["items"]
    kinds = [item["kind"] for item in told]
    assert "laboratory" in kinds
    assert kinds == sorted(kinds, key=SEES.__getitem__)


def test_the_press_counts_less_than_a_designation_two_levels_above() -> None:
    above = Close("group", "group", 2, general=False).weight
    assert Close("itself", "itself", 0, general=False).weight * 0.25 < above * 1.0


def test_a_general_group_counts_more_than_a_mention_and_less_than_the_press_of_the_disease_itself() -> None:
    general = Close("group", "group", 1, general=True).weight
    assert 0.1 < general < 0.25


def test_each_centre_comes_once_with_all_its_reasons_their_evidence_and_its_source(client: httpx.Client) -> None:
    told = found(client, "79361")
    assert len(set(ids(told))) == len(told["items"])
    salzburg = told["items"][0]
    assert {reason["via"]["code"] for reason in salzburg["reasons"]} == {"ORPHA:79361", "ORPHA:68346"}
    reasons = [reason for item in told["items"] for reason in item["reasons"]]
    assert all(reason["evidence"]["kind"] and reason["evidence"]["source"] for reason in reasons)
    assert {reason["match"] for reason in reasons} == {"itself", "group", "subtype"}
    assert all((reason["levels"] == 0) == (reason["match"] == "itself") for reason in reasons)


def test_a_reason_says_which_group_and_how_many_levels_up(client: httpx.Client) -> None:
    reason = found(client, "79408")["items"][0]["reasons"][0]
    assert (reason["match"], reason["levels"], reason["via"]["code"]) == ("group", 2, "ORPHA:79361")
    assert reason["via"]["href"].endswith("/disease/79361")


def test_a_centre_is_told_with_its_networks_roles_and_designations(client: httpx.Client) -> None:
    necker = next(item for item in found(client, "89826")["items"] if item["id"] == "fr-necker-magec")
    assert {role["network"]["id"] for role in necker["roles"]} >= {"ern-skin", "fimarad", "magec"}
    assert {one["level"]["id"] for one in necker["designations"]} == {"coordinating", "reference"}
    assert (necker["country"]["id"], necker["city"]) == ("FR", "Paris")


@pytest.mark.parametrize(
    ("written", "code", "how"),
    [
        ("Orphanet_79361", "ORPHA:79361", "orpha"),
        ("http://www.orpha.net/ORDO/Orphanet_79361".replace("/", "%2F"), "ORPHA:79361", "orpha"),
        ("OMIM:226600", "ORPHA:79408", "code"),
        ("mim 226600", "ORPHA:79408", "code"),
        ("https://omim.org/entry/226600", "ORPHA:79408", "code"),
        ("https://www.orpha.net/en/disease/detail/79361", "ORPHA:79361", "orpha"),
        ("Dystrophic epidermolysis bullosa", "ORPHA:303", "name"),
        ("Neurofibromatose Typ 1", "ORPHA:636", "name"),
    ],
)
def test_any_code_and_a_name_are_understood(client: httpx.Client, written: str, code: str, how: str) -> None:
    told = client.get("/api/v1/centres", params={"disease": written.replace("%2F", "/"), "limit": 1}).json()
    assert (told["disease"]["code"], told["disease"]["how"]) == (code, how)


def test_a_name_that_means_several_diseases_is_told_with_them(client: httpx.Client) -> None:
    answer = client.get("/api/v1/centres", params={"disease": "epidermolysis"})
    assert answer.status_code == 400
    told = answer.json()
    assert told["title"] == "SeveralDiseases"
    assert "ORPHA:79361" in {choice["code"] for choice in told["choices"]}


def test_a_retired_code_is_understood_and_has_no_centres(client: httpx.Client) -> None:
    gone = found(client, "ORPHA:435")  # hypomelanosis of Ito, which no source tells a successor of
    assert (gone["disease"]["rank"], gone["total"]) == (None, 0)


def test_in_json_ld_the_centres_are_told_and_no_rank_is(client: httpx.Client) -> None:
    headers = {"accept": "application/ld+json"}
    told = client.get("/api/v1/diseases/79361/centres?limit=5", headers=headers).json()
    assert [node["id"].rpartition("/")[2] for node in told["graph"]] == ids(found(client, "79361", limit=5))
    assert "score" not in told["@context"]


@pytest.mark.parametrize("unknown", ["ORPHA:9999999", "OMIM:1", "zzzzqqq"])
def test_what_is_no_disease_is_not_found(client: httpx.Client, unknown: str) -> None:
    answer = client.get(f"/api/v1/diseases/{unknown}/centres")
    assert (answer.status_code, answer.json()["title"]) == (404, "UnknownDisease")


def test_a_parameter_that_there_is_not_is_refused_with_the_nearest(client: httpx.Client) -> None:
    answer = client.get("/api/v1/diseases/79361/centres?contry=FR")
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith("the nearest is country")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"gene": "COL7A1"}, "beside disease"),
        ({"disease": "79361"}, "told twice"),
        ({"sort": "name"}, "expected rank or distance"),
        ({"sort": "distance"}, "near or place beside it"),
        ({"within": "10"}, "near or place beside it"),
        ({"near": "48.85"}, "near is '48.85'"),
        ({"place": "Atlantis"}, "no town of this graph"),
        ({"evidence": "designation"}, "the nearest is 'official-designation'"),
    ],
)
def test_what_cannot_be_asked_is_told(client: httpx.Client, asked: dict[str, str], told: str) -> None:
    answer = client.get("/api/v1/diseases/79361/centres", params=asked)
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


SAME: list[tuple[str, dict[str, str]]] = [
    ("79361", {}),
    ("79408", {"near": "48.85,2.35"}),
    ("636", {"near": "48.85,2.35", "within": "600", "sort": "distance"}),
    ("910", {"country": "GB,FR", "evidence": "press,patient-organisation-page"}),
    ("89826", {"network": "ern-skin", "status": "current"}),
    ("2953", {"since": "2010", "as_of": "2024"}),
    ("79361", {"q": "hospital", "specialty": "dermatology", "age_group": "children"}),
    ("464", {"role": "member", "kind": "expert-centre"}),
]


@pytest.mark.parametrize(("disease", "asked"), SAME)
def test_the_query_behind_an_answer_gives_the_same_centres_in_the_same_order(
    client: httpx.Client, disease: str, asked: dict[str, str]
) -> None:
    answer = client.get(f"/api/v1/diseases/{disease}/centres", params={"format": "csv", **asked})
    address = re.search(r'<([^>]*)>; rel="describedby"', answer.headers["link"])
    assert address
    query = client.get(address[1]).text
    accept = {"accept": "text/csv", "content-type": "application/sparql-query"}
    rows = list(csv.DictReader(io.StringIO(client.post("/sparql", content=query, headers=accept).text)))
    expected = list(dict.fromkeys(row["centre"].rpartition("/")[2] for row in rows))
    told = list(csv.DictReader(io.StringIO(answer.text)))
    assert list(dict.fromkeys(row["centre"] for row in told)) == expected
    best = {row["centre"].rpartition("/")[2]: float(row["score"]) for row in reversed(rows)}
    assert {row["centre"]: float(row["score"]) for row in told} == pytest.approx(best)
    assert expected


def test_the_query_runs_as_it_stands_and_has_rows(client: httpx.Client) -> None:
    headers = {"accept": "text/csv", "content-type": "application/sparql-query"}
    lines = client.post("/sparql", content=api_query("finder").text, headers=headers).text.splitlines()
    assert len(lines) > 1


def test_where_no_centre_is_near_there_are_the_nearest_the_networks_and_the_associations(client: httpx.Client) -> None:
    told = found(client, "79408", near="64.1,-21.9", within=100)
    assert told["total"] == 0
    instead = told["none_near"]
    assert instead["nearest"][0]["id"] == "ie-crumlin-eb"
    assert {one["id"] for one in instead["associations"]} == {"debra-international"}
    assert {one["id"] for one in instead["networks"]} == {"debra-international"}


def test_where_a_country_has_none_its_own_networks_are_told(client: httpx.Client) -> None:
    told = found(client, "98292", country="BE")
    assert told["none_near"]["country"]["name"] == "Belgium"
    assert [one["id"] for one in told["none_near"]["nearest"]]
    assert "none_near" not in found(client, "79361", country="AT")


def test_facets_count_centres_and_filters_give_so_many(client: httpx.Client) -> None:
    told = found(client, "79361")
    counts = {(facet, one["value"]): one["count"] for facet, choices in told["facets"].items() for one in choices[:5]}
    assert {("country", "FR"), ("evidence", "press"), ("role", "member")} <= counts.keys()
    assert {of: found(client, "79361", limit=1, **dict([of]))["total"] for of in counts} == counts


def test_the_collection_of_centres_gives_the_same_answer(client: httpx.Client) -> None:
    other = client.get("/api/v1/centres", params={"disease": "79361", "limit": 100}).json()
    assert ids(other) == ids(found(client, "79361"))


def test_names_come_in_the_language_that_is_asked_for(client: httpx.Client) -> None:
    assert found(client, "79361", lang="fr", limit=1)["disease"]["name"] == "Epidermolyse bulleuse héréditaire"
    answer = client.get("/api/v1/diseases/79361/centres?limit=1", headers={"accept-language": "de-AT, fr;q=0.5"})
    assert answer.headers["content-language"] == "de"
    assert answer.json()["disease"]["name"] == "Epidermolysis bullosa, hereditäre"
