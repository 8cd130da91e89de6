import pycountry
from pyoxigraph import Literal, Triple

from genoderm.loaders.countries import SOURCE, edition, edition_version, records, statements
from genoderm.loaders.source import Context
from genoderm.ontology.terms import Country, Iris
from genoderm.ontology.vocabularies import RDF_TYPE, SKOS_NOTATION, SKOS_PREF_LABEL

from .loading import subjects

TRIPLES = set(statements(Context()))


def test_every_country_of_iso_3166_is_there_and_kosovo_with_its_user_assigned_code() -> None:
    codes = [record.code for record in records()]
    assert codes == sorted(codes)
    assert set(codes) == {country.alpha_2 for country in pycountry.countries} | {"XK"}
    assert len(codes) == 250


def test_a_country_has_a_class_a_code_and_a_name_in_english_and_french() -> None:
    switzerland = Iris().thing("country", "CH")
    assert {triple for triple in TRIPLES if triple.subject == switzerland} == {
        Triple(switzerland, RDF_TYPE, Country),
        Triple(switzerland, SKOS_NOTATION, Literal("CH")),
        Triple(switzerland, SKOS_PREF_LABEL, Literal("Switzerland", language="en")),
        Triple(switzerland, SKOS_PREF_LABEL, Literal("Suisse", language="fr")),
    }


def test_no_name_is_empty_and_no_country_goes_by_its_code() -> None:
    assert all(name and name != record.code for record in records() for _, name in record.names)
    assert len(TRIPLES) == 4 * 250


def test_the_things_stand_below_the_base_of_the_deployment() -> None:
    elsewhere = Context(iris=Iris("https://example.org/id/"))
    assert {subject.rsplit("/", 1)[0] for subject in subjects(set(statements(elsewhere)))} == {
        "https://example.org/id/country"
    }


def test_the_edition_says_which_releases_of_the_libraries_tell() -> None:
    assert edition().source is SOURCE
    assert edition().version == edition_version()
    assert edition_version().startswith("pycountry ")
    assert ", Babel " in edition_version()
