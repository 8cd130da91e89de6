r"""What every text has in it that matches a regular expression.

The engine's are those of Rust's crate regex. Only a part of its syntax is read here: letters, `.`, `^`, `$`, `|`,
groups, simple classes, `* + ?` and the commonest escapes. Of anything else nothing is said.
"""

import re
from collections.abc import Callable

LONG = 200  # characters; a longer one may be nested too deeply
CLASS = re.compile(r"\[\^?[A-Za-z0-9 ,.;:_'/()*+?|$-]+\]")
OPAQUE = re.compile(r"[.^$]|\\[bBdDsSwW]|" + CLASS.pattern)
ESCAPED = re.compile(r"\\([.^$|()\[\]{}*+?\\/ '\"-])")
PLAIN = re.compile(r"[^.^$|()\[\]{}*+?\\]")
MARKS = re.compile(r"[*+?]*")

Needles = frozenset[bytes]


class _Unknown(Exception):
    """There is something in a pattern that is not read here."""


def required(pattern: str, needle: Callable[[str], bytes]) -> Needles:
    """One of these is in every text that matches; none are given if nothing is known.

    `needle` makes of letters that follow one another the bytes that are searched for.
    """
    try:
        return _Reader(pattern, needle).read() if len(pattern) <= LONG else frozenset()
    except _Unknown:
        return frozenset()


class _Reader:
    def __init__(self, pattern: str, needle: Callable[[str], bytes]) -> None:
        self._pattern = pattern
        self._needle = needle
        self._at = 0

    def read(self) -> Needles:
        needles = self._alternatives()
        if self._at < len(self._pattern):
            raise _Unknown
        return needles

    def _alternatives(self) -> Needles:
        branches = [self._branch()]
        while self._took("|"):
            branches.append(self._branch())
        return frozenset().union(*branches) if all(branches) else frozenset()

    def _branch(self) -> Needles:
        """The best of the needles that each of its parts needs; letters that follow one another are one part."""
        parts, letters = [frozenset[bytes]()], ""
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            part, marks = self._part(), self._marks()
            certain = not marks & set("*?")
            if isinstance(part, str):
                letters += part * certain
            if marks or not isinstance(part, str):
                parts.append(self._one(letters))
                letters = ""
            if certain and not isinstance(part, str):
                parts.append(part)
        return max([*parts, self._one(letters)], key=lambda needles: min(map(len, needles), default=0))

    def _part(self) -> str | Needles:
        """A letter, or what a group needs."""
        if self._took("(?:") or (self._took("(") and not self._pattern.startswith("?", self._at)):
            needles = self._alternatives()
            if not self._took(")"):
                raise _Unknown
            return needles
        if self._match(OPAQUE):
            return frozenset()
        letter = self._match(ESCAPED) or self._match(PLAIN)
        if letter is None:
            raise _Unknown
        return letter[letter.lastindex or 0]

    def _marks(self) -> set[str]:
        """How often what was just read may stand."""
        found = self._match(MARKS)
        return set(found[0]) if found else set()

    def _one(self, letters: str) -> Needles:
        needle = self._needle(letters)
        return frozenset([needle]) if needle else frozenset()

    def _took(self, text: str) -> bool:
        took = self._pattern.startswith(text, self._at)
        self._at += took * len(text)
        return took

    def _match(self, form: re.Pattern[str]) -> re.Match[str] | None:
        found = form.match(self._pattern, self._at)
        self._at = found.end() if found else self._at
        return found
