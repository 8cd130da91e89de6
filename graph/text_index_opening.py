"""From the index of a release on disk to one in memory."""

from array import array
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from genoderm.graph.text_index import LABELS, Role
from genoderm.graph.text_index_memory import Lines, hold, read_lines, running_threads, wait_for_threads
from genoderm.graph.text_index_ranking import worth
from genoderm.graph.text_index_search import TextIndex
from genoderm.graph.text_index_things import Things
from genoderm.graph.text_index_vocabulary import vocabulary
from genoderm.graph.text_index_words import code_keys, compounds, words

FIELDS = ("words", "whole", "code", "class", "language", "thing")
CODES = {Role.CODE, Role.EXACT, Role.NEAR}


def open_text_index(release: Path, things: Things) -> TextIndex:
    """Hold the index of a release folder: 1 s for the shipped one, 6 s for half a million labels and codes.

    When it returns, no thread that it needed runs any more, and a search opens no file: a process may fork then.
    """
    before = running_threads()
    labels = read_lines(release / LABELS)
    frequencies: Counter[str] = Counter()
    bearers = array("I")
    rows = hold(FIELDS, _documents(things, labels, frequencies, bearers))
    worths = [worth([things.classes[one] for one in sort.classes], retired=sort.retired) for sort in things.sorts]
    index = TextIndex(things, labels, rows, vocabulary(frequencies, len(labels)), worths, bearers)
    wait_for_threads(before)
    return index


def _documents(
    things: Things, labels: Lines, frequencies: Counter[str], bearers: "array[int]"
) -> Iterator[tuple[int, dict[str, str]]]:
    """What is searched of each label; counts on the way how many labels have each word, and notes whose each is."""
    thing, shared = -1, {}
    for row in range(len(labels)):
        at, role, language, text = labels[row]
        bearers.append(at)
        if at != thing:  # the labels of one thing follow each other
            thing, shared = at, {"thing": things[at].iri, "class": " ".join(map(str, things[at].classes))}
        yield row, shared | _language(language) | (_code(text) if role in CODES else _label(text, frequencies))


def _language(tag: str) -> dict[str, str]:
    """A language is found by its tag and by the first part of it: RFC 4647, 3.3.1."""
    return {"language": " ".join({tag.lower(), tag.lower().partition("-")[0]})} if tag else {}


def _code(notation: str) -> dict[str, str]:
    return {"code": " ".join(code_keys(notation))}


def _label(text: str, frequencies: Counter[str]) -> dict[str, str]:
    found = words(text)
    sought = found + compounds(text)
    frequencies.update(set(sought))
    return {"words": " ".join(sought), "whole": "".join(found)}
