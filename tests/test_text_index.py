"""The search index: what is found by which phrase, in which order, and what a process that holds it may do."""

import json
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from genoderm.graph.home import Home
from genoderm.graph.manifest import read_manifest
from genoderm.graph.serving import open_release
from genoderm.graph.text_index import FILES, LABELS, PLACES, THINGS, point, write_index
from genoderm.graph.text_index_phrase import read_phrase
from genoderm.graph.text_index_search import Hit, Only, TextIndex
from genoderm.graph.text_index_words import code_key, code_keys, compounds, fold, words
from genoderm.graph.verification import verify
from genoderm.ontology import terms
from genoderm.ontology.errors import BadInput, BadRelease
from genoderm.ontology.terms import Iris, disease_iri
from genoderm.ontology.vocabularies import RDF_TYPE, SKOS_ALT_LABEL, SKOS_NOTATION, SKOS_PREF_LABEL
from genoderm.sparql.virtual.searcher import open_searcher
from tests.searching import Garble, mistyped, reordered, searcher_of, unaccented

LANGUAGES = ("en", "fr", "es", "de", "it", "pt", "ja", "el", "bg", "ar", "ru", "zh")


@pytest.fixture
def index(shipped_home: Path) -> TextIndex:
    return searcher_of(shipped_home).text


def first(index: TextIndex, phrase: str, only: Only | None = None) -> Hit:
    return index.search(phrase, only or Only())[0]


# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Épidermolyse bulleuse", ["epidermolyse", "bulleuse"]),
        ("SJÖGREN-Larsson", ["sjogren", "larsson"]),
        ("Straße, Øresund, Łódź, İzmir", ["strasse", "oresund", "lodz", "izmir"]),
        ("Ιχθύωσις ΙΧΘΥΩΣΙΣ", ["ιχθυωσισ", "ιχθυωσισ"]),
        ("Буллёзный эпидермолиз", ["буллезныи", "эпидермолиз"]),
        ("انحلال البشرة الفقاعي", ["انحلال", "البشره", "الفقاعي"]),
        ("表皮水疱症", ["表皮", "皮水", "水疱", "疱症"]),
        ("서울대학교", ["서울", "울대", "대학", "학교"]),
        ("โรคผิว", ["โร", "รค", "คผ", "ผิ", "ิว"]),
        ("त्वचा रोग", ["तवचा", "रोग"]),
        ("β-thalassémie", ["beta", "thalassemie"]),
        ("COL7A1 (VII)", ["col7a1", "vii"]),
        ("١٢٣ !?", ["123"]),
        ("", []),
    ],
)
def test_words_are_compared_without_case_and_accents_in_all_scripts(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_hyphenated_word_is_known_as_one_word_too() -> None:
    assert compounds("Kératodermie palmo-plantaire et X-linked") == ["palmoplantaire"]


@pytest.mark.parametrize(
    ("notation", "typed"),
    [
        ("ORPHA:79361", ("ORPHA:79361", "orpha 79361", "Orphanet_79361", "79361")),
        ("OMIM:226600", ("OMIM:226600", "MIM 226600", "#226600")),
        ("ICD10CM:Q81.2", ("Q81.2", "ICD-10 Q81.2", "cim10 q812")),
        ("HP:0008066", ("HP:0008066", "8066", "hp 0008066")),
        ("GARD:0006359", ("GARD:0006359", "6359")),
    ],
)
def test_a_code_answers_to_all_its_spellings(notation: str, typed: Sequence[str]) -> None:
    assert {code_key(spelling) for spelling in typed} <= code_keys(notation)


def test_what_has_no_digit_is_no_code() -> None:
    assert code_key("ichthyosis") == ""
    assert code_keys("press") == set()


# What is found


@pytest.mark.parametrize("garble", [mistyped, reordered, unaccented])
def test_of_names_in_many_languages_typed_carelessly_95_in_100_are_found_first(
    index: TextIndex, garble: Garble
) -> None:
    chance = random.Random(7)  # noqa: S311 - the same names each time
    named, bearers = names(index)
    sample = [chance.choice(named[chance.choice(LANGUAGES)]) for _ in range(300)]
    missed = [name for name in sample if not found_first(index, garble(name, chance), bearers[key(name)])]
    assert len(missed) <= 15, missed


def names(index: TextIndex) -> tuple[dict[str, list[str]], dict[str, set[str]]]:
    """Names by language, and the things that bear each."""
    named, bearers = defaultdict(list), defaultdict(set)
    for row in range(len(index.labels)):
        thing, role, language, label = index.labels[row]
        if role in {"p", "s"}:
            bearers[key(label)].add(index.things[thing].iri)
            named[language].append(label)
    return named, bearers


def key(name: str) -> str:
    return " ".join(sorted(words(name)))


def found_first(index: TextIndex, phrase: str, bearers: set[str]) -> bool:
    hits = index.search(phrase, limit=1)
    return bool(hits) and hits[0].thing.value in bearers


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("epidermolyse bulleuse hereditaire", "79361"),
        ("bullosa epidermolysis inherited", "79361"),
        ("epidermolisis ampollosa hereditaria", "79361"),
        ("marfna syndrom", "558"),
        ("nethertn syndrome", "634"),
        ("ORPHA:79361", "79361"),
        ("orpha 79361", "79361"),
        ("OMIM:226600", "79408"),
        ("mim 226600", "79408"),
        ("xeroderma pigmentosum", "910"),
        ("oculocutaneous albinism type II", "79432"),
        ("albinism type 2 oculocutaneous", "79432"),
    ],
)
def test_a_disease_is_found_first(index: TextIndex, phrase: str, name: str) -> None:
    assert first(index, phrase, Only(classes=[terms.Disease.value])).thing == disease_iri(name)


def test_an_unfinished_last_word_finds_what_it_may_become(index: TextIndex) -> None:
    assert first(index, "xeroderma pigm").thing == disease_iri("910")
    assert first(index, "netherto").thing == disease_iri("634")


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("xeroderma pimg", "910"),
        ("nehterto", "634"),
        ("xeroderma pigmento", "910"),
        ("epidermolysis bullosa dystrphc", "303"),
    ],
)
def test_an_unfinished_last_word_may_be_misspelt_too(index: TextIndex, phrase: str, name: str) -> None:
    found = [hit.thing for hit in index.search(phrase, Only(classes=[terms.Disease.value]), limit=5)]
    assert disease_iri(name) in found


def test_a_space_after_a_word_ends_it(index: TextIndex) -> None:
    assert first(index, "xeroderma pigm").score > first(index, "xeroderma pigm ").score


@pytest.mark.parametrize("letters", [4, 7, 12])
def test_looking_up_spellings_finds_the_words_that_an_automaton_does(index: TextIndex, letters: int) -> None:
    chance = random.Random(letters)  # noqa: S311 - the same words each time
    known = [word for word in index.vocabulary.words if len(word) == letters]
    for word in [mistyped(chance.choice(known), chance) for _ in range(200)]:
        assert index.vocabulary._one_off(word) == index.vocabulary._off(word, 1), word


def test_the_labels_that_are_ranked_are_those_that_are_told(index: TextIndex) -> None:
    vocabulary, ranked = index.vocabulary, index.ranked
    for row in range(0, len(index.labels), 97):
        thing, role, language, label = index.labels[row]
        assert (ranked.bearers[row], ranked.roles[row], ranked.languages[row]) == (thing, role, language)
        assert index.things.iri(thing) == index.things[thing].iri
        told = [vocabulary.words[number] for number in ranked.words_of(row)]
        assert told == ([] if role in {"c", "e", "n"} else words(label))


def test_an_unfinished_code_finds_what_it_may_become(index: TextIndex) -> None:
    assert disease_iri("79361") in {hit.thing for hit in index.search("ORPHA:7936")}


def test_the_hit_tells_the_label_as_it_is_in_the_graph(index: TextIndex, shipped_home: Path) -> None:
    store = open_release(Home(shipped_home).current_release()).store
    for hit in index.search("ichthyosis"):
        assert list(store.quads_for_pattern(hit.thing, None, hit.label, DefaultGraph()))


def test_of_equal_labels_the_one_in_the_preferred_language_is_told(index: TextIndex) -> None:
    told = {index.search("Xeroderma pigmentosum", prefer=language)[0].label.language for language in ("en", "de", "fr")}
    assert told == {"en", "de", "fr"}


def test_only_labels_in_a_language_are_looked_at(index: TextIndex) -> None:
    hits = index.search("ichtyose", Only(languages=["FR"]))
    assert hits
    assert {hit.label.language for hit in hits} == {"fr"}


def test_kinds_are_alternatives_and_classes_are_all_demanded(index: TextIndex) -> None:
    centre, disease = terms.ExpertCentre.value, terms.Disease.value
    hits = index.search("genodermatoses", Only(kinds=[centre, disease]), limit=200)
    assert {"ORDO" in hit.thing.value for hit in hits} == {True, False}
    assert index.search("genodermatoses", Only(classes=[centre, disease])) == []
    assert index.search("genodermatoses", Only(classes=["https://example.org/Nothing"])) == []


@pytest.mark.parametrize("phrase", ["e", "epiderm", "dermatologie paris", "xeroderma pigm", "ORPHA:79361", "netherton"])
def test_a_class_is_searched_alike_whether_or_not_others_were_before(index: TextIndex, phrase: str) -> None:
    classes = [terms.Disease, terms.Centre, terms.PatientAssociation, terms.Phenotype, terms.Resource]
    alone = []
    for kind in classes:
        read_phrase.cache_clear()
        alone.append(index.search(phrase, Only(classes=[kind.value]), limit=5))
    read_phrase.cache_clear()
    together = [index.search(phrase, Only(classes=[kind.value]), limit=5) for kind in classes]
    assert together == alone
    assert any(alone)


def test_one_thing_can_be_asked_how_well_it_matches(index: TextIndex) -> None:
    [hit] = index.search("bullosa", Only(thing=disease_iri("304").value))
    assert hit.thing == disease_iri("304")
    assert index.search("marfan", Only(thing=disease_iri("304").value)) == []


def test_a_limit_gives_the_first_of_what_more_would_give(index: TextIndex) -> None:
    assert index.search("keratoderma", limit=5) == index.search("keratoderma", limit=50)[:5]


@pytest.mark.parametrize("phrase", ["x" * 501, "a " * 41])
def test_a_phrase_that_is_too_long_is_refused(index: TextIndex, phrase: str) -> None:
    with pytest.raises(BadInput, match="expected at most 500 and 40"):
        index.search(phrase)


@pytest.mark.parametrize("phrase", ["", "   ", "?!", "\x00", "zzzzqqqqxxxx"])
def test_what_is_no_word_of_any_label_finds_nothing(index: TextIndex, phrase: str) -> None:
    assert index.search(phrase) == []


HOSTILE = st.text(max_size=200) | st.text(alphabet="\"'\\ \n\t*:()[]{}^~-+/AND OR NOT:é表\x00\u202e", max_size=200)


@given(text=HOSTILE)
def test_whatever_is_typed_the_answer_is_ranked(shipped_home: Path, text: str) -> None:
    hits = searcher_of(shipped_home).text.search(text, limit=20)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert len({hit.thing for hit in hits}) == len(hits) <= 20


# Ranking, on things made for it


def made_of(folder: Path, *quads: tuple[NamedNode, NamedNode, NamedNode | Literal]) -> TextIndex:
    store = Store()
    store.extend(Quad(*quad, DefaultGraph()) for quad in quads)
    write_index(store, folder)
    return open_searcher(folder).text


def thing(name: str) -> NamedNode:
    return Iris().thing("thing", name)


def test_the_label_itself_comes_before_those_that_hold_it_and_a_preferred_one_before_a_synonym(tmp_path: Path) -> None:
    index = made_of(
        tmp_path,
        (thing("longer"), SKOS_PREF_LABEL, Literal("Congenital ichthyosis", language="en")),
        (thing("synonym"), SKOS_ALT_LABEL, Literal("Ichthyosis", language="en")),
        (thing("hidden"), terms.acronym, Literal("Ichthyosis vulgaris", language="en")),
        (thing("preferred"), SKOS_PREF_LABEL, Literal("Ichthyosis", language="en")),
    )
    found = [hit.thing for hit in index.search("ichthyosis")]
    assert found[:2] == [thing("preferred"), thing("synonym")]
    assert set(found) == {thing(name) for name in ("longer", "synonym", "hidden", "preferred")}


def test_of_one_name_the_disease_comes_before_its_code(tmp_path: Path) -> None:
    label = Literal("Netherton syndrome", language="en")
    index = made_of(
        tmp_path,
        (thing("code"), SKOS_PREF_LABEL, label),
        (thing("code"), RDF_TYPE, terms.Code),
        (thing("disease"), SKOS_PREF_LABEL, label),
        (thing("disease"), RDF_TYPE, terms.Disease),
    )
    assert [hit.thing for hit in index.search("netherton syndrome")] == [thing("disease"), thing("code")]


def test_an_empty_release_is_searched_in_vain(tmp_path: Path) -> None:
    assert made_of(tmp_path).search("ichthyosis") == []


def test_a_label_with_line_ends_and_quotes_comes_back_as_it_was(tmp_path: Path) -> None:
    label = Literal('Say "aaah"\n\tplease \\n\u2028', language="en")
    index = made_of(tmp_path, (thing("odd"), SKOS_PREF_LABEL, label))
    assert index.search("aaah please")[0].label == label


def test_numerals_of_both_kinds_are_one(tmp_path: Path) -> None:
    index = made_of(
        tmp_path,
        (thing("two"), SKOS_PREF_LABEL, Literal("Tyrosinemia type 2")),
        (thing("three"), SKOS_PREF_LABEL, Literal("Tyrosinemia type 3")),
    )
    assert index.search("tyrosinemia type II")[0].thing == thing("two")


def test_digits_are_never_taken_for_a_misspelling(tmp_path: Path) -> None:
    index = made_of(
        tmp_path,
        (thing("seven"), terms.symbol, Literal("COL7A1")),
        (thing("orpha"), SKOS_NOTATION, Literal("ORPHA:79361")),
    )
    assert index.search("COL7A2") == []
    assert index.search("ORPHA:79362") == []


# The index of a release


def test_equal_stores_give_equal_bytes(shipped_home: Path, tmp_path: Path) -> None:
    release = Home(shipped_home).current_release()
    write_index(open_release(release).store, tmp_path)
    assert [(tmp_path / name).read_bytes() for name in FILES] == [(release / name).read_bytes() for name in FILES]


def test_the_manifest_vouches_for_the_index(home: Path) -> None:
    release = Home(home).current_release()
    assert set(FILES) <= set(read_manifest(release).files)
    assert verify(release) == []
    (release / LABELS).write_text("")
    assert [fault for fault in verify(release) if "labels.jsonl was changed" in fault]


def test_a_release_without_an_index_says_what_to_do(home: Path) -> None:
    release = Home(home).current_release()
    (release / THINGS).unlink()
    with pytest.raises(BadRelease, match="`genoderm build` makes one"):
        open_searcher(release)


@pytest.mark.parametrize(
    ("wkt", "expected"),
    [
        ("POINT(2.35 48.85)", (2.35, 48.85)),
        ("  point ( -2  +48.5 ) ", (-2.0, 48.5)),
        ("POINT(181 0)", None),
        ("POINT(0 91)", None),
        ("POINT(1e3 0)", None),
        ("LINESTRING(0 0, 1 1)", None),
        ("<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(48 2)", None),
        ("", None),
    ],
)
def test_a_point_is_read_longitude_first(wkt: str, expected: tuple[float, float] | None) -> None:
    assert point(wkt) == expected


FORKING = """
import json, os, resource, sys
from pathlib import Path
from genoderm.sparql.virtual.searcher import open_searcher
searcher = open_searcher(Path(sys.argv[1]))
before = searcher.text.search("epidermolyse buleuse")
threads = len(os.listdir("/proc/self/task"))
if os.fork() == 0:
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    same = searcher.text.search("epidermolyse buleuse") == before and len(searcher.places.nearest(48.85, 2.35)) > 9
    os._exit(0 if same and before else 1)
print(json.dumps([threads, os.waitstatus_to_exitcode(os.wait()[1])]))
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux tells the threads of a process")
def test_a_process_that_holds_the_index_has_one_thread_and_a_fork_of_it_searches_without_opening_a_file(
    shipped_home: Path,
) -> None:
    release = Home(shipped_home).current_release()
    told = subprocess.run([sys.executable, "-c", FORKING, str(release)], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == [1, 0]


def test_the_files_are_lines_of_json(shipped_home: Path) -> None:
    release = Home(shipped_home).current_release()
    classes, *things = (json.loads(line) for line in (release / THINGS).read_text("utf-8").splitlines())
    assert terms.Disease.value in classes
    assert [iri for iri, _, _ in things] == sorted(iri for iri, _, _ in things)
    for name in (LABELS, PLACES):
        numbers = [json.loads(line)[0] for line in (release / name).read_text("utf-8").split("\n")[:-1]]
        assert numbers == sorted(numbers)
        assert numbers[-1] < len(things)
