"""The conformance page: its tables are what the run gives, and what it shows is what they say."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi import FastAPI
from lxml import etree, html
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from genoderm.api import conformance
from genoderm.api.conformance import earl, table
from genoderm.api.conformance.table import Outcome
from genoderm.api.problems import install
from genoderm.graph.checksums import file_checksum
from genoderm.graph.settings import Settings
from genoderm.ontology.vocabularies import XSD
from tests.w3c.archive import ARCHIVE, Archive
from tests.w3c.conversations import Request, Response, Send, within_process
from tests.w3c.engine import kept
from tests.w3c.manifests import cases
from tests.w3c.outcomes import deviations, suite


@pytest.fixture(scope="module")
def send() -> Iterator[Send]:
    app = FastAPI()
    app.state.settings = Settings()
    install(app)
    app.include_router(conformance.router)
    with within_process(app) as send:
        yield send


def get(send: Send, target: str = "/conformance", **headers: str) -> Response:
    told = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return send(Request("www.example", "GET", target, told, b""))


def page(send: Send, language: str) -> etree._Element:
    response = get(send, accept="text/html", accept_language=language)
    assert response.status == 200
    assert response.media_type == "text/html"
    return html.fromstring(response.body.decode())


def test_the_table_lists_every_case_of_the_manifests_in_their_order(w3c: Archive) -> None:
    found = [(case.iri, case.folder, suite(case)) for case in cases(w3c)]
    assert found == [(row.iri, row.folder, row.suite) for row in table.cases()]
    assert len(found) == 1107


def test_the_table_is_of_this_engine_and_of_these_suites(shared: Path) -> None:
    assert table.run().engine == conformance.engine()
    assert table.run().archive == file_checksum(shared / ARCHIVE)


def test_each_case_that_does_not_pass_has_a_reason_and_no_other_has() -> None:
    assert {row.iri: row.reason for row in table.cases() if row.outcome is not Outcome.PASSED} == deviations()
    assert {row.reason for row in table.cases() if row.reason} == set(table.reasons())


def test_every_deviation_is_the_engines_and_every_refusal_is_a_choice() -> None:
    whose = {(row.outcome, table.reasons()[row.reason].whose) for row in table.cases() if row.reason}
    assert whose <= {(Outcome.DEVIATES, "engine"), (Outcome.REFUSED, "endpoint"), (Outcome.NOT_RUN, "endpoint")}


def test_all_cases_of_the_protocols_pass() -> None:
    counted = table.counts(table.cases())
    told = {name: counted[name] for name in ("protocol", "graph-store-protocol", "service-description")}
    assert told == {
        "protocol": {Outcome.PASSED: 34},
        "graph-store-protocol": {Outcome.PASSED: 13},
        "service-description": {Outcome.PASSED: 3},
    }


@pytest.mark.parametrize("literal", table.literals(), ids=lambda literal: literal.given)
def test_a_literal_is_kept_as_the_page_says(literal: table.Kept) -> None:
    prefix = f"@prefix xsd: <{XSD}> . <urn:s> <urn:p> "
    given, wanted = (parse(f"{prefix}{text} .", format=RdfFormat.TURTLE) for text in (literal.given, literal.kept))
    assert kept(next(given).object) == next(wanted).object


@pytest.mark.parametrize(("language", "heading"), [("en", "Conformance to SPARQL"), ("fr", "Conformité à SPARQL")])
def test_the_page_speaks_english_and_french(send: Send, language: str, heading: str) -> None:
    shown = page(send, f"{language}, de;q=0.1")
    assert shown.get("lang") == language
    assert [one.text for one in shown.iter("h1")] == [heading]
    chosen = get(send, f"/conformance?lang={language}", accept="text/html", accept_language="en;q=0.1, fr;q=0.1")
    assert html.fromstring(chosen.body.decode()).get("lang") == language


def test_who_speaks_neither_is_answered_in_english(send: Send) -> None:
    assert page(send, "de").get("lang") == "en"


def test_the_page_counts_the_cases_of_every_suite(send: Send) -> None:
    first = next(page(send, "en").iter("table"))
    rows = [["".join(map(str, cell.itertext())).strip() for cell in row] for row in first.iter("tr")]
    assert rows[0][1:] == ["passed", "deviate", "refused", "not run", "Cases"]
    assert [row[0] for row in rows[1:-1]] == [told.english for told in table.suites().values()]
    assert rows[-1][-1] == str(len(table.cases()))
    assert all(sum(map(int, row[1:-1])) == int(row[-1]) for row in rows[1:])


def test_the_page_shows_every_deviation_below_its_reason_and_links_to_the_test(send: Send) -> None:
    shown = {link.get("href") for told in page(send, "en").iter("details") for link in told.iter("a")}
    assert shown == {row.page for row in table.cases() if row.reason}


def test_the_page_can_be_read_by_machines_for_people(send: Send) -> None:
    shown = page(send, "en")
    levels = [int(str(one.tag)[1]) for one in shown.iter("h1", "h2", "h3")]
    assert all(below - above <= 1 for above, below in pairwise(levels))
    ids = [told for one in shown.iter() if (told := one.get("id"))]
    assert len(ids) == len(set(ids))
    assert {one.get("aria-labelledby") for one in shown.iter("section")} <= set(ids)
    assert all(cell.get("scope") for cell in shown.iter("th"))


def test_the_policy_of_the_page_allows_its_own_style_and_no_other(send: Send) -> None:
    response = get(send, accept="text/html")
    allowed = re.findall(r"'sha256-([^']+)'", response.headers["content-security-policy"])
    style = next(html.fromstring(response.body.decode()).iter("style")).text
    assert allowed == [conformance.fingerprint(style or "")]


def test_the_same_is_told_as_json(send: Send) -> None:
    told = json.loads(get(send, accept="application/json").body)
    assert sum(one["cases"] for one in told["suites"]) == len(table.cases())
    assert {one["case"] for one in told["deviations"]} == deviations().keys()


def test_all_cases_can_be_had_as_csv(send: Send) -> None:
    assert get(send, accept="text/csv").body.decode() == table.as_csv(table.cases())


def test_the_earl_report_asserts_every_case_of_the_endpoint(send: Send) -> None:
    response = get(send, accept="text/turtle")
    told = Store()
    told.extend(Quad(*one) for one in parse(response.body, format=RdfFormat.TURTLE))
    tests = {str(quad.object) for quad in told.quads_for_pattern(None, NamedNode(f"{earl.EARL}test"), None)}
    assert tests == {f"<{row.iri}>" for row in table.cases()}
    subjects = {quad.object for quad in told.quads_for_pattern(None, NamedNode(f"{earl.EARL}subject"), None)}
    assert subjects == {NamedNode("http://www.example/sparql")}


def test_a_format_that_is_not_there_is_refused_with_the_list(send: Send) -> None:
    response = get(send, accept="application/pdf")
    assert response.status == 406
    assert "text/csv" in response.body.decode()


@pytest.mark.parametrize("target", ["/conformance?lang=de", "/conformance?language=fr"])
def test_what_is_no_parameter_is_refused(send: Send, target: str) -> None:
    assert get(send, target).status == 400
