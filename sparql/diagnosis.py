"""Why a text is no SPARQL, told better than by the engine.

The engine (pyoxigraph 0.5.13) tells the furthest place that any of its rules came to, and what those rules would have
read there next: `expected OPTIONAL` after a prefix that is not declared. Its place is right, its list seldom is; only
what it says in whole words, such as `The SELECT contains a variable that is unbound`, is worth passing on.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from genoderm.ontology.errors import shown
from genoderm.sparql.prologue import Prologue
from genoderm.sparql.tokens import Kind, Token, tokens

EXPECTED = re.compile(r"expected (?:one of )?")
CLASS = re.compile(r"\[(?:'(?:\\.|[^'\\])*'|[^\]'])*\]")
LITERAL = re.compile(r'"(?:\\.|[^"\\])*"')
UNBOUND = "SELECT has a variable that is neither in GROUP BY nor inside an aggregate such as COUNT(?x)"
CLEARER = {
    "Duplicated variable name in SELECT": "SELECT names a variable twice",
    "IRI parsing failed": "this IRI is relative without a BASE, or has a character that no IRI has",
    "Prefix not found": "this prefix is not declared",
    "language tag parsing failed": "this is no language tag",
    "The SELECT contains a variable that is unbound": UNBOUND,
    "The SELECT contains an expression with a variable that is unbound": UNBOUND,
}
AT_END = (
    "at its end the text is still wrong: a statement may be incomplete, a row of VALUES too short or too long, "
    "or BIND may set a variable that is in use before it"
)
CLOSING = {"{": "}", "(": ")", "[": "]"}

Diagnosis = tuple[str, int]  # what is wrong, and where: the number of the character


def diagnosis(text: str, words: str, offset: int) -> Diagnosis:
    """What is wrong with a text that the engine refuses in these words at this character."""
    read = tokens(text)
    reasons = chain(
        _unclosed_strings(read, offset),
        _unknown_prefixes(read, offset),
        _sentences(words, offset),
        _misplaced(read, words, offset),
        _unbalanced(read),
    )
    return next(reasons, (AT_END, offset) if read else ("there is nothing in it", 0))


def _unclosed_strings(read: Sequence[Token], offset: int) -> Iterator[Diagnosis]:
    for token in read:
        if token.kind is Kind.PUNCTUATION and token.text in {"'", '"'} and token.start <= offset:
            yield "the string that begins here does not end, or has a backslash that means nothing", token.start


def _unknown_prefixes(read: Sequence[Token], offset: int) -> Iterator[Diagnosis]:
    declared = Prologue(read).prefixes
    for before, token in zip([None, *read], read, strict=False):
        declares = before is not None and before.text.upper() == "PREFIX"
        name = token.text.partition(":")[0]
        if token.kind is Kind.PREFIXED and token.start < offset and not declares and name not in declared:
            yield f"the prefix {shown(name + ':')} is not declared", token.start


def _sentences(words: str, offset: int) -> Iterator[Diagnosis]:
    """Of a list such as `"(", The SELECT contains …, ['a' ..= 'z']` the sentences."""
    items = EXPECTED.sub("", LITERAL.sub("", CLASS.sub("", words)), count=1).split(", ")
    sentences = [item.strip() for item in items if " " in item.strip()]
    if sentences:
        yield "; ".join(CLEARER.get(sentence, sentence) for sentence in sentences), offset


def _misplaced(read: Sequence[Token], words: str, offset: int) -> Iterator[Diagnosis]:
    for token in read:
        if token.end > offset:
            yield f"{shown(token.text)} does not fit here{_after(words)}", token.start


def _after(words: str) -> str:
    """A list of nothing but punctuation is to be trusted: nothing else can follow."""
    rest = EXPECTED.sub("", LITERAL.sub("", words), count=1)
    return f", expected {' or '.join(LITERAL.findall(words))}" if not rest.strip(", ") else ""


def _unbalanced(read: Sequence[Token]) -> Iterator[Diagnosis]:
    """A bracket that closes nothing, or the innermost that is open at the end or where one of another kind closes."""
    awaited: list[Token] = []
    for token in read:
        if token.text in CLOSING:
            awaited.append(token)
        elif token.text in CLOSING.values():
            if not awaited:
                yield f"this {shown(token.text)} closes nothing", token.start
            elif CLOSING[awaited[-1].text] != token.text:
                break
            else:
                awaited.pop()
    for token in awaited[-1:]:
        yield f"the {shown(token.text)} that begins here is not closed", token.start
