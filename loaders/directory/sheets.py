"""A file of tables as sheets of text cells, each with its place: CSV, TSV, or the sheets of a workbook."""

from collections.abc import Iterator
from pathlib import Path

from genoderm.loaders.directory.delimited import delimited
from genoderm.loaders.directory.grid import Sheet
from genoderm.loaders.directory.workbook import is_workbook, workbook
from genoderm.loaders.opening import members


def sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook, a text file, or the text files in an archive; each is to be read before the next.

    BadInput for what is neither; HostileFile for what would exhaust the reader.
    """
    if is_workbook(path):
        yield from workbook(path)
        return
    for member in members(path):
        within = "" if member.name == path.name else f"{member.name}, "
        yield delimited(member.stream, member.name, within)
