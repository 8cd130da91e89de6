import codecs
import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genoderm.loaders.directory.loader import recognise
from genoderm.loaders.opening import sample
from genoderm.ontology.errors import BadInput, HostileFile
from tests.directory_tables import CENTRES, EXPERTISE, HOSPITALS, edition, faults, folder, loaded, workbook


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_table_is_read_whatever_its_delimiter_encoding_and_line_ends(
    tmp_path: Path, delimiter: str, encoding: str, ending: str
) -> None:
    text = HOSPITALS.replace("Lyon", "Bézons").replace(",", delimiter).replace("\n", ending)
    entries, report = loaded(write(tmp_path / "whatever.txt", text, encoding))
    assert [dict(entry.record)["city"] for entry in entries] == ["Bézons"]
    assert (report.read, report.loaded) == (1, 1)


def test_big_endian_utf_16_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(codecs.BOM_UTF16_BE + HOSPITALS.encode("utf-16-be"))
    assert len(loaded(tmp_path / "a.csv")[0]) == 1


def test_a_line_that_tells_excel_its_separator_is_skipped_and_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "sep=;\n" + HOSPITALS.replace(",", ";").replace("FR", "Nowhere"))
    assert faults(path) == [
        "hospitals.country is 'Nowhere', expected an ISO 3166-1 country code such as 'FR', or the country's name in "
        "English, French or German (a.csv, line 3)"
    ]


def test_another_encoding_is_refused_with_the_line_and_what_would_be_right(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", HOSPITALS + "brest,Hôpital,FR,Brest\n", "cp1252")
    with pytest.raises(BadInput, match=r"a\.csv, line 3 holds the bytes b'\\xf4'.*CSV UTF-8"):
        loaded(path)


def test_an_open_quotation_mark_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", HOSPITALS + 'brest,"Hôpital,FR,Brest\n')
    with pytest.raises(BadInput, match=r"line 3 is no sound CSV.*left open"):
        loaded(path)


def test_french_and_german_headers_mean_the_same_columns(tmp_path: Path) -> None:
    french = write(tmp_path / "a.csv", "Identifiant;NOM;Pays;Ville\nlyon;Hospices civils;France;Lyon\n")
    german = write(tmp_path / "b.csv", "Kennung;Name;LAND;Stadt\nlyon;Hospices civils;Frankreich;Lyon\n")
    english = write(tmp_path / "c.csv", HOSPITALS)
    records = [loaded(path)[0][0].record for path in (folder_of(french), folder_of(german), folder_of(english))]
    assert records[0] == records[1] == records[2]


def folder_of(path: Path) -> Path:
    """The file alone in a folder of its own."""
    (path.parent / path.stem).mkdir()
    return path.rename(path.parent / path.stem / path.name)


def test_blank_rows_are_set_aside_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    text = HOSPITALS + "\n,,,\nbrest,,FR,Brest\nnice,CHU,FR\nnice,CHU,FR,Nice,\nlille,CHU,FR,Lille,x\n"
    entries, report = loaded(write(tmp_path / "a.csv", text))
    assert [entry.where for entry in entries] == ["line 2", "line 7"]
    assert dict(report.aside) == {"blank row": 2}
    assert (report.read, report.quarantined) == (7, 3)
    assert [str(fault) for fault in report.faults] == [
        "hospitals.name is '', expected a value: it must not be empty (a.csv, line 5)",
        "hospitals row is '3 cells', expected 4 as in the header (a.csv, line 6)",
        "hospitals row is '5 cells', expected 4 as in the header (a.csv, line 8)",
    ]


def test_a_row_is_placed_on_the_line_that_it_begins_on(tmp_path: Path) -> None:
    text = 'id,name,country,city,note\nlyon,Hospices,FR,Lyon,"two\nlines"\nbrest,CHU,??,Brest,\n'
    assert faults(write(tmp_path / "a.csv", text))[0].endswith("(a.csv, line 4)")


def test_an_id_used_twice_keeps_the_second_out_even_in_another_file(tmp_path: Path) -> None:
    place = folder(tmp_path / "net", a=HOSPITALS, b=HOSPITALS.replace("civils", "autres"))
    assert faults(place / "a.csv") == []
    assert faults(place / "b.csv") == [
        "hospitals.id is 'lyon', expected an id that is not used yet (a.csv, line 2) (b.csv, line 2)"
    ]


def test_the_same_row_again_is_set_aside(tmp_path: Path) -> None:
    _, report = loaded(write(tmp_path / "a.csv", HOSPITALS + HOSPITALS.splitlines()[1] + "\n"))
    assert (report.loaded, dict(report.aside)) == (1, {"the same row again": 1})


@pytest.mark.parametrize(
    "header", ["E-Mail", "courriel", "Téléphone", "contact_email", "Phone number", "Ansprechpartner"]
)
def test_a_column_of_persons_data_keeps_its_table_out(tmp_path: Path, header: str) -> None:
    path = write(tmp_path / "a.csv", f"id,name,country,city,{header}\nlyon,Hospices civils,FR,Lyon,\n")
    entries, report = loaded(path)
    assert (len(entries), report.quarantined, report.read) == (0, 1, 1)
    assert [str(fault) for fault in report.faults] == [
        f"hospitals header is '{header}', expected no persons' data: leave this column out (a.csv, line 1)"
    ]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("ask anna.example@chu.example.fr", "a mail address"),
        ("anna(at)chu.example.fr", "a mail address"),
        ("tel. 4 72 00", "a telephone number"),
        ("+33 4 72 00 00 00", "a telephone number"),
        ("04 72 00 00 00", "a telephone number"),
    ],
)
def test_a_mail_address_or_telephone_number_keeps_its_row_out_and_is_not_repeated(
    tmp_path: Path, cell: str, told: str
) -> None:
    path = write(tmp_path / "a.csv", f"id,name,country,city,note\nlyon,Hospices,FR,Lyon,{cell}\n")
    assert faults(path) == [
        f"hospitals.note is '{told}', expected no mail addresses and no telephone numbers (a.csv, line 2)"
    ]


def test_a_table_with_one_unknown_column_is_told_the_nearest(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,name,kind,hopsital\nlyon-eb,EB clinic,expert-centre,lyon\n")
    entries, report = loaded(path)
    assert (len(entries), report.quarantined) == (0, 1)
    assert "centres header is 'hopsital', expected a column of centres, the nearest is 'hospital' (a.csv, line 1)" in [
        str(fault) for fault in report.faults
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "a,b,c\n1,2,3\n", "id,name\n1,x\n", "{}", "<xml/>"])
def test_what_is_no_table_is_not_recognised(tmp_path: Path, text: str) -> None:
    assert recognise(sample(write(tmp_path / "hospitals.csv", text))) is None


def test_no_file_of_the_real_data_is_taken_for_a_table(shared: Path) -> None:
    files = [file for file in (shared / "facts").iterdir() if file.is_file()]
    assert files
    assert [file.name for file in files if recognise(sample(file))] == []


def test_tables_of_concepts_are_told_apart_by_their_name(tmp_path: Path) -> None:
    text = "notation,label_en\nwound-care,wound care\n"
    assert loaded(write(tmp_path / "specialties.csv", text))[0][0].kind.name == "specialties"
    assert loaded(write(tmp_path / "unsere-bedarf.csv", text))[0][0].kind.name == "needs"
    assert "named for what it holds" in faults(write(tmp_path / "x.csv", text))[0]


def test_a_workbook_holds_several_tables_and_may_hold_notes(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "Réseau Été.xlsx",
        Lisezmoi=[["our tables"]],
        Hôpitaux=[["Identifiant", "Nom", "Pays", "Ville"], ["lyon", "Hospices civils", "France", "Lyon"]],
        Zentren=[
            ["id", "name", "kind", "hospital", "as_of"],
            ["lyon-eb", "EB", "expert-centre", "lyon", date(2024, 5, 3)],
        ],
    )
    entries, report = loaded(path)
    assert edition(path).graph == "directory-reseau-ete"
    assert [entry.name for entry in entries] == ["reseau-ete.lyon", "reseau-ete.lyon-eb"]
    assert dict(entries[1].record)["as_of"] == "2024-05-03"
    assert dict(report.notes) == {"'Lisezmoi' holds no table of the directory": 1}


@pytest.mark.parametrize(("shown", "meant"), [("mmm-yy", "2016-12"), ("yyyy", "2016"), ("dd/mm/yyyy", "2016-12-01")])
def test_a_date_is_as_precise_as_the_spreadsheet_shows_it(tmp_path: Path, shown: str, meant: str) -> None:
    path = workbook(tmp_path / "a.xlsx", a=[["centre", "of", "start"], ["x", "ern-skin", date(2016, 12, 1)]])
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C2"].number_format = shown
    book.save(path)
    write(tmp_path / "c.csv", CENTRES.replace("lyon-eb", "x").replace(",lyon", ","))
    assert dict(loaded(path)[0][0].record)["start"] == meant


def test_numbers_of_a_spreadsheet_are_read_as_they_are_shown(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        a=[
            ["id", "name", "country", "city", "latitude", "longitude", "geonames"],
            ["x", "X", "FR", "Y", 45.5, 4.0, 2996944.0],
        ],
    )
    row = dict(loaded(path)[0][0].record)
    assert (row["latitude"], row["longitude"], row["geonames"]) == ("45.5", "4", "2996944")


def test_a_formula_is_refused_with_its_cell(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", H=[["id", "name", "country", "city"], ["x", "X", "=A1", "Y"], ["y", "Y", "FR", "Z"]]
    )
    entries, report = loaded(path)
    assert [dict(entry.record)["id"] for entry in entries] == ["y"]
    assert [str(fault) for fault in report.faults] == [
        "hospitals.country is '=A1', expected a value, and not a formula (paste it as a value) "
        "(a.xlsx, sheet H, cell C2)"
    ]


def test_a_wrong_cell_of_a_workbook_is_told_by_its_letter(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", H=[["id", "name", "country", "city"], ["x", "X", "Nowhere", "Y"]])
    assert faults(path)[0].endswith("(a.xlsx, sheet H, cell C2)")


def test_a_workbook_that_is_a_bomb_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", H=[["id", "name", "country", "city"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", bytes(30 << 20))
    with pytest.raises(HostileFile, match="bomb"):
        sample(path)


def with_entities(path: Path) -> Path:
    """The workbook with an entity in its sheet that names a file."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + parts[sheet].replace(b"Y", b"&e;")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_xml_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    path = with_entities(workbook(tmp_path / "a.xlsx", H=[["id", "name", "country", "city"], ["x", "X", "FR", "Y"]]))
    with pytest.raises(BadInput, match=r"damaged|sound"):
        loaded(path)


def test_a_sheet_that_lies_about_its_size_is_read_all_the_same(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", H=[["id", "name", "country", "city"], ["x", "X", "FR", "Y"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b"A1:D2" in parts[sheet]
    parts[sheet] = parts[sheet].replace(b"A1:D2", b"A1:XFD1048576")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert loaded(path)[1].read == 1


def test_an_archive_of_tables_is_one_dataset(tmp_path: Path) -> None:
    path = tmp_path / "fimarad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (("h.csv", HOSPITALS), ("c.csv", CENTRES), ("e.csv", EXPERTISE.replace("79361", "x"))):
            archive.writestr(name, text)
    entries, report = loaded(path)
    assert [entry.name for entry in entries] == ["fimarad.lyon", "fimarad.lyon-eb"]
    assert str(report.faults[0]).endswith("(fimarad.zip, e.csv, line 2)")


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=6), max_size=6))
def test_whatever_the_cells_hold_every_row_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "name", "country", "city"], *rows])
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_text(text.getvalue(), "utf-8", newline="")
    if "\x00" in text.getvalue():
        with pytest.raises(BadInput, match="NUL"):
            loaded(path)
        return
    _, report = loaded(path)
    assert report.read == len(rows)
    assert bool(report.quarantined) == bool(report.faults)
