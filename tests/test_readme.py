"""The README says what is: its tables are generated, its commands run, its answers are those of a release."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.readme import README, ROOT, Shell, Step, blocks, served, steps, with_tables

DATA = ROOT / "loaders" / "data"
TEXT = README.read_text("utf-8")
ATTRIBUTIONS = (
    "© INSERM 1999, CC BY 4.0, https://www.orphadata.com",
    "https://mondo.monarchinitiative.org",
    "https://hpo.jax.org/app/license",
    "https://ror.org",
    "https://www.geonames.org",
)
ROOMS = ("ontology/", "loaders/", "graph/", "sparql/", "api/")


@pytest.fixture(scope="module")
def shell(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell beside a server that took the release of the shipped tables from the shelf, as after `make`."""
    with served(tmp_path_factory.mktemp("home"), shipped_home) as running:
        yield running


def console() -> list[Step]:
    return [step for block in blocks(TEXT) if block.kind == "console" and block.runs for step in steps(block.body)]


def plain() -> list[str]:
    return [block.body for block in blocks(TEXT) if block.kind == "sh" and block.runs]


@pytest.mark.slow
@pytest.mark.parametrize("step", console(), ids=lambda step: step.command.splitlines()[0][:60])
def test_a_command_prints_what_the_readme_says(step: Step, shell: Shell) -> None:
    assert shell.run(step.command) == step.output


@pytest.mark.slow
@pytest.mark.parametrize("command", plain(), ids=lambda command: command.splitlines()[0][:60])
def test_a_command_of_the_readme_runs(command: str, shell: Shell) -> None:
    shell.run(command)


@pytest.mark.slow
def test_where_there_is_no_release_and_no_shelf_one_is_built_and_served(tmp_path: Path) -> None:
    with served(tmp_path, tmp_path / "no shelf") as running:
        assert "building one from the tables that ship" in (tmp_path / "serve.log").read_text("utf-8")
        assert "Orphanet_304" in running.run("curl -s http://127.0.0.1:8000/api/v1/resolve/ORPHA:304")


def test_the_readme_has_commands_and_answers() -> None:
    assert len(console()) >= 3
    assert len(plain()) >= 1
    assert all(step.output for step in console())


def test_the_tables_of_the_readme_are_those_of_the_code() -> None:
    assert with_tables(TEXT) == TEXT, "python -m tests.readme writes it anew"


@pytest.mark.parametrize("table", [README, DATA / "README.md"], ids=lambda path: path.parent.name)
def test_every_source_is_attributed(table: Path) -> None:
    told = table.read_text("utf-8")
    assert [attribution for attribution in ATTRIBUTIONS if attribution not in told] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_told_of(room: str) -> None:
    assert f"`{room}`" in TEXT


def test_every_shipped_table_is_described() -> None:
    told = (DATA / "README.md").read_text("utf-8")
    assert [table.name for table in sorted(DATA.glob("*.csv")) if f"`{table.name}`" not in told] == []


def test_every_file_that_the_readme_points_to_is_there() -> None:
    places = re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT)
    assert [place for place in places if not (ROOT / place).exists()] == []
