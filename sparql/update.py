"""An update as the steps that the graph evaluates: checked, kept inside the process, over the request's dataset."""

from collections.abc import Sequence

from genoderm.graph import revision_update
from genoderm.ontology.errors import BadInput
from genoderm.sparql.departures import refuse_departing_update
from genoderm.sparql.evaluation import WHOLE
from genoderm.sparql.protocol import Update
from genoderm.sparql.syntax import update_fault
from genoderm.sparql.tokens import Kind, tokens
from genoderm.sparql.update_marks import step
from genoderm.sparql.update_operations import Operation, is_ambiguous, is_well_separated, operations

UNCLEAR = "it is not clear where the graphs of the request belong in this update; write USING into it instead"


def read_steps(update: Update, base: str) -> revision_update.Update:
    """The steps of an update, its relative IRIs resolved against `base`; SyntaxFault, LeavesProcess."""
    return revision_update.Update(_steps(update, read_operations(update.text)), base)


def read_operations(text: str) -> list[Operation]:
    """The operations of an update that is one and stays inside the process; SyntaxFault, LeavesProcess."""
    found = operations(text)
    fault = update_fault(text)
    if fault and not _declares_later(text, found):
        raise fault
    for operation in [text] if fault is None else (known.alone(text) for known in found):
        refuse_departing_update(operation)
    return found


def _steps(update: Update, found: Sequence[Operation]) -> tuple[revision_update.Step, ...]:
    if not is_ambiguous(update.text):
        steps = [step(operation, update.text, update.dataset) for operation in found]
        sound = [known for known in steps if known and parses(known.text)]
        if len(sound) == len(steps):
            return tuple(sound)
    if update.dataset != WHOLE:
        raise BadInput(UNCLEAR)
    return (revision_update.Step(update.text),)


def _declares_later(text: str, found: Sequence[Operation]) -> bool:
    """Whether all operations parse with the declarations before them, and share no label of a blank node.

    The grammar lets an operation after the first have declarations of its own (SPARQL 1.1 Update, production 29); the
    engine (pyoxigraph 0.5.13) does not, so they are parsed one by one.
    """
    labels = [{token.text for token in operation.tokens if token.kind is Kind.BLANK} for operation in found]
    apart = sum(map(len, labels)) == len(set().union(*labels)) and is_well_separated(text)
    return bool(found) and apart and all(map(parses, (*(known.alone(text) for known in found), _rest(text, found))))


def _rest(text: str, found: Sequence[Operation]) -> str:
    """What follows the semicolon after the last operation: declarations, or nothing."""
    after = text[found[-1].end :]
    semicolon = next(iter(tokens(after)), None)
    return after[semicolon.end :] if semicolon else ""


def parses(text: str) -> bool:
    """Whether this is one operation, or more, that the engine reads."""
    return update_fault(text) is None
