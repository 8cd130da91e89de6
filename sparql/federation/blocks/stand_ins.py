"""Texts with something else in the place of their blocks, every other character where it was."""

from collections.abc import Iterable

from genoderm.sparql.rewriting.groups import STRANGE
from genoderm.sparql.service_clauses import Span
from genoderm.sparql.tokens import Kind, tokens


def plain(source: str) -> str:
    """The text without the words at which the reader of groups stops; they are of no consequence to what is bound."""
    words = [token for token in tokens(source) if token.text.upper() in STRANGE and token.kind is Kind.WORD]
    return masked(source, ((Span(word.start, word.end), "X" * len(word.text)) for word in words))


def masked(source: str, stand_ins: Iterable[tuple[Span, str]]) -> str:
    """The text with something else in these spans, as long as they are; line ends stay where there is room."""
    pieces, at = [], 0
    for span, told in sorted(stand_ins, key=lambda pair: pair[0].start):
        rest = source[span.start + len(told) : span.end]
        pieces += [source[at : span.start], told, blank(rest)]
        at = span.end
    return "".join((*pieces, source[at:]))


def blank(source: str) -> str:
    """As long, as many lines, and nothing in it."""
    return "".join(character if character in "\r\n" else " " for character in source)


def rows_of(names: Iterable[str], rows: str = "") -> str:
    """A block that binds these; it is never longer than what it stands for, which mentions each of them."""
    return f"VALUES({''.join(f'?{name}' for name in names)}){{{rows}}}"
