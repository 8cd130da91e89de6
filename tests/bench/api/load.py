"""Load on addresses: wrk with eight connections, each taking the next of a list of them."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.sparql.installing import NotInstalled
from tests.bench.sparql.warm import CONNECTIONS, Load

# wrk calls `request` for each request, `response` for each answer, and `done` at the end
SCRIPT = """
local at, bytes = 0, 0
local addresses = {}
for line in io.lines("ADDRESSES") do addresses[#addresses + 1] = line end
function init(given) math.randomseed(os.time()) at = math.random(1, #addresses) end
function request()
  at = at + 1
  return wrk.format("GET", addresses[at % #addresses + 1], wrk.headers)
end
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  io.stderr:write(string.format('{"requests": %d, "microseconds": %d, "failed": %d, "p50": %d, "p95": %d}',
    summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(95)))
end
"""


@dataclass(frozen=True, slots=True)
class Generator:
    """wrk, where it may write, and for how many seconds it works."""

    command: Sequence[str]
    folder: Path
    seconds: int

    def run(self, port: int, addresses: Sequence[str], headers: Mapping[str, str]) -> Load:
        """Ask for these addresses in turn, on loopback."""
        listed, script = self.folder / "addresses.txt", self.folder / "addresses.lua"
        listed.write_text("\n".join(addresses))
        script.write_text(SCRIPT.replace("ADDRESSES", str(listed)))
        told = ("-t1", f"-c{CONNECTIONS}", f"-d{self.seconds}s", "--timeout", "10s", "-s", str(script))
        given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        command = (*self.command, *told, *given, f"http://127.0.0.1:{port}")
        done = subprocess.run(command, capture_output=True, text=True, timeout=self.seconds + 60, check=False)
        try:
            found = json.loads(done.stderr)
        except ValueError as fault:
            raise NotInstalled(f"wrk: {done.stderr[-200:]}{done.stdout[-200:]}") from fault
        rate = found["requests"] / found["microseconds"] * 1e6
        return Load(rate, found["failed"], found["p50"] / 1000, found["p95"] / 1000)
