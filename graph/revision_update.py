"""A request in SPARQL 1.1 Update: evaluated by the engine on a copy of the store, and the copy compared.

The engine does not tell what an update changed. So a step of an update may leave marks: it inserts, beside what it is
asked to, which graphs it touches, and which statements it may have added or removed. These are then looked up in the
copy and in the store as it was. A graph that is marked as a whole, and every graph where a step leaves no marks, is
written out and compared. The marks are made where the words of an update are known (`sparql/update_marks.py`).
"""

import heapq
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from genoderm.graph.ntriples import Sorted, write_sorted
from genoderm.graph.revision_blank_nodes import may_be_blank, skolemised
from genoderm.graph.revision_content import UNNAMED, Change
from genoderm.graph.revision_workplace import NOTHING, Changes, Workplace, all_lines, compare
from genoderm.ontology.errors import Conflict

# the engine's words, as RuntimeError, for CREATE, CLEAR and DROP without SILENT (SPARQL 1.1 Update, 3.2)
GRAPH_FAULT = re.compile(r"The graph .* (?:already exists|does not exist)")


@dataclass(frozen=True, slots=True)
class Marks:
    """The graphs in which a step leaves its marks, and the IRI that stands for the default graph in them."""

    touched: NamedNode  # subjects are the graphs
    whole: NamedNode  # subjects are the graphs to be compared as a whole
    statements: NamedNode  # what may have come or gone, of whichever of the graphs
    default: NamedNode


@dataclass(frozen=True, slots=True)
class Step:
    """Some operations of an update, which leave these marks; where they leave none, they may touch every graph."""

    text: str
    marks: Marks | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Steps, one after the other, their relative IRIs resolved against `base`."""

    steps: tuple[Step, ...]
    base: str = ""

    def changes(self, place: Workplace) -> Changes:
        """What it changes; the faults are those of `carry_out`."""
        trial = Trial(place, Store(place.clone()))
        for step in self.steps:
            trial.take(step, self.base)
        return trial.changes()


def carry_out(store: Store, text: str, base: str) -> None:
    """Have the engine carry an update out; SyntaxError in its words, Conflict for a graph that is there or is not."""
    try:
        store.update(text, base_iri=base or None)
    except RuntimeError as fault:
        if GRAPH_FAULT.match(str(fault)):
            raise Conflict(f"{fault}; SILENT lets such an update pass") from fault
        raise


@dataclass(slots=True)
class Trial:
    """A copy of the store on which steps are evaluated, and what they may have touched."""

    place: Workplace
    store: Store
    touched: set[str] = field(default_factory=set)
    whole: set[str] | None = field(default_factory=set)  # None: all graphs
    statements: set[bytes] = field(default_factory=set)
    blank: dict[str, list[Quad]] = field(default_factory=dict)  # new statements with blank nodes, in a union

    def take(self, step: Step, base: str) -> None:
        """Evaluate a step, and gather its marks."""
        carry_out(self.store, step.text, base)
        if step.marks is None:
            self.whole = None
        else:
            self._gather(step.marks)

    def changes(self) -> Changes:
        """What all steps together changed."""
        whole = self._all() if self.whole is None else self.whole
        changed = {name: self._looked_up(name) for name in sorted(self.touched - whole)}
        files = {name: self._file(name) for name in sorted(whole) if self.place.is_file(name)}
        if self.place.union and UNNAMED in whole:
            changed[UNNAMED] = self._compared()
        skolems = skolemised(self.blank, self.place.iris) if self.blank else {}
        named = {name: self._put(name, file, skolems.get(name, ())) for name, file in files.items()}
        for name, change in changed.items():
            named[name] = self._edit(name, change, skolems.get(name, ()))
        direct = named.pop(UNNAMED, NOTHING) if self.place.union else NOTHING
        return Changes({name: change for name, change in named.items() if change}, direct)

    def _gather(self, marks: Marks) -> None:
        self.touched.update(self._marked(marks.touched, marks.default))
        if self.whole is not None:
            self.whole.update(self._marked(marks.whole, marks.default))
        told = self.store.dump(format=RdfFormat.N_TRIPLES, from_graph=marks.statements)
        self.statements.update(bytes(told or b"").splitlines(keepends=True))
        for graph in (marks.touched, marks.whole, marks.statements):
            self.store.remove_graph(graph)

    def _marked(self, graph: NamedNode, default: NamedNode) -> Iterable[str]:
        for quad in self.store.quads_for_pattern(None, None, None, graph):
            if isinstance(quad.subject, NamedNode):
                yield UNNAMED if quad.subject == default else self.place.iris.graph_name(quad.subject.value)

    def _all(self) -> set[str]:
        """All graphs that there were, or are now."""
        now = {self.place.iris.graph_name(str(graph.value)) for graph in self.store.named_graphs()}
        return now.union(self.place.content.names, {UNNAMED})

    def _looked_up(self, name: str) -> Change:
        """Which of the marked statements this graph gained, and which it lost."""
        graph, came, gone = self.place.graph(name), [], []
        lines = sorted(self.statements)
        for line, quad in zip(lines, parse(b"".join(lines), format=RdfFormat.N_TRIPLES), strict=True):
            here = Quad(quad.subject, quad.predicate, quad.object, graph)
            was, is_ = here in self.place.store, here in self.store
            if is_ and not was:
                came.append(line)
            elif was and not is_:
                gone.append(line)
        return Change(self._ground(name, came), gone)

    def _compared(self) -> Change:
        """What the default graph gained and lost, all of it compared."""
        before = self.place.dumped(self.place.store, UNNAMED)
        change = compare(before, self.place.dumped(self.store, UNNAMED))
        return Change(self._ground(UNNAMED, change.added), change.removed)

    def _file(self, name: str) -> Sorted:
        """What a graph holds now, but for what has blank nodes."""
        lines = all_lines(self.place.dumped(self.store, name))
        return write_sorted(self.place.content.fresh(), self._ground(name, lines))

    def _put(self, name: str, file: Sorted, further: Collection[bytes]) -> Change:
        if not further:
            return self.place.content.put(name, file)
        with file.path.open("rb") as known:
            return self.place.content.replace(name, heapq.merge(known, sorted(further)))

    def _edit(self, name: str, change: Change, further: Collection[bytes]) -> Change:
        change = Change(sorted({*change.added, *further}), change.removed)
        return self.place.content.edit(name, change) if self.place.is_file(name) else change

    def _ground(self, name: str, lines: list[bytes]) -> list[bytes]:
        """The lines; in a union, those with blank nodes are put aside."""
        suspect = [line for line in lines if b"_:" in line] if self.place.union else []
        if not suspect:
            return lines
        quads = dict(zip(suspect, parse(b"".join(suspect), format=RdfFormat.N_TRIPLES), strict=True))
        blank = {line: quad for line, quad in quads.items() if may_be_blank(quad)}
        if blank:
            self.blank[name] = list(blank.values())
        return [line for line in lines if line not in blank]
