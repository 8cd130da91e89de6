"""Rolling back, verifying, pruning, backing up, restoring: each wholly or not at all."""

import json
import shutil
from itertools import islice
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.home import Home
from genoderm.graph.manifest import NAME as MANIFEST
from genoderm.graph.serving import open_release
from genoderm.graph.storage import StorageFailed
from genoderm.graph.upkeep import backup, prune, restore, rollback
from genoderm.graph.verification import verify
from genoderm.ontology.errors import BadInput, BadRelease, Conflict, NotFound
from tests.releases import EB, edition, made, names, rows, turtle


def current(home: Path) -> str:
    return Home(home).current_release().name


def third(home: Path) -> str:
    return made(home, edition(turtle(home / "third.ttl", EB.replace("Inherited", "Hereditary")))).manifest.id


def test_rolling_back_serves_the_release_before_and_rolling_forward_the_newest(home: Path) -> None:
    first, second = names(home)
    assert rollback(Home(home)).id == first == current(home)
    assert rollback(Home(home), second).id == second == current(home)


def test_rolling_back_goes_to_what_was_served_before_and_not_to_a_release_that_was_rolled_back_itself(
    home: Path,
) -> None:
    first, _ = names(home)
    rollback(Home(home))
    assert third(home) == current(home)
    assert rollback(Home(home)).id == first


def test_rolling_back_from_a_damaged_release_serves_the_newest_that_is_whole(home: Path) -> None:
    first, _ = names(home)
    (home / "current" / MANIFEST).write_text("damaged")
    assert rollback(Home(home)).id == first
    assert list(Home(home).unreadable()) != []


def test_the_oldest_release_has_none_before_it(home: Path) -> None:
    rollback(Home(home))
    with pytest.raises(NotFound, match="is the oldest release"):
        rollback(Home(home))


def test_a_release_is_found_by_the_beginning_of_its_id_if_that_is_its_alone(home: Path) -> None:
    first, second = names(home)
    assert Home(home).release(first[:8]).name == first
    with pytest.raises(NotFound, match=f"there are: {min(first, second)}, {max(first, second)}"):
        Home(home).release("zz")
    with pytest.raises(NotFound):
        Home(home).release("")


def test_a_whole_release_verifies(home: Path) -> None:
    assert verify(home / "current") == []


@pytest.mark.parametrize("name", [DUMP, "report.json", "quarantine.csv"])
def test_a_changed_or_missing_file_is_named(home: Path, name: str) -> None:
    file = home / "current" / name
    file.write_bytes(file.read_bytes() + b"\n")
    assert [fault for fault in verify(home / "current") if name in fault and "was changed" in fault]
    file.unlink()
    assert [fault for fault in verify(home / "current") if name in fault and "is missing" in fault]


def test_a_triple_too_many_in_the_store_is_found_in_whichever_graph(home: Path) -> None:
    store = Store(home / "current" / "store")
    graph = next(iter(sorted(store.named_graphs(), key=str)))
    said = NamedNode("http://example.org/a"), NamedNode("http://example.org/b"), Literal("c")
    store.add(Quad(*said, graph))
    store.add(Quad(*said))
    store.add(Quad(*said, NamedNode("http://example.org/strange")))
    store.flush()
    del store
    faults = "\n".join(verify(home / "current"))
    assert "is not what was released" in faults
    assert "http://example.org/strange" in faults
    assert "the default graph" in faults


def test_a_store_with_damaged_bytes_is_told_and_does_not_end_the_verification(home: Path) -> None:
    for file in (home / "current" / "store").glob("*.sst"):
        data = bytearray(file.read_bytes())
        data[len(data) // 3 : len(data) // 2] = bytes(len(data) // 2 - len(data) // 3)
        file.write_bytes(data)
    assert any("store" in fault for fault in verify(home / "current"))


def test_pruning_keeps_the_newest_and_the_current(home: Path) -> None:
    first, second = names(home)
    rollback(Home(home))
    newest = third(home)
    rollback(Home(home), first)
    assert prune(Home(home), keep=1) == [second]
    assert names(home) == [first, newest]
    assert current(home) == first


def test_pruning_keeps_the_fragments_of_releases_that_stay(home: Path) -> None:
    assert len(list((home / "fragments").iterdir())) == 2
    prune(Home(home), keep=1)
    assert len(list((home / "fragments").iterdir())) == 1
    again = made(home, edition(home / "sources" / "second.ttl", version="2"))
    assert not again.fresh


def test_pruning_leaves_a_release_of_another_version_alone(home: Path) -> None:
    first, _ = names(home)
    told = json.loads((home / "releases" / first / MANIFEST).read_text())
    (home / "releases" / first / MANIFEST).write_text(json.dumps({**told, "format": 99}))
    assert prune(Home(home), keep=1) == []
    assert (home / "releases" / first).is_dir()


def test_keeping_no_release_is_refused(home: Path) -> None:
    with pytest.raises(BadInput, match="at least 1"):
        prune(Home(home), keep=0)


def test_a_release_that_is_open_is_not_pruned_and_goes_on_answering(home: Path) -> None:
    first, second = names(home)
    rollback(Home(home), first)
    opened = open_release(Home(home).current_release())
    answer = rows(opened.store, "SELECT * WHERE { ?s ?p ?o . ?x ?y ?z }")
    next(answer)
    rollback(Home(home), second)
    assert prune(Home(home), keep=1) == []
    assert len(list(islice(answer, 100_000))) == 100_000
    assert opened.store.query("ASK { GRAPH ?g { ?s <http://www.w3.org/2004/02/skos/core#notation> ?o } }")
    opened.held.close()
    assert prune(Home(home), keep=1) == [first]


def test_a_backup_is_restored_in_another_home_as_the_same_release(home: Path, tmp_path: Path) -> None:
    saved = backup(Home(home), tmp_path / "backups" / "one")
    assert restore(Home(tmp_path / "new"), tmp_path / "backups" / "one") == saved
    assert current(tmp_path / "new") == current(home)
    assert verify(tmp_path / "new" / "current") == []
    assert [child.name for child in (tmp_path / "backups").iterdir()] == ["one"]


def test_a_backup_does_not_overwrite(home: Path, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="a folder of its own"):
        backup(Home(home), tmp_path)


def test_a_damaged_release_is_not_backed_up(home: Path, tmp_path: Path) -> None:
    (home / "current" / DUMP).write_text("")
    with pytest.raises(BadRelease, match=r"dump\.nq was changed"):
        backup(Home(home), tmp_path / "backup")
    assert list(tmp_path.glob("*backup*")) == []


def test_a_damaged_backup_changes_nothing(home: Path, tmp_path: Path) -> None:
    backup(Home(home), tmp_path / "backup")
    (tmp_path / "backup" / DUMP).write_text("")
    before = current(home), names(home)
    with pytest.raises(BadRelease, match="is damaged"):
        restore(Home(home), tmp_path / "backup")
    assert (current(home), names(home)) == before


def test_restoring_mends_a_release_that_was_damaged_since(home: Path, tmp_path: Path) -> None:
    backup(Home(home), tmp_path / "backup")
    shutil.rmtree(home / "current" / "store")
    restore(Home(home), tmp_path / "backup")
    assert verify(home / "current") == []


def test_a_backup_that_cannot_be_written_is_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed, match="no backup was made"):
        backup(Home(home), tmp_path / "file" / "backup")
