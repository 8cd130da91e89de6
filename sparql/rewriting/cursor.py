"""A place in the tokens of a query, moved forward as they are read."""

from collections.abc import Sequence

from genoderm.sparql.prologue import Prologue
from genoderm.sparql.rewriting.patterns import Names
from genoderm.sparql.tokens import Kind, Token

CLOSING = {"(": ")", "{": "}", "[": "]"}
END = Token(Kind.PUNCTUATION, "", 0, 0)


class NotUnderstood(Exception):
    """The query has something that is not read here."""


class Cursor:
    """The tokens of a query and how many of them were read."""

    def __init__(self, text: str, found: Sequence[Token], prologue: Prologue) -> None:
        """Stand before the first token."""
        self.text = text
        self.prologue = prologue
        self.place = 0
        self._found = found

    @property
    def token(self) -> Token:
        """The next token; one without text at the end."""
        return self._found[self.place] if self.place < len(self._found) else END

    @property
    def word(self) -> str:
        """The next token in capitals if it is a word, else nothing."""
        return self.token.text.upper() if self.token.kind is Kind.WORD else ""

    @property
    def before(self) -> Token:
        """The token that was read last."""
        return self._found[self.place - 1]

    def take(self) -> Token:
        """Read a token."""
        if self.place >= len(self._found):
            raise NotUnderstood
        self.place += 1
        return self.before

    def accept(self, text: str) -> bool:
        """Read this punctuation or word if it is next."""
        fits = self.word == text or (self.token.kind is Kind.PUNCTUATION and self.token.text == text)
        self.place += fits
        return fits

    def expect(self, text: str) -> None:
        """Read this punctuation or word, which has to be next."""
        if not self.accept(text):
            raise NotUnderstood

    def variable(self) -> str:
        """Read a variable; its name."""
        token = self.take()
        if token.kind is not Kind.VARIABLE:
            raise NotUnderstood
        return token.text[1:]

    def skip(self, opening: str) -> None:
        """Read from an opening bracket to the one that closes it."""
        self.expect(opening)
        awaited = [CLOSING[opening]]
        while awaited:
            token = self.take()
            if token.kind is not Kind.PUNCTUATION:
                continue
            if token.text in CLOSING:
                awaited.append(CLOSING[token.text])
            elif token.text in CLOSING.values() and token.text != awaited.pop():
                raise NotUnderstood

    def mentioned(self, since: int) -> Names:
        """The variables among the tokens that were read since then."""
        return frozenset(token.text[1:] for token in self._found[since : self.place] if token.kind is Kind.VARIABLE)

    def written(self, since: int) -> str:
        """The text of the tokens that were read since then."""
        return self.text[self._found[since].start : self.before.end]

    def counted(self, since: int, *, single: bool) -> tuple[int, bool]:
        """The rows of the data of a VALUES block that was read since then, and whether UNDEF is among them."""
        found = self._found[since : self.place]
        undefined = any(token.kind is Kind.WORD and token.text.upper() == "UNDEF" for token in found)
        if single:
            parts = {"^^", "{", "}"}
            rows = sum(token.text not in parts and token.kind is not Kind.LANGUAGE for token in found)
            return rows - sum(token.text == "^^" for token in found), undefined
        return sum(token.text == "(" for token in found), undefined
