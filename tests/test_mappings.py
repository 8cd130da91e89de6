"""The mapping sets over HTTP, read by sssom-py as by anybody else who has SSSOM."""

import csv
import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from genoderm.api.mappings.sets import predicate
from genoderm.api.mappings.sources import mapping_source, source_name
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.ontology import vocabularies as v
from genoderm.ontology.terms import CODES, Iris, code_iri, disease_iri
from tests.patience import PATIENCE

Document = dict[str, Any]
PYTHON = Path(__file__).parents[1] / ".venv-sssom" / "bin" / "python"
READER = Path(__file__).with_name("sssom_round_trip.py")
OMIM, CHAINS, ICD11 = "orphanet-packets-orpha-omim", "mondo-chains-orpha-omim", "icd11-icd11-foundation-icd11-code"
NAMES = (OMIM, "mondo-chains-orpha-icd10cm", ICD11)
FILES = [f"{name}.sssom.{suffix}" for name in NAMES for suffix in ("tsv", "json")]


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{shipped_address}/api/v1", timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def sets(client: httpx.Client) -> dict[str, Document]:
    """All mapping sets by name."""
    told = client.get("/mappings").json()
    assert told["total"] == len(told["items"])
    return {one["name"]: one for one in told["items"]}


@pytest.fixture(scope="module")
def manifest(shipped_home: Path) -> Manifest:
    return read_manifest(Home(shipped_home).current_release())


def body(client: httpx.Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.content


def mappings(client: httpx.Client, name: str) -> list[dict[str, str]]:
    """The rows of a set, as a table has them."""
    lines = body(client, f"/mappings/{name}.sssom.tsv").decode().splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


# The list


def test_each_source_and_pair_of_systems_is_a_set_with_version_and_licence(sets: dict[str, Document]) -> None:
    one = sets[OMIM]
    assert (one["subject_source"], one["object_source"]) == ("ORPHA", "OMIM")
    assert (one["version"], one["licence"]) == ("2025-12-09", "https://creativecommons.org/licenses/by/4.0/")
    assert one["predicates"] == {
        "oboInOwl:hasDbXref": 19, "skos:broadMatch": 102, "skos:exactMatch": 841, "skos:narrowMatch": 745,
    }  # fmt: skip
    assert sets["mondo-orpha-mondo"]["licence"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert {one["source"] for one in sets.values()} == {"orphanet-packets", "mondo", "mondo-chains", "icd11"}
    assert all(sum(one["predicates"].values()) == one["count"] for one in sets.values())


def test_the_list_is_a_table_and_a_graph_too(client: httpx.Client, sets: dict[str, Document]) -> None:
    table = client.get("/mappings", headers={"Accept": "text/csv"})
    assert [row["name"] for row in csv.DictReader(StringIO(table.text))] == list(sets)
    graph = client.get("/mappings", headers={"Accept": "application/ld+json"})
    told = {quad.subject for quad in parse(graph.content, format=RdfFormat.JSON_LD)}
    assert told == {NamedNode(one["iri"]) for one in sets.values()}


def test_a_set_is_known_by_its_address_on_the_site_of_the_release(sets: dict[str, Document]) -> None:
    assert sets[OMIM]["iri"] == Iris().place(f"api/v1/mappings/{OMIM}").value


# A set


def test_every_set_has_as_many_rows_as_the_list_says(client: httpx.Client, sets: dict[str, Document]) -> None:
    found = {name: Counter(row["predicate_id"] for row in mappings(client, name)) for name in sets}
    assert found == {name: one["predicates"] for name, one in sets.items()}


def test_orphanet_says_itself_how_precise_its_mappings_are(client: httpx.Client) -> None:
    told = {(row["subject_id"], row["object_id"]): row for row in mappings(client, OMIM)}
    assert told["ORPHA:79408", "OMIM:226600"]["predicate_id"] == "skos:exactMatch"
    assert told["ORPHA:79409", "OMIM:226600"]["predicate_id"] == "skos:broadMatch"
    assert {row["mapping_justification"] for row in told.values()} == {"semapv:ManualMappingCuration"}
    assert told["ORPHA:79409", "OMIM:226600"]["subject_label"] == "Recessive dystrophic epidermolysis bullosa inversa"


def test_a_chain_names_the_term_between_its_ends(client: httpx.Client) -> None:
    told = {(row["subject_id"], row["object_id"], row["predicate_id"]): row for row in mappings(client, CHAINS)}
    one = told["ORPHA:79408", "OMIM:226600", "skos:exactMatch"]
    assert (one["mapping_justification"], one["other"]) == ("semapv:MappingChaining", "mapped_through=MONDO:0009179")


@pytest.fixture(scope="module")
def read(client: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> Document:
    """What sssom-py has to say of some sets, in both formats."""
    if not PYTHON.exists():
        pytest.skip("the environment with sssom-py is not there: make .venv-sssom/ready")
    folder = tmp_path_factory.mktemp("sssom")
    for file in FILES:
        (folder / file).write_bytes(body(client, f"/mappings/{file}"))
    command = [PYTHON, READER, *(folder / file for file in FILES)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    told: Document = json.loads(done.stdout)
    return told


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_sssom_py_finds_no_fault(file: str, read: Document) -> None:
    assert read[file]["faults"] == []


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_a_round_trip_through_sssom_py_loses_nothing(file: str, read: Document, client: httpx.Client) -> None:
    told = read[file]
    assert told["again"] == {"rows": told["rows"], "metadata": told["metadata"]}
    whole = ("mapping_provider", "mapping_tool", "mapping_tool_version")  # of the set, which sssom-py tells of each row
    rows = [{name: cell for name, cell in row.items() if name not in whole} for row in told["rows"]]
    ours = [{name: cell for name, cell in row.items() if cell} for row in mappings(client, file.partition(".")[0])]
    assert sorted(rows, key=json.dumps) == sorted(ours, key=json.dumps)  # sssom-py has an order of its own


@pytest.mark.slow
def test_sssom_py_reads_the_same_of_both_formats(read: Document) -> None:
    for name in NAMES:
        table, document = read[f"{name}.sssom.tsv"], read[f"{name}.sssom.json"]
        assert (table["rows"], table["metadata"]) == (document["rows"], document["metadata"])


def test_the_metadata_say_whose_the_set_is(client: httpx.Client) -> None:
    told = json.loads(body(client, f"/mappings/{OMIM}.sssom.json"))
    assert told["mapping_set_version"] == "2025-12-09"
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert told["mapping_set_description"].startswith("© INSERM 1999, Orphanet / Orphadata, CC BY 4.0")
    assert told["mapping_set_id"] == Iris().place(f"api/v1/mappings/{OMIM}").value


def test_a_set_in_json_is_json_ld_with_an_axiom_for_each_mapping(
    client: httpx.Client, sets: dict[str, Document]
) -> None:
    answer = client.get(f"/mappings/{OMIM}", headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"] == "application/ld+json"
    store = Store()
    store.extend(parse(answer.content, format=RdfFormat.JSON_LD))
    assert sum(1 for _ in store.quads_for_pattern(None, v.OWL_ANNOTATED_SOURCE, None)) == sets[OMIM]["count"]
    ends = f"{v.OWL_ANNOTATED_SOURCE} {disease_iri('79409')} ; {v.OWL_ANNOTATED_TARGET} {code_iri('OMIM', '226600')}"
    assert store.query(f"ASK {{ ?mapping {ends} ; {v.OWL_ANNOTATED_PROPERTY} {v.SKOS_BROAD_MATCH} }}")
    title = next(
        store.quads_for_pattern(NamedNode(sets[OMIM]["iri"]), NamedNode("http://purl.org/dc/terms/title"), None)
    )
    assert title.object == Literal(sets[OMIM]["title"])


def test_a_set_comes_by_accept_by_suffix_and_by_name_of_the_format(client: httpx.Client) -> None:
    by_suffix = client.get(f"/mappings/{ICD11}.sssom.json")
    assert by_suffix.headers["content-type"] == "application/json"
    assert client.get(f"/mappings/{ICD11}", headers={"Accept": "application/json"}).content == by_suffix.content
    assert client.get(f"/mappings/{ICD11}", params={"format": "json"}).content == by_suffix.content
    table = client.get(f"/mappings/{ICD11}")
    assert table.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    assert client.get(f"/mappings/{ICD11}", headers={"Accept": "text/html"}).status_code == 406
    again = client.get(f"/mappings/{ICD11}", headers={"If-None-Match": table.headers["etag"]})
    assert again.status_code == 304


def test_a_set_leads_to_the_query_that_made_it(client: httpx.Client, sets: dict[str, Document]) -> None:
    answer = client.get(f"/mappings/{ICD11}")
    query = client.get(answer.links["describedby"]["url"]).text
    rows = client.post(client.base_url.join("/sparql"), data={"query": query}, headers={"Accept": "text/csv"})
    assert len(rows.text.splitlines()) == sets[ICD11]["count"] + 1


def test_an_unknown_set_is_told_with_the_nearest(client: httpx.Client) -> None:
    answer = client.get("/mappings/orphanet-packets-orpha-mim")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert OMIM in answer.json()["detail"]


# Whose a mapping is


def test_a_statement_is_its_mapping_sets_or_its_graphs() -> None:
    iris = Iris()
    graph, own = iris.graph("genoderm-diseases-mappings").value, iris.iri("mapping-set", "mondo-chains")
    mondo = "http://purl.obolibrary.org/obo/mondo/mappings/mondo_exactmatch_omim.sssom.tsv"
    assert source_name(graph, [own], iris) == "mondo-chains"
    assert source_name(iris.graph("mondo-mappings").value, [mondo], iris) == "mondo"
    assert source_name(iris.graph("derived").value, [], iris) == "mondo-chains"
    assert source_name("https://example.org/partner", [], iris) == "https://example.org/partner"


def test_a_source_is_described_by_its_graph_or_by_the_shipped_table(manifest: Manifest) -> None:
    assert mapping_source("mondo", manifest).publisher == "Monarch Initiative"
    assert mapping_source("orphanet-vanished", manifest).publisher == "Orphanet, INSERM"
    assert mapping_source("nobody", manifest).licence == ""


def test_a_relation_has_the_curie_of_its_vocabulary() -> None:
    found = {predicate(iri) for iri in (v.SKOS_EXACT_MATCH.value, v.HAS_DB_XREF.value)}
    assert found == {"skos:exactMatch", "oboInOwl:hasDbXref"}
    assert CODES.expand("OMIM:226600") == code_iri("OMIM", "226600").value
