"""The things that a query chooses, in its order: all of them, since a page tells how many there are."""

from collections.abc import Iterable, Mapping
from functools import partial

from genoderm.api.collections.memory import Remembered
from genoderm.api.queries import Asking
from genoderm.ontology.terms import Iris
from genoderm.sparql.workers.pool import Pool
from genoderm.sparql.workers.tasks import Task

TSV = "text/tab-separated-values"
REMEMBERED = 64  # questions, so that the pages of one are not chosen again and again
Chosen = Mapping[str, float | None]  # IRIs in order, with kilometres where a place was told
CHOSEN = Remembered[str, Chosen](REMEMBERED)


async def chosen(asking: Asking, pool: Pool) -> Chosen:
    """The things that are asked for."""
    text = asking.text(Iris(pool.manifest.base))
    return (await CHOSEN.of([text], pool, partial(_read, pool)))[text]


async def _read(pool: Pool, texts: Iterable[str]) -> dict[str, Chosen]:
    return {text: await _chosen(text, pool) for text in texts}


async def _chosen(text: str, pool: Pool) -> Chosen:
    async with pool.answer(Task(text, TSV)) as answer:
        lines = (await answer.whole()).decode().splitlines()[1:]
    return dict(_row(line) for line in lines)


def _row(line: str) -> tuple[str, float | None]:
    """`<iri>` and, behind a tab, a number of kilometres as TSV writes it: bare, or with its datatype."""
    iri, _, number = line.partition("\t")
    return iri[1:-1], float(number.split("^^")[0].strip('"')) if number else None
