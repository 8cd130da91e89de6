"""What ten queries over ten nodes took, as a table, and the targets."""

from collections.abc import Mapping

from genoderm import __version__
from tests.bench.federation.ten import measuring
from tests.bench.federation.ten.measuring import OURS, ROUNDS, WARM_UP, Asked, Measured
from tests.clients import comunicas
from tests.clients.engines import rdf4js

SHOWN = 80  # characters of a fault
TIMES = 2.0  # as fast as the others, in the geometric mean


def markdown(told: Measured) -> str:
    """A table, and the targets."""
    names = list(next(iter(told.found.values())))
    lines = "".join(
        f"| {query} | {told.rows[query]:,} | {' | '.join(_cell(each[name]) for name in names)} |\n"
        for query, each in told.found.items()
    )
    means = " | ".join(f"**{told.mean(name) * 1000:,.1f}**" for name in names)
    return (
        f"## Ten queries in the manner of FedBench and FedShop over ten nodes, {told.triples:,} invented triples\n\n"
        f"Each node is a server of ours that keeps no answers; {OURS} is an eleventh, without triples, asked with "
        f"`scope=network`. All were warm: the medians of up to {ROUNDS} rounds after {WARM_UP}, in ms, from the query "
        "to the last byte of its results in JSON. Answers are compared with one store that holds all.\n\n"
        f"| query | rows | {' | '.join(map(_version, names))} |\n|---|--:|{'--:|' * len(names)}\n"
        f"{lines}| geometric mean | | {means} |\n\n"
        + "".join(f"- {target}: {'met' if met else '**NOT MET**'}\n" for target, met in targets(told).items())
    )


def targets(told: Measured) -> Mapping[str, bool]:
    """What is promised, and whether it is kept."""
    names = list(next(iter(told.found.values())))
    wrong = [f"{name} in {query}" for query, each in told.found.items() for name in names if each[name].wrong]
    but = f", but for {', '.join(wrong)}" if wrong else ""
    times = {name: told.mean(name) / told.mean(OURS) for name in names if name != OURS}
    return {
        **{
            f"{faster:,.1f} times as fast as {name}, in the geometric mean (target: {TIMES:g})": faster >= TIMES
            for name, faster in times.items()
        },
        f"all have the same answers{but}": not wrong,
    }


def _cell(one: Asked) -> str:
    return f"{one.seconds * 1000:,.1f}{f' ({one.wrong[:SHOWN]})' if one.wrong else ''}"


def _version(name: str) -> str:
    match name:
        case measuring.OURS:
            return f"{name} {__version__}"
        case measuring.COMUNICA:
            return f"{name} {comunicas.version()}"
        case _:
            return f"{name} {rdf4js.version()}"
