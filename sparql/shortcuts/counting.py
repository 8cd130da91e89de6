"""Patterns that are only counted, or told once: VALUES with the numbers that are known, of which SUM makes the count.

A pattern some of whose variables occur nowhere else but in COUNT gives, for every value of the others, so many
solutions; joined with anything, filtered, grouped, they stay as many times the one solution without those variables.
So one row with that number takes their place, `COUNT(?hidden)` and `COUNT(*)` become SUM of the number, and what does
not depend on how often it is told (DISTINCT, MIN, MAX, SAMPLE, the groups themselves) stays as it is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from genoderm.sparql.prologue import end_of_declarations
from genoderm.sparql.rewriting.edits import Edit, edited
from genoderm.sparql.rewriting.patterns import Element, Names, Query
from genoderm.sparql.shortcuts.known import Known
from genoderm.sparql.shortcuts.tables import Table, table
from genoderm.sparql.tokens import Kind, Token, tokens

ONCE = "DISTINCT"
CLAUSES = {"SELECT", ONCE, "AS", "WHERE", "GROUP", "BY", "HAVING", "ORDER", "ASC", "DESC", "LIMIT", "OFFSET", "COUNT"}
INSENSITIVE = {"MIN", "MAX", "SAMPLE"}  # aggregates to which it does not matter how often they see something
FUNCTIONS = {
    "STR", "LCASE", "UCASE", "LANG", "DATATYPE", "STRLEN", "SUBSTR", "REPLACE", "STRAFTER", "STRBEFORE", "CONCAT",
    "CONTAINS", "STRSTARTS", "STRENDS", "REGEX", "IF", "COALESCE", "BOUND", "IRI", "URI", "NOT", "IN", "TRUE", "FALSE",
    "ISIRI", "ISURI", "ISLITERAL", "ISBLANK",
}  # fmt: skip
WORDS = CLAUSES | INSENSITIVE | FUNCTIONS
NAMED = (Kind.IRI, Kind.PREFIXED)

Tokens = Sequence[Token]


def count_edits(query: Query, known: Known) -> list[Edit]:
    """What is to be changed in a query over the whole release; nothing if nothing can be."""
    found = tokens(query.text)
    asked = Asked(query, found)
    if not asked.is_understood():
        return []
    for element in query.group.elements:
        used, counted = asked.used_elsewhere(element)
        for told in dict.fromkeys((used, used | counted)):
            made = table(element, known, told)
            if made is not None and (edits := asked.edits(element, made)):
                return edits
    return []


def named(query: str) -> str:
    """With a variable for each blank node without a name: they mean the same, unless all variables are told."""
    found = tokens(query)
    places = [
        Edit(token.start, after.end, "") for token, after in pairwise(found) if (token.text, after.text) == ("[", "]")
    ]
    longest = max((len(token.text) for token in found if token.kind is Kind.VARIABLE), default=0)
    fresh = "thing".ljust(longest, "_")
    return edited(query, [place._replace(text=f"?{fresh}{number}") for number, place in enumerate(places)])


class Asked:
    """What a query asks of its pattern: the tokens before and behind the group, and those in it."""

    def __init__(self, query: Query, found: Tokens) -> None:
        """Take the tokens of a query apart."""
        start = end_of_declarations(found)
        self._query = query
        self._group = [token for token in found if query.group.start <= token.start < query.group.end]
        self._head = [token for token in found if start <= token.start < query.group.start]
        self._tail = [token for token in found if token.start >= query.group.end]
        self._counts = dict(_counts(self._head)) | dict(_counts(self._tail))

    def is_understood(self) -> bool:
        """Whether each solution counts for so many as the pattern has of it, or for one, and nothing else happens."""
        around = [*self._head, *self._tail]
        words = [token.text.upper() for token in around if token.kind is Kind.WORD]
        inner = {token.text.upper() for token in self._group if token.kind is Kind.WORD}
        return (
            words[:1] == ["SELECT"]
            and set(words) <= WORDS
            and not any("SELECT" in word for word in inner)
            and not _calls_named(around)
            and not _tells_all(self._head)
            and words.count("COUNT") == len(self._counts)
            and ("COUNT" in words or "GROUP" in words or words[1:2] == [ONCE])
        )

    def used_elsewhere(self, element: Element) -> tuple[Names, Names]:
        """The variables of an element that are used outside of it, but for COUNT; those whose values are counted."""
        within = Counter(_variables(token for token in self._group if element.start <= token.start < element.end))
        everywhere = Counter(_variables([*self._head, *self._group, *self._tail]))
        counted = Counter(name for name, _ in self._counts.values())
        used = frozenset(name for name in within if everywhere[name] > within[name] + counted[name])
        return used, frozenset(name for name, distinct in self._counts.values() if distinct)

    def edits(self, element: Element, made: Table) -> list[Edit]:
        """The numbers in place of the pattern, and sums in place of counts; nothing if that cannot be."""
        alone = len(self._query.group.elements) == 1 and set(made.told) <= self._groups()
        edits = [made.edit(element, self._query.fresh)]
        for (start, end), (name, distinct) in self._counts.items():
            if distinct and name not in made.hidden:
                continue  # as many values as before
            column = made.column(name) if distinct and alone else None if distinct else 0
            if column is None or name not in {"", *made.hidden, *made.told}:
                return []
            edits.append(Edit(start, end, f"SUM(?{self._query.fresh}{column})"))
        return edits

    def _groups(self) -> set[str]:
        """The variables that solutions are grouped by; none if there is an expression among them."""
        words = [token.text.upper() for token in self._tail]
        if words[:2] != ["GROUP", "BY"]:
            return set()
        kinds = [token.kind is Kind.VARIABLE for token in self._tail[2:]]
        end = kinds.index(False) if False in kinds else len(kinds)
        return {*_variables(self._tail[2 : 2 + end])}


def _counts(found: Tokens) -> Iterator[tuple[tuple[int, int], tuple[str, bool]]]:
    """Where `COUNT(*)`, `COUNT(?x)` and `COUNT(DISTINCT ?x)` stand, and of what they are; nothing is all."""
    for place, token in enumerate(found):
        if token.kind is Kind.WORD and token.text.upper() == "COUNT":
            match [other.text.upper() for other in found[place + 1 : place + 5]]:
                case ["(", "*", ")", *_]:
                    yield (token.start, found[place + 3].end), ("", False)
                case ["(", _, ")", *_] if found[place + 2].kind is Kind.VARIABLE:
                    yield (token.start, found[place + 3].end), (found[place + 2].text[1:], False)
                case ["(", "DISTINCT", _, ")"] if found[place + 3].kind is Kind.VARIABLE:
                    yield (token.start, found[place + 4].end), (found[place + 3].text[1:], True)


def _variables(found: Iterable[Token]) -> Iterator[str]:
    return (token.text[1:] for token in found if token.kind is Kind.VARIABLE)


def _calls_named(found: Tokens) -> bool:
    """Whether a function is called by its IRI, which may be an aggregate."""
    return any(token.kind in NAMED and after.text == "(" for token, after in pairwise(found))


def _tells_all(head: Tokens) -> bool:
    depth = 0
    for token in head:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text == "*":
            return True
    return False
