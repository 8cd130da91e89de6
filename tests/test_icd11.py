from pathlib import Path

import pytest
from pyoxigraph import Triple

from genoderm.loaders import icd11
from genoderm.loaders.opening import sample
from genoderm.ontology.terms import code_iri
from genoderm.ontology.vocabularies import SKOS_EXACT_MATCH, SKOS_NOTATION

from .loading import Loaded, load, objects

COLUMNS = "subject_id\tobject_id\tpredicate_id\tmapping_justification\n"
ROW = "icd11:1000004774\ticd11.code:LB74.4\tskos:exactMatch\tsemapv:UnspecifiedMatching\n"


@pytest.fixture(scope="module")
def real(shared: Path) -> Loaded:
    return load(icd11.LOADER, shared / "mondo" / "icd11.sssom.tsv")


def test_every_foundation_id_of_the_real_file_has_its_code(real: Loaded) -> None:
    assert (real.report.read, real.report.loaded, real.report.faults) == (29_451, 29_451, [])
    assert (real.edition.graph, real.edition.version) == ("icd11", "")
    assert (
        len({mapping.subject for mapping in real.records})
        == len({mapping.object for mapping in real.records})
        == 29_451
    )


def test_the_foundation_node_is_the_one_that_mondo_matches(tmp_path: Path) -> None:
    path = tmp_path / "any"
    path.write_text(COLUMNS + ROW, "utf-8")
    triples = load(icd11.LOADER, path).triples
    foundation, code = code_iri("icd11.foundation", "1000004774"), code_iri("icd11.code", "LB74.4")
    assert foundation.value == "http://id.who.int/icd/entity/1000004774"
    assert Triple(foundation, SKOS_EXACT_MATCH, code) in triples
    assert objects(triples, code, SKOS_NOTATION) == {"icd11.code:LB74.4"}
    assert objects(triples, foundation, SKOS_NOTATION) == {"icd11.foundation:1000004774"}
    assert len(triples) == 7


def test_a_row_that_leads_elsewhere_is_set_aside_and_a_broken_code_quarantined(tmp_path: Path) -> None:
    path = tmp_path / "any"
    swapped = "icd11.code:LB74.4\ticd11:1000004774\tskos:exactMatch\tsemapv:UnspecifiedMatching\n"
    path.write_text(COLUMNS + ROW + swapped + ROW.replace("LB74.4", "LB74.4 or so"), "utf-8")
    report = load(icd11.LOADER, path).report
    assert (report.loaded, sum(report.aside.values()), report.quarantined) == (1, 1, 1)
    assert str(report.faults[0]).startswith("object_id is 'icd11.code:LB74.4 or so', expected one icd11.code code")


@pytest.mark.parametrize("text", ["", COLUMNS, COLUMNS + ROW.replace("icd11.code", "MMS"), ROW + ROW])
def test_other_tables_are_not_taken(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any"
    path.write_text(text, "utf-8")
    assert icd11.recognise(sample(path)) is None
