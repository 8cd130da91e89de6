"""RAMOSE over `oxigraph serve` in memory: the finder's question, and the resolver's, as it would be set up."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from genoderm.ontology.questions import question
from tests.bench.sparql.installing import python_environment, version_in
from tests.bench.sparql.peers.oxigraph import OxigraphInMemory
from tests.bench.sparql.running import Server, free_port, started, wait_for_port

PATIENCE = 60
HEAD = """#url /api
#type api
#base http://127.0.0.1
#method get
#title Centres
#description The questions of the benchmark
#version 1
#license CC0
#contacts none
#endpoint http://127.0.0.1:{port}/query

"""
OPERATION = """#url /{name}/{{code}}
#type operation
#code str(.+)
#method get
#description {title}
#call /{name}/{example}
#field_type {fields}
#output_json []
#sparql {query}

"""


class Ramose:
    """Its own server, and an endpoint behind it."""

    name = "RAMOSE"

    def __init__(self, cache: Path) -> None:
        """Install from PyPI."""
        self._commands = python_environment(cache / "ramose", ["ramose"])
        self._store = OxigraphInMemory(cache)
        self.version = f"{version_in(self._commands, 'ramose')} over oxigraph serve {self._store.version}"

    @contextmanager
    def serve(self, quads: Path, folder: Path) -> Iterator[Server]:
        """Load the quads, and serve the two questions at /api/centres/79408 and /api/diseases/OMIM:226600."""
        with self._store.serve(quads, folder) as endpoint:
            specification, port, log = folder / "centres.hf", free_port(), folder / "ramose.log"
            specification.write_text(_specification(endpoint.port), "utf-8")
            told = ("-s", str(specification), "-w", f"127.0.0.1:{port}", "--no-cache")
            there = ("env", "-C", str(folder))  # it writes files of its own to where it is
            with started((*there, str(self._commands / "python"), "-m", "ramose", *told), log) as process:
                wait_for_port(process, port, log, PATIENCE)
                yield Server(port, "/api", process)


def _specification(port: int) -> str:
    finder, resolver = question("centres-for-disease"), question("diseases-for-code")
    disease = "BIND(<http://www.orpha.net/ORDO/Orphanet_[[code]]> AS ?disease)"
    code = 'BIND("[[code]]" AS ?code)'
    return HEAD.format(port=port) + "".join(
        (
            _operation("centres", "79408", finder.text, disease),
            _operation("diseases", "OMIM:226600", resolver.text, code),
        )
    )


def _operation(name: str, example: str, text: str, bound: str) -> str:
    """A question as an operation; RAMOSE puts text into queries."""
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    projected = re.findall(r"\?(\w+)", plain.partition("SELECT")[2].partition("WHERE")[0])
    fields = " ".join(f"str({field})" for field in projected)
    query = re.sub(r"WHERE \{", f"WHERE {{ {bound}", plain, count=1)
    return OPERATION.format(name=name, title=name, example=example, fields=fields, query=query)
