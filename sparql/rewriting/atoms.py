"""What can be joined in any order, and what can be looked up for each row."""

from collections.abc import Iterator, Sequence

from genoderm.sparql.rewriting.orders import Atom
from genoderm.sparql.rewriting.patterns import (
    Block,
    Element,
    Filter,
    Graph,
    Group,
    Optional,
    Path,
    Step,
    Term,
    Triple,
    Triples,
    Union,
    Values,
    certain,
)

SELECTIVITY = (  # of a FILTER, by what is written in it: a guess
    ("LANG", 0.3),
    ("CONTAINS", 0.05),
    ("REGEX", 0.05),
    ("STRSTARTS", 0.05),
    ("!", 0.9),
    ("NOT", 0.9),
    ("=", 0.3),
    ("<", 0.3),
    (">", 0.3),
    ("IN", 0.1),
)


def atoms(joined: Sequence[Element]) -> Iterator[Atom]:
    """The atoms of elements that are joined."""
    for element in joined:
        if isinstance(element, Triples):
            yield from (Atom(triple, triple.variables) for triple in element.patterns)
        elif isinstance(element, Values | Union | Graph):
            yield Atom(element, element.mentioned, free=_is_free(element))


def _is_free(element: Element) -> bool:
    """Whether an element looked up for a row gives what it gives joined with the row."""
    match element:
        case Triples() | Block() | Values():
            return True
        case Union():
            return all(map(_group_is_free, element.groups))
        case Graph():
            return _group_is_free(element.group)
    return False


def _group_is_free(group: Group) -> bool:
    if group.select is not None:
        return False
    bound = certain(group)
    return all(
        not element.groups and element.mentioned <= bound if isinstance(element, Filter) else _is_free(element)
        for element in group.elements
    )


def may_be_looked_up(optional: Optional) -> bool:
    """Whether OPTIONAL for each row is OPTIONAL for all of them: its own filters see the row in either (18.6)."""
    within = [element for element in optional.group.elements if not isinstance(element, Filter)]
    filters = [element for element in optional.group.elements if isinstance(element, Filter)]
    return optional.group.select is None and all(map(_is_free, within)) and not any(one.groups for one in filters)


def selectivity(text: str) -> float:
    """Which share of the rows a FILTER lets pass, by its text."""
    return next((share for name, share in SELECTIVITY if name in text.upper()), 0.5)


def expanded(triple: Triple, fresh: Iterator[str]) -> Iterator[Triple]:
    """A sequence as the triple patterns that it stands for (18.2.2.4), with fresh variables between them."""
    match triple.path.step:
        case Step.INVERSE:
            yield from expanded(Triple(triple.object, triple.path.parts[0], triple.subject), fresh)
        case Step.SEQUENCE:
            *before, last = triple.path.parts
            subject = triple.subject
            for part in before:
                name = next(fresh)
                told = Term(f"?{name}", variable=name)
                yield from expanded(Triple(subject, part, told), fresh)
                subject = told
            yield from expanded(Triple(subject, last, triple.object), fresh)
        case _:
            yield triple


def alternatives(triple: Triple) -> str:
    """A pattern as text, an alternative path as the union that it stands for (18.2.2.4)."""
    if triple.path.step is not Step.ALTERNATIVE:
        return triple.text
    return " UNION ".join(f"{{ {Triple(triple.subject, part, triple.object).text} }}" for part in parts(triple.path))


def parts(path: Path) -> Iterator[Path]:
    """The alternatives of a path, those within alternatives among them."""
    for part in path.parts:
        if part.step is Step.ALTERNATIVE:
            yield from parts(part)
        else:
            yield part
