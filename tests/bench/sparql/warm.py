"""Throughput, by wrk with eight connections on the same machine: an answer that is kept, and lookups that never repeat.

No lookup has a text that was asked before (each has another LIMIT), so that no cache of answers helps; what a server
remembers of queries that differ by numbers only helps it.
"""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.sparql.installing import NotInstalled, debian_packages
from tests.bench.sparql.running import Server

CONNECTIONS = 8
ALWAYS = "79408"  # the disease that is asked about again and again
FRESH = '{["Cache-Control"] = "no-cache"}'
LOOKUP = (
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "SELECT ?label WHERE { <http://www.orpha.net/ORDO/Orphanet_%s> skos:prefLabel ?label } LIMIT %d"
)
OPTIONAL = (  # which our server leaves to its workers: only simpler ones are answered where they arrive
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?label ?other "
    "WHERE { <http://www.orpha.net/ORDO/Orphanet_%s> skos:prefLabel ?label "
    "OPTIONAL { <http://www.orpha.net/ORDO/Orphanet_79408> skos:altLabel ?other } } LIMIT %d"
)
SAME = LOOKUP.replace("%d", "%.0s10")  # Lua's way to take a number and not to show it
# wrk calls `request` for each request, and `done` at the end
SCRIPT = """
local at = 0
local codes = {CODES}
local function escape(text)
  return (text:gsub("[^%w]", function(one) return string.format("%%%02X", one:byte()) end))
end
function init(given) math.randomseed(os.time()) at = math.random(1, 100000) * 10000 end
function request()
  at = at + 1
  local query = string.format("QUERY", codes[at % #codes + 1], at)
  return wrk.format("GET", "PATH?query=" .. escape(query) .. "MORE", HEADERS)
end
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  io.stderr:write(string.format('{"requests": %d, "microseconds": %d, "failed": %d, "p50": %d, "p95": %d}',
    summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(95)))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk told: answers a second, requests that failed, latencies in milliseconds."""

    rate: float
    failed: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Wrk:
    """The load generator, what it looks up, where it may write, and for how many seconds it works."""

    command: Sequence[str]
    codes: Sequence[str]
    folder: Path
    seconds: int

    def repeated(self, server: Server) -> Load:
        """The same lookup again and again, which a cache may answer."""
        return self._run(server, self._script(server, [ALWAYS], SAME, "{}"))

    def lookups(self, server: Server) -> Load:
        """Lookups that never repeat."""
        return self._run(server, self._script(server, self.codes, LOOKUP, FRESH))

    def _run(self, server: Server, script: str) -> Load:
        file = self.folder / "lookups.lua"
        file.write_text(script)
        told = ("-t1", f"-c{CONNECTIONS}", f"-d{self.seconds}s", "--timeout", "10s", "-s", str(file))
        accept = ("-H", "Accept: application/sparql-results+json")
        command = (*self.command, *told, *accept, f"http://127.0.0.1:{server.port}")
        done = subprocess.run(command, capture_output=True, text=True, timeout=self.seconds + 60, check=False)
        try:
            found = json.loads(done.stderr)
        except ValueError as fault:
            raise NotInstalled(f"wrk: {done.stderr[-200:]}{done.stdout[-200:]}") from fault
        rate = found["requests"] / found["microseconds"] * 1e6
        return Load(rate, found["failed"], found["p50"] / 1000, found["p95"] / 1000)

    @staticmethod
    def _script(server: Server, codes: Sequence[str], text: str, headers: str) -> str:
        told = {
            "CODES": ",".join(f'"{code}"' for code in codes),
            "QUERY": text,
            "PATH": server.path,
            "MORE": "".join(f"&{name}={value.replace(':', '%3A')}" for name, value in server.parameters.items()),
            "HEADERS": headers,
        }
        script = SCRIPT
        for name, value in told.items():
            script = script.replace(name, value)
        return script


def wrk(cache: Path) -> Sequence[str]:
    """The command, of this machine or of Debian's package, which is given the library that it is linked with."""
    if found := shutil.which("wrk"):
        return (found,)
    root = debian_packages(cache / "wrk", ["wrk", "libluajit2-5.1-2"])
    libraries = {str(file.parent) for file in (root / "usr/lib").rglob("*.so*")}
    return ("env", f"LD_LIBRARY_PATH={':'.join(sorted(libraries))}", str(root / "usr/bin/wrk"))
