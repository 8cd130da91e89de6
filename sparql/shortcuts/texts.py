r"""The texts that a property has, searched for letters without regard to case.

They are held as the engine writes them in TSV, which SPARQL reads as terms: one on each line, since a line feed within
a text is written `\n`. Beside them stands the same with small letters, byte for byte, so that a place in the one is
the place in the other.

What is found is more than what a FILTER lets through, never less. For letters of ASCII that needs no table of Unicode:
of all other characters only the Kelvin sign (k) and the dotted capital I (i, and a dot above) become such in lower case
(UnicodeData.txt, SpecialCasing.txt), and only the Kelvin sign and the long s are the same as one to a pattern without
regard to case (CaseFolding.txt, C and S). Unicode promises that none is added (Stability Policies, Case Folding).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONG_S, KELVIN, DOTTED_I = "ſ".encode(), "\u212a".encode(), "İ".encode()
BLANK = b"\x01"  # in place of what is not to be found
LANGUAGE = re.compile(rb'"@([A-Za-z0-9-]+)\n')
START, END = b'\n"', b'"'  # of a text


@dataclass(frozen=True, slots=True)
class Texts:
    """Different texts, a line feed before and behind each, and the same as they are searched."""

    terms: bytes
    folded: bytes
    odd: frozenset[bytes]  # those with characters of several bytes that stand for a letter of ASCII: always found

    def found(self, needle: bytes, limit: int) -> set[bytes] | None:
        """The terms with these bytes in them, and perhaps others; None if there are more than that."""
        found, at = set(self.odd), self.folded.find(needle)
        while at >= 0 and len(found) <= limit:
            end = self.folded.index(b"\n", at + 1)
            found.add(self.terms[self.folded.rfind(b"\n", 0, at + 1) + 1 : end])
            at = self.folded.find(needle, end)
        return found if len(found) <= limit else None


def texts(written: bytes) -> Texts:
    """From TSV with its head, a column of strings and strings with a language."""
    terms = written[written.index(b"\n") :]
    odd = {line for line in terms.split(b"\n") if _is_odd(line)} if _is_odd(terms) else set()
    return Texts(terms, _without_languages(fold(terms)), frozenset(odd))


def fold(text: bytes) -> bytes:
    """Letters of ASCII made small, also the one in `İ`; as many bytes as before."""
    return text.lower().replace(DOTTED_I, b"i" + BLANK)


def any_found(held: Iterable[Texts], needles: Iterable[bytes], limit: int) -> set[bytes] | None:
    """The terms with any of these in them, and perhaps others; None if there are more than that."""
    found: set[bytes] = set()
    needles = tuple(needles)
    for some in held:
        for needle in needles:
            more = some.found(needle, limit)
            if more is None or len(found | more) > limit:
                return None
            found |= more
    return found


def _is_odd(terms: bytes) -> bool:
    return LONG_S in terms or KELVIN in terms


def _without_languages(folded: bytes) -> bytes:
    for language in set(LANGUAGE.findall(folded)):
        folded = folded.replace(END + b"@" + language + b"\n", END + BLANK * (len(language) + 1) + b"\n")
    return folded
