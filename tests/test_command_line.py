"""The command line: what each command prints, what it exits with, and that its help teaches by example."""

import io
import json
import lzma
import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

from genoderm import __version__
from genoderm.__main__ import COMMANDS as KNOWN
from genoderm.__main__ import app, main
from genoderm.__main__ import command as loaded
from genoderm.graph.home import Home
from genoderm.graph.manifest import NAME as MANIFEST
from genoderm.loaders.catalogue import LOADERS
from genoderm.loaders.recognise import recognise
from tests.releases import names

COMMANDS = sorted(name for name in typer.main.get_command(app).commands)  # type: ignore[attr-defined]
FOLDER = Path(__file__).parent
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("GENODERM_", "FORCE_COLOR"))}


@dataclass(frozen=True, slots=True)
class Told:
    """What a command printed, and what it exited with."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: object, home: Path | None = None, text: str = "", **environment: str) -> Told:
    """Run the command line as a user does, in a folder without settings; here, since a process takes a second."""
    at = {"GENODERM_HOME": str(home)} if home else {}
    variables = {**CLEAN, "NO_COLOR": "1", "COLUMNS": "120", **at, **environment}
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "environ", variables)
        patched.chdir(home or FOLDER)
        patched.setattr(sys, "argv", ["genoderm", *map(str, arguments)])
        patched.setattr(sys, "stdin", io.StringIO(text))
        patched.setattr(sys, "stdout", out)
        patched.setattr(sys, "stderr", err)
        try:
            main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        for stream in (out, err):
            stream.flush()
    printed, complained = (stream.buffer.getvalue().decode() for stream in (out, err))
    return Told(status, printed.replace("\r\n", "\n"), complained)


def process(*arguments: object, home: Path) -> "subprocess.CompletedProcess[str]":
    """Run it in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "genoderm", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**CLEAN, "GENODERM_HOME": str(home)},
    )


def printed(*arguments: object, home: Path) -> Any:
    """The JSON that a command prints."""
    told = run(*arguments, "--json", home=home)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def test_the_commands_are_those_that_the_design_names() -> None:
    wanted = {"ask", "backup", "build", "diff", "prune", "query", "releases", "restore", "rollback", "serve", "verify"}
    assert wanted <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_says_what_it_does_and_gives_an_example(command: str) -> None:
    from typer.testing import CliRunner

    told = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
    assert told.exit_code == 0
    assert re.search(rf"Example: .*genoderm {command}", told.stdout), told.stdout
    assert "show_default" not in told.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_the_list_of_commands_says_what_the_help_of_each_says_first(command: str) -> None:
    assert loaded(command).help.splitlines()[0] == KNOWN[command].sentence


@pytest.mark.parametrize(
    ("module", "needless"),
    [
        ("genoderm.__main__", {"fastapi", "httpx", "pydantic", "pyoxigraph", "rich", "genoderm.graph"}),
        ("genoderm.api.commands.serving", {"genoderm.graph.build", "genoderm.loaders.catalogue", "openpyxl"}),
        ("genoderm.api.commands.releases", {"fastapi", "genoderm.graph.build", "genoderm.sparql", "tantivy"}),
        (
            "genoderm.sparql.workers.holder",
            {"fastapi", "httpx", "rich", "werkzeug", "genoderm.api", "genoderm.loaders"},
        ),
        ("genoderm.sparql.write_process", {"fastapi", "httpx", "rich", "genoderm.api"}),
    ],
)
def test_a_process_imports_no_more_than_it_needs(module: str, needless: set[str]) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert module in imported
    assert needless & set(imported) == set()


def test_without_a_command_there_is_help() -> None:
    told = run()
    assert told.returncode == 2
    assert "Begin with" in told.stdout + told.stderr


def test_the_version_is_told() -> None:
    assert run("--version").stdout == f"genoderm {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("build", "--nonsense"),
        ("prune", "--keep", "0"),
        ("query",),
        ("diff", "one"),
        ("serve", "--port", "x"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_two(arguments: tuple[str, ...]) -> None:
    told = run(*arguments)
    assert told.returncode == 2
    assert "Usage" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ask", "centres-for-diseases"), "the nearest is 'centres-for-disease'"),
        (("ask", "disease-by-code", "disease=OMIM:1"), "disease is 'OMIM:1', expected an ORPHA code"),
        (("ask", "disease-by-code", "code=1"), "no parameter 'code'; it has disease=ORPHA:79361"),
        (("query", "missing.rq"), "missing.rq is no file"),
        (("rollback", "zzzz"), "'zzzz' is no release here; there are: "),
        (("diff", "zzzz", "yyyy"), "'zzzz' is no release here"),
        (("verify", "zzzz"), "'zzzz' is no release here"),
        (("restore", "missing"), "it is no release, or a damaged one"),
        (("build", "--sources", "missing"), "missing does not exist"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_fault_is_one_sentence_and_exits_with_one(home: Path, arguments: tuple[str, ...], told: str) -> None:
    found = run(*arguments, home=home)
    assert found.returncode == 1
    assert found.stderr.startswith("genoderm: ")
    assert told in found.stderr
    assert "Traceback" not in found.stderr


def test_an_empty_home_says_how_to_begin(tmp_path: Path) -> None:
    found = run("query", "-", home=tmp_path, text="ASK {}")
    assert (found.returncode, "`genoderm build` makes one" in found.stderr) == (1, True)


def test_a_setting_that_is_none_is_told(home: Path) -> None:
    found = run("releases", home=home, GENODERM_PROT="1")
    assert (found.returncode, found.stderr) == (
        1,
        "genoderm: the environment sets prot, which is no setting; the nearest is port\n",
    )


def test_a_query_from_standard_input_is_answered_as_csv_and_as_asked(home: Path) -> None:
    query = "SELECT ?code { ?d <http://www.w3.org/2004/02/skos/core#notation> ?code } ORDER BY ?code"
    assert run("query", "-", home=home, text=query).stdout == "code\nORPHA:304\nORPHA:79361\n"
    as_json = run("query", "-", "--accept", "application/json", home=home, text=query)
    assert len(json.loads(as_json.stdout)["results"]["bindings"]) == 2


def test_a_query_from_a_file_with_a_syntax_error_is_told_with_its_place(home: Path) -> None:
    (home / "q.rq").write_text("SELECT")
    found = run("query", "q.rq", home=home)
    assert (found.returncode, "line 1, column" in found.stderr) == (1, True)


def test_the_questions_are_listed_and_one_is_asked(home: Path) -> None:
    listed = printed("ask", home=home)
    assert {"question", "asks", "with"} == set(listed[0])
    assert len(run("ask", home=home).stdout.splitlines()) == len(listed) + 1
    (row,) = printed("ask", "disease-by-code", "disease=79361", home=home)
    assert row["name"] == "Inherited epidermolysis bullosa"


def test_releases_are_listed_with_the_current_one_marked(home: Path) -> None:
    told = printed("releases", home=home)
    assert [(release["id"], release["current"]) for release in told] == list(
        zip(names(home), [False, True], strict=True)
    )
    assert run("releases", home=home).stdout.splitlines()[-1].startswith(f"*\t{names(home)[-1]}\t")


def test_a_damaged_release_is_listed_as_such_and_rolling_back_works(home: Path) -> None:
    first, second = names(home)
    (home / "current" / MANIFEST).write_text("damaged")
    found = run("releases", home=home)
    assert (found.returncode, f"{second}/manifest.json is damaged" in found.stderr) == (0, True)
    assert run("rollback", home=home).stdout.startswith(f"current is now {first}")


def test_a_difference_is_told(home: Path) -> None:
    first, second = names(home)
    told = printed("diff", first[:6], second[:6], home=home)
    assert [change["after"] for change in told["things"]] == ["Epidermolysis bullosa simplex"]
    assert "small\t+4\t-0" in run("diff", first, second, home=home).stdout


def test_a_release_is_verified_and_its_damage_told_with_what_to_do(home: Path) -> None:
    assert run("verify", home=home).returncode == 0
    (home / "current" / "dump.nq").write_text("")
    found = run("verify", home=home)
    assert found.returncode == 1
    assert "dump.nq was changed" in found.stderr
    assert "genoderm rollback" in found.stderr


def test_backup_prune_and_restore_go_round(home: Path, tmp_path: Path) -> None:
    first, second = names(home)
    assert run("backup", tmp_path / "saved", home=home).returncode == 0
    assert run("rollback", home=home).returncode == 0
    assert run("prune", "--keep", "1", home=home).stdout == "removed 0: nothing\n"
    assert run("rollback", second, home=home).returncode == 0
    assert run("prune", "--keep", "1", home=home).stdout == f"removed 1: {first}\n"
    found = run("restore", tmp_path / "saved", home=tmp_path / "home")
    assert found.stdout.startswith(f"current is now {second}")


def test_a_port_that_is_taken_is_told_without_a_trace(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = run("serve", "--port", port, home=home)
    assert found.returncode == 1
    assert f"nothing can listen at 127.0.0.1:{port}" in found.stderr
    assert "choose another --port" in found.stderr


def test_foreign_and_damaged_files_are_told_one_by_one(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    (foreign / "below").mkdir(parents=True)
    (foreign / "photo.jpg").write_bytes(b"\xff\xd8\xff\r,\x00\r" + bytes(range(256)) * 9)
    (foreign / "empty.csv").touch()
    (foreign / "cut.tar.xz").write_bytes(lzma.compress(bytes(range(256)) * 999)[:-40])
    (foreign / "broken").symlink_to("nowhere")
    (foreign / "below" / "loop").symlink_to("..")
    os.mkfifo(foreign / "pipe")
    told = {path.name: reason for path, reason in recognise([foreign], LOADERS).unrecognised}
    assert sorted(told) == ["broken", "cut.tar.xz", "empty.csv", "photo.jpg", "pipe"]
    assert told["empty.csv"] == "empty"
    assert told["broken"] == told["pipe"] == "neither a file nor a folder"
    assert all(told.values())


def test_a_process_of_its_own_prints_and_exits_alike(home: Path) -> None:
    whole, faulty = process("releases", "--json", home=home), process("verify", "zzzz", home=home)
    assert [release["id"] for release in json.loads(whole.stdout)] == names(home)
    assert (faulty.returncode, faulty.stdout, faulty.stderr[:10]) == (1, "", "genoderm: ")


def test_a_reader_that_has_read_enough_is_no_fault(sample_home: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("SELECT ?s ?p { ?s ?p ?o . ?x ?y ?z } LIMIT 200000")
    with subprocess.Popen(
        [sys.executable, "-m", "genoderm", "query", str(tmp_path / "q.rq")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**CLEAN, "GENODERM_HOME": str(sample_home)},
    ) as reading:
        assert reading.stdout
        assert reading.stderr
        assert reading.stdout.readline() == b"s,p\r\n"
        reading.stdout.close()
        assert reading.stderr.read() == b""


@pytest.mark.slow
def test_the_shipped_tables_are_built_and_built_again_without_work(shipped_home: Path) -> None:
    """Building what `genoderm build` builds: the fixture made it, the command finds it unchanged."""
    told = printed("build", home=shipped_home)
    assert told["fresh"] is False
    assert told["id"] == Home(shipped_home).current_release().name
    read = [entry for entry in told["inputs"] if entry["loaded"] + sum(entry["aside"].values()) + entry["quarantined"]]
    assert len(read) > 10
    found = run("build", home=shipped_home)
    assert f"Release {told['id']} unchanged" in found.stdout
