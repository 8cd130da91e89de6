"""A call of a virtual service: the block of a SERVICE, understood."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from genoderm.ontology.errors import BadInput
from genoderm.sparql.virtual.arguments import Arguments, Constant, short
from genoderm.sparql.virtual.services import Service
from genoderm.sparql.virtual.triples import Term


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of which subject: values of the properties taken, variables for those told."""

    subject: NamedNode | Variable | None
    taken: Mapping[NamedNode, Sequence[Constant | Variable]]
    told: Mapping[NamedNode, Variable]
    varied: Collection[NamedNode]  # the properties whose values have variables among them

    def arguments(self, bound: Mapping[str, Constant]) -> Arguments:
        """The arguments with these values for the variables among them."""
        told: dict[NamedNode, Sequence[Constant]] = {
            name: [bound[value.value] if isinstance(value, Variable) else value for value in values]
            for name, values in self.taken.items()
        }
        return Arguments(told, self.subject.value if isinstance(self.subject, NamedNode) else "", self.varied)

    def inputs(self) -> list[str]:
        """The names of the variables that stand where constants are expected, each once."""
        values = (value for values in self.taken.values() for value in values)
        return list(dict.fromkeys(value.value for value in values if isinstance(value, Variable)))


def read_call(triples: Sequence[tuple[Term, Term, Term]], service: Service) -> Call:
    """Sort the triples of a block; BadInput says which of them is not what the service takes or tells."""
    subjects = {subject for subject, _, _ in triples}
    if len(subjects) > 1:
        raise BadInput(f"the block tells of {len(subjects)} subjects, expected one; put each into a SERVICE of its own")
    taken: dict[NamedNode, list[Constant | Variable]] = {}
    told: dict[NamedNode, Variable] = {}
    for _, predicate, value in triples:
        match predicate, value:
            case NamedNode(), Variable() if predicate in service.tells and predicate not in told:
                told[predicate] = value
            case NamedNode(), NamedNode() | Literal() | Variable() if predicate in service.takes:
                taken.setdefault(predicate, []).append(value)
            case _:
                raise _strange(predicate, value, service)
    varied = {name for name, values in taken.items() if any(isinstance(value, Variable) for value in values)}
    call = Call(_subject(subjects), taken, told, varied)
    _refuse_doubles(call)
    return call


def _subject(subjects: set[Term]) -> NamedNode | Variable | None:
    match list(subjects):
        case [NamedNode() | Variable() as subject]:
            return subject
        case [BlankNode()] | []:
            return None
    raise BadInput("the subject of the block is neither a variable nor an IRI")


def _strange(predicate: Term, value: Term, service: Service) -> BadInput:
    if not isinstance(predicate, NamedNode) or predicate not in service.takes | service.tells:
        known = ", ".join(sorted(short(name) for name in service.takes | service.tells))
        shown = short(predicate) if isinstance(predicate, NamedNode) else str(predicate)
        return BadInput(f"{shown} is nothing that this service knows, expected one of {known}")
    if predicate in service.tells:
        return BadInput(f"{short(predicate)} is {value}, expected one variable, since the service tells it")
    return BadInput(f"{short(predicate)} is {value}, expected a constant")


def _refuse_doubles(call: Call) -> None:
    """A variable that stands for two things would have to be equal to both."""
    used = [*call.inputs(), *(variable.value for variable in call.told.values())]
    if isinstance(call.subject, Variable):
        used.append(call.subject.value)
    for name in used:
        if used.count(name) > 1:
            raise BadInput(f"?{name} stands for two things in the block, expected a variable of its own for each")
