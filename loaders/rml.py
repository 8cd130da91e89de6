"""Any other table by mapping: a partner's CSV, JSON or XML through RML or YARRRML (https://rml.io/specs/rml/).

morph-kgc (https://morph-kgc.readthedocs.io) does the mapping. It wants an older pyoxigraph than ours, so it lives in an
environment of its own and runs as a process, in a folder of its own, within bounds of time, memory and output.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader, Sample, Source
from genoderm.ontology.errors import BadInput, HostileFile
from genoderm.ontology.terms import digest

SECONDS = 600  # 100,000 rows take one minute
MEMORY = 4 << 30  # bytes of address space
OUTPUT = 1 << 30  # bytes of N-Triples
SOURCE = Source("rml", "Tables mapped by RML", "", "https://rml.io/specs/rml/", "", "")
BOUNDED = f"""
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
resource.setrlimit(resource.RLIMIT_FSIZE, ({OUTPUT}, {OUTPUT}))
sys.argv = ["morph_kgc", "config.ini"]
runpy.run_module("morph_kgc", run_name="__main__")
"""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A triple that the mapping gave, and the dataset that it is of."""

    dataset: str
    triple: Triple


def edition(path: Path, mapping: Path, name: str, python: str = "", source: Source | None = None) -> Edition:
    """A file and its mapping as an edition of the graph `directory-<name>`; BadInput where morph-kgc is not to be had.

    `python` is the Python of the environment that has morph-kgc; "" is `.venv-rml` beside the running environment.
    """
    told = source or Source(f"directory-{name}", f"Directory tables: {name}", name, "", "", name)
    details = {"dataset": name, "mapping": str(mapping), "python": str(interpreter(python))}
    return Edition(told, path, f"directory-{name}", "", details=details, beside=(mapping,))


def interpreter(python: str = "") -> Path:
    """The Python that has morph-kgc; BadInput, with the commands that make one, if there is none."""
    beside = Path(sys.prefix).parent / ".venv-rml"
    found = Path(python) if python else beside / "bin" / "python"
    if not found.is_file():
        raise BadInput(
            f"{found} is no Python with morph-kgc, which a mapping needs; make one with `python3 -m venv {beside}` and "
            f"`{beside}/bin/python -m pip install morph-kgc`, or name one in the setting rml_python"
        )
    return found


def records(edition: Edition, report: Report) -> Iterator[Mapped]:
    """The triples that the mapping gives, sorted; BadInput in morph-kgc's own words if it gives up."""
    with tempfile.TemporaryDirectory(prefix="genoderm-rml-") as folder:
        for number, line in enumerate(_run(edition, Path(folder)), start=1):
            try:
                (quad,) = parse(line, format=RdfFormat.N_TRIPLES)
            except (SyntaxError, ValueError) as fault:
                report.quarantine(f"triple {number}", "mapping", line, f"a triple that N-Triples can say ({fault})")
            else:
                yield Mapped(edition.details["dataset"], quad.triple)


def _run(edition: Edition, folder: Path) -> list[str]:
    output = folder / "out.nt"
    _configure(folder / "config.ini", edition, output)
    command = [edition.details["python"], "-c", BOUNDED]
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own interpreter, and nothing of the file in the command
            command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as fault:
        raise HostileFile(f"{edition.path.name} took more than {SECONDS} seconds to map") from fault
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
        raise BadInput(f"{edition.path.name} cannot be mapped by {Path(edition.details['mapping']).name}: {said}")
    return sorted(set(output.read_text("utf-8").splitlines())) if output.exists() else []


def _configure(path: Path, edition: Edition, output: Path) -> None:
    config = ConfigParser(interpolation=None)
    config["CONFIGURATION"] = {
        "output_file": str(output),
        "output_format": "N-TRIPLES",
        "number_of_processes": "1",
        "logging_level": "ERROR",
    }
    config["SOURCE"] = {
        "mappings": str(Path(edition.details["mapping"]).absolute()),
        "file_path": str(edition.path.absolute()),  # whatever file the mapping itself names
    }
    with path.open("w", encoding="utf-8") as file:
        config.write(file)


def statements(mapped: Mapped, context: Context) -> Iterator[Triple]:
    """The triple, things known elsewhere by their canonical IRI, and blank nodes named (RDF 1.1 Concepts, 3.5)."""
    subject, value = mapped.triple.subject, mapped.triple.object
    named_subject = _named(subject, mapped.dataset, context) if isinstance(subject, NamedNode | BlankNode) else subject
    named_object = _named(value, mapped.dataset, context) if isinstance(value, NamedNode | BlankNode) else value
    yield Triple(named_subject, mapped.triple.predicate, named_object)


def _named(node: NamedNode | BlankNode, dataset: str, context: Context) -> NamedNode:
    if isinstance(node, BlankNode):
        return context.iris.thing("mapped", f"{dataset}.{digest(node.value)}")
    canonical = context.identities.get(node.value)
    ours = node.value.startswith(context.iris.base)
    return NamedNode(canonical) if canonical and ours else node


def _unrecognised(_: Sample) -> None:
    """No file is mapped unless the settings name its mapping."""


LOADER: Loader[Mapped] = Loader(SOURCE, _unrecognised, records, {"": statements})
