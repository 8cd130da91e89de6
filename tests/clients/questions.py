"""What every client is asked, and the answer of the engine itself."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

PROLOGUE = """\
PREFIX gd: <https://w3id.org/genoderm/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
Row = frozenset[tuple[str, str]]
Answer = Counter[Row] | bool | frozenset[str]  # rows, a yes or no, or statements: terms as N-Triples has them


@dataclass(frozen=True, slots=True)
class Question:
    """A query in two parts, since a SERVICE takes the second."""

    head: str
    pattern: str

    @property
    def query(self) -> str:
        return f"{PROLOGUE}{self.head} WHERE {{ {self.pattern} }}"

    def of(self, endpoint: str) -> str:
        """The same for an engine that is to ask the endpoint."""
        return f"{PROLOGUE}{self.head} WHERE {{ SERVICE <{endpoint}> {{ {self.pattern} }} }}"


QUESTIONS: Mapping[str, Question] = {
    "optional": Question(
        "SELECT ?disease ?label ?broader",
        """?disease a gd:Disease ; skos:notation ?code ; skos:prefLabel ?label .
           FILTER(STRSTARTS(?code, "ORPHA:79") && LANG(?label) = "fr")
           OPTIONAL { ?disease skos:broader ?broader . FILTER(STRENDS(STR(?broader), "1")) }""",
    ),
    "yes": Question("ASK", '?disease a gd:Disease ; skos:notation "ORPHA:79361"'),
    "no": Question("ASK", '?disease a gd:Disease ; skos:notation "ORPHA:none"'),
    "scripts": Question(
        "SELECT ?thing ?label ?mark",
        """VALUES ?mark { "Épidermolyse — 水疱症 🧬 \\"\\\\ ' & < > + %2B" "\\t\\n"@fr }
           ?thing skos:prefLabel ?label FILTER(REGEX(?label, "[Ѐ-ۿ]|[ёĞşŁß]"))""",
    ),
    "construct": Question(
        "CONSTRUCT { ?disease skos:prefLabel ?label ; skos:broader ?broader }",
        """?disease a gd:Disease ; skos:prefLabel ?label ; skos:broader ?broader
           FILTER(LANG(?label) = "de" && STRENDS(STR(?disease), "7"))""",
    ),
    "large": Question("SELECT ?thing ?label", "?thing skos:prefLabel ?label"),
}
DESCRIBE = "DESCRIBE <http://www.orpha.net/ORDO/Orphanet_79361>"
MISTAKEN = "SELECT *\nWHERE { ?disease skos:prefLabel ?label }"  # the prefix is not declared
MISTAKE = "line 2, column 18: the prefix 'skos:' is not declared"


def of_engine(store: Store, query: str) -> Answer:
    """What the engine answers that has the same release."""
    match store.query(query):
        case QueryBoolean() as told:
            return bool(told)
        case QuerySolutions() as rows:
            return of_solutions(rows)
        case QueryTriples() as triples:
            return frozenset(map(str, triples))


def of_solutions(rows: QuerySolutions) -> Counter[Row]:
    """Each row, and how often it comes."""
    names = [variable.value for variable in rows.variables]
    return Counter(row({name: solution[name] for name in names}) for solution in rows)


def row(terms: Mapping[str, object]) -> Row:
    """A row: what is not bound is not there."""
    return frozenset((name, str(term)) for name, term in terms.items() if term is not None)


def of_json(binding: Mapping[str, Mapping[str, str]]) -> Row:
    """A row of SPARQL's results in JSON."""
    return row({name: _term(told) for name, told in binding.items()})


def _term(told: Mapping[str, str]) -> NamedNode | Literal:
    if told["type"] == "uri":
        return NamedNode(told["value"])
    if "xml:lang" in told:
        return Literal(told["value"], language=told["xml:lang"])
    return Literal(told["value"], datatype=NamedNode(told["datatype"]) if "datatype" in told else None)
