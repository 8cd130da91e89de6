"""What sssom-py makes of mapping sets: run by the interpreter of the environment that has it, with files to read.

For each file: what is in it, what is in it once sssom-py has read and written it, and what it finds wrong. Its strict
mode is of no use: version 0.4.21 refuses metadata that are as they should be. What it only warns of counts as a fault.
"""

import json
import logging
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

PARSE = {"tsv": ("parse_sssom_table", "write_table"), "json": ("parse_sssom_json", "write_json")}


class Warnings(logging.Handler):
    """What is logged at the level of a warning, or above."""

    def __init__(self) -> None:
        """With nothing so far."""
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record's message."""
        self.told.append(record.getMessage())


WARNINGS = Warnings()


def told(path: Path, again: Path) -> dict[str, Any]:
    """What is in the file, what is in it after sssom-py has written it to `again`, and its faults."""
    parse, write = PARSE[path.suffix[1:]]
    first = read(path, parse)
    found = {"rows": rows(first), "metadata": dict(first.metadata), "faults": faults(first)}
    getattr(import_module("sssom.writers"), write)(first, again)
    second = read(again, parse)
    return found | {"again": {"rows": rows(second), "metadata": dict(second.metadata)}}


def read(path: Path, parse: str) -> Any:
    """As sssom-py reads it."""
    return getattr(import_module("sssom.parsers"), parse)(path.as_posix())


def rows(mappings: Any) -> list[dict[str, str]]:
    """The mappings, without the cells that hold nothing."""
    records = mappings.df.to_dict("records")
    return [{name: cell for name, cell in row.items() if isinstance(cell, str) and cell} for row in records]


def faults(mappings: Any) -> list[str]:
    """What its validators find wrong, and what it has warned of."""
    reports = import_module("sssom.validators").validate(mappings, fail_on_error=False)
    warned, WARNINGS.told = WARNINGS.told, []
    return warned + [result.message for report in reports.values() for result in report.results]


if __name__ == "__main__":
    logging.getLogger().addHandler(WARNINGS)
    with tempfile.TemporaryDirectory() as folder:
        paths = map(Path, sys.argv[1:])
        answers = {path.name: told(path, Path(folder) / f"again{path.suffix}") for path in paths}
    json.dump(answers, sys.stdout, default=str)
