from pathlib import Path

from genoderm.loaders.check import check
from genoderm.loaders.directory.document import document, examples
from genoderm.loaders.directory.kinds import KINDS

FOLDER = Path(__file__).parents[1] / "loaders" / "directory"


def test_the_document_of_the_tables_is_what_the_records_give() -> None:
    assert (FOLDER / "TABLES.md").read_text("utf-8") == document()


def test_there_is_one_example_of_every_table_as_the_records_give_it() -> None:
    files = {path.name: path.read_text("utf-8") for path in (FOLDER / "examples").iterdir()}
    assert files == examples()
    assert sorted(files) == sorted(f"{kind.name}.csv" for kind in KINDS)


def test_the_examples_are_sound() -> None:
    told = check([FOLDER / "examples"])
    assert [(file.path.name, file.faults, file.warnings, file.error) for file in told.files] == [
        (f"{name}.csv", (), (), "") for name in sorted(kind.name for kind in KINDS)
    ]
    assert sum(file.loaded for file in told.files) == len(KINDS) - 1  # the ledger is set aside


def test_the_examples_are_invented_and_say_so() -> None:
    for name, text in examples().items():
        assert "example" in text.casefold() or name in ("specialties.csv", "needs.csv")
