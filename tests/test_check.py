from pathlib import Path

import pytest

from genoderm.loaders.check import UNRECOGNISED, check
from genoderm.loaders.directory.shipped import FOLDER
from genoderm.ontology.errors import NotFound
from tests.directory_tables import CENTRES, EXPERTISE, HOSPITALS, folder, workbook


def test_a_folder_is_checked_file_by_file(tmp_path: Path) -> None:
    place = folder(tmp_path / "net", c=CENTRES, e=EXPERTISE + "lyon-eb,x,press\n\n", h=HOSPITALS, notes="a,b\n1,2\n")
    centres, expertise, hospitals, notes = check([place]).files
    assert (centres.kinds, centres.read, centres.loaded, centres.sound) == (("centres",), 1, 1, True)
    assert (expertise.read, expertise.loaded, expertise.quarantined) == (3, 1, 1)
    assert expertise.set_aside == (("blank row", 1),)
    assert expertise.faults == ("expertise.disease is 'x', expected an ORPHA code such as '79361' (e.csv, line 3)",)
    assert hospitals.sound
    assert (notes.notes, notes.sound) == ((UNRECOGNISED,), True)


def test_a_file_that_is_named_must_be_a_table(tmp_path: Path) -> None:
    (file,) = check([folder(tmp_path / "net", notes="a,b\n1,2\n") / "notes.csv"]).files
    assert (file.error, file.sound) == (UNRECOGNISED, False)


def test_what_would_make_the_answers_better_is_told(tmp_path: Path) -> None:
    place = folder(tmp_path / "net", h=HOSPITALS, c="id,name,kind,hospital\na,A,care-unit,\n")
    centres, hospitals = check([place]).files
    assert "1 of 1 rows have neither hospital nor town (c.csv)" in centres.warnings
    assert hospitals.warnings == (
        "1 of 1 rows have no source (h.csv)",
        "1 of 1 rows have no date of the source (as_of) (h.csv)",
        "1 of 1 rows have no coordinates, so they are on no map (h.csv)",
    )


def test_a_workbook_is_checked_as_one_file(tmp_path: Path) -> None:
    rows = [line.split(",") for line in HOSPITALS.splitlines()]
    path = workbook(tmp_path / "net.xlsx", H=rows, C=[line.split(",") for line in CENTRES.splitlines()])
    (file,) = check([path]).files
    assert (file.kinds, file.loaded, file.faults) == (("hospitals", "centres"), 2, ())


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    place = folder(tmp_path / "net", h=HOSPITALS)
    (place / "c.csv").write_bytes(CENTRES.replace("EB", "É").encode("cp1252"))
    told = check([place])
    assert "save it as UTF-8" in told.files[0].error
    assert (told.files[1].sound, told.sound) == (True, False)


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nothing\.csv does not exist"):
        check([tmp_path / "nothing.csv"])


def test_likely_duplicates_of_shipped_hospitals_are_listed(tmp_path: Path) -> None:
    place = folder(tmp_path / "net", h="id,name,country,city\nmine,Hôpital Necker,FR,Paris\n")
    assert ("genoderm: fr-necker", "net: mine") in {(pair.one, pair.other) for pair in check([place]).duplicates}


def test_the_shipped_tables_are_sound() -> None:
    told = check(
        [path for path in FOLDER.glob("*.csv") if path.stem in ("hospitals", "centres", "expertise", "networks")]
    )
    assert told.sound
    assert all(file.read == file.loaded > 0 for file in told.files)
