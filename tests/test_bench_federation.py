"""The benchmark of federated queries measures what it says: what passes is counted, answers compared, targets told."""

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, Store

from tests.bench.federation.askers import genoderm, pyoxigraph, rdflib
from tests.bench.federation.counting import counting
from tests.bench.federation.run import ENGINE, OURS, RDFLIB, _measured, markdown
from tests.bench.federation.synthetic import EACH, Size, here, there
from tests.bench.measures import machine
from tests.federated_peers import peer

SIZE = Size(triples=2_000, rows=10)


@pytest.mark.slow
def test_what_passes_is_counted_and_the_answers_are_the_same(tmp_path: Path) -> None:
    store = Store()
    store.bulk_load(path=str(there(SIZE, tmp_path)), format=RdfFormat.N_TRIPLES, to_graph=DefaultGraph())
    with peer(store) as told:
        url = f"{told.address}/sparql"
        with counting(url) as passed, genoderm(here(SIZE), (url, passed.address), tmp_path) as ours:
            askers = {OURS: ours, ENGINE: pyoxigraph(here(SIZE)), RDFLIB: rdflib(here(SIZE))}
            found = {name: _measured(ask, url, passed, 1) for name, ask in askers.items()}
    assert {name: (one.passed.requests, one.passed.rows) for name, one in found.items()} == {
        OURS: (1, SIZE.rows),
        ENGINE: (1, SIZE.triples // EACH),
        RDFLIB: (SIZE.rows, SIZE.rows),
    }
    assert {len(one.rows) for one in found.values()} == {SIZE.rows}
    table = markdown(machine(), "0", SIZE, found)
    assert "- 100 times fewer rows than the engine's own SERVICE (target: 20): met" in table
    assert "- all have the same answer: met" in table
