"""The answer of a network in the finder's own terms, so that pages and tables show it as they show any other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from genoderm.api.collections.asked import CentresAsked
from genoderm.api.collections.tables import BETWEEN, table
from genoderm.api.collections.things import Facets, Item, Place, Value
from genoderm.api.collections.things import Thing as Known
from genoderm.api.finder.found import Evidence, Match, Named, NoneNear, Reason, Role, Telling, Understood
from genoderm.api.finder.written import COLUMNS, rows
from genoderm.api.network import answers
from genoderm.api.network.finding import NetworkFound, network_found
from genoderm.api.network.merging import Merged, Names
from genoderm.api.serving import Serving
from genoderm.graph.federation_settings import HERE


def matches(found: NetworkFound, base: str) -> tuple[Match, ...]:
    """The centres of a page; `base` is this node's address, under which its own pages are."""
    shown = Showing(base)
    return tuple(shown.match(rank, one) for rank, one in enumerate(found.items, found.offset + 1))


@dataclass(frozen=True, slots=True)
class FoundByAll:
    """A page of the answer of a network, as Found is one of this node's."""

    network: NetworkFound
    understood: Understood
    total: int
    offset: int
    items: tuple[Match, ...]
    facets: Facets
    place: Place | None
    none_near: NoneNear | None


async def found_by_all(
    asked: CentresAsked, serving: Serving, language: str, base: str, *, fresh: bool = False
) -> FoundByAll:
    """What the network answers; parameters and faults are those of `network_found`."""
    found = await network_found(asked, serving, language, base, fresh=fresh)
    return FoundByAll(
        network=found,
        understood=found.understood,
        total=found.total,
        offset=found.offset,
        items=matches(found, base),
        facets=found.facets,
        place=found.place,
        none_near=found.none_near,
    )


def network_table(found: NetworkFound, base: str) -> bytes:
    """A row for each reason of each centre, with the nodes that give it."""
    told = matches(found, base)
    return table((*COLUMNS, "nodes"), (row for match in told for row in _rows(match)))


def _rows(match: Match) -> Iterator[tuple[object, ...]]:
    for row, reason in zip(rows(match), match.reasons, strict=True):
        yield (*row, BETWEEN.join(reason.nodes))


@dataclass(frozen=True, slots=True)
class Showing:
    """Puts what nodes told into the finder's terms, for clients that know this node by an address."""

    base: str

    def match(self, rank: int, one: Merged) -> Match:
        """A centre: facts in the words of the first node that tells of it, ranked by the best telling."""
        (node, first), best = one.tellings[0], one.best
        return Match(
            rank=rank,
            item=Item(self._thing(first, node), dict(self._facts(first, node)), best.distance),
            kind=best.kind,
            status=best.status,
            score=best.score,
            reasons=tuple(self._reason(reason, nodes) for reason, nodes in one.reasons),
            roles=tuple(self._roles(one.roles)),
            designations=tuple(self._designation(told, nodes) for told, nodes in one.designations),
            latitude=first.latitude,
            longitude=first.longitude,
            distance=best.distance,
            tellings=tuple(Telling(name, centre.href, centre.source) for name, centre in one.tellings),
        )

    def _facts(self, centre: answers.Centre, node: str) -> Iterator[tuple[str, tuple[Value, ...]]]:
        for name, thing in (("country", centre.country), ("hospital", centre.hospital)):
            if thing:
                yield name, (self._thing(thing, node),)
        for name, text in (("city", centre.city), ("website", centre.website)):
            if text:
                yield name, (text,)
        yield "specialties", tuple(self._thing(one, node) for one in centre.specialties)
        yield "languages", centre.languages

    def _reason(self, told: answers.Reason, nodes: Names) -> Reason:
        evidence = told.evidence
        return Reason(
            match=told.match,
            levels=told.levels,
            via=self._thing(told.via, nodes[0]),
            general=told.general,
            evidence=Evidence(evidence.kind, evidence.label, evidence.source, evidence.as_of),
            status=told.status,
            published_as=told.published_as,
            age_group=self._known(told.age_group, nodes),
            designation=self._known(told.designation, nodes),
            score=told.score,
            nodes=nodes,
        )

    def _roles(self, told: Iterable[tuple[answers.Role, Names]]) -> Iterator[Role]:
        for role, nodes in told:
            if role.network:
                network = self._thing(role.network, nodes[0])
                yield Role(network, self._known(role.group, nodes), self._known(role.role, nodes))

    def _designation(self, told: answers.Designation, nodes: Names) -> Named:
        return Named(
            designation=self._thing(told, nodes[0]),
            authority=self._known(told.authority, nodes),
            level=self._known(told.level, nodes),
            scope=tuple(self._thing(one, nodes[0]) for one in told.scope),
            labelled=told.labelled,
            renewed=told.renewed,
            ended=told.ended,
        )

    def _known(self, told: answers.Thing | None, nodes: Names) -> Known | None:
        return self._thing(told, nodes[0]) if told else None

    def _thing(self, told: answers.Thing, node: str) -> Known:
        """A thing; only what this node says of itself is taken for a page of its own."""
        thing = Known(told.iri, told.id, told.name, None, told.code, told.name_language)
        if told.href and node == HERE and told.href.startswith(f"{self.base}/"):
            return replace(thing, path=told.href.removeprefix(self.base))
        return replace(thing, elsewhere=told.href)
