"""What the search keeps in memory: lines of files, and rows of documents that tantivy finds.

tantivy is filled anew at each opening rather than kept on disk: an index of its own there would be watched by a thread,
of which forked workers know nothing, and read by those versions of tantivy only that know its format.
"""

import json
import time
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import tantivy

HEAP = 256_000_000  # bytes that may be filled before another segment begins; half a million labels take one
THREADS = Path("/proc/self/task")
PATIENCE = 5.0  # seconds; the threads that fill an index end within a few milliseconds
ROW = "row"
DECODE = json.JSONDecoder().raw_decode  # without a look at the white space around, which our lines have not


@dataclass(frozen=True, slots=True)
class Lines:
    """A file of JSON lines, of which only those asked for are read."""

    data: bytes
    starts: "array[int]"

    def __getitem__(self, line: int) -> Any:
        return DECODE(self.data[self.starts[line] : self.starts[line + 1]].decode())[0]

    def __len__(self) -> int:
        return len(self.starts) - 1


def read_lines(path: Path) -> Lines:
    """Read a file whole, noting where its lines begin."""
    data = path.read_bytes()
    return Lines(data, array("Q", accumulate(map(len, data.splitlines(keepends=True)), initial=0)))


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Documents known by their number."""

    schema: tantivy.Schema
    searcher: tantivy.Searcher

    def find(self, query: tantivy.Query, limit: int) -> list[int]:
        """The rows that fit, best first; among equals those added first."""
        hits = self.searcher.search(query, limit, count=False).hits
        if self.searcher.num_segments == 1:
            return [address.doc for _, address in hits]  # in it they stand as they were added
        found = [address for _, address in hits]
        rows = self.searcher.fast_field_values(ROW, found) if found else []
        return [row for row in rows if isinstance(row, int)]  # as all are: hold() gives each document its row


def hold(fields: Iterable[str], rows: Iterable[tuple[int, Mapping[str, str]]]) -> Rows:
    """Rows of texts, numbered from 0, searched by their words: what white space parts, as it stands."""
    builder = tantivy.SchemaBuilder()
    for name in fields:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    schema = builder.add_unsigned_field(ROW, fast=True).build()
    index = tantivy.Index(schema)
    _fill(index, rows)
    index.config_reader(reload_policy="manual")
    index.reload()
    return Rows(schema, index.searcher())


def _fill(index: tantivy.Index, rows: Iterable[tuple[int, Mapping[str, str]]]) -> None:
    writer = index.writer(HEAP, num_threads=1)
    for row, texts in rows:
        document = tantivy.Document()
        document.add_unsigned(ROW, row)
        for name, text in texts.items():
            document.add_text(name, text)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def wait_for_threads(before: int) -> None:
    """Wait until no more threads run than did before: a process that forks must not have any of tantivy's."""
    until = time.monotonic() + PATIENCE
    while running_threads() > before and time.monotonic() < until:
        time.sleep(0.001)


def running_threads() -> int:
    """How many threads this process has; 1 where the system does not tell."""
    return len(list(THREADS.iterdir())) if THREADS.is_dir() else 1
