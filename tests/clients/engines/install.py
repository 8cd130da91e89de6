"""Installs the engines that call us into .bench, by the ordinary clients of their registries, and checks the jars."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.bench.sparql.installing import NotInstalled, maven_jar
from tests.bench.sparql.peers.fuseki import ARTIFACT, VERSION
from tests.bench.sparql.peers.oxigraph import OxigraphInMemory
from tests.bench.sparql.peers.virtuoso import Virtuoso

CACHE = Path(__file__).resolve().parents[3] / ".bench"
RDF4J = Path(__file__).parent / "rdf4j"
JARS = CACHE / "rdf4j"
FUSEKI_JAR = CACHE / "fuseki" / f"jena-fuseki-server-{VERSION}.jar"
FUSEKI_SHA256 = "d28c1eaf703122ee628895a460c20fa4aa60a892f435d403ea8c036f241da1f8"
PATIENCE = 900  # seconds to download 68 jars


def rdf4j() -> None:
    """RDF4J with FedX, and all that they stand on: the versions of its pom, the checksums of its list."""
    if not JARS.exists():
        command = ("mvn", "-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime")
        coming = JARS.with_name("rdf4j-coming")  # renamed when all is there
        subprocess.run((*command, f"-DoutputDirectory={coming}"), cwd=RDF4J, check=True, timeout=PATIENCE)
        coming.rename(JARS)
    expected = [line.split() for line in (RDF4J / "jars.sha256").read_text().splitlines()]
    for checksum, name in expected:
        checked(JARS / name, checksum)
    if stranger := {path.name for path in JARS.iterdir()} - {name for _, name in expected}:
        raise NotInstalled(f"jars that nobody asked for: {', '.join(sorted(stranger))}")


def fuseki() -> None:
    """Fuseki's one jar."""
    checked(maven_jar(CACHE / "fuseki", ARTIFACT), FUSEKI_SHA256)


def checked(jar: Path, sha256: str) -> None:
    """NotInstalled if it is not the file that was tested, which is then removed."""
    found = hashlib.sha256(jar.read_bytes()).hexdigest()
    if found != sha256:
        jar.unlink()
        raise NotInstalled(f"{jar.name} has the SHA-256 {found}, expected {sha256}")


ENGINES: dict[str, Callable[[], object]] = {
    "Oxigraph": partial(OxigraphInMemory, CACHE),
    "Virtuoso": partial(Virtuoso, CACHE),
    "Fuseki": fuseki,
    "RDF4J": rdf4j,
}


def main() -> int:
    """Install each; 1 if one cannot be."""
    CACHE.mkdir(exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n")
    failed = 0
    for name, install in ENGINES.items():
        try:
            install()
        except (NotInstalled, OSError, subprocess.SubprocessError) as fault:
            failed = 1
            sys.stderr.write(f"{name} is not installed: {fault}\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
