"""From source files to a served release.

    plan -> fragments -> content (staged, derived, validated, described, dumped) -> release -> current

Nothing that is served is touched before the last step, which switches one link; a build killed at any instant leaves
`current` as it was, and the next build sweeps what it left.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from genoderm import __version__
from genoderm.graph.assembly import Content, assemble
from genoderm.graph.checksums import file_checksum, package_checksum, text_checksum
from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.findings import refuse_errors
from genoderm.graph.fragments import Fragment, make_fragments
from genoderm.graph.home import Home
from genoderm.graph.lock import locked
from genoderm.graph.manifest import FORMAT, ID_DIGITS, QUARANTINE, REPORT, Manifest, read_manifest, write_manifest
from genoderm.graph.progress import Watch
from genoderm.graph.revision_carry import Writes, carry_over, refuse_loss
from genoderm.graph.shelf import take
from genoderm.graph.storage import storage
from genoderm.graph.tasks import Task, tasks
from genoderm.graph.text_index import FILES as INDEX
from genoderm.graph.validation import rules
from genoderm.loaders.recognise import Plan
from genoderm.loaders.source import Context
from genoderm.ontology.errors import BadInput

LAST_REPORT = "last-report.json"  # of a build that was refused, beside the releases
STANDING = "no release was made, and the current one stays as it was"


class UnreadableSource(BadInput):
    """A file that a loader knows breaks off, is damaged or hostile, so that nothing can be said of the rest of it."""


@dataclass(frozen=True, slots=True)
class Built:
    """A release, and whether this build made it or found that it stands already."""

    manifest: Manifest
    fresh: bool


def build(  # noqa: PLR0913, PLR0917 - a build is decided by just these
    plan: Plan,
    context: Context,
    home: Home,
    processes: int,
    watch: Watch,
    shelf: Home | None = None,
    writes: Writes = Writes.KEPT,
) -> Built:
    """Make the release of this plan and serve it, or take it from the shelf if it stands there.

    Conflict while another build holds the home, Overwritten if it would undo writes and may not, UnreadableSource for
    a damaged file, InvalidRelease if validation finds errors, StorageFailed if the disk gives out; in each case
    `current` stays as it was.
    """
    with storage(home.path, STANDING), locked(home.path, "build"):
        refuse_loss(home, writes)
        planned = tasks(plan.editions, context)
        built_from = _depends(planned, context)
        standing = home.built_from(built_from) or (take(built_from, shelf, home) if shelf else None)
        made = standing or _build(planned, built_from, context, home, processes, watch)
        release = carry_over(home, made, writes)
        home.switch(release)
        return Built(read_manifest(release), fresh=standing is None)


def _build(  # noqa: PLR0913, PLR0917 - the rest of `build`, with its locals
    planned: Sequence[Task], built_from: str, context: Context, home: Home, processes: int, watch: Watch
) -> Path:
    staged = home.stage()
    try:
        fragments = _mapped(planned, home, processes, watch)
        content = assemble(staged, fragments, context.iris, __version__, watch)
        refuse_errors(content.findings, Path(shutil.copy(staged / REPORT, home.path / LAST_REPORT)))
        manifest = _manifest(content, fragments, staged, home, context)
        write_manifest(manifest, staged)
        release = home.adopt(staged, manifest.id)
        home.remember(built_from, manifest.id, [task.key for task in planned])
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return release


def _mapped(planned: Sequence[Task], home: Home, processes: int, watch: Watch) -> list[Fragment]:
    try:
        return make_fragments(planned, home.fragments, processes, watch)
    except BadInput as fault:
        raise UnreadableSource(f"{fault}; mend that file or leave it out: {STANDING}") from fault


def _depends(planned: Sequence[Task], context: Context) -> str:
    keys = sorted(task.key for task in planned)
    return text_checksum(package_checksum("graph", "ontology", "loaders"), __version__, context.iris.base, *keys)


def _manifest(content: Content, fragments: Sequence[Fragment], staged: Path, home: Home, context: Context) -> Manifest:
    files = {name: file_checksum(staged / name) for name in (DUMP, REPORT, QUARANTINE, *INDEX)}
    return Manifest(
        format=FORMAT,
        id=files[DUMP][:ID_DIGITS],
        created=datetime.now(UTC).isoformat(timespec="milliseconds"),
        tool=__version__,
        base=context.iris.base,
        previous=home.current_release().name if home.serves() else "",
        inputs=tuple(told for fragment in fragments for told in fragment.inputs),
        graphs=content.graphs,
        triples=content.triples,
        warnings=len(content.findings),
        files=files,
        rules=rules(),
        degrees=content.degrees,
    )
