"""A query that is asked again with other values is understood but once; what it is answered is as it always was."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, QuerySolutions, Store
from tantivy import Query

from genoderm.graph.text_index_memory import Rows
from genoderm.graph.text_index_phrase import read_phrase
from genoderm.sparql.evaluation import Asked, rows_of, run
from genoderm.sparql.virtual import rewriting
from genoderm.sparql.virtual.rewriting import BadCall, rewrite
from tests.searching import PREFIXES, rewritten, searcher_of

QUERY = PREFIXES + (
    "SELECT ?phrase ?d ?s WHERE { VALUES ?kind { gd:Disease gd:Centre gd:PatientAssociation gd:Resource } "
    "SERVICE gd:textSearch { ?d gd:matches ?phrase ; a ?kind ; gd:limit 3 ; gd:score ?s ; gd:rank ?r } }"
)
PHRASES = ("epidermolyse bulleuse", "xeroderma pigm", "necker", "no label has this word: zzzzzz")


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_value_from_outside_gives_the_rows_of_one_in_the_query(phrase: str, shipped_home: Path) -> None:
    values = {"phrase": Literal(phrase)}
    outside = run(Store(), Asked(rewrite(QUERY, searcher_of(shipped_home), values), values=values))
    query = QUERY.replace("VALUES ?kind", f'VALUES ?phrase {{ "{phrase}" }} VALUES ?kind')
    within = run(Store(), Asked(rewritten(shipped_home, query)))
    assert isinstance(outside, QuerySolutions)
    assert isinstance(within, QuerySolutions)
    assert rows_of(outside) == rows_of(within)


def test_a_query_with_other_values_is_not_read_again(shipped_home: Path) -> None:
    rewriting._remembered.cache_clear()
    answers = {rewrite(QUERY, searcher_of(shipped_home), {"phrase": Literal(phrase)}) for phrase in PHRASES}
    assert len(answers) == len(PHRASES)
    assert rewriting._remembered.cache_info().misses == 1


def test_a_value_that_cannot_be_is_told_each_time(shipped_home: Path) -> None:
    for _ in range(2):
        with pytest.raises(BadCall, match="line 1, column"):
            rewrite(QUERY.replace("\n", " "), searcher_of(shipped_home), {"phrase": Literal("a " * 60)})


def test_numbers_stand_bare_and_keep_their_datatypes(shipped_home: Path) -> None:
    told = rewrite(QUERY, searcher_of(shipped_home), {"phrase": Literal("epidermolyse bulleuse")})
    assert " 1)" in told
    assert "XMLSchema#" not in told.replace(PREFIXES, "")


def test_a_phrase_in_many_classes_is_sought_in_all_at_once(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[int] = []
    find = Rows.find

    def counted(rows: Rows, query: Query, limit: int) -> list[int]:
        searches.append(limit)
        return find(rows, query, limit)

    read_phrase.cache_clear()
    searcher = searcher_of(shipped_home)
    monkeypatch.setattr(Rows, "find", counted)
    kinds = "gd:Centre gd:PatientAssociation gd:Resource gd:Network gd:ThematicGroup gd:Country gd:Hospital"
    query = QUERY.replace("gd:Centre gd:PatientAssociation gd:Resource", kinds)
    rewrite(query, searcher, {"phrase": Literal("dermatologie mondo")})
    assert len(searches) < len(kinds.split())
