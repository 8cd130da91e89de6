"""The VALUES at a query's end, which are joined with what its group has (SPARQL 1.1 Query Language, 10.2, 18.2.4.3)."""

from collections.abc import Sequence
from dataclasses import replace

from genoderm.sparql.rewriting.patterns import Group, Query, Union, Values
from genoderm.sparql.tokens import Kind, Token

AGGREGATES = ("GROUP", "HAVING", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE")  # and GROUP_CONCAT


def with_trailing_values(query: Query, found: Sequence[Token]) -> Query:
    """The query with these beside its group; as it is if they are joined with groups of solutions."""
    outside = [token for token in found if not query.group.start <= token.start < query.group.end]
    words = [token.text.upper() if token.kind is Kind.WORD else "" for token in outside]
    if "VALUES" not in words or any(word.startswith(AGGREGATES) for word in words):
        return query
    data = outside[words.index("VALUES") :]
    values = Values(
        start=data[0].start,
        end=data[-1].end,
        mentioned=frozenset(token.text[1:] for token in data if token.kind is Kind.VARIABLE),
        rows=0,
        undefined="UNDEF" in words,
    )
    whole = query.group
    inner = Union(start=whole.start, end=whole.end, mentioned=whole.mentioned, groups=(whole,))
    group = Group(
        start=whole.start, end=values.end, mentioned=whole.mentioned | values.mentioned, elements=(inner, values)
    )
    return replace(query, group=group)
