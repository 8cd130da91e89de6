"""Rows of endpoints as a query has them in place of a block, and what stands there if a SILENT one has failed."""

from collections.abc import Iterable

from genoderm.sparql.federation.peers.received import Row
from genoderm.sparql.federation.peers.terms import UNDEF
from genoderm.sparql.federation.sending.asking import Bindings, values
from genoderm.sparql.federation.sending.batches import Fetched
from genoderm.sparql.rewriting.edits import Edit
from genoderm.sparql.service_clauses import Span

UNIT = "{ }"  # one solution that binds nothing (SPARQL 1.1 Federated Query, 2.4)


def in_place(source: str, clause: Span, written: str) -> Edit:
    """A text instead of a clause; lines keep their numbers."""
    return Edit(clause.start, clause.end, written + "\n" * source.count("\n", clause.start, clause.end))


def written(fetched: Fetched) -> str:
    """The rows as a group; as a subquery if they stand apart, which the engine joins by hash."""
    rows = f"{{ {values(Bindings(fetched.names, fetched.rows))} }}"
    if not (fetched.apart and fetched.names):
        return rows
    return f"{{ SELECT {' '.join(f'?{name}' for name in fetched.names)} {rows} }}"


def asked_of(name: str, address: str, fetched: Fetched) -> Fetched:
    """The rows of an endpoint that a variable tells: it is bound to this, and no row binds it to anything else."""
    if name not in fetched.names:
        return Fetched((*fetched.names, name), [(*row, address) for row in fetched.rows])
    at = fetched.names.index(name)
    fitting = (row for row in fetched.rows if row[at] in {UNDEF, address})
    return Fetched(fetched.names, [(*row[:at], address, *row[at + 1 :]) for row in fitting])


def failed_at(name: str, address: str, names: Iterable[str]) -> Fetched:
    """What a SILENT block has of an endpoint that failed: nothing but which one it was."""
    told = tuple(dict.fromkeys((*names, name)))
    row: Row = tuple(address if one == name else UNDEF for one in told)
    return Fetched(told, [row])


def together(names: tuple[str, ...], parts: Iterable[Fetched]) -> Fetched:
    """The rows of all, with these variables."""
    rows: list[Row] = []
    for part in parts:
        places = [part.names.index(name) for name in names]
        rows += (tuple(row[place] for place in places) for row in part.rows)
    return Fetched(names, rows)
