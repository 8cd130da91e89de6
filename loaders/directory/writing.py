"""Records as the CSV that they are read from."""

import csv
import io
from collections.abc import Iterable

from genoderm.loaders.directory.columns import Row
from genoderm.loaders.directory.kinds import Kind


def table(kind: Kind, records: Iterable[Row]) -> str:
    """The records as a table of their kind: UTF-8 text, commas, a header, several values separated by `|`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(kind.columns)
    writer.writerows([_cell(value) for _, value in record] for record in records)
    return text.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return "|".join(str(one) for one in value)
        case _:
            return str(value)
