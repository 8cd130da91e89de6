"""The twenty queries: a file each, its question in the first line, its kind before the colon."""

from dataclasses import dataclass
from pathlib import Path

from genoderm.ontology.examples import examples
from genoderm.ontology.questions import catalogue
from genoderm.ontology.terms import Iris
from tests.bench.sparql.client import RESULTS

FOLDER = Path(__file__).with_name("queries")
GRAPHS = ("CONSTRUCT", "DESCRIBE")
DESCRIBED = "application/n-triples"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One query; it is answered in the format that its form has and all peers know."""

    name: str
    kind: str
    question: str
    text: str

    @property
    def media_type(self) -> str:
        """Results as SPARQL JSON, graphs as N-Triples."""
        return DESCRIBED if self.kind in GRAPHS else RESULTS


def queries() -> list[Benchmark]:
    """All of them, in the order of their numbers."""
    return [_read(path) for path in sorted(FOLDER.glob("*.rq"))]


def questions() -> list[Benchmark]:
    """Our competency questions, each with the example of its parameters."""
    asked = examples(Iris())
    return [Benchmark(one.name, "SELECT", one.english, asked[one.name].query) for one in catalogue().values()]


def _read(path: Path) -> Benchmark:
    text = path.read_text("utf-8")
    kind, _, question = text.splitlines()[0].removeprefix("#").partition(":")
    return Benchmark(path.stem, kind.strip(), question.strip(), text)
