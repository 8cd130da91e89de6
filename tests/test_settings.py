"""Settings: one table, the command line over the environment over the file, and nothing unknown passes."""

import traceback
from ipaddress import ip_network
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


@pytest.mark.parametrize("value", ["10.0.0.0/8, ::1", "10.0.0.0/8 ::1", " 10.0.0.0/8,::1, "])
def test_a_list_in_the_environment_is_parted_by_commas_or_spaces(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENODERM_TRUSTED_PROXIES", value)
    assert settings().trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1"))


def test_a_list_in_the_file_is_a_list(folder: Path) -> None:
    (folder / "genoderm.toml").write_text('cors = ["https://a.example", "http://localhost:3000"]\n')
    assert settings().cors == ("https://a.example", "http://localhost:3000")


@pytest.mark.parametrize(
    ("value", "meant"), [("true", True), ("1", True), ("yes", True), ("on", True), ("false", False), ("off", False)]
)
def test_a_boolean_in_the_environment_is_a_word(value: str, meant: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENODERM_READ_ONLY", value)
    assert settings().read_only is meant


@pytest.mark.parametrize(
    ("value", "meant"), [("1048576", 1 << 20), ("2MiB", 2 << 20), ("1 MB", 1_000_000), ("1.5kb", 1500)]
)
def test_a_size_is_in_bytes_or_says_its_unit(value: str, meant: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENODERM_MAX_BODY", value)
    assert settings().max_body == meant


@pytest.mark.parametrize(
    ("value", "meant"), [("none", ()), ("all", ("0.0.0.0/0", "::/0")), ("192.0.2.7", ("192.0.2.7/32",))]
)
def test_who_reads_the_metrics_is_all_or_none_or_a_list(
    value: str, meant: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENODERM_METRICS", value)
    assert tuple(map(str, settings().metrics)) == meant


def test_the_public_address_has_no_slash_at_its_end() -> None:
    assert settings(public_url="https://example.org/genoderm/").public_url == "https://example.org/genoderm"


def test_there_is_at_least_one_worker_and_by_default_at_most_four() -> None:
    assert 1 <= Settings().workers <= 4


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("trusted_proxies", "proxy.example", r"trusted_proxies\.0 is 'proxy\.example': .* an IPv4 or IPv6 network"),
        ("trusted_proxies", "10.1.2.3/8", r"trusted_proxies\.0 is '10\.1\.2\.3/8': .*has host bits set"),
        ("cors", "https://a.example/", r"cors\.0 is 'https://a\.example/': expected an origin such as"),
        ("public_url", "example.org", r"public_url is 'example\.org': expected an address such as"),
        ("max_body", "much", r"max_body is 'much': could not parse value and unit"),
        ("log_format", "xml", r"log_format is 'xml': input should be 'auto', 'json' or 'text'"),
        ("timeout", "0", r"timeout is '0': input should be greater than 0"),
        ("timeout", "nan", r"timeout is 'nan': input should be less than or equal to 86400"),
    ],
)
def test_a_value_that_cannot_be_says_what_would_be_right(
    key: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"GENODERM_{key.upper()}", value)
    with pytest.raises(BadInput, match=f"^setting {told}"):
        settings()


def test_a_default_time_limit_above_the_largest_is_refused() -> None:
    with pytest.raises(BadInput, match=r"^setting timeout is 300, expected at most max_timeout, which is 120$"):
        settings(timeout=300)


def test_a_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENODERM_TOKEN", "9f86d081884c7d65")
    chosen = settings()
    assert chosen.token is not None
    assert chosen.token.get_secret_value() == "9f86d081884c7d65"
    assert "9f86d081884c7d65" not in f"{chosen!r} {chosen} {chosen.model_dump()} {chosen.model_dump_json()}"


@pytest.mark.parametrize("value", ["hunter2", "a token with spaces in it", "clé-du-serveur-genoderm"])
def test_a_token_that_is_short_or_cannot_be_sent_is_refused_and_not_shown(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENODERM_TOKEN", value)
    with pytest.raises(BadInput, match=r"^setting token is not what it should be: expected at least 16") as refused:
        settings()
    assert value not in "".join(traceback.format_exception(refused.value))


def test_the_settings_beside_a_wrong_one_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENODERM_TOKEN", "9f86d081884c7d65")
    with pytest.raises(BadInput) as refused:
        settings(timeout=300)
    assert "9f86d081884c7d65" not in "".join(traceback.format_exception(refused.value))
