import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genoderm.loaders.opening import LIMITS, Limits, lines, members, sample, stream
from genoderm.ontology.errors import BadInput, HostileFile

TIGHT = Limits(bytes=200_000, ratio=20, free=10_000, members=5, line=100, header=70_000)


def tar(path: Path, names: dict[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in names.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def zipped(path: Path, names: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return path


def contents(path: Path, limits: Limits = LIMITS) -> dict[str, bytes]:
    return {member.name: member.stream.read() for member in members(path, limits)}


@given(data=st.binary(max_size=5_000), compress=st.sampled_from([bytes, lzma.compress, gzip.compress, bz2.compress]))
def test_a_file_is_decompressed_by_its_first_bytes_whatever_its_name(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, compress: Callable[[bytes], bytes]
) -> None:
    path = tmp_path_factory.mktemp("opening") / "file.txt"
    path.write_bytes(compress(b"=" + data))
    with stream(path) as file:
        assert file.read() == b"=" + data


@pytest.mark.parametrize("mode", ["w", "w:xz", "w:gz", "w:bz2"])
def test_a_tar_of_any_compression_gives_its_files_and_not_its_folders(tmp_path: Path, mode: str) -> None:
    path = tar(tmp_path / "a", {"json/a.json": b"1", "json/b.json": b"2" * 70_000, "json/.DS_Store": b"3"}, mode)
    assert contents(path) == {"json/a.json": b"1", "json/b.json": b"2" * 70_000}


def test_a_zip_gives_its_files(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"json/": b"", "json/a.json": b"1", "__MACOSX/a.json": b"3"})
    assert contents(path) == {"json/a.json": b"1"}


def test_a_folder_gives_its_files_by_name_decompressed(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "z.txt").write_bytes(b"z")
    (tmp_path / "a.txt.xz").write_bytes(lzma.compress(b"a"))
    assert list(contents(tmp_path).items()) == [("a.txt.xz", b"a"), ("b/z.txt", b"z")]


def test_a_plain_file_is_its_own_only_member(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id\n")
    assert contents(tmp_path / "a.csv") == {"a.csv": b"id\n"}


def test_a_member_that_was_closed_or_left_unread_does_not_stop_the_next(tmp_path: Path) -> None:
    path = tar(tmp_path / "a.tar", dict.fromkeys("abc", b"x" * 100000))
    names = []
    for member in members(path):
        names.append(member.name)
        member.stream.close()
    assert names == ["a", "b", "c"]


@pytest.mark.parametrize("name", ["../a", "/etc/a", "a/../../b", "..\\a", "\\a"])
@pytest.mark.parametrize("make", [tar, zipped])
def test_a_name_that_climbs_out_is_hostile(tmp_path: Path, name: str, make: Callable[..., Path]) -> None:
    with pytest.raises(HostileFile, match="climbs out"):
        contents(make(tmp_path / "archive", {name: b"x"}))


def test_a_link_in_a_tar_is_hostile(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        info = tarfile.TarInfo("a")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    with pytest.raises(HostileFile, match="link"):
        contents(tmp_path / "a.tar")


def test_a_link_in_a_zip_is_hostile(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        info = zipfile.ZipInfo("a")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(HostileFile, match="link"):
        contents(tmp_path / "a.zip")


def test_a_link_in_a_folder_is_hostile(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("/etc/passwd")
    with pytest.raises(HostileFile, match="link"):
        contents(tmp_path)


@pytest.mark.parametrize("make", [tar, zipped])
def test_too_many_members_are_hostile(tmp_path: Path, make: Callable[..., Path]) -> None:
    with pytest.raises(HostileFile, match="more than 5 members"):
        contents(make(tmp_path / "archive", dict.fromkeys("abcdefg", b"")), TIGHT)


@pytest.mark.parametrize("compress", [lzma.compress, gzip.compress, bz2.compress])
def test_a_compression_bomb_is_hostile_before_it_unfolds(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(compress(bytes(50 << 20)))
    unfolded: list[int] = []
    with stream(path) as file, pytest.raises(HostileFile, match="bomb"):
        unfolded.extend(len(part) for part in iter(lambda: file.read(1 << 16), b""))
    assert sum(unfolded) <= 16 << 20


def test_a_zip_bomb_is_hostile_before_a_byte_is_read(tmp_path: Path) -> None:
    with pytest.raises(HostileFile, match="bomb"):
        next(members(zipped(tmp_path / "bomb.zip", {"a": bytes(50 << 20)})))


def test_a_file_that_unfolds_beyond_the_limit_is_hostile(tmp_path: Path) -> None:
    path = tmp_path / "long.gz"
    path.write_bytes(gzip.compress(bytes(range(256)) * 1_000))
    with stream(path, Limits(bytes=200_000, ratio=10_000)) as file, pytest.raises(HostileFile, match="200,000"):
        file.read()


def test_an_xz_file_that_asks_for_gigabytes_of_memory_is_hostile(tmp_path: Path) -> None:
    greedy = {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 29, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3, "depth": 1}
    small = bytearray(lzma.compress(b"x" * 100, filters=[greedy | {"dict_size": 1 << 12}]))
    assert small[12] == 2  # the block header: three words
    small[16] = 37  # its dictionary size: 1.5 GB (xz format, 5.3.1)
    small[20:24] = zlib.crc32(small[12:20]).to_bytes(4, "little")
    (tmp_path / "a.xz").write_bytes(small)
    with pytest.raises(HostileFile, match="268,435,456"):
        stream(tmp_path / "a.xz")


def test_a_tar_header_without_end_is_hostile(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("a")
        info.pax_headers = {"comment": "x" * 3_000_000}
        archive.addfile(info)
    with pytest.raises(HostileFile, match="header"):
        contents(tmp_path / "a.tar")


def test_a_zip_directory_without_end_is_hostile(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {f"{number:0250}": b"" for number in range(20)})
    with pytest.raises(HostileFile, match="directory"):
        contents(path, TIGHT)


def test_an_encrypted_zip_is_told_from_a_sound_one(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a": b"x"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(BadInput, match="encrypted"):
        contents(path)


@pytest.mark.parametrize("compress", [lzma.compress, gzip.compress, bz2.compress])
def test_a_file_cut_short_is_bad_input(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "cut"
    path.write_bytes(compress(bytes(range(256)) * 300)[:-20])
    with stream(path) as file, pytest.raises(BadInput, match="damaged"):
        file.read()


def test_a_tar_cut_short_is_bad_input(tmp_path: Path) -> None:
    path = tar(tmp_path / "a.tar", {"a": b"x" * 100_000})
    path.write_bytes(path.read_bytes()[:50_000])
    with pytest.raises(BadInput, match="damaged"):
        contents(path)


def test_a_zip_member_with_a_wrong_checksum_is_bad_input(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a", b"abcdef" * 100)
    data = (tmp_path / "a.zip").read_bytes().replace(b"abcdef", b"abcdeg", 1)
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(BadInput, match="damaged"):
        contents(tmp_path / "a.zip")


def test_zstd_and_missing_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\x28\xb5\x2f\xfd1234")
    with pytest.raises(BadInput, match="zstd"):
        stream(tmp_path / "a")
    with pytest.raises(BadInput, match="cannot be read"):
        stream(tmp_path / "b")


def test_a_line_without_end_is_hostile(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"short\n" + b"x" * 101)
    with pytest.raises(HostileFile, match="line 2"):
        list(lines(tmp_path / "a.txt", limits=TIGHT))


def test_lines_keep_their_ends_and_lose_the_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffé\r\n\ufeffb".encode())
    assert list(lines(tmp_path / "a.txt")) == ["é\r\n", "\ufeffb"]


@pytest.mark.parametrize(("data", "found"), [(b"a\nb\x00\n", "NUL"), (b"a\n\xe9\n", "xe9")])
def test_text_that_is_none_is_bad_input_with_its_line(tmp_path: Path, data: bytes, found: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(BadInput, match=f"line 2.*{found}"):
        list(lines(tmp_path / "a.txt"))


def test_a_sample_is_the_first_member_of_an_archive(tmp_path: Path) -> None:
    seen = sample(tar(tmp_path / "a", {"x/a.json": b"{}"}, "w:xz"))
    assert (seen.member, seen.head) == ("x/a.json", b"{}")
    (tmp_path / "empty").mkdir()
    assert sample(tmp_path / "empty").head == b""


def test_orphanets_packets_open_whole(shared: Path) -> None:
    assert sum(1 for _ in members(shared / "orphanet" / "orphapackets-2025-12-09.tar.xz")) == 9_960
