"""Names as people write them: in how many cases the right disease comes first, and how often a match is wrong."""

from pathlib import Path

import httpx
import pytest

from genoderm.graph.home import Home
from tests.patience import PATIENCE
from tests.reconciliation_quality import FIRST, FIVE, answers, cases, quality, report
from tests.serving import served


def test_of_names_written_carelessly_the_right_disease_comes_first(shipped_home: Path, shipped_address: str) -> None:
    asked = cases(Home(shipped_home).current_release(), 160, seed=7)
    with httpx.Client(base_url=shipped_address, timeout=PATIENCE) as client:
        told = quality(list(answers(client, asked)))
    assert told.first >= FIRST
    assert told.five >= FIVE
    assert told.wrong == []
    assert told.matched > 0.3  # those that are written right are matched


@pytest.mark.slow
def test_of_500_names_of_all_diseases_the_right_one_comes_first(full_home: Path) -> None:
    asked = cases(Home(full_home).current_release(), 500, seed=7)
    from_disk = {"memory_limit_quads": "0"}  # there at once, where memory takes its time
    with served(full_home, **from_disk) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
        given = list(answers(client, asked))
    told = quality(given)
    assert told.first >= FIRST, [*report(given)]
    assert told.five >= FIVE, [*report(given)]
    assert told.wrong == []


def test_the_same_seed_gives_the_same_names(shipped_home: Path) -> None:
    release = Home(shipped_home).current_release()
    assert cases(release, 40, seed=3) == cases(release, 40, seed=3) != cases(release, 40, seed=4)
    assert len({case.how for case in cases(release, 40, seed=3)}) == 8
