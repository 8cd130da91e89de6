"""Which table a header is of, and which column each of its cells means, in English, French or German."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cache, cached_property

from genoderm.loaders.directory.kinds import KINDS, Kind
from genoderm.loaders.directory.territories import plain

PERSONAL = re.compile(
    r"e?mail\w*|\w*(email|courriel|telephone|telefon|phone|fax)\w*|tel|mobile|handy\w*|contact(person|name)?|"
    r"personnecontact|nomducontact|ansprechpartner\w*|ansprechperson|physician|medecin|arzt|doctor"
)
ALMOST = 0.7  # of the columns are known: the tables of facts that resemble ours most have 0.6


@dataclass(frozen=True)
class Header:
    """A header as one kind of table reads it; without slots, since `whole` is asked for with every row."""

    kind: Kind
    cells: tuple[str, ...]
    columns: tuple[str, ...]  # the column that each cell means, "" if none
    rivals: tuple[str, ...] = ()  # other kinds that the header fits as well

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that must be there and are not."""
        return tuple(name for name in self.kind.must if name not in self.columns)

    @property
    def personal(self) -> tuple[str, ...]:
        """Cells that announce persons' data."""
        return tuple(cell for cell, column in self._pairs() if not column and PERSONAL.fullmatch(plain(cell)))

    @property
    def unknown(self) -> tuple[str, ...]:
        """Cells that mean no column of this kind."""
        personal = self.personal
        return tuple(cell for cell, column in self._pairs() if not column and cell not in personal)

    @property
    def repeated(self) -> tuple[str, ...]:
        """Columns that more than one cell means."""
        known = [column for column in self.columns if column]
        return tuple(dict.fromkeys(column for column in known if known.count(column) > 1))

    @cached_property
    def whole(self) -> bool:
        """Every cell holds something."""
        return all(self.cells)

    @property
    def fits(self) -> bool:
        """Every column that must be there is, and every other cell is known, or a fault of its own."""
        return not self.missing and not self.unknown

    @property
    def almost(self) -> bool:
        """Near enough to be told what is wrong, rather than passed over."""
        known = len(set(self.columns) - {""})
        named = known + len(self.unknown)
        return known >= 3 and len(self.missing) <= 1 and known >= ALMOST * named

    def _pairs(self) -> list[tuple[str, str]]:
        return [(cell, column) for cell, column in zip(self.cells, self.columns, strict=True) if cell]


def recognise(cells: Sequence[str], title: str) -> Header | None:
    """The kind of table that a header is of; where several fit, the title of the file or sheet tells."""
    stripped = tuple(cell.strip() for cell in cells)
    readings = [_as(kind, stripped) for kind in KINDS]
    candidates = [header for header in readings if header.fits] or [header for header in readings if header.almost]
    if not candidates:
        return None
    best = max(candidates, key=lambda header: _score(header, title))
    rivals = tuple(
        header.kind.name for header in candidates if header != best and _score(header, title) == _score(best, title)
    )
    return Header(best.kind, best.cells, best.columns, rivals)


def _score(header: Header, title: str) -> tuple[int, int, bool, float, int]:
    faults = len(header.missing) + len(header.unknown)
    named = _named_in(title, header.kind)
    return -faults, len(set(header.columns)), named, _nearness(header), len(header.kind.must)


def _nearness(header: Header) -> float:
    """How much an unknown cell is spelled like a column that is missing, 0 to 1."""
    names = [name for name, column in spellings(header.kind.name).items() if column in header.missing]
    pairs = ((plain(cell), name) for cell in header.unknown for name in names)
    return max((SequenceMatcher(None, cell, name).ratio() for cell, name in pairs), default=0.0)


def _named_in(title: str, kind: Kind) -> bool:
    return any(plain(name) in plain(title) for name in (kind.name, *kind.titles))


def _as(kind: Kind, cells: tuple[str, ...]) -> Header:
    names = spellings(kind.name)
    return Header(kind, cells, tuple(names.get(plain(cell), "") for cell in cells))


@cache
def spellings(kind: str) -> Mapping[str, str]:
    """Every plain spelling of the kind's headers, and the column that it means."""
    found = next(known for known in KINDS if known.name == kind)
    return {plain(name): column for column in found.columns for name in (column, *aliases(found, column))}


def aliases(kind: Kind, column: str) -> tuple[str, ...]:
    """The French and German headers of a column."""
    extra = kind.columns[column].json_schema_extra
    lists = extra.values() if isinstance(extra, dict) else ()
    return tuple(str(name) for names in lists if isinstance(names, list) for name in names)


def nearest_column(header: Header, cell: str) -> str:
    """The column whose header is spelled most like the cell; one that is not there yet, if any."""
    names = spellings(header.kind.name)
    free = {name: column for name, column in names.items() if column not in header.columns}
    found = get_close_matches(plain(cell), free or names, n=1, cutoff=0)
    return names[found[0]]


@cache
def known_headers() -> frozenset[str]:
    """Every plain spelling of every header, to tell how a file is delimited."""
    return frozenset(name for kind in KINDS for name in spellings(kind.name))
