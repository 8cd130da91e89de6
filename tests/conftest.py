"""What the tests share: where the real data is, when it is there, and releases that are made once."""

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler.loadfile import LoadFileScheduling

from genoderm.__main__ import NO_PLUGINS
from tests.releases import EB, EBS, copied, edition, made, sample, turtle
from tests.searching import await_search
from tests.serving import served
from tests.shipped_release import release_of
from tests.w3c.archive import Archive, unpacked

# how long an example takes is no matter of right or wrong; what CI tries is the same in every run
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("house")

# hundreds of processes import the same modules; where bytecode is not kept, each of them compiles them all again
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
os.environ.update(NO_PLUGINS)  # as the command line does

PACKETS = "from tests.packets import"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.hookimpl(optionalhook=True)  # for who runs the suite without that plugin, under a debugger
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Which of the processes runs what; pytest-xdist asks."""
    return ByFile(config, log)


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """The tests of one file run in one process, which then starts its servers once; so do those that read packets."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return PACKETS if _reads_packets(file) else file


def pytest_collection_finish() -> None:
    """Seven thousand tests are never garbage: looked through at every collection, they cost a sixth of the time."""
    gc.collect()
    gc.freeze()


@cache
def _reads_packets(file: str) -> bool:
    return PACKETS in (Path(__file__).parents[1] / file).read_text("utf-8")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data, or a skip that says what is missing."""
    if not SHARED.is_dir():
        pytest.skip("the real data (../shared/data) is not on this machine")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_this_machine() -> None:
    """What the tester's own environment sets must not reach the tests."""
    for name in [name for name in os.environ if name.startswith("GENODERM_")]:
        del os.environ[name]


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A home that one of the processes of a run makes, and all of them use."""
    own = factory.getbasetemp()
    home = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    with FileLock(f"{home}.lock"):
        if not home.exists():
            making = home.with_name(f"{name}-in-the-making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(home)
    return home


@pytest.fixture(scope="session")
def two_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two small releases, one disease in the first, two in the second; not to be changed."""
    return _made_once(tmp_path_factory, "two", _two)


def _two(home: Path) -> None:
    first = turtle(home / "sources" / "first.ttl", EB)
    second = turtle(home / "sources" / "second.ttl", EB + EBS)
    made(home, edition(first, version="1"))
    made(home, edition(second, version="2"))


@pytest.fixture
def home(two_releases: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return copied(two_releases, tmp_path)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a release that has a little of everything; not to be changed."""
    return _made_once(tmp_path_factory, "sample", sample)


@pytest.fixture(scope="session")
def shipped_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a release of the shipped tables; not to be changed."""
    return _made_once(tmp_path_factory, "shipped", release_of)


@pytest.fixture(scope="session")
def shipped_address(shipped_home: Path) -> Iterator[str]:
    """The address of a server of that release, for all tests that need no settings of their own."""
    with served(shipped_home, per_client="64", trusted_proxies="127.0.0.1") as address:
        await_search(address)
        yield address


@pytest.fixture(scope="session")
def w3c(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The suites of the W3C; not to be changed."""
    return unpacked(shared, tmp_path_factory.mktemp("w3c"))


@pytest.fixture(scope="session")
def full_home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a release of all the real data; not to be changed. It takes a minute or two to build."""
    return _made_once(tmp_path_factory, "full", lambda home: release_of(home, shared))
