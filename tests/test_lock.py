"""One build at a time: the second is told who the first is, and a crash leaves nothing locked."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from genoderm.graph.lock import locked
from genoderm.ontology.errors import Conflict
from tests.releases import edition, made

HOLD = (
    "import sys, time; from pathlib import Path; from genoderm.graph.lock import locked\n"
    "with locked(Path(sys.argv[1]), 'build'): print('held', flush=True); time.sleep(60)"
)


def holding(home: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_build_is_told_who_holds_the_home_as_often_as_it_asks(home: Path) -> None:
    with holding(home) as holder:
        try:
            for _ in range(2):  # the first refusal must not take the holder's name away
                with pytest.raises(Conflict, match=rf"process {holder.pid} on .+ \(build, since 20"):
                    made(home, edition(home / "sources" / "first.ttl"))
        finally:
            holder.kill()


def test_a_killed_holder_leaves_the_home_free(home: Path) -> None:
    with holding(home) as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    assert (home / "lock.holder").is_file()
    assert made(home, edition(home / "sources" / "first.ttl", version="1")).manifest


def test_the_holder_is_named_while_it_holds_and_not_after(tmp_path: Path) -> None:
    with locked(tmp_path, "prune"):
        assert json.loads((tmp_path / "lock.holder").read_text())["purpose"] == "prune"
    assert not (tmp_path / "lock.holder").exists()


@pytest.mark.parametrize("told", ["", "{}", "[]", "not json"])
def test_a_holder_that_is_not_named_well_is_another_process(tmp_path: Path, told: str) -> None:
    with locked(tmp_path, "build"):
        (tmp_path / "lock.holder").write_text(told)
        with pytest.raises(Conflict, match="another process"), locked(tmp_path, "build"):
            pass


def test_a_fault_of_the_work_frees_the_home(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path, "build"):
        raise ZeroDivisionError
    with locked(tmp_path, "build"):
        pass
