"""The statements of each source, mapped once and kept: a graph's inputs unchanged, its fragment stands.

A fragment is a folder `<key>/` with `<graph>.nt` (sorted N-Triples) per named graph and `account.json`. Its key is the
checksum of all that decides its content: the files, the code that maps them, the base, the identities.
"""

import gc
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any

from genoderm.graph.checksums import file_checksum, size
from genoderm.graph.manifest import Input
from genoderm.graph.ntriples import Sorted, Writer
from genoderm.graph.progress import Watch
from genoderm.graph.tasks import Task
from genoderm.loaders.catalogue import loader_named
from genoderm.loaders.report import Fault, Report
from genoderm.loaders.source import Changes, Context, Edition, Loader, Source
from genoderm.ontology.errors import GenodermError


@dataclass(frozen=True, slots=True)
class Fragment:
    """The statements of all editions of one graph, and of the graphs beside it, with the account of their records."""

    source: Source
    versions: tuple[str, ...]
    graphs: Mapping[str, Sorted]  # name of the graph -> its file
    inputs: tuple[Input, ...]
    faults: tuple[Fault, ...]


BATCH = 2000  # records mapped at a time: enough to sort at once, too few to weigh


class MappingEnded(GenodermError):
    """A process that maps sources was ended by something else than its work."""


def make_fragments(planned: Sequence[Task], folder: Path, processes: int, watch: Watch) -> list[Fragment]:
    """The fragments of these tasks: kept ones as they are, the others mapped side by side in processes.

    Call while holding the lock, since it sweeps what killed builds left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".*"):
        shutil.rmtree(left, ignore_errors=True)
    watch.stage("mapping", sum(task.bytes for task in planned))
    kept = {task.key: _kept(task, folder) for task in planned}
    missing = [task for task in planned if not kept[task.key]]
    watch.advance(sum(task.bytes for task in planned) - sum(task.bytes for task in missing))
    _make(missing, folder, processes, watch)
    return [kept[task.key] or _read(task, folder) for task in planned]


def _make(missing: Sequence[Task], folder: Path, processes: int, watch: Watch) -> None:
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])  # each process is born with the loaders imported
    pool = ProcessPoolExecutor(min(processes, len(missing) or 1), mp_context=context, initializer=_end_with_parent)
    try:
        running = {pool.submit(make_fragment, task, folder): task for task in missing}
        for done in as_completed(running):
            done.result()
            watch.advance(running[done].bytes)
    except BrokenProcessPool as fault:
        raise MappingEnded(
            "a process that maps sources was ended from outside, perhaps for want of memory: fewer `processes` need "
            "less; no release was made, and the current one stays as it was"
        ) from fault
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """A killed build must not leave its workers waiting for ever: they hold the other end of their own queue open."""
    if parent := parent_process():
        Thread(target=_wait_and_end, args=(parent,), daemon=True).start()


def _wait_and_end(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def make_fragment(task: Task, folder: Path) -> None:
    """Map the editions of one graph into `folder/<key>`, which appears only when it is whole."""
    gc.disable()  # millions of small immutable objects and no cycles: collecting would only walk them
    partial = Path(tempfile.mkdtemp(dir=folder, prefix=f".{task.key[:8]}-"))
    try:
        account = _map(task, partial)
        (partial / "account.json").write_text(json.dumps(account, ensure_ascii=False), "utf-8")
        partial.rename(folder / task.key)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        gc.enable()


def _map(task: Task, folder: Path) -> dict[str, Any]:
    loader = loader_named(task.loader)
    writers = {f"{task.graph}{ending}": Writer(folder / f"{task.graph}{ending}.nt") for ending in loader.graphs}
    reports = [_map_edition(loader, edition, task, writers) for edition in task.editions]
    if loader.changes and any(edition.role == "former" for edition in task.editions):
        writers[f"{task.graph}-history"] = Writer(folder / f"{task.graph}-history.nt")
        _map_changes(loader.changes, task, writers[f"{task.graph}-history"])
    files = {name: writer.finish() for name, writer in writers.items()}
    return {
        "graphs": {name: [file.triples, file.sha256] for name, file in files.items() if file.triples},
        "inputs": [
            _input(edition, checksum, report).model_dump()
            for edition, checksum, report in zip(task.editions, task.checksums, reports, strict=True)
        ],
        "faults": [asdict(fault) for report in reports for fault in report.faults],
    }


def _map_edition(loader: Loader[Any], edition: Edition, task: Task, writers: Mapping[str, Writer]) -> Report:
    report = Report(edition.path.name)
    if edition.role == "former":
        report.note("read for what vanished or was renamed since")
        return report
    records = loader.loaded(edition, task.context, report)
    while batch := list(islice(records, BATCH)):
        for ending in loader.graphs:
            _write(loader, ending, batch, task.context, writers[f"{task.graph}{ending}"])
    return report


def _write(loader: Loader[Any], ending: str, batch: Sequence[Any], context: Context, writer: Writer) -> None:
    if lines := loader.lines.get(ending):
        writer.add_lines(chain.from_iterable(lines(record, context) for record in batch))
    else:
        triples = loader.graphs[ending]
        writer.add(triple for record in batch for triple in triples(record, context))


def _map_changes(changes: Changes, task: Task, writer: Writer) -> None:
    current = next(edition for edition in task.editions if edition.role == "current")
    for edition in task.editions:
        if edition.role == "former":
            writer.add(changes(edition, current, task.context))


def _input(edition: Edition, checksum: str, report: Report) -> Input:
    return Input(
        file=edition.path.name,
        source=edition.source.name,
        graph=edition.graph,
        version=edition.version,
        language=edition.language,
        role=edition.role,
        sha256=checksum,
        bytes=size(edition.path),
        loaded=report.loaded,
        aside=dict(report.aside),
        quarantined=report.quarantined,
        notes=dict(report.notes),
    )


def _kept(task: Task, folder: Path) -> Fragment | None:
    """The fragment of an earlier build, if its bytes are still those that were written; a damaged one is removed."""
    try:
        fragment = _read(task, folder)
        if all(file_checksum(file.path) == file.sha256 for file in fragment.graphs.values()):
            return fragment
    except (OSError, ValueError, KeyError, TypeError):
        pass  # absent, or cut short: made anew either way
    shutil.rmtree(folder / task.key, ignore_errors=True)
    return None


def _read(task: Task, folder: Path) -> Fragment:
    place = folder / task.key
    account = json.loads((place / "account.json").read_text("utf-8"))
    versions = sorted({edition.version for edition in task.editions if edition.version and edition.role == "current"})
    return Fragment(
        source=task.source,
        versions=tuple(versions),
        graphs={name: Sorted(place / f"{name}.nt", *told) for name, told in account["graphs"].items()},
        inputs=tuple(Input(**told) for told in account["inputs"]),
        faults=tuple(Fault(**told) for told in account["faults"]),
    )
