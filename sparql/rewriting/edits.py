"""Changes of a text: parts of it, and what stands there instead."""

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """`text[start:end]` becomes something else."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """A part of a text with those changes that fall into it, none within another."""
    end = len(text) if end is None else end
    pieces, at = list[str](), start
    for edit in sorted(edit for edit in edits if start <= edit.start and edit.end <= end):
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join((*pieces, text[at:end]))
