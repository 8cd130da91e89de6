"""What a written code can mean, before any graph is asked."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genoderm.api.resolving.prefix_table import NAMES, TABLE
from genoderm.api.resolving.reading import Reading, canonical, read
from genoderm.api.resolving.spellings import near
from genoderm.api.resolving.systems import called, systems
from genoderm.ontology.terms import CODES, PREFIXES, code_iri
from tests.patience import PATIENCE

ORPHA = [
    "ORPHA:79361",
    "orpha:79361",
    "ORPHA79361",
    "ORPHA_79361",
    "ORPHA 79361",
    "ORPHAcode: 79361",
    "Orphanet:79361",
    "Orphanet_79361",
    "orphanet 79361",
    "ORPHA:Orphanet_79361",
    "http://www.orpha.net/ORDO/Orphanet_79361",
    "https://www.orpha.net/ORDO/Orphanet_79361",
    "<http://www.orpha.net/ORDO/Orphanet_79361>",
    "HTTP://WWW.ORPHA.NET/ORDO/Orphanet_79361",
    "https://www.orpha.net/en/disease/detail/79361",
    "http://www.orpha.net/consor/cgi-bin/OC_Exp.php?Lng=EN&Expert=79361",
    "https://identifiers.org/orphanet:79361",
    "https://bioregistry.io/orphanet:79361",
    "  ORPHA:79361\t",
    "ORPHA:079361",
]
OTHERS = [
    ("OMIM:226600", "OMIM:226600"),
    ("MIM 226600", "OMIM:226600"),
    ("omim:#226600", "OMIM:226600"),
    ("https://www.omim.org/entry/226600", "OMIM:226600"),
    ("https://omim.org/MIM:226600", "OMIM:226600"),
    ("PS131760", "OMIMPS:131760"),
    ("OMIM:PS131760", "OMIMPS:131760"),
    ("MIM:PS131760", "OMIMPS:131760"),
    ("OMIMPS:131760", "OMIMPS:131760"),
    ("https://omim.org/phenotypicSeries/PS131760", "OMIMPS:131760"),
    ("ICD-10-CM Q81.2", "ICD10CM:Q81.2"),
    ("icd10cm:q812", "ICD10CM:Q81.2"),
    ("ICD10WHO:Q81.2", "ICD10WHO:Q81.2"),
    ("https://icd.who.int/browse10/2019/en#/Q81.2", "ICD10WHO:Q81.2"),
    ("icd11.code:EC32", "icd11.code:EC32"),
    ("ICD-11: EC32", "icd11.code:EC32"),
    ("icd-11 1060981106", "icd11.foundation:1060981106"),
    ("http://id.who.int/icd/entity/1060981106", "icd11.foundation:1060981106"),
    ("https://id.who.int/icd/entity/1060981106", "icd11.foundation:1060981106"),
    ("http://id.who.int/icd/release/11/2024-01/mms/1060981106", "icd11.foundation:1060981106"),
    (
        "https://icd.who.int/browse11/l-m/en#/http%3a%2f%2fid.who.int%2ficd%2fentity%2f1060981106",
        "icd11.foundation:1060981106",
    ),
    ("https://icd.who.int/browse11/l-m/en#/EC32", "icd11.code:EC32"),
    ("MONDO:0009179", "MONDO:0009179"),
    ("mondo_9179", "MONDO:0009179"),
    ("http://purl.obolibrary.org/obo/MONDO_0009179", "MONDO:0009179"),
    ("MeSH:D016109", "MESH:D016109"),
    ("http://id.nlm.nih.gov/mesh/D016109", "MESH:D016109"),
    ("https://meshb.nlm.nih.gov/record/ui?ui=D016109", "MESH:D016109"),
    ("UMLS:c0079474", "UMLS:C0079474"),
    ("umls_cui C0079474", "UMLS:C0079474"),
    ("GARD:6308", "GARD:0006308"),
    ("https://rarediseases.info.nih.gov/diseases/6308", "GARD:0006308"),
    ("MedGen:36311", "MEDGEN:36311"),
    ("https://www.ncbi.nlm.nih.gov/medgen/36311", "MEDGEN:36311"),
    ("DOID:0060642", "DOID:0060642"),
    ("http://purl.obolibrary.org/obo/DOID_0060642", "DOID:0060642"),
    ("NCIT:C84690", "NCIT:C84690"),
    ("NCI Thesaurus C84690", "NCIT:C84690"),
    ("SNOMED CT 254185007", "SCTID:254185007"),
]


def curies(text: str, *context: str) -> list[str]:
    return [reading.curie for reading in read(text, context).readings]


@pytest.mark.parametrize("text", ORPHA)
def test_every_spelling_of_an_orpha_code_is_that_code(text: str) -> None:
    assert curies(text) == ["ORPHA:79361"]
    assert read(text).told


@pytest.mark.parametrize(("text", "curie"), OTHERS)
def test_codes_of_other_systems_are_read_as_their_users_write_them(text: str, curie: str) -> None:
    assert curies(text) == [curie]


def test_icd_10_alone_may_be_either_edition() -> None:
    assert curies("ICD-10 Q81.2") == ["ICD10WHO:Q81.2", "ICD10CM:Q81.2"]
    assert curies("CIM-10 : Q81.2") == ["ICD10WHO:Q81.2", "ICD10CM:Q81.2"]


def test_a_bare_number_is_each_code_whose_form_it_has_likeliest_first() -> None:
    assert curies("79361")[0] == "ORPHA:79361"
    assert {"ORPHA:226600", "OMIM:226600"} < set(curies("226600"))
    assert not read("226600").told


@pytest.mark.parametrize(
    ("text", "system"), [("D016109", "MESH"), ("C0079474", "UMLS"), ("Q81.2", "ICD10WHO"), ("EC32", "icd11.code")]
)
def test_a_bare_code_is_known_by_its_form(text: str, system: str) -> None:
    assert curies(text)[0] == f"{system}:{text}"


def test_a_context_says_of_which_system_a_bare_code_is() -> None:
    assert curies("226600", "OMIM") == ["OMIM:226600"]
    assert curies("6308", "GARD") == ["GARD:0006308"]
    assert curies("ORPHA:79361", "OMIM") == ["ORPHA:79361"]


@pytest.mark.parametrize(
    "text", ["", " ", "epidermolysis bullosa", "OMIM:", "OMIM:abc", "https://example.org/79361", "–"]
)
def test_what_is_no_code_has_no_reading(text: str) -> None:
    assert curies(text) == []


def test_a_code_that_its_system_cannot_have_names_the_system() -> None:
    assert read("OMIM:12").tried == ("OMIM",)


@given(st.sampled_from(sorted(systems())), st.from_regex(r"[A-Z]?[0-9]{1,8}(\.[0-9])?", fullmatch=True))
def test_a_code_is_the_same_however_it_is_written(system: str, code: str) -> None:
    told = read(f"{system}:{code}")
    for reading in told.readings:
        assert read(reading.curie) == told
        assert curies(reading.iri) == [reading.curie]
        assert CODES.compress(reading.iri) == reading.curie


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    for reading in read(text).readings:
        assert reading.system in PREFIXES
        assert re.fullmatch(r"\S+", reading.code)


def test_the_readings_of_a_code_are_nodes_of_the_graph() -> None:
    assert Reading("OMIM", "226600").iri == code_iri("OMIM", "226600").value
    assert canonical("ICD10CM", "q812") == "Q81.2"


def test_every_system_has_a_row_in_the_table_of_prefixes() -> None:
    assert list(systems()) == list(NAMES)
    assert called("Icd 10 cm") == ("ICD10CM",)


def test_the_table_of_prefixes_is_what_bioregistry_says(tmp_path: Path) -> None:
    python = Path(__file__).parents[1] / ".venv-sssom" / "bin" / "python"
    if not python.exists():
        pytest.skip("the environment with bioregistry is not there: make .venv-sssom/ready")
    again = tmp_path / "prefixes.csv"
    module = Path(sys.modules["genoderm.api.resolving.prefix_table"].__file__ or "")
    command = f"import runpy, pathlib; runpy.run_path({str(module)!r})['write'](pathlib.Path({str(again)!r}))"
    subprocess.run([python, "-c", command], check=True, timeout=PATIENCE)
    assert again.read_text("utf-8") == TABLE.read_text("utf-8")


KNOWN = frozenset({"ORPHA:79361", "ORPHA:79408", "OMIM:226600", "UMLS:C0079474", "ICD10CM:Q81.2", "MESH:D016109"})


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ORHPA:79361", "ORPHA:79361"),
        ("ORPHA:79316", "ORPHA:79361"),
        ("ORPHA:7936", "ORPHA:79361"),
        ("ORPHA:793611", "ORPHA:79361"),
        ("OMIM:22660O", "OMIM:226600"),
        ("226601", "OMIM:226600"),
        ("UMLS:C0079475", "UMLS:C0079474"),
        ("CO079474", "UMLS:C0079474"),
        ("ICD10CM:Q81.3", "ICD10CM:Q81.2"),
        ("mehs D016109", "MESH:D016109"),
    ],
)
def test_a_slip_leads_to_the_code_that_was_meant(text: str, meant: str) -> None:
    assert meant in near(text, KNOWN)


def test_where_only_the_system_is_misspelt_nothing_else_is_near() -> None:
    assert near("ORHPA:79361", KNOWN | {"ORPHA:79362"}) == ("ORPHA:79361",)
