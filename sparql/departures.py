"""Queries that would leave this process: SERVICE and LOAD reach any host from inside the engine, so they are refused.

Found by reading the query's tokens as its grammar defines them (SPARQL 1.1 Query Language, 19.8): in a comment, a
string, an IRI or a prefixed name the word means nothing, and a codepoint escape (19.2) is resolved first.
"""

import re

from genoderm.ontology.errors import GenodermError

ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
TOKEN = re.compile(
    r"""
      (?P<iri>   <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<text>  '{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3} | "{3}(?:(?:"|"")?(?:[^"\\]|\\.))*"{3}
               | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*" )
    | (?P<comment> \#[^\n\r]* )
    | (?P<variable> [?$]\w+ )
    | (?P<name>  (?:[^\W\d_](?:[\w.·-]*[\w·-])?)?:(?:[\w:.·-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])* )
    | (?P<tag>   @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<word>  [A-Za-z]+ )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
LEAVING = {"SERVICE", "LOAD"}


class LeavesProcess(GenodermError):
    """The query would have this server send requests to others."""

    status = 403


def refuse_departure(query: str) -> None:
    """Raise LeavesProcess for a query with SERVICE or LOAD in it."""
    text = ESCAPE.sub(_character, query)
    for token in TOKEN.finditer(text):
        if token.lastgroup == "word" and token[0].upper() in LEAVING:
            line = text.count("\n", 0, token.start()) + 1
            raise LeavesProcess(f"{token[0].upper()} (line {line}) is not allowed here: this server asks no other")


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 else escape[0]
