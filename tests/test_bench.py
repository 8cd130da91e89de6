"""The benchmark measures what it says: whole trees of processes, the same triples on both sides, a table that reads."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench.measures import Measure, as_json, machine, markdown
from tests.bench.morph_kgc_times import TIMES, morph_kgc_times
from tests.bench.processes import resident, tree, watched

ROOT = Path(__file__).resolve().parents[1]
MB = 1 << 20
HOLD = "import time; held = bytearray({size}); print('held', flush=True); time.sleep(30)"


def holding(children: int, size: int) -> list[str]:
    """A command whose children hold so many bytes each."""
    child = HOLD.format(size=size)
    start = f"subprocess.Popen([sys.executable, '-c', {child!r}])"
    return [
        sys.executable,
        "-c",
        f"import subprocess, sys, time\nfor _ in range({children}): {start}\ntime.sleep(30)",
    ]


def test_the_memory_of_all_children_is_added_up_and_they_are_ended(tmp_path: Path) -> None:
    with watched(holding(3, 60 * MB), tmp_path / "out") as running:
        while running.told().count("held") < 3 and running.seconds < 20:
            time.sleep(0.02)
        running.sample()
        started = tree(running.process.pid)
    assert len(started) == 4
    assert 180 * MB < running.peak < 400 * MB
    while any(map(resident, started)) and running.seconds < 30:
        time.sleep(0.02)
    assert [resident(pid) for pid in started] == [0, 0, 0, 0]


def test_a_process_that_ended_holds_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert resident(process.pid) == 0
    assert resident(os.getpid()) > MB


def test_a_measure_reads_as_a_line_of_the_table() -> None:
    measures = [Measure("a | b", 2.0, 1_500_000_000, 3_000, "< 5 s", met=True, note="fine"), Measure("c", met=False)]
    lines = markdown(machine(), measures).splitlines()
    assert lines[4] == "| a \\| b | 2.00 | 1.50 GB | 3,000 | 1,500 | < 5 s | yes | fine |"
    assert lines[5] == "| c |  |  |  |  |  | **no** |  |"
    assert '"seconds": 2.0' in as_json(machine(), measures)


@pytest.mark.slow
def test_morph_kgc_makes_the_same_triples_of_the_same_table(tmp_path: Path) -> None:
    environment = ROOT / ".venv-rml"
    if not (environment / "bin" / "python").exists():
        pytest.skip("morph-kgc is not installed: make .venv-rml/ready")
    own, theirs, both = morph_kgc_times(environment, 300, tmp_path)
    assert own.quads == theirs.quads == 300 * 18 + 150 * 3
    assert both.note.endswith("; the same triples")
    assert both.target == f"{TIMES} times"
