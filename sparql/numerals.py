"""The digits of a text, apart from the rest: what is understood of a query holds for all with other codes in it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

NUMERAL = re.compile("([0-9]+)")
REMEMBERED = 64  # texts: each is taken apart for its format, and again for its walk


class Apart(NamedTuple):
    """A text is what is `between` its numerals, with these in turn; there is always one piece more than numerals."""

    between: tuple[str, ...]
    numerals: tuple[str, ...]


@lru_cache(REMEMBERED)
def apart(text: str) -> Apart:
    """A text taken apart; one with escapes in it is a piece of its own, since digits are a part of these."""
    if "\\" in text or "%" in text:
        return Apart((text,), ())
    pieces = NUMERAL.split(text)
    return Apart(tuple(pieces[::2]), tuple(pieces[1::2]))


def together(between: Sequence[str], numerals: Sequence[str]) -> str:
    """The text of which `apart` would make this."""
    pieces = [""] * (len(between) + len(numerals))
    pieces[::2], pieces[1::2] = between, numerals
    return "".join(pieces)
