"""A disk that fills during a build: the message names it, nothing half written is used, the current release stays."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from genoderm.graph.home import Home
from genoderm.graph.storage import StorageFailed
from genoderm.graph.verification import verify
from tests.releases import EB, edition, made, turtle

MANY = 3000  # diseases: about 4 MB of store
BUILD = (
    "import resource, sys; from pathlib import Path; from tests.releases import *\n"
    "from genoderm.graph.storage import StorageFailed\n"
    "if __name__ == '__main__':\n"
    "    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)\n"
    "    try: made(Path(sys.argv[1]), edition(Path(sys.argv[2])))\n"
    "    except StorageFailed as fault: sys.exit(str(fault))\n"
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose release is some megabytes large."""
    body = (
        f'orpha:{n} a gd:Disease ; skos:notation "ORPHA:{n}" ; skos:prefLabel "Disease {n}"@en .'
        for n in range(100_000, 100_000 + MANY)
    )
    return turtle(tmp_path_factory.mktemp("large") / "large.ttl", "\n".join(body))


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Path]:
    """A folder for a small disk, which the test mounts."""
    folder = tmp_path / "disk"
    folder.mkdir()
    yield folder
    subprocess.run(["umount", folder], check=False, capture_output=True)


@pytest.mark.slow
def test_a_build_on_a_disk_that_fills_says_so_and_the_current_release_stays(mount: Path, large: Path) -> None:
    told = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", mount], capture_output=True, check=False)
    if told.returncode:
        pytest.skip("mounting a small disk needs privileges that this process has not")
    home = mount / "home"
    before = made(home, edition(turtle(mount / "small.ttl", EB))).manifest.id
    used = shutil.disk_usage(mount).used
    for more in (100, 500, 1000, 2000):  # kilobytes: it fills while mapping, while loading, while describing
        subprocess.run(["mount", "-o", f"remount,size={used // 1024 + more}k", mount], check=True)
        with pytest.raises(StorageFailed, match=rf"the disk of {home} is full .*prune.*current one stays"):
            made(home, edition(large))
        assert Home(home).current_release().name == before
        assert verify(home / "current") == []
        assert not (home / "lock.holder").exists()
    subprocess.run(["mount", "-o", "remount,size=40m", mount], check=True)
    after = made(home, edition(large)).manifest
    assert after.triples > 3 * MANY
    assert verify(home / "current") == []


@pytest.mark.slow
@pytest.mark.parametrize("most", [20_000, 300_000])
def test_a_file_that_may_grow_no_further_stops_the_build_alike(home: Path, large: Path, most: int) -> None:
    before = Home(home).current_release()
    child = [sys.executable, "-c", BUILD, str(home), str(large), str(most)]
    told = subprocess.run(child, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1])
    assert told.returncode == 1, told.stderr
    assert f"the disk of {home} is full" in told.stderr
    assert Home(home).current_release() == before
    assert verify(home / "current") == []
    assert [kept.name for kept in (home / "fragments").glob(".*")] == []


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed, match="no release was made"):
        made(tmp_path / "file" / "home", edition(turtle(tmp_path / "small.ttl", EB)))


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_home_of_somebody_else_is_told(home: Path) -> None:
    home.chmod(0o500)
    try:
        with pytest.raises(StorageFailed, match="Permission denied"):
            made(home, edition(turtle(home.parent / "small.ttl", EB)))
    finally:
        home.chmod(0o700)
        shutil.rmtree(home)
