"""Updates at /update: what is carried out, what is refused, and that nothing takes the server down."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genoderm.graph.home import Home
from genoderm.graph.revision_bare import bare_release
from genoderm.ontology.errors import BadInput
from genoderm.sparql.departures import LeavesProcess
from genoderm.sparql.evaluation import WHOLE, Dataset
from genoderm.sparql.protocol import Update
from genoderm.sparql.syntax import SyntaxFault
from genoderm.sparql.update import read_steps
from genoderm.sparql.update_operations import is_ambiguous, operations
from genoderm.sparql.write_orders import Order
from tests.releases import copied
from tests.revisions import manifest, posted, said, updated, whole
from tests.writing import ADDRESS, UPDATE, Client, client

ONE, TWO = "<urn:a> <urn:p> <urn:b>", "<urn:a> <urn:p> <urn:c>"
# It would take longer than the universe: each of a hundred values with each of a hundred, twenty times
ENDLESS = (
    "INSERT { ?a <urn:p> ?b } WHERE { "
    + " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(100)))} }}" for name in "abcdefghijklmnopqrst")
    + " FILTER(?a + ?b + ?c + ?d = 1000000) }"
)
GREEDY = (
    "INSERT { ?a <urn:p> ?long } WHERE { "
    + " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(100)))} }}" for name in "abcd")
    + ' BIND(CONCAT(STR(?a), STR(?b), STR(?c), STR(?d), "'
    + "x" * 2000
    + '") AS ?long) }'
)


# How an update is read


def steps(text: str, dataset: Dataset = WHOLE) -> list[str]:
    """What is evaluated, the marks made short."""
    return [re.sub(r"urn:uuid:[0-9a-f-]+#", "", step.text) for step in read_steps(Update(text, dataset), "").steps]


def marked(text: str) -> list[bool]:
    return [step.marks is not None for step in read_steps(Update(text, WHOLE), "").steps]


def test_an_update_marks_what_it_touches() -> None:
    (told,) = steps("DELETE { ?s ?p 1 } INSERT { GRAPH ?g { ?s ?p 2 } } WHERE { GRAPH ?g { ?s ?p 1 } }")
    assert told == (
        "DELETE { ?s ?p 1 } INSERT { GRAPH ?g { ?s ?p 2 } "
        " GRAPH <touched> { <default> <touched> <touched> } GRAPH <said> { ?s ?p 1 }"
        " GRAPH <touched> { ?g <touched> <touched> } GRAPH <said> { ?s ?p 2 }"
        "} WHERE { GRAPH ?g { ?s ?p 1 } }"
    )


def test_triples_that_make_blank_nodes_mark_their_graph_as_a_whole() -> None:
    (told,) = steps("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> [] } }")
    assert "GRAPH <whole> { <urn:g> <whole> <whole> }" in told
    assert "<said>" not in told


def test_each_operation_is_a_step_with_the_declarations_before_it() -> None:
    told = steps("PREFIX : <urn:> CLEAR SILENT GRAPH :g ; # and\n PREFIX : <urn:x> COPY :g TO DEFAULT ;")
    assert [text.partition("INSERT DATA")[0].split() for text in told] == [
        ["PREFIX", ":", "<urn:>"],
        ["PREFIX", ":", "<urn:>", "PREFIX", ":", "<urn:x>"],
    ]
    assert "{ :g <whole> <whole> } GRAPH <whole> { <default> <whole> <whole> }" in told[1]


def test_the_dataset_of_the_request_goes_where_using_goes() -> None:
    dataset = Dataset(("urn:d",), ("urn:n", "urn:m"))
    using = "USING <urn:d> USING NAMED <urn:n> USING NAMED <urn:m> WHERE"
    for text in ("DELETE WHERE { ?s ?p 1 }", "INSERT { ?s ?p 1 } WHERE { ?s ?p 2 }", "DELETE { ?s ?p 1 } WHERE { }"):
        assert using in steps(text, dataset)[0]
    assert all(using not in text for text in steps("INSERT DATA { <urn:a> <urn:p> 1 } ; CLEAR ALL", dataset))


@pytest.mark.parametrize(
    "text",
    ["DROP ALL", "CLEAR NAMED", "INSERTDATA { <urn:a> <urn:p> 1 }", "DELETE WHERE{GRAPH?g{?s?p?o}FILTERx}"],
)
def test_what_is_not_clearly_read_may_touch_everything(text: str) -> None:
    try:
        assert marked(text) == [False]
    except SyntaxFault:
        assert "FILTERx" in text


def test_a_comment_that_only_the_engine_sees_is_not_trusted() -> None:
    text = "DELETE { ?s <urn:p> ?a } WHERE { ?s <urn:p> ?a , ?b FILTER(?a<?b)#> }\n} ; CLEAR ALL"
    assert is_ambiguous(text)
    assert marked(text) == [False]


def test_a_dataset_that_cannot_be_put_in_is_refused() -> None:
    text = "DELETE { ?s <urn:p> ?a } WHERE { ?s <urn:p> ?a , ?b FILTER(?a<?b)#> }\n}"
    with pytest.raises(BadInput, match="write USING into it"):
        steps(text, Dataset(("urn:g",)))


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> }",
        "CLEAR GRAPH <urn:g> ;; CLEAR ALL",
        "INSERT DATA { _:x <urn:p> 1 } ; PREFIX : <urn:> INSERT DATA { _:x :p 1 }",
    ],
)
def test_what_is_no_update_is_told_with_its_place(text: str) -> None:
    with pytest.raises(SyntaxFault):
        steps(text)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1/>",
        "CLEAR ALL ; PREFIX : <http://127.0.0.1/> LOAD SILENT : INTO GRAPH :g",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    ],
)
def test_what_would_leave_the_process_is_refused(text: str) -> None:
    with pytest.raises(LeavesProcess):
        steps(text)


@given(text=st.text(alphabet=st.sampled_from("{}();.<>?'\"#ag \nINSERTDELWHUPOV:*")))
def test_no_text_is_too_odd_to_be_cut_into_operations(text: str) -> None:
    assert all(operation.start < operation.end for operation in operations(text))


# Over HTTP


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    home = tmp_path_factory.mktemp("updates")
    bare_release(Home(home), ())
    with client(home, write_timeout=8, write_memory=512) as known:
        yield known


def test_an_update_comes_as_a_form_or_as_it_is_and_is_served_when_it_is_answered(ask: Client) -> None:
    told = ask("POST", "/update", data={"update": f"INSERT DATA {{ GRAPH <urn:form> {{ {ONE} }} }}"})
    assert (told.status_code, told.json()["added"]) == (200, 1)
    assert ask("GET", "/graphs?graph=urn:form").text == f"{ONE} .\n"
    told = ask("POST", "/update", content=f"INSERT DATA {{ GRAPH <urn:form> {{ {TWO} }} }}", headers=UPDATE)
    assert told.headers["genoderm-release"] == told.json()["release"]
    assert len(ask("GET", "/graphs?graph=urn:form", headers={"Accept": "text/plain"}).text.splitlines()) == 2


def test_relative_iris_are_resolved_against_the_endpoint(ask: Client) -> None:
    ask("POST", "/update", content="INSERT DATA { GRAPH <g> { <urn:a> <urn:p> <b> } }", headers=UPDATE)
    assert f"<{ADDRESS}/b>" in ask("GET", f"/graphs?graph={ADDRESS}/g").text


def test_the_dataset_of_the_request_is_that_of_where(ask: Client) -> None:
    ask("POST", "/update", content=f"INSERT DATA {{ GRAPH <urn:d> {{ {ONE} }} }}", headers=UPDATE)
    text = "INSERT { GRAPH <urn:found> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    ask("POST", "/update?using-graph-uri=urn:d", content=text, headers=UPDATE)
    assert ask("GET", "/graphs?graph=urn:found").text == f"{ONE} .\n"
    text = f"WITH <urn:d> {text}"
    assert ask("POST", "/update?using-graph-uri=urn:d", content=text, headers=UPDATE).status_code == 400


@pytest.mark.parametrize(
    ("text", "status", "title"),
    [
        ("INSERT DATA {", 400, "SyntaxFault"),
        ("DROP GRAPH <urn:nowhere>", 409, "Conflict"),
        ("LOAD <http://127.0.0.1/>", 403, "LeavesProcess"),
    ],
)
def test_what_cannot_be_done_is_told_as_a_problem(ask: Client, text: str, status: int, title: str) -> None:
    refused = ask("POST", "/update", content=text, headers=UPDATE)
    assert (refused.status_code, refused.json()["title"]) == (status, title)


def test_only_a_post_with_a_token_updates(ask: Client) -> None:
    assert ask("GET", "/update?update=CLEAR%20ALL").status_code == 405
    assert ask("POST", "/update", content="CLEAR ALL", headers=UPDATE, token=None).status_code == 401
    assert ask("POST", "/update", content="CLEAR ALL", headers={"Content-Type": "text/plain"}).status_code == 415


def test_a_deployment_without_a_token_says_why_it_cannot_be_written_to(two_releases: Path) -> None:
    with client(two_releases, token=None) as asks:
        refused = asks("POST", "/update", content="CLEAR ALL", headers=UPDATE)
        assert refused.status_code == 403
        assert "GENODERM_TOKEN" in refused.json()["detail"]
        assert asks("PUT", "/graphs/one", content=b"").status_code == 403
        assert asks("GET", "/graphs/small", token=None).status_code == 200


def test_an_update_without_end_is_ended_at_its_time(ask: Client) -> None:
    began = time.monotonic()
    refused = ask("POST", "/update", content=ENDLESS, headers=UPDATE)
    assert (refused.status_code, refused.json()["title"]) == (504, "TooSlow")
    assert "nothing was written" in refused.json()["detail"]
    assert time.monotonic() - began < 30
    assert ask("POST", "/update", content=f"INSERT DATA {{ {ONE} }}", headers=UPDATE).status_code == 200


def test_an_update_that_is_too_deep_for_the_engine_is_ended_alone(ask: Client) -> None:
    deep = f"INSERT {{ {ONE} }} WHERE {'{' * 9000}{'}' * 9000}"
    refused = ask("POST", "/update", content=deep, headers=UPDATE)
    assert (refused.status_code, refused.json()["title"]) == (507, "TooLarge")
    assert ask("GET", "/graphs?default").status_code == 200


def test_an_update_that_wants_all_memory_is_ended_alone(ask: Client, tmp_path: Path) -> None:
    bare_release(Home(tmp_path), ())
    with client(tmp_path, write_timeout=120, write_memory=512) as asks:
        refused = asks("POST", "/update", content=GREEDY, headers=UPDATE)
        assert (refused.status_code, refused.json()["title"]) == (507, "TooLarge")
        assert asks("POST", "/update", content=f"INSERT DATA {{ {ONE} }}", headers=UPDATE).status_code == 200


# Killed at any instant


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.floats(min_value=0.05, max_value=1.0))
def test_a_write_that_is_killed_leaves_the_release_as_it_was(
    two_releases: Path, tmp_path_factory: pytest.TempPathFactory, part: float
) -> None:
    home = copied(two_releases, tmp_path_factory.mktemp("killed"))
    before = manifest(home).id
    began = time.monotonic()
    order = Order(kind="update", by="anna", request="0", base="", text=f"INSERT DATA {{ GRAPH <urn:g> {{ {ONE} }} }}")
    command = [sys.executable, "-m", "genoderm.sparql.write_process", str(home), "60", str(4 << 30), "10"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(order.model_dump_json().encode())
        process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(part * 2)
        process.kill()
    assert time.monotonic() - began < 60
    assert manifest(home).id == before or said(home, "urn:g") == {ONE}
    assert whole(home)
    posted(home, "other", f"{TWO} .")
    assert whole(home)
    assert list((home / "staging").glob("*")) == []


@pytest.mark.parametrize("most", [1 << 12, 1 << 14, 1 << 17])
def test_a_full_disk_leaves_the_release_as_it_was(home: Path, most: int) -> None:
    before = manifest(home).id
    order = Order(kind="update", by="anna", request="0", base="", text=f"INSERT DATA {{ GRAPH <urn:g> {{ {ONE} }} }}")
    limited = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, MOST)); "
    limited += "runpy.run_module('genoderm.sparql.write_process', run_name='__main__')"
    command = [sys.executable, "-c", limited.replace("MOST", str(most)), str(home), "60", str(4 << 30), "10"]
    done = subprocess.run(command, input=order.model_dump_json().encode(), capture_output=True, check=False)
    assert json.loads(done.stdout)["fault"] == "StorageFailed"
    assert str(home).encode() not in done.stdout
    assert manifest(home).id == before
    updated(home, f"INSERT DATA {{ {ONE} }}")
    assert whole(home)
