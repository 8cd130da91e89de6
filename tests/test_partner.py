"""A partner loads a workbook: its sound rows answer beside those that ship, its faulty ones are told."""

import csv
from pathlib import Path

import openpyxl
import pytest

from genoderm.graph.home import Home
from genoderm.loaders.check import check
from genoderm.ontology.questions import question
from genoderm.ontology.terms import Iris
from genoderm.ontology.values import bound
from genoderm.sparql.evaluation import ask
from tests.shipped_release import release_of

CENTRES = (
    ("ID", "Nom", "Langue du nom", "Type", "Hôpital", "Pays", "Ville", "Source", "Date de la source", "Spécialités"),
    (
        "tn-exemple",
        "Consultation (exemple)",
        "fr",
        "specialised-consultation",
        None,
        "Tunisie",
        "Tunis",
        "https://example.org/tn",
        2025,
    ),
    ("ma-exemple", "Centre (exemple)", "fr", "expert-centre", None, "Marocco", "Rabat", "https://example.org/ma", 2025),
    ("dz-exemple", "=B2", "fr", "expert-centre", None, "Algérie", "Alger", "https://example.org/dz", 2025),
)
SPECIALTIES = (
    ("notation", "label_en", "label_fr"),
    ("dermatologie-tropicale", "tropical dermatology", "dermatologie tropicale"),
)
EXPERTISE = (
    ("centre", "maladie", "libellé publié", "preuve", "source", "date de la source"),
    ("tn-exemple", "ORPHA:910", "xeroderma pigmentosum", "institution-page", "https://example.org/tn", "2025"),
    ("fr-necker-magec", "910", "xeroderma pigmentosum", "mention", "https://example.org/tn", "2025"),
    ("tn-inconnu", "910", "xeroderma pigmentosum", "mention", "https://example.org/tn", "2025"),
)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = openpyxl.Workbook()
    for title, rows in (("centres", CENTRES), ("expertise", EXPERTISE), ("specialties", SPECIALTIES)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    path = tmp_path_factory.mktemp("maghreb") / "annuaire.xlsx"
    book.save(path)
    return path


def test_each_faulty_cell_is_told_before_anything_is_loaded(workbook: Path) -> None:
    (told,) = check([workbook]).files
    assert (told.read, told.loaded, told.quarantined) == (7, 4, 3)
    assert [fault.rpartition("(")[2].rstrip(")") for fault in told.faults] == [
        "annuaire.xlsx, sheet centres, cell F3",
        "annuaire.xlsx, sheet centres, cell B4",
        "annuaire.xlsx, sheet expertise, row 4",
    ]


@pytest.mark.slow
def test_the_sound_rows_answer_beside_those_that_ship(workbook: Path, tmp_path: Path) -> None:
    opened = release_of(tmp_path / "home", workbook.parent)
    asked = question("centres-for-disease")
    rows = ask(opened.store, asked.text, bound(asked, {"disease": "ORPHA:910"}, Iris()))
    theirs = {str(row["centre"]).strip("<>").rpartition("/")[2] for row in rows if "example.org" in str(row["source"])}
    assert theirs == {"annuaire.tn-exemple", "fr-necker-magec"}
    assert len(rows) > 10
    with (Home(tmp_path / "home").current_release() / "quarantine.csv").open(encoding="utf-8", newline="") as file:
        assert {row["file"] for row in csv.DictReader(file)} == {"annuaire.xlsx"}
