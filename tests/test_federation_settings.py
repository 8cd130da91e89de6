"""The section `[federation]`: the README's example is one, and what is wrong is told with what would be right."""

import tomllib
from pathlib import Path

import pytest

from genoderm.graph.federation_settings import Federation
from genoderm.graph.settings import settings
from genoderm.ontology.errors import BadInput
from tests.readme import README, blocks

PEER = 'name = "peer"\nurl = "https://peer.example/sparql"\n'


def chosen(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Federation:
    """What a file of settings makes of federation."""
    file = tmp_path / "genoderm.toml"
    file.write_text(text, "utf-8")
    monkeypatch.setenv("GENODERM_CONFIG", str(file))
    return settings().federation


def test_the_example_of_the_readme_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = [block.body for block in blocks(README.read_text("utf-8")) if "[federation]" in block.body]
    read = chosen(example, tmp_path, monkeypatch)
    assert [one.name for one in read.endpoints] == [
        one["name"] for one in tomllib.loads(example)["federation"]["endpoints"]
    ]
    assert read.endpoints[0].rows == 50_000
    assert read.timeout == 60


def test_nobody_is_listed_at_first() -> None:
    assert Federation().endpoints == ()


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (PEER.replace("https", "ftp"), "expected the address of a SPARQL endpoint"),
        (PEER.replace("//", "//user:secret@"), "expected the address of a SPARQL endpoint"),
        (PEER + 'nmae = "x"\n', "federation.endpoints.0.nmae"),
        (PEER + "timeout = 0\n", "federation.endpoints.0.timeout is 0"),
        (PEER.replace("https", "http") + 'credentials = "LOGIN"\n', "credentials would go to peer unencrypted"),
        (PEER + 'ca = "nowhere.pem"\n', "expected a file of certificates"),
        (PEER + f"[[federation.endpoints]]\n{PEER}", "endpoints have the name peer twice"),
    ],
)
def test_a_list_that_cannot_be_is_refused(
    entry: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match=told) as raised:
        chosen(f"[[federation.endpoints]]\n{entry}", tmp_path, monkeypatch)
    assert "secret" not in str(raised.value)
