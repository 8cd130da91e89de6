"""An update made to mark what it touches, so that what it changed is found without comparing all graphs.

Each operation is a step of its own, so that no later one sees the marks of an earlier. Beside what an operation inserts
or deletes, it inserts the same triples into a graph of marks, and the names of the graphs that it does so in:

    DELETE { GRAPH ?g { ?s ?p ?old } } INSERT { GRAPH ?g { ?s ?p ?new } } WHERE { … }
    DELETE { GRAPH ?g { ?s ?p ?old } } INSERT { GRAPH ?g { ?s ?p ?new }
             GRAPH <touched> { ?g a <touched> } GRAPH <statements> { ?s ?p ?old } GRAPH <statements> { ?s ?p ?new } }
    WHERE { … }

Triples that make blank nodes without a label would make others in the copy, so their graph is marked as a whole, as it
is by CLEAR, DROP, ADD, MOVE and COPY. An operation that is not clearly read leaves no marks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from pyoxigraph import NamedNode

from genoderm.graph.revision_update import Marks, Step
from genoderm.sparql.evaluation import WHOLE, Dataset
from genoderm.sparql.tokens import Token
from genoderm.sparql.update_operations import DEFAULT, IRI, Block, Operation, Triples, blocks, signs, template


def marks() -> Marks:
    """Graphs of marks that no update can know of."""
    name = f"urn:uuid:{uuid4()}"
    touched, whole, statements, default = (NamedNode(f"{name}#{of}") for of in ("touched", "whole", "said", "default"))
    return Marks(touched, whole, statements, default)


def step(operation: Operation, source: str, dataset: Dataset) -> Step | None:
    """An operation as a step, over the dataset of the request; None if it is not clear how to put that in.

    SPARQL 1.1 Protocol, 2.2.3: the dataset is that of the operation's WHERE, as if USING named it.
    """
    known = marks()
    marked = _Marking(operation, source, known, using(dataset)).text()
    if marked is not None:
        return Step(operation.prologue + marked, known)
    if dataset == WHOLE or not any(token.text == "{" for token in operation.tokens):
        return Step(operation.alone(source))
    return None


def using(dataset: Dataset) -> str:
    """The clauses that name a dataset."""
    return "".join(
        [*(f"USING <{iri}> " for iri in dataset.default), *(f"USING NAMED <{iri}> " for iri in dataset.named)]
    )


@dataclass(frozen=True, slots=True)
class _Modify:
    """DELETE, INSERT or both, with a WHERE; `graph` is that of WITH."""

    graph: str
    templates: dict[str, Block]
    where: Token


class _Marking:
    """Puts marks into one operation."""

    def __init__(self, operation: Operation, source: str, known: Marks, dataset: str) -> None:
        self._operation = operation
        self._source = source
        self._marks = known
        self._using = dataset
        self._plain = source[operation.start : operation.end]

    def text(self) -> str | None:
        """The operation with marks; None if it is not clearly one that they can be put into."""
        items = blocks(self._operation)
        if items is None:
            return None
        loud = [item for item in items if signs([item]) != ["SILENT"]]
        match signs(loud):
            case ["CREATE", "GRAPH", "iri"]:
                return self._plain
            case ["CLEAR" | "DROP", "DEFAULT"] | ["CLEAR" | "DROP", "GRAPH", "iri"]:
                return self._whole(loud[-1:])
            case ["ADD" | "COPY" | "MOVE", *_]:
                return self._moved(loud[1:])
            case ["INSERT" | "DELETE", "DATA" | "WHERE", "{}"]:
                return self._data(items)
            case _:
                return self._modified(items)

    def _whole(self, graphs: Iterable[Token | Block]) -> str:
        terms = (item.text for item in graphs if isinstance(item, Token))
        told = (self._marked(self._marks.whole, "" if term.upper() == DEFAULT else term) for term in terms)
        return f"INSERT DATA {{{''.join(told)}}} ;\n{self._plain}"

    def _moved(self, items: Sequence[Token | Block]) -> str | None:
        named = [item for item in items if signs([item]) != ["GRAPH"]]
        match signs(named):
            case ["DEFAULT" | "iri", "TO", "DEFAULT" | "iri"]:
                return self._whole([named[0], named[2]])
            case _:
                return None

    def _data(self, items: Sequence[Token | Block]) -> str | None:
        block = items[2]
        told = self._told([block], "") if isinstance(block, Block) else None
        if told is None or not isinstance(block, Block):
            return None
        match signs(items):
            case ["INSERT", "DATA", _]:
                return self._woven({block.end - 1: told})
            case ["DELETE", "DATA", _]:
                return f"INSERT DATA {{{told}}} ;\n{self._plain}"
            case ["DELETE", "WHERE", _]:
                body = self._source[block.start : block.end]
                return f"DELETE {body} INSERT {{{told}}} {self._using}WHERE {body}"
            case _:
                return None

    def _modified(self, items: Sequence[Token | Block]) -> str | None:
        modify = _modify(items)
        told = self._told(modify.templates.values(), modify.graph) if modify else None
        if modify is None or told is None:
            return None
        if insert := modify.templates.get("INSERT"):
            return self._woven({insert.end - 1: told, modify.where.start: self._using})
        after = modify.templates["DELETE"].end
        return self._woven({after: f" INSERT {{{told}}} ", modify.where.start: self._using})

    def _told(self, templates: Iterable[Block], graph: str) -> str | None:
        """The marks of templates, as triples in their graphs."""
        told = ""
        for block in templates:
            found = template(block, self._source, graph)
            if found is None:
                return None
            told += "".join(map(self._of, found))
        return told

    def _of(self, triples: Triples) -> str:
        if triples.fresh:
            return self._marked(self._marks.whole, triples.graph)
        return f"{self._marked(self._marks.touched, triples.graph)} GRAPH {self._marks.statements} {{ {triples.text} }}"

    def _marked(self, graph: NamedNode, term: str) -> str:
        return f" GRAPH {graph} {{ {term or self._marks.default} {graph} {graph} }}"

    def _woven(self, further: Mapping[int, str]) -> str:
        """The operation with these texts put in where they belong."""
        text, before = "", self._operation.start
        for at, told in sorted(further.items()):
            text += self._source[before:at] + told
            before = at
        return text + self._source[before : self._operation.end]


def _modify(items: Sequence[Token | Block]) -> _Modify | None:
    rest, graph, templates = items, "", dict[str, Block]()
    match signs(rest[:2]), rest:
        case ["WITH", "iri"], [_, Token() as named, *after]:
            rest, graph = after, named.text
    for keyword in ("DELETE", "INSERT"):
        match signs(rest[:2]), rest:
            case [word, "{}"], [_, Block() as block, *after] if word == keyword:
                rest = after
                templates[keyword] = block
    match signs(rest), rest:
        case [*dataset, "WHERE", "{}"], [*_, Token() as where, _]:
            if templates and {"USING", "NAMED", IRI}.issuperset(dataset):
                return _Modify(graph, templates, where)
    return None
