"""A query as short as what is known of a release makes it.

Only for queries over the whole release, without variables bound from outside: no dataset of the request's own, no
values. What is not understood to its last token stays as it is, and so does what the engine calls no query, for it
tells its faults by line and column.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from genoderm.sparql.reading import LONG, read
from genoderm.sparql.rewriting.cursor import NotUnderstood
from genoderm.sparql.rewriting.edits import Edit, edited
from genoderm.sparql.rewriting.groups import read_query
from genoderm.sparql.rewriting.patterns import Query
from genoderm.sparql.shortcuts.counting import count_edits, named
from genoderm.sparql.shortcuts.filters import text_edits
from genoderm.sparql.shortcuts.known import Known
from genoderm.sparql.syntax import query_fault

REMEMBERED = 256  # texts: with what is put into them 15 MB at most
FUNCTIONS = ("contains", "strstarts", "strends", "regex")
EQUAL = re.compile(r"""(?:[?$]\w+|\b(?:str|lcase)\s*\([^()]*\)\s*\)?)\s*=\s*["']""")
SUMMARIES = ("count", "distinct", "group")
TERM = r"(?>[?$]\w+|<[^<>\s]*>|[\w-]*:[\w.-]*|\[\s*\]|a\b)"
# with nothing else said of the subject, or one thing more
PATTERN = re.compile(rf"[{{.}}]\s*(\[\s*\]|[?$]\w+)\s*{TERM}\s*{TERM}(?:\s*;\s*{TERM}\s*{TERM})?(?:\s*[.}}]|\s+\w)")
VARIABLE = re.compile(r"[?$](\w+)")
COUNTED = re.compile(r"\bcount\s*\(\s*(?:distinct\s*)?[?$](\w+)\s*\)", re.IGNORECASE)
DOTS = re.compile(r"/\.{1,2}[/?#>]")  # in an IRI, where the engine leaves them out if there is a base


def shorten(query: str, known: Known) -> str:
    """A query with the same answer, or the query itself. Over other graphs than all it may have another answer."""
    return query if len(query) > LONG else _shortened(query, known)


@lru_cache(maxsize=REMEMBERED)
def _shortened(query: str, known: Known) -> str:
    made, small = None, query.lower()
    if any(word in small for word in SUMMARIES) and _has_one_alone(query):
        made = _edited(named(query), count_edits, known)
    if made is None and (any(word in small for word in FUNCTIONS) or ("=" in small and EQUAL.search(small))):
        made = _edited(query, text_edits, known)
    return query if made is None or query_fault(query) else made


def _has_one_alone(query: str) -> bool:
    """Whether some pattern's subject is a variable that stands in one place only, COUNT aside."""
    subjects = [found[1] for found in PATTERN.finditer(query)]
    places, counted = Counter(VARIABLE.findall(query)), Counter(COUNTED.findall(query))
    return any(name.startswith("[") or places[name[1:]] == 1 + counted[name[1:]] for name in subjects)


def _edited(query: str, edits: Callable[[Query, Known], list[Edit]], known: Known) -> str | None:
    """None if nothing is to be changed."""
    if read(query).dataset or read(query).services or DOTS.search(query):
        return None
    try:
        found = edits(read_query(query), known)
    except (NotUnderstood, RecursionError):
        return None
    return edited(query, found) if found else None
