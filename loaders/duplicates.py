"""Things that are likely to be one under two names, listed for a person to decide; nothing is ever merged by guess."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from genoderm.loaders.directory.naming import own_iri
from genoderm.loaders.directory.references import Entry, host
from genoderm.loaders.directory.territories import plain
from genoderm.loaders.identity import THINGS, Identities
from genoderm.ontology.terms import Iris

ALIKE = 0.85  # Necker and Necker-Enfants Malades have 1, two hospitals of one town mostly less than 0.6
MOST_IN_COMMON = 60  # rows that share a word before it is too common to tell anything
# Words that say what a thing is and not which one it is, in the languages of the shipped tables
WORDS = (
    "hospital hôpital hôpitaux ospedale ospedali hospitalario klinik kliniken klinikum clinic clinique clinica "
    "clínica university universitaire universitario universitäts universitätsklinikum universitätsspital uniklinik "
    "uniklinikum universitario universitaria universitair ziekenhuis ziekenhuizen sykehus sjukhus hospitalier "
    "centre center centro centrum zentrum central unit department service of the de la le les du des del der die "
    "das und and et y e i für for pour di da do dos der van nemocnice fakultní szpital kliniczny association "
    "asociación associazione associação vereniging verein foundation fondation fundación stiftung network réseau "
    "netzwerk red rete national medical medizinische general chu chru ev international european group groupe "
    "support reference"
)
GENERIC = frozenset(map(plain, WORDS.split()))


@dataclass(frozen=True, slots=True)
class Likely:
    """Two rows that may be one thing."""

    table: str
    one: str  # dataset and id: "genoderm: fr-necker"
    other: str
    names: tuple[str, str]
    score: float  # 0 to 1
    why: str


@dataclass(frozen=True, slots=True)
class _Thing:
    row: Entry
    iri: str
    names: tuple[str, ...]
    words: tuple[frozenset[str], ...]  # of each name, without those that say little
    countries: frozenset[str]
    town: str
    beside: frozenset[str]  # IRIs of what it is a part of


def duplicates(rows: Sequence[Entry], known: Identities, iris: Iris) -> list[Likely]:
    """Rows of one table, country and town whose names are alike, and that nothing says are one, best first."""
    found: list[Likely] = []
    for table in THINGS:
        things = [_thing(row, known, iris) for row in rows if row.kind.name == table]
        pairs = (_likely(one, other) for one, other in _pairs(things))
        found.extend(pair for pair in pairs if pair)
    return sorted(found, key=lambda pair: (-pair.score, pair.table, pair.one, pair.other))


def _thing(row: Entry, known: Identities, iris: Iris) -> _Thing:
    values = dict(row.record)
    hospital = host(row)
    place = dict(hospital) if hospital and not values["city"] else values
    countries = frozenset(values.get("countries") or filter(None, (place.get("country", ""),)))
    own = own_iri(row, iris)
    names = (values["name"], *values["other_names"], *filter(None, (values.get("acronym"),)))
    beside = frozenset(
        known.canonical.get(iri, iri)
        for column in ("part_of", "hospital")
        for iri in (own_iri(target, iris) for target in row.links.get(column, ()))
    )
    town = plain(place.get("city", ""))
    return _Thing(row, known.canonical.get(own, own), names, _all_words(names, place), countries, town, beside)


def _all_words(names: Iterable[str], place: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    town = _words(place.get("city", ""))
    return tuple(words - town or words for name in names if (words := _words(name) - GENERIC or _words(name)))


def _words(text: str) -> frozenset[str]:
    return frozenset(filter(None, (plain(word) for word in re.split(r"[\W_]+", text))))


def _pairs(things: Sequence[_Thing]) -> Iterator[tuple[_Thing, _Thing]]:
    """Those that share a word that is not everybody's; comparing all with all would take the square of their number."""
    sharing: dict[str, list[int]] = {}
    for at, thing in enumerate(things):
        for word in frozenset().union(*thing.words):
            sharing.setdefault(word[:5], []).append(at)
    pairs = {pair for those in sharing.values() if len(those) <= MOST_IN_COMMON for pair in combinations(those, 2)}
    return ((things[one], things[other]) for one, other in sorted(pairs) if one != other)


def _apart(one: _Thing, other: _Thing) -> bool:
    """What the rows say of themselves sets them apart: the place, or that one is a part of the other or of another."""
    if one.town != other.town or (one.countries != other.countries and not one.countries & other.countries):
        return True
    parts = one.iri in other.beside or other.iri in one.beside
    return parts or bool(one.beside and other.beside and not one.beside & other.beside)


def _likely(one: _Thing, other: _Thing) -> Likely | None:
    if one.iri == other.iri or _apart(one, other):
        return None
    score, names = max(
        (similarity(ours, theirs, one.town), (one.names[i], other.names[j]))
        for i, ours in enumerate(one.words)
        for j, theirs in enumerate(other.words)
    )
    if score < ALIKE:
        return None
    where = "one country and town" if one.town else "one country" if one.countries else "no country told"
    return Likely(
        one.row.kind.name, _shown(one.row), _shown(other.row), names, round(score, 2), f"similar names, {where}"
    )


def similarity(ours: frozenset[str], theirs: frozenset[str], town: str) -> float:
    """How alike two sets of words are, 0 to 1; in one town a name that is a part of the other is fully alike."""
    if ours == theirs or (town and (ours <= theirs or theirs <= ours)):
        return 1.0
    return SequenceMatcher(None, " ".join(sorted(ours)), " ".join(sorted(theirs)), autojunk=False).ratio()


def _shown(row: Entry) -> str:
    return f"{row.dataset}: {dict(row.record)['id']}"
