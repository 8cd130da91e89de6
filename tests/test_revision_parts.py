"""What a write does not work out again is what it would have come to."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genoderm.graph.derivation import GRAPH as DERIVED
from genoderm.graph.derivation import derivations
from genoderm.graph.home import Home
from genoderm.graph.manifest import read_manifest
from genoderm.graph.revision_content import Content
from genoderm.graph.revision_derivation import derive_again, matters, named_in, read
from genoderm.graph.revision_index import indexed_properties
from genoderm.graph.revision_workplace import compare
from genoderm.graph.text_index import FILES, NAME, write_index
from genoderm.ontology.terms import Iris
from tests.releases import PREFIXES
from tests.revisions import put, said, store, updated, whole

LINES = st.lists(st.lists(st.binary(max_size=2), max_size=4))


@pytest.mark.parametrize("fixture", ["shipped_home", "sample_home", "two_releases"])
def test_facts_derived_from_what_they_follow_from_are_those_of_the_build(
    fixture: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    release = Home(request.getfixturevalue(fixture)).current_release()
    content = Content(release, read_manifest(release), tmp_path / "scratch")
    assert derive_again(content) == list(content.lines(DERIVED))


def test_every_property_that_a_derivation_names_is_read() -> None:
    for _, query in derivations():
        assert {str(iri).encode() for iri in named_in(query)} <= read()
        assert "?p " not in query  # a property that is a variable is bound by a list of them
    assert matters([b"<urn:a> <http://www.w3.org/2004/02/skos/core#broader> <urn:b> .\n"])
    assert not matters([b'<urn:a> <http://www.w3.org/2004/02/skos/core#prefLabel> "B" .\n'])


def test_the_index_is_that_of_before_until_a_write_touches_what_it_tells(home: Path, tmp_path: Path) -> None:
    updated(home, "INSERT DATA { <urn:a> <urn:p> 1 }")
    before = (home / "current" / FILES[0]).stat().st_ino
    updated(home, "INSERT DATA { <urn:a> a <urn:C> }")
    assert (home / "current" / FILES[0]).stat().st_ino == before
    put(home, "partner", '<urn:a> skos:prefLabel "New" .')
    updated(home, "INSERT DATA { <urn:a> a <urn:D> }")
    assert (home / "current" / FILES[0]).stat().st_ino != before
    write_index(store(home), tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (home / "current" / name).read_bytes()
    assert whole(home)


INDEXED = """
<urn:d> a <urn:D> ; skos:prefLabel "D"@en ; skos:altLabel "E" ; skos:exactMatch <urn:c> .
<urn:e> skos:closeMatch <urn:c> .
<urn:c> skos:notation "X:1" .
<urn:h> skos:prefLabel "H" ; geo:hasGeometry <urn:point> .
<urn:point> geo:asWKT "POINT(2.5 48.25)"^^geo:wktLiteral .
"""
EDITS = (
    'DELETE { <urn:c> skos:notation ?n } INSERT { <urn:c> skos:notation "X:2" }',
    "DELETE { <urn:c> skos:notation ?n }",
    "INSERT { <urn:d> a gd:Code }",
    "INSERT { <urn:d> owl:deprecated true }",
    "INSERT { <urn:h> a <urn:H> . <urn:x> a <urn:H> }",
    "DELETE { <urn:d> a ?c }",
    'DELETE { <urn:point> geo:asWKT ?p } INSERT { <urn:point> geo:asWKT "POINT(3 4)"^^geo:wktLiteral }',
    "DELETE { <urn:h> geo:hasGeometry ?g . <urn:h> skos:prefLabel ?h }",
    'INSERT { <urn:z> skos:hiddenLabel "Z"@fr ; gd:symbol "z" . <urn:d> skos:narrowMatch <urn:c> }',
    "DELETE { ?s skos:exactMatch ?c . ?c skos:notation ?n }",
)


@pytest.mark.parametrize("edit", EDITS)
def test_an_index_with_what_was_touched_is_that_of_all(home: Path, tmp_path: Path, edit: str) -> None:
    put(home, "index", INDEXED)
    prefixes = PREFIXES.replace("@prefix", "PREFIX").replace(" .\n", "\n")
    bindings = """{ ?d skos:exactMatch ?c OPTIONAL { ?c skos:notation ?n } }
        OPTIONAL { <urn:point> geo:asWKT ?p } OPTIONAL { <urn:h> geo:hasGeometry ?g ; skos:prefLabel ?h }
        BIND(<urn:D> AS ?c1) BIND(?d AS ?s)"""
    text = f"{prefixes} WITH <{Iris().graph('index').value}> {edit} WHERE {{ {bindings} }}"
    updated(home, text.replace("a ?c }", "a ?c1 }"))
    write_index(store(home), tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (home / "current" / name).read_bytes()


def test_what_a_write_changes_of_the_description_of_a_release_is_not_indexed(home: Path) -> None:
    indexed = {str(property_) for property_ in indexed_properties()}
    put(home, "partner", "<urn:a> <urn:p> 1 .")
    before = said(home)
    updated(home, "INSERT DATA { <urn:a> <urn:p> 2 }")
    changed = said(home) ^ before
    assert len(changed) > 5
    assert not any(line.split()[1] in indexed for line in changed)


def test_an_older_release_without_an_index_gets_one(home: Path) -> None:
    shutil.rmtree(home / "current" / NAME)
    put(home, "partner", "<urn:a> <urn:p> 1 .")
    assert all((home / "current" / name).is_file() for name in FILES)


@given(before=LINES, after=LINES)
def test_lists_are_compared_in_any_order(before: list[list[bytes]], after: list[list[bytes]]) -> None:
    unique = [list({line: None for batch in told for line in batch}) for told in (before, after)]
    was, is_ = unique
    change = compare([was[:3], was[3:]], [is_[:1], is_[1:2], is_[2:]])
    assert change.added == sorted(set(is_) - set(was))
    assert change.removed == sorted(set(was) - set(is_))


def test_a_release_of_before_there_were_writes_can_be_written_to(home: Path) -> None:
    file = home / "current" / "manifest.json"
    known = read_manifest(home / "current").model_dump(exclude={"rules", "union", "unnamed", "write", "dropped"})
    for graph in known["graphs"]:
        del graph["written"]
    file.write_text(json.dumps(known))
    put(home, "partner", "<urn:a> <urn:p> 1 .")
    assert whole(home)
