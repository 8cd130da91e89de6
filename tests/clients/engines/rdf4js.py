"""RDF4J, and FedX over several endpoints: all that they are asked goes through one process, for Java starts slowly."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.clients.engines.install import JARS, RDF4J
from tests.clients.engines.servers import answer_in
from tests.clients.questions import Answer
from tests.patience import PATIENCE


def missing() -> str:
    """What is not here that they need; "" if it is all there."""
    if shutil.which("javac") is None:
        return "there is no Java compiler here"
    return "" if JARS.exists() else "RDF4J is not installed here: `make engines` does it"


def version() -> str:
    """Of the FedX that is installed."""
    (jar,) = JARS.glob("rdf4j-tools-federation-*.jar")
    return jar.stem.rpartition("-")[2]


def asked(
    folder: Path, service: Mapping[str, str], federation: Mapping[str, str], members: Sequence[str]
) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """What RDF4J answers of an empty store, and FedX of these members, to the queries by name."""
    for kind, queries in (("service", service), ("federation", federation)):
        (folder / kind).mkdir()
        for name, query in queries.items():
            (folder / kind / f"{name}.rq").write_text(query, "utf-8")
    command = ("java", "-XX:TieredStopAtLevel=1", "-cp", f"{JARS}/*", str(RDF4J / "Ask.java"), str(folder), *members)
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    return _answers(folder / "service", service), _answers(folder / "federation", federation)


@contextmanager
def federated(members: Sequence[str], log: Path) -> Iterator["subprocess.Popen[str]"]:
    """FedX over these members: reads paths of queries, and says how long each took; it ends with the block."""
    command = ("java", "-cp", f"{JARS}/*", str(RDF4J / "Federated.java"), *members)
    with (
        log.open("w", encoding="utf-8") as out,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, text=True) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def _answers(folder: Path, queries: Mapping[str, str]) -> dict[str, Answer]:
    return {name: answer_in((folder / f"{name}.answer").read_text("utf-8")) for name in queries}
