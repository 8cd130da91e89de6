"""Things of a collection as JSON-LD: what the release says of them, asked for and written."""

import json
from collections.abc import Sequence

from genoderm.api.collections.facts import said
from genoderm.api.collections.linked import document
from genoderm.api.collections.names import names
from genoderm.api.collections.written import Writer
from genoderm.sparql.workers.pool import Pool


async def linked(things: Sequence[str], writer: Writer, pool: Pool) -> bytes:
    """These things with the fields that are wanted, as a document of their own."""
    told = await said(things, writer.collection, pool)
    called = await names(things, pool, "en")
    term = "title" if writer.collection == "resources" else "prefLabel"
    return json.dumps(document(told, called.called, writer.fields, term), ensure_ascii=False).encode()
