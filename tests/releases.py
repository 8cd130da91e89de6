"""Making small releases in a test: a Turtle file is a source, several of them make a plan."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import Literal, QuerySolution, QuerySolutions, Store

from genoderm.graph.build import Built, build
from genoderm.graph.home import Home
from genoderm.graph.progress import Silent
from genoderm.loaders import vocabulary
from genoderm.loaders.recognise import Found, Plan
from genoderm.loaders.source import Context, Edition
from genoderm.ontology.files import VOCABULARY, ontology_file

PREFIXES = """
@prefix gd: <https://w3id.org/genoderm/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix orpha: <http://www.orpha.net/ORDO/Orphanet_> .
@prefix : <https://w3id.org/genoderm/id/> .
"""
SOUND = Path(__file__).parent / "shapes" / "valid.ttl"
EB = 'orpha:79361 a gd:Disease ; skos:notation "ORPHA:79361" ; skos:prefLabel "Inherited epidermolysis bullosa"@en .'
EBS = (
    'orpha:304 a gd:Disease ; skos:notation "ORPHA:304" ; skos:prefLabel "Epidermolysis bullosa simplex"@en ; '
    "skos:broader orpha:79361 ."
)


def copied(home: Path, folder: Path, name: str = "home") -> Path:
    """A copy of a home, in this folder, that may be changed and locked."""
    return Path(shutil.copytree(home, folder / name, symlinks=True))


def turtle(path: Path, body: str) -> Path:
    """Write statements, with the usual prefixes before them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PREFIXES + body, "utf-8")
    return path


def edition(path: Path, graph: str = "small", version: str = "1") -> Found:
    """A Turtle file as an edition of a source."""
    return Found(Edition(vocabulary.SOURCE, path, graph, version), vocabulary.LOADER)


def planned(*found: Found) -> Plan:
    """A plan of these editions."""
    return Plan(found, (), ())


def made(home: Path, *found: Found, context: Context | None = None, processes: int = 1) -> Built:
    """Build a release of these editions."""
    return build(planned(*found), context or Context(), Home(home), processes, Silent())


def rows(store: Store, query: str) -> Iterator[QuerySolution]:
    """The rows of a SELECT query, as they come."""
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return iter(found)


def number(store: Store, pattern: str) -> int:
    """How many solutions a pattern has."""
    counted = next(rows(store, f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"))["n"]
    assert isinstance(counted, Literal)
    return int(counted.value)


def sample(home: Path) -> Built:
    """Build a release with something of every class: the ontology, and statements in which no shape finds a fault."""
    words = [edition(Path(str(ontology_file(name))), "ontology") for name in VOCABULARY]
    return made(home, edition(SOUND, "sample"), *words)


def names(home: Path) -> Sequence[str]:
    """The ids of the releases of a home, oldest first."""
    return [manifest.id for manifest in Home(home).releases()]
