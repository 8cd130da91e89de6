"""The benchmark of federated queries measures what it says: what passes is counted, answers compared, targets told."""

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, Store

from tests.bench.federation import network, soak
from tests.bench.federation.askers import genoderm, pyoxigraph, rdflib
from tests.bench.federation.counting import counting
from tests.bench.federation.run import ENGINE, OURS, RDFLIB, _measured, markdown
from tests.bench.federation.synthetic import EACH, Size, here, there
from tests.bench.federation.ten import measuring, reporting
from tests.bench.federation.ten.data import INVENTED, Sizes, nodes
from tests.clients.questions import of_engine
from tests.federated_network import filled, merged
from tests.federated_peers import peer

SIZE = Size(triples=2_000, rows=10)
TEN = Sizes()


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
    table = markdown("0", SIZE, found)
    assert "- 100 times fewer rows than the engine's own SERVICE (target: 20): met" in table
    assert "- all have the same answer: met" in table


@pytest.mark.slow
def test_a_server_is_watched_over_queries_that_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "ADDRESSES", 2)
    monkeypatch.setattr(soak, "IDLE", 0.1)
    found = soak.soaked(60, tmp_path)
    assert found.statuses.keys() <= {*soak.SOUND, *soak.BAD, soak.OWN, soak.DEAD, soak.MORTAL}
    assert sum(each.total() for each in found.statuses.values()) == 60
    assert (found.unexpected, found.strangers) == (0, 0)
    assert len(found.memory) == len(found.sockets) == 2
    told = soak.markdown(found)
    assert "- 0 connections to the host that is on no list (target: none): met" in told
    assert "- 0 answers that are neither rows nor a named failure (target: none): met" in told


def test_what_a_network_took_is_told_beside_its_targets() -> None:
    whole, quick = network.Asked(2.1, 180, frozenset({"dead"})), network.Asked(0.4, 160, frozenset({"dead", "slow"}))
    names = (network.FINDER, *network.QUERIES)
    each = {name: dict.fromkeys(names, one) for name, one in {"again": whole, "short": quick}.items()}
    found = network.Measured(10, 20, each["again"], each["again"], each["short"])
    assert all(network.targets(found).values())
    late = network.Measured(10, 20, each["again"], each["short"], each["short"])
    told = network.markdown(late)
    assert "the finder: complete but for the dead node in 0.40 s (target: 2 s and a bit): **NOT MET**" in told


def test_ten_nodes_are_invented_and_ten_queries_ask_of_them() -> None:
    held = nodes(TEN)
    assert len(held) == len(measuring.catalogue()) == 10
    assert all(str(quad.subject).startswith(f"<{INVENTED}") for quads in held.values() for quad in quads)
    assert all(query.startswith("# ") and query.splitlines()[0].count("?") for query in measuring.catalogue().values())
    whole = merged(*map(filled, held.values()))
    rows = {name: of_engine(whole, query) for name, query in measuring.catalogue().items()}
    assert all(rows.values())
    single = [filled(quads) for quads in held.values()]
    apart = {
        name for name, query in measuring.catalogue().items() if rows[name] in [of_engine(s, query) for s in single]
    }
    assert not apart, "one node alone has the whole answer"


def test_what_ten_queries_took_is_told_beside_its_targets() -> None:
    asked = {measuring.OURS: measuring.Asked(0.1), "FedX": measuring.Asked(0.3)}
    found = measuring.Measured(10, {"one": 1, "two": 2}, {"one": asked, "two": asked})
    assert reporting.targets(found) == {
        "3.0 times as fast as FedX, in the geometric mean (target: 2)": True,
        "all have the same answers": True,
    }
    wrong = {"one": asked, "two": {**asked, "FedX": measuring.Asked(0.1, "another answer")}}
    assert list(reporting.targets(measuring.Measured(10, found.rows, wrong)).items()) == [
        ("1.7 times as fast as FedX, in the geometric mean (target: 2)", False),
        ("all have the same answers, but for FedX in two", False),
    ]
