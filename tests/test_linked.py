"""Each IRI leads to a document about its thing, in the format that a client likes best, and says where all of it is."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from genoderm.api.linked.representations import LINKSET, LINKSET_JSON, RDF, STATEMENTS
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.ontology.files import vocabulary
from genoderm.ontology.terms import GD, ONTOLOGY, Iris
from genoderm.sparql.composition import api_query
from tests.patience import PATIENCE

IRIS = Iris()
NECKER = IRIS.thing("centre", "fr-necker-magec")
PAGE = "/centre/fr-necker-magec"
TURTLE = {"accept": "text/turtle"}
# one of each kind of thing that the shipped release tells of, and views of what is others'
PAGES = [
    "/disease/79361",
    PAGE,
    "/hospital/fr-necker",
    "/network/ern-skin",
    "/group/ern-skin-mosaic",
    "/specialty/dermatology",
    "/need/medical-expertise",
    "/country/FR",
    "/graph/genoderm",
    "/dataset/genoderm",
    "/phenotype/0008066",
    "/hgnc/2214",
    "/ns/Disease",
    "/geometry/hospital-fr-necker",
    "/example/centres-for-disease",
    "/mapping/0012787d1a381d38",
]


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shipped_address, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def manifest(shipped_home: Path) -> Manifest:
    return read_manifest(Home(shipped_home).current_release())


def triples(answer: httpx.Response) -> set[Triple]:
    assert answer.status_code == 200, answer.text
    media_type = answer.headers["content-type"].partition(";")[0]
    return {quad.triple for quad in parse(answer.content, format=RDF[media_type])}


def links(answer: httpx.Response, rel: str) -> set[str]:
    """The targets of a relation, from the header."""
    parts = answer.headers["link"].split(", <")
    return {part.partition(">")[0].lstrip("<") for part in parts if f'rel="{rel}"' in part}


def test_an_iri_of_ours_leads_to_the_document_about_its_thing(client: httpx.Client) -> None:
    answer = client.get("/id/centre/fr-necker-magec", headers=TURTLE)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{client.base_url}{PAGE}"
    assert NECKER in {triple.subject for triple in triples(client.get(answer.headers["location"], headers=TURTLE))}


@pytest.mark.parametrize("page", PAGES)
def test_a_document_is_the_same_in_every_format(page: str, client: httpx.Client) -> None:
    found = [client.get(f"{page}.{suffix}") for suffix in STATEMENTS]
    assert [answer.headers["content-type"].partition(";")[0] for answer in found] == list(RDF)
    assert len({frozenset(triples(answer)) for answer in found}) == 1


@pytest.mark.parametrize(("suffix", "media_type"), STATEMENTS.items())
def test_a_format_can_be_asked_for_in_three_ways(suffix: str, media_type: str, client: httpx.Client) -> None:
    accepted = client.get(PAGE, headers={"accept": media_type})
    named = client.get(PAGE, params={"format": suffix})
    assert accepted.content == named.content == client.get(f"{PAGE}.{suffix}").content


def test_a_document_holds_what_belongs_to_the_thing(client: httpx.Client) -> None:
    told = triples(client.get(PAGE, headers=TURTLE))
    kinds = {
        t.object.value.removeprefix(GD)
        for t in told
        if t.predicate.value.endswith("#type")
        if isinstance(t.object, NamedNode)
    }
    assert {"ExpertCentre", "Expertise", "Designation", "Membership"} <= kinds
    assert "POINT" in "".join(map(str, told))


def test_a_document_says_only_what_the_graph_says_and_what_it_is_itself(client: httpx.Client) -> None:
    told = triples(client.get(PAGE, headers=TURTLE))
    of_others = sorted(str(triple) for triple in told if not str(triple.subject).startswith(f"<{client.base_url}"))
    asked = client.post("/sparql", data={"query": f"ASK {{ {' . '.join(of_others)} }}"})
    assert asked.json()["boolean"] is True
    assert len(of_others) > 100


def test_a_document_tells_its_licence_its_release_and_its_sources_with_theirs(
    client: httpx.Client, manifest: Manifest
) -> None:
    store = Store()
    store.bulk_load(client.get(PAGE, headers=TURTLE).content, RdfFormat.TURTLE)
    query = f"""
        PREFIX dct: <http://purl.org/dc/terms/> PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX gd: <{GD}>
        PREFIX foaf: <http://xmlns.com/foaf/0.1/>
        ASK {{
          ?document foaf:primaryTopic {NECKER} ; dcat:version "{manifest.id}" ; dct:source {IRIS.graph("genoderm")} ;
            dct:license <https://creativecommons.org/licenses/by/4.0/> ; dct:modified ?when .
          {IRIS.graph("genoderm")} dct:title ?title ; dct:license ?licence ; gd:attribution ?attribution .
        }}"""
    assert bool(store.query(query))


def test_the_turtle_of_a_document_declares_just_the_prefixes_that_it_uses(client: httpx.Client) -> None:
    text = client.get(PAGE, headers=TURTLE).text
    declared = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
    body = "\n".join(line for line in text.splitlines() if not line.startswith("@prefix"))
    assert declared == sorted(declared)
    assert [prefix for prefix in declared if prefix not in body] == ["rdf:"]  # which `a` stands for


def test_a_document_keeps_its_bytes_as_long_as_its_release_is_served(client: httpx.Client) -> None:
    first = client.get(PAGE, headers=TURTLE)
    again = client.get(PAGE, headers=TURTLE | {"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["link"] == first.headers["link"]
    assert first.headers["last-modified"].endswith("GMT")


def test_a_document_has_signposts(client: httpx.Client) -> None:
    answer = client.get(PAGE, headers=TURTLE)
    page = f"{client.base_url}{PAGE}"
    assert links(answer, "cite-as") == {NECKER.value}
    assert links(answer, "canonical") == {page}
    assert links(answer, "license") == {"https://creativecommons.org/licenses/by/4.0/"}
    assert links(answer, "collection") == {f"{client.base_url}/catalog"}
    assert links(answer, "type") == {"https://schema.org/AboutPage", "https://schema.org/Organization"}
    assert links(answer, "linkset") == {f"{page}.linkset", f"{page}.linkset.json"}
    assert {f"{page}.{suffix}" for suffix in STATEMENTS} <= links(answer, "describedby") & links(answer, "alternate")
    assert answer.headers["content-location"] == f"{page}.ttl"
    assert links(client.get(f"{PAGE}.nt"), "describes") == {page}


def test_every_signpost_leads_somewhere(client: httpx.Client) -> None:
    answer = client.get(PAGE, headers=TURTLE)
    for rel in ("describedby", "alternate", "canonical", "collection", "linkset"):
        for target in links(answer, rel):
            assert client.get(target, headers={"accept": "*/*"}).status_code in {200, 303}, target


def test_the_link_set_says_the_same_in_both_of_its_formats(client: httpx.Client) -> None:
    told = client.get(f"{PAGE}.linkset.json")
    assert told.headers["content-type"] == LINKSET_JSON
    contexts = told.json()["linkset"]
    flat = client.get(PAGE, headers={"accept": LINKSET})
    assert flat.headers["content-type"] == LINKSET
    number = sum(len(targets) for context in contexts for rel, targets in context.items() if rel != "anchor")
    assert len(flat.text.split(",\n")) == number
    anchors = [context["anchor"] for context in contexts]
    assert anchors == [f"{client.base_url}{PAGE}{end}" for end in ("", ".ttl", ".jsonld", ".nt", ".rdf")]


def test_a_tool_of_others_finds_the_signposts(client: httpx.Client) -> None:
    signposting = pytest.importorskip("signposting", reason="the package signposting is not installed")
    linkset = pytest.importorskip("signposting.linkset")
    page = f"{client.base_url}{PAGE}"
    found = signposting.find_signposting_http(page)
    assert found.citeAs.target == NECKER.value
    assert found.license.target == "https://creativecommons.org/licenses/by/4.0/"
    assert {str(one.type) for one in found.describedBy} >= set(RDF)
    assert {str(one.type) for one in found.linksets} == {LINKSET, LINKSET_JSON}
    for one in found.linksets:
        read = linkset.find_signposting_linkset(one.target).for_context(page)
        assert read.citeAs.target == NECKER.value
        assert {each.target for each in read.describedBy} <= {each.target for each in found.describedBy}


def test_a_document_leads_to_the_query_that_made_it_and_that_runs(client: httpx.Client) -> None:
    answer = client.get(PAGE, headers=TURTLE)
    (address,) = (target for target in links(answer, "describedby") if "/queries/" in target)
    query = client.get(address)
    assert query.headers["content-type"].startswith("application/sparql-query")
    made = triples(client.get("/sparql", params={"query": query.text}, headers=TURTLE))
    assert made <= triples(answer)
    assert len(made) > 100


def test_what_is_no_thing_is_not_found(client: httpx.Client) -> None:
    for path in (
        "/centre/nobody",
        "/nothing/at-all",
        "/disease/0",
        "/disease/79361/more",
        "/centre/a%20b",
        "/ns/Nothing",
    ):
        answer = client.get(path, headers=TURTLE)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_format_that_nobody_has_is_refused_with_the_list(client: httpx.Client) -> None:
    assert client.get(PAGE, headers={"accept": "image/png"}).status_code == 406
    answer = client.get(PAGE, params={"format": "png"})
    assert answer.status_code == 400
    assert "ttl" in answer.json()["detail"]


def test_the_record_of_the_api_is_where_json_leads(client: httpx.Client) -> None:
    for answer in (client.get(f"{PAGE}.json"), client.get(PAGE, headers={"accept": "application/json"})):
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{client.base_url}/api/v1/centres/fr-necker-magec"
    told = client.get("/designation/fr-necker-magec-crmr", headers={"accept": "application/json"})
    assert NamedNode(f"{GD}Designation") in {q.object for q in parse(told.content, format=RdfFormat.JSON_LD)}


def test_the_ontology_is_where_its_terms_lead(client: httpx.Client) -> None:
    for suffix, media_type in STATEMENTS.items():
        for answer in (client.get("/ns", headers={"accept": media_type}), client.get(f"/ns.{suffix}")):
            assert answer.headers["content-type"].partition(";")[0] == media_type
            assert triples(answer) == set(vocabulary())
            assert links(answer, "cite-as") == {ONTOLOGY.value}
    assert client.get("/ns.png").status_code == 404


def test_the_page_of_the_ontology_has_a_place_for_every_term_in_its_own_words(client: httpx.Client) -> None:
    browser = {"accept": "text/html,*/*;q=0.8"}
    page = client.get("/ns", headers=browser, params={"lang": "fr"})
    assert page.headers["content-language"] == "fr"
    places, terms = set(re.findall(r' id="([^"]+)"', page.text)), {told.subject for told in vocabulary()}
    named = {told.value.removeprefix(GD) for told in terms if isinstance(told, NamedNode) and told != ONTOLOGY}
    assert {name for name in named if "://" not in name} <= places
    anchors = re.findall(r'href="#([^"]+)"', page.text)
    assert len(anchors) > 150
    assert set(anchors) <= places
    by_suffix = client.get("/ns.html", params={"lang": "fr"})
    assert set(re.findall(r' id="([^"]+)"', by_suffix.text)) == places
    assert re.findall(r'rel="canonical" href="([^"]+)"', by_suffix.text) == [
        f"{client.base_url}/ns".replace("//ns", "/ns")
    ]


def test_an_unknown_parameter_is_refused(client: httpx.Client) -> None:
    assert client.get(PAGE, params={"fromat": "ttl"}).status_code == 400


def test_head_tells_what_get_would(client: httpx.Client) -> None:
    asked, told = client.get(PAGE, headers=TURTLE), client.head(PAGE, headers=TURTLE)
    for name in ("content-type", "content-length", "etag", "link", "vary", "content-location"):
        assert asked.headers[name] == told.headers[name], name
    assert told.content == b""


def test_the_example_of_the_query_is_the_document_that_it_makes(client: httpx.Client) -> None:
    made = triples(client.get("/sparql", params={"query": api_query("document").text}, headers=TURTLE))
    assert len(made) > 100


def test_a_browser_gets_a_page_and_a_page_of_what_is_not_known(client: httpx.Client) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    for answer in (client.get(PAGE, headers=browser), client.get(PAGE), client.get(f"{PAGE}.html?lang=fr")):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
        assert "<h1" in answer.text
        assert links(answer, "cite-as") == {NECKER.value}
    assert answer.headers["content-language"] == "fr"
    answer = client.get("/centre/nobody", headers=browser)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (404, "text/html")
