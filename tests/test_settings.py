"""Settings: one table, the command line over the environment over the file, and nothing unknown passes."""

from pathlib import Path

import pytest

from genoderm.graph.settings import NamedSource, Settings, settings
from genoderm.ontology.errors import BadInput


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without settings."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_any_setting_there_are_defaults() -> None:
    chosen = settings()
    assert (chosen.host, chosen.port, chosen.clinical_terminologies) == ("127.0.0.1", 8000, False)
    assert chosen.home.is_absolute()


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "genoderm.toml").write_text('port = 1001\nhost = "one"\nbase = "https://one.example/"\n')
    monkeypatch.setenv("GENODERM_PORT", "1002")
    monkeypatch.setenv("GENODERM_HOST", "two")
    chosen = settings(port=1003, host=None)
    assert (chosen.port, chosen.host, chosen.base) == (1003, "two", "https://one.example/")


def test_a_file_elsewhere_is_named_in_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "other.toml").write_text("port = 1004\n")
    monkeypatch.setenv("GENODERM_CONFIG", str(folder / "other.toml"))
    assert settings().port == 1004


def test_a_file_that_is_named_and_not_there_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENODERM_CONFIG", "missing.toml")
    with pytest.raises(BadInput, match=r"missing\.toml, the file of settings, cannot be read"):
        settings()


def test_a_key_of_the_file_that_is_no_setting_is_refused_with_the_nearest(folder: Path) -> None:
    (folder / "genoderm.toml").write_text("prot = 80\n")
    with pytest.raises(BadInput, match=r"genoderm\.toml sets prot, which is no setting; the nearest is port"):
        settings()


def test_a_variable_that_is_no_setting_is_refused_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENODERM_HOEM", "releases")
    with pytest.raises(BadInput, match="the environment sets hoem, which is no setting; the nearest is home"):
        settings()


def test_an_empty_variable_sets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENODERM_HOME", "")
    assert settings().home == Settings().home


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("port", "0"),
        ("port", "many"),
        ("processes", "0"),
        ("base", "https://w3id.org/genoderm/id"),
        ("base", "https://a b/"),
        ("base", "urn:x:"),
        ("clinical_terminologies", "perhaps"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(key: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"GENODERM_{key.upper()}", value)
    with pytest.raises(BadInput, match=rf"setting {key} is '{value}'"):
        settings()


def test_sources_are_named_one_by_one(folder: Path) -> None:
    (folder / "genoderm.toml").write_text(
        '[[sources]]\npath = "tables"\nname = "fimarad"\nlicence = "https://l.example/"\n'
    )
    (named,) = settings().sources
    assert named == NamedSource(path=folder / "tables", name="fimarad", licence="https://l.example/")


@pytest.mark.parametrize("line", ['name = "../elsewhere"', 'nmae = "x"', "path = 5"])
def test_a_source_that_is_named_wrongly_is_refused(folder: Path, line: str) -> None:
    (folder / "genoderm.toml").write_text(f"[[sources]]\n{line}\n")
    with pytest.raises(BadInput, match=r"setting sources\.0\."):
        settings()


def test_a_file_that_is_no_toml_is_named(folder: Path) -> None:
    (folder / "genoderm.toml").write_bytes(b"port = \xff")
    with pytest.raises(BadInput, match=r"genoderm\.toml is no TOML"):
        settings()


def test_every_setting_says_what_it_means() -> None:
    assert all(field.description for field in (*Settings.model_fields.values(), *NamedSource.model_fields.values()))
