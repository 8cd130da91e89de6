"""A build keeps what was written, or is refused; nothing is lost without a word."""

from pathlib import Path

import pytest

from genoderm.graph.build import Built, build
from genoderm.graph.home import Home
from genoderm.graph.manifest import NAME as MANIFEST
from genoderm.graph.progress import Silent
from genoderm.graph.revision_bare import bare_release
from genoderm.graph.revision_carry import Overwritten, Writes
from genoderm.loaders.source import Context
from tests.releases import EB, EBS, edition, names, planned, turtle
from tests.revisions import dropped, manifest, posted, put, said, updated, whole

ONE = "<urn:a> <urn:p> <urn:b>"


def built(home: Path, writes: Writes = Writes.KEPT, *, again: bool = False) -> Built:
    """Build with another source, or with the one that the current release was built from."""
    body = EB + EBS if again else EB.replace("Inherited", "Hereditary") + EBS
    found = edition(turtle(home / "sources" / ("second.ttl" if again else "third.ttl"), body), version="2")
    return build(planned(found), Context(), Home(home), 1, Silent(), writes=writes)


@pytest.mark.parametrize("again", [True, False])
def test_a_graph_that_only_writes_made_outlives_a_build(home: Path, *, again: bool) -> None:
    put(home, "partner", f"{ONE} .")
    put(home, "http://example.org/g", "[] <urn:p> 1 .")
    before = said(home, "http://example.org/g")
    told = [line for line in said(home, "provenance") if "graph/partner" in line or "/write/" in line]
    made = built(home, again=again)
    assert made.manifest == manifest(home)
    assert said(home, "partner") == {ONE} <= said(home)
    assert said(home, "http://example.org/g") == before
    assert said(home, "provenance") >= set(told)
    graph = manifest(home).graph("partner")
    assert graph is not None
    assert (graph.written, graph.publisher) == ("whole", "anna")
    assert whole(home)


def test_building_twice_carries_over_once(home: Path) -> None:
    put(home, "partner", f"{ONE} .")
    first = built(home)
    known = names(home)
    again = built(home)
    assert (again.manifest.id, again.fresh) == (first.manifest.id, False)
    assert names(home) == known


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "INSERT DATA { GRAPH <https://w3id.org/genoderm/id/graph/small> { <urn:a> <urn:p> 1 } }",
            "graph small, which",
        ),
        ("DROP GRAPH <https://w3id.org/genoderm/id/graph/small>", "the removal of the graph small"),
        ("INSERT DATA { <urn:a> <urn:p> 1 }", "1 statements of the default graph alone"),
        (
            "DELETE DATA { <http://www.orpha.net/ORDO/Orphanet_304> <http://www.w3.org/2004/02/skos/core#notation> "
            '"ORPHA:304" }',
            "1 statements withdrawn",
        ),
    ],
)
def test_a_build_that_would_undo_a_write_is_refused_until_it_may(home: Path, text: str, told: str) -> None:
    put(home, "partner", f"{ONE} .")
    updated(home, text)
    before = manifest(home).id
    with pytest.raises(Overwritten, match=told):
        built(home)
    with pytest.raises(Overwritten, match=told):
        built(home, again=True)
    assert manifest(home).id == before
    built(home, Writes.REPLACED)
    assert said(home, "partner") == {ONE}
    assert said(home, "small") != set()
    assert manifest(home).unnamed is None
    assert whole(home)
    built(home)


def test_a_graph_of_the_build_that_was_dropped_and_written_anew_counts_as_changed(home: Path) -> None:
    dropped(home, "small")
    assert manifest(home).dropped == ("small",)
    put(home, "small", f"{ONE} .")
    assert manifest(home).dropped == ()
    posted(home, "small", "<urn:a> <urn:p> 2 .")
    with pytest.raises(Overwritten, match="graph small, which was written to"):
        built(home)


def test_a_source_that_takes_the_name_of_a_written_graph_needs_leave(home: Path) -> None:
    put(home, "more", f"{ONE} .")
    sources = [
        edition(turtle(home / "sources" / "second.ttl", EB + EBS), version="2"),
        edition(turtle(home / "more.ttl", EB), graph="more"),
    ]

    def with_more(writes: Writes) -> Built:
        return build(planned(*sources), Context(), Home(home), 1, Silent(), writes=writes)

    with pytest.raises(Overwritten, match="graph more, which a source has now"):
        with_more(Writes.KEPT)
    assert said(home, "more") == {ONE}
    with_more(Writes.REPLACED)
    assert ONE not in said(home, "more")


def test_a_dataset_that_no_source_gives_is_not_built_over(tmp_path: Path) -> None:
    bare_release(Home(tmp_path), ())
    with pytest.raises(Overwritten, match="all of it"):
        built(tmp_path)
    built(tmp_path, Writes.REPLACED)
    assert whole(tmp_path)


def test_a_damaged_release_is_built_over_since_a_build_is_what_mends_it(home: Path) -> None:
    updated(home, f"INSERT DATA {{ {ONE} }}")
    (home / "current" / MANIFEST).write_text("damaged")
    built(home)
    assert whole(home)
