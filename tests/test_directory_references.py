from dataclasses import replace
from pathlib import Path

from genoderm.loaders.directory.dataset import shipped
from genoderm.loaders.directory.loader import LOADER, named, together
from genoderm.loaders.directory.shipped import FOLDER, SHIPPED
from genoderm.loaders.report import Report
from tests.directory_tables import CENTRES, EXPERTISE, HOSPITALS, edition, faults, folder, loaded


def test_ids_of_a_partner_are_of_its_dataset_and_shipped_ids_are_found_behind_them(tmp_path: Path) -> None:
    place = folder(
        tmp_path / "FIMARAD Été",
        h=HOSPITALS,
        c=CENTRES + "necker,EB,care-unit,fr-necker\n",
        m="centre,of,role\nlyon-eb,ern-skin,member\n",
    )
    entries, _ = loaded(place / "c.csv")
    assert [entry.name for entry in entries] == ["fimarad-ete.lyon-eb", "fimarad-ete.necker"]
    assert [entry.links["hospital"][0].name for entry in entries] == ["fimarad-ete.lyon", "fr-necker"]
    (membership,), _ = loaded(place / "m.csv")
    assert [membership.links[column][0].name for column in ("centre", "of")] == ["fimarad-ete.lyon-eb", "ern-skin"]


def test_two_partners_may_use_one_id(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", h=HOSPITALS)
    other = folder(tmp_path / "other", h=HOSPITALS)
    names = [loaded(place / "h.csv")[0][0].name for place in (one, other)]
    assert names == ["one.lyon", "other.lyon"]


def test_a_reference_to_nothing_is_told_with_its_place_and_the_nearest_id(tmp_path: Path) -> None:
    place = folder(tmp_path / "net", h=HOSPITALS, c=CENTRES.replace(",lyon\n", ",lyons\n"))
    assert faults(place / "c.csv") == [
        "centres.hospital is 'lyons', expected an id of hospitals, the nearest is 'lyon' (c.csv, line 2)"
    ]


def test_what_refers_to_a_row_that_was_kept_out_is_kept_out_and_told(tmp_path: Path) -> None:
    place = folder(tmp_path / "net", h=HOSPITALS.replace("FR", "Nowhere"), c=CENTRES, e=EXPERTISE)
    for name, where in (("c.csv", "centres.hospital is 'lyon'"), ("e.csv", "expertise.centre is 'lyon-eb'")):
        entries, report = loaded(place / name)
        assert (len(entries), report.quarantined, report.read) == (0, 1, 1)
        assert str(report.faults[0]).startswith(where)


def test_a_file_that_cannot_be_read_costs_its_own_rows_and_those_that_need_them(tmp_path: Path) -> None:
    place = folder(tmp_path / "net", h=HOSPITALS + 'x,"X,FR,Y\n', c=CENTRES + "alone,EB,care-unit,\n")
    assert [entry.name for entry in loaded(place / "c.csv")[0]] == ["net.alone"]


def test_a_partner_may_add_a_specialty_and_use_it_but_not_take_a_shipped_one_over(tmp_path: Path) -> None:
    place = folder(
        tmp_path / "net",
        specialties="notation,label_en,broader\nwound-care,wound care,nursing\ngenetics,genes,\n",
        c="id,name,kind,hospital,specialties\na,A,care-unit,fr-necker,wound-care|genetics\nb,B,care-unit,fr-necker,dermatolgy\n",
    )
    entries, report = loaded(place / "c.csv")
    assert [target.name for target in entries[0].links["specialties"]] == ["net.wound-care", "genetics"]
    assert "the nearest is 'dermatology'" in str(report.faults[0])
    assert faults(place / "specialties.csv") == [
        "specialties.notation is 'genetics', expected a concept that the scheme lacks (specialties.csv, line 3)"
    ]


def test_an_equivalence_refers_to_the_table_that_it_names(tmp_path: Path) -> None:
    rows = "hospitals,lyon,https://a.example.org/\nnetworks,lyon,https://a.example.org/\n"
    place = folder(tmp_path / "net", h=HOSPITALS, e="table,id,same_as\n" + rows)
    entries, report = loaded(place / "e.csv")
    assert [entry.links["id"][0].table for entry in entries] == ["hospitals"]
    assert str(report.faults[0]).startswith("equivalences.id is 'lyon', expected an id of networks")


def test_a_named_source_has_its_own_graph_and_ids(tmp_path: Path) -> None:
    place = folder(tmp_path / "tables", h=HOSPITALS)
    given = named(edition(place / "h.csv"), "fimarad", title="FIMARAD", licence="https://example.org/licence")
    (entry,) = LOADER.records(given, Report("h.csv"))
    assert (given.graph, given.source.title, entry.name) == (
        "directory-fimarad",
        "Directory tables: FIMARAD",
        "fimarad.lyon",
    )


def test_a_partners_folder_that_is_called_like_the_shipped_tables_stays_apart(tmp_path: Path) -> None:
    entries, _ = loaded(folder(tmp_path / "Genoderm", h=HOSPITALS) / "h.csv")
    assert [entry.name for entry in entries] == ["genoderm-tables.lyon"]


def test_tables_of_one_dataset_in_several_folders_find_each_other(tmp_path: Path) -> None:
    hospitals = edition(folder(tmp_path / "a", h=HOSPITALS) / "h.csv")
    centres = edition(folder(tmp_path / "b", c=CENTRES) / "c.csv")
    apart = list(LOADER.records(centres, Report("c.csv")))
    both = together([named(hospitals, "net"), named(centres, "net")])
    assert (len(apart), len(list(LOADER.records(both[1], Report("c.csv"))))) == (0, 1)


def test_only_the_files_of_a_plan_are_looked_in(tmp_path: Path) -> None:
    place = folder(tmp_path / "net", h=HOSPITALS, c=CENTRES)
    (alone,) = together([edition(place / "c.csv")])
    assert list(LOADER.records(alone, Report("c.csv"))) == []
    assert len(list(LOADER.records(replace(alone, details={"dataset": "net"}), Report("c.csv")))) == 1


def test_the_shipped_tables_are_whole() -> None:
    found = shipped()
    assert {path.name for path in found.reports} >= {"hospitals.csv", "centres.csv", "expertise.csv"}
    for path, report in found.reports.items():
        told = edition(path) if found.entries[path] else None
        assert (report.faults, report.quarantined, found.broken.get(path)) == ([], 0, None)
        assert told is None or (told.graph, told.source.name, path.parent) == (SHIPPED, SHIPPED, FOLDER)
