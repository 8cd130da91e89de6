"""Our endpoint beside its peers: `make bench-sparql`, or `python -m tests.bench.sparql.run --data DIR --json FILE`.

Same data, same queries, same machine, one run, one server at a time. Peers are installed into --cache, outside git, and
data sets are kept there too. Only loopback is used, and only processes started here are ended.
"""

import argparse
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measures import machine
from tests.bench.sparql.catalogue import queries
from tests.bench.sparql.cold import own_cost
from tests.bench.sparql.data import Data, NoData, enlarged, real
from tests.bench.sparql.peers import PEERS
from tests.bench.sparql.session import Session
from tests.bench.sparql.synthetic import Size
from tests.bench.sparql.tables import Run, as_json, markdown

ROOT = Path(__file__).resolve().parents[3]
SETS = ("real", "enlarged")
PARTS = ("cold", "warm", "soak")


def main() -> int:
    """Measure what was asked for; 1 if a target was missed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # so that the servers end too
    asked = _arguments().parse_args()
    asked.cache.mkdir(parents=True, exist_ok=True)
    (asked.cache / ".gitignore").write_text("*\n")
    chosen = [query for query in queries() if query.name.startswith(tuple(asked.ask))]
    limits = (asked.rounds, asked.patience, asked.seconds, asked.row)
    session = Session(asked.cache, asked.parts, chosen, asked.peers, *limits)
    where, cost = machine(), own_cost()
    run = Run(where, cost, chosen, [session.table(data) for data in _sets(asked)])
    sys.stdout.write(markdown(run))
    for path, told in ((asked.markdown, markdown(run)), (asked.json, as_json(run))):
        if path:
            path.write_text(told, "utf-8")
    return int(run.missed)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="a folder of sources")
    parser.add_argument("--home", type=Path, help="a home whose current release stands for the real one")
    parser.add_argument("--larger", type=Path, help="a home whose current release stands for the enlarged one")
    parser.add_argument("--cache", type=Path, default=ROOT / ".bench", help="for peers and data")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS, help="these sets of data only")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="measure these only")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS), help="beside these only")
    parser.add_argument("--ask", nargs="+", default=[""], help="queries whose name begins so only")
    parser.add_argument("--rounds", type=int, default=5, help="how often each query has its turn")
    parser.add_argument("--patience", type=float, default=60, help="seconds for one answer")
    parser.add_argument("--seconds", type=int, default=10, help="for each measurement of throughput")
    parser.add_argument("--row", type=int, default=1000, help="queries of death in a row")
    parser.add_argument("--centres", type=int, default=Size().centres, help="synthetic centres")
    parser.add_argument("--expertise", type=int, default=Size().expertise, help="synthetic statements of expertise")
    parser.add_argument("--json", type=Path, help="write the measures here as well")
    parser.add_argument("--markdown", type=Path, help="write the tables here as well")
    return parser


def _sets(asked: argparse.Namespace) -> Iterator[Data]:
    try:
        base = real(asked.data, asked.home, asked.cache)
        if "real" in asked.sets:
            yield base
        if "enlarged" in asked.sets:
            yield enlarged(asked.data, asked.larger or base, asked.cache, Size(asked.centres, asked.expertise))
    except NoData as fault:
        sys.stderr.write(f"{fault}\n")


if __name__ == "__main__":
    sys.exit(main())
