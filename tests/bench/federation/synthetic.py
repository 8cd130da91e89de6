"""Invented things at an endpoint, and a few of them here: codes and labels, marked as invented by their IRIs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

INVENTED = "urn:invented:"
CODE, LABEL, CHOSEN = (NamedNode(f"{INVENTED}{name}") for name in ("code", "label", "chosen"))
EACH = 2  # triples of a thing at the endpoint


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: triples at the endpoint, rows here."""

    triples: int = 1_000_000
    rows: int = 50

    @property
    def things(self) -> int:
        """At the endpoint."""
        return self.triples // EACH


def thing(number: int) -> NamedNode:
    """One of them."""
    return NamedNode(f"{INVENTED}thing:{number}")


def there(size: Size, folder: Path) -> Path:
    """The endpoint's triples, as a file of N-Triples."""
    file = folder / f"invented-{size.triples}.nt"
    if not file.exists():
        making = file.with_suffix(".making")
        with making.open("w", encoding="utf-8") as out:
            for number in range(size.things):
                out.write(f'{thing(number)} {CODE} "code {number}" .\n{thing(number)} {LABEL} "label {number}"@en .\n')
        making.rename(file)
    return file


def here(size: Size) -> Iterator[Quad]:
    """The rows here: things spread evenly over those of the endpoint."""
    for row in range(size.rows):
        yield Quad(thing(row * size.things // size.rows), CHOSEN, Literal(f"choice {row}"), DefaultGraph())


def selective_join(url: str) -> str:
    """The query: what the endpoint has to say of the things here."""
    block = f"SERVICE <{url}> {{ ?thing {CODE} ?code ; {LABEL} ?label }}"
    return f"SELECT ?thing ?code ?label WHERE {{ ?thing {CHOSEN} ?choice . {block} }}"
