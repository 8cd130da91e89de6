"""From sources to a release: the same input is the same bytes, and nothing but a whole release is ever served."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from genoderm.graph.build import UnreadableSource
from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.findings import InvalidRelease
from genoderm.graph.home import Home
from genoderm.graph.manifest import NAME as MANIFEST
from genoderm.graph.serving import open_release
from genoderm.graph.verification import verify
from genoderm.loaders.source import Context
from genoderm.ontology.terms import Iris
from tests.releases import EB, EBS, edition, made, names, number, rows, turtle

NAMELESS = 'orpha:1 a gd:Disease ; skos:notation "ORPHA:1" .'


def test_the_same_input_in_another_folder_with_other_processes_gives_the_same_release(tmp_path: Path) -> None:
    one, two = tmp_path / "a" / "x", tmp_path / "b" / "y" / "z"
    for folder in (one, two):
        turtle(folder / "eb.ttl", EB)
        turtle(folder / "ebs.ttl", EBS)
    first = made(one / "home", edition(one / "eb.ttl"), edition(one / "ebs.ttl"), processes=1)
    second = made(two / "home", edition(two / "ebs.ttl"), edition(two / "eb.ttl"), processes=2)
    assert first.manifest.id == second.manifest.id
    dumps = [(home / "current" / DUMP).read_bytes() for home in (one / "home", two / "home")]
    assert dumps[0] == dumps[1]
    assert first.manifest.inputs == second.manifest.inputs


def test_another_hash_seed_gives_the_same_release(two_releases: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.releases import *\n"
        "if __name__ == '__main__': print(made(Path(sys.argv[1]), edition(Path(sys.argv[2]), version='2')).manifest.id)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "home", two_releases / "sources" / "second.ttl"],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert told.stdout.strip() == names(two_releases)[-1]


def test_a_rebuild_of_unchanged_inputs_gives_the_release_that_stands(home: Path) -> None:
    before = (home / "current" / MANIFEST).read_bytes()
    again = made(home, edition(home / "sources" / "second.ttl", version="2"))
    assert not again.fresh
    assert again.manifest.id == names(home)[-1]
    assert (home / "current" / MANIFEST).read_bytes() == before


def test_building_older_inputs_again_serves_their_release_without_making_it(home: Path) -> None:
    again = made(home, edition(home / "sources" / "first.ttl", version="1"))
    assert not again.fresh
    assert Home(home).current_release().name == again.manifest.id == names(home)[0]


def test_a_triple_of_two_sources_is_once_in_the_default_graph_and_its_sources_are_found(tmp_path: Path) -> None:
    one, two = turtle(tmp_path / "one.ttl", EB), turtle(tmp_path / "two.ttl", EB + EBS)
    made(tmp_path / "home", edition(one, graph="one"), edition(two, graph="two"))
    store = open_release(Home(tmp_path / "home").current_release()).store
    said = '?d <http://www.w3.org/2004/02/skos/core#notation> "ORPHA:79361"'
    assert number(store, said) == 1
    found = {str(row["g"]) for row in rows(store, f"SELECT ?g WHERE {{ GRAPH ?g {{ {said} }} }}")}
    assert found == {str(Iris().graph("one")), str(Iris().graph("two"))}


def test_two_sources_of_one_graph_are_both_in_it(tmp_path: Path) -> None:
    from dataclasses import replace

    one, two = edition(turtle(tmp_path / "one.ttl", EB)), edition(turtle(tmp_path / "two.ttl", EBS))
    loader = replace(two.loader, source=replace(two.loader.source, name="another"))
    other = replace(two, edition=replace(two.edition, source=loader.source), loader=loader)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("genoderm.graph.fragments.loader_named", lambda _: one.loader)
        patched.setattr("genoderm.graph.fragments.ProcessPoolExecutor", _Here)
        manifest = made(tmp_path / "home", one, other).manifest
    graph = manifest.graph("small")
    assert graph
    assert graph.triples == 3 + 4
    assert verify(tmp_path / "home" / "current") == []


class _Here:
    """Runs what it is given at once, in this process, so that a test can replace what is called."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def submit(self, call, *arguments):  # type: ignore[no-untyped-def]
        from concurrent.futures import Future

        future: Future[object] = Future()
        future.set_result(call(*arguments))
        return future

    def shutdown(self, **_: object) -> None:
        pass


def test_errors_stop_the_release_and_the_current_one_stays(home: Path) -> None:
    current = Home(home).current_release()
    with pytest.raises(InvalidRelease, match=r"has no English name.*\[disease-without-name-violation.rq\]") as told:
        made(home, edition(turtle(home / "bad.ttl", NAMELESS)))
    assert "last-report.json" in str(told.value)
    assert Home(home).current_release() == current
    assert len(names(home)) == 2
    assert list((home / "staging").iterdir()) == []


def test_warnings_go_into_the_report_and_do_not_stop_the_release(home: Path) -> None:
    orphan = EB.replace(" .", " ; skos:broader orpha:99 .")
    built = made(home, edition(turtle(home / "poor.ttl", orphan)))
    assert built.manifest.warnings == 1
    assert "disease-with-unknown-parent" in (home / "current" / "report.json").read_text()


def test_a_file_that_breaks_off_stops_the_build_and_the_current_release_stays(home: Path) -> None:
    current = Home(home).current_release()
    broken = turtle(home / "broken.ttl", EB[:-30])
    with pytest.raises(UnreadableSource, match=r"broken\.ttl .*mend that file or leave it out.*current one stays"):
        made(home, edition(broken))
    assert Home(home).current_release() == current


def test_a_release_whose_manifest_was_lost_is_made_anew(home: Path) -> None:
    (home / "current" / MANIFEST).unlink()
    built = made(home, edition(home / "sources" / "second.ttl", version="2"))
    assert built.fresh
    assert verify(home / "current") == []
    assert [folder.name for folder in home.iterdir() if folder.name.startswith(".")] == []


def test_a_note_that_was_cut_short_names_no_release(home: Path) -> None:
    for note in (home / "built").iterdir():
        note.write_text("")
    built = made(home, edition(home / "sources" / "second.ttl", version="2"))
    assert built.manifest.id == names(home)[-1]
    assert Home(home).current_release().parent.name == "releases"


def test_a_fragment_that_was_damaged_is_not_used(home: Path) -> None:
    shutil.rmtree(home / "built")
    for written in (home / "fragments").glob("*/*.nt"):
        written.write_bytes(written.read_bytes()[:40])
    shutil.rmtree(home / "releases" / names(home)[0])
    built = made(home, edition(home / "sources" / "second.ttl", version="2"))
    assert built.manifest.id == Home(home).current_release().name
    assert verify(home / "current") == []


def test_another_base_is_another_release(home: Path) -> None:
    source = edition(home / "sources" / "second.ttl", version="2")
    other = made(home, source, context=Context(iris=Iris("https://example.org/care/")))
    assert other.fresh
    assert other.manifest.base == "https://example.org/care/"
    assert all(graph.iri.startswith("https://example.org/care/graph/") for graph in other.manifest.graphs)


def test_a_release_can_be_read_by_others_than_its_maker(two_releases: Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    assert (two_releases / "current").stat().st_mode & 0o777 == 0o777 & ~mask


def test_values_are_released_as_the_store_keeps_them_so_that_the_release_verifies(tmp_path: Path) -> None:
    values = (
        ':v :is 1.50, 007, 1.0e3, true, "1"^^xsd:boolean, "2020-01-01+00:00"^^xsd:date, "not a number"^^xsd:integer .'
    )
    made(tmp_path / "home", edition(turtle(tmp_path / "v.ttl", EB + values + ":v :is 1.5 .")))
    assert verify(tmp_path / "home" / "current") == []
    dump = (tmp_path / "home" / "current" / DUMP).read_text()
    assert '"1.5"' in dump
    assert '"1.50"' not in dump
