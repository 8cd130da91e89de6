"""The names that a query or an update declares: BASE and PREFIX (SPARQL 1.1 Query Language, 4.1)."""

import re
from collections.abc import Sequence

from pyoxigraph import NamedNode, RdfFormat, parse

from genoderm.sparql.tokens import Kind, Token

ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
ESCAPED = re.compile(r"\\(.)")  # PN_LOCAL_ESC


SHAPES = {  # of a declaration, after its keyword
    "BASE": [Kind.IRI],
    "PREFIX": [Kind.PREFIXED, Kind.IRI],
    "VERSION": [Kind.STRING],
}
DECLARATIONS = tuple(SHAPES)


def end_of_declarations(found: Sequence[Token]) -> int:
    """Where the declarations end that a text begins with: 0 if it begins with none."""
    place = 0
    while shape := SHAPES.get(found[place].text.upper() if place < len(found) else ""):
        after = place + 1 + len(shape)
        if [token.kind for token in found[place + 1 : after]] != shape:
            break
        place = after
    return found[place - 1].end if place else 0


class Prologue:
    """All declarations of a text; of one name the last, since a later operation of an update may declare it anew."""

    def __init__(self, found: Sequence[Token]) -> None:
        """Read the declarations among these tokens; one that is not as it should be declares nothing."""
        self.base = ""
        self.prefixes: dict[str, str] = {}
        for place, token in enumerate(found):
            if token.kind is Kind.WORD and token.text.upper() in DECLARATIONS:
                self._declare(token.text.upper(), found[place + 1 : place + 3])

    def _declare(self, keyword: str, after: Sequence[Token]) -> None:
        match keyword, [token.kind for token in after], [token.text for token in after]:
            case "BASE", [Kind.IRI, *_], [iri, *_]:
                self.base = self._absolute(iri)
            case "PREFIX", [Kind.PREFIXED, Kind.IRI], [name, iri] if name.endswith(":"):
                self.prefixes[name[:-1]] = self._absolute(iri)

    def iri(self, token: Token) -> str | None:
        """The IRI that a token stands for; None if it stands for none, or its prefix is not declared."""
        match token.kind:
            case Kind.IRI:
                return self._absolute(token.text)
            case Kind.PREFIXED:
                prefix, _, local = token.text.partition(":")
                known = self.prefixes.get(prefix)
                return None if known is None else known + ESCAPED.sub(r"\1", local)
            case _:
                return None

    def _absolute(self, written: str) -> str:
        """Against the base, if there is one; the engine's own rules, since urljoin drops the `#` at the end."""
        if ABSOLUTE.match(written[1:]) or not self.base:
            return written[1:-1]
        try:
            resolved = next(parse(f"{written} <urn:p> 1 .", format=RdfFormat.TURTLE, base_iri=self.base)).subject
        except (SyntaxError, ValueError):
            return written[1:-1]
        return resolved.value if isinstance(resolved, NamedNode) else written[1:-1]
