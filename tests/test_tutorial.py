"""The tutorial of three networks: its commands run in their order, and print what the page says, in both languages."""

from pathlib import Path

import pytest

from genoderm.graph.settings import Settings
from genoderm.graph.sources import sources
from genoderm.loaders.check import check
from tests.readme import ROOT
from tests.tutorial import PAGES, commands, reader, told, written

EXAMPLES = ROOT / "loaders" / "directory" / "example_networks"


@pytest.mark.slow
def test_the_tutorial_prints_what_it_says(tmp_path: Path) -> None:
    text = PAGES[0].read_text("utf-8")
    with reader(tmp_path) as running:
        assert told(text, running) == written(text), "python -m tests.tutorial writes it anew"


def test_both_languages_have_the_same_commands_with_the_same_answers() -> None:
    english, french = (page.read_text("utf-8") for page in PAGES)
    assert len(commands(english)) >= 10
    assert commands(english) == commands(french)
    assert written(english) == written(french)


def test_a_node_that_speaks_for_itself_alone_has_no_directory_but_its_own(tmp_path: Path) -> None:
    for shipped, directories in ((True, {"genoderm", "directory-ern"}), (False, {"directory-ern"})):
        planned = sources([EXAMPLES / "ern"], Settings(home=tmp_path, shipped_directory=shipped)).plan.editions
        graphs = {one.edition.graph for one in planned}
        assert graphs & {"genoderm", "directory-ern"} == directories
        assert "genoderm-diseases" in graphs


def test_the_lists_of_the_three_networks_are_sound_and_say_that_they_are_invented() -> None:
    networks = sorted(folder for folder in EXAMPLES.iterdir())
    assert [folder.name for folder in networks] == ["ern", "mediterranean", "national"]
    for folder in networks:
        checked = check([folder])
        assert [(file.path.name, file.faults, file.error) for file in checked.files if file.faults or file.error] == []
        for file in folder.iterdir():
            rows = file.read_text("utf-8").splitlines()[1:]
            assert rows
            assert all("example" in row and ("invented" in row or "inventé" in row) for row in rows), file
