"""curl, as one writes it in a shell."""

import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from pyoxigraph import RdfFormat, parse

from tests.clients.questions import Answer, of_json

WAYS = {
    "GET": ["--get", "--data-urlencode", "query@-"],
    "form": ["--data-urlencode", "query@-"],
    "direct": ["--data-binary", "@-", "--header", "Content-Type: application/sparql-query"],
    "QUERY": ["--request", "QUERY", "--data-binary", "@-", "--header", "Content-Type: application/sparql-query"],
    "HTTP/1.0": ["--http1.0", "--data-urlencode", "query@-"],
}
ACCEPT = "Accept: application/sparql-results+json, application/n-triples;q=0.9"


class Curl(Protocol):
    def __call__(self, address: str, query: str) -> Answer: ...


def run(*arguments: str, query: str = "") -> "subprocess.CompletedProcess[str]":
    """curl with these arguments; the query comes by its standard input."""
    command = ["curl", "--silent", "--show-error", "--max-time", "60", *arguments]
    return subprocess.run(command, input=query, capture_output=True, text=True, encoding="utf-8", check=False)


def asking(way: Sequence[str]) -> Curl:
    """The client that sends queries this way."""

    def ask(address: str, query: str) -> Answer:
        done = run("--fail-with-body", *way, "--header", ACCEPT, address, query=query)
        assert done.returncode == 0, done.stdout + done.stderr
        return _answer(done.stdout)

    return ask


def _answer(told: str) -> Answer:
    if not told.startswith("{"):
        return frozenset(str(quad.triple) for quad in parse(told, format=RdfFormat.N_TRIPLES))
    results = json.loads(told)
    if "boolean" in results:
        return bool(results["boolean"])
    return Counter(map(of_json, results["results"]["bindings"]))
