"""From `genoderm serve` to the first answer: with an empty home, and with a release that is there already."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.bench.measures import Measure
from tests.bench.processes import Watched, watched

QUESTION = "/api/v1/diseases/79408/centres"  # recessive dystrophic epidermolysis bullosa
EMPTY = 5.0  # seconds
PATIENCE = 120  # seconds


def serve_times(genoderm: str, folder: Path) -> Iterator[Measure]:
    """Both measures, in one new home."""
    home = folder / "home-of-serve"
    yield _first_answer("`genoderm serve`, empty home, to the first answer", genoderm, home, f"< {EMPTY:g} s")
    if (home / "current").exists():
        yield _first_answer("`genoderm serve`, a release is there, to the first answer", genoderm, home, "")


def _first_answer(what: str, genoderm: str, home: Path, target: str) -> Measure:
    port = _free_port()
    command = (genoderm, "serve", "--home", str(home), "--port", str(port))
    with watched(command, home.parent / f"serve-{port}.log") as running:
        answered = _wait(running, f"http://127.0.0.1:{port}{QUESTION}")
        seconds, items = running.seconds, answered.json()["total"] if answered else 0
        running.sample()
    if not answered:
        return Measure(what, target=target, met=False, note=f"no answer: {running.errors()[-300:]}")
    return Measure(
        what, seconds, running.peak, None, target, seconds < EMPTY if target else None, _note(items, running)
    )


def _wait(running: Watched, url: str) -> httpx.Response | None:
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        while running.process.poll() is None and running.seconds < PATIENCE:
            try:
                answer = client.get(url)
            except httpx.TransportError:
                time.sleep(0.01)
                continue
            if answer.status_code == httpx.codes.OK:
                return answer
            time.sleep(0.01)
    return None


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _note(rows: int, running: Watched) -> str:
    built = running.stages()
    return f"{rows} rows" + (f"; built: {built}" if built else "")
