"""The answer of a network as JSON: each centre with who tells of it, each statement with whose it is."""

from collections.abc import Collection, Iterable, Sequence

from pydantic import BaseModel
from pydantic_core import to_json

from genoderm.api.collections.fields import FIELDS
from genoderm.api.collections.written import Document, Writer, facets, place
from genoderm.api.finder.written import none_near_document, understood_document
from genoderm.api.network.answers import Centre
from genoderm.api.network.finding import NetworkFound
from genoderm.api.network.merging import Merged, Names
from genoderm.api.network.shares import Share

STATEMENTS = {"reasons", "roles", "designations"}
RENAMED = {"kind": "centre_kind", "point": "latitude"}  # fields as an answer of the finder has them
RANKING = {"kind", "status", "score", "distance"}


def network_text(found: NetworkFound, writer: Writer) -> bytes:
    """A page of the answer."""
    told: Document = {
        "scope": "network",
        "complete": found.complete,
        "deadline": found.deadline,
        "nodes": [_share(one) for one in found.shares],
        "disease": understood_document(found.understood, writer),
        "total": found.total,
        "offset": found.offset,
        "limit": found.limit,
    }
    told |= {"unmerged": found.unmerged} if found.unmerged else {}
    told |= {"place": place(found.place)} if found.place else {}
    unwanted = _unwanted(writer)
    told["items"] = [_centre(at, one, unwanted) for at, one in enumerate(found.items, found.offset + 1)]
    told["facets"] = facets(found.facets)
    return to_json(told | ({"none_near": none_near_document(found.none_near, writer)} if found.none_near else {}))


def _share(one: Share) -> Document:
    """What a node did: `rows` counts the centres that it told of, `why` says why it did not answer.

    `age` is how many seconds ago it told of them, null if just now.
    """
    told: Document = {"name": one.name, "url": one.url, "answered": one.why is None, "rows": len(one.centres)}
    return told | {"milliseconds": one.milliseconds, "age": one.age, "release": one.release, "why": one.why}


def _unwanted(writer: Writer) -> Collection[str]:
    wanted = {field.name for field in writer.fields}
    unwanted = {RENAMED.get(field.name, field.name) for field in FIELDS[writer.collection] if field.name not in wanted}
    return (unwanted | ({"longitude"} if "latitude" in unwanted else set())) - RANKING


def _centre(rank: int, one: Merged, unwanted: Collection[str]) -> Document:
    """Facts in the words of the first node that tells of it; the ranking by the best telling."""
    facts = _plain(one.first, {*unwanted, *STATEMENTS, *RANKING})
    told: Document = {"rank": rank, **facts, **_plain(one.best, (), RANKING)}
    told["nodes"] = [_telling(node, centre) for node, centre in one.tellings]
    for name, statements in (("reasons", one.reasons), ("roles", one.roles), ("designations", one.designations)):
        told[name] = list(_of_nodes(statements))
    return told


def _telling(node: str, centre: Centre) -> Document:
    """Where a node tells of it, and where it has that from."""
    return {"name": node, **_plain(centre, (), {"iri", "href", "source", "as_of"})}


def _of_nodes(statements: Sequence[tuple[BaseModel, Names]]) -> Iterable[Document]:
    return (_plain(one) | {"nodes": list(nodes)} for one, nodes in statements)


def _plain(told: BaseModel, without: Collection[str] = (), only: Collection[str] | None = None) -> Document:
    """What was told, without what was not."""
    return told.model_dump(exclude=set(without), include=set(only) if only else None, exclude_unset=True)
