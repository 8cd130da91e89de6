"""A write makes a new release of the current one, or nothing."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.findings import InvalidRelease, read_findings
from genoderm.graph.home import Home
from genoderm.graph.lock import locked
from genoderm.graph.manifest import REPORT, Manifest
from genoderm.graph.progress import Silent
from genoderm.graph.revision import Condition, PreconditionFailed, revise, tag
from genoderm.graph.revision_bare import bare_release
from genoderm.graph.revision_documents import BadDocument
from genoderm.graph.revision_graphs import Put
from genoderm.graph.revision_ours import OURS, WorkedOut
from genoderm.graph.upkeep import backup, restore, rollback
from genoderm.graph.validation import validate
from genoderm.ontology.errors import BadInput, Conflict, NotFound
from genoderm.ontology.terms import Iris
from tests.releases import PREFIXES, copied, names
from tests.revisions import (
    ANNA,
    by_others,
    document,
    dropped,
    in_dump,
    manifest,
    posted,
    put,
    said,
    store,
    updated,
    whole,
)

ONE = "<urn:a> <urn:p> <urn:b>"
TWO = "<urn:a> <urn:p> <urn:c>"
BASE = Iris().base


def test_what_is_put_is_found_in_its_graph_and_without_asking_for_it(home: Path) -> None:
    revised = put(home, "partner", f"{ONE} .")
    assert (revised.fresh, revised.made) == (True, frozenset({"partner"}))
    assert said(home, "partner") == {ONE} <= said(home)
    assert whole(home)


def test_any_absolute_iri_names_a_graph(home: Path) -> None:
    put(home, "http://example.org/data#mine", f"{ONE} .")
    assert said(home, "http://example.org/data#mine") == {ONE} <= said(home)
    assert manifest(home).graph("http://example.org/data#mine")
    assert whole(home)


def test_what_a_mappings_graph_is_given_stays_in_it(home: Path) -> None:
    put(home, "mine-mappings", f"{ONE} .")
    assert said(home, "mine-mappings") == {ONE}
    assert ONE not in said(home)
    assert whole(home)


def test_a_put_replaces_and_a_post_adds(home: Path) -> None:
    put(home, "partner", f"{ONE} .")
    posted(home, "partner", f"{TWO} .")
    assert said(home, "partner") == {ONE, TWO} <= said(home)
    put(home, "partner", f"{TWO} .")
    assert said(home, "partner") == {TWO}
    assert ONE not in said(home)
    assert whole(home)


def test_a_statement_stays_in_the_default_graph_until_the_last_graph_that_says_it_is_gone(home: Path) -> None:
    put(home, "one", f"{ONE} .")
    put(home, "other", f"{ONE} .")
    dropped(home, "one")
    assert ONE in said(home)
    dropped(home, "other")
    assert ONE not in said(home)
    assert whole(home)


def test_many_statements_that_go_are_compared_with_all_graphs(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("genoderm.graph.revision_union.LOOKED_UP", 0)
    put(home, "one", f"{ONE} . {TWO} .")
    put(home, "other", f"{ONE} .")
    dropped(home, "one")
    assert said(home) >= {ONE}
    assert TWO not in said(home)
    assert whole(home)


def test_an_update_of_the_default_graph_is_a_section_of_its_own_in_the_dump(home: Path) -> None:
    updated(home, f"INSERT DATA {{ {ONE} }}")
    assert in_dump(home) == {ONE} <= said(home)
    told = manifest(home).unnamed
    assert told is not None
    assert told.triples == 1
    assert whole(home)


def test_a_statement_of_the_default_graph_that_a_named_graph_says_too_is_no_longer_its_own(home: Path) -> None:
    updated(home, f"INSERT DATA {{ {ONE} }}")
    put(home, "partner", f"{ONE} .")
    assert manifest(home).unnamed is None
    assert ONE in said(home)
    assert whole(home)


def test_what_is_taken_from_the_default_graph_alone_is_withdrawn_until_it_is_said_again(home: Path) -> None:
    put(home, "partner", f"{ONE} .")
    updated(home, f"DELETE DATA {{ {ONE} }}")
    assert ONE not in said(home)
    assert said(home, "partner") == said(home, "withdrawn") == {ONE}
    assert whole(home)
    updated(home, f"INSERT DATA {{ {ONE} }}")
    assert ONE in said(home)
    assert said(home, "withdrawn") == set()
    assert manifest(home).graph("withdrawn") is None
    assert whole(home)


def test_a_withdrawn_statement_is_forgotten_when_nobody_says_it_any_more(home: Path) -> None:
    put(home, "partner", f"{ONE} .")
    updated(home, f"DELETE DATA {{ {ONE} }}")
    dropped(home, "partner")
    assert said(home, "withdrawn") == set()
    assert whole(home)


def test_what_describes_a_release_cannot_be_withdrawn(home: Path) -> None:
    updated(home, "CLEAR DEFAULT")
    assert said(home) == said(home, "provenance") | said(home, "statistics")
    assert said(home, "withdrawn") >= said(home, "small")
    assert whole(home)


def test_derived_facts_follow_what_is_written_and_what_is_taken_away(home: Path) -> None:
    above = "<http://www.w3.org/2004/02/skos/core#broaderTransitive> <http://www.orpha.net/ORDO/Orphanet_304>"
    put(home, "more", 'orpha:5 a gd:Disease ; skos:prefLabel "Five"@en ; skos:broader orpha:304 .')
    derived = f"<http://www.orpha.net/ORDO/Orphanet_5> {above}"
    assert derived in said(home, "derived") & said(home)
    assert whole(home)
    dropped(home, "more")
    assert derived not in said(home, "derived") | said(home)
    assert whole(home)


def test_a_derived_fact_that_was_withdrawn_stays_so_when_it_is_derived_again(home: Path) -> None:
    known = "orpha:5 a gd:Disease ; skos:prefLabel 'Five'@en ; skos:broader orpha:304 ."
    put(home, "more", known)
    fact = (
        "<http://www.orpha.net/ORDO/Orphanet_5> <http://www.w3.org/2004/02/skos/core#broaderTransitive> "
        "<http://www.orpha.net/ORDO/Orphanet_304>"
    )
    updated(home, f"DELETE DATA {{ {fact} }}")
    posted(home, "more", "orpha:6 a gd:Disease ; skos:prefLabel 'Six'@en ; skos:broader orpha:304 .")
    assert fact in said(home, "derived") & said(home, "withdrawn")
    assert fact not in said(home)
    assert whole(home)


def test_the_graphs_that_are_worked_out_cannot_be_written_to(home: Path) -> None:
    for name in OURS:
        with pytest.raises(WorkedOut):
            put(home, name, f"{ONE} .")
        with pytest.raises(WorkedOut):
            dropped(home, name)
        with pytest.raises(WorkedOut):
            updated(home, f"INSERT DATA {{ GRAPH <{BASE}graph/{name}> {{ {ONE} }} }}")


def test_what_an_update_takes_from_them_is_there_again(home: Path) -> None:
    before = manifest(home).graph("derived")
    put(home, "partner", f"{ONE} .")
    updated(home, "DELETE WHERE { GRAPH ?g { ?s ?p <urn:b> } } ; CLEAR SILENT GRAPH <" + BASE + "graph/derived>")
    assert manifest(home).graph("derived") == before or said(home, "derived") != set()
    assert said(home, "partner") == set()
    assert whole(home)


def test_all_may_be_dropped_at_once(home: Path) -> None:
    updated(home, "DROP ALL")
    assert by_others(home) == set()
    assert whole(home)


def test_a_graph_that_holds_nothing_is_not_there(home: Path) -> None:
    before = manifest(home)
    updated(home, "CREATE GRAPH <urn:g>")
    assert manifest(home) == before
    updated(home, "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }")
    updated(home, "DELETE DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }")
    assert manifest(home).graph("urn:g") is None
    assert NamedNode("urn:g") not in set(store(home).named_graphs())
    with pytest.raises(Conflict, match="does not exist; SILENT"):
        updated(home, "DROP GRAPH <urn:g>")
    with pytest.raises(NotFound, match="there is no graph <urn:g>"):
        dropped(home, "urn:g")


def test_a_request_that_changes_nothing_makes_no_release(home: Path) -> None:
    put(home, "partner", f"{ONE} .")
    known = names(home)
    for revised in (
        put(home, "partner", f"{ONE} ."),
        posted(home, "partner", f"{ONE} ."),
        updated(home, f"INSERT DATA {{ {ONE} }} ; DELETE WHERE {{ ?s <urn:nothing> ?o }}"),
        updated(home, ""),
    ):
        assert not revised.fresh
    assert names(home) == known


def test_the_same_requests_give_the_same_release(two_releases: Path, tmp_path: Path) -> None:
    made = []
    for place in ("one", "other"):
        home = copied(two_releases, tmp_path, place)
        put(home, "partner", "[] <urn:p> [ <urn:q> 1.50 ] .")
        made.append(updated(home, f"INSERT DATA {{ {ONE} . [] <urn:p> _:b }}").manifest.id)
    assert made[0] == made[1]


def test_blank_nodes_become_iris_that_the_same_statements_get_again(home: Path) -> None:
    put(home, "partner", '<urn:a> <urn:p> [ <urn:q> "_:no node", [ <urn:r> 1 ] ] .')
    nodes = {word for line in said(home, "partner") for word in line.split() if word.startswith(f"<{BASE}genid/")}
    assert len(nodes) == 2
    assert not any("_:" in line.replace('"_:no node"', "") for line in said(home, "partner"))
    first = said(home, "partner")
    known = names(home)
    posted(home, "partner", '_:x <urn:r> 1 . <urn:a> <urn:p> _:y . _:y <urn:q> _:x, "_:no node" .')
    assert said(home, "partner") == first
    assert names(home) == known
    assert whole(home)


def test_a_blank_node_of_an_update_is_one_node_in_all_its_graphs(home: Path) -> None:
    updated(
        home,
        "INSERT DATA { <urn:a> <urn:p> _:x . GRAPH <urn:g> { _:x <urn:q> 1 . [] <urn:q> 2 } }",
    )
    (default,) = in_dump(home)
    node = default.split()[2]
    assert node.startswith(f"<{BASE}genid/")
    assert any(line.startswith(node) for line in said(home, "urn:g"))
    assert len(said(home, "urn:g")) == 2
    assert whole(home)


def test_a_blank_node_in_a_triple_term_becomes_an_iri(home: Path) -> None:
    put(home, "partner", "<urn:a> <urn:p> <<( _:x <urn:q> <urn:b> )>> . _:x <urn:q> <urn:c> .")
    assert not any("_:" in line for line in said(home, "partner"))
    assert sum(f"{BASE}genid/" in line for line in said(home, "partner")) == 2


def test_values_are_kept_as_the_engine_has_them(home: Path) -> None:
    put(home, "partner", "<urn:a> <urn:p> 1.50, 1.5, 01 .")
    assert len(said(home, "partner")) == 2
    assert whole(home)


def test_a_write_that_would_bring_errors_is_refused_with_the_first_of_them(home: Path) -> None:
    known = names(home)
    with pytest.raises(InvalidRelease, match=r"1 in all:\n.*Orphanet_304: A disease has two"):
        posted(home, "partner", 'orpha:304 skos:prefLabel "Another"@en .')
    assert names(home) == known


def test_errors_that_were_there_before_stop_no_write(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("genoderm.graph.revision_validation._refuse", lambda _: None)
        posted(home, "partner", 'orpha:304 skos:prefLabel "Another"@en .')
    posted(home, "partner", f"{ONE} .")
    assert ONE in said(home, "partner")


@pytest.mark.parametrize(
    "text",
    [
        "DELETE WHERE { GRAPH ?g { ?authority a gd:Authority } }",
        "DELETE WHERE { GRAPH ?g { ?network a gd:Network } }",
        "DELETE { GRAPH ?g { ?a skos:prefLabel ?b } } WHERE { GRAPH ?g { ?a a gd:Centre ; skos:prefLabel ?b } }",
        "DELETE DATA { orpha:79361 a gd:Disease }",
        "DROP ALL",
    ],
)
def test_what_is_judged_again_gives_the_findings_that_all_would_give(
    sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    home = copied(sample_home, tmp_path)
    monkeypatch.setattr("genoderm.graph.revision_validation._refuse", lambda _: None)
    prefixes = PREFIXES.replace("@prefix", "PREFIX").replace(" .\n", "\n")
    updated(home, prefixes + text)
    assert read_findings(home / "current" / REPORT) == validate(store(home), Silent())
    assert whole(home)


def test_a_bad_document_is_told_with_its_place_and_changes_nothing(home: Path) -> None:
    known = names(home)
    with pytest.raises(BadDocument, match=r"sent\.ttl is no Turtle") as caught:
        put(home, "partner", f"\n{ONE} .\n<urn:a> <urn:b> .")
    assert caught.value.line == 13
    assert caught.value.column is not None
    with pytest.raises(BadInput, match="no format of RDF"):
        revise(Home(home), Put("partner", document(home, "x", "image/png"), BASE), ANNA)
    with pytest.raises(BadDocument, match="Named graphs are not allowed"):
        revise(Home(home), Put("partner", document(home, f"{ONE} <urn:g> .", "application/n-quads"), BASE), ANNA)
    assert names(home) == known


def test_a_condition_is_checked_before_anything_is_written(home: Path) -> None:
    put(home, "partner", f"{ONE} .", Condition("partner", none_match=("*",)))
    now = tag(manifest(home), "partner")
    for condition in (
        Condition("partner", none_match=("*",)),
        Condition("partner", none_match=("other", now)),
        Condition("partner", match=("other",)),
        Condition("strange", match=("*",)),
    ):
        with pytest.raises(PreconditionFailed):
            put(home, "partner", f"{TWO} .", condition)
    put(home, "partner", f"{TWO} .", Condition("partner", match=("other", now)))
    assert tag(manifest(home), "partner") != now


def test_the_manifest_tells_who_wrote_and_provenance_what(home: Path) -> None:
    before = manifest(home).id
    put(home, "partner", f"{ONE} .")
    told = manifest(home)
    assert told.previous == before
    assert told.write is not None
    assert (told.write.by, told.write.added, told.write.removed, told.write.graphs) == ("anna", 1, 0, ("partner",))
    graph = told.graph("partner")
    assert graph is not None
    assert (graph.written, graph.publisher) == ("whole", "anna")
    activities = [line for line in said(home, "provenance") if f"{BASE}write/" in line.split()[0]]
    assert any(ANNA.request in line for line in activities)
    assert any(line.startswith(f"<{BASE}graph/partner>") and "wasGeneratedBy" in line for line in said(home))
    assert told.write.when not in " ".join(said(home))


def test_a_graph_that_is_gone_is_no_longer_described(home: Path) -> None:
    put(home, "partner", f"{ONE} .")
    dropped(home, "partner")
    assert not any("graph/partner" in line for line in said(home))


def test_a_write_is_undone_by_rolling_back(home: Path) -> None:
    before = manifest(home).id
    put(home, "partner", f"{ONE} .")
    assert rollback(Home(home)).id == before
    assert ONE not in said(home)


def test_a_written_release_is_backed_up_and_restored(home: Path, tmp_path: Path) -> None:
    updated(home, f"INSERT DATA {{ {ONE} . GRAPH <urn:g> {{ {TWO} }} }} ; DELETE DATA {{ {ONE} . {TWO} }}")
    backup(Home(home), tmp_path / "kept")
    updated(home, "DROP ALL")
    restore(Home(home), tmp_path / "kept")
    assert said(home, "urn:g") == {TWO}
    assert whole(home)


def test_only_the_newest_written_releases_are_kept_and_all_that_were_built(home: Path) -> None:
    built = names(home)
    for number in range(4):
        revise(Home(home), Put("partner", document(home, f"<urn:a> <urn:b> {number} ."), BASE), ANNA, kept=2)
    assert names(home)[:2] == built
    assert len(names(home)) == len(built) + 2


def test_two_cannot_write_at_once(home: Path) -> None:
    with locked(home, "a build"), pytest.raises(Conflict, match="a build"):
        put(home, "partner", f"{ONE} .")


@pytest.mark.parametrize("step", ["stage", "adopt", "switch"])
def test_a_write_that_breaks_off_leaves_the_release_as_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = manifest(home).id
    with monkeypatch.context() as patched:
        patched.setattr(Home, step, cut)
        with pytest.raises(KeyboardInterrupt):
            put(home, "partner", f"{ONE} .")
    assert manifest(home).id == before
    put(home, "partner", f"{ONE} .")
    assert whole(home)


def test_what_a_write_did_not_change_is_the_same_file_on_the_disk(home: Path) -> None:
    before = {file.stat().st_ino for file in (home / "current" / "store").glob("*.sst")}
    put(home, "partner", f"{ONE} .")
    assert before <= {file.stat().st_ino for file in (home / "current" / "store").glob("*.sst")}


# What a bare release holds is what it was given


def bare(home: Path, *quads: Quad) -> Manifest:
    return bare_release(Home(home), quads)


def quads(home: Path) -> set[Quad]:
    return set(store(home))


@pytest.fixture
def pair() -> list[Quad]:
    node = BlankNode("x")
    return [
        Quad(NamedNode("urn:a"), NamedNode("urn:p"), node, DefaultGraph()),
        Quad(node, NamedNode("urn:p"), Literal("b"), NamedNode("urn:g")),
    ]


def test_a_bare_release_holds_what_it_was_given_and_nothing_else(tmp_path: Path, pair: list[Quad]) -> None:
    bare(tmp_path, *pair)
    assert quads(tmp_path) == set(pair)
    assert whole(tmp_path)
    bare(tmp_path)
    assert quads(tmp_path) == set()
    assert whole(tmp_path)


def test_an_update_of_a_bare_release_keeps_graphs_apart_and_blank_nodes(tmp_path: Path, pair: list[Quad]) -> None:
    bare(tmp_path, *pair)
    updated(tmp_path, "INSERT { ?x <urn:q> [] } WHERE { ?a <urn:p> ?x } ; DELETE WHERE { ?a <urn:p> ?x }")
    ((node, property_, new, graph),) = quads(tmp_path) - set(pair)
    assert (node, property_, graph) == (pair[0].object, NamedNode("urn:q"), DefaultGraph())
    assert isinstance(new, BlankNode)
    assert pair[0] not in quads(tmp_path)
    assert pair[1] in quads(tmp_path)
    assert (tmp_path / "current" / DUMP).read_bytes().count(b"\n") == 2
    assert whole(tmp_path)


def test_the_default_graph_of_a_bare_release_is_put_posted_and_dropped_like_others(tmp_path: Path) -> None:
    bare(tmp_path)
    put(tmp_path, "", f"{ONE} .")
    posted(tmp_path, "", f"{TWO} .")
    assert said(tmp_path) == {ONE, TWO}
    dropped(tmp_path, "")
    assert said(tmp_path) == set()
    assert whole(tmp_path)


# The model: an in-memory store that the engine updates, and the rule of the union in five lines

GRAPHS = ("<urn:g>", "<urn:h>", "<urn:x-mappings>")
SUBJECTS, OBJECTS = ("<urn:a>", "<urn:b>"), ("1", "2", '"_:x"')
P = NamedNode("urn:p")


def _triple() -> st.SearchStrategy[str]:
    return st.builds("{} <urn:p> {}".format, st.sampled_from(SUBJECTS), st.sampled_from(OBJECTS))


def _templates() -> st.SearchStrategy[str]:
    graph, term = st.sampled_from(GRAPHS), st.sampled_from(OBJECTS)
    some = st.one_of(
        _triple(),
        st.builds("GRAPH {} {{ {} }}".format, graph, _triple()),
        st.builds("{} . GRAPH {} {{ {} . }}".format, _triple(), graph, _triple()),
    )
    whole_ = st.one_of(graph.map("GRAPH {}".format), st.just("DEFAULT"))
    pattern = "{{ {} }} INSERT {{ {} }} WHERE {{ {} }}".format
    bound = st.sampled_from(("?s <urn:p> ?o", "GRAPH ?g { ?s <urn:p> ?o }", "GRAPH <urn:g> { ?s <urn:p> ?o }"))
    return st.one_of(
        some.map("INSERT DATA {{ {} }}".format),
        some.map("DELETE DATA {{ {} }}".format),
        term.map("DELETE WHERE {{ ?s <urn:p> {} }}".format),
        term.map("DELETE WHERE {{ GRAPH ?g {{ ?s <urn:p> {} }} }}".format),
        st.builds(pattern, bound, some, st.just("GRAPH ?g { ?s <urn:p> ?o }")).map("DELETE {}".format),
        st.builds(pattern, bound, bound, bound).map("DELETE {}".format),
        st.builds(lambda g, text: f"WITH {g} DELETE {text}", graph, st.builds(pattern, bound, bound, bound)),
        st.builds("INSERT {{ {} }} USING {} WHERE {{ {} }}".format, bound, graph, bound),
        st.builds("{} SILENT {}".format, st.sampled_from(("CLEAR", "DROP")), whole_),
        st.builds("{} SILENT {} TO {}".format, st.sampled_from(("COPY", "MOVE", "ADD")), whole_, whole_),
        st.sampled_from(("CLEAR NAMED", "DROP ALL")),
    )


def _request() -> st.SearchStrategy[str]:
    return st.lists(_templates(), min_size=1, max_size=3).map(" ; ".join)


REQUESTS = st.lists(_request(), min_size=1, max_size=3)


DISGUISES = (
    lambda text: text,
    str.lower,
    lambda text: text.replace(" ", " # } ; { ' GRAPH\n"),
    lambda text: re.sub(r" ?([{}.;]) ?", r"\1", text),
    lambda text: "PREFIX u: <urn:> " + re.sub(r"<urn:([a-z]+)>", r"u:\1", text),
    lambda text: "BASE <urn:x> " + text,
)


def _told(store_: Store) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"": set()}
    for quad in store_.quads_for_pattern(None, P, None, None):
        name = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name.value)
        if not name.startswith(BASE):
            found.setdefault(name, set()).add(str(quad.triple))
    return {name: told for name, told in found.items() if told or not name}


def _in_union(told: dict[str, set[str]]) -> set[str]:
    return set().union(*(said_ for name, said_ in told.items() if name and not name.endswith("-mappings")))


def _followed(before: dict[str, set[str]], after: dict[str, set[str]]) -> Iterator[str]:
    """What the default graph has to hold: the rule, told once more."""
    came = {
        line
        for name, told in after.items()
        for line in told - before.get(name, set())
        if name and not name.endswith("-mappings")
    }
    lost = _in_union(before) - _in_union(after)
    yield from came | (after[""] - (lost - (after[""] - before[""])))


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=REQUESTS)
def test_every_update_does_what_the_engine_does_and_the_default_graph_follows(
    two_releases: Path, tmp_path_factory: pytest.TempPathFactory, requests: list[str]
) -> None:
    home = copied(two_releases, tmp_path_factory.mktemp("model"))
    model = Store()
    for text in requests:
        before = _told(model)
        model.update(text)
        after = _told(model)
        after[""] = set(_followed(before, after))
        model.clear_graph(DefaultGraph())
        for line in after[""]:
            model.update(f"INSERT DATA {{ {line} }}")
        updated(home, text)
        assert _told(store(home)) == after
        assert whole(home)


@pytest.mark.slow
@settings(max_examples=40)
@given(requests=st.lists(st.tuples(_request(), st.sampled_from(DISGUISES)), min_size=1, max_size=3))
def test_every_update_of_a_bare_release_does_what_the_engine_does(
    tmp_path_factory: pytest.TempPathFactory, requests: list[tuple[str, Callable[[str], str]]]
) -> None:
    home, model = tmp_path_factory.mktemp("bare"), Store()
    bare(home)
    for text, disguised in requests:
        model.update(disguised(text))
        updated(home, disguised(text))
        assert quads(home) == set(model)
        assert whole(home)
