"""Queries that ask others have the answer that one store with all data gives: generated queries, compared.

Before the engine answers them, variables that are out of scope get names of their own: see `federated_scopes`. The
mediator sees the queries as they are.
"""

from collections import Counter
from random import Random

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

from genoderm.sparql.federation.blocks.correlation import Correlated
from genoderm.sparql.federation.sending.asking_blocks import NoEndpoint
from genoderm.sparql.syntax import SyntaxFault, query_fault
from tests.federated import directory, mediated
from tests.federated_queries import Author, Graphs, Query, Side, graphs
from tests.federated_scopes import closed

EACH = 40  # queries over the same graphs
SHOWN = 2_000  # characters of the shortest that differs
SAME, NO_QUERY = "same", "no query"
Answer = Counter[frozenset[str]] | bool


def told(found: QuerySolutions | QueryBoolean | QueryTriples) -> Answer:
    """The solutions as a multiset, whatever the order of their variables."""
    match found:
        case QueryBoolean():
            return bool(found)
        case QueryTriples():
            return Counter(frozenset([str(triple)]) for triple in set(found))
    names = [variable.value for variable in found.variables]
    return Counter(frozenset(f"{name} {row[name]}" for name in names if row[name] is not None) for row in found)


def verdict(query: Query, data: Graphs, **bounds: int) -> str:
    """Whether the answers are the same, or how they differ, or why there is none."""
    endpoints, asked = directory(data.there), query.written(Side.SERVICE)
    if query_fault(asked):
        with pytest.raises((SyntaxFault, Correlated)):
            mediated(asked, data.here, endpoints, **bounds)
        return NO_QUERY
    twin = query.written(Side.TWIN)
    expected = told(data.all.query(closed(twin)))
    try:
        text, _ = mediated(asked, data.here, endpoints, **bounds)
    except (Correlated, NoEndpoint) as refused:
        return type(refused).__name__
    found = told(data.here.query(closed(text)))
    if found == expected:
        return SAME
    return f"{asked}\nhas {found}\ninstead of {expected}\nas {text}"


def verdicts(seeds: range, **bounds: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for seed in seeds:
        random = Random(seed)  # noqa: S311 - the same each time
        data, author = graphs(random), Author(random)
        found.update(verdict(author.query(), data, **bounds) for _ in range(EACH))
    return found


def test_a_query_that_asks_others_has_the_answer_of_one_store() -> None:
    assert_same(verdicts(range(4)))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(100, 200, 20))
def test_four_thousand_queries_that_ask_others_have_the_answer_of_one_store(first: int) -> None:
    assert_same(verdicts(range(first, first + 20)))


@pytest.mark.slow
def test_the_answers_are_the_same_in_many_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST", "MOST"):
        monkeypatch.setattr(f"genoderm.sparql.federation.sending.batches.{name}", 2)
    monkeypatch.setattr("genoderm.sparql.federation.sending.outlook.FEW", 0)  # each waits for those that narrow it
    assert_same(verdicts(range(300, 320)))


@pytest.mark.slow
def test_the_answers_are_the_same_where_bindings_are_too_many_to_be_sent() -> None:
    assert_same(verdicts(range(400, 420), bindings=4))


def assert_same(found: Counter[str]) -> None:
    """That nothing differs, and that few are refused."""
    others = {NO_QUERY, Correlated.__name__, NoEndpoint.__name__}
    different = sorted(set(found) - {SAME, *others}, key=len)
    assert not different, different[0][:SHOWN]
    assert found[SAME] > 0.8 * found.total()
    assert not found[NoEndpoint.__name__]
