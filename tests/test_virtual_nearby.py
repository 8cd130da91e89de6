"""gd:nearby: what is near a place, as far away as the engine's own GeoSPARQL says."""

from math import isclose, pi
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store

from genoderm.graph.places import RADIUS, distance
from genoderm.ontology import terms
from tests.searching import PREFIXES, asked, searcher_of

PARIS = '"POINT(2.35 48.85)"^^geo:wktLiteral'
EVERY = """SELECT ?thing (MIN(geof:distance(%s, ?point, uom:metre) / 1000) AS ?km) WHERE {
  ?thing a gd:ExpertCentre ; geo:hasGeometry/geo:asWKT ?point } GROUP BY ?thing"""
LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


def engine_kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    here, there = f"POINT({longitude:f} {latitude:f})", f"POINT({other_longitude:f} {other_latitude:f})"
    measured = f'geof:distance("{here}"^^geo:wktLiteral, "{there}"^^geo:wktLiteral, uom:metre)'
    rows = Store().query(f"{PREFIXES} SELECT ({measured} AS ?metres) {{}}")
    assert isinstance(rows, QuerySolutions)
    return float(next(rows)["metres"].value) / 1000


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distances_are_those_of_geosparql(a: float, b: float, c: float, d: float) -> None:
    ours = distance(*(float(f"{degrees:f}") for degrees in (a, b, c, d)))
    assert isclose(ours, engine_kilometres(a, b, c, d), rel_tol=1e-12, abs_tol=1e-9)


def test_from_pole_to_pole_it_is_half_the_globe() -> None:
    assert isclose(distance(90, 0, -90, 77), pi * RADIUS)
    assert distance(48.85, 2.35, 48.85, 2.35) == 0
    assert isclose(distance(0, 179.5, 0, -179.5), distance(0, 0, 0, 1))


@pytest.mark.parametrize("place", [PARIS, '"POINT(151.2 -33.87)"^^geo:wktLiteral', '"POINT(-180 90)"^^geo:wktLiteral'])
def test_every_centre_is_as_far_away_as_a_query_without_the_service_finds(shipped_home: Path, place: str) -> None:
    found = asked(
        shipped_home,
        f"""SELECT ?thing ?km WHERE {{
      SERVICE gd:nearby {{ ?thing gd:near {place} ; a gd:ExpertCentre ; gd:distance ?km ; gd:limit 10000 }} }}""",
    )
    engine = asked(shipped_home, EVERY % place)
    ours = {row["thing"]: float(row["km"].value) for row in found}
    theirs = {row["thing"]: float(row["km"].value) for row in engine}
    assert len(ours) > 150
    assert ours.keys() == theirs.keys()
    assert all(isclose(ours[thing], theirs[thing], rel_tol=1e-12, abs_tol=1e-9) for thing in ours)


def test_the_nearest_come_first_and_their_ranks_count_them(shipped_home: Path) -> None:
    rows = asked(
        shipped_home,
        f"""SELECT ?km ?rank WHERE {{
      SERVICE gd:nearby {{ ?thing gd:near {PARIS} ; gd:distance ?km ; gd:rank ?rank ; gd:limit 50 }} }}
      ORDER BY ?rank""",
    )
    kilometres = [float(row["km"].value) for row in rows]
    assert kilometres == sorted(kilometres)
    assert [row["rank"].value for row in rows] == [str(rank) for rank in range(1, 51)]


def test_a_radius_leaves_out_what_is_farther(shipped_home: Path) -> None:
    near = searcher_of(shipped_home).places.nearest(48.85, 2.35, within=100, limit=1000)
    every = searcher_of(shipped_home).places.nearest(48.85, 2.35, limit=1000)
    assert near == [one for one in every if one.kilometres <= 100]
    assert 0 < len(near) < len(every)


@given(LATITUDES, LONGITUDES, st.floats(0, 21_000))
def test_a_radius_never_leaves_out_what_is_within_it(
    shipped_home: Path, latitude: float, longitude: float, within: float
) -> None:
    places = searcher_of(shipped_home).places
    every = places.nearest(latitude, longitude, limit=10_000)
    expected = [one for one in every if one.kilometres <= within]
    assert places.nearest(latitude, longitude, within=within, limit=10_000) == expected


def test_the_place_can_be_told_in_degrees(shipped_home: Path) -> None:
    query = "SELECT ?thing ?km WHERE {{ SERVICE gd:nearby {{ ?thing {place} ; gd:distance ?km }} }} ORDER BY ?km ?thing"
    by_point = asked(shipped_home, query.format(place=f"gd:near {PARIS}"))
    in_degrees = asked(shipped_home, query.format(place="gd:latitude 48.85 ; gd:longitude 2.35e0"))
    assert [tuple(row) for row in by_point] == [tuple(row) for row in in_degrees]
    assert len(by_point) == 100


def test_the_distance_of_one_thing_can_be_asked(shipped_home: Path) -> None:
    [nearest] = searcher_of(shipped_home).places.nearest(48.85, 2.35, classes=[terms.Hospital.value], limit=1)
    [row] = asked(
        shipped_home,
        f"""SELECT ?km WHERE {{
      SERVICE gd:nearby {{ {nearest.thing} gd:near {PARIS} ; gd:distance ?km }} }}""",
    )
    assert float(row["km"].value) == nearest.kilometres
