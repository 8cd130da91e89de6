"""Records over HTTP, of the shipped release: what is told of real things, checked by hand against the tables."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import RdfFormat, Store, parse

from genoderm.api.records.disease import Disease
from genoderm.api.records.finding import gone
from genoderm.api.records.parts import Edition, Named
from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.ontology.terms import Iris, disease_iri
from genoderm.sparql.composition import api_query
from genoderm.sparql.evaluation import ask
from tests.patience import PATIENCE

API = "/api/v1"
MAGEC = f"{API}/centres/fr-necker-magec"


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shipped_address, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def store(shipped_home: Path) -> Store:
    return open_release(Home(shipped_home).current_release()).store


def told(client: httpx.Client, path: str, **parameters: str) -> Any:
    answer = client.get(f"{API}{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(things: list[dict[str, Any]]) -> list[str]:
    return [thing["id"] for thing in things]


def table(name: str) -> list[dict[str, str]]:
    text = (files("genoderm.loaders") / "data" / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_disease_has_its_names_in_every_language_and_its_codes_with_their_precision(client: httpx.Client) -> None:
    record = told(client, "/diseases/79361")
    assert (record["code"], record["rank"], record["skin"]) == ("ORPHA:79361", "group", True)
    names = {one["language"]: one["name"] for one in record["names"] if one.get("preferred")}
    assert names["en"] == "Inherited epidermolysis bullosa"
    assert names["fr"] == "Epidermolyse bulleuse héréditaire"
    assert set(names) == {"de", "en", "es", "fr", "it"}
    codes = {one["code"]: one["precision"] for one in record["codes"]}
    assert codes["MONDO:0019276"] == "exact"
    assert codes["GARD:0018992"] == "not-told"


def test_recessive_dystrophic_epidermolysis_bullosa_is_told_as_orphanet_tells_it(client: httpx.Client) -> None:
    record = told(client, "/diseases/79408")
    assert ids(record["inheritance"]) == ["autosomal-recessive"]
    assert ids(record["onset"]) == ["neonatal"]
    genes = {one["name"]: one["association"]["id"] for one in record["genes"]}
    assert genes == {"COL7A1": "disease-causing-germline-loss-of-function", "MMP1": "modifying-germline"}
    assert {one["area"] for one in record["prevalences"]} == {"Europe", "United States"}
    assert "https://omim.org/entry/226600" in {one["iri"] for one in record["codes"] if one["precision"] == "exact"}
    assert record["ancestors"][0]["levels"] == 1
    assert {"79361", "89826"} <= set(ids(record["ancestors"]))


def test_signs_come_by_frequency_and_excluded_ones_apart(client: httpx.Client) -> None:
    record = told(client, "/diseases/79408")
    frequencies = [one["frequency"]["id"] for one in record["phenotypes"]]
    assert frequencies == sorted(frequencies)
    rows = [row for row in table("disease_phenotypes") if row["orpha"] == "79408"]
    assert Counter(frequencies) == Counter(row["frequency"] for row in rows if row["frequency"] != "0040285")
    assert len(record["excluded_phenotypes"]) == sum(row["frequency"] == "0040285" for row in rows) == 4
    assert not {one["iri"] for one in record["phenotypes"]} & {one["iri"] for one in record["excluded_phenotypes"]}


def test_associations_for_a_disease_say_which_group_they_are_for(client: httpx.Client) -> None:
    record = told(client, "/diseases/79408")
    debra = next(one for one in record["associations"] if one["id"] == "debra-international")
    assert (debra["via"]["code"], debra["levels"]) == ("ORPHA:79361", 2)
    levels = [one.get("levels", 0) for one in record["associations"]]
    assert levels == sorted(levels)


def test_a_centre_has_every_row_of_the_tables_with_its_source_and_date(client: httpx.Client) -> None:
    record = told(client, "/centres/fr-necker-magec")
    assert record["hospital"]["id"] == "fr-necker"
    assert (record["place"]["city"], record["place"]["latitude"]) == ("Paris", 48.85341)
    rows = [row for row in table("expertise") if row["centre"] == "fr-necker-magec"]
    expected = {(row["disease"], row["evidence"], row["source"], row["as_of"]) for row in rows}
    found = {(one["disease"]["id"], *_evidence(one["evidence"])) for one in record["expertise"]}
    assert found == expected
    assert ("79361", "publication-affiliation", "http://www.ojrd.com/content/9/1/76/abstract", "2014-05-20") in found
    assert {one["level"]["id"] for one in record["designations"]} == {"reference", "coordinating"}
    of = Counter(row["of"] for row in table("memberships") if row["centre"] == "fr-necker-magec")
    assert Counter(one["of"]["id"] for one in record["memberships"]) == of
    assert ids(record["coordinates"]) == ["ern-skin"]


def _evidence(one: dict[str, str]) -> tuple[str, str, str]:
    return one.get("kind", ""), one.get("source", ""), one.get("as_of", "")


def test_a_hospital_hosts_its_centres_and_knows_what_it_is_a_part_of(client: httpx.Client) -> None:
    record = told(client, "/hospitals/fr-necker")
    assert set(ids(record["centres"])) == {row["id"] for row in table("centres") if row["hospital"] == "fr-necker"}
    assert ids(record["part_of"]) == ["fr-ap-hp"]
    assert {"ROR:05tr67282", "WIKIDATA:Q3145188"} == {one["code"] for one in record["codes"]}


def test_a_network_has_members_groups_and_sizes_that_disagree(client: httpx.Client) -> None:
    record = told(client, "/networks/ern-skin")
    assert record["founded"] == "2017-03-09"
    members = Counter(row["centre"] for row in table("memberships") if row["of"] == "ern-skin")
    assert Counter(one["member"]["id"] for one in record["members"]) == members
    assert set(ids(record["groups"])) == {row["id"] for row in table("groups") if row["network"] == "ern-skin"}
    sizes = Counter((row["count"], row["unit"]) for row in table("network_counts") if row["network"] == "ern-skin")
    assert Counter((str(one["count"]), one["unit"]["id"]) for one in record["sizes"]) == sizes
    assert "nl-oogvereniging-albinisme" in ids(record["associations"])
    assert not set(ids(record["associations"])) & members.keys()


def test_a_group_a_resource_an_association_and_concepts_have_records_too(client: httpx.Client) -> None:
    assert ids(told(client, "/groups/ern-skin-eb")["scope"]) == ["218", "2841", "79361"]
    resource = told(client, "/resources/ern-skin-guidelines")
    assert (resource["resource_kind"]["id"], ids(resource["organised_by"])) == ("Guideline", ["ern-skin"])
    members = {row["id"] for row in table("associations") if "debra-international" in row["umbrellas"].split("|")}
    assert set(ids(told(client, "/associations/debra-international")["members"])) == members
    assert told(client, "/specialties/dermatology")["same_as"] == ["https://schema.org/Dermatology"]
    assert told(client, "/needs/genetic-advice")["definition"].startswith("Information on inheritance")


@pytest.mark.parametrize("spelling", ["ORPHA:79361", "ORPHA79361", "Orphanet_79361", "orpha:79361", "079361"])
def test_an_orpha_code_may_be_spelt_as_anyone_spells_it(spelling: str, client: httpx.Client) -> None:
    assert client.get(f"{API}/diseases/{spelling}").content == client.get(f"{API}/diseases/79361").content


def test_a_code_of_another_system_leads_to_the_disease_that_it_means(client: httpx.Client) -> None:
    answer = client.get(f"{API}/diseases/OMIM:226600?lang=fr")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/api/v1/diseases/79408?lang=fr")


def test_what_is_no_code_is_told_what_would_be_right(client: httpx.Client) -> None:
    for text in ("foo", "OMIM:000000", "0", "ORPHA:"):
        answer = client.get(f"{API}/diseases/{text}")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
        assert "ORPHA:79361" in answer.json()["detail"]


def test_a_name_that_is_misspelt_is_told_the_nearest(client: httpx.Client) -> None:
    answer = client.get(f"{API}/centres/fr-neker-magec")
    assert (answer.status_code, answer.json()["near"][0]) == (404, "fr-necker-magec")
    assert client.get(f"{API}/diseases/9999999").status_code == 404
    assert client.get(f"{API}/diseases/557495").status_code == 404  # a type of diseases, which Orphanet numbers too


def test_a_retired_disease_is_gone_and_says_so(client: httpx.Client) -> None:
    row = table("disease_vanished")[0]
    answer = client.get(f"{API}/diseases/{row['orpha']}")
    assert (answer.status_code, answer.json()["successors"]) == (410, [])
    assert row["label_en"] in answer.json()["detail"]
    assert row["last_version"] in answer.json()["detail"]


def test_what_replaces_a_retired_disease_is_told() -> None:
    successor = Named(iri=disease_iri("79361").value, id="79361", name="EB", code="ORPHA:79361")
    record = Disease(
        kind="disease",
        iri=disease_iri("1").value,
        id="1",
        name="Old name",
        href="",
        code="ORPHA:1",
        retired=True,
        replaced_by=(successor,),
        centres="",
        release=Edition(id="", created=""),
    )
    fault = gone(record, Iris())
    assert (fault.status, fault.members) == (410, {"successors": [{"iri": successor.iri, "path": "/disease/79361"}]})
    assert str(fault) == "ORPHA:1 (Old name) is retired; see /disease/79361"


def test_names_come_in_the_language_that_is_asked_for_and_say_so_where_they_do_not(client: httpx.Client) -> None:
    assert told(client, "/diseases/79361", lang="de")["name"] == "Epidermolysis bullosa, hereditäre"
    accepted = client.get(f"{API}/diseases/79361", headers={"accept-language": "xx;q=0.1, it-IT, en;q=0.5"})
    assert accepted.json()["name"] == "Epidermolisi bollosa ereditaria"
    assert "Accept-Language" in accepted.headers["vary"]
    centre = told(client, "/centres/fr-necker-magec", lang="en")
    assert centre["name_language"] == "fr"
    assert "name_language" not in told(client, "/centres/fr-necker-magec", lang="fr")


def test_only_the_fields_that_are_wanted_come_and_unknown_ones_are_refused(client: httpx.Client) -> None:
    record = told(client, "/centres/fr-necker-magec", fields="expertise,place")
    assert set(record) == {"kind", "iri", "id", "name", "href", "expertise", "place"}
    for query in ("fields=expertize", "fileds=name", "lang=french", "format=xml"):
        answer = client.get(f"{MAGEC}?{query}")
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), query


def test_a_table_has_every_value_of_the_record(client: httpx.Client) -> None:
    answer = client.get(MAGEC, headers={"accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    record = client.get(MAGEC).json()
    assert {row["field"] for row in rows} == set(record)
    sources = [row["value"] for row in rows if (row["field"], row["property"]) == ("expertise", "evidence.source")]
    assert sources == [one["evidence"]["source"] for one in record["expertise"]]


def test_json_ld_has_the_statements_of_the_graph_and_no_others(client: httpx.Client, store: Store) -> None:
    for path, iri in ((MAGEC, "centre/fr-necker-magec"), (f"{API}/networks/ern-skin", "network/ern-skin")):
        answer = client.get(path, headers={"accept": "application/ld+json"})
        assert answer.headers["content-type"] == "application/ld+json"
        triples = {quad.triple for quad in parse(answer.content, format=RdfFormat.JSON_LD)}
        kind, _, name = iri.partition("/")
        own = {quad.triple for quad in store.quads_for_pattern(Iris().thing(kind, name), None, None, None)}
        assert own <= triples
        known = (next(store.quads_for_pattern(one.subject, one.predicate, one.object, None), None) for one in triples)
        assert all(known)


def test_every_item_says_which_source_states_it_and_every_source_is_told(client: httpx.Client) -> None:
    record = told(client, "/diseases/79408")
    known = {one["id"] for one in record["sources"]}
    lists = ("names", "codes", "inheritance", "onset", "genes", "phenotypes", "prevalences", "parents", "associations")
    stated = [one["stated_by"] for name in lists for one in record[name]]
    assert all(stated)
    assert {graph for graphs in stated for graph in graphs} <= known
    assert all(one["title"] and one["licence"] for one in record["sources"])


def test_a_record_leads_to_the_query_that_made_it(client: httpx.Client, store: Store) -> None:
    for path in (f"{API}/diseases/79408", MAGEC):
        answer = client.get(path)
        query = client.get(next(url for url in _links(answer) if "/queries/" in url))
        rows = ask(store, query.text, {})
        assert len(rows) > 50, path


def _links(answer: httpx.Response) -> Iterator[str]:
    return (part.partition(">")[0] for part in answer.headers["link"].split("<")[1:])


@pytest.mark.parametrize("name", ["disease", "thing", "cards", "things-of-class"])
def test_a_query_of_records_runs_as_it_stands(name: str, store: Store) -> None:
    assert ask(store, api_query(name).text, {})


def test_an_answer_is_kept_until_there_is_a_new_release(client: httpx.Client) -> None:
    first = client.get(MAGEC)
    again = client.get(MAGEC, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(MAGEC).headers["content-type"] == "application/json"


def test_everything_in_the_tables_has_a_record(client: httpx.Client) -> None:
    tables = {
        "centres": "centres",
        "hospitals": "hospitals",
        "networks": "networks",
        "groups": "groups",
        "associations": "associations",
        "resources": "resources",
    }
    for name, collection in tables.items():
        for row in table(name)[::4]:
            record = told(client, f"/{collection}/{row['id']}", fields="sources")
            assert record["sources"], row["id"]
