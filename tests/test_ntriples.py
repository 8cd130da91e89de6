"""Sorted N-Triples: equal statements give equal bytes, whatever their order and however they were sorted."""

import io
import tempfile
from hashlib import sha256
from pathlib import Path
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from genoderm.graph import ntriples
from genoderm.graph.ntriples import Sorted, Writer, append_quads, merge_sorted
from genoderm.ontology.vocabularies import XSD

IRIS = st.sampled_from([NamedNode(f"http://example.org/{name}") for name in ("a", "b", "é", "a%20b", "a.", "ab")])
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "fr", "zh-Hant"])),
    st.builds(lambda text, kind: Literal(text, datatype=kind), TEXTS, IRIS),
    st.integers(-9, 9).map(Literal),
)
TRIPLES = st.lists(st.builds(Triple, IRIS, IRIS, st.one_of(IRIS, LITERALS)), max_size=60)


def written(triples: list[Triple], folder: Path, name: str = "x") -> Sorted:
    writer = Writer(folder / f"{name}.nt")
    writer.add(triples)
    return writer.finish()


@given(TRIPLES)
def test_a_file_holds_each_triple_once_in_the_order_of_its_bytes(triples: list[Triple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = written(triples, Path(folder))
        data = file.path.read_bytes()
        lines = data.split(b"\n")[:-1]
        assert [line + b"\n" for line in lines] == sorted({line + b"\n" for line in lines})
        assert {quad.triple for quad in parse(data, format=RdfFormat.N_TRIPLES)} == set(triples)
        assert (file.triples, file.sha256) == (len(set(triples)), sha256(data).hexdigest())
        assert [path.name for path in Path(folder).iterdir()] == ["x.nt"]


@given(TRIPLES, st.integers(1, 7), st.integers(1, 5))
def test_runs_on_disk_give_the_bytes_that_memory_gives(triples: list[Triple], run: int, batch: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = written(triples, folder, "whole")
        with mock.patch.multiple(ntriples, RUN=run, BATCH=batch):
            spilled = written(triples[::-1], folder, "spilled")
        assert spilled.path.read_bytes() == whole.path.read_bytes()
        assert (spilled.triples, spilled.sha256) == (whole.triples, whole.sha256)
        assert sorted(path.name for path in folder.iterdir()) == ["spilled.nt", "whole.nt"]


@given(TRIPLES, TRIPLES)
def test_merged_files_are_the_file_of_all_their_triples(one: list[Triple], two: list[Triple]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        merged = merge_sorted(folder / "merged.nt", [written(one, folder, "one"), written(two, folder, "two")])
        assert merged.path.read_bytes() == written(one + two, folder, "both").path.read_bytes()


@given(TRIPLES, st.integers(1, 200))
def test_quads_are_the_triples_in_their_graph_and_still_sorted(triples: list[Triple], piece: int) -> None:
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(ntriples, "PIECE", piece):
        file, target = written(triples, Path(folder)), io.BytesIO()
        length = append_quads(file.path, "http://example.org/graph", target)
        data = target.getvalue()
        assert length == len(data)
        quads = list(parse(data, format=RdfFormat.N_QUADS))
        assert {quad.triple for quad in quads} == set(triples)
        assert {quad.graph_name for quad in quads} <= {NamedNode("http://example.org/graph")}
        lines = data.split(b"\n")[:-1]
        assert lines == sorted(lines)


def test_lines_and_triples_make_the_same_file(tmp_path: Path) -> None:
    said = [
        Triple(NamedNode("x:s"), NamedNode("x:p"), Literal(text, datatype=NamedNode(f"{XSD}decimal")))
        for text in ("1.5", "2", "1.5")
    ]
    by_triples, by_lines = Writer(tmp_path / "triples.nt"), Writer(tmp_path / "lines.nt")
    by_triples.add(said)
    by_lines.add_lines(f"{triple} .\n" for triple in said)
    assert by_triples.finish().sha256 == by_lines.finish().sha256
    assert (tmp_path / "lines.nt").read_text().count("\n") == 2
