"""Twenty thousand centres and a million statements of expertise that nobody made: tables of a partner, to be built as
any partner's are.

Seeded, so that every run has the same. Their folder is called `synthetic`, which stands in the IRI of each and in the
name of their graph; each label says it too. A part of the disorders gets no centre, so that there are gaps to find.
"""

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import QuerySolutions, Store

SEED = 20260804
COVERED = 0.6  # of the disorders
PAGE = "https://synthetic.example/"  # RFC 2606: it leads nowhere
COUNTRIES = (
    "AR",
    "AT",
    "BE",
    "BR",
    "CH",
    "CZ",
    "DE",
    "ES",
    "FR",
    "GB",
    "GR",
    "IN",
    "IT",
    "JP",
    "LB",
    "MA",
    "PL",
    "TN",
    "US",
)
KINDS = ("expert-centre",) * 9 + ("laboratory",)
EVIDENCE = (
    "official-designation",
    "network-page",
    "institution-page",
    "patient-organisation-page",
    "press",
    "publication-affiliation",
)
DISORDERS = """
PREFIX gd: <https://w3id.org/genoderm/ns#>
SELECT ?orpha WHERE {
  ?disease a gd:Disorder ; <http://www.w3.org/2004/02/skos/core#notation> ?orpha .
  FILTER NOT EXISTS { ?disease <http://www.w3.org/2002/07/owl#deprecated> true }
}
ORDER BY ?orpha
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows of each table."""

    centres: int = 20_000
    expertise: int = 1_000_000


def disorders(store: Store) -> list[str]:
    """The ORPHA codes of the disorders of a release, as digits."""
    found = store.query(DISORDERS)
    if not isinstance(found, QuerySolutions):
        raise TypeError("SELECT gives solutions")
    return [row["orpha"].value.removeprefix("ORPHA:") for row in found]


def write_tables(folder: Path, codes: Sequence[str], size: Size) -> Path:
    """Write `synthetic/centres.csv` and `synthetic/expertise.csv` into the folder; the folder of the tables."""
    tables = folder / "synthetic"
    tables.mkdir(parents=True, exist_ok=True)
    chance = random.Random(SEED)  # noqa: S311 - so that every run has the same
    ids = [f"s{number:05}" for number in range(1, size.centres + 1)]
    _write(tables / "centres.csv", _centres(ids, chance))
    covered = chance.sample(list(codes), int(len(codes) * COVERED))
    _write(tables / "expertise.csv", _expertise(ids, covered, size.expertise, chance))
    return tables


def _centres(ids: Sequence[str], chance: random.Random) -> Iterator[dict[str, str]]:
    for number, name in enumerate(ids, 1):
        yield {
            "id": name,
            "name": f"Synthetic centre {number}",
            "name_language": "en",
            "kind": chance.choice(KINDS),
            "hospital": "",  # synthetic centres stand alone
            "country": chance.choice(COUNTRIES),
            "city": f"Synthetic town {chance.randrange(500)}",
            "source": f"{PAGE}centre/{name}",
        }


def _expertise(ids: Sequence[str], codes: Sequence[str], rows: int, chance: random.Random) -> Iterator[dict[str, str]]:
    """Each centre knows about as many diseases as any other; no two rows are the same."""
    each, rest = divmod(rows, len(ids))
    for at, name in enumerate(ids):
        for orpha in chance.sample(codes, each + (at < rest)):
            yield {
                "centre": name,
                "disease": orpha,
                "evidence": chance.choice(EVIDENCE),
                "source": f"{PAGE}centre/{name}",
            }


def _write(path: Path, rows: Iterable[dict[str, str]]) -> None:
    stream = iter(rows)
    first = next(stream)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, first, lineterminator="\n")
        table.writeheader()
        table.writerow(first)
        table.writerows(stream)
