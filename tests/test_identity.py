from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genoderm.loaders.directory.dataset import dataset, shipped
from genoderm.loaders.directory.references import Entry
from genoderm.loaders.duplicates import duplicates, similarity
from genoderm.loaders.identity import Identities, among, entries, identities
from genoderm.ontology.terms import DEFAULT_BASE, Iris
from tests.directory_tables import edition, folder

IRIS = Iris()
HEADER = "id,name,country,city,ror,wikidata\n"
ONE, OTHER = "0446wcg70", "056b2ve81"
NECKER = next(
    (dict(row.record)["id"], dict(row.record)["ror"])
    for rows in shipped().entries.values()
    for row in rows
    if row.kind.name == "hospitals" and dict(row.record)["ror"]
)


def thing(name: str, kind: str = "hospital") -> str:
    return f"{DEFAULT_BASE}{kind}/{name}"


def told(place: Path, *datasets: str, **tables: str) -> Identities:
    """Identities of partners, each with its tables named `<dataset>_<file>`."""
    rows: list[Entry] = []
    for name in datasets:
        own = {key.removeprefix(f"{name}_"): text for key, text in tables.items() if key.startswith(f"{name}_")}
        files = sorted(folder(place / name, **own).iterdir())
        rows += [row for found in dataset(name, files).entries.values() for row in found]
    return among(rows, IRIS)


def test_one_ror_id_makes_one_hospital_and_the_first_source_gives_its_iri(tmp_path: Path) -> None:
    found = told(tmp_path, "a", "b", a_h=f"{HEADER}x,X,FR,Y,{ONE},\n", b_h=f"{HEADER}z,Z,FR,Y,https://ror.org/{ONE},\n")
    assert found.canonical == {thing("b.z"): thing("a.x"), f"https://ror.org/{ONE}": thing("a.x")}


def test_a_partners_hospital_gets_the_shipped_iri_whatever_the_order(tmp_path: Path) -> None:
    shipped_id, ror = NECKER
    path = folder(tmp_path / "net", h=f"{HEADER}mine,Mine,FR,Paris,{ror},\n") / "h.csv"
    ours = edition(next(file for file, rows in shipped().entries.items() if rows and rows[0].kind.name == "hospitals"))
    found = identities([edition(path), ours], IRIS)
    assert found.canonical[thing("net.mine")] == thing(shipped_id)
    assert found.canonical[f"https://ror.org/{ror}"] == thing(shipped_id)
    assert next(entries([edition(path), ours])).dataset == "genoderm"


def test_one_wikidata_id_makes_one_thing_and_so_does_a_chain(tmp_path: Path) -> None:
    rows = f"x,X,FR,Y,,Q1\ny,Y,FR,Y,{ONE},Q1\nz,Z,FR,Y,{ONE},\n"
    found = told(tmp_path, "a", a_h=HEADER + rows)
    assert {found.canonical[thing(f"a.{name}")] for name in "yz"} == {thing("a.x")}
    assert found.canonical["http://www.wikidata.org/entity/Q1"] == thing("a.x")


def test_two_ror_ids_are_not_made_one_by_a_wikidata_id(tmp_path: Path) -> None:
    found = told(tmp_path, "a", a_h=f"{HEADER}x,X,FR,Y,{ONE},Q1\ny,Y,FR,Y,{OTHER},Q1\n")
    assert thing("a.y") not in found.canonical
    assert [(pair.one, pair.other) for pair in found.refused] == [(thing("a.y"), thing("a.x"))]


def test_two_ror_ids_are_made_one_by_a_registered_equivalence(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        "a",
        a_h=f"{HEADER}x,X,FR,Y,{ONE},Q1\ny,Y,FR,Y,{OTHER},Q1\n",
        a_e=f"table,id,same_as\nhospitals,x,https://ror.org/{OTHER}\n",
    )
    assert found.refused == ()
    assert found.canonical[thing("a.y")] == found.canonical[f"https://ror.org/{OTHER}"] == thing("a.x")


def test_a_centre_is_one_with_another_only_by_registration(tmp_path: Path) -> None:
    centres = "id,name,kind,hospital\neb,EB,care-unit,fr-necker\n"
    same = f"table,id,same_as\ncentres,eb,{thing('a.eb', 'centre')}\n"
    apart = told(tmp_path, "a", "b", a_c=centres, b_c=centres)
    assert thing("b.eb", "centre") not in apart.canonical
    one = told(tmp_path, "a", "c", a_c=centres, c_c=centres, c_e=same)
    assert one.canonical[thing("c.eb", "centre")] == thing("a.eb", "centre")


def test_an_association_and_a_network_with_one_ror_id_stay_two(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        "a",
        a_n=f"id,name,kind,scope,ror\nx,X,international,,{ONE}\n",
        a_s=f"id,name,diseases,countries,ror\nx,X,,,{ONE}\n",
    )
    assert found.canonical == {f"https://ror.org/{ONE}": thing("a.x", "association")}


@given(order=st.permutations(range(6)))
def test_a_chain_is_one_thing_in_whatever_order_it_is_told(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    links = [f"hospitals,h{at},{thing(f'a.h{at + 1}')}\n" for at in range(5)]
    found = told(
        tmp_path_factory.mktemp("chain"),
        "a",
        a_h=HEADER + "".join(f"h{at},H,FR,Y,,\n" for at in order),
        a_e="table,id,same_as\n" + "".join(links[at] for at in order if at < 5),
    )
    first = thing(f"a.h{order[0]}")
    assert set(found.canonical.values()) == {first}
    assert set(found.canonical) == {thing(f"a.h{at}") for at in range(6)} - {first}


def test_the_shipped_tables_have_no_thing_twice() -> None:
    rows = [row for found in shipped().entries.values() for row in found]
    known = among(rows, IRIS)
    assert known.refused == ()
    assert [iri for iri in known.canonical if iri.startswith(DEFAULT_BASE)] == []


def test_similar_names_in_one_town_are_listed_and_not_merged(tmp_path: Path) -> None:
    header = "id,name,country,city\n"
    rows = "a,Hôpital Necker-Enfants Malades,FR,Paris\nb,CHU Necker,FR,PARIS\nc,Hôpital Saint-Louis,FR,Paris\n"
    files = sorted(folder(tmp_path / "net", h=header + rows + "d,Necker,FR,Lyon\n").iterdir())
    found = dataset("net", files).entries[files[0]]
    known = among(found, IRIS)
    (pair,) = duplicates(found, known, IRIS)
    assert (pair.one, pair.other, pair.table) == ("net: a", "net: b", "hospitals")
    assert known.canonical == {}


def test_what_is_known_to_be_one_or_a_part_of_the_other_is_not_listed(tmp_path: Path) -> None:
    header = "id,name,country,city,wikidata,part_of\n"
    rows = "a,Necker,FR,Paris,Q1,\nb,Necker,FR,Paris,Q1,\nc,Necker Enfants,FR,Paris,,a\n"
    files = sorted(folder(tmp_path / "net", h=header + rows).iterdir())
    found = dataset("net", files).entries[files[0]]
    assert duplicates(found, among(found, IRIS), IRIS) == []


@given(one=st.frozensets(st.text("abc", min_size=1)), other=st.frozensets(st.text("abc", min_size=1)))
def test_similarity_is_between_0_and_1_and_1_for_the_same(one: frozenset[str], other: frozenset[str]) -> None:
    assert 0 <= similarity(one, other, "paris") <= 1
    assert similarity(one, one, "") == 1
