"""The seven cases of SPARQL 1.1 Federated Query: endpoints at the addresses that they tell answer within the process.

Those that no data is told for are listed here and dead, as the cases mean them to be.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from genoderm.sparql.evaluation import Asked, run
from tests.federated import directory, mediated
from tests.w3c.archive import BASE, Archive, unpacked
from tests.w3c.exchanges import MF
from tests.w3c.manifests import QT, Case, _listed
from tests.w3c.solutions import answer, expected, same
from tests.w3c.statements import Statements, parse_file

MANIFEST = f"{BASE}sparql11/service/manifest.ttl"
INVALID = "http://invalid.endpoint.org/sparql"
NAMES = ["service1", "service2", "service3", "service4a", "service5", "service6", "service7"]


@pytest.fixture(scope="module")
def archive(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return unpacked(shared, tmp_path_factory.mktemp("w3c"))


@pytest.fixture(scope="module")
def known(archive: Archive) -> Mapping[str, Case]:
    return {case.iri.rpartition("#")[2]: case for case in _listed(archive, MANIFEST)}


@pytest.mark.parametrize("name", NAMES)
def test_a_case_of_federated_query_has_the_answer_that_is_expected(
    archive: Archive, known: Mapping[str, Case], name: str
) -> None:
    case = known[name]
    here = filled(archive, {file: [DefaultGraph()] for file in case.given.default})
    text, sent = mediated(archive.text(case.asked), here, directory({**served(archive, case), INVALID: None}))
    found = run(here, Asked(text))
    assert isinstance(found, QuerySolutions)
    body = found.serialize(format=QueryResultsFormat.JSON)
    assert body is not None
    assert same(expected(archive, case.result), answer(body, QueryResultsFormat.JSON.media_type))
    assert sent


def test_there_are_no_other_cases(known: Mapping[str, Case]) -> None:
    assert sorted(known) == NAMES


def served(archive: Archive, case: Case) -> dict[str, Store | None]:
    """The endpoints of a case; each has the data of the others by their addresses, for SERVICE within SERVICE."""
    told = Statements.read(archive.file(MANIFEST), MANIFEST)
    (action,) = told.values(NamedNode(case.iri), f"{MF}action")
    data = {
        told.text(one, f"{QT}endpoint"): told.text(one, f"{QT}data") for one in told.values(action, f"{QT}serviceData")
    }
    return {
        url: filled(
            archive, {file: [NamedNode(one), *([DefaultGraph()] if one == url else [])] for one, file in data.items()}
        )
        for url in data
    }


def filled(archive: Archive, files: Mapping[str, Iterable[NamedNode | DefaultGraph]]) -> Store:
    store = Store()
    for file, graphs in files.items():
        for graph in graphs:
            store.extend(
                Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parse_file(archive.file(file), file)
            )
    return store
