import json
import pickle
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad, QuerySolutions, Store, Triple

from genoderm.loaders import rml
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context
from genoderm.ontology.errors import BadInput, HostileFile
from genoderm.ontology.terms import DEFAULT_BASE
from tests.directory_tables import folder, loaded, triples

HERE = Path(__file__).parent / "rml"
WHO = """PREFIX gd: <https://w3id.org/genoderm/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?centre ?name ?city ?disease ?evidence ?source WHERE {
  ?centre a gd:ExpertCentre ; skos:prefLabel ?name ; gd:city ?city .
  ?expertise a gd:Expertise ; gd:centre ?centre ; gd:disease ?disease ;
    gd:evidenceKind ?evidence ; dct:source ?source }"""
IDENTITY = """prefixes:
  ex: https://example.org/
mappings:
  row:
    sources:
      - ['a.csv~csv']
    subject: SUBJECT
    po:
      - [ex:name, $(name)]
"""
BLANK = """@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> . @base <https://example.org/> .
<#row> a rr:TriplesMap ;
  rml:logicalSource [ rml:source "a.csv" ; rml:referenceFormulation ql:CSV ] ;
  rr:subjectMap [ rr:template "row{id}" ; rr:termType rr:BlankNode ] ;
  rr:predicateObjectMap [ rr:predicate <name> ; rr:objectMap [ rml:reference "name" ] ] .
"""


@pytest.fixture(scope="module")
def python() -> str:
    try:
        return str(rml.interpreter())
    except BadInput as fault:
        pytest.skip(str(fault))


def mapped(path: Path, mapping: Path, python: str, report: Report | None = None) -> set[Triple]:
    edition = rml.edition(path, mapping, "reseau", python)
    found = rml.LOADER.records(edition, report or Report(path.name))
    return {triple for record in found for triple in rml.LOADER.graphs[""](record, Context())}


def answers(told: set[Triple]) -> set[tuple[str, ...]]:
    store = Store()
    store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in told)
    rows = store.query(WHO)
    assert isinstance(rows, QuerySolutions)
    return {tuple(str(value) for value in row) for row in rows}


def one_row(place: Path, subject: str, name: str = "X") -> tuple[Path, Path]:
    place.mkdir(exist_ok=True)
    (place / "a.csv").write_text(f"id,name\n1,{name}\n", "utf-8")
    (place / "m.yml").write_text(IDENTITY.replace("SUBJECT", subject), "utf-8")
    return place / "a.csv", place / "m.yml"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "json", "xml"])
def test_a_partners_own_table_says_what_the_directory_tables_would(tmp_path: Path, python: str, kind: str) -> None:
    place = folder(
        tmp_path / "réseau",
        centres="id,nom,langue du nom,type,hôpital,pays,ville\n"
        "lyon-eb,Centre épidermolyse bulleuse,fr,expert-centre,,FR,Lyon\n"
        "lyon-xp,Centre xeroderma pigmentosum,fr,expert-centre,,FR,Lyon\n",
        expertise="centre,maladie,preuve,source\n"
        "lyon-eb,79361,institution-page,https://chu.example.org/eb\n"
        "lyon-xp,910,institution-page,https://chu.example.org/xp\n",
    )
    tables = answers(
        {triple for name in ("centres", "expertise") for triple in triples(loaded(place / f"{name}.csv")[0])}
    )
    assert len(tables) == 2
    assert answers(mapped(HERE / f"centres.{kind}", HERE / f"{kind}.yarrrml.yml", python)) == tables


@pytest.mark.slow
def test_blank_nodes_become_things_of_the_dataset(tmp_path: Path, python: str) -> None:
    table, _ = one_row(tmp_path, "ex:$(id)")
    mapping = tmp_path / "m.ttl"
    mapping.write_text(BLANK, "utf-8")
    (triple,) = mapped(table, mapping, python)
    assert str(triple.subject).startswith(f"<{DEFAULT_BASE}mapped/reseau.")


@pytest.mark.slow
def test_a_mapping_that_is_none_is_told_in_words(tmp_path: Path, python: str) -> None:
    table, mapping = one_row(tmp_path, "ex:$(id)")
    mapping.write_text("prefixes: [", "utf-8")
    with pytest.raises(BadInput, match=r"a\.csv cannot be mapped by m\.yml: "):
        mapped(table, mapping, python)


@pytest.mark.slow
def test_a_mapping_without_end_is_stopped(tmp_path: Path, python: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rml, "SECONDS", 0.05)
    with pytest.raises(HostileFile, match="seconds"):
        mapped(*one_row(tmp_path, "ex:$(id)"), python)


def test_without_an_environment_the_commands_that_make_one_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"python3 -m venv .*pip install morph-kgc.*rml_python"):
        rml.edition(tmp_path / "a.csv", tmp_path / "m.yml", "net", str(tmp_path / "nothing"))


def test_things_of_ours_in_a_mapping_go_by_their_canonical_iri() -> None:
    parsed = Triple(Context().iris.thing("hospital", "x.a"), Context().iris.thing("p", "p"), Literal("a"))
    known = Context(identities={f"{DEFAULT_BASE}hospital/x.a": f"{DEFAULT_BASE}hospital/fr-a"})
    (told,) = rml.statements(rml.Mapped("x", parsed), known)
    assert str(told.subject) == f"<{DEFAULT_BASE}hospital/fr-a>"


def test_the_functions_of_the_loader_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(rml.records)) is rml.records  # noqa: S301 - our own bytes


def test_the_three_examples_hold_the_same_rows() -> None:
    rows = json.loads((HERE / "centres.json").read_text("utf-8"))["centres"]
    lines = (HERE / "centres.csv").read_text("utf-8").splitlines()
    assert [";".join(row) for row in [rows[0].keys(), *(row.values() for row in rows)]] == lines
