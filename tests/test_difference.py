"""What changed between two releases, by graph in numbers and by thing in names."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from genoderm.graph.difference import GraphChange, ThingChange, changed_lines, changed_quads, difference
from genoderm.graph.home import Home
from tests.releases import EB, EBS, edition, made, names, turtle

LINES = st.sets(st.binary(max_size=4)).map(sorted)
ORPHA = "http://www.orpha.net/ORDO/Orphanet_"


def releases(home: Path) -> list[Path]:
    return [Home(home).release(name) for name in names(home)]


def test_what_came_is_counted_and_named(two_releases: Path) -> None:
    found = difference(*releases(two_releases))
    derived, small = found.graphs
    assert (derived.graph, derived.removed, small) == ("derived", 0, GraphChange("small", 4, 0))
    assert derived.added > 0
    assert found.things == (ThingChange(f"{ORPHA}304", "", "Epidermolysis bullosa simplex"),)


def test_the_other_way_round_it_went(two_releases: Path) -> None:
    found = difference(*releases(two_releases)[::-1])
    derived, small = found.graphs
    assert (derived.graph, derived.added, small) == ("derived", 0, GraphChange("small", 0, 4))
    assert found.things == (ThingChange(f"{ORPHA}304", "Epidermolysis bullosa simplex", ""),)


def test_a_release_differs_in_nothing_from_itself(two_releases: Path) -> None:
    first, _ = releases(two_releases)
    found = difference(first, first)
    assert (found.graphs, found.things) == ((), ())


def test_another_name_is_told_with_the_former_one(home: Path) -> None:
    made(home, edition(turtle(home / "new.ttl", EB.replace("Inherited", "Hereditary") + EBS), version="3"))
    _, second, third = releases(home)
    assert difference(second, third).things == (
        ThingChange(f"{ORPHA}79361", "Inherited epidermolysis bullosa", "Hereditary epidermolysis bullosa"),
    )
    changed = list(changed_quads(second, third, "small"))
    assert [(came, quad.object.value) for came, quad in changed] == [  # type: ignore[union-attr]
        (True, "Hereditary epidermolysis bullosa"),
        (False, "Inherited epidermolysis bullosa"),
    ]


def test_a_graph_that_one_release_has_not_came_or_went_wholly(home: Path) -> None:
    made(
        home,
        edition(home / "sources" / "second.ttl", version="2"),
        edition(turtle(home / "more.ttl", EB), graph="more"),
    )
    _, second, third = releases(home)
    assert difference(second, third).graphs == (GraphChange("more", 3, 0),)
    assert len(list(changed_quads(third, second, "more"))) == 3


@given(LINES, LINES)
def test_sorted_lines_differ_as_their_sets_do(before: list[bytes], after: list[bytes]) -> None:
    changed = list(changed_lines(before, after))
    assert {line for came, line in changed if came} == set(after) - set(before)
    assert {line for came, line in changed if not came} == set(before) - set(after)
    assert [line for _, line in changed] == sorted(line for _, line in changed)
