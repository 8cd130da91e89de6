"""Write the answers that tests/test_questions.py expects: `python -m tests.regenerate_answers`, then read the diff."""

from pathlib import Path
from tempfile import TemporaryDirectory

from genoderm.ontology.questions import catalogue
from tests.shipped_release import ANSWERS, answer, release_of


def main() -> None:
    with TemporaryDirectory() as folder:
        store = release_of(Path(folder) / "home").store
        asked = list(catalogue().values())
        for question in asked:
            (ANSWERS / f"{question.name}.csv").write_text(answer(store, question), "utf-8")
    for old in {file.stem for file in ANSWERS.glob("*.csv")} - {question.name for question in asked}:
        (ANSWERS / f"{old}.csv").unlink()


if __name__ == "__main__":
    main()
