"""The arguments of a call, checked: constants by property."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from pyoxigraph import Literal, NamedNode

from genoderm.graph.text_index_search import MOST
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import GD, limit
from genoderm.ontology.vocabularies import RDF_TYPE, XSD

Constant = NamedNode | Literal
INTEGER = re.compile(r"[+]?\d{1,18}")
NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")}
TEXTS = {XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}
DEFAULT = 100


@dataclass(frozen=True, slots=True)
class Arguments:
    """What one call is told, and of which thing alone it asks, if it does; each getter raises BadInput."""

    told: Mapping[NamedNode, Sequence[Constant]]
    thing: str = ""
    varied: Collection[NamedNode] = ()  # the properties that other calls of the block give other values

    def one(self, name: NamedNode) -> Constant | None:
        """The one value of a property, or None where there is none."""
        found = list(dict.fromkeys(self.told.get(name, ())))
        if len(found) > 1:
            raise BadInput(f"{short(name)} is told {len(found)} times, expected one; for several use VALUES")
        return found[0] if found else None

    def text(self, name: NamedNode, expected: str) -> Literal:
        """A string that must be there."""
        found = self.one(name)
        if found is None:
            raise BadInput(f"{short(name)} is missing, expected {expected}")
        if not isinstance(found, Literal) or found.datatype.value not in TEXTS:
            raise wrong(name, found, expected)
        return found

    def number(self, name: NamedNode, expected: str) -> float | None:
        """A finite number, if there is one."""
        found = self.one(name)
        if found is None:
            return None
        if isinstance(found, Literal) and found.datatype.value in NUMBERS:
            try:
                if isfinite(number := float(found.value)):
                    return number
            except ValueError:
                pass  # such as "far"^^xsd:decimal
        raise wrong(name, found, expected)

    def classes(self) -> list[str]:
        """The classes that a thing is to be of."""
        return [self._iri(value) for value in self.told.get(RDF_TYPE, ())]

    def limit(self) -> int:
        """How many things are wanted."""
        expected = f"a whole number from 1 to {MOST}"
        found = self.one(limit)
        if found is None:
            return DEFAULT
        if INTEGER.fullmatch(found.value) and 1 <= int(found.value) <= MOST:
            return int(found.value)
        raise wrong(limit, found, expected)

    @staticmethod
    def _iri(value: Constant) -> str:
        if isinstance(value, NamedNode):
            return value.value
        raise wrong(RDF_TYPE, value, "a class such as gd:Disease")


def short(name: NamedNode) -> str:
    """A property as people write it."""
    return "a" if name == RDF_TYPE else name.value.replace(GD, "gd:")


def wrong(name: NamedNode, value: object, expected: str) -> BadInput:
    """What is wrong with a value, and what would be right."""
    told = str(value)
    return BadInput(f"{short(name)} is {told if len(told) <= 60 else told[:60] + '…'}, expected {expected}")
