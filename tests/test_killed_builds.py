"""A build killed at any instant leaves `current` as it was, and the next one makes what it would have made."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.graph.verification import verify
from tests.releases import edition, made, rows, turtle

MANY, PARTS, INSTANTS = 3000, 3, 10
BUILD = (
    "import sys; from pathlib import Path; from tests.releases import *\n"
    "if __name__ == '__main__':\n"
    "    files = [edition(Path(file), graph=Path(file).stem) for file in sys.argv[2:]]\n"
    "    print('begun', flush=True); made(Path(sys.argv[1]), *files, processes=2)\n"
)


def sources(folder: Path) -> list[Path]:
    def said(first: int) -> str:
        return "\n".join(
            f'orpha:{n} a gd:Disease ; skos:notation "ORPHA:{n}" ; skos:prefLabel "Disease {n}"@en .'
            for n in range(first, first + MANY)
        )

    return [turtle(folder / f"part{part}.ttl", said(100_000 * (part + 1))) for part in range(PARTS)]


def begun(home: Path, files: Sequence[Path]) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(home), *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parents[1],
        start_new_session=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    return process


def answers(home: Path) -> list[str]:
    opened = open_release(Home(home).current_release())
    query = "SELECT ?o WHERE { ?s <http://www.w3.org/2004/02/skos/core#notation> ?o } ORDER BY ?o"
    return [opened.manifest.id, *(str(row) for row in rows(opened.store, query))]


def running(session: int) -> list[int]:
    """The processes of that session which are not zombies."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, its = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue  # it ended meanwhile
        if int(its) == session and state != "Z":
            found.append(int(folder.name))
    return found


@pytest.mark.slow
def test_a_build_killed_at_any_instant_leaves_current_and_the_next_makes_the_same(home: Path, tmp_path: Path) -> None:
    files = sources(tmp_path / "sources")
    wanted = made(tmp_path / "elsewhere", *(edition(file, graph=file.stem) for file in files)).manifest.id
    before = answers(home)
    with begun(tmp_path / "timed", files) as timed:
        start = time.monotonic()
        timed.wait()
    whole = time.monotonic() - start
    killed = 0
    for instant in range(INSTANTS):
        shutil.rmtree(
            home / "fragments", ignore_errors=True
        )  # else what the killed ones mapped would make this one quicker than was timed
        with begun(home, files) as process:
            time.sleep(whole * instant / INSTANTS)
            os.kill(process.pid, signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        if Home(home).current_release().name == wanted:
            break  # this machine is quicker now than when it was timed
        assert answers(home) == before
        assert verify(home / "current") == []
    assert killed >= INSTANTS // 2
    assert made(home, *(edition(file, graph=file.stem) for file in files)).manifest.id == wanted
    assert answers(home)[0] == wanted
    assert verify(home / "current") == []
    assert list((home / "staging").iterdir()) == []
    assert list((home / "fragments").glob(".*")) == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_a_killed_build_leaves_no_process_behind(tmp_path: Path) -> None:
    with begun(tmp_path / "home", sources(tmp_path)) as process:
        until = time.monotonic() + 20
        while len(running(process.pid)) < 4 and time.monotonic() < until:  # itself, tracker, fork server, a worker
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    until = time.monotonic() + 20
    while running(process.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert running(process.pid) == []


def breaking_off_at(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Have the build break off at a step of the home's, as a power cut would."""

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Home, step, cut)


@pytest.mark.parametrize("step", ["stage", "adopt", "switch", "remember"])
def test_a_build_that_ends_at_a_step_of_the_home_is_made_up_for_by_the_next(
    home: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    new = edition(turtle(home / "new.ttl", 'orpha:5 a gd:Disease ; skos:prefLabel "Five"@en .'))
    served = Home(home).current_release()
    with monkeypatch.context() as patched:
        breaking_off_at(patched, step)
        with pytest.raises(KeyboardInterrupt):
            made(home, new)
    assert Home(home).current_release() == served
    after = made(home, new).manifest.id
    assert Home(home).current_release().name == after
    assert verify(home / "current") == []
