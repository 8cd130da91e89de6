"""A page of changes as JSON Feed 1.1, as Atom (RFC 4287, its pages by RFC 5005), and as Activity Streams 2.0 in RDF."""

import json
from collections.abc import Iterator

from lxml import etree
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from genoderm.api.changes.entries import TITLES, WORDS, Entry, Page
from genoderm.api.linked.serialising import document
from genoderm.graph.provenance import OURS
from genoderm.ontology.vocabularies import RDF_TYPE, XSD, XSD_INTEGER

JSON_FEED = "https://jsonfeed.org/version/1.1"
ATOM = "http://www.w3.org/2005/Atom"
AS = "https://www.w3.org/ns/activitystreams#"
ACTIVITIES = {"came": "Create", "went": "Delete", "renamed": "Update"}


def json_feed(page: Page) -> bytes:
    """https://www.jsonfeed.org/version/1.1/; what it has no word for is in `_genoderm`."""
    told = {
        "version": JSON_FEED,
        "title": TITLES[page.language],
        "home_page_url": page.home_page,
        "feed_url": page.here,
        "language": page.language,
        "authors": [{"name": OURS.publisher, "url": OURS.homepage}],
        "_genoderm": {"total": page.total, "license": OURS.licence},
        "items": [_item(entry, page.language) for entry in page.entries],
    }
    further = {"next_url": page.links["next"]} if "next" in page.links else {}
    return json.dumps(told | further, ensure_ascii=False, indent=1).encode()


def _item(entry: Entry, language: str) -> dict[str, object]:
    change = entry.change
    return {
        "id": entry.id,
        "url": entry.page,
        "title": entry.title(language),
        "content_text": entry.title(language),
        "date_published": entry.created,
        "tags": [word for word in (change.change, entry.kind) if word],
        "_genoderm": {
            "change": change.change,
            "iri": change.iri,
            "before": change.before or None,
            "after": change.after or None,
            "release": entry.release,
        },
    }


def atom(page: Page) -> bytes:
    """An Atom feed."""
    feed = etree.fromstring(f'<feed xmlns="{ATOM}"/>')
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", page.language)
    _child(feed, "id", page.feed)
    _child(feed, "title", TITLES[page.language])
    _child(feed, "updated", page.updated)
    _child(feed, "rights", OURS.licence)
    _child(_child(feed, "author"), "name", OURS.publisher)
    _child(feed, "link", rel="self", type="application/atom+xml", href=page.here)
    _child(feed, "link", rel="alternate", type="text/html", href=page.home_page)
    for rel, target in page.links.items():
        _child(feed, "link", rel=rel, type="application/atom+xml", href=target)
    for entry in page.entries:
        _entry(feed, entry, page.language)
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _entry(feed: etree._Element, entry: Entry, language: str) -> None:
    node = _child(feed, "entry")
    _child(node, "id", entry.id)
    _child(node, "title", entry.title(language))
    _child(node, "updated", entry.created)
    _child(node, "link", rel="alternate", href=entry.page)
    _child(node, "link", rel="related", href=entry.change.iri)
    for term in filter(None, (entry.change.change, entry.kind)):
        _child(node, "category", term=term)
    _child(node, "summary", entry.title(language))


def _child(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    node.text = text or None
    return node


def activities(page: Page, format_: RdfFormat, base: str) -> bytes:
    """Activity Streams 2.0: a page of a collection of activities on the things that changed."""
    return document(_activities(page), format_, base, {"as": AS})


def _activities(page: Page) -> Iterator[Triple]:
    here, whole = NamedNode(page.here), NamedNode(page.feed)
    yield Triple(here, RDF_TYPE, _as("CollectionPage"))
    yield Triple(here, _as("partOf"), whole)
    yield Triple(whole, RDF_TYPE, _as("Collection"))
    yield Triple(whole, _as("totalItems"), Literal(str(page.total), datatype=XSD_INTEGER))
    for rel, target in page.links.items():
        name = {"previous": "prev"}.get(rel, rel)
        yield Triple(here if name in {"prev", "next"} else whole, _as(name), NamedNode(target))
    for entry in page.entries:
        yield Triple(here, _as("items"), NamedNode(entry.id))
        yield from _activity(entry)


def _activity(entry: Entry) -> Iterator[Triple]:
    node = NamedNode(entry.id)
    yield Triple(node, RDF_TYPE, _as(ACTIVITIES[entry.change.change]))
    yield Triple(node, _as("object"), NamedNode(entry.change.iri))
    yield Triple(node, _as("published"), Literal(entry.created, datatype=NamedNode(f"{XSD}dateTime")))
    for language in WORDS:
        yield Triple(node, _as("summary"), Literal(entry.title(language), language=language))


def _as(name: str) -> NamedNode:
    return NamedNode(f"{AS}{name}")
