"""The examples of deployment say what is: all that they name exists, and the tools that they are for take them."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from genoderm.__main__ import command as of_the_command_line
from genoderm.api import health, metrics
from genoderm.graph.settings import ELSEWHERE, PREFIX, Settings, settings

EXAMPLES = Path(__file__).resolve().parents[1] / "api" / "examples"
BESIDE = ("memory.py", "federation_metrics.py")  # the counters
FILES = ["Caddyfile", "Containerfile", "README.md", "genoderm.service", "genoderm.toml", "nginx.conf"]
UNIT = (EXAMPLES / "genoderm.service").read_text("utf-8")
NGINX = (EXAMPLES / "nginx.conf").read_text("utf-8")
CADDY = (EXAMPLES / "Caddyfile").read_text("utf-8")
CONTAINER = (EXAMPLES / "Containerfile").read_text("utf-8")
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix", "Forwarded")


def directives(text: str) -> Iterator[tuple[str, str]]:
    """The lines `key=value` of a unit."""
    return (line.partition("=")[::2] for line in text.splitlines() if re.match(r"[A-Z]\w+=", line))


def test_every_example_is_looked_at() -> None:
    assert sorted(file.name for file in EXAMPLES.iterdir()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_every_variable_in_it_is_a_setting(name: str) -> None:
    named = re.findall(rf"{PREFIX}([A-Z_]+)", (EXAMPLES / name).read_text("utf-8"))
    known = {key.upper() for key in Settings.model_fields} | {key.removeprefix(PREFIX) for key in ELSEWHERE}
    assert set(named) - known == set()


@pytest.mark.parametrize("name", ["genoderm.toml", "README.md", "nginx.conf", "Caddyfile", "genoderm.service"])
def test_every_word_in_backticks_that_looks_like_a_setting_is_one(name: str) -> None:
    text = (EXAMPLES / name).read_text("utf-8")
    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", text)) - set(re.findall(r"`(genoderm_\w+)`", text))
    assert named - set(Settings.model_fields) == set()


@pytest.mark.parametrize("name", FILES)
def test_every_command_in_it_exists_with_its_options(name: str) -> None:
    text = (EXAMPLES / name).read_text("utf-8")
    for command, rest in re.findall(r"(?:bin/|`)genoderm ([a-z]+)([^`\n]*)", text):
        options = {option for parameter in of_the_command_line(command).params for option in parameter.opts}
        assert set(re.findall(r"--[a-z]+", rest)) - options == set()
    assert re.search(r'ENTRYPOINT \["genoderm"\]\nCMD \["serve"\]', CONTAINER)


def test_every_counter_that_the_readme_names_is_counted() -> None:
    named = set(re.findall(r"`(genoderm_\w+?)(?:_total)?`", (EXAMPLES / "README.md").read_text("utf-8")))
    source = "".join(
        Path(str(module)).read_text("utf-8")
        for module in (metrics.__file__, *(Path(metrics.__file__).with_name(name) for name in BESIDE))
    )
    assert len(named) >= 5
    assert {name for name in named if f'"{name}"' not in source} == set()


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_the_paths_for_monitors_exist(path: str) -> None:
    assert path in {route.path for router in (health.router, metrics.router) for route in router.routes}  # type: ignore[attr-defined]
    assert path in (EXAMPLES / "README.md").read_text("utf-8")


def test_the_settings_of_the_example_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}CONFIG", str(EXAMPLES / "genoderm.toml"))
    chosen = settings()
    told = tomllib.loads((EXAMPLES / "genoderm.toml").read_text("utf-8"))
    assert chosen.model_fields_set == set(told)
    assert chosen.read_only
    assert "token" not in told


def test_the_unit_stops_the_server_alone_and_waits_for_longer_than_its_answers_have() -> None:
    told = dict(directives(UNIT))
    grace = tomllib.loads((EXAMPLES / "genoderm.toml").read_text("utf-8"))["grace"]
    assert (told["KillMode"], told["KillSignal"]) == ("mixed", "SIGTERM")
    assert int(told["TimeoutStopSec"]) > grace
    assert told["OOMPolicy"] == "continue"  # else a worker that takes too much takes the service with it


def test_the_container_stops_as_the_unit_does() -> None:
    assert "STOPSIGNAL SIGTERM" in CONTAINER
    grace, waited = (re.search(key, CONTAINER) for key in (r"GENODERM_GRACE=(\d+)", r"--stop-timeout (\d+)"))
    assert grace is not None
    assert waited is not None
    assert int(waited[1]) > int(grace[1])


def test_the_container_is_run_by_nobody_of_importance_and_looks_after_its_health() -> None:
    last = CONTAINER.rpartition("\nFROM ")[2]
    assert re.search(r"^USER \d{4,}$", last, re.MULTILINE)
    assert "/health/ready" in last
    assert f"{PREFIX}TOKEN" not in CONTAINER
    assert "--cap-drop all" in CONTAINER


def test_the_container_checks_its_health_with_a_command_that_runs() -> None:
    found = re.search(r'CMD \["python", "-c", "(.+?)"\]\nENTRY', CONTAINER)
    assert found is not None
    compile(found[1], "HEALTHCHECK", "exec")


@pytest.mark.parametrize("header", FORWARDED)
def test_nginx_sets_or_removes_every_header_that_is_believed(header: str) -> None:
    assert re.search(rf"^\s+proxy_set_header {header} ", NGINX, re.MULTILINE)


@pytest.mark.parametrize("header", FORWARDED[3:])
def test_caddy_removes_every_header_that_it_does_not_set_of_itself(header: str) -> None:
    assert re.search(rf"^\s+header_up -{header}$", CADDY, re.MULTILINE)


def test_proxies_stream_and_keep_the_counters_to_themselves() -> None:
    assert "proxy_buffering off;" in NGINX
    assert "flush_interval -1" in CADDY
    assert re.search(r"location = /metrics \{\s+return 404;", NGINX)
    assert "respond /metrics 404" in CADDY


def test_proxies_take_as_much_as_the_server_does() -> None:
    assert Settings().max_upload == 64 << 20
    assert "client_max_body_size 64m;" in NGINX
    assert "max_size 64MiB" in CADDY
    waited = re.search(r"proxy_read_timeout (\d+)s;", NGINX)
    assert waited is not None
    assert int(waited[1]) > Settings().max_timeout


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    here = tmp_path / "genoderm.service"
    here.write_text(UNIT.replace("/opt/genoderm/.venv/bin/genoderm", sys.executable), "utf-8")
    done = run("systemd-analyze", "verify", str(here))
    assert done.returncode == 0, done.stderr
    assert "genoderm.service" not in done.stderr  # else it passes over something that it does not know


def test_systemd_finds_the_unit_well_confined() -> None:
    done = run("systemd-analyze", "security", "--offline=true", "--threshold=20", str(EXAMPLES / "genoderm.service"))
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd cannot judge a unit that is not installed")
    assert done.returncode == 0, done.stdout[-300:]


def test_caddy_takes_the_caddyfile() -> None:
    done = run("caddy", "validate", "--adapter", "caddyfile", "--config", str(EXAMPLES / "Caddyfile"))
    assert done.returncode == 0, done.stderr[-1000:]


def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    here = tmp_path / "site.conf"
    here.write_text(NGINX.replace("/etc/ssl/genoderm.example", str(tmp_path)).replace("443", "8443"), "utf-8")
    files = ["-keyout", f"{tmp_path}/key.pem", "-out", f"{tmp_path}/fullchain.pem"]
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=genoderm.example", *files)
    (tmp_path / "logs").mkdir()
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {tmp_path}/{kind}; " for kind in kinds)
    http = f"events {{}} http {{ access_log off; {folders} include {here}; }}"
    (tmp_path / "nginx.conf").write_text(f"error_log {tmp_path}/error.log; pid {tmp_path}/pid; {http}", "utf-8")
    done = run("nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"))
    assert done.returncode == 0, done.stderr[-1000:]
