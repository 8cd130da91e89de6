"""The competency questions: each runs as it stands, and its answers on the shipped tables are those that were read."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Store

from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.ontology.errors import BadInput
from genoderm.ontology.questions import Question, catalogue
from genoderm.ontology.terms import Iris
from genoderm.ontology.values import KINDS, bound
from genoderm.sparql.evaluation import ask
from tests.shipped_release import ANSWERS, answer, answer_of_example, example

QUESTIONS = list(catalogue().values())
NOWHERE = {
    "disease": "ORPHA:1",
    "country": "ZZ",
    "code": "OMIM:1",
    "iri": "https://example.org/nobody",
    "text": "HP:9999999 alchemy",
}
named = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
with_parameters = pytest.mark.parametrize(
    "question", [question for question in QUESTIONS if question.parameters], ids=lambda question: question.name
)


@pytest.fixture(scope="module")
def store(shipped_home: Path) -> Store:
    return open_release(Home(shipped_home).current_release()).store


@pytest.fixture(scope="module")
def full(full_home: Path) -> Store:
    return open_release(Home(full_home).current_release()).store


def test_every_question_has_answers_that_were_read() -> None:
    assert [question.name for question in QUESTIONS] == sorted(file.stem for file in ANSWERS.glob("*.csv"))
    assert len(QUESTIONS) >= 30


@named
def test_a_question_is_asked_in_english_and_in_french(question: Question) -> None:
    assert question.english.endswith("?")
    assert question.french.endswith("\N{NO-BREAK SPACE}?")


@named
def test_the_parameters_of_a_question_are_of_known_kinds_and_projected(question: Question) -> None:
    projected = re.search(r"^SELECT (?:DISTINCT )?(.*?)WHERE \{", question.text, re.MULTILINE | re.DOTALL)
    assert projected
    assert {parameter.kind for parameter in question.parameters} <= KINDS.keys()
    assert {f"?{parameter.name}" for parameter in question.parameters} <= set(projected[1].split())


@named
def test_a_question_gives_the_answers_that_were_read(question: Question, store: Store) -> None:
    expected = (ANSWERS / f"{question.name}.csv").read_text("utf-8")
    assert expected.count("\n") > 1, "no rows"
    assert answer(store, question) == expected


@with_parameters
def test_its_example_gives_the_same_answers(question: Question, store: Store) -> None:
    assert sorted(answer_of_example(store, question).splitlines()) == sorted(answer(store, question).splitlines())


@with_parameters
def test_nobody_but_a_thing_that_is_there_has_answers(question: Question, store: Store) -> None:
    first = question.parameters[0]
    asked = example(question) | bound(question, {first.name: NOWHERE.get(first.kind, "alchemy")}, Iris())
    assert not ask(store, question.text, asked)


@pytest.mark.parametrize(
    ("name", "given", "meant"),
    [
        ("diseases-for-code", {"code": "mim:226600"}, '"OMIM:226600"'),
        ("diseases-for-code", {"code": "ICD-10:Q81.2"}, '"ICD10WHO:Q81.2"'),
        ("diseases-for-code", {"code": "GARD:6308"}, '"GARD:0006308"'),
        ("source-of-statement", {"object": '"Albinism"@en'}, '"Albinism"@en'),
        ("source-of-statement", {"object": "https://example.org/a"}, "<https://example.org/a>"),
    ],
)
def test_a_code_or_term_is_read_as_its_users_write_it(name: str, given: dict[str, str], meant: str) -> None:
    assert [str(term) for term in bound(catalogue()[name], given, Iris()).values()] == [meant]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("diseases-for-code", {"code": "226600"}),
        ("diseases-for-code", {"code": "alchemy:1"}),
        ("source-of-statement", {"subject": "nobody"}),
        ("source-of-statement", {"object": '"a" . <urn:a> <urn:b> "c"'}),
        ("source-of-statement", {"object": '"unfinished'}),
    ],
)
def test_what_is_no_code_or_term_is_refused(name: str, given: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="expected"):
        bound(catalogue()[name], given, Iris())


@pytest.mark.slow
@named
def test_a_question_has_answers_on_the_full_release(question: Question, full: Store) -> None:
    assert ask(full, question.text, example(question))
