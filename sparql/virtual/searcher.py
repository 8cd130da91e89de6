"""What the virtual services search: the index of one release, held in memory."""

from dataclasses import dataclass
from pathlib import Path

from genoderm.graph.places import Places, read_places
from genoderm.graph.text_index_opening import open_text_index
from genoderm.graph.text_index_search import TextIndex
from genoderm.graph.text_index_things import read_things


@dataclass(frozen=True, slots=True)
class Searcher:
    """The texts and the places of a release."""

    text: TextIndex
    places: Places


def open_searcher(release: Path) -> Searcher:
    """Hold the index in a release folder; BadRelease if it has none.

    When it returns, no thread that it needed runs any more, and no search opens a file: the process may fork then.
    """
    things = read_things(release)
    return Searcher(open_text_index(release, things), read_places(release, things))
