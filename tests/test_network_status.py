"""Who of the network is up, with what: on the command line and at `/federation`, over real sockets."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from genoderm.__main__ import app
from genoderm.graph.home import Home
from genoderm.graph.manifest import read_manifest
from tests.network import Odd, odd_nodes, settings_file
from tests.patience import PATIENCE
from tests.serving import free_port, served

CENTRES = 3  # of the sample


@pytest.fixture(scope="module")
def odd() -> Iterator[Odd]:
    with odd_nodes() as told:
        yield told


@pytest.fixture(scope="module")
def address(sample_home: Path, odd: Odd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A node with another one as its peer, a dead one, and one that has a release and no VoID."""
    with served(sample_home) as other:
        peers = {"other": other, "dead": f"http://127.0.0.1:{free_port()}", "odd": odd["garbage"]}
        file = settings_file(tmp_path_factory.mktemp("status"), peers, deadline=PATIENCE)
        with served(sample_home, config=str(file)) as own:
            yield own


def test_the_page_tells_of_each_node_what_it_has_or_why_not(address: str, sample_home: Path) -> None:
    manifest = read_manifest(Home(sample_home).current_release())
    told = httpx.get(f"{address}/federation", timeout=PATIENCE).json()
    other, dead, odd = told["nodes"]
    assert (other["name"], other["up"], other["why"]) == ("other", True, None)
    assert (other["release"], other["created"]) == (manifest.id, manifest.created)
    assert (other["centres"], other["model"]) == (CENTRES, "0.1.0")
    assert (dead["name"], dead["up"], dead["release"]) == ("dead", False, None)
    assert "cannot be reached" in dead["why"]
    assert (odd["up"], odd["release"], odd["centres"]) == (True, "0123456789abcdef", None)
    assert odd["why"] == "sends a VoID description that is no N-Triples"


@pytest.mark.parametrize(("language", "said"), [("en", "The network"), ("fr", "Le réseau")])
def test_people_read_it_in_their_language(address: str, language: str, said: str) -> None:
    page = httpx.get(f"{address}/federation?lang={language}", headers={"accept": "text/html"}, timeout=PATIENCE).text
    assert said in page
    assert "other" in page
    assert "cannot be reached" in page


def test_nodes_are_not_asked_anew_for_everybody_who_looks(address: str, odd: Odd) -> None:
    first = httpx.get(f"{address}/federation", timeout=PATIENCE).json()["nodes_at"]
    before = len(odd.asked)
    assert httpx.get(f"{address}/federation", timeout=PATIENCE).json()["nodes_at"] >= first
    assert len(odd.asked) in {before, before + 2}  # again only if the look had become old meanwhile


def test_the_command_tells_who_is_up_and_fails_where_somebody_is_not(
    odd: Odd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = settings_file(tmp_path, {"there": odd["telling"], "dead": f"http://127.0.0.1:{free_port()}"})
    monkeypatch.setenv("GENODERM_CONFIG", str(file))
    told = CliRunner().invoke(app, ["federation", "status", "--json"])
    there, dead = json.loads(told.stdout)
    assert told.exit_code == 1
    assert (there["up"], there["release"], dead["up"]) == (True, "0123456789abcdef", False)


def test_the_command_has_nothing_to_tell_where_nobody_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENODERM_CONFIG", str(settings_file(tmp_path, {})))
    told = CliRunner().invoke(app, ["federation", "status"])
    assert told.exit_code == 0, told.output
