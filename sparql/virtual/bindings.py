"""What a group binds for a SERVICE in it: variables with constants, by VALUES and BIND."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from genoderm.sparql.tokens import Kind, Token
from genoderm.sparql.virtual.placing import opening
from genoderm.sparql.virtual.triples import Names, Term, read_terms

CONTINUING = {"^^"}  # a string goes on with its datatype
TRIPLE_TERMS = {"<<", "<<("}
CONSTANTS = {Kind.IRI, Kind.PREFIXED, Kind.STRING, Kind.NUMBER, Kind.WORD}


@dataclass(frozen=True, slots=True)
class Binding:
    """Variables, without their marks, and the rows that they are bound to; each cell as it is written."""

    variables: tuple[str, ...]
    rows: tuple[tuple[tuple[Token, ...], ...], ...]

    def terms(self, variables: Sequence[str], names: Names) -> list[tuple[Term | None, ...]]:
        """The distinct rows of these variables, in their order; None where UNDEF stands."""
        columns = [self.variables.index(variable) for variable in variables]
        rows = [[row[column] for column in columns] for row in self.rows]
        read = iter(read_terms([cell for row in rows for cell in row if not _undefined(cell)], names))
        terms = (tuple(None if _undefined(cell) else next(read) for cell in row) for row in rows)
        return list(dict.fromkeys(terms))


def bindings(found: Sequence[Token], service: int) -> list[Binding]:
    """What the group around a SERVICE binds, which is the token of this number: VALUES anywhere in it, BIND before."""
    first = opening(found, service)
    return [] if first is None else list(_of_group(found, first, service))


def _of_group(found: Sequence[Token], first: int, service: int) -> Iterator[Binding]:
    depth, place = 0, first
    while place < len(found):
        token = found[place]
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return
        if depth == 1 and token.kind is Kind.WORD:
            if token.text.upper() == "VALUES":
                binding, place = _values(found, place + 1)
                yield binding
                continue
            if token.text.upper() == "BIND" and place < service and (bound := _bind(found, place + 1)):
                yield bound
        place += 1


def _values(found: Sequence[Token], place: int) -> tuple[Binding, int]:
    """The data block that begins there, and the number of the token behind it; triple terms are no arguments."""
    variables: list[str] = []
    while place < len(found) and found[place].text != "{":
        if found[place].kind is Kind.VARIABLE:
            variables.append(found[place].text[1:])
        place += 1
    cells: list[tuple[Token, ...]] = []
    triple_terms = False
    while place < len(found) and found[place].text != "}":
        if found[place].kind in CONSTANTS:
            cells.append(_cell(found, place))
            place += len(cells[-1])
        else:
            triple_terms = triple_terms or found[place].text in TRIPLE_TERMS
            place += 1
    if triple_terms:
        return Binding((), ()), place + 1
    width = len(variables) or 1
    rows = tuple(tuple(cells[at : at + width]) for at in range(0, len(cells) - width + 1, width))
    return Binding(tuple(variables), rows), place + 1


def _bind(found: Sequence[Token], place: int) -> Binding | None:
    """`(constant AS ?variable)`, or nothing for what is computed."""
    if place + 1 >= len(found) or found[place + 1].kind not in CONSTANTS:
        return None
    cell = _cell(found, place + 1)
    match [(token.kind, token.text.upper()) for token in found[place + 1 + len(cell) : place + 4 + len(cell)]]:
        case [(Kind.WORD, "AS"), (Kind.VARIABLE, _), (_, ")")]:
            return Binding((found[place + 2 + len(cell)].text[1:],), ((cell,),))
    return None


def _cell(found: Sequence[Token], place: int) -> tuple[Token, ...]:
    after = found[place + 1 : place + 3]
    if found[place].kind is Kind.STRING and after and after[0].kind is Kind.LANGUAGE:
        return found[place], after[0]
    if found[place].kind is Kind.STRING and len(after) == 2 and after[0].text in CONTINUING:
        return found[place], *after
    return (found[place],)


def _undefined(cell: Sequence[Token]) -> bool:
    return cell[0].kind is Kind.WORD and cell[0].text.upper() == "UNDEF"
