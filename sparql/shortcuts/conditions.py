"""What a FILTER asks of the text of a variable, as bytes one of which that text has in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from genoderm.sparql.shortcuts.patterns import Needles, required
from genoderm.sparql.shortcuts.texts import END, START, fold
from genoderm.sparql.tokens import Kind, Token

ASCII = re.compile(r"[ !#-\[\]-~]+")  # without the quote and the backslash, which are written as two characters
WRITTEN = re.compile(r"[^\"\\\x00-\x1f\x7f]+")
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
OPENING, CLOSING = {"(", "{", "["}, {")", "}", "]"}
FLAGS = frozenset("ims")

Tokens = Sequence[Token]


@dataclass(frozen=True, slots=True)
class Condition:
    """The variable has a text with one of these in it; `any_term`: perhaps it is no string, but an IRI, a number."""

    variable: str
    needles: Needles
    any_term: bool

    def __or__(self, other: "Condition") -> "Condition":
        """One of two conditions on the same variable."""
        return Condition(self.variable, self.needles | other.needles, self.any_term or other.any_term)

    @property
    def shortest(self) -> int:
        """Of the needles: long ones are rarer."""
        return min(map(len, self.needles))


@dataclass(frozen=True, slots=True)
class _Text:
    """A text in a comparison: that of a variable, or a constant one."""

    variable: str = ""
    constant: str = ""
    lowered: bool = False
    any_term: bool = False


def conditions(expression: Tokens) -> list[Condition]:
    """Conditions that all hold where an expression is true; there may be more."""
    expression = _bare(expression)
    alternatives = [*_parts(expression, "||")]
    if len(alternatives) > 1:
        return _common([conditions(part) for part in alternatives])
    together = [*_parts(expression, "&&")]
    if len(together) > 1:
        return [condition for part in together for condition in conditions(part)]
    condition = _comparison(expression) or _call(expression)
    return [condition] if condition and condition.needles else []


def _common(alternatives: Sequence[Sequence[Condition]]) -> list[Condition]:
    """What holds if one of these holds: of each variable that all of them tell of."""
    first, *others = ({one.variable: one for one in sorted(told, key=_length)} for told in alternatives)
    for other in others:
        first = {name: one | other[name] for name, one in first.items() if name in other}
    return [*first.values()]


def _length(condition: Condition) -> int:
    return condition.shortest


def _comparison(expression: Tokens) -> Condition | None:
    """`text = "constant"`."""
    sides = [_text(side) for side in _parts(expression, "=")]
    match sides:
        case [_Text(variable=str(name)) as asked, _Text(constant=str(letters)) as given] if name and letters:
            whole = _whole(letters, lowered=asked.lowered or given.lowered)
            return Condition(name, frozenset([whole]) if whole else frozenset(), asked.any_term)
    return None


def _call(expression: Tokens) -> Condition | None:
    """CONTAINS, STRSTARTS, STRENDS or REGEX of a text and a constant."""
    if not _is_call(expression):
        return None
    name, arguments = expression[0].text.upper(), [*_parts(expression[2:-1], ",")]
    texts = [_text(argument) for argument in arguments]
    match texts:
        case [_Text() as asked, _Text() as given, *flags] if asked.variable and given.constant:
            return Condition(asked.variable, _needles(name, asked, given, flags), asked.any_term)
    return None


def _needles(name: str, asked: _Text, given: _Text, flags: Sequence[_Text | None]) -> Needles:
    letters, lowered = given.constant, asked.lowered or given.lowered
    match name, flags:
        case (("CONTAINS" | "STRENDS"), []):
            needle = _run(letters, lowered=lowered)
        case "STRSTARTS", []:
            needle = _beginning(letters, lowered=lowered)
        case "REGEX", [] if not given.lowered:
            return required(letters, partial(_run, lowered=lowered))
        case "REGEX", [_Text(constant=str(told))] if told and not given.lowered and set(told) <= FLAGS:
            return required(letters, partial(_run, lowered=lowered or "i" in told))
        case _:
            needle = b""
    return frozenset([needle]) if needle else frozenset()


def _run(letters: str, *, lowered: bool) -> bytes:
    """The longest part that is found by its bytes; nothing if there is none. Where cases differ that part is ASCII."""
    return fold(max((ASCII if lowered else WRITTEN).findall(letters), key=len, default="").encode())


def _beginning(letters: str, *, lowered: bool) -> bytes:
    run = _run(letters, lowered=lowered)
    return START + run if run and fold(letters.encode()).startswith(run) else run


def _whole(letters: str, *, lowered: bool) -> bytes:
    beginning = _beginning(letters, lowered=lowered)
    return beginning + END if beginning == START + fold(letters.encode()) else beginning


def _text(expression: Tokens) -> _Text | None:
    match [token.kind for token in expression], [token.text.upper() for token in expression]:
        case [Kind.VARIABLE], _:
            return _Text(variable=expression[0].text[1:])
        case [Kind.STRING], _:
            return _constant(expression[0].text)
        case [Kind.STRING, Kind.LANGUAGE], _:
            return _constant(expression[0].text)
        case [Kind.WORD, *_], ["STR" | "LCASE" as name, *_] if _is_call(expression):
            inner = _text(expression[2:-1])
            return _applied(name, inner) if inner else None
    return None


def _applied(name: str, inner: _Text) -> _Text:
    """Only right on a variable STR takes more than strings."""
    plain = bool(inner.variable) and not inner.lowered
    return _Text(
        inner.variable, inner.constant, inner.lowered or name == "LCASE", inner.any_term or (name == "STR" and plain)
    )


def _constant(written: str) -> _Text | None:
    """None if there are escapes for characters by their number, or nothing at all."""
    quotes = 3 if written[:3] in {'"""', "'''"} else 1
    inner = written[quotes:-quotes]
    if any(escape not in ESCAPED for escape in ESCAPE.findall(inner)):
        return None
    return _Text(constant=ESCAPE.sub(lambda found: ESCAPED[found[1]], inner))


def _is_call(expression: Tokens) -> bool:
    """Whether it is a word and what stands in the brackets behind it."""
    return len(expression) > 2 and expression[1].text == "(" and 1 + _end(expression[1:]) == len(expression) - 1


def _bare(expression: Tokens) -> Tokens:
    """Without the brackets around all of it."""
    while len(expression) > 2 and expression[0].text == "(" and _end(expression) == len(expression) - 1:
        expression = expression[1:-1]
    return expression


def _end(expression: Tokens) -> int:
    """Where the bracket closes that an expression begins with."""
    depth = 0
    for place, token in enumerate(expression):
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth == 0:
            return place
    return -1


def _parts(expression: Tokens, separator: str) -> Iterator[Tokens]:
    """What stands between separators outside of brackets."""
    depth, since = 0, 0
    for place, token in enumerate(expression):
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth == 0 and token.text == separator and token.kind is Kind.PUNCTUATION:
            yield expression[since:place]
            since = place + 1
    yield expression[since:]
