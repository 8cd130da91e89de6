"""One run of morph-kgc, in its own environment: mapping, table, output -> seconds, bytes at the peak, triples."""

import sys
import time
from pathlib import Path

import morph_kgc


def main(mapping: str, table: str, output: str) -> None:
    """Map the table in one process and write N-Triples."""
    placed = Path(output).with_suffix(".yarrrml")
    placed.write_text(Path(mapping).read_text("utf-8").replace("TABLE", table), "utf-8")
    config = f"[CONFIGURATION]\nnumber_of_processes: 1\nlogging_level: ERROR\n[table]\nmappings: {placed}\n"
    began = time.perf_counter()
    triples = morph_kgc.materialize_set(config)
    Path(output).write_text("".join(f"{triple} .\n" for triple in triples), "utf-8")
    seconds = time.perf_counter() - began
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) * 1024
    sys.stdout.write(f"{seconds} {peak} {len(triples)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
