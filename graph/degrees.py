"""How much one node can lead to: of each property the most objects of a subject, and the most subjects of an object.

By these numbers an order of look-ups is known to be short whatever it is asked of, before anything is looked up.
"""

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, QuerySolutions, Store

from genoderm.ontology.vocabularies import SKOS

ANY = ""  # in place of a property: all that is told of a subject
BROADER = f"<{SKOS}broader>"  # the one property that users follow to its end: most paths of queries are made of it
Degrees = Mapping[str, tuple[int, int]]  # property in angle brackets -> most objects, most subjects; with a + its path
INCOMING = """SELECT ?p (MAX(?n) AS ?most)
WHERE { SELECT ?p ?o (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ?o } GROUP BY ?p"""
REACHED = "SELECT (MAX(?n) AS ?most) {{ SELECT {0} (COUNT(*) AS ?n) WHERE {{ ?s {1}+ ?o }} GROUP BY {0} }}"


def degrees(lines: Iterable[bytes], default: Store) -> dict[str, tuple[int, int]]:
    """Of a default graph, by its sorted N-Triples and by the store that holds it: 8 s for 2.2 million triples.

    Under ANY only the most that is told of one subject. A line may come several times.
    """
    found = {ANY: (0, 0)}
    found |= {name: (0, most) for name, most in _rows(default, INCOMING)}
    for name, most in _outgoing(lines).items():
        found[name] = most, found.get(name, (0, 0))[1]
    if BROADER in found:
        most_above, most_below = (_one(default, REACHED.format(of, BROADER)) for of in ("?s", "?o"))
        found[f"{BROADER}+"] = most_above, most_below
    return found


def _outgoing(lines: Iterable[bytes]) -> dict[str, int]:
    """The most lines with one subject, and with one subject and property."""
    most: dict[bytes, int] = {b"": 0}
    line_before = subject_before = predicate_before = b""
    told = telling = 0
    for line in lines:
        if line == line_before:
            continue
        line_before = line
        subject, predicate, _ = line.split(b" ", 2)
        if subject != subject_before:
            subject_before, predicate_before, told = subject, b"", 0
        if predicate != predicate_before:
            predicate_before, telling = predicate, 0
        told, telling = told + 1, telling + 1
        most[b""] = max(most[b""], told)
        most[predicate] = max(most.get(predicate, 0), telling)
    return {name.decode(): number for name, number in most.items()}


def _rows(store: Store, query: str) -> Iterable[tuple[str, int]]:
    found = store.query(query)
    if isinstance(found, QuerySolutions):
        yield from ((str(name), int(most.value)) for name, most in found if isinstance(most, Literal))


def _one(store: Store, query: str) -> int:
    found = store.query(query)
    most = next(found)["most"] if isinstance(found, QuerySolutions) else None
    return int(most.value) if isinstance(most, Literal) else 0
