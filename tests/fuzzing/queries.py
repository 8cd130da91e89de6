"""What strangers may write as a query: words in any order, real queries with faults, what nests without end."""

from hypothesis import strategies as st

from genoderm.ontology.questions import catalogue
from genoderm.sparql.tokens import tokens

TEXT = r"""
SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED * { } ( ) [ ] . ; , ?s ?p ?o $x _:b a
OPTIONAL UNION MINUS FILTER BIND AS VALUES UNDEF GRAPH SERVICE SILENT EXISTS NOT IN GROUP BY HAVING ORDER ASC DESC
LIMIT OFFSET COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT SEPARATOR = != < > <= >= + - / | ^ ! && || ^^ << >> <<( )>>
STR LANG DATATYPE IRI BNODE RAND NOW UUID STRLEN SUBSTR REGEX REPLACE CONCAT STRDT STRLANG IF COALESCE ABS CEIL MD5
YEAR TZ LANGMATCHES isIRI sameTerm TRIPLE SUBJECT INSERT DELETE DATA LOAD CLEAR 0 1 -1 1.5 1e9 1e400 0x10 true false
99999999999999999999999999 "x" 'y' "é🧬"@fr "1"^^<http://www.w3.org/2001/XMLSchema#integer> <http://x/y> <> <x y>
p:x : gd:textSearch gd:nearby gd:matches gd:near gd:score PREFIX gd:<https://w3id.org/genoderm/ns#> # \u0041 \ud800 \
"""
WORDS = TEXT.split()
REAL = sorted(known.text for known in catalogue().values())
pieces = st.sampled_from(WORDS) | st.text(max_size=6)
soup = st.builds(
    lambda first, rest, glue: glue.join([first, *rest]),
    st.sampled_from(["SELECT * {", "ASK {", "CONSTRUCT {", "DESCRIBE", "PREFIX", ""]),
    st.lists(pieces, max_size=25),
    st.sampled_from([" ", "", "\n"]),
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real query of which some tokens are left out, twice there, or others."""
    found = [token.text for token in tokens(draw(st.sampled_from(REAL)))]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(found) - 1))
        found[at : at + draw(st.integers(0, 2))] = draw(st.lists(pieces | st.sampled_from(found), max_size=2))
        found = found or ["ASK"]
    return " ".join(found)


MANY = 5000  # of anything: each makes the engine's parser call itself once more
DEEP = {
    "groups": "{" * MANY + "}" * MANY,
    "optional": "OPTIONAL {" * MANY + "}" * MANY,
    "unions": "{" * MANY + "} UNION {}" * MANY,
    "subqueries": "{ SELECT * {" * MANY + "} }" * MANY,
    "exists": "FILTER EXISTS {" * MANY + "}" * MANY,
    "services": "SERVICE <https://w3id.org/genoderm/ns#textSearch> {" * MANY + "}" * MANY,
    "parentheses": "FILTER(" + "(" * MANY + "1" + ")" * MANY + ")",
    "denials": "FILTER(" + "!" * MANY + "1)",
    "paths": "?s " + "(" * MANY + "<a:a>" + ")" * MANY + " ?o",
    "collections": "?s ?p " + "(" * MANY + ")" * MANY,
    "blank nodes": "?s ?p " + "[<a:b> " * MANY + "1" + "]" * MANY,
    "reified": "?s ?p " + "<< ?s ?p " * MANY + "?o" + ">>" * MANY,
    "sums": "BIND(1" + "+1" * MANY + " AS ?x)",
    "functions": "BIND(" + "STR(" * MANY + "1" + ")" * MANY + " AS ?x)",
}
