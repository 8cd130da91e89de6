"""Downloading the files that a source publishes; nothing else needs the internet, and nothing is fetched unasked.

A file gets its name only when it is whole and its SHA-256 is the one that the table tells; until then it is
`<name>.part` beside it, which the next attempt continues.
"""

from hashlib import file_digest
from pathlib import Path

from genoderm.loaders.download import PATIENCE, FetchFailed, Patience, Tell, download
from genoderm.loaders.fetchable import Fetchable
from genoderm.ontology.errors import Conflict


def fetch(entry: Fetchable, folder: Path, tell: Tell, patience: Patience = PATIENCE) -> Path:
    """Have the file in the folder, and say where; `tell` hears of its bytes as they come.

    FetchFailed if it cannot be had whole and right, Conflict if another file has its name. What is there already is
    not downloaded again.
    """
    target, partial = folder / entry.file, folder / f"{entry.file}.part"
    try:
        if target.exists():
            _refuse_other(target, entry)
            tell(entry.bytes)
            return target
        folder.mkdir(parents=True, exist_ok=True)
        _download(entry, partial, tell, patience)
        _refuse_wrong(partial, entry)
        return partial.rename(target)
    except OSError as fault:
        raise FetchFailed(f"{entry.file} cannot be kept: {fault}") from fault


def _download(entry: Fetchable, partial: Path, tell: Tell, patience: Patience) -> None:
    try:
        with partial.open("ab") as file:
            download(entry.url, file, entry.bytes, tell, patience)
    finally:
        if partial.stat().st_size == 0:  # nothing came that could be continued
            partial.unlink()


def _refuse_other(target: Path, entry: Fetchable) -> None:
    if (found := _sha256(target)) != entry.sha256:
        raise Conflict(
            f"{target} is there already and is not version {entry.version} (SHA-256 {found}, expected "
            f"{entry.sha256}): move it away, or fetch to another folder with --to"
        )


def _refuse_wrong(partial: Path, entry: Fetchable) -> None:
    if (found := _sha256(partial)) == entry.sha256:
        return
    partial.unlink()
    raise FetchFailed(
        f"{entry.url} gave SHA-256 {found}, expected {entry.sha256} of version {entry.version}: it was changed by its "
        "publisher or on the way, and was thrown away. Fetch it again; if it is the same once more, download it by "
        "hand and load it only if you trust it"
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
