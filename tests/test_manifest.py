"""A manifest is read if it is whole and of this format; else the reader learns what happened and what to do."""

import json
from pathlib import Path
from typing import Any

import pytest

from genoderm.graph.home import Home
from genoderm.graph.manifest import FORMAT, NAME, read_manifest, write_manifest
from genoderm.graph.serving import open_release
from genoderm.ontology.errors import BadRelease


def changed(release: Path, **values: Any) -> None:
    told = json.loads((release / NAME).read_text())
    (release / NAME).write_text(json.dumps({**told, **values}))


def test_a_manifest_is_read_as_it_was_written(home: Path, tmp_path: Path) -> None:
    manifest = read_manifest(home / "current")
    write_manifest(manifest, tmp_path)
    assert read_manifest(tmp_path) == manifest
    assert (tmp_path / NAME).read_bytes() == (home / "current" / NAME).read_bytes()


def test_what_went_in_is_accounted_for(home: Path) -> None:
    (told,) = read_manifest(home / "current").inputs
    assert (told.file, told.read, told.loaded, told.quarantined) == ("second.ttl", 7, 7, 0)


@pytest.mark.parametrize("other", [FORMAT + 1, FORMAT * 10, 0])
def test_another_format_is_named_with_what_to_do(home: Path, other: int) -> None:
    changed(home / "current", format=other, unknown="key of another version")
    with pytest.raises(BadRelease, match=rf"is of format {other}, .*another version.*build anew"):
        read_manifest(home / "current")


@pytest.mark.parametrize("bytes_", [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"format": 3}', b"null"])
def test_a_damaged_manifest_is_named_with_what_to_do(home: Path, bytes_: bytes) -> None:
    (home / "current" / NAME).write_bytes(bytes_)
    with pytest.raises(BadRelease, match=r"manifest\.json is damaged; `genoderm rollback`"):
        read_manifest(home / "current")


def test_a_folder_without_manifest_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(BadRelease, match="it is no release, or a damaged one"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("name", ["../../elsewhere", "", "ABCDEF0123456789", "0123456789abcdef0"])
def test_an_id_that_is_no_folder_name_of_a_release_is_damage(home: Path, name: str) -> None:
    changed(home / "current", id=name)
    with pytest.raises(BadRelease, match="is damaged"):
        read_manifest(home / "current")


@pytest.mark.parametrize("file", ["CURRENT", "MANIFEST*"])
def test_a_store_that_does_not_open_is_a_bad_release(home: Path, file: str) -> None:
    for found in (home / "current" / "store").glob(file):
        found.write_bytes(b"damaged")
    with pytest.raises(BadRelease, match=r"store does not open: .*genoderm rollback"):
        open_release(Home(home).current_release())
