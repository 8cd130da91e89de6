import csv
import filecmp
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Triple

from genoderm.loaders import skin_tables
from genoderm.loaders.catalogue import LOADERS
from genoderm.loaders.disease import DiseaseRecord
from genoderm.loaders.disease_columns import DISEASE_TABLES
from genoderm.loaders.disease_tables import LOADER, TABLES, recognise
from genoderm.loaders.disease_triples import facts, mappings
from genoderm.loaders.opening import sample
from genoderm.loaders.report import Report
from genoderm.loaders.skin_set import NAMING, WITHOUT_PARENTS, below, named, skin_set, with_all_below
from genoderm.loaders.source import Context
from genoderm.ontology import terms
from genoderm.ontology import vocabularies as v
from tests.packets import DECEMBER, packets

DATA = skin_tables.DATA
SHIPPED = sorted(path for path in DATA.glob("*.csv") if recognise(sample(path)))


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def current() -> set[str]:
    return {row["orpha"] for row in rows("disease")}


@cache
def inside() -> set[str]:
    """The skin set, without what ships beside it."""
    return {row["orpha"] for row in rows("disease") if row["skin_set"]}


def shipped_triples(ending: str) -> Iterator[Triple]:
    for path in SHIPPED:
        edition = recognise(sample(path))
        assert edition is not None
        report = Report(path.name)
        for record in LOADER.records(edition, report):
            yield from LOADER.graphs[ending](record, Context())
        assert report.faults == []


@pytest.fixture(scope="module")
def shipped() -> dict[str, set[Triple]]:
    return {ending: set(shipped_triples(ending)) for ending in LOADER.graphs}


@pytest.fixture(scope="module")
def skin(shared: Path) -> list[DiseaseRecord]:
    """The packets of the rare skin diseases, with the parents that ship."""
    found = packets(shared, DECEMBER)[0]
    inside = skin_set(found)
    shipped = inside | with_all_below(found, named(DATA))
    assert shipped == current()
    return [
        replace(record, parents=tuple(parent for parent in record.parents if parent in shipped))
        for record in found
        if record.orpha in inside
    ]


def test_every_shipped_table_is_recognised_by_its_header() -> None:
    assert sorted(path.stem for path in SHIPPED) == sorted(table.name for table in TABLES.values())
    editions = [recognise(sample(path)) for path in SHIPPED]
    assert {(edition.graph, edition.version) for edition in editions if edition} == {
        ("genoderm-diseases", "2025-12-09"),
        ("orphanet-vanished", "2025-12-09"),
    }


def test_every_table_makes_way_for_a_fuller_source_but_the_one_of_vanished_codes() -> None:
    fallbacks = {table.name: table.fallback for table in TABLES.values()}
    assert [name for name, source in fallbacks.items() if not source] == ["disease_vanished"]
    assert {source for source in fallbacks.values() if source} <= {loader.source.name for loader in LOADERS}


@pytest.mark.slow
def test_the_shipped_tables_are_made_from_the_sources_byte_for_byte(shared: Path, tmp_path: Path) -> None:
    skin_tables.main([str(shared)], tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted([*(path.name for path in SHIPPED), "disease_sources.csv"])
    assert filecmp.cmpfiles(DATA, tmp_path, made, shallow=False) == (made, [], [])


def test_the_tables_give_what_the_packets_give(shipped: dict[str, set[Triple]], skin: list[DiseaseRecord]) -> None:
    expected = {triple for record in skin for triple in facts(record, Context())}
    assert len(expected) > 100_000
    assert expected - shipped[""] == set()


def test_the_tables_give_the_mapping_records_that_the_packets_give(
    shipped: dict[str, set[Triple]], skin: list[DiseaseRecord]
) -> None:
    expected = {triple for record in skin for triple in mappings("orphanet-packets")(record, Context())}
    assert len(expected) == 1_026 * 6
    assert expected - shipped["-mappings"] == set()


def test_the_tables_say_no_more_of_a_disease_than_the_packets_and_the_other_sources(
    shipped: dict[str, set[Triple]], skin: list[DiseaseRecord]
) -> None:
    expected = {triple for record in skin for triple in facts(record, Context())}
    diseases = {terms.disease_iri(record.orpha) for record in skin}
    added = Counter(triple.predicate for triple in shipped[""] - expected if triple.subject in diseases)
    assert set(added) == {
        v.SKOS_PREF_LABEL, v.SKOS_HIDDEN_LABEL, terms.inSkinSet, v.HAS_DB_XREF,
        v.SKOS_EXACT_MATCH, v.SKOS_BROAD_MATCH, v.SKOS_CLOSE_MATCH, v.SKOS_RELATED_MATCH,
    }  # fmt: skip
    assert added[terms.inSkinSet] == 1_124
    assert added[v.SKOS_HIDDEN_LABEL] == 3


def test_the_skin_set_is_whole() -> None:
    assert len(inside()) == 1_118 + len(WITHOUT_PARENTS)
    assert set(WITHOUT_PARENTS) <= inside()


@cache
def parents() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {code: [] for code in current()}
    for row in rows("disease_parents"):
        found[row["orpha"]].append(row["parent"])
    return found


def test_the_skin_set_is_what_the_shipped_hierarchy_says() -> None:
    told = below("89826", parents()) | below("68346", parents()) | set(WITHOUT_PARENTS)
    assert told == inside()


def test_what_the_directory_tables_name_ships_with_all_that_is_below_it() -> None:
    asked = named(DATA)
    assert {"98706", "634518", "637", "68419", "98292", "110", "558", "619249", "892"} <= asked <= current()
    assert frozenset().union(*(below(code, parents()) for code in asked)) <= current()
    assert len(current() - inside()) == 834
    assert all(code in below("98706", parents()) for code in ("79431", "55"))  # albinism, and two of its kinds


def test_every_table_that_names_diseases_is_asked() -> None:
    columns = {"disease", "diseases", "scope"}
    headers = {path.stem: path.read_text("utf-8").partition("\n")[0].split(",") for path in DATA.glob("*.csv")}
    assert {name: column for name, header in headers.items() for column in columns & set(header)} == NAMING


def test_beside_the_skin_set_neither_phenotypes_nor_prevalences_are_told() -> None:
    for table in ("disease_phenotypes", "disease_prevalences"):
        assert {row["orpha"] for row in rows(table)} <= inside()


def test_codes_that_vanished_stay_as_tombstones_with_the_last_edition_that_had_them() -> None:
    gone = rows("disease_vanished")
    assert Counter(row["last_version"] for row in gone) == {"2019-11-04": 33, "2024-06-27": 4, "2025-06-26": 16}
    assert {row["version"] for row in rows("disease_sources")} >= {row["last_version"] for row in gone}
    assert all(row["label_en"] for row in gone)
    assert {row["orpha"] for row in gone} & current() == set()


def test_the_numbers_of_orphanet_are_kept() -> None:
    placed = inside() - set(WITHOUT_PARENTS)
    own = [row for row in rows("disease_codes") if row["orpha"] in placed and not row["through"]]
    relations = Counter(row["relation"] for row in own if row["system"] == "OMIM")
    assert relations == {"exact": 523, "narrow": 436, "broad": 61, "xref": 1}
    assert sum(row["orpha"] in placed for row in rows("disease_genes")) == 891
    assert sum(row["orpha"] in placed for row in rows("disease_prevalences")) == 1_935
    # Orphanet counts 17,593: five of them are told twice with the same frequency
    assert sum(row["orpha"] in placed for row in rows("disease_phenotypes")) == 17_593 - 5


def test_labels_come_in_five_languages() -> None:
    labels = Counter(row["language"] for row in rows("disease_names") if row["kind"] == "label")
    assert labels["en"] == len(rows("disease"))
    assert set(labels) == {"en", "fr", "de", "es", "it"}
    assert min(labels.values()) > 950


def test_codes_are_chained_through_mondo() -> None:
    told = [row for row in rows("disease_codes") if row["orpha"] in inside()]
    assert len({row["orpha"] for row in told if row["system"] == "MONDO"}) == 1_106
    codes = {system: {row["code"] for row in told if row["through"] and row["system"] == system} for system in SYSTEMS}
    assert {system: len(found) for system, found in codes.items()} == SYSTEMS


SYSTEMS = {"GARD": 991, "MEDGEN": 986, "UMLS": 986, "icd11.foundation": 387}


def test_a_code_that_several_diseases_share_through_one_term_is_close_only() -> None:
    told = [row for row in rows("disease_codes") if row["system"] == "UMLS"]
    sharing = Counter(row["through"] for row in told)
    assert {row["relation"] for row in told if sharing[row["through"]] > 1} == {"close"}
    assert {row["justification"] for row in told} == {"MappingChaining"}


def test_no_code_that_needs_a_licence_is_shipped() -> None:
    systems = {row["system"] for row in rows("disease_codes")}
    assert systems & {"SCTID", "MEDDRA"} == set()
    assert systems <= terms.PREFIXES.keys()


def test_phenotypes_come_with_all_their_ancestors() -> None:
    told = {row["hpo"]: row for row in rows("phenotypes")}
    used = {row["hpo"] for row in rows("disease_phenotypes")}
    parents = {parent for row in told.values() for parent in row["parents"].split("|") if parent}
    assert used | parents <= told.keys()
    assert [code for code, row in told.items() if not row["parents"] and not row["replaced_by"]] == ROOTLESS
    assert all(row["label_en"] for row in told.values())


ROOTLESS = ["0000001"]


def test_every_row_points_at_a_disease_that_is_there() -> None:
    known = {row["orpha"] for row in rows("disease")}
    for table in DISEASE_TABLES:
        assert {row["orpha"] for row in rows(table.name)} <= known
    assert {row["parent"] for row in rows("disease_parents")} <= current()


def test_no_prose_is_shipped() -> None:
    longest = max(len(cell) for path in SHIPPED for row in rows(path.stem) for cell in row.values())
    assert longest < 400  # the references of a prevalence; a name has at most 200


def test_a_row_cut_short_is_quarantined_and_the_rest_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "disease_parents.csv"
    path.write_text("orpha,parent\n29,309025\n37\nx,1\n38,5\n")
    edition = recognise(sample(path))
    assert edition is not None
    report = Report(path.name)
    told = LOADER.loaded(edition, Context(), report)
    found = [record.orpha for record in told if isinstance(record, DiseaseRecord)]
    assert (found, report.loaded, report.quarantined) == (["29", "38"], 2, 2)
    assert [fault.where for fault in report.faults] == ["line 3", "line 4"]
