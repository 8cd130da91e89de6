"""The findings as Markdown for people and JSON for scripts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from tests.bench.measures import GB, Machine
from tests.bench.sparql.catalogue import Benchmark
from tests.bench.sparql.findings import SLOWEST, Column, Finding, Table


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the machine, seconds that the client itself takes, the queries, a table for each set of data."""

    where: Machine
    own_cost: float
    queries: Sequence[Benchmark]
    tables: Sequence[Table]

    @property
    def names(self) -> list[str]:
        """Of the queries."""
        return [query.name for query in self.queries]

    @property
    def missed(self) -> bool:
        """Whether a target was."""
        return any(finding.met is False for table in self.tables for finding in table.findings(self.names))


def markdown(run: Run) -> str:
    """A paragraph about the machine, and for each set of data a table of times and what follows."""
    where = run.where
    versions = ", ".join(f"{name} {told}" for name, told in where.versions.items())
    head = (
        f"{where.date}, {where.processor}, {where.cores} cores, {where.memory / GB:.1f} GB, {where.system}, "
        f"load before {where.load:.1f}; {versions}.\n\n"
        "Milliseconds to the last byte, one client, connection kept alive, caches of answers off, median; "
        f"the client and the loopback alone take {run.own_cost * 1e3:.3f} ms.\n"
    )
    return head + "".join(f"\n{_section(table, run)}" for table in run.tables)


def _section(table: Table, run: Run) -> str:
    heads = "".join(f" {column.name} {column.version} |" for column in table.columns)
    lines = [
        f"## {table.title[:1].upper()}{table.title[1:]}",
        "",
        f"| query | rows |{heads} ours / best peer |",
        "|---|--:|" + "--:|" * (len(table.columns) + 1),
        *(_row(table, query) for query in run.queries),
        *_feet(table.columns, run.names),
        "",
        *(f"- {_sentence(finding)}" for finding in table.findings(run.names)),
        *(f"- {column.name} is left out: {column.fault}" for column in table.columns if column.fault),
        "",
    ]
    return "\n".join(lines)


def _row(table: Table, query: Benchmark) -> str:
    timed, ratio = table.ours.timed.get(query.name), table.ratio(query.name)
    rows = f"{timed.content.count:,}" if timed and timed.content else ""
    times = "" if ratio is None else f"{ratio:.2f}" if ratio <= SLOWEST else f"**{ratio:.2f}**"
    cells = (f"{query.name} ({query.kind})", rows, *(_cell(column, query.name) for column in table.columns), times)
    return f"| {' | '.join(cells)} |"


def _cell(column: Column, query: str) -> str:
    told = column.milliseconds(query)
    if told is not None:
        return f"{told:.2f}"
    return column.timed[query].fault.partition(":")[0] if query in column.timed else ""


def _feet(columns: Sequence[Column], names: Sequence[str]) -> Iterator[str]:
    rows: Mapping[str, list[str]] = {
        "**geometric mean**": ["" if (mean := one.mean(names)) is None else f"**{mean:.2f}**" for one in columns],
        "seconds to load": ["" if one.loaded is None else f"{one.loaded:.0f}" for one in columns],
        "memory, GB": ["" if one.memory is None else f"{one.memory / GB:.2f}" for one in columns],
        **{
            kind: [one.rates.get(kind, "") for one in columns]
            for kind in {kind for one in columns for kind in one.rates}
        },
    }
    for name, cells in rows.items():
        yield f"| {name} | | {' | '.join(cells)} | |"


def _sentence(finding: Finding) -> str:
    met = {None: "", True: ": met", False: ": **NOT MET**"}[finding.met]
    target = f" (target: {finding.target}){met}" if finding.target else ""
    return f"{finding.what}: {finding.value}{target}{f'; {finding.note}' if finding.note else ''}"


def as_json(run: Run) -> str:
    """The same, for scripts."""
    told = {
        "machine": asdict(run.where),
        "own_cost": run.own_cost,
        "queries": {query.name: query.question for query in run.queries},
        "tables": [
            {
                "title": table.title,
                "servers": [_server(column, run.names) for column in table.columns],
                "findings": [asdict(finding) for finding in table.findings(run.names)],
            }
            for table in run.tables
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _server(column: Column, names: Sequence[str]) -> dict[str, object]:
    answers = {name: timed.content for name, timed in column.timed.items() if timed.content}
    return {
        "name": column.name,
        "version": column.version,
        "fault": column.fault,
        "loaded": column.loaded,
        "memory": column.memory,
        "rates": dict(column.rates),
        "geometric_mean": column.mean(names),
        "milliseconds": {name: column.milliseconds(name) for name in column.timed},
        "processor_milliseconds": {name: timed.processor_milliseconds for name, timed in column.timed.items()},
        "faults": {name: timed.fault for name, timed in column.timed.items() if timed.fault},
        "rows": {name: content.count for name, content in answers.items()},
        "checksums": {name: content.checksum for name, content in answers.items()},
        "bytes": {name: content.bytes for name, content in answers.items()},
    }
