"""The finder's answer as JSON and as CSV."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cachetools import LRUCache
from pydantic_core import to_json

from genoderm.api.addresses import BY_NAME
from genoderm.api.collections.tables import table
from genoderm.api.collections.things import Item, Thing
from genoderm.api.collections.written import Document, Writer, facets, place
from genoderm.api.finder.found import Found, Match, Named, NoneNear, Reason, Role, Understood

WHO = ("rank", "centre", "name", "kind", "status", "score")
WHERE = ("country", "city", "latitude", "longitude", "distance")
WHY = ("match", "levels", "via", "via_name", "evidence", "source", "as_of", "published_as", "age_group", "designation")
COLUMNS = (*WHO, *WHERE, *WHY)
REMEMBERED = 2_000  # centres, of 4 kB each


@dataclass(frozen=True, slots=True)
class Text:
    """What is the same of a centre in all answers, written for one client.

    What was written (facts, designations) is known again by being the same objects, which are of one release and one
    language; they are kept, so that no others take their places.
    """

    written: tuple[object, object]
    who: bytes
    standing: bytes


TEXTS: LRUCache[tuple[int, int, str, tuple[str, ...]], Text] = LRUCache(REMEMBERED)


def found_text(found: Found, writer: Writer) -> bytes:
    """A page of the finder's answer, as JSON."""
    matches = b",".join(_match_text(match, writer) for match in found.items)
    return to_json(_before(found, writer))[:-1] + b',"items":[' + matches + b"]," + to_json(_after(found, writer))[1:]


def found_table(found: Found) -> bytes:
    """A row for each reason of each centre."""
    return table(COLUMNS, (row for match in found.items for row in rows(match)))


def _before(found: Found, writer: Writer) -> Document:
    told: Document = {
        "disease": understood_document(found.understood, writer),
        "total": found.total,
        "offset": found.offset,
        "limit": found.limit,
    }
    return told | ({"place": place(found.place)} if found.place else {})


def _after(found: Found, writer: Writer) -> Document:
    told: Document = {"facets": facets(found.facets)}
    return told | ({"none_near": none_near_document(found.none_near, writer)} if found.none_near else {})


def understood_document(told: Understood, writer: Writer) -> Document:
    """What was understood of what was asked."""
    known: Document = {"asked": told.asked, "how": told.how, "precision": told.precision, "rank": told.rank or None}
    if told.label:
        known["label"] = told.label
    if told.general:
        known["general"] = True
    if told.others:
        known["others"] = [writer.thing(thing) for thing in told.others]
    return writer.thing(told.disease) | known


def _match(match: Match, writer: Writer) -> Document:
    return {"rank": match.rank, **_who(match, writer), **_why(match, writer), **_standing(match, writer)}


def _match_text(match: Match, writer: Writer) -> bytes:
    """The same as JSON; what a centre is, whatever it is found for, is written once."""
    key = id(match.item.facts), id(match.designations), writer.base, tuple(writer.wanted)
    known = TEXTS.get(key)
    if known is None:
        who, standing = to_json(_who(match, writer))[1:-1], to_json(_standing(match, writer))[1:-1]
        known = TEXTS[key] = Text((match.item.facts, match.designations), who, standing)
    return b'{"rank":%d,%b,%b,%b}' % (match.rank, known.who, to_json(_why(match, writer))[1:-1], known.standing)


def _who(match: Match, writer: Writer) -> Document:
    told = writer.item(replace(match.item, distance=None))
    told["centre_kind"] = told.pop("kind", None)  # `kind` of a match is what the centre does for patients
    return told


def _why(match: Match, writer: Writer) -> Document:
    told: Document = {} if match.item.distance is None else {"distance": round(match.item.distance, 1)}
    reasons = [_reason(reason, writer) for reason in match.reasons]
    return told | {"kind": match.kind, "status": match.status, "score": match.score, "reasons": reasons}


def _standing(match: Match, writer: Writer) -> Document:
    return {
        "roles": [_role(role, writer) for role in match.roles],
        "designations": [_designation(one, writer) for one in match.designations],
    }


def _reason(reason: Reason, writer: Writer) -> Document:
    told: Document = {
        "match": reason.match,
        "levels": reason.levels,
        "via": writer.thing(reason.via),
        "general": reason.general,
        "status": reason.status,
        "score": reason.score,
        "evidence": {
            "kind": reason.evidence.kind,
            "label": reason.evidence.label,
            "source": reason.evidence.source,
            "as_of": reason.evidence.as_of,
        },
    }
    if reason.published_as:
        told["published_as"] = reason.published_as
    return told | _known(writer, age_group=reason.age_group, designation=reason.designation)


def _role(role: Role, writer: Writer) -> Document:
    return _known(writer, network=role.network, group=role.group, role=role.role)


def _designation(one: Named, writer: Writer) -> Document:
    told = writer.thing(one.designation) | _known(writer, authority=one.authority, level=one.level)
    dates = {"labelled": one.labelled, "renewed": one.renewed, "ended": one.ended}
    told["scope"] = [writer.thing(thing) for thing in one.scope]
    return told | {name: date for name, date in dates.items() if date}


def _known(writer: Writer, **things: Thing | None) -> Document:
    return {name: writer.thing(thing) for name, thing in things.items() if thing}


def none_near_document(told: NoneNear, writer: Writer) -> Document:
    """What there is to do where there is no centre near."""
    lists = {"networks": told.networks, "telemedicine": told.telemedicine, "associations": told.associations}
    known = _known(writer, country=told.country)
    known["nearest"] = [_match(match, Writer(writer.base, "centres")) for match in told.nearest]
    for name, items in lists.items():
        known[name] = [Writer(writer.base, _collection(item)).item(item) for item in items]
    return known


def _collection(item: Item) -> str:
    return BY_NAME[(item.thing.path or "").split("/")[1]].collection


def rows(match: Match) -> Iterator[Sequence[object]]:
    """A row of COLUMNS for each reason."""
    item = match.item
    country, city = item.one("country"), item.one("city")
    who = (match.rank, item.thing.id, item.thing.name, match.kind, match.status, match.score)
    where = (country.id if isinstance(country, Thing) else "", city or "", match.latitude, match.longitude)
    for reason in match.reasons:
        yield (*who, *where, match.distance, *_cells(reason))


def _cells(reason: Reason) -> Sequence[object]:
    via, evidence = reason.via, reason.evidence
    attested = (evidence.kind, evidence.source, evidence.as_of, reason.published_as)
    age = reason.age_group.id if reason.age_group else None
    designation = reason.designation.id if reason.designation else None
    return (reason.match, reason.levels, via.code or via.id, via.name, *attested, age, designation)
