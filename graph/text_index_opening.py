"""From the index of a release on disk to one in memory."""

from collections.abc import Iterator
from pathlib import Path

from genoderm.graph.text_index import LABELS, Role
from genoderm.graph.text_index_labels import Reader
from genoderm.graph.text_index_memory import Lines, hold, read_lines, running_threads, wait_for_threads
from genoderm.graph.text_index_ranking import worth
from genoderm.graph.text_index_search import TextIndex
from genoderm.graph.text_index_things import FEW, Things
from genoderm.graph.text_index_vocabulary import vocabulary
from genoderm.graph.text_index_words import code_keys, compounds, words

FIELDS = ("words", "whole", "code", "class", "language", "thing")
CODES = {Role.CODE, Role.EXACT, Role.NEAR}


def open_text_index(release: Path, things: Things) -> TextIndex:
    """Hold the index of a release folder: 1 s for the shipped one, 6 s for half a million labels and codes.

    When it returns, no thread that it needed runs any more, and a search opens no file: a process may fork then.
    """
    before = running_threads()
    lines = read_lines(release / LABELS)
    reader = Reader()
    rows = hold(FIELDS, _documents(things, lines, reader))
    known = vocabulary(reader.frequencies, len(lines))
    worths = [worth([things.classes[one] for one in sort.classes], retired=sort.retired) for sort in things.sorts]
    index = TextIndex(things, lines, reader.labels(known), rows, known, worths)
    wait_for_threads(before)
    return index


def _documents(things: Things, lines: Lines, reader: Reader) -> Iterator[tuple[int, dict[str, str]]]:
    """What is searched of each label, which the reader takes on the way."""
    thing, shared = -1, {}
    for row in range(len(lines)):
        at, role, language, text = lines[row]
        if at != thing:  # the labels of one thing follow each other
            thing, shared = at, _thing(things, at)
        found = ([], []) if role in CODES else (words(text), compounds(text))
        reader.take(at, role, language, *found)
        yield row, shared | _language(language) | (_code(text) if role in CODES else _label(*found))


def _thing(things: Things, number: int) -> dict[str, str]:
    """A class with few things is known by that, too: all of them are searched at once."""
    thing = things[number]
    classes = [*map(str, thing.classes), *([FEW] if things.few.intersection(thing.classes) else [])]
    return {"thing": thing.iri, "class": " ".join(classes)}


def _language(tag: str) -> dict[str, str]:
    """A language is found by its tag and by the first part of it: RFC 4647, 3.3.1."""
    return {"language": " ".join({tag.lower(), tag.lower().partition("-")[0]})} if tag else {}


def _code(notation: str) -> dict[str, str]:
    return {"code": " ".join(code_keys(notation))}


def _label(found: list[str], joined: list[str]) -> dict[str, str]:
    return {"words": " ".join(found + joined), "whole": "".join(found)}
