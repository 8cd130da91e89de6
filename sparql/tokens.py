"""The terminals of SPARQL, read from a text: what is a keyword, and what only has its letters.

SPARQL 1.1 Query Language, 19.8, and of SPARQL 1.2 what the engine reads: base directions and the brackets of triple
terms, reified triples and annotations. Comments and white space are left out (19.3, 19.4). The longest match wins; what
fits no terminal is punctuation, one character at a time, so that every text has its tokens. NIL and ANON come as their
two brackets.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is; a word is a keyword, a built-in function, `a`, `true` or `false`."""

    IRI = "iri"
    PREFIXED = "prefixed"
    STRING = "string"
    VARIABLE = "variable"
    LANGUAGE = "language"
    NUMBER = "number"
    BLANK = "blank"
    WORD = "word"
    PUNCTUATION = "punctuation"


class Token(NamedTuple):
    """A terminal as it is written, and where: `source[start:end]`, in characters.

    A tuple rather than a dataclass, since it takes a third of the time to make.
    """

    kind: Kind
    text: str
    start: int
    end: int


BASE = (  # PN_CHARS_BASE
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
MARKS = "\u00b7\u0300-\u036f\u203f-\u2040"
NAME = f"{BASE}_0-9{MARKS}-"  # PN_CHARS
ESCAPED = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"  # those that are left for the engine: see unescape
ODD = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"  # PLX
# A prefix, or words that run into each other, is read to its end in one go and never again: `a.b.c.d` stays linear.
RUN = f"[{BASE}](?:[{NAME}.]*[{NAME}])?+"
LOCAL = f"(?:(?:[{BASE}_:0-9]|{ODD})(?:(?:[{NAME}:.]|{ODD})*(?:[{NAME}:]|{ODD}))?)?"
NUMBER = r"[+-]?(?:[0-9]++(?:\.[0-9]*[eE][+-]?[0-9]+|\.[0-9]+|[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)"
ECHAR = rf"\\[tbnrf\\\"']|{ESCAPED}"
TERMINALS = {
    Kind.WORD: rf"[A-Za-z][A-Za-z0-9_]*+(?![{NAME}.:])",
    Kind.VARIABLE: f"[?$][{BASE}_0-9][{BASE}_0-9{MARKS}]*",
    Kind.IRI: rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]|{ESCAPED})*>",
    Kind.PREFIXED: f"(?:{RUN})?:{LOCAL}",
    Kind.STRING: rf'"""(?:"{{0,2}}(?:[^"\\]|{ECHAR}))*"""'
    rf"|'''(?:'{{0,2}}(?:[^'\\]|{ECHAR}))*'''"
    rf'|"(?:[^\x22\x5c\x0a\x0d]|{ECHAR})*"'
    rf"|'(?:[^\x27\x5c\x0a\x0d]|{ECHAR})*'",
    Kind.NUMBER: NUMBER,
    Kind.BLANK: f"_:[{BASE}_0-9](?:[{NAME}.]*[{NAME}])?",
    Kind.LANGUAGE: "@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?",
    "run": RUN,
    Kind.PUNCTUATION: r"\^\^|\|\||&&|[!<>]=|<<\(|\)>>|<<|>>|\{\||\|\}|.",
    "end": r"\Z",
}
SKIPPED = r"(?:[ \t\r\n]++|#[^\r\n]*+)*+"
TOKEN = re.compile(
    SKIPPED + "(?:" + "|".join(f"(?P<{name}>{form})" for name, form in TERMINALS.items()) + ")", re.DOTALL
)
PIECE = re.compile(f"(?P<number>{NUMBER})|(?P<word>[A-Za-z][A-Za-z0-9_]*)|(?P<punctuation>.)", re.DOTALL)
KINDS = {name: Kind(name) for name in TERMINALS if name not in {"run", "end"}}


def tokens(text: str) -> list[Token]:
    """All tokens of a text, in their order; nothing is too odd to be read."""
    return [*each_token(text)]


def each_token(text: str) -> Iterator[Token]:
    """The same, as they are asked for: a megabyte of brackets has a million of them, and takes seconds."""
    for found in TOKEN.finditer(text):
        name = found.lastgroup or ""
        start, end = found.span(name)
        if kind := KINDS.get(name):
            yield Token(kind, text[start:end], start, end)
        else:
            yield from _pieces(text, start, end)


def _pieces(text: str, start: int, end: int) -> Iterator[Token]:
    """What looked like a prefix and has no colon, such as the `true.` of `?s ?p true.false`; of the end, nothing."""
    for found in PIECE.finditer(text, start, end):
        yield Token(KINDS[found.lastgroup or ""], found[0], *found.span())


ESCAPE = re.compile(r"\\(?:\\|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
KEPT = frozenset("\"'\\") | frozenset(map(chr, range(0x21)))


def unescape(text: str) -> str:
    r"""The text with its codepoint escapes resolved, as SPARQL 1.1, 19.2 has it done before parsing.

    Quotes, backslashes, spaces and controls stay escaped: where the standard allows them, in strings, the engine
    resolves them itself, and nowhere do they end a string, an IRI or a name. So do surrogates, which no text has.
    `\\u0041` is an escaped backslash and five characters.
    """
    if "\\" not in text:
        return text
    return ESCAPE.sub(_resolved, text)


def _resolved(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2] or "5c", 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or chr(code) in KEPT:
        return escape[0]
    return chr(code)
