"""The facets of a merged list: how many centres have which values, by what any node tells of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from genoderm.api.collections.asked import CentresAsked
from genoderm.api.collections.facets import FACETS, MOST
from genoderm.api.collections.things import Choice, Facets
from genoderm.api.network.answers import Centre, Thing
from genoderm.api.network.merging import Merged
from genoderm.api.network.shares import Share

Value = tuple[str, str, str]  # the facet, the value, what it is called


def counted(centres: Iterable[Merged], shares: Sequence[Share], asked: CentresAsked) -> Facets:
    """All facets of a list of centres, the most frequent values first."""
    counts, called = Counter[tuple[str, str]](), _called(shares)
    for one in centres:
        values = {(facet, value): name for _, centre in one.tellings for facet, value, name in _values(centre)}
        counts.update(values.keys())
        for key, name in values.items():
            _call(called, key, name)
    chosen: Mapping[str, object] = asked.model_dump()
    return {facet: _choices(facet, counts, called, chosen.get(facet)) for facet in FACETS["centres"].properties}


def _called(shares: Sequence[Share]) -> dict[tuple[str, str], str]:
    """By what name values go: those of this node before others'."""
    named: dict[tuple[str, str], str] = {}
    for share in shares:
        for facet, names in share.names.items():
            for value, name in names.items():
                _call(named, (facet, value), name)
    return named


def _call(called: dict[tuple[str, str], str], key: tuple[str, str], name: str) -> None:
    """The first name stays, but for one that is no more than the code: so a node has it that knows no other."""
    if called.get(key, key[1]) == key[1]:
        called[key] = name


def _choices(
    facet: str, counts: Counter[tuple[str, str]], called: Mapping[tuple[str, str], str], chosen: object
) -> tuple[Choice, ...]:
    picked = chosen if isinstance(chosen, tuple) else ()
    found = (
        Choice(value, called[of, value], count, chosen=value in picked)
        for (of, value), count in counts.items()
        if of == facet
    )
    return tuple(sorted(found, key=lambda one: (-one.count, one.name.casefold(), one.value))[:MOST])


def _values(centre: Centre) -> Iterator[Value]:
    yield "status", centre.status, centre.status
    yield from (("evidence", one.evidence.kind, one.evidence.label) for one in centre.reasons)
    yield from (("language", one, one) for one in centre.languages)
    yield from _things("kind", (centre.centre_kind,))
    yield from _things("country", (centre.country,))
    yield from _things("network", centre.networks)
    yield from _things("role", (one.role for one in centre.roles))
    yield from _things("specialty", centre.specialties)
    yield from _things("need", centre.needs)
    yield from _things("age_group", (centre.age_group,))


def _things(facet: str, things: Iterable[Thing | None]) -> Iterator[Value]:
    return ((facet, thing.id, thing.name) for thing in things if thing)
