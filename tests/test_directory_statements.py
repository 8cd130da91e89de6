from dataclasses import fields
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from genoderm.loaders.directory.dataset import shipped
from genoderm.loaders.directory.kinds import KINDS, Kind
from genoderm.loaders.directory.placing import PLACED
from genoderm.loaders.directory.sayings import COMMON, OF_TABLE, REFERENCES
from genoderm.loaders.directory.statements import NAMED_BY, statements
from genoderm.loaders.source import Context
from genoderm.ontology import terms
from tests.directory_tables import CENTRES, EXPERTISE, HOSPITALS, folder, loaded, triples

EXAMPLES = Path(__file__).parents[1] / "loaders" / "directory" / "examples"
ELSEWHERE = {"id", "name_language", "title_language", "country", "countries", "kind", "table", "same_as", "notation"}
PREFIXES = """
PREFIX gd: <https://w3id.org/genoderm/ns#> PREFIX id: <https://w3id.org/genoderm/id/>
PREFIX org: <http://www.w3.org/ns/org#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX schema: <https://schema.org/>
PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>
PREFIX orpha: <http://www.orpha.net/ORDO/Orphanet_> PREFIX hospital: <https://w3id.org/genoderm/id/hospital/examples.>
PREFIX network: <https://w3id.org/genoderm/id/network/examples.> PREFIX kind: <https://w3id.org/genoderm/ns#centre-kind/>
"""


@pytest.fixture(scope="module")
def said() -> set[str]:
    """Everything that the example tables say, in the words of N-Triples."""
    return {str(triple) for path in sorted(EXAMPLES.glob("*.csv")) for triple in triples(loaded(path)[0])}


def expected(turtle: str) -> set[str]:
    return {
        str(quad.triple)
        for quad in parse(
            (PREFIXES + turtle).replace("SCHEME", terms.scheme_iri("specialty").value), format=RdfFormat.TURTLE
        )
    }


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name != "ledger"], ids=lambda kind: kind.name)
def test_every_column_of_every_table_is_said(kind: Kind) -> None:
    ways = {*COMMON, *OF_TABLE.get(kind.name, ()), *REFERENCES.get(kind.name, ()), *NAMED_BY, *PLACED, *ELSEWHERE}
    assert set(kind.columns) - ways == set()


@pytest.mark.parametrize(
    "turtle",
    [
        """<https://w3id.org/genoderm/id/hospital/examples.example-hospital> a gd:Hospital ;
        skos:prefLabel "Example University Hospital"@en ; skos:altLabel "EUH"@und, "Example UH"@und ;
        gd:country <https://w3id.org/genoderm/id/country/FR> ; gd:city "Paris" ; gd:asOf "2024-05"^^xsd:gYearMonth ;
        skos:exactMatch <https://ror.org/0examp086>, <http://www.wikidata.org/entity/Q4115189> ;
        schema:url <https://hospital.example.org/> ; dct:source <https://hospital.example.org/about> ;
        skos:editorialNote "example row"@en ;
        vcard:hasAddress <https://w3id.org/genoderm/id/address/hospital-examples.example-hospital> ;
        geo:hasGeometry <https://w3id.org/genoderm/id/geometry/hospital-examples.example-hospital> .
        <https://w3id.org/genoderm/id/geometry/hospital-examples.example-hospital> a geo:Geometry ;
        geo:asWKT "POINT(2.3488 48.85341)"^^geo:wktLiteral ; gd:coordinatesFrom "geonames" .""",
        """<https://w3id.org/genoderm/id/centre/examples.example-hospital-eb> a gd:Centre, gd:ExpertCentre ;
        gd:centreKind kind:expert-centre ; gd:unitName "Department of Dermatology" ;
        org:unitOf <https://w3id.org/genoderm/id/hospital/examples.example-hospital> ; gd:city "Paris" ;
        gd:ageGroup <https://w3id.org/genoderm/ns#age-group/children> ; gd:language "fr", "en" ;
        gd:specialty <https://w3id.org/genoderm/ns#specialty/dermatology> ;
        gd:answersNeed <https://w3id.org/genoderm/ns#care-need/medical-expertise> ;
        geo:hasGeometry <https://w3id.org/genoderm/id/geometry/hospital-examples.example-hospital> .""",
        """<https://w3id.org/genoderm/id/designation/examples.example-hospital-eb-national> a gd:Designation ;
        gd:designates <https://w3id.org/genoderm/id/centre/examples.example-hospital-eb> ; gd:scope orpha:79361 ;
        gd:authority <https://w3id.org/genoderm/id/authority/examples.example-ministry> ;
        gd:level <https://w3id.org/genoderm/ns#designation-level/reference> ; gd:labelled "2017"^^xsd:gYear ;
        dct:title "National reference centre for EB"@und ; gd:network network:example-network .""",
        """<https://w3id.org/genoderm/id/group/examples.example-network-eb> a gd:ThematicGroup ; gd:groupOrder 1 ;
        skos:prefLabel "Epidermolysis bullosa"@en, "Épidermolyse bulleuse"@fr ; gd:groupCode "EB" ;
        gd:groupOf <https://w3id.org/genoderm/id/network/examples.example-network> .""",
        """<https://w3id.org/genoderm/id/association/examples.example-association> a gd:PatientAssociation ;
        gd:servesDisease orpha:79361 ; gd:umbrella <https://w3id.org/genoderm/id/association/debra-international> ;
        org:memberOf <https://w3id.org/genoderm/id/network/examples.example-network> ; gd:acronym "EXN" .""",
        """<https://w3id.org/genoderm/id/resource/examples.2024-example-course> a gd:Resource, gd:TrainingCourse ;
        dct:title "Example course on genodermatoses"@en ; gd:year "2024"^^xsd:gYear ; gd:concerns orpha:79361 ;
        gd:start "2024-05-13"^^xsd:date ; gd:placeName "Example Hall" ; gd:topicPublished "genodermatoses" .""",
        """hospital:example-hospital gd:sameThingAs <https://hospital.example.org/> .""",
        """<https://w3id.org/genoderm/id/specialty/examples.wound-care> a skos:Concept ; skos:notation "wound-care" ;
        skos:inScheme <SCHEME> ; skos:prefLabel "soins des plaies"@fr ;
        skos:broader <https://w3id.org/genoderm/ns#specialty/nursing> .""",
    ],
)
def test_a_row_says_what_the_model_says(said: set[str], turtle: str) -> None:
    assert expected(turtle) - said == set()


def test_expertise_and_memberships_are_things_named_for_what_they_say(tmp_path: Path) -> None:
    place = folder(
        tmp_path / "net",
        h=HOSPITALS,
        c=CENTRES,
        e=EXPERTISE + "lyon-eb,79361,press\n",
        m="centre,of,role\nlyon-eb,ern-skin-eb,member\nlyon-eb,ern-skin,partner\n",
    )
    subjects = {triple.subject for name in "em" for triple in triples(loaded(place / f"{name}.csv")[0])}
    names = sorted(str(subject).split("/id/")[1] for subject in subjects)
    assert [name.rsplit("-", 1)[0] for name in names[:2]] == ["expertise/net.lyon-eb-79361"] * 2
    assert len(names) == 4


def test_a_centre_of_a_shipped_hospital_is_where_that_hospital_is(tmp_path: Path) -> None:
    place = folder(tmp_path / "net", c="id,name,kind,hospital\na,A,care-unit,fr-necker\n")
    told = triples(loaded(place / "c.csv")[0])
    assert NamedNode(f"{terms.DEFAULT_BASE}geometry/hospital-fr-necker") in {triple.object for triple in told}
    assert Literal("Paris") in {triple.object for triple in told if triple.predicate == terms.city}


def test_a_thing_known_elsewhere_keeps_its_name_there_and_its_place(tmp_path: Path) -> None:
    header = "id,name,name_language,country,city,latitude,longitude\n"
    place = folder(
        tmp_path / "net",
        h=header + "necker,Necker,fr,FR,Paris XV,48.8,2.3\n",
        c=CENTRES.replace(",lyon\n", ",necker\n"),
    )
    necker = f"{terms.DEFAULT_BASE}hospital/fr-necker"
    context = Context(identities={f"{terms.DEFAULT_BASE}hospital/net.necker": necker})
    told = {str(triple) for triple in triples(loaded(place / "h.csv")[0], context)}
    assert told == {
        f"<{necker}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/genoderm/ns#Hospital>",
        f'<{necker}> <http://www.w3.org/2004/02/skos/core#altLabel> "Necker"@fr',
    }
    centre = {str(triple) for triple in triples(loaded(place / "c.csv")[0], context)}
    assert f"<{terms.DEFAULT_BASE}centre/net.lyon-eb> <http://www.w3.org/ns/org#unitOf> <{necker}>" in centre


def test_the_shipped_tables_use_only_terms_of_ours_that_exist() -> None:
    ours = {value.value for value in vars(terms).values() if isinstance(value, NamedNode)}
    used = {
        node.value
        for entries in shipped().entries.values()
        for entry in entries
        for triple in statements(entry, Context())
        for node in (triple.predicate, triple.object)
        if isinstance(node, NamedNode)
        and node.value.startswith(terms.GD)
        and "/" not in node.value.removeprefix(terms.GD)
    }
    assert used
    assert used - ours == set()


def test_the_shipped_tables_unscoped_and_without_blank_nodes() -> None:
    told = {
        triple for entries in shipped().entries.values() for entry in entries for triple in statements(entry, Context())
    }
    subjects = {str(triple.subject) for triple in told}
    assert all(subject.startswith(f"<{terms.DEFAULT_BASE}") for subject in subjects)
    assert not any("/genoderm." in subject for subject in subjects)
    assert [field.name for field in fields(Context)] == ["iris", "identities", "settings"]
