"""Workers: queries end at their limits, and nothing that one does costs another its answer."""

import asyncio
import json
import os
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from genoderm.graph.home import Home
from genoderm.ontology.errors import BadInput, BadRelease, NotFound
from genoderm.ontology.terms import disease_iri
from genoderm.sparql.evaluation import Asked, Dataset, ask, write_answer
from genoderm.sparql.formats import RESULTS
from genoderm.sparql.syntax import SyntaxFault
from genoderm.sparql.workers.frames import Frames, Kind, frame
from genoderm.sparql.workers.holder import BEHIND, LATER
from genoderm.sparql.workers.jail import open_no_socket, open_nothing
from genoderm.sparql.workers.pool import Limits, Pool
from genoderm.sparql.workers.rows import MARKS, Counting
from genoderm.sparql.workers.tasks import Busy, Cancelled, Task, TooLarge, TooSlow, read_task, task_bytes
from tests.patience import PATIENCE

JSON = "application/sparql-results+json"
LABELS = "SELECT ?label WHERE { ?thing <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }"
DEATH = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
ALL = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
OF_ALL_KINDS = (
    LABELS,
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/genoderm/id/graph/sample> WHERE { ?s ?p ?o }",
    "SELECT ?s ?g WHERE { ?s a <https://w3id.org/genoderm/ns#Disease> GRAPH ?g { ?s ?p ?o } }",
)
SOON = 0.5  # seconds that a query of death gets here

Scene = Callable[[Pool], Awaitable[None]]


@asynccontextmanager
async def pooled(home: Path, limits: Limits | None = None) -> AsyncIterator[Pool]:
    pool = Pool(Home(home), limits or Limits(seconds=PATIENCE, workers=2))
    await pool.start()
    try:
        yield pool
    finally:
        await pool.stop()


def played(home: Path, scene: Scene, limits: Limits | None = None) -> None:
    async def play() -> None:
        async with pooled(home, limits) as pool, asyncio.timeout(2 * PATIENCE):
            await scene(pool)

    asyncio.run(play())


async def asked(pool: Pool, query: str, seconds: float | None = None) -> bytes:
    async with pool.answer(Task(query, JSON, seconds=seconds)) as answer:
        return await answer.whole()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("quads_in_memory", [20_000_000, 0], ids=["memory", "disk"])
def test_an_answer_is_that_of_the_store_itself(sample_home: Path, quads_in_memory: int) -> None:
    async def scene(pool: Pool) -> None:
        store = Store.read_only(str(Home(sample_home).current_release() / "store"))
        for query in OF_ALL_KINDS:
            got, expected = await pool.rows(query), ask(store, query, {})
            assert sorted(map(str, got)) == sorted(map(str, expected))
            assert got

    played(sample_home, scene, Limits(quads_in_memory=quads_in_memory))


def test_parameters_are_bound_by_the_engine(two_releases: Path) -> None:
    async def scene(pool: Pool) -> None:
        query = "SELECT ?d ?label WHERE { ?d <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }"
        rows = await pool.rows(query, {"d": disease_iri("304")})
        assert [row["d"] for row in rows] == [disease_iri("304")]

    played(two_releases, scene)


def test_a_syntax_error_tells_line_and_column(two_releases: Path) -> None:
    async def scene(pool: Pool) -> None:
        with pytest.raises(SyntaxFault) as told:
            await asked(pool, "SELECT *\nWHERE { ?s ?p }")
        assert (told.value.line, told.value.column) == (2, 16)

    played(two_releases, scene)


def test_a_function_that_the_engine_does_not_know_is_named(two_releases: Path) -> None:
    async def scene(pool: Pool) -> None:
        with pytest.raises(BadInput, match=r"http://example\.org/unknown"):
            await asked(pool, "SELECT (<http://example.org/unknown>(1) AS ?x) {}")

    played(two_releases, scene)


def test_a_query_of_death_ends_at_its_time_and_others_are_answered_meanwhile(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        dying = asyncio.create_task(asked(pool, DEATH, SOON))
        while not dying.done():
            assert await asked(pool, LABELS)
        with pytest.raises(TooSlow):
            await dying
        await until(lambda: pool.state.idle == 2 and pool.state.killed == 1)

    played(sample_home, scene)


def test_a_worker_that_had_a_long_query_is_kept_and_takes_its_place_again(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        before, ours = pool.state.started, os.getpriority(os.PRIO_PROCESS, 0)
        for count in (400, 800, 1600, 3200, 6400):
            long = f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ SELECT * WHERE {{ ?a ?b ?c }} LIMIT {count} }} ?d ?e ?f }}"
            running, seen = asyncio.create_task(asked(pool, long)), set[int]()
            while not running.done():
                seen |= priorities(pool)
                await asyncio.sleep(0.01)
            await running
            if seen == {ours + BEHIND, ours + LATER}:
                await until(lambda: priorities(pool) == {ours + BEHIND})
                assert pool.state.started == before
                return
        pytest.fail("no query was a long one")

    played(sample_home, scene)


def priorities(pool: Pool) -> set[int]:
    """The nice values of the threads of all workers: proc_pid_stat(5), field 19."""
    holder = pool._lanes.generation._process.pid
    children = Path(f"/proc/{holder}/task/{holder}/children").read_text().split()
    threads = [thread for child in children for thread in Path(f"/proc/{child}/task").iterdir()]
    return {int((thread / "stat").read_text().rpartition(")")[2].split()[16]) for thread in threads}


def test_many_queries_of_death_leave_as_many_processes_and_descriptors_as_before(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        await until(lambda: len(pool._lanes.generation.links) == 4)  # two of them to spare
        before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
        for _ in range(20):
            with pytest.raises(TooSlow):
                await asked(pool, DEATH, 0.01)
        await until(lambda: len(os.listdir("/proc/self/fd")) == before)  # noqa: PTH208
        assert pool.state.killed == 20

    played(sample_home, scene)


def test_a_query_that_takes_all_memory_ends_alone(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        concatenated = "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d))) AS ?all) WHERE { ?a ?b ?c . ?d ?e ?f }"
        with pytest.raises(TooLarge):
            await asked(pool, concatenated)
        assert await asked(pool, LABELS)

    played(sample_home, scene, Limits(memory=64 << 20, seconds=PATIENCE))


def test_a_query_nested_too_deep_ends_alone(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        with pytest.raises(TooLarge):
            await asked(pool, f"SELECT * WHERE {'{' * 20_000} ?s ?p ?o {'}' * 20_000}")
        assert await asked(pool, LABELS)

    played(sample_home, scene)


def test_who_comes_when_the_queue_is_full_is_told_to_come_again(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        at_once = [asked(pool, DEATH, SOON) for _ in range(4)]  # two have lanes, one waits, one is too many
        *died, turned_away = await asyncio.gather(*at_once, return_exceptions=True)
        assert [type(fault) for fault in died] == [TooSlow] * 3
        assert isinstance(turned_away, Busy)
        assert turned_away.retry_after == 1

    played(sample_home, scene, Limits(workers=2, queue=1))


def test_more_long_queries_than_there_are_lanes_for_are_turned_away(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        dying = [asyncio.create_task(asked(pool, DEATH)) for _ in range(6)]
        assert await asked(pool, LABELS)
        await until(lambda: sum(task.done() for task in dying) == 2)
        for task in dying:
            if not task.done():
                task.cancel()
        faults = await asyncio.gather(*dying, return_exceptions=True)
        assert sorted(type(fault).__name__ for fault in faults) == ["Busy"] * 2 + ["CancelledError"] * 4
        await until(lambda: pool.state.idle == 1 and pool.state.long == 0)

    played(sample_home, scene, Limits(workers=1, seconds=2 * PATIENCE))


def test_a_client_that_leaves_ends_its_query(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        async with pool.answer(Task(DEATH, JSON)) as answer:
            answer.cancel()
            with pytest.raises(Cancelled):
                await answer.piece()
        await until(lambda: pool.state.killed == 1 and pool.state.idle == 2)

    played(sample_home, scene)


def test_an_answer_left_in_the_middle_is_not_given_to_the_next(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        for _ in range(5):
            async with pool.answer(Task(ALL, JSON)) as answer:
                assert await answer.piece()
        whole = await asyncio.gather(*[asked(pool, LABELS) for _ in range(10)])
        assert len({len(body) for body in whole}) == 1

    played(sample_home, scene)


def test_a_slow_reader_holds_little_of_a_large_answer_and_is_not_cut_at_the_time_limit(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        async with pool.answer(Task(f"{ALL} LIMIT 50000", JSON, seconds=4)) as answer:
            size = len(await answer.piece() or b"")
            await asyncio.sleep(4.5)
            assert pool.state.long == 1
            while piece := await answer.piece():
                size += len(piece)
        assert answer.end
        assert answer.end.rows == 50_000
        assert size > 5_000_000

    played(sample_home, scene)


def test_a_new_release_is_taken_up_without_a_failed_or_mixed_answer(home: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?d a <https://w3id.org/genoderm/ns#Disease> }"

    async def scene(pool: Pool) -> None:
        first, second = (manifest.id for manifest in Home(home).releases())
        expected = {first: {"1"}, second: {"2"}}
        seen: dict[str, set[str]] = {}

        async def client() -> None:
            while set(seen) != {first, second}:
                async with pool.answer(Task(count, JSON)) as answer:
                    body = await answer.whole()
                seen.setdefault(answer.manifest.id, set()).add(body.decode().split('"value":"')[1][0])

        clients = [asyncio.create_task(client()) for _ in range(4)]
        await asyncio.sleep(0.1)
        Home(home).switch(Home(home).release(first))
        await asyncio.gather(*clients)
        assert seen == expected

    played(home, scene)


def without_store(release: Path) -> None:
    shutil.rmtree(release / "store")


def without_index(release: Path) -> None:
    shutil.rmtree(release / "index")


def of_another_version(release: Path) -> None:
    told = json.loads((release / "manifest.json").read_text())
    (release / "manifest.json").write_text(json.dumps({**told, "format": 99}))


@pytest.mark.parametrize("harm", [without_store, without_index, of_another_version])
def test_a_release_that_cannot_be_held_is_not_taken_up(home: Path, harm: Callable[[Path], None]) -> None:
    async def scene(pool: Pool) -> None:
        serving = pool.manifest.id
        other = next(manifest.id for manifest in Home(home).releases() if manifest.id != serving)
        harm(Home(home).release(other))
        Home(home).switch(home / "releases" / other)
        with pytest.raises(BadRelease):
            await pool.refresh()
        assert pool.manifest.id == serving
        assert await asked(pool, LABELS)

    played(home, scene)


def test_a_pool_goes_on_when_the_home_is_taken_away(home: Path) -> None:
    async def scene(pool: Pool) -> None:
        (home / "current").unlink()
        with pytest.raises(NotFound):
            await pool.refresh()
        assert await asked(pool, LABELS)

    played(home, scene)


def test_an_empty_home_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no release"):
        played(tmp_path, lambda pool: pool.refresh())


def test_a_holder_that_is_killed_is_followed_by_another(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        os.kill(pool._lanes.generation._process.pid, signal.SIGKILL)
        await pool._lanes.generation.ended.wait()
        await until(lambda: not pool._lanes.generation.ended.is_set())
        assert await asked(pool, LABELS)

    played(sample_home, scene)


def test_workers_end_with_their_holder(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        generation = pool._lanes.generation
        children = Path(f"/proc/{generation._process.pid}/task/{generation._process.pid}/children")
        await until(lambda: len(children.read_text().split()) == 4)  # two of them to spare
        workers = children.read_text().split()
        os.kill(generation._process.pid, signal.SIGKILL)
        await until(lambda: not any(_runs(worker) for worker in workers))

    played(sample_home, scene)


def _runs(process: str) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("jail", [open_nothing, open_no_socket])
def test_a_jailed_process_opens_no_socket(jail: Callable[[], object]) -> None:
    process = os.fork()
    if process == 0:
        jail()
        try:
            socket.socket()
        except OSError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 7


@given(st.lists(st.tuples(st.sampled_from(Kind), st.binary(max_size=200))), st.integers(1, 50))
def test_frames_come_out_as_they_went_in_however_they_are_cut(sent: list[tuple[Kind, bytes]], size: int) -> None:
    wire = b"".join(frame(kind, content) for kind, content in sent)
    frames = Frames()
    assert [got for at in range(0, len(wire), size) for got in frames.feed(wire[at : at + size])] == sent


@given(st.text(), st.lists(st.text()), st.dictionaries(st.text(), st.text()))
def test_a_task_comes_out_as_it_went_in(query: str, graphs: list[str], values: dict[str, str]) -> None:
    task = Task(query, JSON, Dataset(tuple(graphs), ()), "http://example.org/", values)
    assert read_task(task_bytes(task)) == task


class Pieces(list[bytes]):
    def write(self, data: bytes) -> int:
        self.append(data)
        return len(data)

    def flush(self) -> None:
        pass


@given(
    st.lists(st.text(alphabet='}},{"<result>\n\\ab', max_size=12), max_size=20),
    st.sampled_from([name for name in MARKS if name in RESULTS]),
    st.integers(200, 400),
)
def test_rows_are_counted_whatever_their_values_hold(values: list[str], media_type: str, size: int) -> None:
    from pyoxigraph import Literal

    block = " ".join(f"({Literal(value)} {number})" for number, value in enumerate(values))
    written = Pieces()
    write_answer(Store(), Asked(f"SELECT * WHERE {{ VALUES (?x ?y) {{ {block} }} }}"), media_type, written)
    body, counting = b"".join(written), Counting(media_type)
    for at in range(0, len(body), size):
        counting.see(body[at : at + size])
    assert counting.total == len(values)


def test_a_timeout_beyond_the_most_is_refused(sample_home: Path) -> None:
    async def scene(pool: Pool) -> None:
        with pytest.raises(BadInput, match="at most 120"):
            await asked(pool, LABELS, 121)

    played(sample_home, scene)
