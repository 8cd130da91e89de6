"""The wheel is what people install: it holds every file that the code opens, under the import name and nowhere else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("api", "graph", "loaders", "ontology", "sparql")
BESIDE = {".py", ".typed"}

OPEN_ALL = """
import sys
from importlib.resources import files
import genoderm
assert genoderm.__file__.startswith(sys.argv[1]), genoderm.__file__
for name in sys.argv[2:]:
    room, _, path = name.partition("/")
    assert files(f"genoderm.{room}").joinpath(path).read_bytes(), name
print(len(sys.argv[2:]))
"""


def data_files() -> list[str]:
    """What the code opens; of the workbench that is its page and what was built, not what it was built from."""
    workbench = ROOT / "api" / "workbench"
    found = [
        file
        for room in ROOMS
        for entry in (ROOT / room).iterdir()
        if entry != workbench
        for file in (entry.rglob("*") if entry.is_dir() else [entry])
    ]
    opened = [*found, workbench / "page.html", *(workbench / "dist").glob("*")]
    return sorted(str(file.relative_to(ROOT)) for file in opened if file.is_file() and _is_data(file))


def _is_data(file: Path) -> bool:
    return file.suffix not in BESIDE and "__pycache__" not in file.parts


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_every_data_file_opens_from_an_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path), str(wheel)]
    subprocess.run(install, check=True)
    told = subprocess.run(
        [sys.executable, "-c", OPEN_ALL, str(tmp_path), *data_files()],
        env={"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stderr == ""
    assert int(told.stdout) == len(data_files()) > 80


@pytest.mark.slow
def test_the_wheel_holds_one_package_with_its_licences_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"genoderm"}
    assert {Path(name).name for name in names if "/licenses/" in name} == {"LICENSE", "LICENSE-DATA"}


def test_the_import_name_is_two_modules_a_marker_and_five_links() -> None:
    inside = {path.name: path for path in (ROOT / "genoderm").iterdir() if path.name != "__pycache__"}
    assert {name for name, path in inside.items() if path.is_symlink()} == set(ROOMS)
    assert {name for name, path in inside.items() if not path.is_symlink()} == {
        "__init__.py",
        "__main__.py",
        "py.typed",
    }
