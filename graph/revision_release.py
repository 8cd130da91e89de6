"""The release that a write makes: dump, report and manifest in the staging folder, then a folder among the releases."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from genoderm import __version__
from genoderm.graph.checksums import file_checksum
from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.dump import Section
from genoderm.graph.findings import write_findings
from genoderm.graph.manifest import (
    FORMAT,
    ID_DIGITS,
    QUARANTINE,
    REPORT,
    Graph,
    Manifest,
    Unnamed,
    Write,
    write_manifest,
)
from genoderm.graph.revision_content import UNNAMED, Content
from genoderm.graph.revision_ours import OURS
from genoderm.graph.revision_outcome import Outcome
from genoderm.graph.revision_provenance import Author
from genoderm.graph.revision_workplace import Changes
from genoderm.graph.text_index import FILES as INDEX
from genoderm.graph.validation import rules

Describe = Callable[[str], Graph]  # a graph that a write made, by its name


@dataclass(frozen=True, slots=True)
class Finish:
    """What a release is made of beside its content: what it was made from, by whom, and how graphs are described."""

    release: Path
    manifest: Manifest
    previous: str
    author: Author
    describe: Describe


def finish(staged: Path, content: Content, changes: Changes, outcome: Outcome, told: Finish) -> Manifest:
    """Write all that stands beside the store, the manifest last."""
    sections = content.write(staged / DUMP)
    write_findings(outcome.findings, staged / REPORT)
    shutil.copyfile(told.release / QUARANTINE, staged / QUARANTINE)
    files = {name: file_checksum(staged / name) for name in (DUMP, REPORT, QUARANTINE, *INDEX)}
    before = told.manifest
    manifest = Manifest(
        format=FORMAT,
        id=files[DUMP][:ID_DIGITS],
        created=_now(),
        tool=__version__,
        base=before.base,
        previous=told.previous,
        inputs=before.inputs,
        graphs=tuple(_graphs(content, sections, outcome, told)),
        triples=outcome.triples,
        warnings=len(outcome.findings),
        files=files,
        rules=rules() if before.union else "",
        union=before.union,
        unnamed=_unnamed(content, sections),
        write=_write(changes, outcome, told.author),
        dropped=tuple(sorted(_dropped(content, outcome, before))),
    )
    write_manifest(manifest, staged)
    return manifest


def _graphs(content: Content, sections: dict[str, Section], outcome: Outcome, told: Finish) -> Iterator[Graph]:
    for name, section in sections.items():
        file = content.file(name)
        if name == UNNAMED or file is None:
            continue
        known = told.manifest.graph(name) or told.describe(name)
        how = _how(known, outcome, told)
        place = {"triples": file.triples, "sha256": file.sha256, "offset": section.offset, "length": section.length}
        yield known.model_copy(update={**place, "written": how})


def _how(graph: Graph, outcome: Outcome, told: Finish) -> str:
    if graph.name in told.manifest.dropped:  # it is there again: a build would make another
        return "changed"
    return graph.written or ("changed" if graph.name in outcome.written.changed else "")


def _unnamed(content: Content, sections: dict[str, Section]) -> Unnamed | None:
    file = content.file(UNNAMED)
    if UNNAMED not in sections or file is None:
        return None
    section = sections[UNNAMED]
    return Unnamed(triples=file.triples, sha256=file.sha256, offset=section.offset, length=section.length)


def _write(changes: Changes, outcome: Outcome, author: Author) -> Write:
    all_changes = [*changes.named.values(), changes.direct]
    written = outcome.written
    return Write(
        when=_now(),
        by=author.name,
        request=author.request,
        added=sum(len(change.added) for change in all_changes),
        removed=sum(len(change.removed) for change in all_changes),
        graphs=tuple(sorted(written.made | written.changed | written.gone)),
    )


def _dropped(content: Content, outcome: Outcome, before: Manifest) -> set[str]:
    """The graphs of the build that are not there any more; one that is there again counts as changed."""
    known = {graph.name for graph in before.graphs if graph.written != "whole"}
    gone = set(outcome.written.gone) & known - set(OURS)
    return (gone | set(before.dropped)) - set(content.names)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
