"""What is not asked of all nodes at once, and what would be right instead."""

from genoderm.ontology.errors import BadInput


class NotAcrossNodes(BadInput):
    """The query has something of which the answer over all nodes could be wrong."""


DESCRIBE = "a DESCRIBE tells what one node holds, expected CONSTRUCT with the triples that are wanted"
GRAPH = "GRAPH is about the named graphs of one node, expected triple patterns; scope=network merges default graphs"
FROM = "FROM names graphs of one node, expected none: scope=network merges the default graphs of all nodes"
SERVICE = "scope=network asks all nodes itself, expected no SERVICE; without scope=network a query may have some"
LATERAL = "LATERAL is asked of one node only, expected a group, OPTIONAL or subquery"
EXISTS = "EXISTS outside of WHERE is not asked of all nodes, expected it in a FILTER or BIND"
STAR = "a blank node or a path has no name that `*` in a subquery could leave out, expected the names of its variables"
STAR_OF_NONE = "`SELECT *` has no variables to tell, expected a variable in the pattern"
STRANGE = (
    "the query has something that is not asked of all nodes: triple terms, annotations, or a group in an expression of "
    "SELECT; expected SPARQL 1.1 with its groups in WHERE"
)
CLOSURE = (
    "{path} leads along properties that several nodes hold ({nodes}), and no node can follow it into another; expected "
    "a path of fixed length, such as a/a, or a property that is derived from it"
)
STAYING = (
    "{path} may lead from any node of the graph to itself, expected a constant at one of its ends, or `+` for `*`, "
    "and a UNION with what has no length"
)
CORRELATED = (
    "a path that may lead from a node to itself stands in EXISTS, where its answer would be another one for each row; "
    "expected `+` for `*`, or the path outside of EXISTS"
)
TOO_MANY = "the query has {found} triple patterns that other nodes hold something of, expected at most {most}"
